"""A grade: what checks say of the answers, and the points that follow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Self

from grader.model.place import Place
from grader.model.rubric import Assignment, Criterion, Part


class Status(StrEnum):
    """The status of an answer. The last three wait for somebody and have no fraction."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NEEDS_REVIEW = "needs_review"
    NEEDS_GPU = "needs_gpu"
    GRADER_ERROR = "grader_error"

    @property
    def pending(self) -> bool:
        """Whether no points can be given yet: a person, a GPU or we ourselves owe the verdict."""
        return self in (Status.NEEDS_REVIEW, Status.NEEDS_GPU, Status.GRADER_ERROR)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of a check on an answer.

    `fraction` is in [0, 1], and None just where the status is pending. `message` says what is so,
    `hint` what to do next; both may be shown to the student, as may `evidence` (plain JSON values:
    numbers, strings, lists, dicts). `answer_key` holds what gives the right answer away: for
    graders, and for students after the release. `mistake` names a known misconception. `place` says where what
    cannot be read is, counted from where the answer begins: a verdict is the same wherever the answer is.
    `before_release` is what a student is told until the release, where the message itself gives hidden things away.
    """

    status: Status
    fraction: float | None
    message: str
    hint: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    answer_key: Mapping[str, Any] = field(default_factory=dict)
    mistake: str | None = None
    place: Place | None = None
    before_release: str | None = None

    def __post_init__(self) -> None:
        if self.status.pending:
            fits = self.fraction is None
        elif self.status is Status.CORRECT:
            fits = self.fraction == 1
        elif self.status is Status.PARTIAL:
            fits = self.fraction is not None and 0 < self.fraction < 1
        else:
            fits = self.fraction == 0
        if not fits:
            raise ValueError(f"a verdict '{self.status}' cannot have the fraction {self.fraction}")

    @classmethod
    def scored(cls, fraction: float, message: str, **rest: Any) -> Self:
        """The verdict of a fraction: correct at 1, incorrect at 0, partial between."""
        status = Status.CORRECT if fraction == 1 else Status.INCORRECT if fraction == 0 else Status.PARTIAL
        return cls(status, float(fraction), message, **rest)

    @classmethod
    def missing(cls, message: str = "No answer was handed in for this part.") -> Self:
        return cls(Status.MISSING, 0.0, message)

    @classmethod
    def unreadable(cls, message: str, hint: str | None = None, place: Place | None = None) -> Self:
        return cls(Status.UNREADABLE, 0.0, message, hint, place=place)

    @classmethod
    def pending(cls, status: Status, message: str, **rest: Any) -> Self:
        return cls(status, None, message, **rest)


@dataclass(frozen=True, slots=True)
class Result:
    """A criterion's verdict with its points; `score` is None while the verdict is pending."""

    criterion: Criterion
    verdict: Verdict
    score: float | None


@dataclass(frozen=True, slots=True)
class PartGrade:
    """A part's results. `score` is None while one of them waits."""

    part: Part
    results: tuple[Result, ...]

    @property
    def status(self) -> Status:
        return summary(tuple(result.verdict.status for result in self.results))

    @property
    def score(self) -> float | None:
        scores = [result.score for result in self.results]
        return None if None in scores else math.fsum(score for score in scores if score is not None)


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of a submission. A part that waits counts in `max_score` and not in `score`."""

    assignment: Assignment
    submission: str
    parts: tuple[PartGrade, ...]
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return math.fsum(part.score for part in self.parts if part.score is not None)

    @property
    def max_score(self) -> float:
        return math.fsum(part.part.max_score for part in self.parts)

    @property
    def settled(self) -> float:
        """The points of the parts that have a score."""
        return math.fsum(part.part.max_score for part in self.parts if part.score is not None)

    @property
    def status(self) -> Literal["graded", "needs_review"]:
        return "needs_review" if any(part.score is None for part in self.parts) else "graded"


def summary(statuses: tuple[Status, ...]) -> Status:
    """One status for several: a pending one wins (our own fault first), equal ones stay, else partial."""
    for pending in (Status.GRADER_ERROR, Status.NEEDS_REVIEW, Status.NEEDS_GPU):
        if pending in statuses:
            return pending
    kinds = set(statuses)
    if len(kinds) == 1:
        return statuses[0]
    if kinds & {Status.CORRECT, Status.PARTIAL}:
        return Status.PARTIAL
    return Status.UNREADABLE if Status.UNREADABLE in kinds else Status.INCORRECT
