"""One submission graded: what counts, what waits, and whose fault it is."""

import pytest

from grader.engine.marking import scoring
from grader.engine.marking.grade import Grader
from grader.model import (
    Answer,
    AnswerSpec,
    Assignment,
    Call,
    Criterion,
    OtherAnswer,
    Part,
    Place,
    Problem,
    Status,
    Submission,
    Value,
    Verdict,
)

HERE = Place("rubric.yaml", 1)


def part(name: str, form: str, settings: object, *criteria: Criterion, **given: object) -> Part:
    return Part(name, name, "", AnswerSpec(form, {form: settings}, HERE), criteria, given, HERE)


def criterion(check: str, points: float, **parameters: object) -> Criterion:
    return Criterion(check, points, HERE, parameters)


def graded(*parts: Part, given: dict[str, object] | None = None, **answers: object):
    assignment = Assignment("quiz", "A quiz", given or {}, (Problem("p", "P", parts),))
    found = {name: Answer((Value(value, Place("answers.yaml", 1)),)) for name, value in answers.items()}
    return Grader(assignment, {}).grade(Submission("oak", found))


COLOUR = part("colour", "choice", ["red", "green"], criterion("choice", 2, right="green"))
ESSAY = part("essay", "text", None, criterion("review_text", 3))


@pytest.mark.parametrize(
    ("answer", "status", "score"),
    [
        pytest.param("green", Status.CORRECT, 2, id="right"),
        pytest.param("red", Status.INCORRECT, 0, id="wrong"),
        pytest.param("blue", Status.UNREADABLE, 0, id="no option"),
        pytest.param(None, Status.MISSING, 0, id="null"),
    ],
)
def test_a_part_has_the_status_and_points_of_its_answer(answer: object, status: Status, score: float) -> None:
    (result,) = graded(COLOUR, colour=answer).parts
    assert (result.status, result.score) == (status, score)


def test_what_is_not_answered_is_missing_and_costs_nothing_elsewhere() -> None:
    grade = graded(COLOUR, ESSAY, colour="green")
    assert [result.status for result in grade.parts] == [Status.CORRECT, Status.MISSING]
    assert (grade.score, grade.max_score, grade.status) == (2, 5, "graded")


def test_what_a_person_grades_is_in_no_score() -> None:
    grade = graded(COLOUR, ESSAY, colour="green", essay="Because it is.")
    assert grade.parts[1].score is None
    assert (grade.score, grade.settled, grade.max_score, grade.status) == (2, 2, 5, "needs_review")


def test_a_crash_in_a_check_is_our_fault_and_loses_no_other() -> None:
    broken = criterion("choice", 1, right="green", no_such_parameter=1)
    both = part("colour", "choice", ["red", "green"], broken, criterion("choice", 2, right="green"))
    (result,) = graded(both, colour="green").parts
    assert [r.verdict.status for r in result.results] == [Status.GRADER_ERROR, Status.CORRECT]
    assert [r.score for r in result.results] == [None, 2]
    assert (result.status, result.score) == (Status.GRADER_ERROR, None)
    assert "TypeError" in result.results[0].verdict.message


def test_an_oracle_that_fails_is_our_fault() -> None:
    bad = Call("linear_autoencoder.sample", {"m": -1, "n": 2, "k": 1, "seed": 1}, HERE)
    weights = part("w", "number", "plain", criterion("number", 1, accept=bad))
    (result,) = graded(weights, w=3).parts
    assert result.status is Status.GRADER_ERROR
    assert "linear_autoencoder.sample" in result.results[0].verdict.message


def test_an_answer_that_cannot_be_read_says_where() -> None:
    (result,) = graded(COLOUR, colour="blue").parts
    verdict = result.results[0].verdict
    assert verdict.message.startswith("answers.yaml:1: 'blue' is not one of the options")


def test_a_check_may_look_at_the_answer_to_another_part() -> None:
    def inputs(name: str, expected: list[str], other: str, other_expected: list[str]) -> Part:
        reference = OtherAnswer(other, HERE)
        check = criterion("token_sequence", 3, expected=expected, other_expected=other_expected, other=reference)
        return part(name, "tokens", ["w1", "w2"], check)

    parts = inputs("train", ["a", "b"], "eval", ["a", "c"]), inputs("eval", ["a", "c"], "train", ["a", "b"])
    swapped = graded(*parts, train=["a", "c"], eval=["a", "b"])
    assert [result.score for result in swapped.parts] == [0, 0]
    assert [result.results[0].verdict.mistake for result in swapped.parts] == ["swapped", "swapped"]
    alone = graded(*parts, train=["a", "c"])
    assert [result.score for result in alone.parts] == [1.5, 0]


@pytest.mark.parametrize(
    ("fraction", "partial", "step", "points"),
    [
        (1.0, 0.0, None, 3),
        (0.5, 1.0, None, 1.5),
        (0.5, 0.0, None, 0),
        (0.5, 0.5, None, 0.75),
        (0.8, 1.0, 0.5, 2.0),
        (0.6, 1.0, 0.5, 1.5),
        (2 / 3, 1.0, 0.5, 2.0),
        (5 / 6, 1.0, 0.5, 2.5),
        (1.0, 1.0, 0.7, 3),
        (0.0, 1.0, 0.5, 0),
    ],
)
def test_points_of_a_fraction(fraction: float, partial: float, step: float | None, points: float) -> None:
    given = Criterion("token_sequence", 3, HERE, partial=partial, step=step)
    assert scoring.points(given, Verdict.scored(fraction, "")) == pytest.approx(points, abs=1e-12)


def test_the_rubrics_words_replace_the_hint_a_mistakes_before_a_statuss() -> None:
    given = Criterion("choice", 1, HERE, feedback={"chose red": "Not red.", "incorrect": "No."})
    red, blue = (
        Verdict.scored(0, "x", hint="h", mistake="chose red"),
        Verdict.scored(0, "x", hint="h", mistake="chose blue"),
    )
    assert [scoring.result(given, verdict).verdict.hint for verdict in (red, blue)] == ["Not red.", "No."]
    assert scoring.result(Criterion("choice", 1, HERE), red).verdict.hint == "h"


def test_only_the_parts_asked_for_are_graded() -> None:
    assignment = Assignment("quiz", "A quiz", {}, (Problem("p", "P", (COLOUR, ESSAY)),))
    grade = Grader(assignment, {}).grade(Submission("oak", {}), only=["essay"])
    assert [result.part.id for result in grade.parts] == ["essay"]
    assert grade.max_score == 3
