"""The time of training runs: right, wrong, and what waits for a person or for a device."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.checks.trained import Pair, Trained, Training
from grader.model import Status
from tests.checks.trainings import CRASH, GOOD, ODD, RUNS, run, seconds, time, trained

NAN = math.nan

TIME: dict[str, tuple[Training, dict[str, Any], Status, str | None, str]] = {
    # what was measured, what the rubric asks, what becomes of it, the mistake, what is said
    "faster than the reference": (
        trained(seconds(20, 20, 20, 21, 19)),
        {"at_most": 1.0},
        Status.CORRECT,
        None,
        "The median time is 0.80× the reference's (95 %: 0.76 to 0.84) after 5 runs; at most 1× was asked for.",
    ),
    "2 % slower": (trained(seconds(*[25.5] * 5)), {"at_most": 1.0}, Status.CORRECT, None, "(up to 1.02"),
    "slower": (
        trained(seconds(*[25.6] * 5)),
        {"at_most": 1.0},
        Status.INCORRECT,
        "too slow",
        "1.024× the reference's (95 %: 1.02 to 1.02) after 5 runs; at most 1× was asked for (up to 1.020 is accepted).",
    ),
    "twice as fast is asked for": (trained(GOOD), {"at_most": 0.5}, Status.INCORRECT, "too slow", "at most 0.5"),
    "NaN": (trained(seconds(*[NAN] * 5)), {"at_most": 1.0}, Status.INCORRECT, "too slow", "nan"),
    "one NaN": (trained(seconds(NAN, 9, 9, 9, 9)), {"at_most": 1.0}, Status.INCORRECT, "too slow", "nan"),
    "in seconds": (
        trained(seconds(20, 22, 24, 26, 90)),
        {"seconds": 24},
        Status.CORRECT,
        None,
        "The median time is 24.00 s after 5 runs; at most 24 s was asked for.",
    ),
    "in seconds, slower": (
        trained(seconds(20, 22, 25, 26, 90)),
        {"seconds": 24},
        Status.INCORRECT,
        "too slow",
        "25.00 s after 5 runs; at most 24 s was asked for (up to 24.48 is accepted).",
    ),
    "in seconds, NaN": (trained(seconds(NAN, 9, 9, 9, 9)), {"seconds": 24}, Status.INCORRECT, "too slow", "nan"),
    "fast and has not learned": (
        trained([run(0.10, 0.1)] * 5),
        {"at_most": 1.0},
        Status.INCORRECT,
        "not learned",
        "The mean accuracy is 10.00 %, but time counts only from 91.00 %: a network that has not learned earns nothing",
    ),
    "hardly learned": (trained([0.9099] * 5), {"at_most": 1.0}, Status.INCORRECT, "not learned", "90.99 %"),
    "learned just enough": (trained([0.91] * 5), {"at_most": 1.0}, Status.CORRECT, None, "0.80"),
    "an accuracy that is NaN": (trained([NAN] * 5), {"at_most": 1.0}, Status.INCORRECT, "not learned", "nan"),
    "the rubric's own bound": (
        trained([0.92] * 5),
        {"at_most": 1.0, "reaching": 0.93},
        Status.INCORRECT,
        "not learned",
        "93",
    ),
    "the rubric's lower bound": (trained([0.5] * 5), {"at_most": 1.0, "reaching": 0.4}, Status.CORRECT, None, "0.80"),
    "a bound that is 0": (trained([0.1] * 5), {"at_most": 1.0, "reaching": 0.0}, Status.CORRECT, None, "0.80"),
    "no accuracy is asked for": (trained([0.1] * 5, reaching=None), {"at_most": 1.0}, Status.CORRECT, None, "0.80"),
    "the small variant's bound": (
        trained([0.5] * 5, small=True),
        {"at_most": 1.0, "reaching": 0.9, "small_reaching": 0.4},
        Status.CORRECT,
        None,
        "0.80",
    ),
    "not the small variant": (
        trained([0.5] * 5),
        {"at_most": 1.0, "reaching": 0.9, "small_reaching": 0.4},
        Status.INCORRECT,
        "not learned",
        "90.00 %",
    ),
    "seconds in the small variant": (
        trained([0.95] * 5, small=True),
        {"seconds": 10},
        Status.NEEDS_GPU,
        None,
        "20 s in the small variant; the limit of 10 s applies to the device that is asked for.",
    ),
    "a rehearsal in seconds": (
        trained([0.95] * 5, small=True, counts=False),
        {"seconds": 10},
        Status.NEEDS_GPU,
        None,
        "20 s in the small variant; the limit of 10 s applies to the device that is asked for.",
    ),
    "one of five crashed": (
        trained([0.95, None, 0.95, 0.95, 0.95]),
        {"at_most": 1.0},
        Status.CORRECT,
        None,
        "(95 %: 0.80 to inf) after 5 runs, 1 of which failed; at most 1",
    ),
    "three of five crashed": (
        trained([0.95, None, None, None, 0.95]),
        {"at_most": 1.0},
        Status.INCORRECT,
        "crashed",
        "Run 2 of 5 failed: train raised ValueError (net.py:7). 3 runs failed in all.",
    ),
    "three of five crashed, in seconds": (
        trained([0.95, None, None, None, 0.95]),
        {"seconds": 60},
        Status.INCORRECT,
        "crashed",
        "Run 2 of 5",
    ),
    "three of five without an accuracy": (
        trained([0.95, NAN, NAN, NAN, 0.95], reaching=None),
        {"at_most": 1.0},
        Status.INCORRECT,
        "crashed",
        "Run 2 of 5 failed: it gave no accuracy.",
    ),
    "the third crashed, and no more were made": (
        trained([0.95, 0.95, None]),
        {"at_most": 1.0},
        Status.NEEDS_REVIEW,
        None,
        "this costs no points: Only 3 of 5 runs were made.",
    ),
    "all crashed": (trained([None] * 5), {"at_most": 1.0}, Status.INCORRECT, "crashed", "Run 1 of 5 failed"),
    "a canary": (
        trained(GOOD, canaries=(ODD,)),
        {"at_most": 1.0},
        Status.NEEDS_REVIEW,
        None,
        "at most 1× was asked for. A person decides, and this costs no points: Trained on random labels it gets 64 %",
    ),
    "a canary, and slower": (
        trained(seconds(*[30] * 5), canaries=(ODD,)),
        {"at_most": 1.0},
        Status.INCORRECT,
        "too slow",
        "1.20",
    ),
    "depends on the batch": (
        trained([run(differed=0.3)] * 5),
        {"at_most": 1.0},
        Status.INCORRECT,
        "not learned",
        "30.00 % of the images got another class",
    ),
    "depends on the batch, a little": (
        trained([run(differed=0.01)] * 5),
        {"at_most": 1.0},
        Status.NEEDS_REVIEW,
        None,
        "1.00 % of the images got another class",
    ),
    "depends on the batch, hardly": (trained([run(differed=0.001)] * 5), {"at_most": 1.0}, Status.CORRECT, None, "×"),
    "absent": (Training((), absent="No GPU."), {"at_most": 1.0}, Status.NEEDS_GPU, None, "No GPU."),
    "a rehearsal, faster": (
        trained(GOOD, small=True, counts=False),
        {"at_most": 1.0},
        Status.NEEDS_GPU,
        None,
        "Here it would earn the points. The median time is 0.80",
    ),
    "a rehearsal that has not learned": (
        trained([0.1] * 5, small=True, counts=False),
        {"at_most": 1.0},
        Status.NEEDS_GPU,
        None,
        "Here it would earn nothing. The mean accuracy is 10.00 %",
    ),
    "stopped early, faster": (
        trained(GOOD[:2], stopped="the time is spent"),
        {"at_most": 1.0},
        Status.NEEDS_REVIEW,
        None,
        "this costs no points: Only 2 of 5 runs were made. No more runs were made: the time is spent.",
    ),
    "stopped early, slower": (
        trained(seconds(50, 50), stopped="the time is spent"),
        {"at_most": 1.0},
        Status.INCORRECT,
        "too slow",
        "2.00",
    ),
    "stopped before anything": (trained([], stopped="x"), {"at_most": 1.0}, Status.NEEDS_REVIEW, None, "No run was"),
}


@pytest.mark.parametrize(("training", "asked", "status", "mistake", "said"), TIME.values(), ids=TIME)
def test_time(training: Training, asked: dict[str, Any], status: Status, mistake: str | None, said: str) -> None:
    verdict = time(training, **asked)
    assert (verdict.status, verdict.mistake) == (status, mistake)
    assert said in verdict.message


OURS: dict[str, tuple[Training, dict[str, Any], str]] = {
    "no limit": (trained(GOOD), {"reaching": 0.5}, "exactly one of at_most and seconds"),
    "two limits": (trained(GOOD), {"at_most": 1, "seconds": 3}, "exactly one of at_most and seconds"),
    "too few runs": (trained(GOOD[:4]), {"at_most": 1}, "4, with 5 planned"),
    "no runs": (trained([]), {"at_most": 1}, "0, with 5 planned"),
    "the reference crashed": (
        Training((Pair(1, "student", run(), CRASH),), planned=1),
        {"at_most": 1},
        "run 1 of the reference failed: train raised",
    ),
    "the reference took no time": (
        Training((Pair(1, "student", run(), run(seconds=0.0)),), planned=1),
        {"at_most": 1},
        "run 1 of the reference",
    ),
}


@pytest.mark.parametrize(("training", "asked", "said"), OURS.values(), ids=OURS)
def test_our_own_faults_are_never_a_zero(training: Training, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        time(training, **asked)


@settings(deadline=None)
@given(st.lists(RUNS, min_size=5, max_size=5), st.floats(0.01, 100), st.floats(0.5, 2))
def test_a_device_that_is_slower_for_both_changes_no_verdict(
    students: list[Trained], factor: float, limit: float
) -> None:
    before = trained(students)
    pairs = tuple(
        replace(pair, **{side: scaled(getattr(pair, side), factor) for side in ("student", "reference")})
        for pair in before.pairs
    )
    one, other = time(before, at_most=limit), time(replace(before, pairs=pairs), at_most=limit)
    assume(abs(one.evidence["ratios"]["median"] / (limit * 1.02) - 1) > 1e-6)
    assert (one.status, one.mistake) == (other.status, other.mistake)


def scaled(one: Trained, factor: float) -> Trained:
    return replace(one, seconds=one.seconds * factor)
