"""The commands, one function each: it asks the engine and prints the result."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from grader import arguments
from grader.cli.status import CANNOT, OK, OUR_FAULT
from grader.counted import counted
from grader.errors import UsageError
from grader.model import Assignment, Place


def check(asked: argparse.Namespace) -> int:
    from grader.engine import single
    from grader.engine.marking.programs import Rehearsal
    from grader.reports import record

    gc.freeze()
    gc.enable()
    full = single.check(
        asked.submission,
        asked.rubric,
        asked.part,
        known=_cache(),
        secret=asked.secret,
        require=asked.require,
        trust_students=asked.trust_students,
        rehearsal=Rehearsal(asked.small, asked.data),
        measured=_telling(),
    )
    shown = record.for_student(full.record, released=asked.released)
    if asked.json:
        print(record.dumps(shown))
    else:
        from grader.reports.terminal import part_list

        part_list.show(full.assignment, shown, sys.stdout)
    failed = any(part["status"] == "grader_error" for part in shown["parts"])
    return OUR_FAULT if failed else OK


def _telling() -> Callable[[object], None]:
    """A function that prints the progress of a training, each line only once in a row."""
    last = ""

    def tell(measured: object) -> None:
        nonlocal last
        if str(measured) != last:
            last = str(measured)
            print(last, file=sys.stderr, flush=True)

    return tell


def batch(asked: argparse.Namespace) -> int:
    from grader import progress
    from grader.engine import batch
    from grader.engine.asked import Options
    from grader.engine.marking.programs import Rehearsal
    from grader.engine.workers.plan import Wish

    gc.enable()
    if asked.waiting and (asked.fresh or asked.part):
        raise UsageError("--waiting grades only what waits for a device; leave out --fresh and --part")
    if asked.fresh and asked.part:
        raise UsageError("--fresh grades every part again, --part only the one named; leave one of them out")
    options = Options(
        jobs=asked.jobs or arguments.cores(),
        wish=Wish(asked.fresh, frozenset(asked.part), asked.waiting),
        secret=asked.secret,
        pages=asked.pages,
        released=asked.released,
        criteria=asked.criteria,
        require=asked.require,
        trust_students=asked.trust_students,
        known=_cache(),
        rehearsal=Rehearsal(asked.small, asked.data),
    )
    with progress.bar(sys.stderr) as report:
        summary = batch.run(asked.folder, asked.rubric, asked.out, options, report)
    print(progress.closing(summary, asked.out))
    return OK


def rerun(asked: argparse.Namespace) -> int:
    from grader import progress
    from grader.engine import rerun as again

    gc.enable()
    with progress.bar(sys.stderr) as report:
        summary = again.rerun(asked.out, again.Wanted(asked.submission, asked.part), _cache(), report)
    print(progress.closing(summary, asked.out))
    return OK


def thin(asked: argparse.Namespace) -> int:
    from grader.engine.store import thin

    path = asked.out / "grades.sqlite"
    done = thin.thin(path)
    before, after = (f"{size / 1e6:.1f} MB" for size in done.size)
    if done.damaged is not None:
        print(f"{path}: {counted(done.rows[1], 'row')} could be read and kept; the damaged file is {done.damaged}")
        print("run the batch again: what is missing is graded again")
        return OK
    gone = done.rows[0] - done.rows[1]
    dropped = f"dropped {counted(gone, 'row')} that newer ones replace, kept {done.rows[1]:,}"
    print(f"{path}: {dropped}; {before} before, {after} now")
    return OK


def lint(asked: argparse.Namespace) -> int:
    from grader.rubric import lint as linting
    from grader.rubric import load, source

    read = source.read(asked.rubric)
    problems = linting.problems(read)
    if problems:
        return _list(problems)
    assignment = load.build(read)
    parts, points = len(assignment.parts), assignment.max_score
    worth = f"{counted(parts, 'part')}, {points:g} point{'' if points == 1 else 's'}"
    advice = linting.advice(read)
    _list(advice)
    advised = f"; {counted(len(advice), 'piece')} of advice" if advice else ""
    print(f"{asked.rubric}: no problems; {worth}{advised}")
    return OK


def verify(asked: argparse.Namespace) -> int:
    from grader.engine import trivial, verify
    from grader.rubric import load

    assignment, _ = load.load(asked.rubric)
    problems = verify.problems(assignment)
    if problems:
        return _list(problems)
    print(
        f"{asked.rubric}: the oracles work, and the untouched starter is missing in all {len(assignment.parts)} parts"
    )
    for part, earned in trivial.earned(assignment):
        print(trivial.told(part, earned))
        _list(list(trivial.advice(part, earned)))
    return OK if asked.golden is None else _golden(assignment, asked)


def _golden(assignment: Assignment, asked: argparse.Namespace) -> int:
    """Print the points of golden programs over many draws, one line each, and which of them depend on a draw."""
    from grader.cli import golden as report
    from grader.engine.marking.runs import Runner
    from grader.engine.stability import golden_programs, stability

    chosen = [each for each in golden_programs(asked.golden) if not asked.part or each.part in asked.part]
    found = []
    with Runner() as runner:
        for golden in chosen:
            found.append(stability(assignment, golden, runner, asked.draws))
            print(report.line(found[-1]), flush=True)
    print(report.summary(found))
    return OK if all(each.stable for each in found) else CANNOT


def _list(problems: Sequence[tuple[Place, str]]) -> int:
    for place, text in problems:
        print(f"{place}: {text}", file=sys.stderr)
    return CANNOT


def schema(asked: argparse.Namespace) -> int:
    import json

    from grader.rubric import schema

    print(json.dumps(schema.for_editors(), indent=1, ensure_ascii=False))
    return OK


def template(asked: argparse.Namespace) -> int:
    from grader.engine import starter
    from grader.rubric import load

    assignment, _ = load.load(asked.rubric)
    files = starter.write(assignment, asked.folder)
    print(f"{asked.folder}: wrote {', '.join(files)}")
    return OK


def _cache() -> Path | None:
    """The folder in which rubrics without problems are kept, in the user's cache folder; None if there is none."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("HOME") and f"{os.environ['HOME']}/.cache")
    return Path(base) / "oracle-grader" / "rubrics" if base else None
