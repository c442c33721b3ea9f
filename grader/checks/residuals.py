"""Relative residuals, their limits, and what is said of them. NaN fails every comparison."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model import Verdict

Matrix = NDArray[np.float64]

LIMIT = 2e-3
"""The largest residual that passes, whatever type the arrays are stored in, unless the rubric says otherwise.

What an answer loses by being stored must pass. Measured on hw7's X: PCA in bfloat16 1.8e-3, with three decimals 8e-4,
in float16 1.7e-4. Of 3,000 draws of noise of 1e-3 in each entry 5 pass everywhere (docs/decisions/weights.md).
"""
LOSS_LIMIT = 1e-4
"""The same for the excess of a loss, which near its least grows with the square of the error.

Measured for 200 X: PCA in bfloat16 at most 8.3e-5, with three decimals 1.3e-5; saddles have 0.45 and more.
"""


def distance_to_identity(gram: Matrix) -> float:
    """‖gram − I‖_F / √k for a gram matrix of shape (k, k)."""
    return float(np.linalg.norm(gram - np.eye(len(gram))) / np.sqrt(len(gram)))


def norm(matrix: Matrix) -> float:
    """The Frobenius norm, where squaring the entries would overflow or vanish too."""
    largest = float(np.max(np.abs(matrix), initial=0))
    if not 0 < largest < np.inf:
        return largest
    with np.errstate(all="ignore"):  # the largest float of all, times a few
        return float(largest * np.linalg.norm(matrix / largest))


def norm2(matrix: Matrix) -> float:
    """The spectral norm; NaN where an entry is not finite."""
    return float(np.linalg.norm(matrix, 2)) if np.isfinite(matrix).all() else float("nan")


def rank(matrix: Matrix, limit: float) -> int:
    """The number of singular values above `limit` times the largest, so that rounding does not raise it."""
    return int(np.linalg.matrix_rank(matrix, rtol=limit)) if np.isfinite(matrix).all() else 0


def relative(left: Matrix, scale: Any) -> float:
    """‖left‖_F / scale, and 0/0 read as 0."""
    return ratio(norm(left), float(scale))


def ratio(size: float, scale: float) -> float:
    """size / scale; 0/0 is 0, anything else over 0 infinite, and what overflowed is NaN rather than small."""
    if size == 0 and scale < np.inf:
        return 0.0
    if scale == 0:
        return float("inf")
    return size / scale if scale < np.inf else float("nan")


def span(columns: Matrix, limit: float) -> Matrix:
    """An orthonormal basis of what columns span, but for singular values below `limit` times the largest.

    Columns of any size count alike, if they are not lost in rounding next to the largest. Empty for zeros, and where an
    entry is not finite.
    """
    if not np.isfinite(columns).all():
        return columns[:, :0]
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, sizes > limit * sizes.max(initial=0)])


def outside(columns: Matrix, basis: Matrix) -> float:
    """The share of the columns' norm that lies outside the span of an orthonormal basis; 1 for zero columns."""
    with np.errstate(all="ignore"):
        size = norm(columns)
        return 1.0 if size == 0 else relative(columns - basis @ (basis.T @ columns), size)


def share(residual: float, limit: float, nothing_from: float | None = None) -> float:
    """The share that a residual earns: 1 within the limit, 0 beyond it or, with `nothing_from`, falling to 0 there.

    >>> [round(share(residual, 0.1, 0.4), 2) for residual in (0.1, 0.2, 0.4, float("nan"))]
    [1.0, 0.5, 0.0, 0.0]
    >>> share(0.2, 0.1)
    0.0
    """
    if residual <= limit:
        return 1.0
    if nothing_from is None or not residual < nothing_from:
        return 0.0
    return math.log(nothing_from / residual) / math.log(nothing_from / limit)


def compared(residual: float, limit: float) -> str:
    """A residual and its limit, for a sentence.

    >>> compared(0.00312, 2e-3)
    '0.0031 > 0.002'
    """
    return f"{residual:.2g} {'≤' if residual <= limit else '>'} {limit:g}"


def near(fraction: float, nothing_from: float | None) -> str:
    """A sentence on a residual that is not far beyond its limit; else ""."""
    return f" It is close: beyond the limit points fall, to none at {nothing_from:g}." if 0 < fraction < 1 else ""


def measured(residual: float, limit: float, nothing_from: float | None = None, **more: Any) -> dict[str, Any]:
    """A residual and what it was compared with, as evidence."""
    beyond = {} if nothing_from is None else {"nothing from": nothing_from}
    return {"residual": residual, "limit": limit, **beyond, **more}


def judged(
    residuals: Mapping[str, float],
    limit: float,
    right: str,
    wrong: Mapping[str, tuple[str, str]],
    *,
    both: str,
    nothing_from: float | None = None,
    matrices: Mapping[str, Matrix] | None = None,
) -> Verdict:
    """All residuals within the limit, or those that are not, each in words; the worst decides what is earned."""
    worst = max(residuals.values(), key=lambda value: value if value == value else float("inf"))
    evidence = measured(worst, limit, nothing_from, residuals=dict(residuals))
    if matrices:
        evidence["matrices"] = dict(matrices)
    failed = [name for name, residual in residuals.items() if not (residual <= limit)]
    if not failed:
        return Verdict.scored(1, f"{right.removesuffix('.')} ({compared(worst, limit)}).", evidence=evidence)
    words = " and ".join(f"{wrong[name][1]} ({compared(residuals[name], limit)})" for name in failed)
    fraction = share(worst, limit, nothing_from)
    message = f"{words[0].upper()}{words[1:]}.{near(fraction, nothing_from)}"
    return Verdict.scored(
        fraction, message, evidence=evidence, mistake=wrong[failed[0]][0] if len(failed) == 1 else both
    )
