"""PCA as the minimum of the linear autoencoder.

An encoder W1 (k, m) and a decoder W2 (m, k) are to rebuild the columns of X (m, n), rows zero-mean, through k
< m numbers. The loss, with C = X Xᵀ, is

    L(W1, W2) = ‖X − W2 W1 X‖_F² = tr((I − W2W1) C (I − W2W1)ᵀ).

*Gradients.* Move W1 by dW1. Then dL = −2 tr((I − W2W1) C (W2 dW1)ᵀ) = ⟨2 W2ᵀ(W2W1 − I)C, dW1⟩; likewise for
W2. So

    ∇_{W1} L = 2 W2ᵀ(W2W1 − I) C,        ∇_{W2} L = 2 (W2W1 − I) C W1ᵀ.

*Minimum.* W2W1X has rank at most k, so by Eckart and Young (1936) L is at least Σ_{j>k} σ_j², the squares of
the singular values of X that are left over. W1 = U_kᵀ, W2 = U_k attains it, U_k the first k left singular
vectors of X: the principal directions. It is stationary, since C U_k = U_k D_k and U_kᵀU_k = I give (U_kU_kᵀ
− I) C U_k = U_kU_kᵀU_k D_k − U_k D_k = 0, and its transpose is the other condition. The solution is not
unique: with W1, W2 also A⁻¹W1, W2A is a minimum for any invertible A; this one has orthonormal weights.
(Baldi and Hornik, "Neural networks and principal component analysis", 1989.)

Everything is computed in float64 from the SVD of X, never from C, whose condition number is the square of
that of X.
"""

from random import Random

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def sample(m: int, n: int, k: int, seed: int) -> NDArray[np.float64]:
    """A generic X (m, n) for k principal directions, the same for the same seed.

    Rows zero-mean. Of the eigenvalues of XXᵀ/n the first k lie in 1 … 4 and the rest in 0.2 … 0.5, all
    distinct and spread on a logarithmic scale: the top k are well told from the rest, and exceed any mild
    penalty. Zero-mean columns span at most n − 1 dimensions, so for n ≤ m the last m − n + 1 are 0.

    Raises ValueError unless 1 ≤ k < m and k < n.
    """
    if not (1 <= k < m and k < n):
        raise ValueError(f"1 <= k < m and k < n are needed; m = {m}, n = {n}, k = {k}")
    rest = min(m, n - 1) - k
    u = _uniform(m, 1, f"{seed} spectrum")[:, 0] / 2  # no round numbers, lest something hold by accident
    top = 4 * 4 ** -((np.arange(k) + u[:k]) / k)
    low = 0.5 * 2.5 ** -((np.arange(rest) + u[k : k + rest]) / max(rest, 1))
    return data(np.concatenate([top, low, np.zeros(m - k - rest)]), n, seed)


def data(eigenvalues: ArrayLike, n: int, seed: int) -> NDArray[np.float64]:
    """An X (m, n), rows zero-mean, whose XXᵀ/n has the given m eigenvalues and random eigenvectors.

    Raises ValueError for a negative or non-finite eigenvalue, or for more than n − 1 that are not zero.
    """
    ell = np.asarray(eigenvalues, dtype=np.float64)
    m, rank = ell.size, int(np.count_nonzero(ell))
    if ell.ndim != 1 or not np.all(np.isfinite(ell) & (ell >= 0)):
        raise ValueError("the eigenvalues must be a list of finite numbers, none below 0")
    if rank > n - 1:
        raise ValueError(f"{n} zero-mean columns have at most {n - 1} non-zero eigenvalues, not {rank}")
    U, _ = np.linalg.qr(2 * _uniform(m, m, f"{seed} left") - 1)
    G = 2 * _uniform(n, rank, f"{seed} right") - 1
    V, _ = np.linalg.qr(G - G.mean(axis=0))  # columns orthonormal and orthogonal to (1, …, 1)
    X: NDArray[np.float64] = (U[:, ell > 0] * np.sqrt(n * ell[ell > 0])) @ V.T
    return X


def _uniform(rows: int, columns: int, seed: str) -> NDArray[np.float64]:
    """Numbers in [0, 1), the same for the same seed for ever.

    Python promises that of `Random.random`; NumPy's generators may change from version to version (NEP 19), and
    importing them costs a student's check 5 ms.
    """
    draw = Random(seed).random
    return np.array([[draw() for _ in range(columns)] for _ in range(rows)]).reshape(rows, columns)


def principal_directions(X: ArrayLike, k: int) -> Array:
    """U_k (m, k): the first k left singular vectors of X (m, n), in X's own float type.

    The sign of a direction is free; here the entry largest in magnitude is positive.
    Raises ValueError unless X is a matrix and 1 ≤ k ≤ m.
    """
    X64, dtype = _matrix(X)
    if not 1 <= k <= X64.shape[0]:
        raise ValueError(f"k must lie in 1 … {X64.shape[0]}; it is {k}")
    U = np.linalg.svd(X64, full_matrices=k > X64.shape[1])[0][:, :k]  # all of U only where k exceeds n
    signs = np.sign(U[np.argmax(np.abs(U), axis=0), np.arange(k)])
    directions: Array = (U * signs).astype(dtype)
    return directions


def weights(X: ArrayLike, k: int) -> tuple[Array, Array]:
    """The orthonormal minimum: W1 = U_kᵀ (k, m) and W2 = U_k (m, k)."""
    U_k = principal_directions(X, k)
    return U_k.T.copy(), U_k


def loss(W1: ArrayLike, W2: ArrayLike, X: ArrayLike) -> float:
    """L(W1, W2) = ‖X − W2 W1 X‖_F², summed over all entries."""
    X64 = _matrix(X)[0]
    encoder, decoder = _matrix(W1)[0], _matrix(W2)[0]
    return float(np.sum((X64 - decoder @ (encoder @ X64)) ** 2))


def gradients(W1: ArrayLike, W2: ArrayLike, X: ArrayLike) -> tuple[Array, Array]:
    """∇_{W1} L (k, m) and ∇_{W2} L (m, k), float64, by the formulas above."""
    X64 = _matrix(X)[0]
    encoder, decoder = _matrix(W1)[0], _matrix(W2)[0]
    error = decoder @ (encoder @ X64) - X64  # (W2W1 − I) X
    return 2 * decoder.T @ error @ X64.T, 2 * error @ (encoder @ X64).T


def least_loss(X: ArrayLike, k: int) -> float:
    """The least value of L: Σ_{j>k} σ_j²."""
    return float(np.sum(np.linalg.svd(_matrix(X)[0], compute_uv=False)[k:] ** 2))


def _matrix(M: ArrayLike) -> tuple[NDArray[np.float64], np.dtype[np.floating]]:
    """M in float64, and the float type it came in (float64 for integers)."""
    array = np.asarray(M)
    if array.ndim != 2:
        raise ValueError(f"a matrix is needed, not an array of shape {array.shape}")
    dtype = array.dtype if np.issubdtype(array.dtype, np.floating) else np.dtype(np.float64)
    return array.astype(np.float64), dtype
