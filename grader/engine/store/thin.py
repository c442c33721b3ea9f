"""A file of grades made small again: what newer rows replace is dropped; of a damaged one, what can be read is kept."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from grader.engine.store import opening, salvage
from grader.engine.store.schema import VERSION
from grader.errors import UsageError

_REPLACED = """
BEGIN;
DELETE FROM rows WHERE number NOT IN (SELECT max(number) FROM rows GROUP BY submission, part);
DELETE FROM hand_ins WHERE number NOT IN (SELECT max(number) FROM hand_ins GROUP BY submission);
DELETE FROM contexts WHERE digest NOT IN (SELECT context FROM rows);
DELETE FROM pieces WHERE key NOT IN (SELECT value FROM reports, json_each(reports.pieces));
COMMIT;
VACUUM;
"""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What was done: rows before and after, bytes before and after; the damaged file's new name, if it was damaged."""

    rows: tuple[int, int]
    size: tuple[int, int]
    damaged: Path | None = None


def thin(path: Path) -> Thinned:
    """Drop what newer rows replace. Of a damaged file, save what can be read into a new one; the old one is kept.

    Raises:
        UsageError: there is no file of grades of this version.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file; name the folder that a batch wrote (--out)")
    size = path.stat().st_size
    with closing(opening.locked(path)) as connection:
        version, whole = _looked_at(connection)
        if version != VERSION:
            raise UsageError(f"{path} is of version {version} of the file format, not {VERSION}; run the batch first")
        if whole:
            before = _count(connection)
            connection.executescript(_REPLACED)
            return Thinned((before, _count(connection)), (size, path.stat().st_size))
    return _saved(path, size)


def _looked_at(connection: sqlite3.Connection) -> tuple[int, bool]:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    try:
        return version, connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        return version, False


def _saved(path: Path, size: int) -> Thinned:
    names = (path.with_name(f"{path.stem}.damaged{n}{path.suffix}") for n in ("", *(f"-{n}" for n in range(2, 99))))
    aside = next(name for name in names if not name.exists())
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    rows = salvage.saved(path, draft)["rows"]
    shutil.copyfile(path, aside)  # a copy, and then one step: killed in between, nothing is missing
    draft.replace(path)
    return Thinned((rows, rows), (size, path.stat().st_size), aside)


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM rows").fetchone()[0])
