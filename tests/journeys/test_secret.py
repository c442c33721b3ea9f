"""The secret of a class through its life: made, found, moved, lost, replaced; and it is in nothing that is written."""

import base64
import json
import re
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.journeys import small_class
from tests.journeys.command import STORE, asked, files, grade, new, rows

pytestmark = pytest.mark.journey

NAMES = ("bluebell", "gorse", "heather")
DRAWN = {"code.waits": 1, "code.inputs": 1, "code.solver": 1}
"""The parts for which these hand in code that is called, and by how many."""
MADE = "secret     {}, made now"
PAGE = re.compile(rb'<script type="text/plain" id="s\d+">([^<]*)</script>')


@dataclass(frozen=True)
class School:
    """A class of three; `grade` is the command as it stands in the pages, without a word of the secret."""

    folder: Path

    def grade(self, out: Path, *options: str | Path, status: int = 0) -> CompletedProcess[str]:
        named = ["--rubric", self.folder / "small.yaml", "--out", out, "--jobs", "1", "--pages"]
        return grade("batch", self.folder / "class", *named, *options, status=status)

    @property
    def out(self) -> Path:
        return self.folder / "report"

    @property
    def secret(self) -> Path:
        return self.folder / "report.secret"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> School:
    folder = tmp_path_factory.mktemp("school")
    small_class.write(folder, *NAMES)
    school = School(folder)
    assert school.grade(school.out).stdout.count(MADE.format(school.secret)) == 1
    return school


@pytest.fixture
def school(graded: School, tmp_path: Path) -> School:
    """A copy of all of it, as on another machine: nothing in it knows where it was made."""
    shutil.copytree(graded.folder, tmp_path / "school")
    return School(tmp_path / "school")


def test_it_is_made_once_for_its_owner_alone_and_then_found(school: School) -> None:
    assert school.secret.stat().st_mode & 0o777 == 0o600
    before, key = rows(school.out), school.secret.read_bytes()
    assert "secret" not in school.grade(school.out).stdout
    school.grade(school.out, "--fresh")
    assert school.secret.read_bytes() == key
    assert len(rows(school.out)) == 2 * len(before)


def test_on_another_machine_nothing_is_graded_again(school: School, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(school.out, elsewhere / "grades")
    shutil.copy2(school.secret, elsewhere / "grades.secret")
    before = rows(school.out)
    school.grade(elsewhere / "grades")
    assert rows(elsewhere / "grades") == before
    assert files(elsewhere / "grades") == files(school.out)


def test_without_it_the_batch_stops_and_says_what_to_bring(school: School, tmp_path: Path) -> None:
    shutil.copytree(school.out, tmp_path / "grades")
    before = rows(school.out)
    said = school.grade(tmp_path / "grades", status=2).stderr
    assert said.startswith(f"grade: {tmp_path / 'grades.secret'} is not there") and len(said.splitlines()) == 1
    assert not (tmp_path / "grades.secret").exists()
    assert rows(tmp_path / "grades") == before


@pytest.mark.parametrize("is_kept", [True, False], ids=["rotated", "lost"])
def test_a_new_one_grades_again_what_is_drawn_in_secret_and_nothing_else(school: School, is_kept: bool) -> None:
    before, old = rows(school.out), school.secret.read_bytes()
    school.secret.rename(school.folder / "report.secret.old") if is_kept else school.secret.unlink()
    school.grade(school.out, status=2)
    said = school.grade(school.out, "--secret", school.secret).stdout
    assert MADE.format(school.secret) in said
    assert school.secret.read_bytes() != old
    assert new(school.out, before) == DRAWN
    assert "secret" not in school.grade(school.out).stdout
    assert new(school.out, before) == DRAWN


def test_another_one_in_its_place_is_not_taken_unless_it_is_named(school: School, tmp_path: Path) -> None:
    other = school.folder / "other.secret"
    school.grade(tmp_path / "another class", "--secret", other)
    own = school.secret.read_bytes()
    before = rows(school.out)
    shutil.copy2(other, school.secret)
    said = school.grade(school.out, status=2).stderr
    assert str(school.secret) in said and f"--secret {school.secret}" in said and len(said.splitlines()) == 1
    assert rows(school.out) == before
    school.grade(school.out, "--secret", school.secret)
    assert new(school.out, before) == DRAWN
    school.secret.write_bytes(own)
    school.grade(school.out, status=2)


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "found"])
def test_one_that_others_can_read_is_refused(school: School, is_named: bool) -> None:
    school.secret.chmod(0o644)
    before = rows(school.out)
    said = school.grade(school.out, *(["--secret", school.secret] if is_named else []), status=2).stderr
    assert said.startswith(f"grade: {school.secret} can be read by others (-rw-r--r--)")
    assert len(said.splitlines()) == 1
    assert rows(school.out) == before


def test_it_is_in_nothing_that_a_batch_writes(school: School) -> None:
    school.grade(school.out, "--criteria", "--released")
    key = bytes.fromhex(school.secret.read_text().split()[-1])
    assert len(key) == 32
    for form in (key, key.hex().encode(), base64.b64encode(key)):
        assert places(school.out, form) == set()


def test_the_search_for_it_finds_what_is_there(school: School) -> None:
    """What students wrote, and the name of the secret that the rows were drawn with."""
    assert {"hand_ins.answers", "pieces.html", "index.html"} <= places(school.out, b"penalty of its own")
    assert "reports.slim" in places(school.out, b"figures.conditions")
    (name,) = {inputs["secret"] for inputs in contexts(school.out) if "secret" in inputs}
    assert places(school.out, name.encode()) == {STORE, "contexts.inputs"}


def contexts(out: Path) -> list[dict[str, str]]:
    return [json.loads(inputs) for (inputs,) in asked(out / STORE, "SELECT inputs FROM contexts")]


def places(out: Path, wanted: bytes) -> set[str]:
    """Where these bytes stand: in a file as it is, in what a page holds packed, in a column of the store."""
    found = set()
    for path in out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            packed = (zlib.decompress(base64.b64decode(each)) for each in PAGE.findall(data))
            if any(wanted in text for text in (data, *packed)):
                found.add(path.name)
    return found | {column for column, value in values(out / STORE) if wanted in value}


def values(store: Path) -> Iterator[tuple[str, bytes]]:
    """Each value of a store, unpacked where it is packed, with its table and column."""
    with closing(sqlite3.connect(store)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            answer = connection.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in answer.description]
            for row in answer:
                for column, value in zip(columns, row, strict=True):
                    data = value if isinstance(value, bytes) else str(value).encode()
                    yield f"{table}.{column}", zlib.decompress(data) if isinstance(value, bytes) else data
