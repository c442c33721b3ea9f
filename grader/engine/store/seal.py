"""A checksum in every entry: what a disk or a copy has changed is seen where the database itself sees nothing."""

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from grader.engine.store.schema import COLUMNS, TABLES

_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def seal(values: Sequence[Any]) -> int:
    """The checksum of an entry's values, its texts encoded in a `bytearray` each.

    >>> a, ab, b = (bytearray(text) for text in (b"a", b"ab", b"b"))
    >>> seal([a, b]) == seal([a, b]), seal([a, b]) == seal([ab, bytearray()]), seal([a]) == seal([bytes(a)])
    (True, False, False)
    """
    shape = [
        len(value) if isinstance(value, bytearray) else -1 - len(value) if isinstance(value, bytes) else value
        for value in values
    ]
    found = zlib.crc32(repr(shape).encode())
    for value in values:
        if isinstance(value, bytes | bytearray):
            found = zlib.crc32(value, found)
    return found


def put(connection: sqlite3.Connection, table: str, values: Sequence[Any], insert: str = "INSERT") -> int:
    """Insert an entry with its seal; how many entries that are. What is stored as REAL must be a float."""
    places = ", ".join("?" * (len(values) + 1))
    names = ", ".join((*COLUMNS[table], "seal"))
    sealed = seal([bytearray(value.encode()) if isinstance(value, str) else value for value in values])
    return connection.execute(f"{insert} INTO {table} ({names}) VALUES ({places})", (*values, sealed)).rowcount


def entries(
    connection: sqlite3.Connection, table: str, rest: str = "", values: Sequence[object] = ()
) -> Iterator[tuple[Any, ...]]:
    """The entries of a table; of one whose seal is broken, an empty tuple. The connection must tell texts in bytes."""
    question = f"SELECT {', '.join((*COLUMNS[table], 'seal'))} FROM {table} {rest}"
    for *found, sealed in asked(connection, question, values):
        yield tuple(found) if seal(found) == sealed else ()


def asked(connection: sqlite3.Connection, question: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    """The answer of a connection. Raises `sqlite3.DatabaseError`, also if the text that says why is damaged."""
    try:
        return connection.execute(question, values)
    except UnicodeDecodeError:
        raise sqlite3.DatabaseError("the names of its tables are damaged") from None


def wrong(connection: sqlite3.Connection, but: Sequence[str] = ()) -> str | None:
    """The damage of a file of grades; None if it is whole. An older file may lack some tables and indices."""
    usual = connection.text_factory
    connection.text_factory = bytearray  # a damaged text may be no UTF-8
    try:
        return _wrong(connection, but)
    finally:
        connection.text_factory = usual


def _wrong(connection: sqlite3.Connection, but: Sequence[str]) -> str | None:
    (found,) = asked(connection, "PRAGMA integrity_check(1)").fetchone()
    if found != b"ok":
        return " ".join(found.decode("utf-8", "replace").split())[:100]
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(TABLES)
        tables = {text.encode() for name, text in model.execute(_SCHEMA) if name not in but}
    if tables - {bytes(text) for _, text in connection.execute(_SCHEMA)}:
        return "its tables are not what was made"
    for table in (each for each in COLUMNS if each not in but):
        if not all(entries(connection, table)):
            return f"an entry of {table} is not what was written"
    return None
