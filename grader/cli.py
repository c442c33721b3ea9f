"""The command line: what is asked, who does it, and the exit status.

0 graded, whatever the score; 2 the command line, the rubric or the submission cannot be used, said in one
plain line on standard error; 1 our own fault. What a command needs is imported when it is asked for:
start-up is what a student feels.
"""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from grader import __version__, arguments
from grader.errors import GraderError, OwnFault, RubricError, UsageError
from grader.model import Place

OK, OUR_FAULT, CANNOT = 0, 1, 2
INTERRUPTED = 130


def run() -> NoReturn:
    """The command as a process of its own, which starts and ends as fast as it can.

    A process this short needs no collection of garbage before its modules are loaded, no second thread for
    matrices of a few rows, and no tearing down of the interpreter: together a sixth of a student's wait.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        asked = _parser().parse_args(arguments)
        status = int(asked.run(asked))
        sys.stdout.flush()
        return status
    except RubricError as error:
        more = len(error.problems) - 1
        rest = f" (and {more} more; `lint` lists them)" if more else ""
        return _say(f"{error.problems[0][0]}: {error.problems[0][1]}{rest}", CANNOT)
    except OwnFault as error:
        return _say(f"the grader failed: {error}", OUR_FAULT)
    except GraderError as error:
        return _say(str(error), CANNOT)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == "grader":
            raise
        mend = "set up once with `make demo`, then `. .venv/bin/activate`, or `pip install .`"
        return _say(f"the package '{error.name}' is not installed here; {mend}", OUR_FAULT)
    except KeyboardInterrupt:
        return _say("stopped; what was finished is kept", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            return _say(f"{str(error.filename)[:100]}…: {error.strerror}; name another path", CANNOT)
        if os.environ.get("GRADER_TRACEBACK"):
            raise
        kind = type(error).__name__
        return _say(f"the grader failed ({kind}: {error}); GRADER_TRACEBACK=1 shows where", OUR_FAULT)


def _say(text: str, status: int) -> int:
    print(f"grade: {' '.join(text.splitlines())}", file=sys.stderr)
    return status


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; `{self.prog} --help` says how")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="grade.py", description="Grades homework by comparing answers with reference implementations."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)

    check = commands.add_parser("check", help="grade one submission and print what is right and what is not")
    check.add_argument("submission", type=Path, help="a folder, or a zip of it")
    check.add_argument("--rubric", type=Path, required=True)
    check.add_argument("--part", action="append", default=[], metavar="ID", help="only this part (repeat for more)")
    check.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")
    check.add_argument("--released", action="store_true", help="answers are released: explain what is right, too")
    check.add_argument("--secret", type=Path, metavar="FILE", help="draw hidden inputs as the batch with this secret")
    _isolated(check)
    _rehearsed(check)
    check.set_defaults(run=_check)

    batch = commands.add_parser("batch", help="grade a class: gradebook, pages, one result a student")
    batch.add_argument("folder", type=Path, help="one folder or zip a student")
    batch.add_argument("--rubric", type=Path, required=True)
    batch.add_argument("--out", type=arguments.folder, required=True)
    batch.add_argument(
        "--jobs", type=arguments.jobs, default=None, metavar="N", help="worker processes; all cores unless given"
    )
    batch.add_argument("--fresh", action="store_true", help="grade everything again, also what has not changed")
    batch.add_argument(
        "--part", action="append", default=[], metavar="ID", help="grade this part again (repeat for more)"
    )
    batch.add_argument(
        "--waiting", action="store_true", help="grade only what waits for a device; the rest stays as it is"
    )
    batch.add_argument(
        "--secret", type=Path, metavar="FILE", help="the secret for hidden inputs; OUT.secret unless given"
    )
    batch.add_argument("--pages", action="store_true", help="write a page for each student, to hand out")
    batch.add_argument("--released", action="store_true", help="students' pages explain what is right, too")
    batch.add_argument(
        "--criteria", action="store_true", help="write criteria.csv: a row a student, part and criterion"
    )
    _isolated(batch)
    _rehearsed(batch)
    batch.set_defaults(run=_batch)

    thin = commands.add_parser("thin", help="make a batch's file of grades small again, or save what can be read of it")
    thin.add_argument("out", type=Path, help="the folder that a batch wrote")
    thin.set_defaults(run=_thin)

    lint = commands.add_parser("lint", help="say everything that is wrong with a rubric")
    lint.add_argument("rubric", type=Path)
    lint.set_defaults(run=_lint)

    verify = commands.add_parser("verify", help="run a rubric's oracles and grade its untouched starter")
    verify.add_argument("rubric", type=Path)
    verify.set_defaults(run=_verify)

    schema = commands.add_parser("schema", help="print the JSON Schema of rubrics, for editors")
    schema.set_defaults(run=_schema)

    template = commands.add_parser("template", help="write the starter folder that students fill in")
    template.add_argument("rubric", type=Path)
    template.add_argument("folder", type=Path)
    template.set_defaults(run=_template)
    return parser


def _rehearsed(command: argparse.ArgumentParser) -> None:
    """The options of commands that have programs trained."""
    command.add_argument(
        "--small", action="store_true", help="train on the rubric's small variant: a rehearsal, if that does not count"
    )
    command.add_argument(
        "--data", type=Path, metavar="PATH", help="where data sets lie that are not shipped: a folder, or its archive"
    )


def _isolated(command: argparse.ArgumentParser) -> None:
    """The options of commands that run students' code."""
    command.add_argument(
        "--require",
        choices=("A", "B", "C"),
        metavar="TIER",
        help="refuse to run students' code with less isolation than A, B or C (docs/security.md)",
    )
    command.add_argument(
        "--trust-students", action="store_true", help="run their code where nothing but limits holds it"
    )


