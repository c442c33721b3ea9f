"""Parts that wait for a device, graded where there is one, while all else stays as it is until it is asked for."""

from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader.engine.store import Store
from grader.engine.store.rows import dumped
from grader.model import Status, Verdict
from tests.journeys import small_class
from tests.journeys.command import STORE, asked, files, grade, new, rows

pytestmark = pytest.mark.journey

NAMES = ("bluebell", "fern", "gorse", "heather")
SECONDS = "figures.seconds"
MESSAGE = "This needs a GPU."


class School:
    def __init__(self, folder: Path):
        self.folder, self.out, self.secret = folder, folder / "out", folder / "out.secret"
        self.rubric = small_class.write(folder, *NAMES)

    def grade(self, *options: str | Path, status: int = 0) -> CompletedProcess[str]:
        named = ["--rubric", self.rubric, "--out", self.out, "--jobs", "1", "--pages"]
        return grade("batch", self.folder / "class", *named, *options, status=status)

    def widen(self) -> None:
        """Accept more for one part: everybody's rows of it are of another rubric now."""
        text = self.rubric.read_text(encoding="utf-8")
        self.rubric.write_text(text.replace("from: 25.5", "from: 25.4"), encoding="utf-8")


@pytest.fixture
def school(tmp_path: Path) -> School:
    """A class in which gorse's code waits for a device. No check asks for one yet: the row is written by hand."""
    made = School(tmp_path)
    made.grade()
    waits = dumped(["training", "all"], [Verdict.pending(Status.NEEDS_GPU, MESSAGE)] * 2)
    with Store(made.out / STORE) as store:
        row = store.rows("gorse")["code.inputs"]
        store.add("gorse", [replace(row, status="needs_gpu", verdicts=waits)], {})
    return made


def test_what_waits_is_graded_and_nothing_else(school: School) -> None:
    before, written = rows(school.out), files(school.out)
    said = school.grade("--waiting").stdout
    assert [row[1:4] for row in rows(school.out)[len(before) :]] == [("gorse", "code.inputs", "incorrect")]
    assert new(school.out, before) == {"code.inputs": 1}
    assert files(school.out) == written, "as it was graded before it was said to wait"
    assert "stay as they are" not in said
    again = rows(school.out)
    school.grade("--waiting")
    school.grade()
    assert rows(school.out) == again


def test_rows_of_another_rubric_stay_are_counted_and_then_graded(school: School) -> None:
    before = rows(school.out)
    school.widen()
    said = school.grade("--waiting").stdout
    assert new(school.out, before) == {"code.inputs": 1}
    stays = "4 parts of other code, another rubric or another machine stay as they are; a plain batch grades"
    assert stays in said
    between = rows(school.out)
    assert "stay as they are" not in school.grade().stdout
    assert new(school.out, between) == {SECONDS: len(NAMES)}


def test_hand_ins_are_left_for_the_next_batch(school: School) -> None:
    before = rows(school.out)
    (school.folder / "class" / "heather" / "answers.md").write_text(f"## {SECONDS}\n\n3 s\n", encoding="utf-8")
    (school.folder / "class" / "gorse" / "answers.md").write_text(f"## {SECONDS}\n\n26 s\n", encoding="utf-8")
    school.grade("--waiting")
    assert new(school.out, before) == {"code.inputs": 1}
    between = rows(school.out)
    school.grade()
    added = [(row[1], row[2], row[3]) for row in rows(school.out)[len(between) :]]
    assert ("gorse", SECONDS, "correct") in added and ("heather", SECONDS, "incorrect") in added
    assert {part for _, part, _ in added} == {SECONDS, "words.layers", "words.why", "figures.conditions"}


def test_a_secret_that_is_missing_is_asked_for(school: School) -> None:
    before = rows(school.out)
    school.secret.rename(school.folder / "elsewhere.secret")
    for options in ([], ["--secret", school.secret]):
        said = school.grade("--waiting", *options, status=2).stderr
        assert said.startswith(f"grade: {school.secret} is not there") and len(said.splitlines()) == 1
    assert not school.secret.exists() and rows(school.out) == before
    school.grade("--waiting", "--secret", school.folder / "elsewhere.secret")
    assert new(school.out, before) == {"code.inputs": 1}


def test_another_secret_is_refused_even_where_it_is_named(school: School) -> None:
    before, other = rows(school.out), school.folder / "other.secret"
    grade("batch", school.folder / "class", "--rubric", school.rubric, "--out", school.folder / "x", "--secret", other)
    said = school.grade("--waiting", "--secret", other, status=2).stderr
    assert said.startswith(f"grade: {other} is the secret ") and len(said.splitlines()) == 1
    assert "bring that one" in said
    assert rows(school.out) == before


def test_it_waits_in_the_reports(school: School) -> None:
    """Until it is graded: the rows say so, and so do the pages that are made from them."""
    (school.out / "results" / "gorse.json").unlink()
    said = school.grade().stdout
    assert "3 wait for a person or a device on some parts" in said
    assert MESSAGE in (school.out / "results" / "gorse.json").read_text(encoding="utf-8")
    assert asked(school.out / STORE, "SELECT count(*) FROM rows WHERE status = 'needs_gpu'") == [(1,)]
