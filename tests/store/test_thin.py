"""Made thin, a file holds what counts and nothing else; stopped in the middle, it holds all that it did."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.engine.store import Store, packed
from grader.engine.store.schema import VERSION
from grader.engine.store.thin import Thinned, thin
from grader.errors import UsageError
from tests.store.filling import everything, filled, hand_in, report, row
from tests.store.processes import die, forking, in_little_room, killed, killed_after


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "grades.sqlite"
    filled(path, students=12)
    with Store(path) as store:
        store.add("gone", [], {"unused": {"library x": "1"}}, pieces={"unused": packed("<p>")})
    return path


def newest(entries: list[tuple[Any, ...]], *key: int) -> list[tuple[Any, ...]]:
    """Of entries, each with its number first, the last of each key."""
    return sorted({tuple(entry[place] for place in key): entry for entry in sorted(entries)}.values())


def test_what_newer_rows_replace_is_dropped_and_nothing_else(path: Path) -> None:
    before, size = everything(path), path.stat().st_size
    done = thin(path)
    after = everything(path)
    assert after["rows"] == newest(before["rows"], 1, 2)
    assert after["hand_ins"] == newest(before["hand_ins"], 1)
    used = {entry[5] for entry in after["rows"]}
    assert after["contexts"] == [entry for entry in before["contexts"] if entry[0] in used]
    shown = "".join(entry[5] for entry in before["reports"])
    assert set(after["pieces"]) == {entry for entry in before["pieces"] if entry[0] in shown}
    for table in ("reports", "units", "history"):
        assert after[table] == before[table]
    rows = len(before["rows"]), len(after["rows"])
    assert done == Thinned(rows, (size, path.stat().st_size)) and rows[0] > rows[1]
    assert path.stat().st_size < 0.85 * size
    assert list(path.parent.iterdir()) == [path]


def test_what_a_batch_reads_is_as_it_was(path: Path) -> None:
    with Store(path) as store:
        names = list(store.known())
        before = [(store.rows(name), store.hand_in(name), store.report(name)) for name in names], store.known()
    thin(path)
    with Store(path) as store:
        assert (
            [(store.rows(name), store.hand_in(name), store.report(name)) for name in names],
            store.known(),
        ) == before
        store.add("student-000", [row("colour", "newer")], {})
        assert store.rows("student-000")["colour"] == row("colour", "newer")


def test_a_thin_file_stays_as_it_is(path: Path) -> None:
    thin(path)
    before, rows = everything(path), len(everything(path)["rows"])
    assert thin(path).rows == (rows, rows)
    assert everything(path) == before


def test_a_file_with_nothing_in_it_is_thin(tmp_path: Path) -> None:
    with Store(tmp_path / "grades.sqlite"):
        pass
    assert thin(tmp_path / "grades.sqlite").rows == (0, 0)


# --- what is left alone -----------------------------------------------------------------------------


def database(version: int, script: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(f"{script}; PRAGMA user_version = {version};")
        return connection.serialize()


OF_1 = "CREATE TABLE grades (number, submission, score, max_score, status, page, graded_at)"
ALONE = {
    "a newer version": (database(VERSION + 1, "CREATE TABLE rows (x)"), "newer version"),
    "the older version": (database(1, OF_1), "version 1 of the file format.*run the batch first"),
    "another program's database": (database(VERSION, "CREATE TABLE notes (x)"), "is not a file of grades"),
    "a text": (b"my notes", "is not a file of grades"),
}


@pytest.mark.parametrize(("data", "said"), ALONE.values(), ids=ALONE)
def test_what_is_not_of_this_version_is_left_alone(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "grades.sqlite"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=f"grades.sqlite.*{said}"):
        thin(path)
    assert path.read_bytes() == data and list(tmp_path.iterdir()) == [path]


def test_where_there_is_no_file_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none/grades.sqlite: no such file; name the folder .*--out"):
        thin(tmp_path / "none" / "grades.sqlite")
    with pytest.raises(UsageError, match="no such file"):
        thin(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_dropped_while_somebody_writes(path: Path) -> None:
    before = everything(path)
    with Store(path), pytest.raises(UsageError, match="another batch is writing there"):
        thin(path)
    assert everything(path) == before


# --- stopped in the middle --------------------------------------------------------------------------


@forking
def test_killed_at_any_step_it_holds_all_or_is_thin(tmp_path: Path) -> None:
    original = tmp_path / "original.sqlite"
    filled(original, students=4)
    data, before = original.read_bytes(), everything(original)
    thin(original)
    after, found = everything(original), []
    path = tmp_path / "grades.sqlite"
    for steps in range(0, 20_000, 401):
        path.write_bytes(data)
        if not killed_after(steps, lambda: thin(path)):
            break
        with Store(path):
            pass
        found.append(everything(path))
    assert all(each in (before, after) for each in found)
    assert before in found and after in found, "killed before what counts was kept, and after"


def said_by_thin(path: Path) -> str:
    try:
        thin(path)
    except UsageError as error:
        return str(error)
    return "thin"


@forking
def test_without_room_it_holds_all_or_is_thin(path: Path) -> None:
    before = everything(path)
    thin_copy = path.with_name("copy.sqlite")
    thin_copy.write_bytes(path.read_bytes())
    thin(thin_copy)
    said = in_little_room(20_000, lambda: said_by_thin(path))
    assert said.startswith(f"{path} cannot be written: "), said
    assert everything(path) in (before, everything(thin_copy))


# --- damaged ----------------------------------------------------------------------------------------


def damage(path: Path, word: bytes = b"student-007") -> bytes:
    """Overwrite one place where a word stands."""
    data = path.read_bytes()
    at = data.index(word)
    path.write_bytes(data[:at] + Random(1).randbytes(len(word)) + data[at + len(word) :])
    return path.read_bytes()


def test_a_damaged_file_is_kept_beside_what_was_saved_of_it(path: Path) -> None:
    stored, files = everything(path), [path]
    for name in ("grades.damaged.sqlite", "grades.damaged-2.sqlite"):
        data = damage(path)
        done = thin(path)
        assert done.damaged == path.with_name(name) and done.damaged.read_bytes() == data
        files.append(done.damaged)
        assert sorted(path.parent.iterdir()) == sorted(files)
        found = everything(path)
        assert done.rows == (len(found["rows"]), len(found["rows"])) and set(found["rows"]) <= set(stored["rows"])
        assert done.size == (len(data), path.stat().st_size)
        assert found["reports"] == found["pieces"] == [], "these are made again"


@forking
def test_killed_while_it_is_saved_the_damaged_file_is_there(path: Path) -> None:
    data, found = damage(path), set()
    for steps in range(0, 40_000, 997):
        path.write_bytes(data)
        ended = not killed_after(steps, lambda: thin(path))
        found.add(path.read_bytes() == data)
        if ended:
            break
        assert path.read_bytes() == data
    assert found == {True, False}


@forking
@pytest.mark.parametrize("step", ["copyfile", "replace"])
def test_killed_between_the_last_steps_the_damaged_file_is_there(path: Path, step: str) -> None:
    data = damage(path)

    def work() -> None:
        if step == "replace":
            Path.replace = lambda self, target: die()  # type: ignore[assignment]
        else:
            import shutil

            shutil.copyfile = lambda one, other: die()
        thin(path)

    assert killed(work)
    assert path.read_bytes() == data
    assert thin(path).damaged is not None and set(path.parent.iterdir()) >= {
        path,
        path.with_name("grades.damaged.sqlite"),
    }


@forking
@pytest.mark.parametrize("share", [0.0, 0.1, 0.99])
def test_without_room_the_damaged_file_is_what_it_was(path: Path, share: float) -> None:
    data = damage(path)
    said = in_little_room(int(share * len(data)), lambda: said_by_thin(path))
    assert said.startswith(f"{path} cannot be written: "), said
    assert path.read_bytes() == data
    assert thin(path).damaged is not None


def test_rows_of_contexts_that_are_lost_are_saved_and_only_they_are_stale(tmp_path: Path) -> None:
    path = tmp_path / "grades.sqlite"
    with Store(path) as store:
        store.add("oak", [row("colour", context="c1")], {"c1": {"library a": "horse"}}, hand_in(), report())
        store.add("oak", [row("why", context="c2")], {"c2": {"library b": "zebra"}})
    damage(path, b"zebra")
    thin(path)
    with Store(path) as store:
        assert store.rows("oak") == {"colour": row("colour", context="c1"), "why": row("why", context="c2")}
        assert store.contexts == {"c1": {"library a": "horse"}}
