"""A file of version 2, which had no units, becomes one of this version in which all that it held is as it was."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.engine.store import Store
from grader.engine.store.opening import see_current
from grader.engine.store.thin import thin
from grader.errors import UsageError
from tests.store.filling import everything, filled, read_through, unit
from tests.store.processes import forking, in_little_room, killed_after
from tests.store.test_older_version import no_room, of_version_1
from tests.store.version_2 import entries, of_version_2, version


def made(folder: Path, students: int) -> Path:
    filled(folder / "newer.sqlite", students=students)
    with Store(folder / "newer.sqlite") as store:
        store.write("a state")
    path = of_version_2(folder / "of 2" / "grades.sqlite", folder / "newer.sqlite")
    assert version(path) == 2
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path, students=20)


def test_all_is_kept_and_units_can_be_added(path: Path) -> None:
    before = entries(path)
    assert all(before.values())
    with Store(path) as store:
        assert store.moved is None
        assert store.units("student-000") == ()
    assert entries(path) == before
    assert (version(path), everything(path)["units"]) == (3, [])
    opened_again = path.read_bytes()
    with Store(path) as store:
        read_through(store)
    assert path.read_bytes() == opened_again
    with Store(path) as store:
        store.add("student-000", [], {}, units=[unit()])
        assert store.units("student-000") == (unit(),)
    assert entries(path) == before
    assert list(path.parent.iterdir()) == [path]


def test_a_batch_reads_what_one_of_this_version_holds(path: Path) -> None:
    def read(path: Path) -> dict[str, Any]:
        with Store(path) as store:
            return {**read_through(store), "units": (), "state": store.state, "reported": store.reported()}

    assert read(path) == read(path.parent.parent / "newer.sqlite")


def test_what_waits_can_be_graded_in_it(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    see_current(path)
    assert path.read_bytes() == before, "to look changes nothing"
    of_version_1(tmp_path / "grades.sqlite")
    with pytest.raises(UsageError, match="older version, of which nothing can be used again; run the batch once with"):
        see_current(tmp_path / "grades.sqlite")


def test_a_file_is_made_thin(path: Path) -> None:
    before = entries(path)
    done = thin(path)
    assert version(path) == 3 and done.rows[0] == len(before["rows"]) > done.rows[1]
    after = entries(path)
    assert set(after["rows"]) < set(before["rows"]) and after["reports"] == before["reports"]


def test_a_damaged_file_of_version_2_is_told_and_what_is_saved_is_of_this_version(path: Path) -> None:
    before = entries(path)
    data = path.read_bytes().replace(b'"status":"correct"', b'"status":"Correct"', 1)
    path.write_bytes(data)
    with pytest.raises(UsageError, match="an entry of rows is not what was written"):
        Store(path)
    assert path.read_bytes() == data
    thin(path)
    after = entries(path)
    assert len(set(before["rows"]) - set(after["rows"])) == 1 and set(after["rows"]) < set(before["rows"])
    assert set(after["hand_ins"]) == set(before["hand_ins"]) and after["history"] == before["history"]
    assert version(path) == 3
    with Store(path) as store:
        store.add("student-000", [], {}, units=[unit()])


@forking
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path) -> None:
    steps, ended, versions, path = 0, False, list[int](), made(tmp_path, students=2)
    before, data = entries(path), path.read_bytes()
    while not ended:
        copy = path.with_name(str(steps)) / path.name
        copy.parent.mkdir()
        copy.write_bytes(data)
        ended = not killed_after(steps, partial(Store, copy))
        versions.append(version(copy))
        with Store(copy):
            pass
        assert (entries(copy), version(copy)) == (before, 3)
        steps += 50
    assert versions == sorted(versions) and {*versions} == {2, 3} and len(versions) > 8


@forking
def test_without_room_the_file_is_what_it_was(path: Path) -> None:
    data, before = path.read_bytes(), entries(path)
    assert in_little_room(len(data), lambda: no_room(path)).startswith(f"{path} cannot be written: ")
    assert version(path) == 2
    with Store(path):
        pass
    assert entries(path) == before
