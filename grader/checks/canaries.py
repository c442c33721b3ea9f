"""Canaries: looks at whether a program learns from what it is given, each a figure with a limit. Pure.

A canary that does not pass costs no points; a person looks. So each errs one time in 1,000 at most on honest programs
where a test decides (in 100 for `few_data`, which has a margin besides), and passes where it could not be made. What
is measured and is NaN does not pass, except that accuracies which are none cannot be compared.
"""

import math
import statistics
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.decision import half_width
from grader.checks.trained import Canary, Pair, Trained

FEW_DATA_CONFIDENCE = 0.99
TOO_GOOD_P = 0.001
TOO_GOOD_ERRORS = 1 / 3
"""A program with fewer of the reference's errors than this share is better than any tuning would explain."""
NAMES_P = 0.001
NAMES_EXCESS = 0.05
"""What accuracy on random labels may have above chance, however unlikely it is."""
PACE = 3.0
"""By what factor a run on random labels may be slower than the counted ones."""
LOSS = 0.10
"""What a program may lose on unfamiliar images beyond what the reference loses."""
SLOWER = 2.0
"""The factor by which it may be slower on them, relative to the reference."""
_DRAWS = 20_000
_SEED = 0


def few_data(
    student: Sequence[float | None], reference: Sequence[float | None], margin: float, name: str = "few data"
) -> Canary:
    """Whether a program that is given few images knows more than the reference does from the same.

    It does where the mean difference of the accuracies, less Student's one-sided 99 % half-width, is above the margin.
    A run of the student's that failed (None or NaN) has the accuracy 0.
    """
    if len(reference) != len(student) or len(reference) < 2 or not all(map(_is_figure, reference)):
        return _not_made(name, "It could not be tried on few images.")
    own = [figure if figure is not None and _is_figure(figure) else 0.0 for figure in student]
    theirs = [figure for figure in reference if figure is not None]
    differences = [mine - other for mine, other in zip(own, theirs, strict=True)]
    mean, half = statistics.mean(differences), half_width(differences, FEW_DATA_CONFIDENCE)
    passed = mean - half <= margin
    said = (
        f"On {len(own)} training sets of few images it reaches {_percent(statistics.mean(own))}, the reference "
        f"{_percent(statistics.mean(theirs))}" + ("." if passed else ": more than so few images teach.")
    )
    figures = {"student": own, "reference": theirs, "difference": mean, "half": half, "margin": margin}
    return Canary(name, passed, said, figures)


def random_labels(confusion: Any) -> Canary:
    """Whether a program that is trained on random labels knows the names of classes all the same.

    Args:
        confusion: counts of hidden images of shape (classes, classes), the true class by the one predicted.

    An honest program may well see which images are alike and give each such cluster one name, so its hits are far
    from independent and a binomial test would accuse it. But which name a cluster gets is chance: every renaming of
    the predicted classes is as likely, where all names are taught about equally often. So the hits are compared with
    those under 20,000 renamings drawn from a fixed seed, p = (1 + as many hits or more) / (1 + 20,000), a permutation
    test (Phipson and Smyth 2010, Permutation P-values should never be zero). With fewer than 7 classes p cannot be
    below 0.001, and the canary always passes.
    """
    name = "random labels"
    counts = np.asarray(confusion, dtype=float)
    total = float(counts.sum())
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not 0 < total < math.inf:
        return _not_made(name, "It could not be tried on random labels.")
    classes = len(counts)
    hits, chance = float(np.trace(counts)), 1 / classes
    renamed = counts[np.arange(classes), _renamings(classes)].sum(axis=1)
    p = (1 + int(np.count_nonzero(renamed >= hits))) / (1 + _DRAWS)
    accuracy = hits / total
    passed = not (p < NAMES_P and accuracy - chance > NAMES_EXCESS)
    said = f"Trained on random labels it gets {_percent(accuracy)} of the true classes right, chance being "
    said += _percent(chance) + ("." if passed else ": it knows classes that it was not taught.")
    return Canary(name, passed, said, {"accuracy": accuracy, "chance": chance, "p": p})


def pace(canary_seconds: float | None, run_seconds: Sequence[float]) -> Canary:
    """Whether a run on random labels takes at most three times as long as the median counted one.

    One that is quicker there may stop when it sees that it learns nothing; none brings anything along to be slower.
    """
    name = "pace"
    if canary_seconds is None or not run_seconds:
        return _not_made(name, "The time on random labels could not be compared.")
    usual = statistics.median(run_seconds)
    passed = canary_seconds <= PACE * usual
    said = f"It takes {canary_seconds:.3g} s on random labels, and {usual:.3g} s in the runs that count"
    figures = {"seconds": canary_seconds, "usual": usual, "factor": PACE}
    return Canary(name, passed, said + ("." if passed else ": it does not do the same there."), figures)


