"""What is found of an equation of the student, and how far a condition of the exercise is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grader.algebra.equivalence.counterexample import Counterexample
from grader.algebra.expressions.equation import Equation


class Kind(StrEnum):
    """What an equation of the student is."""

    SAME = "same"
    """Equivalent to one condition."""
    FOLLOWS = "follows"
    """Implied by the conditions."""
    TRUE = "true"
    """Holds for all values: it says nothing of the unknowns."""
    ASSUMES = "assumes"
    """Implied only where every rank is the largest possible."""
    FALSE = "false"
    """Does not follow."""
    UNDECIDED = "undecided"
    """Neither proved nor refuted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one equation is, why, and whether that was proved or is numeric evidence."""

    kind: Kind
    of: tuple[str, ...] = ()
    reason: str = ""
    proved: bool = True
    counterexample: Counterexample | None = None
    about: Equation | None = None
    """What the counterexample is about, where that is another equation."""
    every_size: bool = False
    """Whether it was looked for at all sizes that must be told apart."""


class Credit(StrEnum):
    """How far a condition is reached."""

    FULL = "full"
    ASSUMED = "assumed"
    UNDECIDED = "undecided"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether the sound equations imply a condition."""

    credit: Credit
    reason: str = ""
    proved: bool = True
    counterexample: Counterexample | None = None
    every_size: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    findings: tuple[Finding, ...]
    conditions: Mapping[str, Reached]
