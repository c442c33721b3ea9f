"""What a derivation is judged by: the exercise, its steps, and what they reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.algebra.equivalence.findings import Finding, Kind
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.expressions.tree import Node

TRUE = (Kind.TRUE, Kind.SAME, Kind.FOLLOWS)


@dataclass(frozen=True, slots=True)
class Exercise:
    """What is to be derived.

    `generic` is the notation in which the unknowns are free, `put` the one with their values put in; `opaque`
    are the names whose meaning may not be used without a step. A conclusion is a list of equations, any of
    which will do.
    """

    generic: Notation
    put: Notation
    unknowns: frozenset[str]
    opaque: frozenset[str]
    given: Mapping[str, Equation]
    conclusions: Mapping[str, Sequence[Equation]]

    def bare(self, notation: Notation) -> Notation:
        """A notation in which nothing is known of the opaque names."""
        plain = {name: Symbol(name, notation.symbols[name].shape) for name in self.opaque}
        meanings = {name: meaning for name, meaning in notation.definitions.items() if name not in self.opaque}
        return replace(notation, symbols={**notation.symbols, **plain}, definitions=meanings)


def opaque_names(notation: Notation, put_in: Collection[Node], unfold: Collection[str]) -> frozenset[str]:
    """The symbols that are put in, and all that have a definition which it is a step to use."""
    named = {name for node in put_in for name in tree.names(node)}
    return frozenset(named | (notation.definitions.keys() - set(unfold)))


@dataclass(frozen=True, slots=True)
class Step:
    """One equation of the derivation: the statement that it stands in, and what was found."""

    statement: int
    equation: Equation
    finding: Finding

    @property
    def true(self) -> bool:
        return self.finding.kind in TRUE


@dataclass(frozen=True, slots=True)
class Outcome:
    """The steps in order, and the conclusions that are reached, and that are stated and not reached.

    `broken` are those that false steps lead to; `idle` counts the statements with a false step of which no such
    conclusion needs one.
    """

    steps: tuple[Step, ...]
    reached: frozenset[str]
    stated: frozenset[str]
    broken: frozenset[str]
    idle: int
