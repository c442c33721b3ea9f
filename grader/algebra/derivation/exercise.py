"""What a derivation is judged by: the exercise, its steps, and what they reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.algebra.equivalence.findings import Finding
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.expressions.tree import Name, Node, names
from grader.algebra.language import declarations
from grader.algebra.language.declarations import NotationError


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

    @classmethod
    def declared(
        cls,
        notation: Mapping[str, Any],
        conclusions: Mapping[str, str | Sequence[str]],
        put_in: Sequence[str] = (),
        given: Sequence[str] = (),
        unknowns: Collection[str] = (),
        unfold: Collection[str] = (),
    ) -> "Exercise":
        """The exercise that a rubric declares. Raises NotationError."""
        generic = declarations.declared(notation)
        placed = dict(_put_in(text, generic) for text in put_in)
        new = placed.keys() - generic.definitions.keys()
        free = new | set(unknowns)
        wanted = {
            name: tuple(declarations.equation(text, generic) for text in ([said] if isinstance(said, str) else said))
            for name, said in conclusions.items()
        }
        # what is put in, and what is to be shown, cannot be taken for something else: "let U_k = 0" shows nothing
        named = {inner for name in new for inner in names(placed[name])}
        about = {name for several in wanted.values() for one in several for name in one.names}
        generic = replace(generic, fixed=generic.about(named | about | free))
        return cls(
            generic=generic,
            put=_putting(placed, generic, generic),
            unknowns=frozenset(free),
            opaque=frozenset(named | (generic.definitions.keys() - set(unfold))),
            given={f"given {at + 1}": declarations.equation(text, generic) for at, text in enumerate(given)},
            conclusions=wanted,
        )

    @property
    def sought(self) -> frozenset[str]:
        """The symbols that are to be found: unknowns, what is put in, and what a conclusion says the value of."""
        said = (one.left for several in self.conclusions.values() for one in several)
        return self.unknowns | {side.name for side in said if isinstance(side, Name)}

    def within(self, notation: Notation) -> "Exercise":
        """The same in a notation that has the student's names, too."""
        values = {n: meaning for n, meaning in self.put.definitions.items() if n not in self.generic.definitions}
        return replace(self, generic=notation, put=_putting(values, notation, self.put))

    def bare(self, notation: Notation) -> Notation:
        """A notation in which nothing is known of the opaque names."""
        plain = {name: Symbol(name, notation.symbols[name].shape) for name in self.opaque}
        meanings = {name: meaning for name, meaning in notation.definitions.items() if name not in self.opaque}
        return replace(notation, symbols={**notation.symbols, **plain}, definitions=meanings)


def _put_in(text: str, notation: Notation) -> tuple[str, Node]:
    """The name and what is put in for it. Raises NotationError."""
    items = declarations.chain(text, notation).items
    if len(items) != 2 or not isinstance(items[0], Name):
        raise NotationError(("put_in",), f"'{text}' puts nothing in; such as W_1 = U_k^T")
    return items[0].name, items[1]


def _putting(meanings: Mapping[str, Node], notation: Notation, declared: Notation) -> Notation:
    """A notation in which names have these meanings, of the shapes that are declared."""
    for name, meaning in meanings.items():
        notation = notation.defining(name, declared.symbols[name].shape, meaning)
    return notation


@dataclass(frozen=True, slots=True)
class Step:
    """One equation of the derivation: the statement that it stands in, and what was found."""

    statement: int
    equation: Equation
    finding: Finding

    @property
    def true(self) -> bool:
        return self.finding.kind.holds


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
    thin: frozenset[str] = frozenset()
    """Those that true steps lead to, with too little between their ends to say something."""
