"""A file of grades made small again: what newer rows replace is dropped; of a damaged one, what can be read is kept."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from grader.engine.store import opening, salvage
from grader.engine.store.schema import VERSION, WITHOUT_UNITS
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
    """The result: rows before and after, bytes before and after; the damaged file's new name, if it was damaged."""

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
    try:
        done = _thinned(path, size)
        return _saved(path, size) if done is None else done
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path} cannot be written: {error}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def _thinned(path: Path, size: int) -> Thinned | None:
    """The result; None if the file is damaged."""
    try:
        with closing(opening.locked(path)) as connection:
            version = opening.known_version(connection, path)
            if version not in (WITHOUT_UNITS, VERSION):
                raise UsageError(
                    f"{path} is of version {version} of the file format, not {VERSION}; run the batch first"
                )
            if opening.migrated(connection, version) is None:
                before = _count(connection)
                connection.executescript(_REPLACED)
                return Thinned((before, _count(connection)), (size, path.stat().st_size))
    except sqlite3.DatabaseError as error:
        if not opening.is_damage(error):
            raise
    return None


def _saved(path: Path, size: int) -> Thinned:
    aside, draft = opening.free_name(path, "damaged"), path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    rows = salvage.saved(path, draft)["rows"]
    shutil.copyfile(path, aside)  # a copy, and then one step: killed in between, nothing is missing
    draft.replace(path)
    return Thinned((rows, rows), (size, path.stat().st_size), aside)


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM rows").fetchone()[0])
