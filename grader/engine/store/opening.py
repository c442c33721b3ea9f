"""A file of grades opened: nobody else writes there, it is whole, and of this version."""

import sqlite3
from pathlib import Path

from grader.engine.store import salvage
from grader.engine.store.schema import FROM_1, TABLES, VERSION
from grader.errors import UsageError


def opened(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """The connection, made ready; and where a file of the older version was copied to before its grades became history.

    Raises:
        UsageError: it cannot be opened, somebody writes there, it is no file of grades, damaged, or of a newer version.
    """
    connection = locked(path)
    try:
        return connection, _made_ready(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise damaged(path, str(error)) from None
    except BaseException:
        connection.close()
        raise


def _made_ready(connection: sqlite3.Connection, path: Path) -> Path | None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    foreign = version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if foreign or version < 0:
        raise UsageError(f"{path} is not a file of grades; move it away or choose another --out")
    if version > VERSION:
        raise UsageError(
            f"{path} was written by a newer version of the grader (its file format is {version}, this version knows "
            f"{VERSION}); use that version, or choose another --out"
        )
    if (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(" ".join(str(found).split())[:100])
    moved = _copied(connection, path) if version == 1 else None
    if version < VERSION:
        connection.executescript(f"BEGIN EXCLUSIVE; {TABLES} {FROM_1 if version == 1 else ''} COMMIT;")
    return moved


def locked(path: Path) -> sqlite3.Connection:
    """A connection with nobody else's beside it.

    Raises:
        UsageError: it cannot be opened, somebody writes there, or it is no database.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise UsageError(f"another batch is writing there: {path}; wait for it, or choose another --out") from None
        raise UsageError(f"{path} cannot be written: {error}") from None
    except sqlite3.DatabaseError:
        raise UsageError(f"{path} is not a file of grades; move it away or choose another --out") from None
    return connection


def damaged(path: Path, why: str) -> UsageError:
    """What is said of a file that is not whole: what can be saved, and how. Nobody may have it open."""
    counts = salvage.count(path)
    what = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing"
    return UsageError(
        f"{path} is damaged ({why}); {what} can still be read. `python grade.py thin {path.parent}` writes what can be "
        "read into a new file and keeps the damaged one beside it; what is missing then is graded again"
    )


def _copied(connection: sqlite3.Connection, path: Path) -> Path:
    """A copy of a file of the older version, beside it, under a name that is free."""
    names = (
        path.with_name(f"{path.stem}.v1{number}{path.suffix}") for number in ("", *(f"-{n}" for n in range(2, 99)))
    )
    target = next(name for name in names if not name.exists())
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as copy:
        connection.backup(copy)
    copy.close()
    draft.replace(target)
    return target
