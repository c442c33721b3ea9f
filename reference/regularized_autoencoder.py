"""The l2-regularised linear autoencoder, in closed form.

    J(W1, W2) = (1/n)‖X − W2W1X‖_F² + λ‖W1‖_F² + λ‖W2‖_F²,      W1 (k, m), W2 (m, k), X (m, n), λ > 0.

Let S = XXᵀ/n have eigenvalues ℓ₁ ≥ … ≥ ℓ_m and eigenvectors u₁ … u_m. The gradients follow as in
`linear_autoencoder`, with S for C and 2λW from the penalty:

    ∇_{W1} J = 2 W2ᵀ(W2W1 − I) S + 2λ W1,        ∇_{W2} J = 2 (W2W1 − I) S W1ᵀ + 2λ W2.

*The minimum*, in four steps.

1. Given W1, J is a ridge regression for W2: ∇_{W2} J = 0 gives W2 = S W1ᵀ(W1SW1ᵀ + λI)⁻¹, and with it
   J = tr S − g(W1),  g(W1) = tr((W1SW1ᵀ + λI)⁻¹ W1S²W1ᵀ) − λ tr(W1W1ᵀ).
2. Take S invertible (the part of W1 outside the range of S only costs penalty) and write
   W1 S^½ = A diag(y) Bᵀ, its SVD, A (k, k), B (m, k) with columns b_i. Then
   g = Σ_i [ y_i²/(y_i² + λ) · b_iᵀSb_i − λ y_i² · b_iᵀS⁻¹b_i ].
   By Cauchy and Schwarz b_iᵀS⁻¹b_i ≥ 1/q_i with q_i = b_iᵀSb_i, equal only if b_i is an eigenvector.
3. So each term is at most q y²/(y² + λ) − λy²/q. Its derivative in y² is zero at y² + λ = q: the best is y² =
   q − λ where q > λ, else y = 0. The value is φ(q) = (q − λ)²/q for q > λ, else 0: increasing and convex.
4. The q_i are the diagonal of BᵀSB. A convex sum over the diagonal is at most that over the eigenvalues
   (Schur), and those are at most ℓ₁ … ℓ_k (Cauchy's interlacing). Hence g ≤ Σ_{i≤k} φ(ℓ_i), attained at b_i =
   u_i.

Going back, W1 = A diag(y) BᵀS^{−½} = A diag(s) U_kᵀ with s_i = √((ℓ_i − λ)/ℓ_i), and W2 = U_k diag(ℓs/(ℓs² +
λ)) Aᵀ = U_k diag(s) Aᵀ, because ℓs² + λ = ℓ. So *every* minimum is

    W2 = U_k diag(s) Q,   W1 = W2ᵀ,   Q orthogonal,   s_i = √max(0, 1 − λ/ℓ_i),
    J = tr S − Σ_{i≤k} φ(ℓ_i) = Σ_{i≤k, ℓ_i>λ} (2λ − λ²/ℓ_i) + Σ of the other ℓ_j.

Where PCA leaves any invertible A free, the penalty leaves a rotation Q only, and ‖W2ᵀW2 − I‖_F = √Σ(λ/ℓ_i)² →
0 with λ. (The result is that of Kunin, Bloom, Goeva and Seed, "Loss Landscapes of Regularized Linear
Autoencoders", ICML 2019, who show it by another road, for all critical points.)
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference import linear_autoencoder as plain

Array = NDArray[np.floating]


def loss(W1: ArrayLike, W2: ArrayLike, X: ArrayLike, lam: float) -> float:
    """J(W1, W2), a mean over the n columns of X (m, n), a sum over its m rows."""
    n = np.shape(X)[1]
    penalty = sum(float(np.sum(np.asarray(W, dtype=np.float64) ** 2)) for W in (W1, W2))
    return plain.loss(W1, W2, X) / float(n) + lam * penalty


def gradients(W1: ArrayLike, W2: ArrayLike, X: ArrayLike, lam: float) -> tuple[Array, Array]:
    """∇_{W1} J (k, m) and ∇_{W2} J (m, k), float64."""
    n = np.shape(X)[1]
    d_encoder, d_decoder = plain.gradients(W1, W2, X)
    return (
        d_encoder / n + 2 * lam * np.asarray(W1, dtype=np.float64),
        d_decoder / n + 2 * lam * np.asarray(W2, dtype=np.float64),
    )


def eigenvalues(X: ArrayLike) -> NDArray[np.float64]:
    """ℓ₁ ≥ … ≥ ℓ_m, the eigenvalues of XXᵀ/n, zeros included, float64."""
    X64 = np.asarray(X, dtype=np.float64)
    m, n = X64.shape
    sigma = np.linalg.svd(X64, compute_uv=False)
    return np.concatenate([sigma**2 / n, np.zeros(m - sigma.size)])


def singular_values(X: ArrayLike, k: int, lam: float) -> NDArray[np.float64]:
    """s (k,): the singular values of W1 and of W2 at a minimum, s_i = √max(0, 1 − λ/ℓ_i), descending.

    A direction with ℓ_i ≤ λ is not worth its penalty and is left out: s_i = 0. Raises ValueError unless λ >
    0.
    """
    if not lam > 0:
        raise ValueError(f"lam must be above 0; it is {lam}")
    ell = eigenvalues(X)[:k]
    kept = ell > lam
    return np.sqrt(np.where(kept, 1 - lam / np.where(kept, ell, 1.0), 0.0))


def weights(X: ArrayLike, k: int, lam: float) -> tuple[Array, Array]:
    """The minimum with Q = I: W2 = U_k diag(s) (m, k), W1 = W2ᵀ (k, m), in X's own float type."""
    U_k = plain.principal_directions(X, k)
    W2 = (U_k * singular_values(X, k, lam)).astype(U_k.dtype)
    return W2.T.copy(), W2


def least_loss(X: ArrayLike, k: int, lam: float) -> float:
    """The least value of J: Σ_{i≤k, ℓ_i>λ} (2λ − λ²/ℓ_i) + Σ of the other ℓ_j."""
    if not lam > 0:
        raise ValueError(f"lam must be above 0; it is {lam}")
    ell = eigenvalues(X)
    kept = (np.arange(ell.size) < k) & (ell > lam)
    return float(np.sum(2 * lam - lam**2 / ell[kept]) + np.sum(ell[~kept]))
