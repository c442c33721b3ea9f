"""Canaries: which programs each makes a person look at, and how seldom an honest one."""

import math
from typing import Any

import numpy as np
import pytest

from grader.checks.canaries import faster_than_known, few_data, pace, random_labels, too_good, unfamiliar
from grader.checks.trained import Pair, Trained

NAN = math.nan
HONEST = [0.30, 0.33, 0.28, 0.31, 0.32]

FEW: dict[str, tuple[list[float | None], list[float | None], bool, str]] = {
    "like the reference": ([0.31, 0.32, 0.29, 0.30, 0.33], [*HONEST], True, "31.0 %, the reference 30.8 %."),
    "better, within the margin": ([figure + 0.04 for figure in HONEST], [*HONEST], True, "34.8 %"),
    "better by far": (
        [figure + 0.30 for figure in HONEST],
        [*HONEST],
        False,
        "60.8 %, the reference 30.8 %: more than",
    ),
    "better by far in one of five": ([0.90, 0.33, 0.28, 0.31, 0.32], [*HONEST], True, "42.8 %"),
    "worse": ([0.1] * 5, [*HONEST], True, "10.0 %"),
    "a failed run has the accuracy 0": ([0.9, 0.9, 0.9, 0.9, None], [*HONEST], True, "72.0 %"),
    "so has a NaN": ([0.9, 0.9, 0.9, 0.9, NAN], [*HONEST], True, "72.0 %"),
    "the reference failed": ([0.9] * 5, [0.3, 0.3, 0.3, 0.3, None], True, "could not be tried"),
    "the reference is NaN": ([0.9] * 5, [0.3, 0.3, 0.3, 0.3, NAN], True, "could not be tried"),
    "one set alone": ([0.9], [0.3], True, "could not be tried"),
    "none": ([], [], True, "could not be tried"),
}


@pytest.mark.parametrize(("student", "reference", "passed", "said"), FEW.values(), ids=FEW)
def test_few_data(student: list[float | None], reference: list[float | None], passed: bool, said: str) -> None:
    canary = few_data(student, reference, margin=0.05)
    assert (canary.name, canary.passed) == ("few data", passed)
    assert said in canary.said


def test_few_data_accuses_one_honest_program_in_100_at_most_even_without_a_margin() -> None:
    draw = np.random.default_rng(5)
    runs = zip(draw.normal(0.3, 0.03, (4000, 5)).tolist(), draw.normal(0.3, 0.03, (4000, 5)).tolist(), strict=True)
    accused = sum(not few_data(own, theirs, margin=0).passed for own, theirs in runs)
    assert accused / 4000 <= 0.015


# --- random labels --------------------------------------------------------------------------------

CLASSES = 10


def one_name_a_cluster(draw: np.random.Generator, spread: float = 0.15) -> Any:
    """An honest program: most images of a true class get one name, and which name that is, is chance."""
    counts = np.zeros((CLASSES, CLASSES), dtype=int)
    for true in range(CLASSES):
        shares = np.full(CLASSES, spread / CLASSES)
        shares[draw.integers(CLASSES)] += 1 - spread
        counts[true] = draw.multinomial(100, shares)
    return counts


def at_random(draw: np.random.Generator) -> Any:
    return draw.multinomial(100, np.full(CLASSES, 1 / CLASSES), size=CLASSES)


def knowing(share: float) -> Any:
    """A cheat: it gives this share of each class its true name, and the rest the names in turn."""
    counts = np.full((CLASSES, CLASSES), round((1 - share) * 10))
    return counts + round(100 * share) * np.eye(CLASSES, dtype=int)


LABELS: dict[str, tuple[Any, bool, str]] = {
    "at chance": (np.full((10, 10), 7), True, "10.0 % of the true classes right, chance being 10.0 %."),
    "all true names": (100 * np.eye(10), False, "100.0 % of the true classes right"),
    "60 % true names": (knowing(0.6), False, "64.0 %"),
    "30 % true names": (knowing(0.3), False, "it knows classes that it was not taught."),
    "true names, and hardly any more of them than chance": (knowing(0.03), True, "12.6 %"),
    "one name for everything": (np.eye(10)[[4]].repeat(10, axis=0), True, "10.0 %"),
    "all names wrong": (np.roll(np.eye(10), 1, axis=1), True, "0.0 %"),
    "two classes named right, by chance": (100 * np.eye(10)[[0, 1, *[0] * 8]], True, "20.0 %"),
    "true names of seven classes": (100 * np.eye(7), False, "chance being 14.3 %"),
    "true names of six: that can be luck": (100 * np.eye(6), True, "chance being 16.7 %"),
    "no images": (np.zeros((10, 10)), True, "could not be tried"),
    "no matrix": ([], True, "could not be tried"),
    "NaN": (np.full((10, 10), NAN), True, "could not be tried"),
}


