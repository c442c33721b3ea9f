"""Principal directions and singular values of a linear autoencoder's weights.

W1 of shape (k, m) encodes, W2 of shape (m, k) decodes, X of shape (m, n) is the data.
"""

from dataclasses import replace

import numpy as np

from grader.checks.interface import Limit, NonNegative, NothingFrom, mistakes
from grader.checks.residuals import (
    LIMIT,
    Matrix,
    compared,
    judged,
    measured,
    near,
    norm,
    outside,
    ratio,
    relative,
    share,
    span,
)
from grader.model import Verdict

TIE = 1e-9
"""Eigenvalues closer than this share of the largest count as equal: only their span is determined."""


_REASONS = {
    "rotated_within_subspace": "They span the right subspace, but are another basis of it.",
    "scaled_directions": "They point along the principal directions, but their lengths are not 1.",
}


@mistakes("other_directions", "rotated_within_subspace", "scaled_directions")
def principal_directions(
    W1: Matrix,
    W2: Matrix,
    X: Matrix,
    k: int,
    *,
    limit: Limit = LIMIT,
    nothing_from: NothingFrom | None = None,
) -> Verdict:
    """The columns of W2, and the rows of W1, are the top-k principal directions, in any order and sign.

    The residual is the largest distance of a column from the unit principal direction (or, among equal
    eigenvalues, from their span) that it represents.
    """
    U, singular, _ = np.linalg.svd(X, full_matrices=True)
    eigenvalues = np.zeros(len(U))
    eigenvalues[: len(singular)] = singular**2
    residuals = {
        "columns of W2": _direction_error(W2, U, eigenvalues, k),
        "rows of W1": _direction_error(W1.T, U, eigenvalues, k),
    }
    verdict = judged(
        residuals,
        limit,
        f"The columns of W2 and the rows of W1 are the top {k} principal directions.",
        {
            "columns of W2": ("other_directions", f"the columns of W2 are not the top {k} principal directions"),
            "rows of W1": ("other_directions", f"the rows of W1 are not the top {k} principal directions"),
        },
        both="other_directions",
        nothing_from=nothing_from,
        matrices={"|⟨uᵢ, column j of W2⟩|": _overlaps(U[:, :k], W2)},
    )
    if verdict.fraction == 1:
        return verdict
    return _explained(verdict, W1, W2, U[:, :k], limit)


def _explained(verdict: Verdict, W1: Matrix, W2: Matrix, basis: Matrix, limit: float) -> Verdict:
    """Name the two ways to be nearly right: the right subspace in another basis, or another length."""
    beyond = max(outside(W2, basis), outside(W1.T, basis))
    if not (beyond <= limit):
        return verdict
    kinds = {_kind(W2, basis, limit), _kind(W1.T, basis, limit)}
    mistake = next((kind for kind in _REASONS if kind in kinds), None)
    if mistake is None:
        return verdict
    message = f"{verdict.message} {_REASONS[mistake]}"
    return replace(verdict, message=message, mistake=mistake)


def _kind(columns: Matrix, basis: Matrix, limit: float) -> str | None:
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(columns, axis=0)
        if not (_overlaps(basis, columns).max(axis=0) >= np.sqrt(max(0.0, 1 - limit**2)) * lengths).all():
            return "rotated_within_subspace"
        return None if (np.abs(lengths - 1) <= limit).all() else "scaled_directions"


def _overlaps(basis: Matrix, columns: Matrix) -> Matrix:
    """|⟨uᵢ, column j⟩| of shape (k, k)."""
    with np.errstate(all="ignore"):
        return np.abs(basis.T @ columns)


def _direction_error(columns: Matrix, U: Matrix, eigenvalues: Matrix, k: int) -> float:
    """The largest distance of a unit column from the eigenspace that it stands for, each used to its measure."""
    if not np.isfinite(columns).all():
        return float("nan")
    groups = np.cumsum(np.r_[0, -np.diff(eigenvalues) > TIE * max(eigenvalues[0], np.finfo(float).tiny)])
    wanted = {group: int(np.sum(groups[:k] == group)) for group in dict.fromkeys(groups[:k].tolist())}
    with np.errstate(all="ignore"):
        inside = np.array([np.linalg.norm(U[:, groups == group].T @ columns, axis=0) for group in wanted])
        owner = np.array(list(wanted))[np.argmax(inside, axis=0)]
        worst = 0.0
        for group, count in wanted.items():
            mine = columns[:, owner == group]
            if mine.shape[1] != count:
                return 1.0
            space = U[:, groups == group]
            away = np.linalg.norm(mine - space @ (space.T @ mine), axis=0)
            spread = np.linalg.norm(mine.T @ mine - np.eye(count))
            # a column off by e in length or angle moves its Gram entry by about 2e
            worst = max(worst, float(np.max(away)), float(spread) / 2)
    return worst


