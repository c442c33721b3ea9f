"""Relative residuals and what is said of them. NaN fails every comparison."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model import Verdict

Matrix = NDArray[np.float64]

LIMITS = {"double": 1e-6, "reduced": 1e-3}
"""Default limits by the precision that the arrays were stored in."""


def distance_to_identity(gram: Matrix) -> float:
    """‖gram − I‖_F / √k for a gram matrix of shape (k, k)."""
    return float(np.linalg.norm(gram - np.eye(len(gram))) / np.sqrt(len(gram)))


def norm(matrix: Matrix) -> float:
    """The Frobenius norm, where squaring the entries would overflow or vanish too."""
    largest = float(np.max(np.abs(matrix), initial=0))
    return float(largest * np.linalg.norm(matrix / largest)) if 0 < largest < np.inf else largest


def norm2(matrix: Matrix) -> float:
    """The spectral norm; NaN where an entry is not finite."""
    return float(np.linalg.norm(matrix, 2)) if np.isfinite(matrix).all() else float("nan")


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


def outside(columns: Matrix, basis: Matrix) -> float:
    """The share of the columns' norm that lies outside the span of an orthonormal basis; 1 for zero columns."""
    with np.errstate(all="ignore"):
        size = norm(columns)
        return 1.0 if size == 0 else relative(columns - basis @ (basis.T @ columns), size)


def judged(
    residuals: Mapping[str, float],
    limit: float,
    right: str,
    wrong: Mapping[str, tuple[str, str]],
    *,
    both: str,
    matrices: Mapping[str, Matrix] | None = None,
) -> Verdict:
    """All residuals within the limit, or those that are not, each in words."""
    worst = max(residuals.values(), key=lambda value: value if value == value else float("inf"))
    evidence: dict[str, Any] = {"residual": worst, "limit": limit, "residuals": dict(residuals)}
    if matrices:
        evidence["matrices"] = dict(matrices)
    failed = [name for name, residual in residuals.items() if not (residual <= limit)]
    if not failed:
        return Verdict.scored(1, right, evidence=evidence)
    words = " and ".join(f"{wrong[name][1]} ({residuals[name]:.2g} > {limit:g})" for name in failed)
    mistake = wrong[failed[0]][0] if len(failed) == 1 else both
    return Verdict.scored(0, words[0].upper() + words[1:] + ".", evidence=evidence, mistake=mistake)
