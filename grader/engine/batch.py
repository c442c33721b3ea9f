"""A class graded: workers in parallel, each part's verdicts kept as they are there, reports at the end.

Killed at any moment, the same command goes on where it stopped: a part is graded again only if something has changed
that its verdicts were made from.
"""

import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import intake
from grader.answers.training import variant
from grader.answers.words import did_you_mean
from grader.engine.marking import runs
from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.runs import Runner
from grader.engine.output import classwide, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.secrets import choice
from grader.engine.secrets.draws import PUBLISHED
from grader.engine.store import Known, Store, opening
from grader.engine.summary import Progress, Summary, summary
from grader.engine.trace.inputs import Shared
from grader.engine.workers import estimate, looked, pool, worker
from grader.engine.workers.forecast import Expected, Forecast, order
from grader.engine.workers.plan import Wish
from grader.engine.workers.round import Round
from grader.engine.workers.standing import Standing
from grader.errors import UsageError
from grader.model import Assignment
from grader.provenance import Libraries, Sources
from grader.rubric import load

SECONDS = 600.0
"""The time without a word after which a submission's worker is ended; its code has narrower limits of its own."""
TRIES = 3
"""How often a pair of training runs may be made, where the device is disturbed."""
MEMORY = 4 << 30
"""Bytes of address space that a worker may have; torch alone maps one gigabyte."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a batch is asked for, beside the class, the rubric and where to.

    Attributes:
        jobs: worker processes.
        wish: what is graded although its rows hold, or not.
        secret: the file of the secret, where it is named.
        pages: whether each student's own page is written, as for before the release.
        released: whether it is, and explains what is right, too. With neither, pages that are there are kept as such.
        criteria: whether a CSV of criteria is written, as it is where there is one.
        require, trust_students: how students' code is kept in.
        known: a folder in which rubrics that were found right are kept.
        rehearsal: which variant of training parts is measured, and where data sets lie.
    """

    jobs: int = 1
    wish: Wish = field(default_factory=Wish)
    secret: Path | None = None
    pages: bool = False
    released: bool = False
    criteria: bool = False
    require: str | None = None
    trust_students: bool = False
    known: Path | None = None
    rehearsal: Rehearsal = field(default_factory=Rehearsal)

    @property
    def isolation(self) -> Mapping[str, Any]:
        return {"require": self.require, "trust_students": self.trust_students}