@mistakes("not_tied", "tied_with_sign")
def tied(W1: Matrix, W2: Matrix, *, limit: Limit = LIMIT, nothing_from: NothingFrom | None = None) -> Verdict:
    """W1 = W2ᵀ: the residual is ‖W1 − W2ᵀ‖_F / ‖W2‖_F, or over ‖W1‖_F if that is larger."""
    with np.errstate(all="ignore"):
        residual = relative(W1 - W2.T, max(norm(W2), norm(W1)))
        flipped = relative(W1 + W2.T, max(norm(W2), norm(W1)))
    evidence = measured(residual, limit, nothing_from)
    fraction = share(residual, limit, nothing_from)
    if fraction == 1:
        return Verdict.scored(1, f"W1 is the transpose of W2 ({compared(residual, limit)}).", evidence=evidence)
    sign = flipped <= limit
    said = "W1 is −W2ᵀ; at a minimum it is W2ᵀ" if sign else "W1 is not the transpose of W2"
    message = f"{said} ({compared(residual, limit)}).{near(fraction, nothing_from)}"
    return Verdict.scored(fraction, message, evidence=evidence, mistake="tied_with_sign" if sign else "not_tied")


@mistakes("orthonormal_instead", "wrong_singular_values")
def singular_values(
    W2: Matrix, *, expected: list[float], limit: Limit = LIMIT, nothing_from: NothingFrom | None = None
) -> Verdict:
    """The singular values of W2 are the expected ones; the residual is the largest relative difference."""
    if not np.isfinite(W2).all():
        return Verdict.scored(0, "W2 holds numbers that are not finite.", mistake="wrong_singular_values")
    given = np.linalg.svd(W2, compute_uv=False)
    right = np.sort(np.asarray(expected, dtype=np.float64))[::-1]
    with np.errstate(all="ignore"):
        residual = ratio(float(np.max(np.abs(given - right))), float(right.max()) or 1.0)
    evidence = measured(residual, limit, nothing_from, singular_values=given)
    told = {"evidence": evidence, "answer_key": {"singular_values": right}}
    fraction = share(residual, limit, nothing_from)
    if fraction == 1:
        return Verdict.scored(1, f"The singular values of W2 are right ({compared(residual, limit)}).", **told)
    unit = np.max(np.abs(given - 1)) <= limit
    why = " They are all 1: the solution without regularisation." if unit else near(fraction, nothing_from)
    message = f"The singular values of W2 are not those of a minimum ({compared(residual, limit)}).{why}"
    return Verdict.scored(fraction, message, mistake="orthonormal_instead" if unit else "wrong_singular_values", **told)


@mistakes("other_subspace", "lower_rank")
def principal_subspace(
    W1: Matrix,
    W2: Matrix,
    X: Matrix,
    k: int,
    *,
    lam: NonNegative = 0.0,
    limit: Limit = LIMIT,
    nothing_from: NothingFrom | None = None,
) -> Verdict:
    """The columns of W2, and the rows of W1, span the top-k principal subspace.

    Each residual is ‖(I − U_kU_kᵀ)Q‖_F / ‖Q‖_F, the root mean square of the sines of the angles, for an orthonormal
    basis Q of the columns, or of the rows: how large they are does not matter. A matrix of rank below k spans less and
    fails, but for directions whose eigenvalue of XXᵀ/n is at most λ: there a minimum is zero.
    """
    U, singular, _ = np.linalg.svd(X, full_matrices=True)
    basis = U[:, :k]
    full = int(np.sum(singular[:k] ** 2 / X.shape[1] > lam))
    spans = {"columns of W2": span(W2, limit), "rows of W1": span(W1.T, limit)}
    residuals = {name: outside(own, basis) for name, own in spans.items()}
    ranks = {name: own.shape[1] for name, own in spans.items()}
    short = next((name for name, found in ranks.items() if found < full), None)
    verdict = judged(
        residuals,
        limit,
        f"W1 and W2 span the top-{k} principal subspace.",
        {name: ("other_subspace", f"the {name} leave the top-{k} principal subspace") for name in residuals},
        both="other_subspace",
        nothing_from=nothing_from,
    )
    if verdict.fraction and short:
        message = f"The {short} span {ranks[short]} dimensions where {full} are asked for."
        return Verdict.scored(0, message, evidence=verdict.evidence, mistake="lower_rank")
    return verdict
