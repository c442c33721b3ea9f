"""Optimality of a linear autoencoder: orthonormal, stationary, least loss.

All are for the linear autoencoder of k codes on data X of shape (m, n), one column a data point:
W1 of shape (k, m) encodes, W2 of shape (m, k) decodes, and the loss is
J(W1, W2) = ‖X − W2 W1 X‖_F² / n + λ ‖W1‖_F² + λ ‖W2‖_F², with λ = 0 unless the rubric says otherwise.
Residuals are relative, so that scaling the data changes no verdict. They are computed in float64 and
compared as `residual <= limit`, so that NaN fails. A limit is the same for every type that arrays are stored in.
"""

import numpy as np

from grader.checks.interface import Limit, NonNegative, NothingFrom, mistakes
from grader.checks.residuals import (
    LIMIT,
    LOSS_LIMIT,
    Matrix,
    compared,
    distance_to_identity,
    judged,
    measured,
    near,
    norm,
    norm2,
    rank,
    ratio,
    relative,
    share,
    span,
)
from grader.model import Verdict

NO_VARIANCE = 1e-12
"""Eigenvalues of XXᵀ/n below this share of the largest are rounding error: float32 data of lower rank has 1e-14."""


@mistakes("decoder_not_orthonormal", "encoder_not_orthonormal", "not_orthonormal")
def orthonormal(W1: Matrix, W2: Matrix, *, limit: Limit = LIMIT, nothing_from: NothingFrom | None = None) -> Verdict:
    """W2ᵀW2 = I and W1W1ᵀ = I: each residual is ‖W2ᵀW2 − I‖_F / √k."""
    with np.errstate(all="ignore"):
        products = {"W2ᵀW2": W2.T @ W2, "W1W1ᵀ": W1 @ W1.T}
        residuals = {f"{name} = I": distance_to_identity(gram) for name, gram in products.items()}
    return judged(
        residuals,
        limit,
        "The columns of W2 and the rows of W1 are orthonormal.",
        {
            "W2ᵀW2 = I": ("decoder_not_orthonormal", "the columns of W2 are not orthonormal"),
            "W1W1ᵀ = I": ("encoder_not_orthonormal", "the rows of W1 are not orthonormal"),
        },
        both="not_orthonormal",
        nothing_from=nothing_from,
        matrices=products,
    )


@mistakes("first_condition_fails", "second_condition_fails", "not_stationary", "lower_rank")
def stationary(
    W1: Matrix,
    W2: Matrix,
    X: Matrix,
    *,
    lam: NonNegative = 0.0,
    limit: Limit = LIMIT,
    nothing_from: NothingFrom | None = None,
) -> Verdict:
    """Both first-order conditions hold, for weights of rank k.

    With S = XXᵀ/n: W2ᵀ(W2W1 − I)S + λW1 = 0 and (W2W1 − I)S W1ᵀ + λW2 = 0. Without λ these say that (W2W1 − I)S is
    zero on what the columns of W2, and the rows of W1, span, of whatever sizes these are: with orthonormal bases Q of
    the two, the residuals are ‖Qᵀ(W2W1 − I)S‖_F and ‖(W2W1 − I)S Q‖_F over (‖W2W1‖₂ + 1) ‖S‖_F. With λ the first is
    the largest, over the rows i of W1, of the left side's norm over ‖column i of W2‖ (‖W2W1‖₂ + 1) ‖S‖_F +
    λ‖row i of W1‖, the second likewise; 0/0 is 0.
    Zero weights are stationary for any X, and so is a part of a solution: W2W1 must have rank k, or as many
    dimensions as S has eigenvalues above λ, if these are fewer.
    """
    verdict = judged(
        _gradients(W1, W2, X, lam, limit),
        limit,
        "Both first-order conditions hold: this is a stationary point.",
        {
            "∇W1 J = 0": ("first_condition_fails", "the gradient with respect to W1 is not zero"),
            "∇W2 J = 0": ("second_condition_fails", "the gradient with respect to W2 is not zero"),
        },
        both="not_stationary",
        nothing_from=nothing_from,
    )
    with np.errstate(all="ignore"):
        product = W2 @ W1
    found, full = rank(product, limit), _worth_coding(X, len(W1), lam)
    if not verdict.fraction or found >= full:
        return verdict
    which = "zero weights always are" if found == 0 else f"and W2W1 has rank {found}"
    message = f"{verdict.message.removesuffix('.')}, but {which}: stationarity counts for weights of rank {full}."
    evidence = {**verdict.evidence, "rank": found, "rank needed": full}
    return Verdict.scored(0, message, evidence=evidence, mistake="lower_rank")


def _gradients(W1: Matrix, W2: Matrix, X: Matrix, lam: float, limit: float) -> dict[str, float]:
    """The residuals of both first-order conditions."""
    S = X @ X.T / X.shape[1]
    with np.errstate(all="ignore"):
        product = W2 @ W1
        error = (product - np.eye(len(W2))) @ S
        scale = (norm2(product) + 1) * norm(S)
        return {
            "∇W1 J = 0": _left(W2, error.T, W1.T, lam, scale, span(product, limit), limit),
            "∇W2 J = 0": _left(W1.T, error, W2, lam, scale, span(product.T, limit), limit),
        }


def _left(own: Matrix, error: Matrix, other: Matrix, lam: float, scale: float, reached: Matrix, limit: float) -> float:
    """The residual of error·own + λ·other, of shape (m, k), relative to the sizes of its terms.

    `reached` (m, ·) are directions of the product, which `own` (m, k) spans too, however small its columns are.
    """
    if not (np.isfinite(own).all() and np.isfinite(error).all()):
        return float("nan")
    if lam == 0:
        if not own.any():
            return 0.0
        return relative(error @ span(np.hstack([reached, span(own, limit)]), limit), scale)
    columns = zip((error @ own + lam * other).T, own.T, other.T, strict=True)
    parts = [relative(left, norm(mine) * scale + lam * norm(its)) for left, mine, its in columns]
    return max(parts, key=lambda value: value if value == value else float("inf"))


def _worth_coding(X: Matrix, k: int, lam: float) -> int:
    """The number of the first k eigenvalues of XXᵀ/n that are above λ and not rounding error."""
    eigenvalues = np.linalg.svd(X, compute_uv=False) ** 2 / X.shape[1]
    return int(np.sum(eigenvalues[:k] > max(lam, NO_VARIANCE * eigenvalues[0])))


@mistakes("zero_weights", "not_least")
def least_loss(
    W1: Matrix,
    W2: Matrix,
    X: Matrix,
    k: int,
    *,
    lam: NonNegative = 0.0,
    limit: Limit = LOSS_LIMIT,
    nothing_from: NothingFrom | None = None,
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
    evidence = measured(residual, limit, nothing_from, loss=loss, least=least)
    fraction = share(residual, limit, nothing_from)
    if fraction == 1:
        message = f"The loss is {loss:.6g}, the least possible to within {residual:.2g} of it (limit {limit:g})."
        return Verdict.scored(1, message, evidence=evidence)
    if not W1.any() or not W2.any():
        said = "Zero weights are a stationary point, and a saddle: the loss is not the least"
        message, mistake = f"{said} ({compared(residual, limit)}).", "zero_weights"
    else:
        message = (
            f"The loss is {loss:.6g}; the least that {k} codes can reach is {least:.6g}. It is too large by "
            f"{residual:.2g} of that (limit {limit:g}).{near(fraction, nothing_from)}"
        )
        mistake = "not_least"
    return Verdict.scored(fraction, message, evidence=evidence, mistake=mistake)
