"""Student's interval against figures worked out by hand, and against what it promises."""

import numpy as np
import pytest

from reference import intervals


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        pytest.param([5.0, 5.0, 5.0], 5.0, 5.0, id="no spread"),
        pytest.param([0.0, 1.0], 0.5 - 6.353, 0.5 + 6.353, id="two values: t = 12.706"),
        pytest.param([-1.0, 0.0, 1.0], -2.484, 2.484, id="three: 4.303 / √3"),
        pytest.param([1.0, -1.0] * 4, -0.894, 0.894, id="eight: 2.365 · 1.069 / √8"),
    ],
)
def test_the_interval(values: list[float], low: float, high: float) -> None:
    assert intervals.of_mean(values) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize("values", [[], [0.95]], ids=["none", "one"])
def test_one_value_tells_nothing_of_its_spread(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two values"):
        intervals.of_mean(values)


def test_a_value_that_is_no_number_leaves_no_interval() -> None:
    assert np.isnan(intervals.of_mean([0.9, np.nan, 0.9])).all()


@pytest.mark.parametrize("count", [2, 3, 8, 16, 40])
def test_it_holds_the_mean_in_95_of_100_samples(count: int) -> None:
    samples = np.random.default_rng(count).normal(3, 2, size=(4000, count))
    ends = [intervals.of_mean(list(sample)) for sample in samples]
    held = np.mean([low <= 3 <= high for low, high in ends])
    assert 0.94 <= held <= 0.965, held