def _check(asked: argparse.Namespace) -> int:
    from grader.engine.marking.programs import Rehearsal
    from grader.engine.single import check
    from grader.reports import record

    gc.freeze()
    gc.enable()
    full = check(
        asked.submission,
        asked.rubric,
        asked.part,
        known=_cache(),
        secret=asked.secret,
        require=asked.require,
        trust_students=asked.trust_students,
        rehearsal=Rehearsal(asked.small, asked.data),
        measured=lambda each: print(each, file=sys.stderr, flush=True),
    )
    shown = record.for_student(full.record, released=asked.released)
    if asked.json:
        print(record.dumps(shown))
    else:
        from grader.reports import terminal

        terminal.show(full.assignment, shown, sys.stdout)
    failed = any(part["status"] == "grader_error" for part in shown["parts"])
    return OUR_FAULT if failed else OK


def _batch(asked: argparse.Namespace) -> int:
    from grader import progress
    from grader.engine import batch
    from grader.engine.marking.programs import Rehearsal
    from grader.engine.workers.plan import Wish

    gc.enable()
    if asked.waiting and (asked.fresh or asked.part):
        raise UsageError("--waiting grades only what waits for a device; leave out --fresh and --part")
    if asked.fresh and asked.part:
        raise UsageError("--fresh grades every part again, --part only the one named; leave one of them out")
    options = batch.Options(
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


def _thin(asked: argparse.Namespace) -> int:
    from grader.engine.store import thin

    path = asked.out / "grades.sqlite"
    done = thin.thin(path)
    before, after = (f"{size / 1e6:.1f} MB" for size in done.size)
    if done.damaged is not None:
        print(f"{path}: {done.rows[1]:,} rows could be read and are kept; the damaged file is {done.damaged}")
        print("run the batch again: what is missing is graded again")
        return OK
    gone = done.rows[0] - done.rows[1]
    print(
        f"{path}: {gone:,} rows that newer ones replace are gone, {done.rows[1]:,} stay; {before} before, {after} now"
    )
    return OK


def _lint(asked: argparse.Namespace) -> int:
    from grader.rubric import lint, load, source

    read = source.read(asked.rubric)
    problems = lint.problems(read)
    if problems:
        return _list(problems)
    assignment = load.build(read)
    parts, points = len(assignment.parts), assignment.max_score
    counted = f"{parts} part{'' if parts == 1 else 's'}, {points:g} point{'' if points == 1 else 's'}"
    advice = lint.advice(read)
    _list(advice)
    advised = f"; {len(advice)} piece{'' if len(advice) == 1 else 's'} of advice" if advice else ""
    print(f"{asked.rubric}: no problems; {counted}{advised}")
    return OK


def _verify(asked: argparse.Namespace) -> int:
    from grader.engine import verify
    from grader.rubric import load

    assignment, _ = load.load(asked.rubric)
    problems = verify.problems(assignment)
    if problems:
        return _list(problems)
    print(
        f"{asked.rubric}: the oracles work, and the untouched starter is missing in all {len(assignment.parts)} parts"
    )
    return OK


def _list(problems: Sequence[tuple[Place, str]]) -> int:
    for place, text in problems:
        print(f"{place}: {text}", file=sys.stderr)
    return CANNOT


def _schema(asked: argparse.Namespace) -> int:
    import json

    from grader.rubric import schema

    print(json.dumps(schema.for_editors(), indent=1, ensure_ascii=False))
    return OK


def _template(asked: argparse.Namespace) -> int:
    from grader.engine import template
    from grader.rubric import load

    assignment, _ = load.load(asked.rubric)
    files = template.write(assignment, asked.folder)
    print(f"{asked.folder}: wrote {', '.join(files)}")
    return OK


def _cache() -> Path | None:
    """Where the hashes of rubrics found right are kept: the user's cache folder, if there is one."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("HOME") and f"{os.environ['HOME']}/.cache")
    return Path(base) / "oracle-grader" / "rubrics" if base else None
