"""What was measured of programs is kept unit by unit: in order, sealed, saved from damage, and never made thin."""

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.engine.store import Store, Unit
from grader.engine.store.thin import thin
from grader.errors import UsageError
from tests.store.filling import everything, filled, row, unit
from tests.store.processes import forking, killed_after

VALUE = json.dumps({"accuracy": 0.9532, "told": 'quoth "he"\n\0 \N{PILE OF POO}', "phases": {"train": 1e-3}})
PAIRS = [unit(f"pair {number}", value=f'{{"number": {number}}}') for number in range(1, 4)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.sqlite"


def units(path: Path) -> list[tuple[Any, ...]]:
    """All units of a file: number, submission, name and value."""
    return [(each[0], each[1], each[7], each[8]) for each in everything(path)["units"]]


# --- in order ---------------------------------------------------------------------------------------


def test_units_are_found_again_in_the_order_in_which_they_were_made(path: Path) -> None:
    first = unit("random labels", value=VALUE, turn=2, made_on="NVIDIA H200, torch 2.13.0, data ä")
    with Store(path) as store:
        store.add("oak", [], {}, units=[first])
        store.add("elm", [row()], {}, units=[PAIRS[1]])
        store.add("oak", [row()], {}, units=[PAIRS[2], PAIRS[0]])
        assert store.units("oak") == (first, PAIRS[2], PAIRS[0])
    with Store(path) as store:
        assert store.units("oak") == (first, PAIRS[2], PAIRS[0])
        assert store.units("elm") == (PAIRS[1],) and store.units("fig") == ()
    assert [each[0] for each in units(path)] == [1, 2, 3, 4]


def test_the_same_unit_may_be_kept_twice_and_neither_is_overwritten(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [], {}, units=[PAIRS[0]])
    before = everything(path)["units"]
    with Store(path) as store:
        store.add("oak", [], {}, units=[unit("pair 1", value="[]")])
        assert [each.value for each in store.units("oak")] == [PAIRS[0].value, "[]"]
    assert everything(path)["units"][:1] == before


def test_units_alone_change_nothing_else(path: Path) -> None:
    filled(path, students=6)
    before = everything(path)
    with Store(path) as store:
        store.add("student-001", [], {}, units=PAIRS)
        assert store.units("student-001")[-3:] == tuple(PAIRS)
    after = everything(path)
    assert after["units"][: len(before["units"])] == before["units"]
    assert {**after, "units": ()} == {**before, "units": ()}


@pytest.mark.parametrize("wrong", [unit(value=None), unit(made_on=b"\xff".decode(errors="surrogateescape"))])
def test_of_what_cannot_be_kept_nothing_is(path: Path, wrong: Unit) -> None:
    with Store(path) as store:
        store.add("oak", [], {}, units=PAIRS[:1])
        with pytest.raises((sqlite3.IntegrityError, UnicodeEncodeError)):
            store.add("oak", [row()], {}, units=[PAIRS[1], wrong])
        assert store.units("oak") == tuple(PAIRS[:1]) and store.rows("oak") == {}
        store.add("oak", [], {}, units=PAIRS[1:])
        assert store.units("oak") == tuple(PAIRS)


def add_them(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row()], {}, units=PAIRS[:2])
        store.add("oak", [], {}, units=PAIRS[2:])


@forking
def test_killed_at_any_step_all_that_was_added_at_once_is_there_or_none(path: Path) -> None:
    with Store(path):
        pass
    empty, seen, steps, ended = path.read_bytes(), set(), 0, False
    while not ended:
        copy = path.with_name(str(steps)) / path.name
        copy.parent.mkdir()
        copy.write_bytes(empty)
        ended = not killed_after(steps, partial(add_them, copy))
        with Store(copy) as store:
            seen.add((len(store.rows("oak")), *store.units("oak")))
        steps += 40
    assert seen == {(0,), (1, *PAIRS[:2]), (1, *PAIRS)}


# --- sealed, and saved from damage ------------------------------------------------------------------


def changed(path: Path, old: bytes, new: bytes) -> bytes:
    data = path.read_bytes()
    assert len(old) == len(new) and data.count(old) == 1
    path.write_bytes(data.replace(old, new))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'{"number": 2}', b'{"number": 3}', id="its value"),
        pytest.param(b"pair 2", b"pair 4", id="its name"),
        pytest.param(b"on the second", b"on the fourth", id="what it was made on"),
    ],
)
def test_a_unit_that_was_changed_is_seen_and_the_others_are_saved(path: Path, old: bytes, new: bytes) -> None:
    made = [PAIRS[0], unit("pair 2", value='{"number": 2}', made_on="on the second"), PAIRS[2]]
    with Store(path) as store:
        store.add("oak", [row()], {}, units=made)
    stored, data = everything(path), changed(path, old, new)
    with pytest.raises(UsageError, match="an entry of units is not what was written.*; 1 rows, 2 units can still be"):
        Store(path)
    assert path.read_bytes() == data
    assert thin(path).damaged == path.with_name("grades.damaged.sqlite")
    assert everything(path)["units"] == [stored["units"][0], stored["units"][2]]
    with Store(path) as store:
        assert store.units("oak") == (PAIRS[0], PAIRS[2]) and store.rows("oak") == {"colour": row()}
        store.add("oak", [], {}, units=[made[1]])
        assert store.units("oak") == (PAIRS[0], PAIRS[2], made[1]), "made again, it is the last"


@pytest.mark.parametrize("what", ["INDEX measured", "TABLE units"])
def test_a_file_without_its_table_of_units_is_damaged(path: Path, what: str) -> None:
    filled(path, students=6)
    stored = everything(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"DROP {what}")
    with pytest.raises(UsageError, match="is damaged .its tables are not what was made."):
        Store(path)
    thin(path)
    kept = stored["units"] if "INDEX" in what else []
    found = everything(path)
    assert (found["rows"], found["units"]) == (stored["rows"], kept)


def test_of_a_file_in_which_another_table_is_lost_all_units_are_saved(path: Path) -> None:
    filled(path, students=30)
    stored = everything(path)["units"]
    data = bytearray(path.read_bytes())
    at = data.index(b'"status":"correct"')
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    thin(path)
    assert everything(path)["units"] == stored


# --- thin -------------------------------------------------------------------------------------------


def test_made_thin_a_file_keeps_all_units_of_older_programs_too(path: Path) -> None:
    """How many programs a student has had trained, and what was measured of each, is told by them alone."""
    filled(path, students=6)
    with Store(path) as store:
        store.add("gone", [], {}, units=PAIRS)
        before = {name: store.units(name) for name in [*store.known(), "gone"]}
    stored = everything(path)["units"]
    done = thin(path)
    assert done.rows[0] > done.rows[1]
    assert everything(path)["units"] == stored
    with Store(path) as store:
        assert {name: store.units(name) for name in before} == before
        store.add("oak", [], {}, units=PAIRS[:1])
    assert everything(path)["units"][-1][0] == stored[-1][0] + 1
