"""A class changes: who leaves is out of the reports, who comes back is in them again; pages stay as they are asked."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.engine import batch
from grader.engine.output import files as written
from grader.engine.workers.plan import Wish
from grader.errors import UsageError
from grader.progress import closing as said
from grader.reports.record import WITHHELD
from tests.journeys import older
from tests.journeys.command import files

RUBRIC = """
assignment: quiz
problems:
  - id: quiz
    title: A quiz
    parts:
      - id: quiz.colour
        answer: {choice: [red, green]}
        criteria: [{check: choice, points: 1, right: green, visible: after_release}]
      - {id: quiz.why, answer: text, criteria: [{check: review_text, points: 3}]}
"""
STUDENTS = 20


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "quiz.yaml").write_text(RUBRIC)
    for number in range(STUDENTS):
        folder = tmp_path / "class" / f"oak-{number:02}"
        folder.mkdir(parents=True)
        (folder / "answers.md").write_text(f"## quiz.colour\n\nred\n\n## quiz.why\n\nReason {number}.\n")
    return tmp_path


def grade(school: Path, title: str = "A quiz", **options: Any) -> batch.Summary:
    (school / "titled.yaml").write_text(RUBRIC.replace("title: A quiz", f"title: {title}"))
    return batch.run(school / "class", school / "titled.yaml", school / "out", batch.Options(jobs=2, **options))


# --- those who leave --------------------------------------------------------------------------------


@pytest.mark.parametrize("titles", [(), ("One",), ("One", "Two", "Three", "Four"), ("One", "A quiz", "Two")])
def test_who_comes_back_is_reported_as_before_and_not_graded_again(school: Path, titles: tuple[str, ...]) -> None:
    """However often all pages were drawn anew meanwhile."""
    grade(school, pages=True)
    before = files(school / "out")
    shutil.move(school / "class" / "oak-03", school / "away")
    for title in titles:
        grade(school, title)
    assert grade(school).graded == 0
    assert "oak-03" not in (school / "out" / "grades.csv").read_text()
    shutil.move(school / "away", school / "class" / "oak-03")
    assert grade(school).graded == 0
    assert files(school / "out") == before


def test_who_left_is_named_once_and_the_rows_stay(school: Path) -> None:
    grade(school, pages=True)
    for name in ("oak-03", "oak-11"):
        shutil.rmtree(school / "class" / name)
    summary = grade(school)
    assert (summary.total, summary.gone) == (STUDENTS - 2, ("oak-03", "oak-11"))
    assert "no longer in the class, and left out of the reports: oak-03, oak-11" in said(summary, school / "out")
    left = files(school / "out")
    assert not [name for name in left if "oak-03" in name or "oak-11" in name]
    assert grade(school).gone == ()
    with closing(sqlite3.connect(school / "out" / "grades.sqlite")) as grades:
        assert grades.execute("SELECT count(*) FROM rows WHERE submission = 'oak-03'").fetchone() == (2,)


def test_a_piece_of_a_page_that_is_missing_is_drawn_again(school: Path) -> None:
    grade(school)
    before = files(school / "out")
    with closing(sqlite3.connect(school / "out" / "grades.sqlite", isolation_level=None)) as grades:
        grades.execute("DELETE FROM pieces WHERE rowid % 3 = 0")
        grades.execute("DELETE FROM class_files")
    assert grade(school).graded == 0
    assert files(school / "out") == before


@pytest.mark.parametrize(
    "name", ["index.html", "grades.csv", "criteria.csv", "results/oak-07.json", "students/oak-07.html"]
)
def test_a_file_that_is_gone_or_empty_is_written_again(school: Path, name: str) -> None:
    grade(school, pages=True, criteria=True)
    before = files(school / "out")
    (school / "out" / name).write_bytes(b"")
    assert grade(school).graded == 0
    assert files(school / "out") == before
    (school / "out" / name).unlink()
    assert grade(school, criteria=name == "criteria.csv").graded == 0
    assert files(school / "out") == before


def test_stopped_when_rows_are_kept_there_is_no_result_of_the_rows_before(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next batch may go by another rubric, and must see that a report is missing."""

    def stop(path: Path) -> None:
        raise KeyboardInterrupt

    grade(school)
    (school / "class" / "oak-03" / "answers.md").write_text("## quiz.colour\n\ngreen\n")
    with monkeypatch.context() as patched:
        patched.setattr(written, "settle", stop)
        with pytest.raises(KeyboardInterrupt):
            grade(school)
    assert not (school / "out" / "results" / "oak-03.json").exists()
    assert grade(school).graded == 0, "the rows were kept"
    mended = files(school / "out")
    shutil.rmtree(school / "out")
    grade(school)
    assert files(school / "out") == mended


# --- pages ------------------------------------------------------------------------------------------

