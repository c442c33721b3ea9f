"""A grade is put together from verdicts: points by the rubric of now, places in the files of now."""

from collections.abc import Sequence

import pytest

from grader.engine.marking.assemble import begins, grade, ran_in
from grader.model import (
    Answer,
    AnswerSpec,
    Assignment,
    Criterion,
    File,
    Part,
    Place,
    Problem,
    Section,
    Status,
    Submission,
    Value,
    Verdict,
)

RUBRIC = Place("rubric.yaml", 1)


def part(name: str, *criteria: Criterion) -> Part:
    return Part(name, name, "", AnswerSpec("text", {}, RUBRIC), criteria, {}, RUBRIC)


def criterion(points: float, **rest: object) -> Criterion:
    return Criterion("choice", points, RUBRIC, **rest)  # type: ignore[arg-type]


ASSIGNMENT = Assignment(
    "hw",
    "A homework",
    {},
    (
        Problem("one", "One", (part("a", criterion(2), criterion(1)), part("b", criterion(4, partial=0.5)))),
        Problem("two", "Two", (part("c", criterion(3, feedback={"swapped": "You swapped them."})),)),
    ),
)
RIGHT, WRONG, HALF = (Verdict.scored(fraction, f"{fraction}") for fraction in (1, 0, 0.5))
OAK = Submission("oak", {}, notes=("a note",))


def scores(told: dict[str, Sequence[Verdict]]) -> dict[str, float | None]:
    return {each.part.id: each.score for each in grade(ASSIGNMENT, OAK, told, {}, {}).parts}


GRADED = {
    "all right": ({"a": [RIGHT, RIGHT], "b": [RIGHT], "c": [RIGHT]}, {"a": 3, "b": 4, "c": 3}),
    "in the order of criteria": ({"a": [RIGHT, WRONG], "b": [WRONG], "c": [WRONG]}, {"a": 2, "b": 0, "c": 0}),
    "by what partial credit is worth": ({"b": [HALF]}, {"b": 1}),
    "without a part": ({"c": [RIGHT], "a": [WRONG, RIGHT]}, {"a": 1, "c": 3}),
    "with a part of another rubric": ({"gone": [RIGHT], "c": [WRONG]}, {"c": 0}),
    "with one that waits": (
        {"a": [RIGHT, Verdict.pending(Status.NEEDS_REVIEW, "later")], "c": [RIGHT]},
        {"a": None, "c": 3},
    ),
    "of nothing": ({}, {}),
}


@pytest.mark.parametrize(("told", "expected"), GRADED.values(), ids=GRADED)
def test_points_of_verdicts(told: dict[str, Sequence[Verdict]], expected: dict[str, float | None]) -> None:
    assert scores(told) == expected
    assert list(scores(told)) == sorted(expected), "in the rubric's order"


@pytest.mark.parametrize("told", [[RIGHT], [RIGHT, RIGHT, RIGHT], []])
def test_verdicts_must_be_those_of_the_criteria(told: list[Verdict]) -> None:
    with pytest.raises(ValueError, match="zip"):
        scores({"a": told})


def test_a_grade_says_whose_it_is_and_where_it_comes_from() -> None:
    found = grade(ASSIGNMENT, OAK, {"c": [RIGHT]}, {"grader": "1"}, {})
    assert (found.submission, found.notes, found.provenance) == ("oak", ("a note",), {"grader": "1"})
    assert (found.score, found.max_score) == (3, 3)


def test_words_are_the_rubrics_of_now() -> None:
    swapped = Verdict.scored(0, "No.", hint="Look again.", mistake="swapped")
    (found,) = grade(ASSIGNMENT, OAK, {"c": [swapped]}, {}, {}).parts
    assert found.results[0].verdict.hint == "You swapped them."


