"""Which parts have to be graded, before anybody looks at what was handed in."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.store import Known
from grader.engine.workers.plan import Wish, outdated, stale
from grader.model import Status

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

PARTS = ("a", "b", "c")
HELD, BROKEN = "holds", "does not"
NOTHING, FRESH, WAITING = Wish(), Wish(fresh=True), Wish(waiting=True)
SETTLED = [status for status in Status if status not in (Status.GRADER_ERROR, Status.NEEDS_GPU)]


def holds(context: str) -> bool:
    return context == HELD


def known(**rows: tuple[str, str]) -> Mapping[str, Known]:
    """Rows as (status, context)."""
    return {part: Known(number, status, context, 0.5) for number, (part, (status, context)) in enumerate(rows.items())}


GOOD, OLD = ("correct", HELD), ("correct", BROKEN)
FAULT, OLD_FAULT = ("grader_error", HELD), ("grader_error", BROKEN)
GPU, OLD_GPU = ("needs_gpu", HELD), ("needs_gpu", BROKEN)
ALL = known(a=GOOD, b=GOOD, c=GOOD)
STALE = {
    # what is known, what is asked for, and which parts are graded
    "nothing is known": (known(), NOTHING, "abc"),
    "all holds": (ALL, NOTHING, ""),
    "a part is new": (known(a=GOOD, c=GOOD), NOTHING, "b"),
    "one does not hold": (known(a=GOOD, b=OLD, c=GOOD), NOTHING, "b"),
    "none holds": (known(a=OLD, b=OLD, c=OLD), NOTHING, "abc"),
    "our fault is no verdict": (known(a=GOOD, b=FAULT, c=OLD_FAULT), NOTHING, "bc"),
    "who waits for a device holds": (known(a=GPU, b=OLD_GPU, c=GOOD), NOTHING, "b"),
    "a part that is gone from the rubric": (known(a=GOOD, b=GOOD, c=GOOD, gone=OLD), NOTHING, ""),
    "afresh": (ALL, FRESH, "abc"),
    "afresh, and nothing is known": (known(), FRESH, "abc"),
    "one part again": (ALL, Wish(parts=frozenset("b")), "b"),
    "one part again, another does not hold": (known(a=OLD, b=GOOD, c=GOOD), Wish(parts=frozenset("b")), "ab"),
    "two parts again": (ALL, Wish(parts=frozenset("ca")), "ac"),
    "a part again that is not known": (known(a=GOOD), Wish(parts=frozenset("b")), "bc"),
    "a part again and all afresh": (ALL, Wish(True, frozenset("b")), "abc"),
    "only what waits, and nothing does": (known(a=GOOD, b=OLD, c=FAULT), WAITING, ""),
    "only what waits": (known(a=GPU, b=OLD, c=OLD_GPU), WAITING, "ac"),
    "only what waits, and nothing is known": (known(), WAITING, ""),
    "only what waits, in a part that is gone": (known(gone=GPU), WAITING, ""),
}


@pytest.mark.parametrize(("rows", "wish", "expected"), STALE.values(), ids=STALE)
def test_parts_that_are_graded_whatever_was_handed_in(rows: Mapping[str, Known], wish: Wish, expected: str) -> None:
    assert stale(PARTS, rows, holds, wish) == tuple(expected)


@pytest.mark.parametrize("status", SETTLED)
def test_a_verdict_of_any_other_status_stands(status: Status) -> None:
    assert stale(("a",), known(a=(str(status), HELD)), holds, NOTHING) == ()
    assert stale(("a",), known(a=(str(status), BROKEN)), holds, NOTHING) == ("a",)


OUTDATED = {
    "nothing is known": (known(), ""),
    "all holds": (ALL, ""),
    "some do not, whatever they are": (known(a=OLD, b=GPU, c=OLD_GPU), "ac"),
    "our fault, and it holds": (known(a=FAULT), ""),
    "a part that is gone from the rubric": (known(gone=OLD), ""),
}


@pytest.mark.parametrize(("rows", "expected"), OUTDATED.values(), ids=OUTDATED)
def test_rows_of_other_code_or_another_rubric(rows: Mapping[str, Known], expected: str) -> None:
    assert outdated(PARTS, rows, holds) == tuple(expected)


states = st.dictionaries(
    st.sampled_from(PARTS), st.tuples(st.sampled_from([str(each) for each in Status]), st.sampled_from([HELD, BROKEN]))
)
wishes = st.builds(Wish, st.booleans(), st.frozensets(st.sampled_from(PARTS)), st.booleans())


@calm
@given(states, wishes)
def test_parts_come_in_the_rubrics_order_and_once(rows: dict[str, tuple[str, str]], wish: Wish) -> None:
    found = stale(PARTS, known(**rows), holds, wish)
    assert list(found) == [part for part in PARTS if part in found]


@calm
@given(states, wishes)
def test_to_ask_for_more_grades_no_less(rows: dict[str, tuple[str, str]], wish: Wish) -> None:
    least = set(stale(PARTS, known(**rows), holds, Wish(waiting=wish.waiting)))
    asked = set(stale(PARTS, known(**rows), holds, wish))
    assert least <= asked
    assert wish.waiting or wish.parts <= asked
    assert not wish.waiting or asked == least
