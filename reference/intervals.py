"""Intervals for a mean, from a few draws."""

from collections.abc import Sequence

import numpy as np

QUANTILES = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
"""Of Student's t with 1, 2, … degrees of freedom, 97.5 %, as every table has them; from 15 on the last is used."""


def of_mean(values: Sequence[float]) -> tuple[float, float]:
    """The two ends of Student's 95 % interval for the mean of what the values were drawn from.

    It holds where each value is drawn by itself and is near normal, as a mean over many images is.

    Raises ValueError for fewer than two values: one tells nothing of its spread.

    >>> low, high = of_mean([1.0, 2.0, 3.0])
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    if len(values) < 2:
        raise ValueError(f"an interval needs at least two values, not {len(values)}: draw more of them")
    t = QUANTILES[min(len(values) - 1, len(QUANTILES)) - 1]
    half = t * float(np.std(values, ddof=1)) / len(values) ** 0.5
    mean = float(np.mean(values))
    return mean - half, mean + half
