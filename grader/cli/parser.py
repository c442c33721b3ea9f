"""The command line: its verbs and their options."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from grader import __version__, arguments
from grader.cli import commands
from grader.errors import UsageError

Verbs = Any
"""The subcommands of a parser, whose type argparse keeps to itself."""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; `{self.prog} --help` says how")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; what it returns has the verb's function as `run`."""
    made = _Parser(prog="grade.py", description="Grades homework by comparing answers with reference implementations.")
    made.add_argument("--version", action="version", version=__version__)
    verbs = made.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)
    for add in (_check, _batch, _rerun, _thin, _lint, _verify, _schema, _template):
        add(verbs)
    return made


def _check(verbs: Verbs) -> None:
    command = verbs.add_parser("check", help="grade one submission and print what is right and what is not")
    command.add_argument("submission", type=Path, help="a folder, or a zip of it")
    command.add_argument("--rubric", type=Path, required=True)
    command.add_argument("--part", action="append", default=[], metavar="ID", help="only this part (repeat for more)")
    command.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")
    command.add_argument("--released", action="store_true", help="answers are released: explain what is right, too")
    command.add_argument(
        "--secret", type=Path, metavar="FILE", help="draw hidden inputs from this secret, as the batch does"
    )
    _isolated(command)
    _rehearsed(command)
    command.set_defaults(run=commands.check)


def _batch(verbs: Verbs) -> None:
    command = verbs.add_parser("batch", help="grade a class: gradebook, pages, one result per student")
    command.add_argument("folder", type=Path, help="a folder with one folder or zip per student")
    command.add_argument("--rubric", type=Path, required=True)
    command.add_argument("--out", type=arguments.folder, required=True)
    command.add_argument(
        "--jobs", type=arguments.jobs, default=None, metavar="N", help="worker processes; all cores unless given"
    )
    command.add_argument("--fresh", action="store_true", help="grade everything again, even what has not changed")
    command.add_argument(
        "--part", action="append", default=[], metavar="ID", help="grade this part again (repeat for more)"
    )
    command.add_argument(
        "--waiting", action="store_true", help="grade only what waits for a device; the rest stays as it is"
    )
    command.add_argument(
        "--secret",
        type=Path,
        metavar="FILE",
        help="the secret for hidden inputs, made if it is new; OUT.secret unless given",
    )
    command.add_argument("--pages", action="store_true", help="write a page for each student, to hand out")
    command.add_argument("--released", action="store_true", help="students' pages explain what is right, too")
    command.add_argument(
        "--criteria", action="store_true", help="write criteria.csv: one row per student, part and criterion"
    )
    _isolated(command)
    _rehearsed(command)
    command.set_defaults(run=commands.batch)


def _rerun(verbs: Verbs) -> None:
    command = verbs.add_parser("rerun", help="train a program once more with other seeds, and keep both results")
    command.add_argument("out", type=Path, help="the folder that a batch wrote")
    command.add_argument("submission", metavar="ID", help="whose program")
    command.add_argument("--part", metavar="ID", help="the part; not needed if there is only one that is trained")
    command.set_defaults(run=commands.rerun)


def _thin(verbs: Verbs) -> None:
    command = verbs.add_parser(
        "thin", help="shrink a batch's file of grades, or save what can be read of a damaged one"
    )
    command.add_argument("out", type=Path, help="the folder that a batch wrote")
    command.set_defaults(run=commands.thin)


def _lint(verbs: Verbs) -> None:
    command = verbs.add_parser("lint", help="list everything that is wrong with a rubric")
    command.add_argument("rubric", type=Path)
    command.set_defaults(run=commands.lint)


def _verify(verbs: Verbs) -> None:
    command = verbs.add_parser("verify", help="run a rubric's oracles and grade its untouched starter")
    command.add_argument("rubric", type=Path)
    command.add_argument(
        "--golden", type=Path, metavar="FOLDER", help="programs with known points, judged over many draws"
    )
    command.add_argument(
        "--draws", type=arguments.draws, default=40, metavar="N", help="draws of each golden program (40)"
    )
    command.add_argument("--part", action="append", default=[], metavar="ID", help="golden programs of this part only")
    command.set_defaults(run=commands.verify)


def _schema(verbs: Verbs) -> None:
    command = verbs.add_parser("schema", help="print the JSON Schema of rubrics, for editors")
    command.set_defaults(run=commands.schema)


def _template(verbs: Verbs) -> None:
    command = verbs.add_parser("template", help="write the starter folder that students fill in")
    command.add_argument("rubric", type=Path)
    command.add_argument("folder", type=Path)
    command.set_defaults(run=commands.template)


def _rehearsed(command: argparse.ArgumentParser) -> None:
    """The options of commands that have programs trained."""
    command.add_argument(
        "--small",
        action="store_true",
        help="train on the rubric's small variant: a rehearsal, unless the rubric says that it counts",
    )
    command.add_argument(
        "--data", type=Path, metavar="PATH", help="where data sets are that are not shipped: a folder, or its archive"
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
        "--trust-students", action="store_true", help="run their code even where only limits confine it"
    )
