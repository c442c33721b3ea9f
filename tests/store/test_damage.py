"""A damaged file of grades is seen to be so, told with what can be saved, and what is saved is what was stored."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from grader.engine.store import Store, packed
from grader.engine.store.thin import thin
from grader.errors import UsageError
from tests.store.filling import everything, filled, read_through, row

PAGE = 4096
SAVED = ("rows", "hand_ins", "contexts", "units", "history")
GARBLED = Callable[[bytearray, Random], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "grades.sqlite"
    filled(path, students=30)
    return path


def flip(data: bytearray, draw: Random) -> None:
    data[draw.randrange(100, len(data))] ^= 1 << draw.randrange(8)


def flip_many(data: bytearray, draw: Random) -> None:
    for _ in range(30):
        flip(data, draw)


def blank(data: bytearray, draw: Random) -> None:
    begin, length = draw.randrange(100, len(data)), draw.choice([1, 8, 100, 3000])
    data[begin : begin + length] = bytes(len(data[begin : begin + length]))


def garbage(data: bytearray, draw: Random) -> None:
    begin, length = draw.randrange(100, len(data)), draw.choice([2, 8, 100, 3000])
    data[begin : begin + length] = draw.randbytes(len(data[begin : begin + length]))


def blank_page(data: bytearray, draw: Random) -> None:
    begin = PAGE * draw.randrange(1, len(data) // PAGE)
    data[begin : begin + PAGE] = bytes(PAGE)


def garbage_pages(data: bytearray, draw: Random) -> None:
    for _ in range(4):
        begin = PAGE * draw.randrange(1, len(data) // PAGE)
        data[begin : begin + PAGE] = draw.randbytes(PAGE)


def swapped_pages(data: bytearray, draw: Random) -> None:
    one, other = (PAGE * number for number in draw.sample(range(1, len(data) // PAGE), 2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


def cut(data: bytearray, draw: Random) -> None:
    del data[draw.randrange(16, len(data)) :]


def cut_at_a_page(data: bytearray, draw: Random) -> None:
    del data[PAGE * draw.randrange(1, len(data) // PAGE) :]


KINDS = [flip, flip_many, blank, garbage, blank_page, garbage_pages, swapped_pages, cut, cut_at_a_page]


def damaged(whole: Path, path: Path, garble: GARBLED, seed: int) -> bytes:
    """A damaged copy of a file."""
    data = bytearray(whole.read_bytes())
    garble(data, Random(f"{garble.__name__} {seed}"))
    path.write_bytes(data)
    return bytes(data)


def refused(path: Path) -> str | None:
    """What is said when a file is opened; None if it is opened, and then it must be all there."""
    try:
        with Store(path) as store:
            read_through(store)
    except UsageError as error:
        return str(error)
    return None


def rows_promised(said: str) -> int:
    found = re.search(r"([\d,]+) rows", said)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("garble", KINDS)
def test_damage_is_told_and_what_is_saved_is_what_was_stored(
    whole: Path, tmp_path: Path, garble: GARBLED, seed: int
) -> None:
    path, stored = tmp_path / "grades.sqlite", everything(whole)
    data = damaged(whole, path, garble, seed)
    said = refused(path)
    assert path.read_bytes() == data, "to try changes nothing"
    if said is None:
        assert everything(path) == stored, "the damage is where nothing is stored"
        return
    assert said.startswith(f"{path} is damaged (") and "\n" not in said
    assert "can still be read" in said and f"`python grade.py thin {tmp_path}`" in said
    done = thin(path)
    assert done.damaged == tmp_path / "grades.damaged.sqlite" and done.damaged.read_bytes() == data
    assert sorted(tmp_path.iterdir()) == [done.damaged, path]
    found = everything(path)
    assert done.rows == (len(found["rows"]), rows_promised(said))
    for table in SAVED:
        assert set(found[table]) <= set(stored[table]) and len(set(found[table])) == len(found[table])
    assert refused(path) is None


def test_most_is_saved_where_little_is_damaged(whole: Path, tmp_path: Path) -> None:
    rows, kept = len(everything(whole)["rows"]), 0
    for seed in range(40):
        path = tmp_path / str(seed) / "grades.sqlite"
        path.parent.mkdir()
        damaged(whole, path, [flip, blank, garbage, blank_page][seed % 4], seed)
        thin(path)
        kept += len(everything(path)["rows"])
    assert kept > 0.9 * 40 * rows


def test_of_one_damaged_entry_no_other_is_lost(whole: Path, tmp_path: Path) -> None:
    """A letter of a verdict is another: it is still JSON, and still a verdict, but not what was written."""
    path, stored = tmp_path / "grades.sqlite", everything(whole)["rows"]
    data = whole.read_bytes()
    at = data.index(b'"status":"correct"')
    path.write_bytes(data[: at + 10] + b"C" + data[at + 11 :])
    assert "an entry of rows is not what was written" in str(refused(path))
    thin(path)
    found = everything(path)["rows"]
    assert set(found) < set(stored) and len(found) == len(stored) - 1


def test_of_a_file_cut_short_what_is_left_is_saved(whole: Path, tmp_path: Path) -> None:
    path, stored = tmp_path / "grades.sqlite", everything(whole)["rows"]
    path.write_bytes(whole.read_bytes()[: -2 * PAGE])
    assert rows_promised(str(refused(path))) > 0.8 * len(stored)
    thin(path)
    assert set(everything(path)["rows"]) <= set(stored) and len(everything(path)["rows"]) > 0.8 * len(stored)


def test_rows_that_have_become_sparse_are_saved_too(tmp_path: Path) -> None:
    """Graded again and again, then made thin: numbers are far beyond what fits into the file."""
    path = tmp_path / "grades.sqlite"
    with Store(path) as store:
        store.add("student-0", [row(message=f"{attempt}") for attempt in range(5000)], {})
        for student in range(1, 40):
            store.add(f"student-{student}", [row(message="x" * 200)], {})
    thin(path)
    stored = everything(path)["rows"]
    assert len(stored) == 40 and 40 * min(stored)[0] > path.stat().st_size
    data = path.read_bytes()
    at = data.index(b"student-7")
    path.write_bytes(data[:at] + b"studemt-7" + data[at + 9 :])
    assert 39 <= rows_promised(str(refused(path))) <= 40
    thin(path)
    assert set(everything(path)["rows"]) <= set(stored) and len(everything(path)["rows"]) >= 39


def test_damage_in_free_space_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "grades.sqlite"
    filled(path, students=5)
    with Store(path) as store:
        store.add("oak", [], {}, pieces={f"k{number}": packed(str(Random(number).random())) for number in range(2000)})
        store.drop_pieces()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 20
    stored, data = everything(path), bytearray(path.read_bytes())
    trunk = PAGE * (int.from_bytes(data[32:36], "big") - 1)
    free = PAGE * (int.from_bytes(data[trunk + 8 : trunk + 12], "big") - 1)
    data[free : free + PAGE] = Random(1).randbytes(PAGE)
    path.write_bytes(data)
    assert refused(path) is None and everything(path) == stored


# --- the first bytes of the file, which say what it is ----------------------------------------------

VERSION = range(60, 64)
"""Where our version stands."""


@pytest.mark.parametrize("place", [place for place in range(16, 100) if place not in VERSION])
def test_a_damaged_head_is_told_or_does_no_harm(whole: Path, tmp_path: Path, place: int) -> None:
    path, data = tmp_path / "grades.sqlite", bytearray(whole.read_bytes())
    data[place] ^= 0x55
    path.write_bytes(data)
    said = refused(path)
    assert path.read_bytes() == data
    if said is None:
        assert everything(path) == everything(whole)
    else:
        assert said.startswith(f"{path} is damaged (") and "can still be read" in said
        thin(path)
        assert set(everything(path)["rows"]) <= set(everything(whole)["rows"])


@pytest.mark.parametrize("place", [*range(16), *VERSION])
def test_a_file_that_is_no_file_of_grades_any_more_is_left_alone(whole: Path, tmp_path: Path, place: int) -> None:
    path, data = tmp_path / "grades.sqlite", bytearray(whole.read_bytes())
    data[place] ^= 0x55
    path.write_bytes(data)
    said = refused(path)
    assert said is not None and said.startswith(str(path)) and path.read_bytes() == data
    with pytest.raises(UsageError):
        thin(path)
    assert path.read_bytes() == data and list(tmp_path.iterdir()) == [path]
