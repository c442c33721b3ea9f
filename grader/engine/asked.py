"""A class as it is asked for: its rubric and its submissions, and all that can be refused before a file is written."""

import os
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import intake
from grader.answers.words import did_you_mean
from grader.engine.marking import workload
from grader.engine.marking.programs import Rehearsal
from grader.engine.output.files import Out
from grader.engine.secrets import choice
from grader.engine.store import opening
from grader.engine.workers.plan import Wish
from grader.errors import UsageError
from grader.model import Assignment
from grader.rubric import load
from grader.rubric.parsed import Source


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a batch, besides the class, the rubric and the output folder.

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A class to be graded.

    Attributes:
        folder, rubric: where the submissions and the rubric lie.
        source, digest: what the rubric says, and the digest of its file.
        entries: the submissions by their ids.
        secret: where the secret lies that hidden inputs are drawn from.
        since: when the batch began, in seconds since the epoch.
    """

    folder: Path
    rubric: Path
    out: Out
    options: Options
    source: Source
    digest: str
    assignment: Assignment
    entries: Mapping[str, Path]
    secret: choice.Where
    since: float

    def noted(self) -> Mapping[str, Any]:
        """The facts that later commands need to continue from a batch."""
        options = self.options
        paths = {
            "folder": self.folder,
            "rubric": self.rubric,
            "secret": options.secret,
            "data": options.rehearsal.data,
        }
        named = {name: None if path is None else str(path.absolute()) for name, path in paths.items()}
        return {**named, "small": options.rehearsal.small, **options.isolation}


def look(folder: Path, rubric: Path, out: Path, options: Options) -> Asked:
    """Read the rubric, and see that the class can be graded into `out`.

    Raises:
        RubricError, UsageError: the rubric, the folder, `out` or the secret cannot be used.
    """
    since = time.time()
    source, digest = load.read(rubric, known=options.known)
    assignment = load.build(source)
    _see_parts(assignment, options.wish.parts)
    there, entries = Out(out), _entries(folder, out)
    secret = choice.Where(out, folder, options.secret, any(map(workload.is_run, assignment.parts)))
    choice.see(secret)
    if options.wish.only:
        opening.see_current(there.grades)
    return Asked(folder, rubric, there, options, source, digest, assignment, entries, secret, since)


def _entries(folder: Path, out: Path) -> Mapping[str, Path]:
    """The class's submissions by id; `out` is none of them, should it lie in the folder."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; a class is a folder with one folder or zip per student")
    _see_place(os.path.realpath(folder), out)
    there = os.path.realpath(out)
    found = {name: path for name, path in intake.submissions(folder) if os.path.realpath(path) != there}
    if not found:
        raise UsageError(f"{folder} holds no submissions: one folder or zip per student is expected")
    return found


def _see_place(folder: str, out: Path) -> None:
    """See that reports are not written among the submissions; in a folder of their own next to them they may be.

    Raises:
        UsageError: they would.
    """
    there, mine = Path(os.path.realpath(out)), {os.path.realpath(path) for path in (out, *Out(out).folders)}
    if folder in mine or there == there.parent:
        raise UsageError(f"{out} is not a place for reports on {folder}; name another folder with --out")
    deep = there.parent != Path(folder)
    if there.is_relative_to(folder) and (deep or (out.exists() and not Out(out).grades.exists())):
        raise UsageError(
            f"{out} lies in the class folder, where it would count as a student's; name another folder with --out"
        )


def _see_parts(assignment: Assignment, asked: Collection[str]) -> None:
    ids = [part.id for part in assignment.parts]
    for part in asked:
        if part not in ids:
            raise UsageError(f"the rubric has no part '{part}'{did_you_mean(part, ids)}")
