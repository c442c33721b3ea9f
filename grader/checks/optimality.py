"""Optimality of a linear autoencoder: orthonormal, stationary, least loss.

All are for the linear autoencoder of k codes on data X of shape (m, n), one column a data point:
W1 of shape (k, m) encodes, W2 of shape (m, k) decodes, and the loss is
J(W1, W2) = ‖X − W2 W1 X‖_F² / n + λ ‖W1‖_F² + λ ‖W2‖_F², with λ = 0 unless the rubric says otherwise.
Residuals are relative, so that scaling the data changes no verdict. They are computed in float64 and
compared as `residual <= limit`, so that NaN fails.
"""

import numpy as np

from grader.checks.interface import Limit, NonNegative, mistakes
from grader.checks.residuals import LIMITS, Matrix, distance_to_identity, judged, norm, norm2, ratio, relative
from grader.model import Verdict


@mistakes("decoder_not_orthonormal", "encoder_not_orthonormal", "not_orthonormal")
def orthonormal(W1: Matrix, W2: Matrix, precision: str, *, limit: Limit | None = None) -> Verdict:
    """W2ᵀW2 = I and W1W1ᵀ = I: each residual is ‖W2ᵀW2 − I‖_F / √k."""
    with np.errstate(all="ignore"):
        products = {"W2ᵀW2": W2.T @ W2, "W1W1ᵀ": W1 @ W1.T}
        residuals = {f"{name} = I": distance_to_identity(gram) for name, gram in products.items()}
    return judged(
        residuals,
        limit or LIMITS[precision],
        "The columns of W2 and the rows of W1 are orthonormal.",
        {
            "W2ᵀW2 = I": ("decoder_not_orthonormal", "the columns of W2 are not orthonormal"),
            "W1W1ᵀ = I": ("encoder_not_orthonormal", "the rows of W1 are not orthonormal"),
        },
        both="not_orthonormal",
        matrices=products,
    )


@mistakes("first_condition_fails", "second_condition_fails", "not_stationary")
def stationary(
    W1: Matrix, W2: Matrix, X: Matrix, precision: str, *, lam: NonNegative = 0.0, limit: Limit | None = None
) -> Verdict:
    """Both first-order conditions hold.

    With S = XXᵀ/n: W2ᵀ(W2W1 − I)S + λW1 = 0 and (W2W1 − I)S W1ᵀ + λW2 = 0. The first residual is the
    left side's Frobenius norm over ‖W2‖₂ (‖W2W1‖₂ + 1) ‖S‖_F + λ‖W1‖_F, the second likewise; 0/0 is 0.
    """
    S = X @ X.T / X.shape[1]
    with np.errstate(all="ignore"):
        error = (W2 @ W1 - np.eye(len(W2))) @ S
        scale = (norm2(W2 @ W1) + 1) * norm(S)
        sides = {"∇W1 J = 0": (W2.T @ error + lam * W1, norm2(W2) * scale + lam * norm(W1))}
        sides["∇W2 J = 0"] = (error @ W1.T + lam * W2, norm2(W1) * scale + lam * norm(W2))
        residuals = {name: relative(left, scale) for name, (left, scale) in sides.items()}
    return judged(
        residuals,
        limit or LIMITS[precision],
        "Both first-order conditions hold: this is a stationary point.",
        {
            "∇W1 J = 0": ("first_condition_fails", "the gradient with respect to W1 is not zero"),
            "∇W2 J = 0": ("second_condition_fails", "the gradient with respect to W2 is not zero"),
        },
        both="not_stationary",
    )


@mistakes("zero_weights", "not_least")
def least_loss(
    W1: Matrix, W2: Matrix, X: Matrix, k: int, precision: str, *, lam: NonNegative = 0.0, limit: Limit | None = None
) -> Verdict:
    """The loss is the least that k codes can reach: Σ_{i≤k, ℓ_i>λ} (2λ − λ²/ℓ_i) + Σ of the other ℓ_j.

    ℓ are the eigenvalues of XXᵀ/n (Kunin, Bloom, Goeva, Seed 2019); with λ = 0 the sum is that of
    Eckart and Young (1936). The residual is |J − J*| / J*, or over ‖X‖_F²/n where J* is nearly 0.
    """
    n = X.shape[1]
    eigenvalues = np.linalg.svd(X, compute_uv=False) ** 2 / n
    top = eigenvalues[:k]
    kept = top[top > lam]
    least = float(np.sum(2 * lam - lam**2 / kept) + np.sum(eigenvalues) - np.sum(kept))
    with np.errstate(all="ignore"):
        loss = float(np.sum((X - W2 @ (W1 @ X)) ** 2) / n + lam * np.sum(W1**2) + lam * np.sum(W2**2))
        total = float(np.sum(eigenvalues))
        residual = ratio(abs(loss - least), least if least > 1e-9 * total else total)
    evidence = {"residual": residual, "limit": limit or LIMITS[precision], "loss": loss, "least": least}
    if residual <= evidence["limit"]:
        return Verdict.scored(1, "The loss is the least possible.", evidence=evidence)
    if not W1.any() or not W2.any():
        message, mistake = (
            "Zero weights are a stationary point, and a saddle: the loss is not the least.",
            "zero_weights",
        )
    else:
        message, mistake = f"The loss is {loss:.6g}; the least that {k} codes can reach is {least:.6g}.", "not_least"
    return Verdict.scored(0, message, evidence=evidence, mistake=mistake)
