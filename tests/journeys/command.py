"""The command as a user runs it; what it wrote, and what its store holds."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STORE = "grades.sqlite"


def line(*arguments: str | Path) -> list[str]:
    """The command with these arguments, to be run in the project's root."""
    return [sys.executable, "grade.py", *map(str, arguments)]


def grade(*arguments: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """The command run to its end, without a terminal; it must end with this status."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(line(*arguments), cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done


def files(out: Path) -> dict[str, bytes]:
    """All that a batch wrote, drafts too, but the store, its journal and its copies: they hold times."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.match("grades*.sqlite*")
    }


def asked(store: Path, question: str, *values: object) -> list[tuple[Any, ...]]:
    """What a store that nobody writes to answers."""
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(question, values).fetchall()


def rows(out: Path) -> list[tuple[Any, ...]]:
    """All rows of a batch, in the order in which they were kept."""
    return asked(out / STORE, "SELECT * FROM rows ORDER BY number")


def new(out: Path, before: list[tuple[Any, ...]]) -> dict[str, int]:
    """How many rows each part got since there were these, none of which may have changed."""
    now = rows(out)
    assert now[: len(before)] == before, "a row that was kept has changed"
    counts: dict[str, int] = {}
    for row in now[len(before) :]:
        counts[row[2]] = counts.get(row[2], 0) + 1
    return counts


def as_left(out: Path, scratch: Path) -> Path:
    """A copy of the store as a kill left it, with its journal: to open it in place would mend it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for path in out.glob(f"{STORE}*"):
        shutil.copy(path, scratch)
    return scratch / STORE
