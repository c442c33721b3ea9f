"""The rescue of whatever can still be read of a damaged file of grades."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from grader.engine.store import seal
from grader.engine.store.schema import TABLES

KEPT: Mapping[str, str | None] = {
    "rows": "newest",
    "hand_ins": "last_read",
    "units": "measured",
    "contexts": None,
    "history": None,
}
"""The tables that are saved, each with an index that has its numbers; the others are made again."""
_MOST_FAILURES = 3_000
"""Reads of a table that may fail before no more numbers are guessed."""
_LEAST_ENTRY = 40
"""Bytes that an entry takes at least: where none was dropped, no more numbers than fit are in use."""


def count(path: Path) -> Mapping[str, int]:
    """The number of entries of each table that can be read."""
    with closing(_reading(path)) as connection:
        return {table: sum(1 for _ in survivors(connection, table, path)) for table in KEPT}


def saved(damaged: Path, target: Path) -> Mapping[str, int]:
    """Write what can be read into a new file; how many entries of each table that is."""
    counts = {}
    with closing(_reading(damaged)) as source, closing(sqlite3.connect(target, isolation_level=None)) as new:
        new.executescript(f"BEGIN; {TABLES} COMMIT;")
        new.execute("BEGIN")
        for table in KEPT:
            entries = (tuple(map(_text, entry)) for entry in survivors(source, table, damaged))
            counts[table] = sum(seal.put(new, table, entry) for entry in entries)
        new.execute("COMMIT")
    return counts


def survivors(connection: sqlite3.Connection, table: str, path: Path) -> Iterator[tuple[Any, ...]]:
    """The entries of a table that are as they were written, each once; their texts in bytes."""
    seen = set()
    found = _from_both_ends(connection, table) if table == "contexts" else _numbered(connection, table, path)
    for entry in found:
        if entry and (key := _text(entry[0])) not in seen:
            seen.add(key)
            yield entry


def _numbered(connection: sqlite3.Connection, table: str, path: Path) -> Iterator[tuple[Any, ...]]:
    """The entries of a table with numbers: by the numbers that its index has, then by all that there may be."""
    known: list[int] = []
    with suppress(sqlite3.DatabaseError):
        if index := KEPT[table]:
            known += (number for (number,) in seal.asked(connection, f"SELECT number FROM {table} INDEXED BY {index}"))
    yield from _halved(connection, table, sorted(known), 2 * len(known))
    highest = max(path.stat().st_size // _LEAST_ENTRY, *known[-1:], 1)
    yield from _halved(connection, table, range(1, highest + 1), _MOST_FAILURES)


def _halved(connection: sqlite3.Connection, table: str, numbers: Sequence[int], most: int) -> Iterator[tuple[Any, ...]]:
    """The entries with these numbers, in a range that is halved where it cannot be read; some twice."""
    waiting = [(0, len(numbers) - 1)]
    while waiting and most >= 0:
        low, high = waiting.pop()
        if low > high:
            continue
        try:
            yield from seal.entries(connection, table, "WHERE number BETWEEN ? AND ?", (numbers[low], numbers[high]))
        except sqlite3.DatabaseError:
            most -= 1
            if low < high:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]


def _from_both_ends(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """The entries from the first up to damage, and from the last down to it; some twice."""
    for order in ("ASC", "DESC"):
        try:
            yield from seal.entries(connection, table, f"ORDER BY 1 {order}")
            return
        except sqlite3.DatabaseError:
            continue


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytearray) else value


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.5)
    connection.execute("PRAGMA writable_schema = ON")  # so the pages are read that are left of a file cut short
    connection.text_factory = bytearray
    return connection
