"""What an expression between the two ends of a conclusion adds to a proof, and what only says it once more.

True steps prove little: `P P = P P P = P` is true where P P = P is. An expression counts where a definition was put
in, where it is the end multiplied out, or where it rests on a fact that the conclusions themselves do not give by
short words. Where terms in it cancel, they must be terms of the end: `S = Y - Y = 0` holds for any Y.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import numpy as np

from grader.algebra.derivation.exercise import Exercise
from grader.algebra.equivalence.certificates import certificate
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import normal_form, tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.substitution import substituted
from grader.algebra.expressions.tree import Node

MAX_TERMS = 48
MAX_DEPTH = 4
MAX_CHECKS = 40
"""Equations of one derivation that are looked at; what comes after them counts."""
MAX_WORDS = 300


def expanded(node: Node) -> list[Node]:
    """The terms of an expression, products multiplied out; at most `MAX_TERMS`, else the expression itself."""
    match node:
        case tree.Sum(terms=terms):
            found = [part for term in terms for part in expanded(term)]
        case tree.Negative(body=body):
            found = [tree.Negative(part) for part in expanded(body)]
        case tree.Transpose(body=body):
            found = [tree.Transpose(part) for part in expanded(body)]
        case tree.Product(factors=factors):
            parts = [expanded(factor) for factor in factors]
            count = 1
            for part in parts:
                count *= len(part)
            if count > MAX_TERMS:
                return [node]
            found = [tree.Product(chosen) for chosen in product(*parts)]
        case tree.Zero():
            return []
        case _:
            return [node]
    return found if len(found) <= MAX_TERMS else [node]


@dataclass
class Between:
    """Looks at the expressions of one derivation."""

    exercise: Exercise
    seed: int
    free: Trials
    """In which nothing is known of the names whose definitions are steps."""
    known: dict[Equation, bool] = field(default_factory=dict)
    values: dict[Node, Array | None] = field(default_factory=dict)
    trials: Trials | None = None

    def adds(self, end: Node, between: Node) -> bool:
        """Whether an expression that is equal to an end of a conclusion says something new of it."""
        gone = self.cancelling(between)
        if gone:
            terms = self.terms(end)
            return any(self._same(one, term) for one in gone for term in terms)
        return self.informs(Equation(end, between))

    def informs(self, one: Equation) -> bool:
        """Whether a true equation says more than the conclusions do."""
        if self._unfolds(one) or self._holds_free(one):
            return True
        if one not in self.known and len(self.known) < MAX_CHECKS:
            self.known[one] = self._reason(one) is None
        return self.known.get(one, True)

    def settles(self, conclusion: Equation, one: Equation) -> bool:
        """Whether `one` is true at a glance and its terms are those of the conclusion: Y - Y = 0, or Y = Y."""
        both = tree.Sum((one.left, tree.Negative(one.right)))
        gone = self.cancelling(both)
        left: dict[tuple[normal_form.Key, ...], Fraction] = {}
        for number, factors in self._read(expanded(both)):
            left[factors] = left.get(factors, Fraction(0)) + number
        if not gone or any(left.values()):
            return False
        terms = [*self.terms(conclusion.left), *self.terms(conclusion.right)]
        if not len({factors for _, factors in self._read(gone)}) < len({factors for _, factors in self._read(terms)}):
            return False  # S = S: nothing was put for anything
        return all(any(self._same(term, left) for left in gone) for term in terms)

    def _read(self, terms: Sequence[Node]) -> list[normal_form.Term]:
        return [normal_form.term(one, self.exercise.put, self.exercise.opaque) for one in terms]

    def cancelling(self, node: Node) -> list[Node]:
        """The terms of an expression that another one of its terms cancels."""
        terms = expanded(node)
        if len(terms) < 2:
            return []
        forms, found = self._read(terms), []
        for at, (number, factors) in enumerate(forms):
            others = (value for value, keys in forms[at + 1 :] if keys == factors)
            if number and any(value == -number for value in others):
                found.append(terms[at])
        return found

    def terms(self, node: Node) -> list[Node]:
        """The terms of an expression as it is written, and with its names put in and multiplied out."""
        meanings = {name: self.exercise.put.definitions[name] for name in self._names(node)}
        for _ in range(MAX_DEPTH):
            node = substituted(node, meanings)
        return expanded(node)

    def _names(self, node: Node) -> Iterator[str]:
        put = self.exercise.put
        yield from put.meaning(tree.names(node)) & put.definitions.keys() & self.exercise.opaque

    def _unfolds(self, one: Equation) -> bool:
        """Whether the sides differ by a definition that it is a step to put in."""
        put, opaque = self.exercise.put, self.exercise.opaque
        left, right = (normal_form.form(side, put) for side in (one.left, one.right))
        return left == right and normal_form.form(one.left, put, opaque) != normal_form.form(one.right, put, opaque)

    def _holds_free(self, one: Equation) -> bool:
        try:
            return self.free.holds(one)
        except (Singular, NotRational, EvaluationError, ValueError):
            return False

    def _reason(self, one: Equation) -> object:
        """A short reason why an equation follows from the conclusions, nothing else being known."""
        given = {
            f"{name}.{at}": conclusion
            for name, listed in self.exercise.conclusions.items()
            for at, conclusion in enumerate(listed)
        }
        sides = [side for each in given.values() for side in (each.left, each.right)]
        return certificate(one, given, self.free, most=MAX_WORDS, letters=_matrices(sides))

    def _same(self, left: Node, right: Node) -> bool:
        """Whether two expressions have one value, up to the sign."""
        a, b = self._value(left), self._value(right)
        if a is None or b is None or a.shape[-2:] != b.shape[-2:]:
            return False
        assert self.trials is not None
        largest = self.trials.world().largest
        scale = np.where(largest == 0, 1.0, largest)
        return any(self.trials.vectors.zero(self.trials.world().arithmetic.add(a, c), scale) for c in (b, -b))

    def _value(self, node: Node) -> Array | None:
        if self.trials is None:
            self.trials = Trials.of(self.exercise.put, self.exercise.unknowns, [Equation(node, node)], self.seed)
        if node not in self.values:
            try:
                self.values[node] = self.trials.world().value(node)
            except (Singular, NotRational, EvaluationError, ValueError):
                self.values[node] = None
        return self.values[node]


def _matrices(sides: Sequence[Node]) -> list[Node]:
    """The sides of conclusions that are more than a symbol."""
    plain = (tree.Name, tree.Number, tree.Zero, tree.Identity)
    return list(dict.fromkeys(side for side in sides if not isinstance(side, plain)))
