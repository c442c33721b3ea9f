"""A program trained once more at a person's wish, with other seeds; the earlier result is kept as well."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.answers.training import variant
from grader.answers.words import did_you_mean
from grader.engine import batch
from grader.engine.asked import Options
from grader.engine.marking import workload
from grader.engine.marking.programs import Rehearsal
from grader.engine.store import Store
from grader.engine.summary import Progress, Summary
from grader.engine.workers.plan import Wish
from grader.errors import UsageError
from grader.intake.text import printable
from grader.model import Assignment, Part
from grader.rubric import load


@dataclass(frozen=True, slots=True)
class Wanted:
    """The program to be trained once more: its submission, and the part, or None if there is only one."""

    submission: str
    part: str | None


def rerun(
    out: Path, wanted: Wanted, known: Path | None = None, report: Callable[[Progress], None] = lambda progress: None
) -> Summary:
    """Train a submission's program once more, as the batch was asked that wrote `out`. All other rows stay.

    Raises:
        RubricError, UsageError: there was no such batch, or no such submission or part in it.
    """
    asked = _asked(out)
    assignment, _ = load.load(Path(asked["rubric"]), known=known)
    part = _part(assignment, wanted.part)
    data = None if asked["data"] is None else Path(asked["data"])
    options = Options(
        wish=Wish(again=(wanted.submission, part)),
        secret=None if asked["secret"] is None else Path(asked["secret"]),
        require=asked["require"],
        trust_students=asked["trust_students"],
        known=known,
        rehearsal=Rehearsal(asked["small"], data),
    )
    _see_submission(out, wanted.submission)
    _see_device(next(each for each in assignment.parts if each.id == part), options.rehearsal)
    return batch.run(Path(asked["folder"]), Path(asked["rubric"]), out, options, report)


def _asked(out: Path) -> Any:
    path = out / "grades.sqlite"
    if not path.is_file():
        raise UsageError(f"{printable(str(path))}: no such file; name the folder that a batch wrote (--out)")
    with Store(path) as store:
        asked = store.asked()
    if asked is None:
        raise UsageError(f"{printable(str(path))} does not say which class it is of; run the batch once more")
    return asked


def _see_submission(out: Path, name: str) -> None:
    with Store(out / "grades.sqlite") as store:
        names = store.submissions()
    if name not in names:
        raise UsageError(f"no submission '{printable(name)}' was graded there{did_you_mean(name, sorted(names))}")


def _see_device(part: Part, asked: Rehearsal) -> None:
    """See that it can be trained here: else what is known of it would give way to nothing."""
    from grader.training import devices

    there = devices.candidates(variant(part.answer.settings, small=asked.small)["device"])
    if isinstance(there, str):
        raise UsageError(f"'{part.id}' cannot be trained here: {there}")


def _part(assignment: Assignment, wanted: str | None) -> str:
    trained = [part.id for part in assignment.parts if workload.trains(part)]
    if wanted is None and len(trained) == 1:
        return trained[0]
    if wanted is None or wanted not in trained:
        listed = ", ".join(trained) or "none"
        raise UsageError(f"--part must name a part whose program is trained; the rubric has {listed}")
    return wanted
