"""Whether runs reach a threshold: passes, fails, more; how often that is right; and what a typical ratio is."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.decision import decide, half_width, keeps, quantile, reaches, reaching_by_default, typical

THRESHOLD = 0.94
NAN = math.nan
ABOVE = [0.944, 0.946, 0.945, 0.943, 0.947]
BELOW = [0.934, 0.936, 0.935, 0.933, 0.937]
NEAR = [0.944, 0.936, 0.943, 0.938, 0.941]

TABLE: dict[str, tuple[list[float | None], int, str]] = {
    # the accuracies, how many runs were planned, what 0.94 makes of them
    "above by more than chance": (ABOVE, 5, "passes"),
    "below by more than chance": (BELOW, 5, "fails"),
    "above, perhaps by chance": (NEAR, 5, "more"),
    "all at the threshold": ([0.94] * 5, 5, "passes"),
    "all one image below": ([0.9399] * 5, 5, "fails"),
    "none yet": ([], 5, "more"),
    "too few, though far above": (ABOVE[:4], 5, "more"),
    "too few, though far below": ([0.1] * 4, 5, "more"),
    "more are being made, though far above": ([0.99] * 6, 5, "more"),
    "more are being made, though far below": ([0.1] * 9, 5, "more"),
    "twice as many: the mean is above": ([*NEAR, 0.939, 0.941, 0.940, 0.940, 0.940], 5, "passes"),
    "twice as many: the mean is at it": ([0.939, 0.941] * 5, 5, "passes"),
    "twice as many: the mean is below": ([0.939, 0.940] * 5, 5, "fails"),
    "one failed, the others far above": ([0.99, None, 0.99, 0.99, 0.99], 5, "fails"),
    "the first one failed": ([None], 5, "fails"),
    "one failed among twice as many": ([*[0.99] * 9, None], 5, "fails"),
    "a NaN is a failure": ([0.99, NAN, 0.99, 0.99, 0.99], 5, "fails"),
    "one planned: one figure has no spread": ([0.99], 1, "more"),
    "one planned: the mean of two, above": ([0.99, 0.90], 1, "passes"),
    "one planned: the mean of two, below": ([0.99, 0.88], 1, "fails"),
    "two planned and a wide interval": ([0.95, 0.97], 2, "more"),
}


@pytest.mark.parametrize(("accuracies", "planned", "outcome"), TABLE.values(), ids=TABLE)
def test_decide(accuracies: list[float | None], planned: int, outcome: str) -> None:
    assert decide(accuracies, planned, THRESHOLD).outcome == outcome


def test_a_decision_has_its_figures() -> None:
    found = decide(ABOVE, 5, THRESHOLD)
    assert (found.mean, found.n) == (pytest.approx(0.945), 5)
    assert found.half == pytest.approx(2.132 * np.std(ABOVE, ddof=1) / np.sqrt(5), rel=1e-3)
    found = decide([None, 0.9], 5, THRESHOLD)
    assert (found.mean, found.half, found.n) == (0.9, None, 1)
    found = decide([None, NAN], 5, THRESHOLD)
    assert (found.mean, found.half, found.n) == (None, None, 0)


def test_no_threshold_that_is_nan_is_reached() -> None:
    assert decide([0.99] * 5, 5, NAN).outcome == "more"
    assert decide([0.99] * 10, 5, NAN).outcome == "fails"


def test_at_least_one_run_is_planned() -> None:
    with pytest.raises(ValueError, match="at least one"):
        decide([], 0, THRESHOLD)


# --- Student's t ----------------------------------------------------------------------------------


def below(limit: float, df: int) -> float:
    """P(T < limit) for a limit above 0, by Simpson's rule on Student's density: another way than the code's."""
    at = np.linspace(0, limit, 20_001)
    constant = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    density = constant * (1 + at**2 / df) ** (-(df + 1) / 2)
    weights = np.ones(len(at))
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return 0.5 + float(density @ weights) * (at[1] - at[0]) / 3