@pytest.mark.parametrize(("confusion", "passed", "said"), LABELS.values(), ids=LABELS)
def test_random_labels(confusion: Any, passed: bool, said: str) -> None:
    canary = random_labels(confusion)
    assert (canary.name, canary.passed) == ("random labels", passed)
    assert said in canary.said


def binomial_accuses(confusion: Any) -> bool:
    """What a test would say that takes images for independent: hits above the 0.1 % limit, and 5 points more."""
    total = int(confusion.sum())
    excess = np.trace(confusion) / total - 1 / CLASSES
    deviation = math.sqrt((1 / CLASSES) * (1 - 1 / CLASSES) / total)
    return bool(excess > 3.09 * deviation and excess > 0.05)


def test_honest_clusters_are_seldom_accused_and_a_binomial_would_do_it_often() -> None:
    draw = np.random.default_rng(11)
    honest = [one_name_a_cluster(draw) for _ in range(2000)]
    accused = sum(not random_labels(confusion).passed for confusion in honest)
    assert accused / 2000 <= 0.003
    assert sum(map(binomial_accuses, honest)) / 2000 > 0.03


def test_honest_guesses_are_not_accused() -> None:
    draw = np.random.default_rng(12)
    assert all(random_labels(at_random(draw)).passed for _ in range(300))


def test_a_canary_is_the_same_each_time_and_says_its_figures() -> None:
    assert random_labels(knowing(0.3)) == random_labels(knowing(0.3))
    figures = random_labels(knowing(0.3)).figures
    assert (figures["accuracy"], figures["chance"]) == (pytest.approx(0.37), 0.1)
    assert figures["p"] < 0.001


# --- time and accuracy ----------------------------------------------------------------------------

PACE: dict[str, tuple[float | None, list[float], bool]] = {
    "as long": (21.0, [20.0, 21.0, 22.0], True),
    "three times as long": (60.0, [20.0], True),
    "stops at once, since it learns nothing": (0.1, [20.0, 21.0, 22.0], True),
    "longer yet": (64.0, [20.0, 21.0, 22.0], False),
    "one slow run makes no usual one": (64.0, [20.0, 21.0, 90.0], False),
    "not run": (None, [20.0], True),
    "nothing to compare it with": (20.0, [], True),
    "NaN": (NAN, [20.0], False),
    "infinite": (math.inf, [20.0], False),
}


@pytest.mark.parametrize(("seconds", "runs", "passed"), PACE.values(), ids=PACE)
def test_pace(seconds: float | None, runs: list[float], passed: bool) -> None:
    canary = pace(seconds, runs)
    assert (canary.name, canary.passed) == ("pace", passed)


# --- unfamiliar images ----------------------------------------------------------------------------


def pair_of(student: tuple[float | None, float], reference: tuple[float | None, float] = (0.95, 10.0)) -> Pair:
    """Accuracy and seconds of both."""
    failed = None if student[0] is not None else "it raised KeyError"
    return Pair(1, "student", Trained(*student, problem=failed), Trained(*reference))


AS_USUAL = [pair_of((0.96, 5.0)), pair_of((0.98, 7.0)), pair_of((0.97, 6.0))]
TURNED: dict[str, tuple[Pair, list[Pair], bool, str]] = {
    "as well as usual": (pair_of((0.97, 6.0)), AS_USUAL, True, "loses 0.0 points of accuracy, the reference 0.0; it"),
    "better": (pair_of((0.99, 3.0)), AS_USUAL, True, "loses -2.0 points"),
    "loses a little more": (pair_of((0.88, 6.0)), AS_USUAL, True, "loses 9.0 points"),
    "loses much": (pair_of((0.86, 6.0)), AS_USUAL, False, "loses 11.0 points of accuracy, the reference 0.0; it takes"),
    "loses much, as the reference does": (pair_of((0.60, 6.0), (0.60, 10.0)), AS_USUAL, True, "the reference 35.0"),
    "loses all": (pair_of((0.1, 6.0)), AS_USUAL, False, "it knows the images as they are."),
    "takes longer": (pair_of((0.97, 11.9)), AS_USUAL, True, "2 times as long as usual, the reference 1 times."),
    "takes much longer": (pair_of((0.97, 12.1)), AS_USUAL, False, "it does not do the same there."),
    "takes much longer, on a slow machine": (pair_of((0.97, 20.0), (0.95, 20.0)), AS_USUAL, True, "3.3 times"),
    "takes as long, on a fast machine": (pair_of((0.97, 6.0), (0.95, 4.0)), AS_USUAL, False, "the reference 0.4 times"),
    "fails": (pair_of((None, 1.0)), AS_USUAL, False, "On rotated and warped images it failed: it raised KeyError."),
    "an accuracy that is NaN": (pair_of((NAN, 6.0)), AS_USUAL, False, "nan"),
    "seconds that are NaN": (pair_of((0.97, NAN)), AS_USUAL, False, "nan"),
    "no seconds as usual": (pair_of((0.97, 6.0)), [pair_of((0.97, 0.0))], False, "nan"),
    "the reference failed": (pair_of((0.1, 6.0), (None, 1.0)), AS_USUAL, True, "It could not be tried"),
    "no run as usual": (pair_of((0.1, 6.0)), [], True, "It could not be tried"),
}


