"""Points that count only beside others: `with:` in a rubric."""

import pytest

from grader.engine.marking import scoring
from grader.model import AnswerSpec, Criterion, Part, Place, Status, Verdict

HERE = Place("rubric.yaml", 1)
RIGHT, NEAR, WRONG = (Verdict.scored(fraction, "It is.") for fraction in (1, 0.25, 0))
WAITS = Verdict.pending(Status.NEEDS_REVIEW, "A person looks.")


def part(**beside: tuple[str, ...]) -> Part:
    criteria = tuple(Criterion("close", 2, HERE, id=name, beside=others) for name, others in beside.items())
    return Part("quiz", "quiz", "", AnswerSpec("arrays", {}, HERE), criteria, {}, HERE)


ONE = part(form=("loss",), loss=())
EITHER = part(form=("loss", "space"), loss=(), space=())
CHAIN = part(form=("loss",), loss=("space",), space=())
CASES = {
    # the part, the verdicts of its criteria in their order, and their points
    "both": (ONE, (RIGHT, RIGHT), [2, 2]),
    "alone": (ONE, (RIGHT, WRONG), [0, 0]),
    "some are enough": (ONE, (RIGHT, NEAR), [2, 0.5]),
    "partly, alone": (ONE, (NEAR, WRONG), [0, 0]),
    "the other alone": (ONE, (WRONG, RIGHT), [0, 2]),
    "the other waits": (ONE, (RIGHT, WAITS), [2, None]),
    "it waits itself": (ONE, (WAITS, WRONG), [None, 0]),
    "missing": (ONE, (Verdict.missing(), Verdict.missing()), [0, 0]),
    "beside the second of two": (EITHER, (RIGHT, WRONG, NEAR), [2, 0, 0.5]),
    "beside neither": (EITHER, (RIGHT, WRONG, WRONG), [0, 0, 0]),
    "beside one that counts beside another": (CHAIN, (RIGHT, RIGHT, RIGHT), [2, 2, 2]),
    "and that one is lost": (CHAIN, (RIGHT, RIGHT, WRONG), [0, 0, 0]),
}


@pytest.mark.parametrize(("asked", "verdicts", "points"), CASES.values(), ids=CASES)
def test_points_count_beside_others(asked: Part, verdicts: tuple[Verdict, ...], points: list[float | None]) -> None:
    assert [result.score for result in scoring.results(asked, verdicts)] == points


def test_a_student_reads_why() -> None:
    hidden = Verdict.scored(1, "All is well.", before_release="It is right.")
    lost = scoring.results(EITHER, (hidden, WRONG, WRONG))[0].verdict
    said = "This earns points only together with 'loss' or 'space', which earned nothing here."
    assert (lost.status, lost.message) == (Status.INCORRECT, f"All is well. {said}")
    assert lost.before_release == f"It is right. {said}"


def test_what_earned_nothing_by_itself_is_left_as_it_is() -> None:
    assert scoring.results(ONE, (WRONG, WRONG))[0].verdict is WRONG