@pytest.mark.parametrize("probability", [0.95, 0.99, 0.999])
@pytest.mark.parametrize("df", [*range(1, 31), 60, 99])
def test_a_quantile_against_the_integral_of_the_density(probability: float, df: int) -> None:
    assert below(quantile(probability, df), df) == pytest.approx(probability, abs=1e-6)


PRINTED = {(0.95, 1): 6.314, (0.95, 4): 2.132, (0.95, 9): 1.833, (0.95, 30): 1.697, (0.99, 4): 3.747, (0.999, 4): 7.173}
"""From the table of upper critical values in the NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2."""


@pytest.mark.parametrize("of", PRINTED, ids=str)
def test_a_quantile_against_a_printed_table(of: tuple[float, int]) -> None:
    assert round(quantile(*of), 3) == PRINTED[of]


@pytest.mark.parametrize(("probability", "df"), [(0.95, 0), (0.4, 3), (1.0, 3), (NAN, 3)])
def test_there_is_no_such_quantile(probability: float, df: int) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        quantile(probability, df)


# --- how often a decision is right ----------------------------------------------------------------

SUBMISSIONS = 10_000
SPREAD = 0.0028
"""The standard deviation of the accuracy between runs that is assumed here."""


def passing(true: float, seed: int) -> tuple[float, float]:
    """The shares of simulated submissions that pass, and that need the runs doubled."""
    draw = np.random.default_rng(seed).normal(true, SPREAD, (SUBMISSIONS, 10)).tolist()
    passes = more = 0
    for runs in draw:
        outcome = decide(runs[:5], 5, THRESHOLD).outcome
        if outcome == "more":
            more += 1
            outcome = decide(runs, 5, THRESHOLD).outcome
        passes += outcome == "passes"
    return passes / SUBMISSIONS, more / SUBMISSIONS


@pytest.mark.parametrize(
    ("points", "least", "most"),
    [
        pytest.param(0.3, 0.99, 1, id="0.3 points above"),
        pytest.param(-0.3, 0, 0.01, id="0.3 points below"),
        pytest.param(0, 0.48, 0.52, id="at the threshold"),
        pytest.param(1.0, 0.9999, 1, id="a point above"),
        pytest.param(-1.0, 0, 0.0001, id="a point below"),
    ],
)
def test_how_many_of_10_000_submissions_pass(points: float, least: float, most: float) -> None:
    passes, more = passing(THRESHOLD + points / 100, seed=7)
    assert least <= passes <= most
    assert more > 0.85 if points == 0 else more < 0.6, "those at the threshold run twice as often, the others rarely"


ACCURACY = st.floats(0, 1)
RUNS = st.integers(1, 5).flatmap(
    lambda planned: st.tuples(st.just(planned), st.lists(ACCURACY, max_size=2 * planned), ACCURACY)
)


@given(RUNS, st.randoms(use_true_random=False))
def test_the_order_of_runs_does_not_matter(case: Any, shuffle: Any) -> None:
    planned, runs, threshold = case
    other = shuffle.sample(runs, len(runs))
    assert decide(runs, planned, threshold) == decide(other, planned, threshold)


@given(st.lists(st.tuples(ACCURACY, ACCURACY), min_size=1, max_size=6), ACCURACY)
def test_better_accuracies_never_turn_a_pass_into_a_failure(pairs: list[tuple[float, float]], threshold: float) -> None:
    worse, better = ([*map(pick, pairs)] * 2 for pick in (min, max))
    if decide(worse, len(pairs), threshold).outcome == "passes":
        assert decide(better, len(pairs), threshold).outcome == "passes"


@given(RUNS, st.integers(0, 10), st.sampled_from([None, NAN, math.inf, -math.inf]))
def test_what_is_no_figure_never_passes(case: Any, place: int, other: float | None) -> None:
    planned, runs, threshold = case
    spoilt = [*runs[:place], other, *runs[place:]]
    assert decide(spoilt, planned, threshold).outcome == "fails"