@pytest.mark.parametrize(("told", "usual", "passed", "said"), TURNED.values(), ids=TURNED)
def test_unfamiliar_images(told: Pair, usual: list[Pair], passed: bool, said: str) -> None:
    canary = unfamiliar(told, usual)
    assert (canary.name, canary.passed) == ("unfamiliar images", passed)
    assert said in canary.said


FASTEST = "the fastest program known takes 2.6 s on an A100"
FAST: dict[str, tuple[float, float | None, bool, str]] = {
    "slower": (26.0, 2.6, True, "It reaches 94.1 % in 26 s; the fastest program known takes 2.6 s on an A100."),
    "as fast": (2.6, 2.6, True, "2.6 s"),
    "faster": (2.5, 2.6, False, "It reaches 94.1 % in 2.5 s"),
    "nothing is known": (0.1, None, True, "No time is known"),
    "NaN": (NAN, 2.6, False, "nan s"),
}


@pytest.mark.parametrize(("seconds", "least", "passed", "said"), FAST.values(), ids=FAST)
def test_too_fast(seconds: float, least: float | None, passed: bool, said: str) -> None:
    canary = faster_than_known(seconds, 0.941, least, FASTEST)
    assert (canary.name, canary.passed) == ("too fast", passed)
    assert said in canary.said


USUAL = [0.940, 0.942, 0.938, 0.941, 0.939]
GOOD: dict[str, tuple[list[float | None], int, bool]] = {
    # accuracies, the images that were asked in each run, and whether it passes
    "like the reference": ([*USUAL], 1000, True),
    "half the errors": ([0.970, 0.971, 0.969, 0.970, 0.970], 1000, True),
    "40 % of the errors": ([0.976, 0.977, 0.975, 0.976, 0.976], 1000, True),
    "32 % of the errors": ([0.981, 0.982, 0.980, 0.981, 0.981], 1000, False),
    "a fifth of the errors": ([0.988, 0.989, 0.987, 0.988, 0.988], 1000, False),
    "no errors": ([1.0] * 5, 1000, False),
    "no errors, of few images": ([1.0] * 5, 20, True),  # 0 and 5
    "no errors, of some more": ([1.0] * 5, 50, False),  # 0 and 15
    "a fifth of the errors in two runs": ([0.988, 0.987, None, None, None], 1000, False),
    "a fifth of the errors in two runs, of few images": ([0.988, 0.987, None, None, None], 100, True),
    "a fifth of the errors, most of them in one run": ([0.999, 0.999, 0.999, 0.999, 0.945], 1000, False),
    "worse": ([0.5] * 5, 1000, True),
    "all failed": ([None] * 5, 1000, True),
    "nobody knows of how many": ([1.0] * 5, 0, True),
    "NaN": ([NAN, 1.0, 1.0, 1.0, 1.0], 1000, True),
}


@pytest.mark.parametrize(("student", "asked", "passed"), GOOD.values(), ids=GOOD)
def test_too_good(student: list[float | None], asked: int, passed: bool) -> None:
    canary = too_good(student, USUAL, asked)
    assert (canary.name, canary.passed) == ("too good", passed)


@pytest.mark.parametrize(("own", "theirs"), [(0, 9), (0, 15), (3, 19), (25, 118), (300, 300), (2000, 2400)])
def test_the_chance_of_so_few_errors_is_that_of_a_coin(own: int, theirs: int) -> None:
    tosses, asked = own + theirs, 10_000
    canary = too_good([1 - own / asked, 1.0], [1 - theirs / asked, 1.0], asked)
    exact = sum(math.comb(tosses, heads) for heads in range(own + 1)) / 2**tosses
    assert canary.figures["p"] == pytest.approx(exact, rel=1e-9)


def test_too_good_accuses_an_equal_program_less_than_once_in_1000_times() -> None:
    draw = np.random.default_rng(7)
    errors = draw.binomial(299, 0.015, (4000, 2, 2)) / 299
    accused = sum(not too_good((1 - own).tolist(), (1 - other).tolist(), 299).passed for own, other in errors)
    assert accused <= 4
