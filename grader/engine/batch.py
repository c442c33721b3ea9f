"""A class graded: workers in parallel, each result kept as it is done, reports at the end.

Killed at any moment, the same command goes on where it stopped: a submission is graded again only if
its files, the rubric or the grader's code have changed since.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from grader import fingerprint, intake
from grader.engine import looked, pool, runs, worker
from grader.engine.forecast import Expected, Forecast, order
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
    """How far a batch is, said of a submission that is done, and now and then while none is.

    Attributes:
        submission: the one that is done: graded now, `reused` from an earlier run, or `lost` and why. None if none is.
        left: seconds until all are done, None where nobody can tell.
        running: while none is done, those that are being graded and for how many seconds, the longest first.
    """

    submission: str | None
    done: int
    total: int
    reused: bool
    lost: str | None
    left: float | None = None
    running: tuple[tuple[str, float], ...] = ()


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
    with Store(out / "grades.sqlite", worker.key(rubric_hash, released, isolation), fingerprint.code()) as store:
        grader = Grader(assignment, worker.provenance(rubric_hash))
        setting = worker.setting(rubric, released, isolation)
        expected, priors = _expected(assignment, entries)
        forecast = Forecast(expected, priors, jobs)
        began: dict[str, float] = {}

        def ask(name: str) -> bytes:
            began[name] = time.monotonic()
            forecast.started(name, began[name])
            return worker.task(name, entries[name], None if fresh else store.known_hash(name))

        names = order(expected, priors)
        graded: set[str] = set()
        lost: dict[str, str] = {}
        done = 0
        for event in pool.run(worker.make_work, setting, names, ask, jobs=jobs, seconds=SECONDS, memory=MEMORY):
            now = time.monotonic()
            if isinstance(event, pool.Waiting):
                report(Progress(None, done, len(entries), False, None, forecast.left(now), event.running))
                continue
            name = event.task
            found = None
            if isinstance(event, pool.Lost):
                lost[name] = event.reason
                found = worker.lost(grader, name, event.reason, released)
            elif not event.last:
                found = worker.graded(event.answer)
            if found is not None:
                graded.add(name)
                _write(_result(out, name), found.row.record)
                _write(_page(out, name), found.student_page)
                store.add(found.row)
            if isinstance(event, pool.Lost) or event.last:
                done += 1
                took = dict.fromkeys(
                    expected[name].code or {""}, (now - began[name]) / max(1, len(expected[name].code))
                )
                forecast.done(name, took if name in graded else None)
                report(Progress(name, done, len(entries), name not in graded, lost.get(name), forecast.left(now)))
        seen = _write_class(out, assignment, store, sorted(entries), released)
    return Summary(
        total=len(entries),
        reused=len(entries) - len(graded),
        lost=len(lost),
        waiting=sum("needs_review" in statuses or "needs_gpu" in statuses for statuses in seen.values()),
        unreadable=tuple(name for name, statuses in seen.items() if statuses == {"unreadable"}),
        failed=tuple(name for name, statuses in seen.items() if "grader_error" in statuses),
        ignored=tuple(intake.others(folder)),
    )


def _expected(
    assignment: Assignment, entries: Mapping[str, Path]
) -> tuple[Mapping[str, Expected], Mapping[str, float]]:
    """What is known of the submissions beforehand, and the seconds that the code of a part may be thought to take."""
    code = {part.id: part.answer.settings for part in assignment.parts if "cases" in part.answer.settings}
    priors = {part: float(runs.limits(settings).wall) for part, settings in code.items()}
    return {name: Expected({}, looked.code_in(path, assignment.parts)) for name, path in entries.items()}, priors


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
