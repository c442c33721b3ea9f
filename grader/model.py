"""The values that the grader works with, all frozen.

A rubric is an `Assignment` of `Problem`s of `Part`s of `Criterion`s. What a student hands in is a
`Submission` of raw `Answer`s. A check turns a typed answer into a `Verdict`; with its points it is a
`Result`; a part's results are a `PartGrade`; a submission's, a `Grade`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Self


class Status(StrEnum):
    """How an answer stands. The last three wait for somebody and have no fraction."""

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
class Place:
    """Where something stands: a file, and in it a line counted from 1 (in a notebook, a cell's)."""

    file: str
    line: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}, cell {self.cell}, line {self.line}"
        return self.file if self.line is None else f"{self.file}:{self.line}"


# --- the rubric -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """`{oracle: module.function, …}` in a rubric: a value that a reference implementation gives.

    An argument that is a string and names a given stands for that given's value.
    """

    oracle: str
    arguments: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """`{answer: part id}` as a check's parameter: the typed answer to another part, or None."""

    part: str
    place: Place


@dataclass(frozen=True, slots=True)
class Criterion:
    """One check of a part, and what it is worth."""

    check: str
    points: float
    place: Place
    parameters: Mapping[str, Any] = field(default_factory=dict)
    partial: float = 1.0
    """What partial credit is worth: a fraction strictly between 0 and 1 is multiplied by it."""
    step: float | None = None
    """Points are given in steps of this size, rounded down."""
    feedback: Mapping[str, str] = field(default_factory=dict)
    """The author's words, by status or by the name of a mistake; they replace the check's hint."""
    visible: Literal["always", "after_release"] = "always"
    id: str = ""
    """Its name within the part; empty where the rubric gives none: see `Part.ids`."""
    beside: tuple[str, ...] = ()
    """`with:` in a rubric: the points count only if a criterion of the part with one of these ids has earned some."""


@dataclass(frozen=True, slots=True)
class AnswerSpec:
    """The form that an answer must have (`arrays`, `tokens`, `number`, …) and that form's settings."""

    form: str
    settings: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked, in which form, judged by which criteria; `ids` are those of the criteria, in order."""

    id: str
    title: str
    question: str
    answer: AnswerSpec
    criteria: tuple[Criterion, ...]
    given: Mapping[str, Any]
    place: Place
    ids: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found = criterion_ids([(criterion.id, criterion.check) for criterion in self.criteria])
        object.__setattr__(self, "ids", found)

    @property
    def max_score(self) -> float:
        return math.fsum(criterion.points for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class Problem:
    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A whole rubric. `given` holds literals and `Call`s, in an order in which they can be worked out."""

    id: str
    title: str
    given: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for problem in self.problems for part in problem.parts)

    @property
    def max_score(self) -> float:
        return math.fsum(part.max_score for part in self.parts)


def criterion_ids(criteria: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The ids of a part's criteria, each told as (its own id or "", its check).

    One without an id has its check's name, with its place among those of the same check.

    >>> criterion_ids([("", "code"), ("stationary", "code"), ("", "code"), ("", "review")])
    ('code', 'stationary', 'code-3', 'review')
    """
    seen = Counter[str]()
    found = []
    for own, check in criteria:
        seen[check] += 1
        found.append(own or (check if seen[check] == 1 else f"{check}-{seen[check]}"))
    return tuple(found)


# --- what a student hands in ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a Markdown section.

    `text` is what a reader sees (backslash escapes and entities resolved, no emphasis marks);
    `source` is what was typed. A `row` is a table's row with its `cells`; an `item` of a list has
    `ticked` True or False if it is a task box, else None.
    """

    kind: Literal["text", "math", "code", "item", "row", "quote"]
    text: str
    source: str
    place: Place
    cells: tuple[str, ...] = ()
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part's answer in Markdown: the blocks under its heading, and the lines as they were typed."""

    blocks: tuple[Block, ...]
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Value:
    """A part's answer in answers.yaml: null, bool, int, float, str, list or dict with str keys."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class File:
    """A file that the rubric asks for: arrays or code."""

    data: bytes
    place: Place


@dataclass(frozen=True, slots=True)
class Cells:
    """The code cells of a notebook, from top to bottom: a name ("cell 3") and the source of each."""

    cells: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """What a student gave for one part: the raw pieces, or why they cannot be taken."""

    raw: tuple[Section | Value | File | Cells, ...] = ()
    problem: tuple[str, Place | None, str | None] | None = None
    """(message, place, hint) where intake had to refuse: answered twice, a file too large."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in: an answer a part that was found, and notes (files not known, …).

    `files` are its own small files by their relative names, for its code to read.
    """

    id: str
    answers: Mapping[str, Answer]
    notes: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


# --- what the grader says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of an answer.

    `fraction` is in [0, 1], and None just where the status is pending. `message` says what is so,
    `hint` what to do next; both may be shown to the student, as may `evidence` (plain JSON values:
    numbers, strings, lists, dicts). `answer_key` holds what gives the right answer away: for
    graders, and for students after the release. `mistake` names a known misconception. `place` says where what
    cannot be read stands, counted from where the answer begins: a verdict is the same wherever the answer stands.
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
    """What a submission gets. A part that waits counts in `max_score` and not in `score`."""

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
