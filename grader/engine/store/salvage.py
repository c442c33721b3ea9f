"""What can still be read of a damaged file of grades."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from grader.engine.store.schema import TABLES

KEPT: Mapping[str, Sequence[str]] = {
    "rows": (
        "number",
        "submission",
        "part",
        "status",
        "verdicts",
        "context",
        "own",
        "seconds",
        "isolation",
        "graded_at",
    ),
    "hand_ins": ("number", "submission", "digest", "intake", "notes", "begins", "answers", "read_at"),
    "contexts": ("digest", "inputs"),
    "history": ("number", "submission", "score", "max_score", "status", "page", "graded_at"),
}
"""The tables that are saved; the others are made again."""
_JSON = {"verdicts", "own", "notes", "begins", "inputs"}
_MOST_FAILURES = 5_000
"""Reads that may fail before no more are tried."""
_LEAST_ROW = 40
"""Bytes that a row takes at least: no file has more rows than fit."""


def count(path: Path) -> Mapping[str, int]:
    """How many entries of each table can be read."""
    try:
        with closing(_reading(path)) as connection:
            return {table: sum(1 for _ in survivors(connection, table, path)) for table in KEPT}
    except sqlite3.Error:
        return {}


def saved(damaged: Path, target: Path) -> Mapping[str, int]:
    """Write what can be read into a new file; how many entries of each table that is."""
    counts = {}
    with closing(_reading(damaged)) as source, closing(sqlite3.connect(target, isolation_level=None)) as new:
        new.executescript(f"BEGIN; {TABLES} COMMIT;")
        new.execute("BEGIN")
        for table, columns in KEPT.items():
            places = ", ".join("?" * len(columns))
            insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({places})"
            counts[table] = sum(new.execute(insert, row).rowcount for row in survivors(source, table, damaged))
        new.execute("COMMIT")
    return counts


def survivors(connection: sqlite3.Connection, table: str, path: Path) -> Iterator[tuple[Any, ...]]:
    """The entries of a table that can be read and make sense."""
    columns = KEPT[table]
    asked = f"SELECT {', '.join(columns)} FROM {table}"
    ranges = _numbered(connection, asked, path) if columns[0] == "number" else _from_both_ends(connection, asked)
    for row in ranges:
        if all(_sensible(name, value) for name, value in zip(columns, row, strict=True)):
            yield row


def _numbered(connection: sqlite3.Connection, asked: str, path: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of a table with numbers: in ranges, halved where one cannot be read."""
    failures = 0
    waiting = [(1, path.stat().st_size // _LEAST_ROW)]
    while waiting and failures < _MOST_FAILURES:
        low, high = waiting.pop()
        try:
            yield from connection.execute(f"{asked} WHERE number BETWEEN ? AND ?", (low, high)).fetchall()
        except sqlite3.DatabaseError:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]


def _from_both_ends(connection: sqlite3.Connection, asked: str) -> Iterator[tuple[Any, ...]]:
    """The entries from the first up to damage, and from the last down to it; some perhaps twice."""
    for order in ("ASC", "DESC"):
        try:
            yield from connection.execute(f"{asked} ORDER BY digest {order}")
            return
        except sqlite3.DatabaseError:
            continue


def _sensible(column: str, value: Any) -> bool:
    if column not in _JSON:
        return isinstance(value, str | int | float | None)
    try:
        json.loads(value)
    except (ValueError, TypeError):
        return False
    return True


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.5)
