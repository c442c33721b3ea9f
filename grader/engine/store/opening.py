"""A file of grades opened: nobody else writes there, it is whole, and of this version."""

import sqlite3
from contextlib import closing
from pathlib import Path

from grader.engine.store import salvage, seal
from grader.engine.store.schema import GRADES_OF_1, TABLES, UNITS, VERSION, WITHOUT_UNITS
from grader.errors import UsageError

_HEAD = b"SQLite format 3\0"
_OF_THE_DISK = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""Errors that say nothing of what is in the file."""


def opened(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """The connection, made ready; and where a file of the older version was copied to before its grades became history.

    Raises:
        UsageError: it cannot be opened, is being written, is not a file of grades, is damaged, or of a newer version.
    """
    try:
        connection = locked(path)
        try:
            return connection, _made_ready(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        raise refused(path, error) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def _made_ready(connection: sqlite3.Connection, path: Path) -> Path | None:
    version = known_version(connection, path)
    if version in (VERSION, WITHOUT_UNITS):
        if (found := migrated(connection, version)) is not None:
            raise damaged(path, found, connection)
        return None
    if version == 0:
        connection.executescript(f"BEGIN EXCLUSIVE; {TABLES} COMMIT;")
        return None
    found = seal.asked(connection, "PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise UsageError(
            f"{path} is damaged ({' '.join(str(found).split())[:100]}), and its grades are of an older version, which "
            "this one does not use; move it away, or choose another --out"
        )
    moved = _copied(connection, path)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.executescript(f"BEGIN EXCLUSIVE; {TABLES}")
    for grade in connection.execute(GRADES_OF_1):
        seal.put(connection, "history", grade)
    connection.execute("DROP TABLE grades")
    connection.execute("COMMIT")
    connection.text_factory = str
    return moved


def migrated(connection: sqlite3.Connection, version: int) -> str | None:
    """Bring a file without units to this version, all its rows kept; what is wrong with a file, None if it is whole."""
    if (found := seal.wrong(connection, but=() if version == VERSION else ("units", "measured", "asked"))) is not None:
        return found
    if version != VERSION:
        connection.executescript(f"BEGIN EXCLUSIVE; {UNITS} COMMIT;")
    return None


def see_current(path: Path) -> None:
    """See, before anything is changed, that the grades in a file are of this version, if there are any.

    Raises:
        UsageError: they are of an older one, or cannot be read.
    """
    if not path.is_file():
        return
    try:
        with closing(locked(path)) as connection:
            version = known_version(connection, path)
    except sqlite3.DatabaseError as error:
        raise refused(path, error) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    if version not in (0, WITHOUT_UNITS, VERSION):
        raise UsageError(
            f"{path} holds grades of an older version, of which nothing can be used again; run the batch once without "
            "--waiting: it grades everything"
        )


def known_version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file of grades, 0 of an empty one.

    Raises:
        UsageError: it holds something else, or is of a newer version.
        sqlite3.DatabaseError: it is damaged.
    """
    version = int(seal.asked(connection, "PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise UsageError(
            f"{path} was written by a newer version of the grader (its file format is {version}, this version knows "
            f"{VERSION}); use that version, or choose another --out"
        )
    tables = {bytes(name) for (name,) in seal.asked(connection, "SELECT CAST(name AS BLOB) FROM sqlite_master")}
    if version in (VERSION, WITHOUT_UNITS):
        ours = not tables or not tables.isdisjoint({b"rows", b"hand_ins"})
    elif version == 1:
        ours = _has_grades_of_1(connection)
    else:
        ours = version == 0 and not tables
    if not ours:
        raise not_ours(path)
    return version


def locked(path: Path) -> sqlite3.Connection:
    """An exclusive connection.

    Raises:
        UsageError: somebody writes there, or it is not a database.
        sqlite3.DatabaseError, OSError: it cannot be opened, or is damaged.
    """
    if path.is_file() and not _is_a_database(path):  # one so short that it would be taken for empty, too
        raise not_ours(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
    try:
        for setting in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = NORMAL", "BEGIN EXCLUSIVE", "COMMIT"):
            seal.asked(connection, setting)
    except sqlite3.DatabaseError as error:
        connection.close()
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise UsageError(f"another batch is writing there: {path}; wait for it, or choose another --out") from None
        raise
    return connection


def refused(path: Path, error: sqlite3.DatabaseError) -> UsageError:
    """The error for a file that the database cannot use, or has just found damaged. Nobody may have it open."""
    return damaged(path, str(error)) if is_damage(error) else UsageError(f"{path} cannot be written: {error}")


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether what is in a file is the reason, and not the disk that it lies on."""
    return _code(error) not in _OF_THE_DISK


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def damaged(path: Path, why: str, connection: sqlite3.Connection | None = None) -> UsageError:
    """The error for a damaged file: what can be saved, and how. The connection is closed before."""
    if connection is not None:
        connection.close()
    counts = salvage.count(path)
    what = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing"
    return UsageError(
        f"{path} is damaged ({why}); {what} can still be read. `python grade.py thin {path.parent}` writes what can be "
        "read into a new file and keeps the damaged one beside it; what is missing then is graded again"
    )


def not_ours(path: Path) -> UsageError:
    return UsageError(
        f"{path} is not a file of grades, or its beginning is damaged: move it away or choose another --out"
    )


def _is_a_database(path: Path) -> bool:
    """Whether a file is empty or begins as databases do."""
    with path.open("rb") as file:
        return file.read(len(_HEAD)) in (b"", _HEAD)


def _has_grades_of_1(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute(f"{GRADES_OF_1} LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True


def _copied(connection: sqlite3.Connection, path: Path) -> Path:
    """A copy of a file of the older version, next to it, under a name that is free."""
    target = free_name(path, "v1")
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
    draft.replace(target)
    return target


def free_name(path: Path, word: str) -> Path:
    """A free name next to a file: the file's own with a word in it, and a number where that is taken."""
    number, found = 1, path.with_name(f"{path.stem}.{word}{path.suffix}")
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")
    return found
