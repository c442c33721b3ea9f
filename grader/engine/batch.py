"""A class graded: workers in parallel, each result kept as it is done, reports at the end.

Killed at any moment, the same command goes on where it stopped: a submission is graded again only if
its files, the rubric or the grader's code have changed since.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from grader import fingerprint, intake
from grader.engine import pool, worker
from grader.engine.grade import Grader
from grader.engine.runs import Runner
from grader.engine.store import Store
from grader.errors import UsageError
from grader.model import Assignment
from grader.reports import gradebook, html
from grader.rubric import load

SECONDS = 600.0
"""The time that one submission may take before its worker is ended; its code has narrower limits of its own."""
MEMORY = 4 << 30
"""Bytes of address space that a worker may have; torch alone maps one gigabyte."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A submission that is done: graded now, `reused` from an earlier run, or `lost` and why."""

    submission: str
    done: int
    total: int
    reused: bool
    lost: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch did: numbers of submissions, and the names of those that somebody should look at.

    `waiting` counts those a person or GPU must still look at, `unreadable` names those that could not be
    read in any part, `failed` those with a part on which the grader failed, `ignored` what lies in the class
    folder and is no submission.
    """

    total: int
    reused: int
    lost: int
    waiting: int
    unreadable: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def run(
    folder: Path,
    rubric: Path,
    out: Path,
    *,
    jobs: int,
    fresh: bool = False,
    released: bool = False,
    require: str | None = None,
    trust_students: bool = False,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Grade every submission in `folder` into `out`.

    Raises:
        RubricError, UsageError: the rubric, the folder or `out` cannot be used, or students' code cannot be kept in
            as tightly as is required.
    """
    assignment, rubric_hash = load.load(rubric)
    isolation = {"require": require, "trust_students": trust_students}
    if require is not None and any("cases" in part.answer.settings for part in assignment.parts):
        with Runner(require=require, trust_students=trust_students) as runner:
            runner.isolation()
    entries = _entries(folder, out)
    for path in (out / "results", out / "students"):
        _make(path)
    counts = {"reused": 0, "lost": 0}
    with Store(out / "grades.sqlite", worker.key(rubric_hash, released, isolation), fingerprint.code()) as store:
        grader = Grader(assignment, worker.provenance(rubric_hash))
        setting = worker.setting(rubric, released, isolation)

        def ask(name: str) -> bytes:
            return worker.task(name, entries[name], None if fresh else store.known_hash(name))

        events = pool.run(worker.make_work, setting, entries, ask, jobs=jobs, seconds=SECONDS, memory=MEMORY)
        outcomes = (
            event
            for event in events
            if isinstance(event, pool.Lost) or (isinstance(event, pool.Said) and not event.last)
        )
        for done, outcome in enumerate(outcomes, 1):
            name = outcome.task
            lost = outcome.reason if isinstance(outcome, pool.Lost) else None
            graded = (
                worker.lost(grader, name, outcome.reason, released)
                if isinstance(outcome, pool.Lost)
                else worker.graded(outcome.answer)
            )
            if graded is not None:
                _write(_result(out, name), graded.row.record)
                _write(_page(out, name), graded.student_page)
                store.add(graded.row)
            counts["reused"] += graded is None
            counts["lost"] += lost is not None
            report(Progress(name, done, len(entries), graded is None, lost))
        seen = _write_class(out, assignment, store, sorted(entries), released)
    return Summary(
        total=len(entries),
        **counts,
        waiting=sum("needs_review" in statuses or "needs_gpu" in statuses for statuses in seen.values()),
        unreadable=tuple(name for name, statuses in seen.items() if statuses == {"unreadable"}),
        failed=tuple(name for name, statuses in seen.items() if "grader_error" in statuses),
        ignored=tuple(intake.others(folder)),
    )


def _entries(folder: Path, out: Path) -> Mapping[str, Path]:
    """The class's submissions by id; `out` is none of them, should it lie in the folder."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; a class is a folder with one folder or zip a student")
    found = {name: path for name, path in intake.submissions(folder) if path.resolve() != out.resolve()}
    if not found:
        raise UsageError(f"{folder} holds no submissions: one folder or zip a student is expected")
    return found


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def _write_class(
    out: Path, assignment: Assignment, store: Store, names: list[str], released: bool
) -> dict[str, frozenset[str]]:
    """The gradebook and the class page, and what is missing of the students' files. Each one's parts' statuses."""
    seen: dict[str, frozenset[str]] = {}
    drawn: dict[str, str] = {}

    def entries(book: TextIO) -> Iterator[html.ClassEntry]:
        write_row = gradebook.writer(assignment, book)
        for row in store.rows(names):
            record = json.loads(row.record)
            seen[row.submission] = frozenset(part["status"] for part in record["parts"])
            if not _result(out, row.submission).is_file():
                _write(_result(out, row.submission), row.record)
            if not _page(out, row.submission).is_file():
                _write(_page(out, row.submission), worker.student_page(assignment, record, released))
            write_row(record)
            page = json.loads(row.page)
            drawn.clear()
            drawn.update(page)
            yield html.ClassEntry(record, tuple(key for key, _ in page))

    with _replacing(out / "index.html") as page, _replacing(out / "grades.csv") as book:
        html.class_page(assignment, entries(book), drawn.__getitem__, page)
    kept = {_result(out, name) for name in names} | {_page(out, name) for name in names}
    for path in [*(out / "results").iterdir(), *(out / "students").iterdir()]:
        if path not in kept and path.is_file():
            path.unlink()
    return seen


def _result(out: Path, name: str) -> Path:
    return out / "results" / worker.file_name(name, ".json")


def _page(out: Path, name: str) -> Path:
    return out / "students" / worker.file_name(name, ".html")


def _write(path: Path, text: str) -> None:
    with _replacing(path) as file:
        file.write(text)


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A text file that takes the place of `path` once it is whole, so that a kill leaves no half file.

    Raises:
        UsageError: it cannot be written (no space, no permission).
    """
    draft = path.with_name(f".{path.name[:200]}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
