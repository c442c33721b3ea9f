"""Files of grades as version 2 made them: the same tables but for the units, which came later."""

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES_OF_2 = """
CREATE TABLE contexts (
    digest TEXT PRIMARY KEY,
    inputs TEXT NOT NULL,            -- names and digests of inputs that rows share, as JSON
    seal INTEGER NOT NULL            -- here and below: the checksum of all the others, see `seal`
) WITHOUT ROWID;
CREATE TABLE rows (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,        -- the student's id
    part TEXT NOT NULL,
    status TEXT NOT NULL,
    verdicts TEXT NOT NULL,          -- JSON: of each criterion by its id
    context TEXT NOT NULL,
    own TEXT NOT NULL,               -- names and digests of the submission's own inputs, as JSON
    seconds REAL NOT NULL,
    isolation TEXT,
    graded_at TEXT NOT NULL,         -- UTC
    seal INTEGER NOT NULL
);
CREATE INDEX newest ON rows (submission, part, number);
CREATE TABLE hand_ins (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,
    digest TEXT NOT NULL,
    intake TEXT NOT NULL,
    notes TEXT NOT NULL,             -- JSON
    begins TEXT NOT NULL,            -- JSON: where each written answer begins
    answers BLOB NOT NULL,           -- what was written, as JSON, deflated
    read_at TEXT NOT NULL,           -- UTC
    seal INTEGER NOT NULL
);
CREATE INDEX last_read ON hand_ins (submission, number);
CREATE TABLE reports (               -- made from the rows, and made again at will
    submission TEXT PRIMARY KEY,
    upto INTEGER NOT NULL,           -- the number of the last row that is in it
    look TEXT NOT NULL,
    page TEXT NOT NULL,
    slim BLOB NOT NULL,              -- JSON, deflated
    pieces TEXT NOT NULL,            -- JSON
    seal INTEGER NOT NULL
);
CREATE TABLE pieces (                -- of pages
    key TEXT PRIMARY KEY,
    html BLOB NOT NULL,              -- deflated
    seal INTEGER NOT NULL
);
CREATE TABLE class_files (           -- one row
    state TEXT NOT NULL,             -- what the files of the whole class were written from
    pages TEXT NOT NULL,             -- as which students' pages were last asked for
    seal INTEGER NOT NULL
);
CREATE TABLE history (               -- grades of a version that had one row a submission; they are used for nothing
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,
    score REAL NOT NULL,
    max_score REAL NOT NULL,
    status TEXT NOT NULL,
    page TEXT NOT NULL,              -- as HTML, deflated, in base64
    graded_at TEXT NOT NULL,
    seal INTEGER NOT NULL
);
PRAGMA user_version = 2;
"""
"""As they were made then, letter by letter."""
WITHOUT_UNITS = ("rows", "hand_ins", "contexts", "reports", "pieces", "class_files", "history")


def of_version_2(path: Path, newer: Path) -> Path:
    """A file of version 2 with all entries that one of this version has, but for its units."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(TABLES_OF_2)
        connection.execute("ATTACH ? AS newer", (str(newer),))
        for table in WITHOUT_UNITS:
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM newer.{table}")
    return path


def entries(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a file of version 2 or newer holds beside units, with the bytes of texts."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in WITHOUT_UNITS}


def version(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found
