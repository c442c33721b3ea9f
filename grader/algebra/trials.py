"""Equations looked at in sampled worlds: one set of samples for each case that must be told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from grader.algebra import sample, tree
from grader.algebra.arithmetic import NotRational
from grader.algebra.degree import degree
from grader.algebra.evaluate import EvaluationError, World
from grader.algebra.field import Array
from grader.algebra.notation import Notation
from grader.algebra.sample import FULL, Case
from grader.algebra.tree import Chain, Node, Span
from grader.algebra.vectors import Exact, Numeric, Vectors

LEAST = 4
"""The smallest size of a dimension in any sample."""
LARGEST = 8
"""The smallest dimension in a sample for a question of a higher degree than that; it is said to be numeric then."""


@dataclass(frozen=True)
class Equation:
    """`left = right`, both typed."""

    left: Node
    right: Node

    @property
    def span(self) -> Span:
        return self.left.span.to(self.right.span)

    @cached_property
    def names(self) -> frozenset[str]:
        return tree.names(self.left) | tree.names(self.right)


def equations(chain: Chain) -> list[Equation]:
    """The neighbours of a chain, as equations."""
    return [Equation(left, right) for left, right in zip(chain.items, chain.items[1:], strict=False)]


@dataclass(frozen=True, slots=True)
class Values:
    """left − right at every sample, (samples, rows, columns), and how large the sides are."""

    residual: Array
    scale: float


@dataclass
class Trials:
    """The samples at which the equations of one question are compared.

    `seed` comes from the answer itself: nobody can write an answer for samples that he knows.
    """

    notation: Notation
    unknowns: frozenset[str]
    seed: int
    least: int
    real: bool
    exhausted: bool = False
    every: bool = False
    """Whether an equation with an index that no sum binds is said for every number that it may be."""
    worlds: dict[tuple[Case, bool, int], World] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        notation: Notation,
        unknowns: Iterable[str],
        asked: Sequence[Equation],
        seed: int,
        *,
        every: bool = False,
    ) -> "Trials":
        """Trials whose sizes fit the degrees of these equations."""
        highest = max((degree(side, notation) for one in asked for side in (one.left, one.right)), default=1)
        real = any(_needs_reals(side, notation) for one in asked for side in (one.left, one.right))
        least = LEAST if real else min(max(highest + 1, LEAST), LARGEST)
        return cls(notation, frozenset(unknowns), seed, least, real, real or highest >= LARGEST, every)

    @property
    def vectors(self) -> Vectors:
        return Numeric() if self.real else Exact()

    @property
    def proves(self) -> bool:
        """Whether agreement at the samples is a proof, up to a chance below 10⁻¹²: exact, at sizes above the degree."""
        return not self.exhausted

    def world(self, case: Case = FULL, *, fixed: bool = False, samples: int = sample.SAMPLES) -> World:
        """The world of a case; with `fixed` only the unknowns vary from sample to sample."""
        key = (case, fixed, samples)
        if key not in self.worlds:
            sizes = sample.sizes(self.notation, self.least)
            rng = np.random.default_rng([self.seed, len(self.worlds)])
            self.worlds[key] = sample.world(
                self.notation,
                sizes,
                rng,
                case=case,
                samples=samples,
                fixed=fixed,
                unknowns=self.unknowns,
                real=self.real,
            )
        return self.worlds[key]

    def values(self, equation: Equation, world: World) -> Values:
        """What an equation is in a world.

        Raises:
            Singular, EvaluationError: a side has no value there.
        """
        free = self._free(equation) if self.every else frozenset()
        if free:
            return self._for_all(equation, sorted(free), world)
        return self.difference(world.value(equation.left), world.value(equation.right), world)

    def difference(self, left: Array, right: Array, world: World) -> Values:
        """What an equation is whose sides have these values."""
        size = max(float(np.max(np.abs(side), initial=0.0)) for side in (left, right)) if self.real else 1.0
        return Values(world.arithmetic.add(left, world.arithmetic.negative(right)), size)

    def _free(self, equation: Equation) -> frozenset[str]:
        """The indices that stand free in an equation, those in the meaning of the student's names among them."""
        students = self.notation.students and self.notation.meaning(equation.names) & self.notation.students
        nodes = (equation.left, equation.right, *(self.notation.definitions[name] for name in students))
        return frozenset().union(*map(tree.free_indices, nodes)) - self.notation.dims

    def _for_all(self, equation: Equation, indices: Sequence[str], world: World) -> Values:
        """An equation for every number that its indices may be, the residuals side by side."""
        residuals, scale = [], 1.0
        largest = max(world.sizes.values(), default=1)
        for numbers in product(range(1, largest + 1), repeat=min(len(indices), 2)):
            try:
                left, right = (
                    world.at(side, dict(zip(indices, numbers, strict=False)))
                    for side in (equation.left, equation.right)
                )
            except EvaluationError:
                if 1 in numbers and max(numbers) == 1:
                    raise  # not an index that has run past its range
                continue
            residuals.append(world.arithmetic.add(left, world.arithmetic.negative(right)))
            scale = max(scale, float(np.max(np.abs(left), initial=0.0)), float(np.max(np.abs(right), initial=0.0)))
        return Values(world.arithmetic.join(residuals, -1), scale if self.real else 1.0)

    def holds(self, equation: Equation, case: Case = FULL) -> bool:
        """Whether both sides are the same at all samples of a case."""
        found = self.values(equation, self.world(case))
        return self.vectors.zero(found.residual, found.scale)

    def cases(self, asked: Iterable[Equation]) -> tuple[Case, ...]:
        names: set[str] = set()
        for one in asked:
            names |= one.names
        return sample.cases(self.notation, names)


def _needs_reals(node: Node, notation: Notation) -> bool:
    """Whether a prime field cannot evaluate an expression."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        for inner in tree.walk(waiting.pop()):
            if isinstance(inner, tree.Name) and inner.name not in seen:
                seen.add(inner.name)
                if inner.name in notation.definitions:
                    waiting.append(notation.definitions[inner.name])
            if isinstance(inner, tree.Apply) and inner.function not in tree.RATIONAL:
                return True
            if isinstance(inner, tree.Power) and inner.exponent.denominator != 1:
                return True
    return False


__all__ = ["Equation", "NotRational", "Trials", "Values", "equations"]
