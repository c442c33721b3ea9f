"""One submission checked, as a student or an autograder asks for it."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import __version__, intake
from grader.answers import form_of
from grader.answers.words import did_you_mean
from grader.engine.marking import workload
from grader.engine.marking.grade import Grader
from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.runs import Runner
from grader.engine.marking.trainings import Measured
from grader.engine.secrets.file import read
from grader.errors import SubmissionError, UsageError
from grader.intake.text import printable
from grader.model import Assignment
from grader.reports.record import Record, record
from grader.rubric import load


@dataclass(frozen=True, slots=True)
class Checked:
    """The assignment, and the full record of the grade."""

    assignment: Assignment
    record: Record


def check(
    submission: Path,
    rubric: Path,
    parts: Sequence[str] = (),
    *,
    known: Path | None = None,
    secret: Path | None = None,
    require: str | None = None,
    trust_students: bool = False,
    rehearsal: Rehearsal | None = None,
    measured: Callable[[Measured], None] = lambda measured: None,
) -> Checked:
    """Grade one submission, or some parts of it. Its code runs with the isolation that is required, or is safe.

    Hidden inputs are the same for everybody, or, with the file of a batch's `secret`, those that this batch draws.

    Args:
        measured: told of each run of a training as it is there.

    Raises:
        RubricError, SubmissionError, UsageError: the rubric, the submission, a part's id or the secret cannot be used.
    """
    assignment, rubric_hash = load.load(rubric, known=known)
    ids = [part.id for part in assignment.parts]
    for part in parts:
        if part not in ids:
            raise UsageError(f"the rubric has no part '{part}'{did_you_mean(part, ids)}")
    if not os.path.lexists(submission):
        raise SubmissionError(f"{printable(submission.as_posix())}: no such folder or zip file")
    provenance = {"grader": __version__, "rubric": rubric_hash}
    small = rehearsal is not None and rehearsal.small
    drawn = None if secret is None else read(secret, named=True)
    with Runner(require=require, trust_students=trust_students) as runner:
        asked = [part for part in assignment.parts if not parts or part.id in parts]
        here = [part for part in asked if workload.runs_here(part, small=small)]
        runner.prepare({form_of(part).file(part.answer.settings) for part in here}, submission)
        handed_in = intake.read(submission, assignment)
        made = Grader(assignment, provenance, runner, drawn, rehearsal)
        grade = made.grade(handed_in, only=parts, measured=measured, submission=intake.fingerprint(submission))
    return Checked(assignment, record(grade))
