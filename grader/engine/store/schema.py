"""The tables of `grades.sqlite`, and which version of them a file has."""

VERSION = 2
"""Counted in `PRAGMA user_version`. Version 1 had a row a submission."""

TABLES = """
CREATE TABLE contexts (
    digest TEXT PRIMARY KEY,
    inputs TEXT NOT NULL             -- names and digests of inputs that rows share, as JSON
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
    graded_at TEXT NOT NULL          -- UTC
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
    read_at TEXT NOT NULL            -- UTC
);
CREATE INDEX last_read ON hand_ins (submission, number);
CREATE TABLE reports (               -- made from the rows, and made again at will
    submission TEXT PRIMARY KEY,
    upto INTEGER NOT NULL,           -- the number of the last row that is in it
    look TEXT NOT NULL,
    page TEXT NOT NULL,
    slim BLOB NOT NULL,              -- JSON, deflated
    pieces TEXT NOT NULL             -- JSON
);
CREATE TABLE pieces (                -- of pages
    key TEXT PRIMARY KEY,
    html BLOB NOT NULL               -- deflated
);
CREATE TABLE class_files (state TEXT NOT NULL);   -- one row: what the files of the whole class were written from
CREATE TABLE history (               -- grades of a version that had one row a submission; they are used for nothing
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,
    score REAL NOT NULL,
    max_score REAL NOT NULL,
    status TEXT NOT NULL,
    page TEXT NOT NULL,              -- as HTML, deflated, in base64
    graded_at TEXT NOT NULL
);
PRAGMA user_version = 2;
"""

FROM_1 = """
INSERT INTO history (number, submission, score, max_score, status, page, graded_at)
    SELECT number, submission, score, max_score, status, page, graded_at FROM grades;
DROP TABLE grades;
"""