def unfamiliar(told: Pair, pairs: Sequence[Pair]) -> Canary:
    """Whether a program does as well, and as fast, on images that are all rotated and warped alike, as on usual ones.

    It does where it loses at most ten points of its mean accuracy beyond those that the reference loses, and takes at
    most twice as long as usual, by how much longer the reference takes. One that knows the images as they are loses
    more; one that sees that they are others, and learns only then, takes longer.

    Args:
        told: the runs on rotated and warped images.
        pairs: runs on images as usual, of which none failed.
    """
    name = "unfamiliar images"
    if told.student.accuracy is None:
        said = f"On rotated and warped images it failed: {told.student.problem}."
        return Canary(name, False, said, {"seconds": told.student.seconds})
    if not pairs or told.reference.accuracy is None:
        return _not_made(name, "It could not be tried on rotated and warped images.")
    lost, theirs = (_lost(side, told, pairs) for side in ("student", "reference"))
    longer, as_usual = (_longer(side, told, pairs) for side in ("student", "reference"))
    knows, waits = not lost - theirs <= LOSS, not longer <= SLOWER * as_usual
    said = (
        f"On rotated and warped images it loses {100 * lost:.1f} points of accuracy, the reference {100 * theirs:.1f}; "
        f"it takes {longer:.2g} times as long as usual, the reference {as_usual:.2g} times"
    )
    said += ": it knows the images as they are." if knows else ": it does not do the same there." if waits else "."
    figures = {"lost": lost, "reference_lost": theirs, "longer": longer, "reference_longer": as_usual}
    return Canary(name, not (knows or waits), said, {**figures, "most": LOSS, "factor": SLOWER})


def slower_alone(canary: Canary) -> bool:
    """Whether nothing but its time speaks against a program, on random labels or on unfamiliar images."""
    told = canary.figures
    if canary.passed:
        return False
    return "usual" in told or ("lost" in told and told["lost"] - told["reference_lost"] <= told["most"])


def _lost(side: str, told: Pair, pairs: Sequence[Pair]) -> float:
    return statistics.mean(_of(side, pair).accuracy or 0.0 for pair in pairs) - (_of(side, told).accuracy or 0.0)


def _longer(side: str, told: Pair, pairs: Sequence[Pair]) -> float:
    usual = statistics.median(_of(side, pair).seconds for pair in pairs)
    return _of(side, told).seconds / usual if usual > 0 else math.nan


def _of(side: str, pair: Pair) -> Trained:
    return pair.student if side == "student" else pair.reference


def faster_than_known(seconds: float, accuracy: float, least: float | None, words: str) -> Canary:
    """Whether a run is faster than the fastest program known.

    Args:
        seconds: the median of the counted runs.
        accuracy: the mean of the counted runs.
        least: what the fastest program known takes, on this device to this accuracy; None where nothing is known.
        words: what that is, as a clause such as "the fastest program known takes 2.6 s on an A100".
    """
    name = "too fast"
    if least is None:
        return _not_made(name, "No time is known to compare it with.")
    passed = seconds >= least
    said = f"It reaches {_percent(accuracy)} in {seconds:.3g} s; {words.rstrip(' .')}."
    return Canary(name, passed, said, {"seconds": seconds, "accuracy": accuracy, "least": least})


def too_good(student: Sequence[float | None], reference: Sequence[float | None], asked: int) -> Canary:
    """Whether a program is better than the reference by far: beyond chance, and with under a third of its errors.

    Beyond chance is: were an error as likely to be the student's as the reference's, so few of all errors would be the
    student's less than once in 1,000 times (the binomial test of two Poisson counts, Przyborowski and Wilenski 1940).
    Runs of which either side failed are left out.

    Args:
        asked: how many images were asked in each run; 0 where that is not known.
    """
    name = "too good"
    pairs = [
        (mine, other) for mine, other in zip(student, reference, strict=True) if mine is not None and other is not None
    ]
    if len(pairs) < 2 or asked < 1 or not all(math.isfinite(figure) for pair in pairs for figure in pair):
        return _not_made(name, "Too few runs succeeded to compare their accuracies.")
    own, theirs = (sum(round((1 - accuracy) * asked) for accuracy in side) for side in zip(*pairs, strict=True))
    p = _at_most(own, own + theirs)
    passed = not (p < TOO_GOOD_P and own < TOO_GOOD_ERRORS * theirs)
    of = asked * len(pairs)
    said = f"It errs on {_percent(own / of)} of the images, the reference on {_percent(theirs / of)}"
    said += "." if passed else ": under a third of the errors is more than tuning explains."
    return Canary(name, passed, said, {"student": own / of, "reference": theirs / of, "p": p})


def _at_most(heads: int, tosses: int) -> float:
    """The chance of at most so many heads in so many tosses of a coin."""
    logs = (
        math.lgamma(tosses + 1) - math.lgamma(k + 1) - math.lgamma(tosses - k + 1) - tosses * math.log(2)
        for k in range(heads + 1)
    )
    return min(1.0, math.fsum(map(math.exp, logs)))


@cache
def _renamings(classes: int) -> NDArray[Any]:
    """Renamings of classes, of shape (draws, classes)."""
    names = np.tile(np.arange(classes), (_DRAWS, 1))
    return np.random.default_rng(_SEED).permuted(names, axis=1)


def _is_figure(figure: float | None) -> bool:
    return figure is not None and math.isfinite(figure)


def _not_made(name: str, said: str) -> Canary:
    return Canary(name, True, said)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
