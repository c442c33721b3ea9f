"""One submission graded: typed answers, checks, points. Code runs in the sandbox; no files and processes here."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from grader.answers import FORMS
from grader.answers.form import Values
from grader.checks import CHECKS
from grader.checks.interface import takes
from grader.checks.runs import Run
from grader.engine import scoring
from grader.engine.runs import Runner
from grader.errors import GraderError, OwnFault, Unreadable, UsageError
from grader.model import (
    Answer,
    Assignment,
    Call,
    Criterion,
    Grade,
    OtherAnswer,
    Part,
    PartGrade,
    Status,
    Submission,
    Verdict,
)
from grader.oracles import Givens

Typed = Mapping[str, Any]


class Grader:
    """Grades submissions of one assignment; what the assignment gives is worked out once."""

    def __init__(self, assignment: Assignment, provenance: Mapping[str, str], runner: Runner | None = None):
        self.assignment = assignment
        self.provenance = provenance
        self.runner = runner or Runner()
        self.givens = Givens(assignment.given)
        self.local = {part.id: Givens(part.given, self.givens) for part in assignment.parts}
        self.parts = {part.id: part for part in assignment.parts}

    def grade(self, handed_in: Submission, *, only: Collection[str] = (), **provenance: str) -> Grade:
        """The grade of a submission, or of the parts named in `only`."""
        typed = _Answers(self, handed_in)
        parts = tuple(
            PartGrade(part, tuple(self._result(part, criterion, typed) for criterion in part.criteria))
            for part in self.assignment.parts
            if not only or part.id in only
        )
        if typed.ran:
            provenance["isolation"] = self.runner.isolation()
        return Grade(self.assignment, handed_in.id, parts, handed_in.notes, {**self.provenance, **provenance})

    def all_unreadable(self, name: str, message: str, **provenance: str) -> Grade:
        """The grade of a submission that cannot be opened at all."""
        return self._everywhere(name, Verdict.unreadable(message), provenance)

    def all_our_fault(self, name: str, message: str, **provenance: str) -> Grade:
        """The grade of a submission on which the grader itself failed: nothing is scored."""
        return self._everywhere(name, Verdict.pending(Status.GRADER_ERROR, message), provenance)

    def _everywhere(self, name: str, verdict: Verdict, provenance: Mapping[str, str]) -> Grade:
        parts = tuple(
            PartGrade(part, tuple(scoring.result(criterion, verdict) for criterion in part.criteria))
            for part in self.assignment.parts
        )
        return Grade(self.assignment, name, parts, (), {**self.provenance, **provenance})

    def _result(self, part: Part, criterion: Criterion, typed: "_Answers") -> Any:
        try:
            verdict = self._verdict(part, criterion, typed)
        except UsageError:
            raise  # less isolation than is required: nothing is graded
        except OwnFault as error:
            verdict = Verdict.pending(Status.GRADER_ERROR, f"The grader failed: {error}. This costs no points.")
        except Exception as error:  # noqa: BLE001 — a crash in one check must not lose the others
            verdict = Verdict.pending(
                Status.GRADER_ERROR,
                f"The grader failed in '{criterion.check}' ({_where(error)}). This costs no points.",
            )
        return scoring.result(criterion, verdict)

    def _verdict(self, part: Part, criterion: Criterion, typed: "_Answers") -> Verdict:
        try:
            values = typed.of(part.id)
        except Unreadable as error:
            return Verdict.unreadable(str(error), error.hint)
        if values is None:
            return Verdict.missing()
        check = CHECKS[criterion.check]
        givens = self.local[part.id]
        if "runs" in takes(check):
            try:
                values = {**values, "runs": typed.runs(part), "checks": CHECKS}
            except Unreadable as error:
                return Verdict.unreadable(str(error), error.hint)
            except UsageError as error:
                if self.runner.required:
                    raise
                return Verdict.pending(Status.NEEDS_REVIEW, f"This code was not run: {error}.")
        taken = {
            name: values[name] if name in values else givens[name]
            for name in takes(check)
            if name in values or name in givens
        }
        parameters = {name: self._parameter(value, givens, typed) for name, value in criterion.parameters.items()}
        return check(**taken, **parameters)

    def _parameter(self, value: Any, givens: Givens, typed: "_Answers") -> Any:
        if isinstance(value, Call):
            return givens.value(value)
        if not isinstance(value, OtherAnswer):
            return value
        try:
            return typed.of(value.part)
        except Unreadable:
            return None


class _Answers:
    """A submission's typed answers, each read once."""

    def __init__(self, grader: Grader, submission: Submission):
        self._grader = grader
        self._submission = submission
        self._known: dict[str, Values | None | Unreadable] = {}
        self._runs: dict[str, tuple[Run, ...] | GraderError] = {}
        self.ran = False

    def of(self, part: str) -> Values | None:
        """The typed answer to a part, None where there is none.

        Raises:
            Unreadable: what the student gave cannot be read.
        """
        if part not in self._known:
            try:
                self._known[part] = self._read(part)
            except Unreadable as error:
                self._known[part] = error
        known = self._known[part]
        if isinstance(known, Unreadable):
            raise known.with_traceback(None)
        return known

    def runs(self, part: Part) -> tuple[Run, ...]:
        """The calls of the function that a part asks for, made once; what kept them from being made is remembered too.

        Raises:
            UsageError, Unreadable, OwnFault: as `Runner.runs`.
        """
        if part.id not in self._runs:
            self._runs[part.id] = self._called(part)
        made = self._runs[part.id]
        if isinstance(made, GraderError):
            raise made.with_traceback(None)
        self.ran = self.ran or bool(made)
        return made

    def _called(self, part: Part) -> tuple[Run, ...] | GraderError:
        answer = self._submission.answers.get(part.id, Answer())
        try:
            return self._grader.runner.runs(part, answer, self._submission.files)
        except GraderError as error:
            return error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 — its frames would keep all that was returned: only where is kept
            return OwnFault(f"the calls of this code could not be made ({_where(error)})")

    def _read(self, part: str) -> Values | None:
        answer = self._submission.answers.get(part, Answer())
        if answer.problem is not None:
            raise Unreadable(*answer.problem)
        if not answer.raw:
            return None
        spec = self._grader.parts[part].answer
        return FORMS[spec.form].read(answer, spec.settings, self._grader.local[part])


def _where(error: Exception) -> str:
    """An exception in few words: its kind and the line it came from."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    last = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{last}"
