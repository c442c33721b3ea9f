"""A batch refuses a damaged file of grades; made of what could be saved, only what is missing is graded again."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli import CANNOT, OK, main
from grader.engine import batch
from grader.engine.store import Store
from grader.engine.workers.plan import Wish
from tests.store.filling import everything
from tests.store.test_older_version import of_version_1
from tests.store.version_2 import entries, of_version_2, version

pytestmark = pytest.mark.journey

RUBRIC = """
assignment: quiz
problems:
  - id: quiz
    parts:
      - id: quiz.colour
        answer: {choice: [red, green]}
        criteria: [{check: choice, points: 1, right: green}]
      - id: quiz.why
        answer: text
        criteria: [{check: review_text, points: 3}]
"""
STUDENTS = 6


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "quiz.yaml").write_text(RUBRIC)
    for number in range(STUDENTS):
        folder = tmp_path / "class" / f"oak-{number}"
        folder.mkdir(parents=True)
        (folder / "answers.md").write_text(f"## quiz.colour\n\ngreen\n\n## quiz.why\n\nReason {number}.\n")
    return tmp_path


def grade(school: Path) -> batch.Summary:
    return batch.run(school / "class", school / "quiz.yaml", school / "out", batch.Options(pages=True))


def command(school: Path) -> int:
    return main(["batch", str(school / "class"), "--rubric", str(school / "quiz.yaml"), "--out", str(school / "out")])


def files(out: Path) -> dict[str, bytes]:
    """All that a batch wrote but its file of grades, which holds times."""
    paths = (path for path in out.rglob("*") if path.is_file() and not path.match("grades*.sqlite"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def test_of_a_damaged_file_only_what_is_missing_is_graded_again(
    school: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grade(school)
    store, written = school / "out" / "grades.sqlite", files(school / "out")
    stored = everything(store)["rows"]
    data = store.read_bytes()
    at = data.index(b'"needs_review"')
    store.write_bytes(data[: at + 1] + b"N" + data[at + 2 :])

    assert command(school) == CANNOT
    said = capsys.readouterr().err
    rows = len(stored) - 1
    assert f"grades.sqlite is damaged (an entry of rows is not what was written); {rows} rows" in said
    assert f"`python grade.py thin {school / 'out'}`" in said and said.count("\n") == 1
    assert files(school / "out") == written

    assert main(["thin", str(school / "out")]) == OK
    said = capsys.readouterr().out
    assert f"{rows} rows could be read and kept; the damaged file is {school / 'out' / 'grades.damaged.sqlite'}" in said
    assert grade(school).graded == 1
    assert files(school / "out") == written
    assert len(set(stored) - set(everything(store)["rows"])) == 1
    assert grade(school).graded == 0


def test_of_a_file_made_thin_nothing_is_graded_again(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grade(school)
    rubric = school / "quiz.yaml"
    rubric.write_text(RUBRIC.replace("right: green", "right: red"))
    assert grade(school).graded == STUDENTS
    written = files(school / "out")
    assert main(["thin", str(school / "out")]) == OK
    assert f"dropped {STUDENTS} rows that newer ones replace, kept {2 * STUDENTS}" in capsys.readouterr().out
    summary = grade(school)
    assert (summary.graded, summary.reused) == (0, STUDENTS)
    assert files(school / "out") == written
    rubric.write_text(RUBRIC)
    assert grade(school).graded == STUDENTS, "the rows of the first rubric are gone"


def test_grades_of_the_older_version_are_used_for_nothing(school: Path) -> None:
    (school / "out").mkdir()
    of_version_1(school / "out" / "grades.sqlite")
    summary = grade(school)
    assert summary.graded == 2 * STUDENTS
    (said,) = summary.said
    assert str(school / "out" / "grades.v1.sqlite") in said and "history" in said
    again = grade(school)
    assert (again.graded, again.said) == (0, ())


def test_in_a_file_of_version_2_nothing_is_graded_again(school: Path) -> None:
    grade(school)
    store, written = school / "out" / "grades.sqlite", files(school / "out")
    store.rename(school / "newer.sqlite")
    before = entries(of_version_2(store, school / "newer.sqlite"))
    summary = grade(school)
    assert (summary.graded, summary.reused, summary.said) == (0, STUDENTS, ())
    assert entries(store) == before and files(school / "out") == written
    assert version(store) == 3


def test_in_a_file_of_version_2_what_waits_is_graded(school: Path) -> None:
    grade(school)
    store = school / "out" / "grades.sqlite"
    with Store(store) as opened:
        row = opened.rows("oak-3")["quiz.colour"]
        opened.add("oak-3", [replace(row, status="needs_gpu", own={})], {})
    store.rename(school / "newer.sqlite")
    of_version_2(store, school / "newer.sqlite")
    summary = batch.run(school / "class", school / "quiz.yaml", school / "out", batch.Options(wish=Wish(waiting=True)))
    assert (summary.graded, summary.waiting, version(store)) == (1, STUDENTS, 3)
