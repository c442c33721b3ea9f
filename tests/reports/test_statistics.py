"""A class's statistics, against classes small enough to count by hand and against numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Status, Verdict
from grader.reports.statistics import MOST_MISTAKES, Mean, Mistake, Spread, Tally, histogram, percent, spread
from tests.reports.classroom import assignment, graded, part

RIGHT, WRONG, HALF = Verdict.scored(1, "Right."), Verdict.scored(0, "Wrong."), Verdict.scored(0.5, "Half.")
WAITS, GPU = (Verdict.pending(status, "Later.") for status in (Status.NEEDS_REVIEW, Status.NEEDS_GPU))
TWO = assignment(part("first", ("look", 4)), part("second", ("shape", 2), ("value", 4)))


def tally(*records):
    made = Tally(TWO)
    for record in records:
        made.add(record)
    return made


@pytest.fixture
def summary():
    """Scores 4 + 6, 2 + 2, 0 + 0, and one whose second part waits: 100 %, 40 %, 0 % and 4 of 4."""
    return tally(
        graded(TWO, "a", (RIGHT,), (RIGHT, RIGHT)),
        graded(TWO, "b", (HALF,), (RIGHT, WRONG)),
        graded(TWO, "c", (Verdict.missing(),), (WRONG, WRONG)),
        graded(TWO, "d", (RIGHT,), (RIGHT, WAITS)),
    ).summary()


def test_students_and_what_waits(summary):
    assert summary.students == 4
    assert summary.waiting == 1
    assert dict(summary.owed) == {Status.NEEDS_REVIEW: 1, Status.NEEDS_GPU: 0, Status.GRADER_ERROR: 0}


def test_the_spread_is_of_the_percent_of_the_settled_points(summary):
    assert summary.spread == Spread(mean=60, median=70, lower=30, upper=100)
    assert summary.histogram == (1, 0, 0, 0, 1, 0, 0, 0, 0, 2)


def test_means_of_a_part_leave_out_who_waits(summary):
    first, second = summary.parts
    assert first.mean == Mean(points=2.5, of=4, count=4)
    assert second.mean == Mean(points=pytest.approx(8 / 3), of=6, count=3)
    assert second.criteria == (("shape", Mean(1.5, 2, 4)), ("value", Mean(pytest.approx(4 / 3), 4, 3)))


def test_shares_of_the_statuses(summary):
    assert dict(summary.parts[0].statuses) == {Status.CORRECT: 2, Status.PARTIAL: 1, Status.MISSING: 1}
    shares = dict(summary.parts[1].statuses)
    assert shares == {Status.CORRECT: 1, Status.PARTIAL: 1, Status.INCORRECT: 1, Status.NEEDS_REVIEW: 1}


def test_a_row_a_student():
    (row,) = tally(graded(TWO, "d", (RIGHT,), (RIGHT, GPU))).rows
    assert (row.id, row.score, row.waiting) == ("d", 4, 6)
    assert row.statuses == (Status.CORRECT, Status.NEEDS_GPU)
    assert row.scores == (4, None)


def wrong(message, mistake=None):
    return Verdict.scored(0, message, mistake=mistake)


@pytest.mark.parametrize(
    ("verdicts", "mistakes"),
    [
        pytest.param([RIGHT, Verdict.missing(), WAITS], (), id="right-missing-and-waiting-are-none"),
        pytest.param(
            [wrong("Off by 2."), wrong("Off by 0.5.")], (Mistake(None, "Off by 2.", 2),), id="figures-do-not-part"
        ),
        pytest.param([wrong("W1 is wrong."), wrong("W2 is wrong.")], None, id="names-do"),
        pytest.param(
            [wrong("Shifted left.", "shifted"), wrong("Shifted by 1.", "shifted"), wrong("Other.")],
            (Mistake("shifted", "Shifted left.", 2), Mistake(None, "Other.", 1)),
            id="by-name-before-message",
        ),
    ],
)
def test_the_commonest_mistakes(verdicts, mistakes):
    records = (graded(TWO, str(at), (verdict,), (RIGHT, RIGHT)) for at, verdict in enumerate(verdicts))
    found = tally(*records).summary().parts[0].mistakes
    if mistakes is None:
        assert [mistake.count for mistake in found] == [1, 1]
    else:
        assert found == mistakes


def test_a_mistake_under_two_criteria_of_a_part_is_one():
    same = wrong("Swapped.", "swapped")
    (mistake,) = tally(graded(TWO, "a", (RIGHT,), (same, same))).summary().parts[1].mistakes
    assert mistake.count == 1


def test_the_mistakes_kept_are_bounded():
    made = Tally(TWO)
    for at in range(MOST_MISTAKES + 50):
        made.add(graded(TWO, str(at), (wrong(f"Word{at} is wrong."),), (RIGHT, RIGHT)))
    assert len(made.summary(most=10_000).parts[0].mistakes) == MOST_MISTAKES


def test_an_empty_class_and_one_where_nothing_is_settled():
    assert tally().summary().spread is None
    record = graded(TWO, "a", (WAITS,), (GPU, GPU))
    assert percent(record) is None
    assert tally(record).summary().histogram == (0,) * 10
    assert tally(record).summary().parts[0].mean == Mean(None, 4, 0)


PERCENTS = st.lists(st.floats(0, 100), min_size=1, max_size=50)


@given(PERCENTS)
def test_the_spread_agrees_with_numpy(percents):
    found = spread(percents)
    lower, median, upper = np.percentile(percents, [25, 50, 75])
    expected = [np.mean(percents), median, lower, upper]
    assert [found.mean, found.median, found.lower, found.upper] == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.integers(0, 100), max_size=60))
def test_the_histogram_agrees_with_numpy(percents):
    assert histogram(percents) == tuple(np.histogram(percents, bins=10, range=(0, 100))[0])
