"""Formulas in every spelling, right and wrong, get what mathematics says: two assignments, read from answers.md."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grader import intake, yaml12
from grader.engine.marking.grade import Grader
from grader.model import Answer, PartGrade, Place, Status, Submission, Value
from grader.rubric import load

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = {"matrix_calculus.yaml": "matrix_calculus.yaml", "pca_formulas.yaml": "hw7.yaml"}


class Case(NamedTuple):
    """An answer, and what it should get: its share of the points, words, a piece of the first wrong line."""

    rubric: str
    part: str
    answer: str
    credit: float = 1
    says: str = ""
    first_false: str = ""


def cases(kind: str) -> list[Any]:
    """The answers of all files that are `right`, `wrong`, or for a `person`."""
    found = []
    for file, rubric in GOLDEN.items():
        parts = yaml12.parse((Path(__file__).parent / file).read_bytes()).value
        for part, answers in parts.items():
            for name, said in answers.get(kind, {}).items():
                case = {"answer": said} if isinstance(said, str) else said
                found.append(pytest.param(Case(rubric, part, **case), id=f"{part}: {name}"))
    return found


RIGHT, WRONG, PERSON = cases("right"), cases("wrong"), cases("person")


@cache
def grader(rubric: str) -> Grader:
    return Grader(load.load(ROOT / "rubrics" / rubric)[0], {})


def graded(case: Case, folder: Path) -> PartGrade:
    """The part as it is graded from a folder with an answers.md."""
    (folder / "answers.md").write_text(f"## {case.part}\n\n{case.answer}\n", encoding="utf-8")
    made = grader(case.rubric)
    (part,) = made.grade(intake.read(folder, made.assignment), only=[case.part]).parts
    return part


def lines(part: PartGrade) -> list[dict[str, Any]]:
    return list(part.results[0].verdict.evidence.get("lines", []))


def feedback(part: PartGrade) -> str:
    """All words that the student may see, and "counterexample" where one is shown; in small letters."""
    verdict = part.results[0].verdict
    words = [verdict.message, verdict.hint or ""]
    words += [f"[{line['mark']}] {line['label']}: {line['says']} «{line['source']}»" for line in lines(part)]
    words += [each["says"] for each in verdict.evidence.get("conclusions", [])]
    words += ["counterexample" for line in lines(part) if line.get("counterexample")]
    return "\n".join(words).casefold()


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_answer_gets_everything(case: Case, tmp_path: Path) -> None:
    part = graded(case, tmp_path)
    assert (part.status, part.score) == (Status.CORRECT, part.part.max_score), feedback(part)
    assert "wrong" not in [line["mark"] for line in lines(part)], feedback(part)


@pytest.mark.parametrize("case", RIGHT)
def test_in_answers_yaml_too(case: Case) -> None:
    answer = Answer((Value(case.answer, Place("answers.yaml", 1)),))
    (part,) = grader(case.rubric).grade(Submission("oak", {case.part: answer}), only=[case.part]).parts
    assert (part.status, part.score) == (Status.CORRECT, part.part.max_score), feedback(part)


@pytest.mark.parametrize("case", PERSON)
def test_where_words_might_act_on_a_right_formula_a_person_reads_them(case: Case, tmp_path: Path) -> None:
    part = graded(case, tmp_path)
    assert (part.status, part.score) == (Status.NEEDS_REVIEW, None), feedback(part)
    assert "wrong" not in [line["mark"] for line in lines(part)], feedback(part)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_keeps_its_share_and_is_told_why(case: Case, tmp_path: Path) -> None:
    part = graded(case, tmp_path)
    assert part.score == case.credit * part.part.max_score, feedback(part)
    assert case.says.casefold() in feedback(part)
    first = next((line["source"] for line in lines(part) if line["mark"] == "wrong"), "")
    assert unspaced(case.first_false) in unspaced(first), feedback(part)


def test_every_exercise_has_right_and_wrong_answers() -> None:
    asked = sorted(part.id for part in grader("matrix_calculus.yaml").assignment.parts)
    for answers in (RIGHT, WRONG):
        named = [param.values[0].part for param in answers]
        assert [part for part in asked if named.count(part) < 5] == []
