"""A rubric: what is asked, in which form, and how it is judged."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.model.place import Place


@dataclass(frozen=True, slots=True)
class Call:
    """`{oracle: module.function, …}` in a rubric: a value that a reference implementation gives.

    An argument that is a string and names a given means that given's value.
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
    """A question, the form of its answer, and the criteria for it; `ids` are those of the criteria, in order."""

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
