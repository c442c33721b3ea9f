"""What the statements of an answer claim: equations that are to be judged, or why there are none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from grader.algebra.budget import Exhausted
from grader.algebra.equivalence.findings import Finding, Kind, unfit
from grader.algebra.equivalence.linear_span import same_up_to_scale
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.expressions.equation import Equation, equations
from grader.algebra.expressions.notation import Notation, has_gradient
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Gradient, Node, Norm, Power, Zero
from grader.algebra.language.printer import latex
from grader.algebra.reading.remarks import is_example, says_zero
from grader.algebra.reading.statements import Reading, Statement

_WORST = (Kind.FALSE, Kind.UNDECIDED, Kind.ASSUMES, Kind.FOLLOWS, Kind.SAME, Kind.TRUE)


class Aside(Enum):
    """Why a chain claims nothing."""

    EXPRESSION = auto()
    """It is an expression alone."""
    WORKING = auto()
    """It says what a derivative by a name of the student's is."""
    NAMED_ONLY = auto()
    """It says that a gradient is zero, and not what that gradient is."""
    GRADIENT = auto()
    """It says what a gradient is, and not that it is zero."""
    TRIVIAL = auto()
    """Its sides are the same by themselves."""
    EXAMPLE = auto()
    """It is said as an example."""
    EITHER = auto()
    """It is said to hold, or another one."""
    BEYOND = auto()
    """It is beyond what is judged of one answer."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The equations that a statement claims; `aside` is why a chain claims none, `unfit` why it cannot be judged."""

    statement: Statement
    equations: tuple[Equation, ...] = ()
    aside: Aside | None = None
    unfit: Finding | None = None
    miscalled: Node | None = None
    """The gradient that a side is said to be, and is not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement: what it claims, and what each of those equations is."""

    claims: Claims
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Finding:
        """The worst that was found; there must be an equation."""
        return min(self.findings, key=lambda found: _WORST.index(found.kind))


def claims(reading: Reading, unknowns: Collection[str], seed: int, most: int) -> tuple[Claims, ...]:
    """What each statement of an answer claims, of conditions that say that gradients are zero; `most` equations."""
    statements = reading.statements
    claiming = _Claiming(reading.notation, frozenset(unknowns), seed, says_zero(statements))
    found: list[Claims] = []
    count = 0
    for at, statement in enumerate(statements):
        one = claiming.claims(statement)
        after_example = bool(found) and found[-1].aside is Aside.EXAMPLE
        if one.equations and is_example(statements, at, unknowns, after_example=after_example):
            one = Claims(statement, aside=Aside.EXAMPLE)
        if one.equations and count + len(one.equations) > most:
            one = Claims(statement, aside=Aside.BEYOND)
        count += len(one.equations)
        found.append(one)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Claiming:
    notation: Notation
    unknowns: frozenset[str]
    seed: int
    said_zero: bool
    """Whether the answer says that what it writes is zero."""

    def claims(self, statement: Statement) -> Claims:
        if statement.kind != "chain" or statement.chain is None:
            return Claims(statement)
        try:
            return self._of(statement, statement.chain)
        except ShapeError as error:
            return Claims(statement, unfit=unfit(error))

    def _of(self, statement: Statement, chain: Chain) -> Claims:
        """The equations that a chain claims. A gradient in it is a label: it is what the others are said to be."""
        marked = [(has_gradient(item, self.notation), item) for item in chain.items]
        labels = [item for gradient, item in marked if gradient]
        others = [item for gradient, item in marked if not gradient]
        zero = next((item for item in others if isinstance(item, Zero)), None)
        if zero is None and others and self.said_zero and (labels or len(others) == 1):
            zero = Zero()
            others = [*others, zero]
        aside = self._aside(labels, others, zero)
        if aside is not None:
            return Claims(statement, aside=aside)
        sides = typed_chain(Chain(tuple(others)), self.notation)[0].items
        miscalled = self._miscalled(labels, sides)
        if all(isinstance(side, Zero) for side in sides):
            return Claims(statement, aside=Aside.TRIVIAL)
        if zero is None:
            found = equations(Chain(sides))
        else:
            nothing = sides[others.index(zero)]
            found = [_vanishing(side, nothing, self.notation) for side in sides if not isinstance(side, Zero)]
        return Claims(statement, tuple(found), miscalled=miscalled)

    def _aside(self, labels: Sequence[Node], others: Sequence[Node], zero: Node | None) -> Aside | None:
        """Why a chain with these gradients and other expressions claims nothing."""
        students = self.notation.students
        if labels and all(isinstance(one, Gradient) and one.by.name in students for one in labels):
            return Aside.WORKING
        if not others or (zero is not None and len(others) == 1):
            return Aside.NAMED_ONLY
        if len(others) == 1:
            return Aside.GRADIENT if labels else Aside.EXPRESSION
        return None

    def _miscalled(self, labels: Sequence[Node], sides: Sequence[Node]) -> Node | None:
        """A gradient that the first side is said to be and is not, up to a factor and its layout. Raises ShapeError."""
        body = next((side for side in sides if not isinstance(side, Zero)), None)
        if body is None:
            return None
        for label in labels:
            try:
                gradient, _ = typed(label, self.notation)
                same = same_up_to_scale(gradient, body, self.notation, self.unknowns, self.seed)
                forms = [typed(node, self.notation)[1] for node in (label, body)]
            except (EvaluationError, Singular, NotRational, Exhausted):
                continue
            if not same and forms[0] != forms[1]:
                said = f"${latex(label)}$ is {forms[0]}, and what it is said to be is {forms[1]}"
                raise ShapeError(said, label.span.to(body.span))
            if not same:
                return label
        return None


def unclaimed(one: Claims) -> Claims:
    """The same statement where only it or another one is said to hold."""
    return replace(one, equations=(), aside=Aside.EITHER, unfit=None, miscalled=None)


def _vanishing(node: Node, nothing: Node, notation: Notation) -> Equation:
    """`node = 0`; where a norm is 0, what it is the norm of."""
    if isinstance(node, Power) and node.exponent > 0 and isinstance(node.body, Norm):
        node = node.body
    if isinstance(node, Norm):
        return Equation(*typed_chain(Chain((node.body, Zero())), notation)[0].items)
    return Equation(node, nothing)
