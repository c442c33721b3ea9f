"""Words: some equations times short products of matrices, made length by length."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.algebra.budget import spend
from grader.algebra.evaluation.evaluator import World, shape
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.tree import Node

MAX_CANDIDATES = 500
MAX_INVERTED = 6
_INVERTIBLE = frozenset({"invertible", "positive definite", "orthogonal"})

Letter = tuple[Node, Array]


@dataclass(frozen=True, slots=True)
class Candidate:
    value: Array
    left: tuple[int, ...]
    name: str
    transposed: bool
    right: tuple[int, ...]


def letters(asked: Sequence[Equation], world: World, inverses: bool) -> list[Letter]:
    """The matrices that words are made of: each symbol that is mentioned, its transpose, A Aᵀ and Aᵀ A.

    Inverses are letters only of symbols that are said to have one, and where an equation has one already, unless all
    `inverses` are asked for. Raises as `World.value`.
    """
    found = _Letters(world)
    for node in _inverted(asked):
        value = world.value(node)
        if shape(value) != (1, 1):
            found.add_both(node, value)
    squares = []
    for name in sorted(set().union(*(one.names for one in asked))):
        symbol = world.notation.symbols.get(name)
        if symbol is None or symbol.shape.scalar:
            continue
        node = tree.Name(name)
        value = world.value(node)
        found.add_both(node, value)
        if symbol.shape.rows == symbol.shape.cols and (inverses or symbol.properties & _INVERTIBLE):
            found.add_inverse(node, value)
        else:
            squares += found.squares(node, value)
    for square, value in squares:
        found.add(square, value)
        if inverses:
            found.add_inverse(square, value)
    return found.listed


class _Letters:
    """Matrices with their values in a world, each value once."""

    def __init__(self, world: World):
        self.over: Any = world.arithmetic
        self.listed: list[Letter] = []

    def add(self, node: Node, value: Array) -> None:
        if not any(value.shape == other.shape and np.array_equal(value, other) for _, other in self.listed):
            self.listed.append((node, value))

    def add_both(self, node: Node, value: Array) -> None:
        """A matrix and its transpose."""
        self.add(node, value)
        self.add(tree.Transpose(node), self.over.transpose(value))

    def add_inverse(self, node: Node, value: Array) -> None:
        """The inverse of a matrix and its transpose, where there is one."""
        try:
            inverse = self.over.inverse(value)
        except Singular:
            return
        self.add_both(tree.Power(node, Fraction(-1)), inverse)

    def squares(self, node: Node, value: Array) -> list[Letter]:
        """A Aᵀ and Aᵀ A."""
        turned = self.over.transpose(value)
        return [
            (tree.Product((node, tree.Transpose(node))), self.over.matmul(value, turned)),
            (tree.Product((tree.Transpose(node), node)), self.over.matmul(turned, value)),
        ]


def _inverted(asked: Sequence[Equation]) -> list[Node]:
    """The first few inverses in some equations."""
    found: dict[Node, None] = {
        node: None
        for one in asked
        for side in (one.left, one.right)
        for node in tree.walk(side)
        if isinstance(node, tree.Power) and node.exponent == -1
    }
    return list(found)[:MAX_INVERTED]


class Words:
    """The given residuals times words, those of the wanted shape, made when they are first asked for."""

    def __init__(
        self,
        starts: Mapping[str, Array],
        letters: Sequence[Letter],
        wanted: tuple[int, ...],
        over: Any,
        longest: int,
    ):
        self.letters, self.wanted, self.over, self.longest = letters, wanted, over, longest
        self.frontier = [Candidate(value, (), name, False, ()) for name, value in starts.items()]
        self.frontier += [Candidate(over.transpose(value), (), name, True, ()) for name, value in starts.items()]
        self.made: list[list[Candidate]] = []
        self.spans: dict[int, Array] = {}
        self.asked = 0

    def __iter__(self) -> Iterator[list[Candidate]]:
        """By length, the shortest first."""
        for length in range(self.longest + 1):
            if length == len(self.made):
                self.frontier = self._grown(length) if length else self.frontier
                fitting = [one for one in self.frontier if one.value.shape[-2:] == self.wanted]
                self.made.append(fitting[:MAX_CANDIDATES])
            yield self.made[length]

    def _grown(self, length: int) -> list[Candidate]:
        following: list[Candidate] = []
        for one in self.frontier:
            following += _longer(one, self.letters, self.wanted if length == self.longest else None, self.over)
            if len(following) > 3 * MAX_CANDIDATES:
                break
        spend(len(following))
        return following


def _longer(
    one: Candidate, letters: Sequence[Letter], wanted: tuple[int, ...] | None, over: Any
) -> Iterator[Candidate]:
    """A candidate times one letter more; only of the `wanted` shape, if there is one.

    Words grow on the right only until the left has begun: each is made once.
    """
    rows, cols = one.value.shape[-2:]
    for at, (_, letter) in enumerate(letters):
        above, across = letter.shape[-2:]
        if not one.left and above == cols and wanted in (None, (rows, across)):
            value = over.matmul(one.value, letter)
            yield Candidate(value, one.left, one.name, one.transposed, (*one.right, at))
        if across == rows and wanted in (None, (above, cols)):
            value = over.matmul(letter, one.value)
            yield Candidate(value, (at, *one.left), one.name, one.transposed, one.right)
