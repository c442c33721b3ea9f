"""The penalty that the weights of a regularised linear autoencoder are optimal for.

At a minimum of (1/n)‖X − W2W1X‖_F² + λ‖W1‖_F² + λ‖W2‖_F² the product W2W1 has the singular values s_i² = 1 − λ/ℓ_i,
ℓ_i the eigenvalues of XXᵀ/n above λ (Kunin, Bloom, Goeva, Seed 2019), so each tells λ_i = ℓ_i (1 − s_i²) by itself.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from grader.checks.interface import Limit, NothingFrom, Rules, mistakes
from grader.checks.residuals import Matrix, measured, near, norm, ratio, share
from grader.model import Verdict

Positive = Annotated[float, Rules({"exclusiveMinimum": 0})]

SIZES = 1.5
"""How many times as large as the other W1 or W2 may be. SGD in minibatches leaves 1.1 (docs/decisions/weights.md)."""

UNEVEN = 0.5
"""How far 1 − s_i² may be from what the fitted λ says, relative to what λ says. SGD as the sheet teaches leaves 0.1."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """λ fitted to 1 − s_i² = λ/ℓ_i by least squares, λ_i = ℓ_i (1 − s_i²) of each direction, and what the fit leaves.

    `left` is the norm of (1 − s_i²) − fitted/ℓ_i over that of λ/ℓ_i, for the λ asked for; nan if not finite.
    """

    fitted: float
    estimates: tuple[float, ...]
    left: float


def found(W1: Matrix, W2: Matrix, X: Matrix, lam: float) -> Penalty:
    """The penalty that the singular values of W2W1 tell, from the directions whose eigenvalue is above `lam`.

    W1 (k, m), W2 (m, k), X (m, n). Of the product and not of W2: in minibatches SGD leaves W1 and W2ᵀ some per cent
    apart, which changes the product by the square of that.
    """
    with np.errstate(all="ignore"):
        product = W2 @ W1
    if not np.isfinite(product).all():
        return Penalty(float("nan"), (), float("nan"))
    eigenvalues = np.linalg.svd(X, compute_uv=False)[: len(W1)] ** 2 / X.shape[1]
    kept = eigenvalues[eigenvalues > lam]
    lost = 1 - np.linalg.svd(product, compute_uv=False)[: len(kept)]
    with np.errstate(all="ignore"):
        fitted = ratio(float(np.sum(lost / kept)), float(np.sum(1 / kept**2)))
        left = ratio(float(np.linalg.norm(lost - fitted / kept)), float(np.linalg.norm(lam / kept)))
        return Penalty(fitted, tuple(float(each) for each in kept * lost), left)


@mistakes("orthonormal_instead", "half_penalty", "twice_penalty", "other_penalty", "uneven", "unequal_sizes")
def penalty(
    W1: Matrix,
    W2: Matrix,
    X: Matrix,
    *,
    lam: Positive,
    limit: Limit = 0.1,
    nothing_from: NothingFrom | None = None,
) -> Verdict:
    """The singular values are √(1 − λ/ℓ_i): the λ that they are right for is the one asked for.

    With λ_i = ℓ_i (1 − s_i²), s_i² the singular values of W2W1, λ found is fitted to all of them by least squares.
    The residual is |λ found / λ − 1|. It detects half the penalty, where the loss hardly differs. If W1 is more than
    1.5 times as large as W2, or W2 as W1, their own singular values cannot be right; nor if each direction
    gives another λ, so that the fit leaves more than half of what the λ asked for takes from s_i².
    """
    told = found(W1, W2, X, lam)
    residual = abs(told.fitted / lam - 1)
    with np.errstate(all="ignore"):
        sizes = ratio(max(norm(W1), norm(W2)), min(norm(W1), norm(W2)))
    more = {"λ found": told.fitted, "λ asked": lam, "λ of each direction": list(told.estimates)}
    evidence = measured(residual, limit, nothing_from, **more)
    if not sizes <= SIZES:
        larger, other = ("W2", "W1") if norm(W2) > norm(W1) else ("W1", "W2")
        message = f"‖{larger}‖ is {sizes:.3g} times ‖{other}‖, but they should have the same singular values."
        return Verdict.scored(0, message, evidence=evidence, mistake="unequal_sizes")
    if not told.left <= max(UNEVEN, residual):  # with another λ the same share of it may be left
        each = ", ".join(f"{one:.3g}" for one in told.estimates)
        message = f"The singular values fit no λ: each direction gives a different one ({each}; {lam:g} is asked for)."
        return Verdict.scored(0, message, evidence=evidence, mistake="uneven")
    fraction = share(residual, limit, nothing_from)
    says = f"λ found is {told.fitted:.3g} where λ is {lam:g}: off by {residual:.2g} of it, limit {limit:g}"
    if fraction == 1:
        return Verdict.scored(1, f"The singular values are those for this λ ({says}).", evidence=evidence)
    mistake, which = _named(told.fitted / lam, limit)
    message = f"The singular values are those for {which} ({says}).{near(fraction, nothing_from)}"
    return Verdict.scored(fraction, message, evidence=evidence, mistake=mistake)


def _named(factor: float, limit: float) -> tuple[str, str]:
    """The mistake that a factor λ found / λ points to, and its words."""
    known = {
        0.0: ("orthonormal_instead", "no penalty"),
        0.5: ("half_penalty", "half the penalty"),
        2.0: ("twice_penalty", "twice the penalty"),
    }
    near_by = (said for right, said in known.items() if abs(factor - right) <= limit * max(right, 0.5))
    return next(near_by, ("other_penalty", "another λ"))
