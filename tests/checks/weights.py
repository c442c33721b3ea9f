"""The linear autoencoder of hw7, worked out a second time with C = XXᵀ and `eigh`, where the checks use the SVD."""

from typing import Any

import numpy as np

from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.model import Verdict

M, N, K, LAM = 8, 64, 3, 0.05
Array = np.ndarray[Any, np.dtype[np.float64]]


def data(m: int = M, n: int = N, seed: int = 0, eigenvalues: list[float] | None = None) -> Array:
    """A generic X, rows of mean zero; or one whose XXᵀ/n has these eigenvalues."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, n)) * np.linspace(3, 1, m)[:, None]
    X -= X.mean(axis=1, keepdims=True)
    if eigenvalues is None:
        return X
    U, _, Vt = np.linalg.svd(X, full_matrices=False)
    return np.asarray((U * np.sqrt(n * np.array(eigenvalues))) @ Vt)


def principal(X: Array) -> tuple[Array, Array]:
    """The eigenvalues of XXᵀ/n, largest first, and their eigenvectors."""
    values, vectors = np.linalg.eigh(X @ X.T / X.shape[1])
    return values[::-1], vectors[:, ::-1]


def ridge(X: Array, k: int = K, lam: float = LAM, Q: Array | None = None) -> tuple[Array, Array]:
    """A minimum of the regularised loss: W2 = U_k diag(s) Q, W1 = W2ᵀ, s_i = √(1 − λ/ℓ_i)."""
    values, U = principal(X)
    W2 = U[:, :k] * np.sqrt(np.maximum(0, 1 - lam / values[:k])) @ (np.eye(k) if Q is None else Q)
    return W2.T.copy(), W2


def rotation(size: int, seed: int = 5) -> Array:
    return np.asarray(np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))[0])


def bfloat16(array: Array) -> Array:
    """Rounded to the eight bits that bfloat16 keeps of a number, half to even."""
    bits = np.asarray(array, dtype="<f4").view("<u4")
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype("<u4").view("<f4").astype(np.float64)


def sgd(
    X: Array,
    decay: float,
    *,
    batch: int = 16,
    rate: float = 0.05,
    steps: int = 3000,
    falling: bool = True,
    seed: int = 0,
) -> tuple[Array, Array]:
    """W1, W2 as minibatch SGD leaves them: mean squared error summed over features, PyTorch's weight_decay."""
    rng = np.random.default_rng(seed)
    m, n = X.shape
    W1 = rng.uniform(-1, 1, (K, m)) / np.sqrt(m)
    W2 = rng.uniform(-1, 1, (m, K)) / np.sqrt(K)
    for step in range(steps):
        if step % (n // batch) == 0:
            order = rng.permutation(n)
        points = X[:, order[step % (n // batch) * batch :][:batch]]
        error = W2 @ W1 @ points - points
        dW1, dW2 = 2 * W2.T @ error @ points.T / batch, 2 * error @ points.T @ W1.T / batch
        now = rate * (1 + np.cos(np.pi * step / steps)) / 2 if falling else rate
        W1, W2 = W1 - now * (dW1 + decay * W1), W2 - now * (dW2 + decay * W2)
    return W1, W2


def check(name: str, W1: Array, W2: Array, X: Array, *, k: int | None = None, **parameters: Any) -> Verdict:
    """The verdict of a check on these weights, its arguments filled in by name as the engine does."""
    values = {"W1": W1, "W2": W2, "X": X, "k": k or len(W1)}
    return CHECKS[name](**{key: values[key] for key in signature(CHECKS[name]).takes}, **parameters)


PCA = ("orthonormal", "stationary", "least_loss", "principal_directions")
RIDGE = ("tied", "penalty", "principal_subspace", "stationary", "least_loss")


def pca_verdicts(W1: Array, W2: Array, X: Array, **options: Any) -> tuple[float | None, ...]:
    """Which of the four criteria of `pca.weights` hold."""
    return tuple(check(name, W1, W2, X, **options).fraction for name in PCA)


def ridge_verdicts(W1: Array, W2: Array, X: Array, *, lam: float = LAM) -> tuple[float | None, ...]:
    """Which of the five criteria of `regularized.weights` hold, each by itself, within rounding."""
    limits = {"penalty": 1e-2}
    return tuple(
        check(name, W1, W2, X, limit=limits.get(name, 1e-4), **({} if name == "tied" else {"lam": lam})).fraction
        for name in RIDGE
    )
