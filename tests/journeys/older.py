"""A batch's folder as version 1 left it: by the code of then, or, where there is none of it, by its schema alone."""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

from tests.journeys.command import ROOT, asked

COMMIT = "1aa82ab"
"""The last that wrote a row a submission."""
SCHEMA = """
CREATE TABLE grades (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,
    submission_hash TEXT NOT NULL,
    rubric_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    score REAL NOT NULL,
    max_score REAL NOT NULL,
    status TEXT NOT NULL,
    record TEXT NOT NULL,
    page TEXT NOT NULL,
    graded_at TEXT NOT NULL
);
CREATE INDEX by_submission ON grades (submission, number);
PRAGMA user_version = 1;
"""
_DOUBLE = """
INSERT INTO grades (submission, submission_hash, rubric_hash, code_hash, score, max_score, status, record, page,
                    graded_at)
    SELECT submission, submission_hash, rubric_hash, code_hash, score, max_score, status, record, page, graded_at
    FROM grades
"""
_MANY = 12_000_000
"""Bytes of a store that takes its time to become history."""


def write(folder: Path, rubric: Path, out: Path, scratch: Path) -> Path:
    """Grade the class in `folder` into `out`, many times over; the store."""
    code = _checkout(scratch)
    if code is None:
        _by_hand(folder, out)
    else:
        rubric = _as_then(rubric, scratch)
        command = [sys.executable, "grade.py", "batch", str(folder), "--rubric", str(rubric), "--out", str(out)]
        env = {**os.environ, "PYTHONPATH": str(code)}
        subprocess.run(command, cwd=code, env=env, check=True, capture_output=True)
    store = out / "grades.sqlite"
    assert asked(store, "PRAGMA user_version") == [(1,)]
    with closing(sqlite3.connect(store)) as connection:
        while store.stat().st_size < _MANY:
            connection.execute(_DOUBLE)
            connection.commit()
    return store


def _as_then(rubric: Path, folder: Path) -> Path:
    """The rubric without the names of criteria, which came later."""
    text = re.sub(r"\{id: \w+, check", "{check", rubric.read_text(encoding="utf-8"))
    (folder / rubric.name).write_text(text, encoding="utf-8")
    return folder / rubric.name


def _checkout(folder: Path) -> Path | None:
    """The code of then; None where this copy of the project does not reach back so far."""
    done = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder)  # our own commit: nothing in it leads elsewhere
    return folder


def _by_hand(folder: Path, out: Path) -> None:
    (out / "results").mkdir(parents=True)
    names = sorted(path.stem for path in folder.iterdir())
    text = json.dumps({"schema": "grader/result/v1", "evidence": "x" * 20_000})
    grades = [(name, "s", "r", "c", 3.0, 15.0, "graded", text, text, "2026-01-01T00:00:00+00:00") for name in names]
    with closing(sqlite3.connect(out / "grades.sqlite")) as connection:
        connection.executescript(SCHEMA)
        places = ", ".join("?" * 10)
        connection.executemany(
            "INSERT INTO grades (submission, submission_hash, rubric_hash, code_hash, score, max_score, status, record,"
            f" page, graded_at) VALUES ({places})",
            grades,
        )
        connection.commit()
