"""A class graded: workers in parallel, each part's verdicts kept as they are there, reports at the end.

Killed at any moment, the same command goes on where it stopped: a part is graded again only if something has changed
that its verdicts were made from.
"""

import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from grader import intake
from grader.answers.training import variant
from grader.engine.asked import Asked, Options, look
from grader.engine.marking import workload
from grader.engine.marking.runs import Runner
from grader.engine.output import classwide, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.secrets import choice
from grader.engine.secrets.draws import PUBLISHED
from grader.engine.store import Known, Store
from grader.engine.summary import Progress, Summary, summary
from grader.engine.trace.inputs import Shared
from grader.engine.workers import estimate, looked, pool, worker
from grader.engine.workers.forecast import Expected, Forecast, order
from grader.engine.workers.round import Round
from grader.engine.workers.standing import Standing
from grader.model import Assignment
from grader.provenance import Libraries, Sources

SECONDS = 600.0
"""The time without a word after which a submission's worker is ended; its code has narrower limits of its own."""
TRIES = 3
"""How often a pair of training runs may be made, where the device is disturbed."""
MEMORY = 4 << 30
"""Bytes of address space that a worker may have; torch alone maps one gigabyte."""


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
    asked = look(folder, rubric, out, options or Options())
    asked.out.make()
    with (
        pool.Pool(worker.make_work, jobs=min(asked.options.jobs, len(asked.entries)), memory=MEMORY) as workers,
        Store(asked.out.grades) as store,
        Runner(**asked.options.isolation) as runner,
    ):
        if runner.required and asked.secret.draws:
            runner.isolation()
        return _graded(asked, workers, store, runner, report)


def _graded(
    asked: Asked, workers: pool.Pool, store: Store, runner: Runner, report: Callable[[Progress], None]
) -> Summary:
    """Grade what has changed, and write what is said of the class as a whole."""
    known, out, options = store.known(), asked.out, asked.options
    used = _secrets(store, known, asked.entries)
    key = choice.choose(asked.secret, used, waiting=options.wish.only, first=not store.written())
    store.note_asked(asked.noted())
    page = _page(out, options, store)
    if page:
        out.make_students()
    sources = Sources.of_the_grader()
    wanted = Wanted(reporting.look(asked.digest, sources), reporting.provenance(asked.digest), page)
    drawn, rehearsal = key.secret or PUBLISHED, options.rehearsal
    shared = Shared(asked.assignment, drawn, sources, Libraries(), lambda: worker.tier(runner), rehearsal=rehearsal)
    standing = Standing(store, known, shared, [part.id for part in asked.assignment.parts], options.wish)
    work = Round(asked.assignment, asked.entries, out, store, standing, wanted)
    setting = worker.setting(asked.source, options.isolation, key.secret, wanted, out, asked.since, rehearsal)
    expected = _expected(asked, standing)
    for line in estimate.lines(asked.assignment, expected, standing, small=rehearsal.small):
        report(Progress(None, 0, len(expected), False, None, note=line))
    _go(asked, work, expected, workers, setting, report)
    names, criteria = sorted(asked.entries), options.criteria or (out.folder / "criteria.csv").exists()
    classwide.write(out, asked.assignment, store, names, wanted.look, criteria=criteria)
    return summary(
        names,
        work.statuses(),
        work.graded,
        len(work.lost),
        outdated=standing.outdated(names),
        gone=out.tidy(store.submissions() - asked.entries.keys()),
        ignored=tuple(intake.others(asked.folder)),
        pages=page,
        said=tuple(line for line in (key.said, _moved(store)) if line),
    )


def _go(
    asked: Asked,
    work: Round,
    expected: Mapping[str, Expected],
    workers: pool.Pool,
    setting: bytes,
    report: Callable[[Progress], None],
) -> None:
    """Have the workers do it, the slowest first, and say how far they are."""
    priors, patience = _priors(asked.assignment), _patience(asked.assignment, small=asked.options.rehearsal.small)
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


def _expected(asked: Asked, standing: Standing) -> Mapping[str, Expected]:
    """For each submission that is looked at what is known of it beforehand: from the last time, else from its code."""
    code = _priors(asked.assignment).keys()
    found = {}
    for name, path in asked.entries.items():
        known, stale = standing.known.get(name), standing.stale(name)
        if asked.options.wish.only and not stale:
            continue
        if known is None:
            found[name] = Expected({}, looked.code_in(path, asked.assignment.parts))
        else:
            seconds = {part: row.seconds for part, row in known.items() if not stale or part in stale}
            found[name] = Expected(seconds, frozenset(code & (set(stale) or seconds.keys())))
    return found


def _priors(assignment: Assignment) -> Mapping[str, float]:
    """The seconds that the code of a part may be thought to take."""
    return {part.id: workload.usual_seconds(part) for part in assignment.parts if workload.is_run(part)}


def _patience(assignment: Assignment, *, small: bool) -> float:
    """Seconds without a word after which a worker is ended: no less than the longest unit of a training may take."""
    trained = [variant(part.answer.settings, small=small) for part in assignment.parts if workload.trains(part)]
    budgets = [float(settings["budget"]) for settings in trained]
    return max([SECONDS, *(2 * TRIES * budget + SECONDS for budget in budgets)])


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
