"""What is found of an equation or an expression of the student, and how far a condition of the exercise is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from grader.algebra.equivalence.certificates import Certificate
from grader.algebra.equivalence.counterexample import Counterexample
from grader.algebra.expressions.dimensions import Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.shape_inference import ShapeError
from grader.algebra.expressions.tree import Node, Span


class Kind(StrEnum):
    """What an equation of the student is; an expression is what the equation with the value asked for would be."""

    SAME = "same"
    """Equivalent to one condition; equal to the value."""
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

    @property
    def holds(self) -> bool:
        """Whether the equation holds, given the conditions."""
        return self in (Kind.TRUE, Kind.SAME, Kind.FOLLOWS)


class Why(Enum):
    """Why a finding is of its kind, where that is not plain."""

    ENTRIES = auto()
    """Its entries are combinations of those of one condition."""
    COMBINATION = auto()
    """Its entries are combinations of those of all conditions."""
    DEFINITION = auto()
    """It says what a symbol of the exercise stands for."""
    MULTIPLE = auto()
    """It is the value times a number."""
    OPPOSITE = auto()
    """It is the value times -1."""
    TRANSPOSED = auto()
    """It is the transpose of the value, or has its shape."""
    ENTRY = auto()
    """It is the entry of the value that it is said to be, whatever the indices are; or not, and is said to be one."""
    SINGULAR = auto()
    """It inverts what may be singular."""

    SHAPE = auto()
    """It has another shape than the value."""
    MISFIT = auto()
    """Shapes in it do not fit: `trouble` says which."""
    UNDEFINED = auto()
    """A name or a size in it is not known: `trouble` says which."""
    NO_VALUE = auto()
    """It has no value: `trouble` says why."""
    NO_INVERSE = auto()
    """It has no value: it inverts what has no inverse."""
    NO_NUMBER = auto()
    """It has no value: a number in it does not exist, as log 0."""
    QUESTION = auto()
    """It is the question and no answer."""
    SOME_SIZES = auto()
    """It is the value at some sizes of the matrices only."""
    MISCALLED = auto()
    """It is the value, and it is not the expression that it is said to be: the left side of `about`."""
    MISCALLED_ENTRY = auto()
    """The same of an entry of the value."""
    REDEFINED = auto()
    """It is the value, with the names of the exercise; the answer says of one what it is not: `about`."""
    VACUOUS = auto()
    """Both sides are 0, and one side of `about`, which is false, was put for the other."""
    SEEN = auto()
    """It fails at a point where the conditions hold, found by search."""

    WORK = auto()
    """To decide it takes too long."""
    SIZES = auto()
    """Too many numbers in it come from the sizes of matrices."""
    LARGE = auto()
    """Its numbers or powers are too large."""
    FUNCTION = auto()
    """It has a function that a prime field has not."""
    NO_PROOF = auto()
    """It held wherever it was tried, and no proof was found."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong in an expression that has no value, or does not fit, and where, if that is in the answer."""

    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one equation or expression is, why, and whether that was proved or is numeric evidence."""

    kind: Kind
    of: tuple[str, ...] = ()
    """The conditions that it is, or follows from."""
    why: Why | None = None
    certificate: Certificate | None = None
    """How it is made of those conditions, where it is more than one of them."""
    proved: bool = True
    counterexample: Counterexample | None = None
    about: Equation | None = None
    """What is wrong, where that is another equation; the counterexample is about it then."""
    trouble: Trouble | None = None
    shape: Shape | None = None
    """Of an expression, where it is wrong."""
    every_size: bool = False
    """Whether it was looked for at all sizes that must be told apart."""

    def stands_before(self, node: Node) -> bool:
        """Whether what is wrong begins before an expression of the same statement."""
        span = self.trouble.span if self.trouble else None
        return span is not None and span.start < node.span.start


def unfit(error: ShapeError) -> Finding:
    """What an equation or expression is that has no shape."""
    trouble = Trouble(error.message, error.span)
    if error.misfit:
        return Finding(Kind.FALSE, why=Why.MISFIT, trouble=trouble)
    return Finding(Kind.UNDECIDED, why=Why.UNDEFINED, trouble=trouble)


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
    proved: bool = True
    counterexample: Counterexample | None = None
    every_size: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What each equation is, in order, and how far each condition is reached."""

    findings: tuple[Finding, ...]
    conditions: Mapping[str, Reached]
