"""Rows are appended and never overwritten; the newest of a part counts; what is added is added whole or not at all."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.store import HandIn, Report, Row, Store, packed
from grader.errors import UsageError
from tests.store.filling import TABLES, everything, filled, hand_in, read_through, report, row
from tests.store.processes import die, forking, killed

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

CONTEXTS = {"c1": {"library numpy": "2.0", "source a.py": "d1"}, "c2": {"library numpy": "2.1"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.sqlite"


def asked(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


# --- the newest counts ------------------------------------------------------------------------------


def test_rows_are_found_again(path: Path) -> None:
    colour, weights = row("colour"), row("weights", context="c2", isolation="A namespaces", seconds=3.25)
    with Store(path) as store:
        store.add("oak", [colour, weights], CONTEXTS)
    with Store(path) as store:
        assert store.rows("oak") == {"colour": colour, "weights": weights}
        assert store.rows("elm") == {} and store.hand_in("elm") is None
        assert store.contexts == CONTEXTS
        known = store.known()
        assert {part: (each.status, each.context, each.seconds) for part, each in known["oak"].items()} == {
            "colour": ("correct", "c1", 0.25),
            "weights": ("correct", "c2", 3.25),
        }


def test_the_newest_row_of_a_part_counts_and_the_old_ones_stay(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row("colour", "first"), row("why", "first")], CONTEXTS)
        store.add("elm", [row("colour", "another's")], {})
        store.add("oak", [row("colour", "second")], {})
        store.add("oak", [row("colour", "third", context="c2")], {})
        assert store.rows("oak") == {"colour": row("colour", "third", context="c2"), "why": row("why", "first")}
        assert store.known()["oak"]["colour"].context == "c2"
        assert store.known()["oak"]["colour"].number > store.known()["oak"]["why"].number
        assert store.rows("elm") == {"colour": row("colour", "another's")}
    kept = asked(path, "SELECT submission, part, verdicts FROM rows ORDER BY number")
    told = [("oak", "colour", "first"), ("oak", "why", "first"), ("elm", "colour", "another's")]
    told += [("oak", "colour", "second"), ("oak", "colour", "third")]
    assert [(name, part, row(part, word).verdicts) for name, part, word in told] == kept


def test_the_same_row_again_is_another_row(path: Path) -> None:
    with Store(path) as store:
        for _ in range(3):
            store.add("oak", [row()], CONTEXTS)
    assert len(asked(path, "SELECT * FROM rows")) == 3


def test_contexts_are_stored_once(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row()], {"c1": CONTEXTS["c1"]})
        store.add("elm", [row()], {"c1": CONTEXTS["c1"], "c2": CONTEXTS["c2"]})
        store.add("fir", [row()], {})
        assert store.contexts == CONTEXTS
    assert len(asked(path, "SELECT * FROM contexts")) == 2


def test_the_last_hand_in_and_report_count(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row()], CONTEXTS, hand_in("sha256:1"), report("k1", look="old"), {"k1": packed("<p>1</p>")})
        store.add("elm", [row()], {}, hand_in("sha256:3"))
        store.add("oak", [], {}, hand_in("sha256:2"), report("k1", "k2"), {"k2": packed("<p>2</p>")})
        assert store.hand_in("oak") == hand_in("sha256:2")
        assert store.hand_in("elm") == hand_in("sha256:3")
        assert store.report("oak") == report("k1", "k2")
        assert store.report("elm") is None
        assert (store.piece("k1"), store.piece("k2")) == ("<p>1</p>", "<p>2</p>")
        with pytest.raises(KeyError):
            store.piece("k3")
    assert asked(path, "SELECT digest FROM hand_ins ORDER BY number") == [("sha256:1",), ("sha256:3",), ("sha256:2",)]


TEXTS = {
    "emoji": "\N{PILE OF POO} ä \u2028 \u202e",
    "NUL": "a\0b",
    "controls": "\x1b[31m\x7f\x07",
    "half a character": "a\ud800b",
    "quotes": "'; DROP TABLE rows; -- \"\\",
    "nothing": "",
    "long": "x" * 1_000_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_odd_texts_come_back_equal(path: Path, text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    graded = row(whole, text, own={text: text}, isolation=whole)
    handed_in = HandIn(whole, whole, (text, text), {whole: (whole, None, 2), "b": ("b.md", 1, None)}, packed(text))
    told = report(text, "k", look=whole)
    with Store(path) as store:
        store.add(whole, [graded], {"c1": {text: text}}, handed_in, told, {"k": packed(text)})
    with Store(path) as store:
        assert store.rows(whole) == {whole: graded}
        assert store.hand_in(whole) == handed_in
        assert store.report(whole) == told
        assert store.piece("k") == text
        assert store.contexts == {"c1": {text: text}}


names = st.sampled_from(["oak", "elm", "ö\0\N{DECIDUOUS TREE}"])
graded = st.builds(
    row,
    st.sampled_from(["colour", "why"]),
    st.text(max_size=5),
    st.sampled_from(["c1", "c2"]),
    seconds=st.floats(0, 1e6) | st.integers(0, 100),
    isolation=st.none() | st.text(max_size=3),
)


@settings(calm, max_examples=30)
@given(
    added=st.lists(
        st.tuples(names, st.lists(graded, max_size=3), st.none() | st.builds(hand_in, st.text())), max_size=6
    )
)
def test_after_any_additions_the_newest_count(
    tmp_path_factory: pytest.TempPathFactory, added: list[tuple[str, list[Row], HandIn | None]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "grades.sqlite"
    rows: dict[str, dict[str, Row]] = {}
    hand_ins: dict[str, HandIn] = {}
    for name, new, seen in added:
        with Store(path) as store:
            store.add(name, new, CONTEXTS, seen)
        rows.setdefault(name, {}).update({each.part: each for each in new})
        hand_ins.update({} if seen is None else {name: seen})
    with Store(path) as store:
        assert {name: store.rows(name) for name in rows} == rows
        assert {name: set(parts) for name, parts in store.known().items()} == {n: set(p) for n, p in rows.items() if p}
        assert {name: store.hand_in(name) for name in rows} == {name: hand_ins.get(name) for name in rows}
    assert len(everything(path)["rows"]) == sum(len(new) for _, new, _ in added)


PIECES = {
    # pieces that there are, how many of them pages have, and how many are left
    "all in use": (120, 120, 120),
    "few that no page has": (100, 0, 100),
    "as many again and a hundred": (140, 20, 140),
    "one more": (141, 20, 20),
    "many, and none in use": (101, 0, 0),
}


@pytest.mark.parametrize(("there", "used", "left"), PIECES.values(), ids=PIECES)
def test_pieces_that_no_page_has_are_dropped_once_they_are_many(path: Path, there: int, used: int, left: int) -> None:
    with Store(path) as store:
        store.add("oak", [], {}, pieces={f"k{number}": packed("<p>") for number in range(there)})
        for name, own in (("oak", range(used // 2)), ("who left", range(used // 2, used))):
            store.add(name, [], {}, report=Report("look", "", packed("{}"), tuple(f"k{number}" for number in own)))
        store.drop_pieces()
        assert all(store.piece(f"k{number}") for number in range(min(used, left)))
    assert asked(path, "SELECT count(*) FROM pieces") == [(left,)]


def test_a_report_of_which_a_piece_is_missing_is_torn(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [], {}, report=report("k1", "k2", "k1"), pieces={"k1": packed("<p>"), "k2": packed("<b>")})
        store.add("elm", [], {}, report=report("k2", "k3"))
        store.add("fir", [], {}, report=report())
        assert store.torn() == {"elm"}
        assert [set(store.pieces_of(name)) for name in ("oak", "elm", "fir", "yew")] == [
            {"k1", "k2"},
            {"k2"},
            set(),
            set(),
        ]


def test_for_whom_a_result_may_have_been_written(path: Path) -> None:
    filled(path, students=3)
    with Store(path) as store:
        store.add("oak", [row("colour")], {})
        assert store.submissions() == {f"student-{number:03}" for number in range(10)}, "graded now, and before"


# --- all of it or nothing ---------------------------------------------------------------------------


class Stop(Exception):
    """Raised in the middle."""


def stopping(rows: list[Row], stop: Callable[[], None]) -> Iterator[Row]:
    """Rows, and in the place of one more, the end."""
    yield from rows
    stop()


def stop() -> None:
    raise Stop


FAILING: dict[str, tuple[type[BaseException], dict[str, Any]]] = {
    "rows that end in an exception": (Stop, {"rows": stopping([row("new")], stop)}),
    "a context that is no JSON": (TypeError, {"contexts": {"c3": {"a": "b"}, "c4": {"a": stop}}}),
    "a row without a part": (sqlite3.IntegrityError, {"rows": [row("new"), replace(row(), part=None)]}),
    "half a character in a text of its own": (UnicodeEncodeError, {"rows": [row("new"), row("\ud800")]}),
    "answers that are not packed": (ValueError, {"hand_in": hand_in(answers="ä")}),
    "a report that is not packed": (ValueError, {"report": report().__class__("l", "", "ä", ())}),
    "pieces that are not packed": (ValueError, {"pieces": {"k9": packed("<p>"), "k8": "ä"}}),
}


@pytest.mark.parametrize(("error", "given"), FAILING.values(), ids=FAILING)
def test_what_cannot_be_added_whole_is_not_added(path: Path, error: type[Exception], given: dict[str, Any]) -> None:
    filled(path, students=3)
    before = everything(path)
    told = {"rows": [row("new")], "contexts": {"c3": {}}, "hand_in": hand_in(), "report": report("k9"), **given}
    with Store(path) as store:
        read = read_through(store)
        with pytest.raises(error):
            store.add("student-001", **told)
        assert read_through(store) == read
        assert everything_through(store) == before
        store.add("student-001", [row("new")], {"c3": {}})
        assert store.rows("student-001")["new"] == row("new")


def everything_through(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {table: store._connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


@forking
@pytest.mark.parametrize("count", [0, 1, 30])
def test_killed_in_the_middle_nothing_is_added(path: Path, count: int) -> None:
    """Thirty rows of this size do not fit into the database's memory, so that the file itself has been written to."""
    filled(path, students=5)
    before = everything(path)

    def work() -> None:
        with Store(path) as store:
            large = [row(f"new-{number}", "x" * 200_000) for number in range(count)]
            store.add("student-001", stopping(large, die), {"c3": {}})

    size = path.stat().st_size
    assert killed(work)
    assert (path.stat().st_size > size + 1_000_000) == (count == 30), "the file as the kill left it"
    with Store(path) as store:
        assert "new-0" not in store.rows("student-001") and "c3" not in store.contexts
    assert everything(path) == before


@forking
def test_killed_afterwards_all_is_there(path: Path) -> None:
    def work() -> None:
        store = Store(path)
        store.add("oak", [row("colour"), row("why")], CONTEXTS, hand_in(), report("k1"), {"k1": packed("<p>")})
        die()

    assert killed(work)
    with Store(path) as store:
        assert store.rows("oak") == {"colour": row("colour"), "why": row("why")}
        assert (store.hand_in("oak"), store.report("oak")) == (hand_in(), report("k1"))


def test_a_full_disk_is_told_and_nothing_added(path: Path) -> None:
    with Store(path) as store:
        store.add("oak", [row()], CONTEXTS)
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UsageError, match="grades.sqlite cannot be written: .*full"):
            store.add("oak", [row("why", "x" * 100_000)], {})
        assert store.rows("oak") == {"colour": row("colour")}
