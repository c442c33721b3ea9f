"""`grades.sqlite`: a row a graded submission, appended as it is done and never overwritten."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.errors import UsageError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS grades (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,        -- the student's id
    submission_hash TEXT NOT NULL,
    rubric_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    score REAL NOT NULL,
    max_score REAL NOT NULL,
    status TEXT NOT NULL,
    record TEXT NOT NULL,            -- the result as JSON, grader/result/v1
    page TEXT NOT NULL,              -- the student's result for graders as HTML, deflated, in base64
    graded_at TEXT NOT NULL          -- UTC
);
CREATE INDEX IF NOT EXISTS by_submission ON grades (submission, number);
"""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A graded submission as stored: its record as JSON, its page as the class page embeds it."""

    submission: str
    submission_hash: str
    score: float
    max_score: float
    status: str
    record: str
    page: str


class Store:
    """The one connection to a batch's grades. While it is open nobody else writes there.

    The rollback journal is used, not WAL: WAL fails on network file systems, and one writer needs none.
    """

    def __init__(self, path: Path, rubric_hash: str, code_hash: str):
        self._key = (rubric_hash, code_hash)
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0.5)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("BEGIN EXCLUSIVE")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise UsageError(f"{path} was written by another version of the grader; choose another --out")
            for statement in _SCHEMA.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {_VERSION}")
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error)
            reason = "another batch is writing there; wait for it or choose another --out" if busy else str(error)
            raise UsageError(f"{path} cannot be written: {reason}") from None
        except sqlite3.DatabaseError:
            raise UsageError(f"{path} is not a file of grades; move it away or choose another --out") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def known_hash(self, submission: str) -> str | None:
        """The hash of the submission's newest grade by this rubric and this code."""
        found = self._connection.execute(
            "SELECT submission_hash FROM grades WHERE submission = ? AND rubric_hash = ? AND code_hash = ?"
            " ORDER BY number DESC LIMIT 1",
            (submission, *self._key),
        ).fetchone()
        return None if found is None else str(found[0])

    def add(self, row: Row) -> None:
        """Append a grade; it is on disk when this returns, as far as a killed process can tell."""
        self._connection.execute(
            "INSERT INTO grades (submission, submission_hash, rubric_hash, code_hash, score, max_score, status,"
            " record, page, graded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.submission,
                row.submission_hash,
                *self._key,
                row.score,
                row.max_score,
                row.status,
                row.record,
                row.page,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )

    def newest(self, submission: str) -> Row | None:
        """The newest grade of a submission by this rubric and this code."""
        found = self._connection.execute(
            "SELECT submission, submission_hash, score, max_score, status, record, page FROM grades"
            " WHERE submission = ? AND rubric_hash = ? AND code_hash = ? ORDER BY number DESC LIMIT 1",
            (submission, *self._key),
        ).fetchone()
        return None if found is None else Row(*found)

    def rows(self, submissions: list[str]) -> Iterator[Row]:
        """The newest grades of these submissions, one by one, in the order given."""
        for submission in submissions:
            row = self.newest(submission)
            if row is not None:
                yield row
