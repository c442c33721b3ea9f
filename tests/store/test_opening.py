"""A file of grades is opened by one writer at a time; files of others and of newer versions are left alone."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from grader.engine.store import Store
from grader.engine.store.schema import VERSION
from grader.errors import UsageError
from tests.store.filling import filled, read_through, row

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.sqlite"


# --- new, and again ---------------------------------------------------------------------------------


def test_a_new_file_is_made_and_is_of_this_version(path: Path) -> None:
    with Store(path) as store:
        assert (store.moved, store.known(), store.contexts) == (None, {}, {})
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_empty_file_is_as_good_as_none(path: Path) -> None:
    path.touch()
    with Store(path) as store:
        store.add("oak", [row()], {})
        assert store.rows("oak") == {"colour": row()}


def test_to_open_changes_nothing(path: Path) -> None:
    filled(path, students=5)
    before = path.read_bytes()
    with Store(path) as store:
        read_through(store)
    assert path.read_bytes() == before


def test_tables_of_somebodys_own_do_no_harm(path: Path) -> None:
    filled(path, students=5)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW mine AS SELECT part, count(*) FROM rows GROUP BY part")
        connection.execute("CREATE INDEX by_part ON rows (part)")
        connection.execute("ANALYZE")
    with Store(path) as store:
        assert store.rows("student-000")


# --- one writer -------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from grader.engine.store import Store
with Store(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row()], {})
        with pytest.raises(UsageError, match="another batch is writing there: .*grades.sqlite"):
            Store(path)
        store.add("elm", [row()], {})
    with Store(path) as store:
        assert store.known().keys() == {"oak", "elm"}


def test_a_writer_in_another_process_is_told_and_waits_for_nobody_who_is_dead(path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
        with pytest.raises(UsageError, match="another batch is writing there"):
            Store(path)
        holder.kill()
        holder.wait()
    with Store(path) as store:
        assert store.known() == {}


# --- files of others --------------------------------------------------------------------------------


def text(path: Path) -> None:
    path.write_text("my notes, not a database; long enough to be looked at" * 20)


def short_text(path: Path) -> None:
    path.write_text("x")


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


def database(version: int, script: str = "CREATE TABLE notes (x); INSERT INTO notes VALUES ('a note');") -> Callable:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"{script} PRAGMA user_version = {version};")

    return make


FOREIGN = {
    "a text": text,
    "a short text": short_text,
    "a picture": picture,
    "a database without a version": database(0),
    "a database of the older version's number": database(1),
    "a database of this version's number": database(VERSION),
    "a database of no version that we ever had": database(-7),
    "a database with other grades": database(1, "CREATE TABLE grades (student TEXT, grade INTEGER);"),
    "an empty database of the older version's number": database(1, ""),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_not_of_grades_is_left_alone(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(UsageError) as raised:
            Store(path)
        said = "is not a file of grades, or its beginning is damaged: move it away or choose another --out"
        assert str(raised.value) == f"{path} {said}"
        assert path.read_bytes() == before
        assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing is left beside it"


@pytest.mark.parametrize("version", [VERSION + 1, 99, 2**31 - 1])
def test_a_newer_version_is_refused_and_both_versions_are_named(path: Path, version: int) -> None:
    filled(path, students=3)
    database(version, "CREATE TABLE more (x);")(path)
    before = path.read_bytes()
    with pytest.raises(UsageError) as raised:
        Store(path)
    said = str(raised.value)
    assert said.startswith(str(path)) and "newer version" in said and "\n" not in said
    assert f"file format is {version}" in said and f"this version knows {VERSION}" in said
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("there", ["a folder", "no folder for it"])
def test_where_no_file_can_be_made_that_is_said(path: Path, there: str) -> None:
    path = path if there == "a folder" else path / "below" / "grades.sqlite"
    if there == "a folder":
        path.mkdir()
    with pytest.raises(UsageError, match="cannot be written: unable to open database file"):
        Store(path)
