"""What is not read waits for a person, with the points that are sure; what is refuted does not wait."""

from pathlib import Path

import pytest

from grader.model import Status
from tests.checks.test_chosen_answer import RIDGE, graded

A = "$X^\\top X w + \\lambda w = X^\\top y$"
WAITING = [
    # part, answer, the points that are sure
    ("ridge.gradient", f"$\\nabla_W J = {RIDGE[:-1]}\\clubsuit$", 0),
    ("ridge.gradient", "It is twice the residual times the data, and twice the penalty times the weights", 0),
    ("ridge.normal", "The gradient of the loss has to vanish at the minimum.", 0),
    ("ridge.normal", "$w_{\\min} = (X^\\top X + \\lambda I)^{-1} X^\\top y$", 0),
    ("statistics.centering", "$He = e - \\frac1n ee^\\top e = e - e = 0$\n\n$H^2 = \\spadesuit H + e^\\top e$", 2),
]
DECIDED = [
    ("ridge.gradient", "$\\nabla_W J = 2 W$, and $\\clubsuit$", Status.INCORRECT),
    ("ridge.normal", "$X^\\top X w = X^\\top y$", Status.INCORRECT),
    ("ridge.normal", f"{A}, by $\\clubsuit = \\spadesuit + X w$", Status.CORRECT),
    ("ridge.normal", "?", Status.INCORRECT),
]


@pytest.mark.parametrize(("part", "answer", "sure"), WAITING)
def test_what_is_not_read_waits(part: str, answer: str, sure: float, tmp_path: Path) -> None:
    found = graded(part, answer, tmp_path)
    assert (found.status, found.score) == (Status.NEEDS_REVIEW, None), found
    assert found.results[0].verdict.evidence["at_least"] == sure


@pytest.mark.parametrize(("part", "answer", "status"), DECIDED)
def test_what_is_refuted_or_complete_does_not_wait(part: str, answer: str, status: Status, tmp_path: Path) -> None:
    assert graded(part, answer, tmp_path).status is status


def test_a_rubric_may_leave_it_at_what_is_sure() -> None:
    from grader.checks import CHECKS

    asked = {"notation": {"symbols": {"A": "n × n", "x": "n × 1"}}, "value": "A x"}
    answer = [("text", "$A x + \\clubsuit A x A x$", 1)]
    assert CHECKS["expression"](answer, **asked).status is Status.NEEDS_REVIEW
    assert CHECKS["expression"](answer, **asked, unread="zero").fraction == 0
