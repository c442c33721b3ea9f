"""An array that must equal an oracle's, in shape and numbers."""

import numpy as np
import pytest

from grader.checks.closeness import close

RIGHT = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("given", "expected", "fraction", "mistake"),
    [
        pytest.param(RIGHT, RIGHT.tolist(), 1, None, id="right"),
        pytest.param(RIGHT * (1 + 1e-9), RIGHT, 1, None, id="within rounding"),
        pytest.param((RIGHT / 3).round(3), RIGHT / 3, 1, None, id="three decimals"),
        pytest.param(RIGHT * (1 + 1e-3), RIGHT, 1, None, id="off by 1e-3"),
        pytest.param(RIGHT * (1 + 3e-3), RIGHT, 0, None, id="off by 3e-3"),
        pytest.param(-RIGHT, RIGHT, 0, "other_sign", id="the other sign"),
        pytest.param(RIGHT.T, RIGHT, 0, "transposed", id="transposed"),
        pytest.param(RIGHT[0], RIGHT, 0, None, id="broadcasting is no equality"),
        pytest.param(RIGHT * np.nan, RIGHT, 0, None, id="NaN"),
        pytest.param(RIGHT * 1e300, RIGHT, 0, None, id="huge"),
        pytest.param(RIGHT * 1e-12, RIGHT * 1e-12, 1, None, id="right at any scale"),
        pytest.param(RIGHT * 0, RIGHT * 1e-12, 0, None, id="zero is not nearly something small"),
        pytest.param(np.zeros(3), np.zeros(3), 1, None, id="zero where zero is expected"),
        pytest.param(np.full(3, 1e-2), np.zeros(3), 0, None, id="not zero where zero is expected"),
    ],
)
def test_close(given: np.ndarray, expected: object, fraction: float, mistake: str | None) -> None:
    verdict = close({"w": given}, of="w", expected=expected)
    assert (verdict.fraction, verdict.mistake) == (fraction, mistake)


def test_what_is_expected_is_only_in_the_answer_key() -> None:
    verdict = close({"w": -RIGHT}, of="w", expected=RIGHT)
    assert "expected" not in verdict.evidence and verdict.answer_key["expected"] is not None
