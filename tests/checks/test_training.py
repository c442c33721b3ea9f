"""The accuracy of training runs: right, wrong, and what waits for a person or for a device."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.trained import Trained, Training
from grader.model import Status
from tests.checks.trainings import GOOD, HONEST, NEAR, ODD, POOR, RUNS, accuracy, run, time, trained

NAN = math.nan

ACCURACY: dict[str, tuple[Training, Status, str | None, str]] = {
    # what was measured, what 94 % makes of it, the mistake, what is said
    "above": (
        trained(GOOD),
        Status.CORRECT,
        None,
        "The mean accuracy is 94.50 % ± 0.15 after 5 runs; 94.00 % was asked for.",
    ),
    "below": (trained(POOR), Status.INCORRECT, "below", "93.50 % ± 0.15 after 5 runs; 94.00 % was asked for."),
    "hardly below": (trained([0.9399] * 5), Status.INCORRECT, "below", "93.99 % ± 0.00"),
    "below by what two decimals hide": (trained([0.939998] * 5), Status.INCORRECT, "below", "93.9998 %"),
    "at the threshold": (trained([0.94] * 5), Status.CORRECT, None, "94.00 %"),
    "above after twice as many": (
        trained([*NEAR, *GOOD]),
        Status.CORRECT,
        None,
        "after 10 runs, since 5 did not decide; 94.00 %",
    ),
    "below after twice as many": (
        trained([*NEAR, *POOR]),
        Status.INCORRECT,
        "below",
        "after 10 runs, since 5 did not decide; 94.00 %",
    ),
    "one crashed": (
        trained([0.99, None, 0.99, 0.99, 0.99]),
        Status.INCORRECT,
        "crashed",
        "Run 2 of 5 failed: train raised ValueError (net.py:7).",
    ),
    "all crashed": (trained([None] * 5), Status.INCORRECT, "crashed", "Run 1 of 5 failed: train raised ValueError"),
    "several crashed": (trained([*NEAR, 0.9, None, None]), Status.INCORRECT, "crashed", "2 runs failed in all."),
    "crashed when there were twice as many": (trained([*NEAR, None]), Status.INCORRECT, "crashed", "Run 6 of 10"),
    "stopped by a crash": (
        trained([0.99, None], stopped="a run failed"),
        Status.INCORRECT,
        "crashed",
        "(net.py:7). No more runs were made: a run failed.",
    ),
    "NaN": (trained([0.99, NAN, 0.99, 0.99, 0.99]), Status.INCORRECT, "crashed", "Run 2 of 5 failed: it gave no"),
    "depends on the batch": (
        trained([*GOOD[:4], run(0.945, differed=0.3)]),
        Status.INCORRECT,
        "depends on the batch",
        "Its predictions depend on the batch: 30.00 % of the images got another class",
    ),
    "depends on the batch, hardly": (
        trained([run(0.945, differed=0.0201)] * 5),
        Status.INCORRECT,
        "depends on the batch",
        "2.01 %",
    ),
    "a crash is said before that": (
        trained([run(differed=0.3), None]),
        Status.INCORRECT,
        "crashed",
        "Run 2 of 5 failed",
    ),
    "depends on the batch, as NaN": (
        trained([*GOOD[:4], run(0.945, differed=NAN)]),
        Status.INCORRECT,
        "depends on the batch",
        "nan %",
    ),
    "no more in another batch than rounding does": (
        trained([run(0.945, differed=0.002)] * 5),
        Status.CORRECT,
        None,
        "94.50 %",
    ),
    "a little more in another batch": (
        trained([*GOOD[:4], run(0.945, differed=0.02)]),
        Status.NEEDS_REVIEW,
        None,
        "A person decides, and this costs no points: 2.00 % of the images got another class",
    ),
    "a little more, and below": (trained([run(0.93, differed=0.01)] * 5), Status.INCORRECT, "below", "93.00 %"),
    "a canary": (
        trained(GOOD, canaries=(HONEST, ODD)),
        Status.NEEDS_REVIEW,
        None,
        "this costs no points: Trained on random labels it gets 64 % of the true classes right.",
    ),
    "a canary, and below": (trained(POOR, canaries=(ODD,)), Status.INCORRECT, "below", "93.50 %"),
    "absent": (
        Training((), absent="Here is no GPU; an H200 is asked for."),
        Status.NEEDS_GPU,
        None,
        "Here is no GPU; an H200 is asked for.",
    ),
    "a rehearsal, above": (
        trained(GOOD, small=True, counts=False, canaries=()),
        Status.NEEDS_GPU,
        None,
        "This is a rehearsal; it counts on the device that is asked for. Here it would earn the points. The mean",
    ),
    "a rehearsal, below": (
        trained(POOR, small=True, counts=False),
        Status.NEEDS_GPU,
        None,
        "it would earn nothing. The",
    ),
    "a rehearsal with a crash": (trained([None], small=True, counts=False), Status.NEEDS_GPU, None, "Run 1 of 5"),
    "a rehearsal with a canary": (
        trained(GOOD, small=True, counts=False, canaries=(ODD,)),
        Status.NEEDS_GPU,
        None,
        "Here it would wait for a person.",
    ),
    "a small variant that counts": (trained(GOOD, small=True), Status.CORRECT, None, "asked for in the small variant."),
    "stopped before it was decided": (
        trained(NEAR[:3], stopped="the time for this part is spent."),
        Status.NEEDS_REVIEW,
        None,
        "That does not decide. No more runs were made: the time for this part is spent. A person decides.",
    ),
    "stopped before anything": (trained([], stopped="too slow"), Status.NEEDS_REVIEW, None, "No run was made. No more"),
    "stopped among twice as many": (trained([*NEAR, 0.94], stopped="x"), Status.NEEDS_REVIEW, None, "6 runs, since"),
}


@pytest.mark.parametrize(("training", "status", "mistake", "said"), ACCURACY.values(), ids=ACCURACY)
def test_accuracy(training: Training, status: Status, mistake: str | None, said: str) -> None:
    verdict = accuracy(training)
    assert (verdict.status, verdict.mistake) == (status, mistake)
    assert said in verdict.message


SMALL = {
    "what the small variant asks": (trained([0.5] * 5, small=True), {"small": 0.4}, 1),
    "what it asks unless told": (trained([0.5] * 5, small=True), {}, 0),
    "nothing to the large one": (trained([0.5] * 5), {"small": 0.4}, 0),
    "0 is a threshold": (trained([0.5] * 5, small=True), {"small": 0.0}, 1),
}


@pytest.mark.parametrize(("training", "parameters", "fraction"), SMALL.values(), ids=SMALL)
def test_a_small_variant_may_ask_less(training: Training, parameters: dict[str, float], fraction: int) -> None:
    assert accuracy(training, **parameters).fraction == fraction


@pytest.mark.parametrize("accuracies", [[], GOOD[:4], NEAR, [*NEAR, 0.94]], ids=len)
def test_an_accuracy_is_not_judged_before_its_runs_are_done(accuracies: list[float]) -> None:
    with pytest.raises(ValueError, match="judged before all runs were done"):
        accuracy(trained(accuracies))


# --- what makes no difference ---------------------------------------------------------------------

calm = settings(deadline=None)


@calm
@given(st.lists(RUNS, min_size=10, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_runs_does_not_matter(students: list[Trained], shuffle: Any) -> None:
    others = shuffle.sample(students, 10)
    for check in (accuracy, time):
        one, other = check(trained(students)), check(trained(others))
        assert (one.status, one.mistake) == (other.status, other.mistake)


@calm
@given(st.lists(st.floats(0.9, 0.98), min_size=10, max_size=10), st.lists(st.floats(0, 0.02), min_size=10, max_size=10))
def test_better_runs_never_fail_where_worse_ones_pass(accuracies: list[float], gains: list[float]) -> None:
    better = [figure + gain for figure, gain in zip(accuracies, gains, strict=True)]
    if accuracy(trained(accuracies)).fraction == 1:
        assert accuracy(trained(better)).fraction == 1


@calm
@given(st.lists(RUNS, min_size=4, max_size=4), st.integers(0, 4), st.booleans())
def test_what_is_not_a_number_earns_no_points(students: list[Trained], place: int, slow: bool) -> None:
    spoilt = run(0.95, NAN) if slow else run(NAN)
    measured = trained([*students[:place], spoilt, *students[place:]])
    assert (time(measured) if slow else accuracy(measured)).fraction == 0
