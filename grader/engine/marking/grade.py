"""One submission graded, part by part: typed answers, checks, verdicts. Code runs in the sandbox; no files here.

All that a check gets it gets through a `Paper`, which notes what was taken: so what a verdict was made from is known
without a list of it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.checks import CHECKS
from grader.checks.interface import takes
from grader.engine.marking import assemble
from grader.engine.marking.handed import Handed, Read
from grader.engine.marking.notes import NotedChecks, Notes
from grader.engine.marking.paper import Paper, where
from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.runs import Runner
from grader.engine.marking.trainings import Measured, Trainings
from grader.engine.secrets.draws import PUBLISHED, Draws, Secret
from grader.errors import OwnFault, Unreadable, UsageError
from grader.model import Assignment, Call, Criterion, Grade, OtherAnswer, Part, Status, Submission, Verdict
from grader.oracles import Givens, called, module


@dataclass(frozen=True, slots=True)
class Marked:
    """The verdicts of a part's criteria, in their order, what was taken for them, and what its code was run in."""

    part: str
    verdicts: tuple[Verdict, ...]
    notes: Notes
    isolation: str | None = None


class Grader:
    """Grades submissions of one assignment; what the assignment gives is worked out once."""

    def __init__(
        self,
        assignment: Assignment,
        provenance: Mapping[str, str],
        runner: Runner | None = None,
        secret: Secret | None = None,
        rehearsal: Rehearsal | None = None,
    ):
        self.assignment = assignment
        self.provenance = provenance
        self.runner = runner or Runner()
        self._trainings = Trainings(self.runner, rehearsal)
        self._secret = secret
        outer = Givens(assignment.given)
        self._givens = {part.id: Givens(part.given, outer) for part in assignment.parts}
        self._parts = {part.id: part for part in assignment.parts}

    def paper(self, student: str, handed: Handed) -> Paper:
        """A student's hand-in, to be marked part by part."""
        # a self-check draws the same for everybody, whatever the folder is called
        draws = Draws(self._secret or PUBLISHED, self.assignment.id, student if self._secret else "")
        return Paper(handed, self._parts, self._givens, self.runner, self._trainings, draws)

    def mark(self, paper: Paper, part: Part) -> Marked:
        """The verdicts of one part.

        Raises:
            UsageError: students' code cannot be kept in as tightly as is required.
        """
        notes = Notes({f"criteria {part.id}", "library python", "source grader/engine/marking/grade.py"})
        verdicts = tuple(self._verdict(paper, part, criterion, notes) for criterion in part.criteria)
        isolation = (paper.isolation(part.id) or self.runner.isolation()) if paper.ran(part.id) else None
        return Marked(part.id, verdicts, notes, isolation)

    def grade(
        self,
        handed_in: Submission,
        *,
        only: Collection[str] = (),
        measured: Callable[[Measured], None] = lambda measured: None,
        **provenance: str,
    ) -> Grade:
        """The grade of a submission, or of the parts named in `only`. What is measured is told as it is there."""
        paper = self.paper(handed_in.id, Read(handed_in))
        marked = []
        for part in (each for each in self.assignment.parts if not only or each.id in only):
            for each in paper.train(part):
                measured(each)
            marked.append(self.mark(paper, part))
        told = {each.part: each.verdicts for each in marked}
        said = {**self.provenance, **provenance, **assemble.ran_in(each.isolation for each in marked)}
        return assemble.grade(self.assignment, handed_in, told, said, assemble.begins(handed_in))

    def _verdict(self, paper: Paper, part: Part, criterion: Criterion, notes: Notes) -> Verdict:
        try:
            return self._judged(paper, part, criterion, notes)
        except UsageError:
            raise  # less isolation than is required: nothing is graded
        except OwnFault as error:
            return Verdict.pending(Status.GRADER_ERROR, f"The grader failed: {error}. This costs no points.")
        except Exception as error:  # noqa: BLE001 — a crash in one check must not lose the others
            return Verdict.pending(
                Status.GRADER_ERROR,
                f"The grader failed in '{criterion.check}' ({where(error)}). This costs no points.",
            )

    def _judged(self, paper: Paper, part: Part, criterion: Criterion, notes: Notes) -> Verdict:
        checks = NotedChecks(CHECKS, notes)
        check = checks[criterion.check]
        try:
            values = paper.typed(part.id, notes)
            if values is None:
                return Verdict.missing()
            if "runs" in takes(check):
                values = {**values, "runs": paper.runs(part, notes), "checks": checks}
            if "training" in takes(check):
                values = {**values, "training": paper.training(part, notes)}
        except Unreadable as error:
            return Verdict.unreadable(error.message, error.hint, error.place)
        except UsageError as error:
            if self.runner.required:
                raise
            return Verdict.pending(Status.NEEDS_REVIEW, f"This code was not run: {error}.")
        givens = paper.givens(part.id, notes)
        taken = {
            name: values[name] if name in values else givens[name]
            for name in takes(check)
            if name in values or name in givens
        }
        parameters = {name: self._parameter(paper, part, each, notes) for name, each in criterion.parameters.items()}
        return _with_points(check(**taken, **parameters), criterion)

    def _parameter(self, paper: Paper, part: Part, value: Any, notes: Notes) -> Any:
        if isinstance(value, Call):
            givens = self._givens[part.id]
            notes.modules |= {module(oracle) for oracle in called(givens.defined(value))}
            return givens.value(value)
        if not isinstance(value, OtherAnswer):
            return value
        try:
            return paper.typed(value.part, notes)
        except Unreadable:
            return None


def _with_points(verdict: Verdict, criterion: Criterion) -> Verdict:
    """A verdict whose share that is `sure`, while a person is asked for the rest, stands in points: `at_least`."""
    if "sure" not in (verdict.evidence or {}):
        return verdict
    evidence = {name: value for name, value in verdict.evidence.items() if name != "sure"}
    return replace(verdict, evidence={**evidence, "at_least": round(verdict.evidence["sure"] * criterion.points, 6)})