ASKED = [
    # what batches were asked for, one after the other, and what students' pages are in the end
    ([{}], ""),
    ([{"pages": True}], "before"),
    ([{"released": True}], "after"),
    ([{"pages": True}, {}], "before"),
    ([{"released": True}, {}], "after"),
    ([{"released": True}, {}, {"wish": Wish(fresh=True)}], "after"),
    ([{"released": True}, {"pages": True}], "before"),
    ([{"released": True}, {"pages": True}, {}], "before"),
    ([{"pages": True}, {"pages": True, "released": True}], "after"),
]


@pytest.mark.parametrize(("asked", "pages"), ASKED)
def test_pages_stay_as_they_were_asked_for(school: Path, asked: list[dict[str, Any]], pages: str) -> None:
    for options in asked:
        summary = grade(school, **options)
    assert summary.pages == pages
    page = school / "out" / "students" / "oak-01.html"
    assert page.is_file() == bool(pages)
    if pages:
        assert (WITHHELD in page.read_text(encoding="utf-8")) == (pages == "before")
        assert f"{school / 'out' / 'students'}, as {pages} the release" in said(summary, school / "out")


def test_the_pages_of_who_left_decide_nothing(school: Path) -> None:
    grade(school, released=True)
    shutil.rmtree(school / "class" / "oak-03")
    grade(school, pages=True)
    assert grade(school).pages == "before"


def test_what_was_asked_for_counts_also_where_the_batch_was_stopped(school: Path) -> None:
    grade(school, released=True)

    def stop(progress: batch.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run(school / "class", school / "titled.yaml", school / "out", batch.Options(jobs=2, pages=True), stop)
    assert grade(school).pages == "before"
    pages = (school / "out" / "students").glob("*.html")
    assert all(WITHHELD in page.read_text(encoding="utf-8") for page in pages)


# --- where a batch writes ---------------------------------------------------------------------------


def test_what_others_keep_in_its_folders_stays(school: Path) -> None:
    theirs = [school / "out" / name for name in ("notes.txt", "results/mine.csv", "students/mine.html")]
    for path in theirs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    grade(school, pages=True)
    assert [path.read_text() for path in theirs] == ["mine"] * 3


@pytest.mark.parametrize("name", ["results/.oak-03.json.part", "students/.oak-03.html.part"])
def test_where_a_report_cannot_be_written_that_is_said_and_nothing_is_lost(school: Path, name: str) -> None:
    in_the_way = school / "out" / name
    in_the_way.mkdir(parents=True)
    with pytest.raises(UsageError, match=r"oak-03.(json|html) cannot be written: Is a directory"):
        grade(school, pages=True)
    in_the_way.rmdir()
    assert grade(school, pages=True).total == STUDENTS
    mended = files(school / "out")
    shutil.rmtree(school / "out")
    grade(school, pages=True)
    assert files(school / "out") == mended


REFUSED = {
    "the class folder": "class",
    "what one handed in": "class/oak-01",
    "a folder in it": "class/oak-01/report",
    "a new folder in it": "class/oak-01/new",
    "a link to the class folder": "link",
    "the root": "/",
}


@pytest.mark.parametrize("out", REFUSED.values(), ids=REFUSED)
def test_no_report_among_what_was_handed_in(school: Path, out: str) -> None:
    (school / "class" / "oak-01" / "report").mkdir()
    (school / "link").symlink_to("class")
    before = sorted(school.rglob("*"))
    with pytest.raises(UsageError, match="name another folder with --out"):
        batch.run(school / "class", school / "quiz.yaml", school / out)
    assert sorted(school.rglob("*")) == before, "nothing was written"


@pytest.mark.parametrize("folder", ["results", "students"])
def test_a_class_that_lies_where_results_would_is_safe(school: Path, folder: str) -> None:
    shutil.move(school / "class", school / folder)
    with pytest.raises(UsageError, match="is not a place for reports on .*; name another folder with --out"):
        batch.run(school / folder, school / "quiz.yaml", school)
    assert len(list((school / folder).iterdir())) == STUDENTS


def test_what_only_waits_is_not_graded_over_an_older_version(school: Path) -> None:
    (school / "out").mkdir()
    with closing(sqlite3.connect(school / "out" / "grades.sqlite", isolation_level=None)) as old:
        old.executescript(older.SCHEMA)
    before = (school / "out" / "grades.sqlite").read_bytes()
    with pytest.raises(UsageError, match="older version"):
        grade(school, wish=Wish(waiting=True))
    assert (school / "out" / "grades.sqlite").read_bytes() == before
    assert [path.name for path in (school / "out").iterdir()] == ["grades.sqlite"]


def test_who_is_new_is_not_said_to_be_graded_where_only_what_waits_is(school: Path) -> None:
    grade(school)
    shutil.copytree(school / "class" / "oak-01", school / "class" / "yew")
    summary = grade(school, wish=Wish(waiting=True))
    assert (summary.total, summary.ungraded) == (STUDENTS, ("yew",))
