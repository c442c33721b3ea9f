"""The tables of `grades.sqlite`, and which version of them a file has."""

from collections.abc import Mapping, Sequence

VERSION = 3
"""Counted in `PRAGMA user_version`. Version 1 had one row per submission, version 2 no units."""
WITHOUT_UNITS = 2

_TABLES_OF_2 = """
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
"""

UNITS = f"""
CREATE TABLE units (                 -- what was measured of programs that are trained, unit by unit
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,
    part TEXT NOT NULL,
    what TEXT NOT NULL,              -- the digest of what it rests on
    program TEXT NOT NULL,           -- the key of the student's program
    turn INTEGER NOT NULL,           -- one more each time a person had it run again
    made_on TEXT NOT NULL,           -- the device, torch and the data
    unit TEXT NOT NULL,              -- its name
    value TEXT NOT NULL,             -- JSON
    made_at TEXT NOT NULL,           -- UTC
    seal INTEGER NOT NULL
);
CREATE TABLE asked (                 -- one row: what the last batch was asked, for commands that go on from it
    setting TEXT NOT NULL,           -- JSON
    seal INTEGER NOT NULL
);
CREATE INDEX measured ON units (submission, number);
PRAGMA user_version = {VERSION};
"""
"""The tables that version 3 has in addition to those of version 2."""

TABLES = _TABLES_OF_2 + UNITS

COLUMNS: Mapping[str, Sequence[str]] = {
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
    "reports": ("submission", "upto", "look", "page", "slim", "pieces"),
    "pieces": ("key", "html"),
    "class_files": ("state", "pages"),
    "units": ("number", "submission", "part", "what", "program", "turn", "made_on", "unit", "value", "made_at"),
    "asked": ("setting",),
    "history": ("number", "submission", "score", "max_score", "status", "page", "graded_at"),
}
"""The columns of each table, besides the seal."""

GRADES_OF_1 = "SELECT number, submission, score, max_score, status, page, graded_at FROM grades"
"""What a file of version 1 gives to the history."""
