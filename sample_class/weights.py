"""Right and wrong weights of the linear autoencoder, for X of shape (m, n) = (8, 64) and k = 3.

The principal directions are taken from the eigenvectors of XXᵀ, not from the reference implementation: what
students hand in is a second witness.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Pair = dict[str, NDArray[Any]]

MIX = np.array([[2.0, 1, 0], [0, 1, 1], [1, 0, 3]])
"""An invertible matrix that is not orthogonal."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The directions U (m, m) by descending eigenvalue ℓ (m,) of XXᵀ/n, and the codes k."""

    U: Matrix
    eigenvalues: Matrix
    k: int

    @classmethod
    def of(cls, X: Matrix, k: int) -> "Weights":
        values, vectors = np.linalg.eigh(X @ X.T / X.shape[1])
        U = vectors[:, ::-1]
        return cls(U * np.sign(U[np.argmax(np.abs(U), axis=0), np.arange(len(U))]), values[::-1], k)

    def pca(self, *, order: tuple[int, ...] = (0, 1, 2), signs: tuple[int, ...] = (1, 1, 1)) -> Pair:
        """The principal directions, in an order and with signs; another choice of three is a saddle."""
        W2 = self.U[:, order] * np.array(signs)
        return {"W1": W2.T, "W2": W2}

    def mixed(self, A: Matrix = MIX) -> Pair:
        """W2 A and A⁻¹ W1: the same product in another basis of code space."""
        U = self.U[:, : self.k]
        return {"W1": np.linalg.inv(A) @ U.T, "W2": U @ A}

    def regularized(self, lam: float, Q: Matrix | None = None) -> Pair:
        """A minimum of the regularised loss: W2 = U_k diag(s) Q = W1ᵀ, s_i = √(1 − λ/ℓ_i)."""
        s = np.sqrt(1 - lam / self.eigenvalues[: self.k])
        W2 = (self.U[:, : self.k] * s) @ (np.eye(self.k) if Q is None else Q)
        return {"W1": W2.T, "W2": W2}


def zero() -> Pair:
    return {"W1": np.zeros((3, 8)), "W2": np.zeros((8, 3))}


def rotation(a: float, b: float = 0.0) -> Matrix:
    """An orthogonal matrix: a turn by a in the first plane, then one by b in the second, in radians."""
    first = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    second = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return np.asarray(first @ second)


def scaled(pair: Pair, encoder: float, decoder: float) -> Pair:
    return {"W1": encoder * pair["W1"], "W2": decoder * pair["W2"]}


def cast(pair: Pair, dtype: str) -> Pair:
    """The weights in fewer bits, rounded first so that every machine casts the same numbers."""
    return {name: np.round(array, 12).astype(dtype) for name, array in pair.items()}


def spoiled(pair: Pair, number: float) -> Pair:
    """The weights with one entry of W1 that is not a finite number."""
    W1 = pair["W1"].copy()
    W1[1, 2] = number
    return {**pair, "W1": W1}
