"""Ratios and norms at the ends of what a float can say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.residuals import norm, ratio, share

INF, NAN = math.inf, math.nan
RATIOS = {
    "an ordinary one": (1, 4, 0.25),
    "0/0 is 0": (0, 0, 0),
    "anything else over 0": (1, 0, INF),
    "nothing over something": (0, 3, 0),
    "infinite over finite": (INF, 1, INF),
    "finite over overflow is not small": (1, INF, NAN),
    "nothing over overflow": (0, INF, NAN),
    "overflow over overflow": (INF, INF, NAN),
    "NaN over finite": (NAN, 1, NAN),
    "finite over NaN": (1, NAN, NAN),
    "0 over NaN": (0, NAN, NAN),
}


@pytest.mark.parametrize(("size", "scale", "expected"), RATIOS.values(), ids=RATIOS)
def test_ratio(size: float, scale: float, expected: float) -> None:
    assert ratio(size, scale) == pytest.approx(expected, nan_ok=True)


SHARES = {
    # the residual, its limit, where nothing is left, and what is earned
    "within": (0.5, 1, 10, 1),
    "at the limit": (1, 1, 10, 1),
    "half of the way, in the logarithm": (math.sqrt(10), 1, 10, 0.5),
    "at the end": (10, 1, 10, 0),
    "beyond": (11, 1, 10, 0),
    "all or nothing": (1.01, 1, None, 0),
    "an end before the limit": (1.5, 1, 0.5, 0),
    "infinite": (INF, 1, 10, 0),
    "NaN": (NAN, 1, 10, 0),
}


@pytest.mark.parametrize(("residual", "limit", "nothing_from", "expected"), SHARES.values(), ids=SHARES)
def test_share(residual: float, limit: float, nothing_from: float | None, expected: float) -> None:
    assert share(residual, limit, nothing_from) == pytest.approx(expected)


NORMS = {
    "ordinary": ([[3, 4]], 5),
    "nothing": ([[0, 0]], 0),
    "squares overflow": ([[3e200, 4e200]], 5e200),
    "squares vanish": ([[3e-200, 4e-200]], 5e-200),
    "denormal": ([[5e-324, 0]], 5e-324),
    "infinite": ([[INF, 1]], INF),
    "NaN": ([[NAN, 1]], NAN),
    "NaN and infinite": ([[NAN, INF]], NAN),
}


@pytest.mark.parametrize(("entries", "expected"), NORMS.values(), ids=NORMS)
def test_norm(entries: list[list[float]], expected: float) -> None:
    assert norm(np.array(entries, dtype=float)) == pytest.approx(expected, rel=1e-12, abs=0, nan_ok=True)


@given(entries=st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=9))
def test_norm_is_the_root_of_the_sum_of_squares(entries: list[float]) -> None:
    assert norm(np.array([entries])) == pytest.approx(math.hypot(*entries), rel=1e-12)