@given(RUNS)
def test_twice_the_planned_runs_always_decide(case: Any) -> None:
    planned, runs, threshold = case
    found = decide([*runs, *[0.5] * (2 * planned - len(runs))], planned, threshold)
    assert found.outcome != "more"
    assert (found.outcome == "passes") == reaches(found.mean or 0, threshold)


def test_the_half_width_of_equal_figures_is_nothing() -> None:
    assert half_width([0.94] * 5, 0.95) == 0


# --- times ----------------------------------------------------------------------------------------

KEPT: dict[str, tuple[float, float, bool]] = {
    "below": (0.8, 1.0, True),
    "at the limit": (1.0, 1.0, True),
    "2 % above": (1.02, 1.0, True),
    "2 % above a limit that is rounded": (0.714, 0.7, True),
    "more than 2 % above": (1.0201, 1.0, False),
    "NaN": (NAN, 1.0, False),
    "infinite": (math.inf, 1.0, False),
    "infinite, as the limit": (math.inf, math.inf, False),
    "a limit that is NaN": (0.1, NAN, False),
}


@pytest.mark.parametrize(("value", "limit", "kept"), KEPT.values(), ids=KEPT)
def test_a_limit_is_kept_within_2_percent(value: float, limit: float, kept: bool) -> None:
    assert keeps(value, limit) is kept


def test_time_counts_from_half_as_many_errors_again() -> None:
    assert reaching_by_default(0.94) == pytest.approx(0.91)
    assert reaching_by_default(1) == 1
    assert reaching_by_default(0.2) == 0
    assert reaches(0.91, reaching_by_default(0.94))


INF = math.inf
TYPICAL: dict[str, tuple[list[float], tuple[float, float, float] | None]] = {
    "none": ([], None),
    "one": ([0.8], (0.8, 0.8, 0.8)),
    "equal ones": ([0.8] * 5, (0.8, 0.8, 0.8)),
    "five: the interval is nearly all of them": ([0.5, 0.6, 0.7, 0.8, 0.9], (0.7, 0.5, 0.9)),
    "one of five failed": ([0.5, 0.6, 0.7, 0.8, INF], (0.7, 0.5, INF)),
    "three of five failed": ([0.5, 0.6, INF, INF, INF], (INF, 0.5, INF)),
    "half of four failed": ([0.5, 0.6, INF, INF], (INF, 0.5, INF)),
    "all failed": ([INF, INF], (INF, INF, INF)),
}


@pytest.mark.parametrize(("ratios", "expected"), TYPICAL.values(), ids=TYPICAL)
def test_a_typical_ratio(ratios: list[float], expected: tuple[float, float, float] | None) -> None:
    found = typical(ratios)
    assert found == (pytest.approx(expected) if expected else None)
    assert typical(ratios[::-1]) == found, "in any order, and the same each time"


def test_a_ratio_that_is_nan_leaves_nothing_typical() -> None:
    assert [math.isnan(figure) for figure in typical([0.5, NAN, 0.7]) or ()] == [True] * 3


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 10) | st.just(INF), min_size=1, max_size=10))
def test_the_median_lies_in_its_interval(ratios: list[float]) -> None:
    median, low, high = typical(ratios) or (NAN, NAN, NAN)
    assert min(ratios) <= low <= median <= high <= max(ratios)


def test_the_interval_holds_the_true_median_as_often_as_is_known_of_it() -> None:
    """Of ten normal figures: about 95 %, less what the percentile bootstrap is known to lack for few figures."""
    draws = np.random.default_rng(3).normal(1, 0.05, (1000, 10)).tolist()
    held = sum(low <= 1 <= high for _, low, high in filter(None, map(typical, draws)))
    assert 0.90 <= held / 1000 <= 0.985