def run(
    folder: Path,
    rubric: Path,
    out: Path,
    options: Options | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Grade every submission in `folder` into `out`.

    Raises:
        RubricError, UsageError: the rubric, the folder, `out` or the secret cannot be used, or students' code cannot be
            kept in as tightly as is required.
    """
    since, asked = time.time(), options or Options()
    source, rubric_hash = load.read(rubric, known=asked.known)
    assignment = load.build(source)
    _see_parts(assignment, asked.wish.parts)
    there, entries = Out(out), _entries(folder, out)
    draws = any(map(runs.is_run, assignment.parts))
    choice.see(out, folder, asked.secret, draws=draws)
    if asked.wish.only:
        opening.see_current(there.grades)
    there.make()
    with (
        pool.Pool(worker.make_work, jobs=min(asked.jobs, len(entries)), memory=MEMORY) as workers,
        Store(there.grades) as store,
        Runner(**asked.isolation) as runner,
    ):
        if asked.require is not None and draws:
            runner.isolation()
        known = store.known()
        used = _secrets(store, known, entries)
        place, first = (out, folder, asked.secret), not store.written()
        key = choice.choose(*place, used, draws=draws, waiting=asked.wish.only, first=first)
        store.note_asked(_asked(folder, rubric, asked))
        sources = Sources.of_the_grader()
        drawn, tried = key.secret or PUBLISHED, asked.rehearsal
        shared = Shared(assignment, drawn, sources, Libraries(), lambda: worker.tier(runner), rehearsal=tried)
        page = _page(there, asked, store)
        if page:
            there.make_students()
        wanted = Wanted(reporting.look(rubric_hash, sources), reporting.provenance(rubric_hash), page)
        standing = Standing(store, known, shared, [part.id for part in assignment.parts], asked.wish)
        work = Round(assignment, entries, there, store, standing, wanted)
        setting = worker.setting(source, asked.isolation, key.secret, wanted, there, since, asked.rehearsal)
        todo = {name: path for name, path in entries.items() if not asked.wish.only or standing.stale(name)}
        priors, patience = _priors(assignment), _patience(assignment, small=tried.small)
        expected = _expected(assignment, todo, standing)
        for line in estimate.lines(assignment, expected, standing, small=tried.small):
            report(Progress(None, 0, len(expected), False, None, note=line))
        _go(work, expected, priors, workers, setting, report, patience)
        names, criteria = sorted(entries), asked.criteria or (out / "criteria.csv").exists()
        classwide.write(there, assignment, store, names, wanted.look, criteria=criteria)
        return summary(
            names,
            work.statuses(),
            work.graded,
            len(work.lost),
            outdated=standing.outdated(names),
            gone=there.tidy(store.submissions() - entries.keys()),
            ignored=tuple(intake.others(folder)),
            pages=page,
            said=tuple(line for line in (key.said, _moved(store)) if line),
        )


def _asked(folder: Path, rubric: Path, asked: Options) -> Mapping[str, Any]:
    """What commands need that go on from a batch."""
    paths = {"folder": folder, "rubric": rubric, "secret": asked.secret, "data": asked.rehearsal.data}
    named = {name: None if path is None else str(path.absolute()) for name, path in paths.items()}
    return {**named, "small": asked.rehearsal.small, **asked.isolation}


def _go(
    work: Round,
    expected: Mapping[str, Expected],
    priors: Mapping[str, float],
    workers: pool.Pool,
    setting: bytes,
    report: Callable[[Progress], None],
    patience: float,
) -> None:
    """Have the workers do it, the slowest first, and say how far they are."""
    forecast = Forecast(expected, priors, workers.jobs)
    began: dict[str, float] = {}

    def ask(name: str) -> bytes:
        began[name] = time.monotonic()
        forecast.started(name, began[name])
        return work.ask(name)

    names, done = order(expected, priors), 0
    work.queue.put(*names)
    for event in work.hear(workers.run(setting, work.queue, ask, seconds=patience)):
        now = time.monotonic()
        if isinstance(event, pool.Waiting):
            left = forecast.left(now)
            report(Progress(None, done, len(names), False, None, left, event.running, dict(work.measuring)))
        elif isinstance(event, pool.Lost) or event.last:
            done, name = done + 1, event.task
            forecast.done(name, _took(work.graded.get(name), now - began[name]))
            lost = work.lost.get(name)
            report(Progress(name, done, len(names), not work.graded.get(name), lost, forecast.left(now)))


def _took(parts: Mapping[str, float] | None, seconds: float) -> Mapping[str, float] | None:
    """The seconds of each part, and under "" those that went into reading and reporting."""
    return parts and {**parts, "": max(0.0, seconds - sum(parts.values()))}


def _expected(assignment: Assignment, entries: Mapping[str, Path], standing: Standing) -> Mapping[str, Expected]:
    """What is known of the submissions beforehand: from the last time, else from what code seems to be there."""
    code = _priors(assignment).keys()
    found = {}
    for name, path in entries.items():
        known, stale = standing.known.get(name), standing.stale(name)
        if known is None:
            found[name] = Expected({}, looked.code_in(path, assignment.parts))
        else:
            seconds = {part: row.seconds for part, row in known.items() if not stale or part in stale}
            found[name] = Expected(seconds, frozenset(code & (set(stale) or seconds.keys())))
    return found


def _priors(assignment: Assignment) -> Mapping[str, float]:
    """The seconds that the code of a part may be thought to take."""
    return {part.id: runs.usual_seconds(part) for part in assignment.parts if runs.is_run(part)}


def _patience(assignment: Assignment, *, small: bool) -> float:
    """Seconds without a word after which a worker is ended: no less than the longest unit of a training may take."""
    trained = [variant(part.answer.settings, small=small) for part in assignment.parts if runs.trains(part)]
    budgets = [float(settings["budget"]) for settings in trained]
    return max([SECONDS, *(2 * TRIES * budget + SECONDS for budget in budgets)])


def _entries(folder: Path, out: Path) -> Mapping[str, Path]:
    """The class's submissions by id; `out` is none of them, should it lie in the folder."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; a class is a folder with one folder or zip a student")
    _see_place(os.path.realpath(folder), out)
    there = os.path.realpath(out)
    found = {name: path for name, path in intake.submissions(folder) if os.path.realpath(path) != there}
    if not found:
        raise UsageError(f"{folder} holds no submissions: one folder or zip a student is expected")
    return found


def _see_place(folder: str, out: Path) -> None:
    """See that reports do not come among what was handed in: beside it they may, in a folder of their own.

    Raises:
        UsageError: they would.
    """
    there, mine = Path(os.path.realpath(out)), {os.path.realpath(path) for path in (out, *Out(out).folders)}
    if folder in mine or there == there.parent:
        raise UsageError(f"{out} is no place for reports on {folder}; name another folder with --out")
    deep = there.parent != Path(folder)
    if there.is_relative_to(folder) and (deep or (out.exists() and not Out(out).grades.exists())):
        raise UsageError(f"{out} lies in the class folder, where it is a student's; name another folder with --out")


def _see_parts(assignment: Assignment, asked: Collection[str]) -> None:
    ids = [part.id for part in assignment.parts]
    for part in asked:
        if part not in ids:
            raise UsageError(f"the rubric has no part '{part}'{did_you_mean(part, ids)}")


def _page(out: Out, asked: Options, store: Store) -> str:
    """Whether students' pages are written, for before or after the release. Those that are there are kept as such."""
    if asked.pages or asked.released:
        store.ask_for("after" if asked.released else "before")
    elif not out.students.is_dir() or not any(out.students.iterdir()):
        return ""
    return store.pages() or "before"


def _secrets(store: Store, known: Mapping[str, Mapping[str, Known]], names: Collection[str]) -> set[str]:
    """The ids of the secrets that the newest rows were drawn with."""
    contexts = {row.context for name, rows in known.items() if name in names for row in rows.values()}
    found = (store.contexts.get(context, {}).get("secret") for context in contexts)
    return {secret for secret in found if secret is not None}


def _moved(store: Store) -> str | None:
    if store.moved is None:
        return None
    return f"grades of an older version are history now (copied to {store.moved}): everything was graded again"
