"""A class graded once: what each kind of change grades again, part by part, and that reports show the rest."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from benchmarks import regrade
from sample_class.classes import RUBRIC, write_generated
from tests.journeys.command import files, grade, new, rows

PARTS = 23
FINAL = "resnet.final_seconds"
TRAIN, EVAL = "translation.train_inputs", "translation.eval_inputs"
Edit = Callable[[str], str]


@dataclass(frozen=True)
class School:
    """A class, its rubric and what was written of it; a copy may be changed at will."""

    folder: Path
    students: int

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def grade(self, *options: str, out: str = "out") -> None:
        rubric, secret = self.folder / "rubrics" / "hw7.yaml", self.folder / "secret"
        named = ["--rubric", rubric, "--out", self.folder / out, "--secret", secret, "--jobs", "2", "--pages"]
        grade("batch", self.folder / "class", *named, *options)

    def edit(self, *edits: Edit) -> None:
        path = self.folder / "rubrics" / "hw7.yaml"
        path.write_text(reduce(lambda text, edit: edit(text), edits, path.read_text(encoding="utf-8")), "utf-8")

    def who_wrote(self, part: str) -> Path:
        """The answers of somebody who handed in a plain answers.md with this part in it."""
        heads = {path: path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("class/*/answers.md"))}
        return next(path for path, text in heads.items() if text.startswith("# Homework 7") and f"## {part}\n" in text)


@pytest.fixture(
    scope="module",
    params=[pytest.param((300, 5), marks=pytest.mark.journey), pytest.param((1000, 6), marks=pytest.mark.nightly)],
    ids=lambda drawn: "{} students, seed {}".format(*drawn),
)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> School:
    folder, (students, seed) = tmp_path_factory.mktemp("school"), request.param
    write_generated(students, folder / "class", seed)
    shutil.copytree(RUBRIC.parent, folder / "rubrics")
    made = School(folder, students)
    made.grade()
    assert len(rows(made.out)) == students * PARTS
    return made


@pytest.fixture
def school(graded: School, tmp_path: Path) -> School:
    shutil.copytree(graded.folder, tmp_path / "school")
    return School(tmp_path / "school", graded.students)


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return edit


def with_parts_turned_round(text: str) -> str:
    """The rubric with the first two parts of the third problem the other way round."""
    head, first, second, rest = re.split(r"(?=^      - id: resnet\.(?:b|final_s))", text, flags=re.MULTILINE)
    return head + second + first + rest


def with_sections_turned_round(text: str) -> str:
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return head + "\n".join(f"{section.strip()}\n" for section in reversed(sections))


TITLE = replaced("title: The final time", "title: The very last time")
FEEDBACK = replaced("One layer would be the product", "A layer alone would be the product")
POINTS = replaced("points: 1\n            right: 2", "points: 4\n            right: 2")
OLD_QUESTION = "How many seconds does the final model of the series take?"
QUESTION = replaced(OLD_QUESTION, "How many seconds does the last model of all take?")
VISIBLE = replaced("right: 2\n", "right: 2\n            visible: after_release\n")


@pytest.mark.parametrize(
    ("edit", "where", "gone", "there"),
    [
        pytest.param(TITLE, "index.html", "The final time", "The very last time", id="a title"),
        pytest.param(FEEDBACK, "results/*", "One layer would be", "A layer alone would be", id="a feedback"),
        pytest.param(VISIBLE, "students/*", "One layer would be", "", id="a feedback that is kept back"),
        pytest.param(POINTS, "grades.csv", ",73,needs_review", ",76,needs_review", id="points"),
        pytest.param(
            with_parts_turned_round,
            "grades.csv",
            "resnet.baseline_seconds,resnet.baseline_accuracy",
            "resnet.baseline_accuracy,resnet.baseline_seconds",
            id="the order of parts",
        ),
    ],
)
def test_words_points_and_order_are_shown_anew_and_nothing_is_graded(
    school: School, edit: Edit, where: str, gone: str, there: str
) -> None:
    before = rows(school.out)
    assert gone in shown(school.out, where)
    school.edit(edit)
    school.grade()
    assert rows(school.out) == before
    text = shown(school.out, where)
    assert gone not in text and there in text


def shown(out: Path, where: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in out.glob(where))


def test_after_all_of_them_at_once_everything_is_as_if_graded_anew(school: School) -> None:
    before = rows(school.out)
    school.edit(TITLE, FEEDBACK, VISIBLE, POINTS, with_parts_turned_round)
    for answers in school.folder.glob("class/*/answers.md"):
        text = answers.read_text(encoding="utf-8")
        if text.startswith("# Homework 7"):
            answers.write_text(with_sections_turned_round(text), encoding="utf-8")
    school.grade()
    assert new(school.out, before) == {}
    school.grade(out="anew")
    assert files(school.out) == files(school.folder / "anew")


def test_another_question_is_shown_and_grades_only_those_who_quote_the_old_one(school: School) -> None:
    """Who filled in the starter has quoted it: what was left out as the question is now taken for what was written."""
    before = rows(school.out)
    school.edit(QUESTION)
    school.grade()
    quoting = {
        path.parent.name for path in school.folder.glob("class/*/answers.md") if OLD_QUESTION in path.read_text()
    }
    assert {row[1:3] for row in rows(school.out)[len(before) :]} == {(name, FINAL) for name in quoting}
    assert "the last model of all" in shown(school.out, "students/*")
    school.grade(out="anew")
    assert files(school.out) == files(school.folder / "anew")


def test_a_hand_in_that_moves_sections_is_read_and_not_graded(school: School) -> None:
    before, answers = rows(school.out), school.who_wrote(FINAL)
    result = school.out / "results" / f"{answers.parent.name}.json"
    text, record = answers.read_text(encoding="utf-8"), result.read_bytes()
    answers.write_text(with_sections_turned_round(text), encoding="utf-8")
    school.grade()
    assert new(school.out, before) == {}
    assert result.read_bytes() != record, "it says which hand-in it is of"


def test_another_accepted_range_grades_that_part_of_everybody_and_no_other(school: School) -> None:
    before = rows(school.out)
    school.edit(replaced(regrade.BEFORE, regrade.AFTER))
    school.grade()
    assert new(school.out, before) == {FINAL: school.students}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["--part", FINAL], [FINAL], id="a part"),
        pytest.param(["--part", FINAL, "--part", TRAIN], [FINAL, TRAIN], id="two parts"),
    ],
)
def test_what_is_asked_for_is_graded_again(school: School, options: list[str], expected: list[str]) -> None:
    before = rows(school.out)
    school.grade(*options)
    assert new(school.out, before) == dict.fromkeys(expected, school.students)


def test_fresh_grades_everything_again_and_comes_to_the_same(school: School, graded: School) -> None:
    before = rows(school.out)
    school.grade("--fresh")
    found = new(school.out, before)
    assert len(found) == PARTS and set(found.values()) == {school.students}
    assert files(school.out) == files(graded.out)


@pytest.mark.parametrize(
    ("part", "answer", "expected"),
    [
        pytest.param(FINAL, "27.5 s", {FINAL: 1}, id="a number"),
        pytest.param("regularized.layers", "- [x] 3", {"regularized.layers": 1}, id="a choice"),
        pytest.param(TRAIN, "I see nothing", {TRAIN: 1, EVAL: 1}, id="tokens that another part looks at"),
        pytest.param(EVAL, "I saw nothing", {TRAIN: 1, EVAL: 1}, id="the other way round"),
    ],
)
def test_who_hands_in_again_is_graded_in_what_has_changed(
    school: School, part: str, answer: str, expected: dict[str, int]
) -> None:
    before, answers = rows(school.out), school.who_wrote(part)
    text = answers.read_text(encoding="utf-8")
    answers.write_text(re.sub(rf"^## {part}\n.*?(?=^## |\Z)", f"## {part}\n\n{answer}\n\n", text, flags=re.M | re.S))
    school.grade()
    assert new(school.out, before) == expected
    added: list[tuple[Any, ...]] = rows(school.out)[len(before) :]
    assert {row[1] for row in added} == {answers.parent.name}