PLACED = {
    # where in the answer it stands, where the answer begins, and what is said of it
    "no place": (None, Place("a.md", 10), "No."),
    "a line": (Place("", 2), Place("a.md", 10), "a.md:12: No."),
    "in a notebook": (Place("", 2, 1), Place("h.ipynb", 3, 4), "h.ipynb, cell 5, line 2: No."),
    "a file": (Place("w.npz"), None, "w.npz: No."),
    "a file beside a written answer": (Place("w.npz"), Place("a.md", 10), "w.npz: No."),
}


@pytest.mark.parametrize(("place", "begin", "said"), PLACED.values(), ids=PLACED)
def test_a_message_says_where_what_it_speaks_of_stands_now(place: Place | None, begin: Place | None, said: str) -> None:
    told = {"c": [Verdict.unreadable("No.", "Mend it.", place)]}
    (found,) = grade(ASSIGNMENT, OAK, told, {}, {} if begin is None else {"c": begin}).parts
    verdict = found.results[0].verdict
    assert (verdict.message, verdict.hint, verdict.place) == (said, "Mend it.", None)
    assert told["c"][0].place == place, "the verdict itself is the same wherever the answer stands"


LINES = {
    # the lines of the evidence as the check counts them, where the answer begins, and the lines that are shown
    "a file": ([2, 5, None], Place("a.md", 10), [12, 15, None]),
    "the line of the heading": ([0], Place("a.yaml", 7), [7]),
    "a notebook: the cell's lines": ([2, 5, None], Place("h.ipynb", 3, 4), [2, 5, None]),
    "a file that is whole": ([2], None, [2]),
}


@pytest.mark.parametrize(("counted", "begin", "shown"), LINES.values(), ids=LINES)
def test_lines_that_are_shown_are_those_of_the_file(counted: list, begin: Place | None, shown: list) -> None:
    lines = [{"source": "x", "mark": "right", "label": "", "line": line} for line in counted]
    told = Verdict.scored(1, "Yes.", evidence={"lines": lines, "first_false": 1})
    (found,) = grade(ASSIGNMENT, OAK, {"c": [told]}, {}, {} if begin is None else {"c": begin}).parts
    evidence = found.results[0].verdict.evidence
    assert [line["line"] for line in evidence["lines"]] == shown and evidence["first_false"] == 1
    assert [line["line"] for line in told.evidence["lines"]] == counted, "the verdict itself stays as it is"


STRANGE = [None, "text", 3, {}, ["a line"], [{"line": "3"}], [{"line": None}], [{}]]


@pytest.mark.parametrize("lines", STRANGE, ids=repr)
def test_evidence_of_another_form_stays_as_it_is(lines: object) -> None:
    told = Verdict.scored(1, "Yes.", evidence={"lines": lines})
    (found,) = grade(ASSIGNMENT, OAK, {"c": [told]}, {}, {"c": Place("a.md", 10)}).parts
    assert found.results[0].verdict.evidence == {"lines": lines}


def test_written_answers_begin_somewhere_and_files_do_not() -> None:
    answers = {
        "section": Answer((Section((), "", Place("a.md", 3)),)),
        "value": Answer((Value(1, Place("a.yaml", 2)),)),
        "file": Answer((File(b"", Place("w.npz")),)),
        "problem": Answer(problem=("answered twice", Place("a.md", 1), None)),
        "nothing": Answer(),
    }
    assert begins(Submission("oak", answers)) == {"section": Place("a.md", 3), "value": Place("a.yaml", 2)}


RAN = {
    "nothing ran": ([None, None], {}),
    "no parts": ([], {}),
    "in one tier": (["A", None, "A"], {"isolation": "A"}),
    "in two": (["C files", "A", None], {"isolation": "A; C files"}),
}


@pytest.mark.parametrize(("isolations", "expected"), RAN.values(), ids=RAN)
def test_where_code_ran_is_said_once(isolations: list[str | None], expected: dict[str, str]) -> None:
    assert ran_in(isolations) == expected
