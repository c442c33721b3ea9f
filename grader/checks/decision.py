"""Whether runs reach a threshold, when more runs are needed, and what a typical ratio of times is. Pure.

How many runs are made is fixed beforehand. Where those leave open which side of the threshold a program is on, as many
again are made, and then the mean decides: nobody runs on until luck strikes. With a standard deviation of 0.28 points
between runs and 5 of them planned, a program 0.3 points above the threshold passes in 99.98 % of 10,000 simulated
submissions, one 0.3 points below in 0.04 %, and one right at it in 49.8 %. Of the first two 37 % need the runs
doubled, of the last 90 % (tests/checks/test_decision.py).
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Outcome = Literal["passes", "fails", "more"]

CONFIDENCE = 0.95
"""One-sided: how sure the first look must be, on either side."""
TOLERANCE = 0.02
"""By how much a time may miss its limit, so that noise of the clock costs no points."""
SLACK = 1e-9
"""For rounding alone, far less than one image in a million: 0.939 and 0.941 have the mean 0.94."""
_DRAWS = 10_000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision from a program's accuracies: `mean` ± `half` over the `n` runs that have one.

    `half` is Student's one-sided 95 % half-width, None for fewer than two figures.
    """

    outcome: Outcome
    mean: float | None
    half: float | None
    n: int


def decide(accuracies: Sequence[float | None], planned: int, threshold: float) -> Decision:
    """Whether runs pass, fail or must go on; None, and NaN, is a run that failed, which decides at once.

    At `planned` runs the 95 % half-width h decides where it can: mean + h < threshold fails, mean − h ≥ threshold
    passes. At twice as many the mean decides alone.

    >>> decide([0.95, 0.94, 0.95, 0.94, 0.95], planned=5, threshold=0.93).outcome
    'passes'
    """
    if planned < 1:
        raise ValueError(f"{planned} runs are planned; at least one is needed")
    figures = [float(figure) for figure in accuracies if figure is not None and math.isfinite(figure)]
    mean = statistics.mean(figures) if figures else None
    half = half_width(figures, CONFIDENCE) if len(figures) > 1 else None

    def decided(outcome: Outcome) -> Decision:
        return Decision(outcome, mean, half, len(figures))

    if len(figures) < len(accuracies):
        return decided("fails")
    if mean is None or len(figures) < planned:
        return decided("more")
    if len(figures) >= 2 * planned:
        return decided("passes" if reaches(mean, threshold) else "fails")
    if half is None or len(figures) > planned:
        return decided("more")
    if mean + half < threshold - SLACK:
        return decided("fails")
    return decided("passes" if reaches(mean - half, threshold) else "more")


def reaches(value: float, threshold: float) -> bool:
    """Whether a figure is at least the threshold, rounding apart; NaN is not."""
    return value >= threshold - SLACK


def reaching_by_default(at_least: float) -> float:
    """The accuracy from which time counts where `at_least` is asked for: half as many errors again.

    >>> round(reaching_by_default(0.94), 6)
    0.91
    """
    return max(0.0, 1 - 1.5 * (1 - at_least))


def keeps(value: float, limit: float, tolerance: float = TOLERANCE) -> bool:
    """Whether a time, or a ratio of times, keeps its limit within the tolerance; NaN and infinity do not."""
    return value < math.inf and value <= limit * (1 + tolerance + SLACK)


def typical(ratios: Sequence[float]) -> tuple[float, float, float] | None:
    """The median, and a 95 % interval of it; None where there are no ratios, NaN thrice where one is NaN.

    The interval is the percentile bootstrap's (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter
    13): the median of 10,000 samples, drawn with replacement from a fixed seed. Percentiles are among those medians,
    never between two, so that an infinite ratio is as good as any.
    """
    if not ratios:
        return None
    if any(math.isnan(ratio) for ratio in ratios):
        return (math.nan, math.nan, math.nan)
    found = np.sort(np.array(ratios, dtype=float))
    lower, upper = _middles(len(found))
    medians = np.sort(found[lower] / 2 + found[upper] / 2)
    cut = round(_DRAWS * 0.025)
    return (statistics.median(found.tolist()), float(medians[cut]), float(medians[-1 - cut]))


@cache
def _middles(count: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The two middle places, equal for an odd count, of each sample of `count` sorted figures."""
    drawn = np.sort(np.random.default_rng(_SEED).integers(count, size=(_DRAWS, count)), axis=1)
    return drawn[:, (count - 1) // 2], drawn[:, count // 2]


def half_width(figures: Sequence[float], confidence: float) -> float:
    """Student's one-sided half-width of the mean of at least two figures: t · s / √n."""
    return quantile(confidence, len(figures) - 1) * statistics.stdev(figures) / math.sqrt(len(figures))


@cache
def quantile(probability: float, df: int) -> float:
    """Student's t: what a variable with `df` degrees of freedom stays below with this probability, at least ½.

    The angle θ = arctan(t / √df) is found by bisection in the sums that `_within` gives.

    >>> round(quantile(0.95, 4), 3), round(quantile(0.99, 4), 3)
    (2.132, 3.747)
    """
    if df < 1 or not 0.5 <= probability < 1:
        raise ValueError(f"no quantile for the probability {probability} and {df} degrees of freedom")
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        if (1 + _within(middle, df)) / 2 < probability:
            low = middle
        else:
            high = middle
    return math.sqrt(df) * math.tan(low)


def _within(angle: float, df: int) -> float:
    """P(|T| < √df · tan θ): Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = df % 2
    term = cosine if odd else 1.0
    total = term if df > 1 else 0.0
    for k in range(2 + odd, df - 1, 2):
        term *= (k - 1) / k * cosine**2
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
