"""Equations looked at in sampled worlds: one set of samples for each case that must be told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import product
from math import comb
from typing import NamedTuple

import numpy as np

from grader.algebra.evaluation import sampling
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.coefficient_bounds import small, trusted
from grader.algebra.evaluation.degree import MAX_DEGREE, degree, divides_by_sizes, size_degree
from grader.algebra.evaluation.evaluator import EvaluationError, World
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.sampling import FULL, RANKS, Case
from grader.algebra.evaluation.zero_tests import Exact, Numeric, Vectors
from grader.algebra.expressions import concrete_sizes, tree
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.substitution import free_indices
from grader.algebra.expressions.tree import Node

LEAST = 4
"""The smallest size of a dimension in any sample."""
LARGEST = 8
"""The smallest dimension in a sample for a question of a higher degree than that; it is said to be numeric then."""
MAX_LATTICE = 60
"""Different sizes at which one question is looked at."""


@dataclass(frozen=True, slots=True)
class Values:
    """left − right at every sample, (samples, rows, columns), and how large the sides are, in all or in each."""

    residual: Array
    scale: float | Array


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
    highest: int = 1
    """The highest degree of what is asked."""
    every: bool = False
    """Whether an equation with an index that no sum binds is said for every number that it may be."""
    sized: int = 0
    """The degree of the numbers in what is asked that come from sizes: it may hold at some sizes only."""
    dims: frozenset[str] = frozenset()
    """The dimensions that what is asked can depend on."""
    wider: Mapping[str, int] | None = None
    samples: int = sampling.SAMPLES
    worlds: dict[tuple[str, bool, int], World] = field(default_factory=dict)

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
        sides = [side for one in asked for side in (one.left, one.right)]
        highest = max((degree(side, notation) for side in sides), default=1)
        nodes = [node for one in asked for node in one.nodes]
        mentioned = frozenset().union(*(one.names for one in asked))
        nodes += _meant(mentioned, notation)
        traits = _traits(nodes, notation.dims)
        real = traits.real
        least = LEAST if real else min(max(highest + 1, LEAST), LARGEST)
        sized = max(_sized(one, notation) for one in asked) if traits.numbers else 0
        return cls(
            notation,
            frozenset(unknowns),
            seed,
            least,
            real,
            exhausted=real or highest >= LARGEST,
            highest=highest,
            every=every and traits.indexed,
            samples=sampling.BRANCHING if traits.branches else sampling.SAMPLES,
            sized=sized,
            dims=_dims(mentioned, nodes, notation) if sized else frozenset(),
        )

    def covers(self, node: Node) -> bool:
        """Whether samples for other equations will do for an expression: it has no functions, and no sizes in it."""
        nodes = [*tree.walk(node), *_meant(tree.names(node), self.notation)]
        traits = _traits(nodes, self.notation.dims)
        return not traits.real and not traits.numbers and not self.real

    @cached_property
    def lattice(self) -> tuple[Mapping[str, int], ...] | None:
        """How much wider than the first the sizes are to be looked at; None where they are too many.

        They are a principal lattice, at which no polynomial in the sizes of degree `sized` vanishes but 0.
        """
        count, names = len(self.dims), sorted(self.dims)
        if comb(count + self.sized, count) > MAX_LATTICE:
            return None
        steps = (more for more in product(range(self.sized + 1), repeat=count) if sum(more) <= self.sized)
        return tuple(dict(zip(names, more, strict=True)) for more in steps)

    @cached_property
    def elsewhere(self) -> "tuple[Trials, ...] | None":
        """Trials at the other sizes at which what is asked must hold too."""
        if self.lattice is None:
            return None
        return tuple(replace(self, wider=more, sized=0, dims=frozenset(), worlds={}) for more in self.lattice[1:])

    @property
    def vectors(self) -> Vectors:
        return Numeric() if self.real else Exact()

    @property
    def proves(self) -> bool:
        """Whether agreement at the samples is a proof, up to a chance below 10⁻¹²: exact, at sizes above the degree."""
        return not self.exhausted

    def world(self, case: Case = FULL, *, fixed: bool = False, samples: int | None = None) -> World:
        """The world of a case; with `fixed` only the unknowns vary from sample to sample."""
        samples = samples or self.samples
        key = (case.rank, fixed, samples)
        if key not in self.worlds:
            sizes = concrete_sizes.sizes(self.notation, self.least, self.wider)
            self.worlds[key] = sampling.world(
                self.notation,
                sizes,
                (self.seed, RANKS.index(case.rank), fixed, samples),
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
        return self.difference(*self.sides(equation, world), world)

    def sides(self, equation: Equation, world: World) -> tuple[Array, Array]:
        """The values of both sides; `world.largest` is then what their rounding errors are relative to."""
        world.largest = 0.0
        return world.value(equation.left), world.value(equation.right)

    def difference(self, left: Array, right: Array, world: World) -> Values:
        """What an equation is whose sides have just been worked out."""
        if not self.real:
            return Values(world.arithmetic.add(left, -right), 1.0)
        with np.errstate(invalid="ignore"):
            return Values(left - right, world.largest)

    def trusts(self, equation: Equation) -> bool:
        """Whether the numbers and powers in an equation are small enough for samples to tell if it holds."""
        plain = small(equation.nodes, self.notation, exact=not self.real)
        if not plain and not trusted((equation.left, equation.right), self.notation, exact=not self.real):
            return False
        if self.real and self._saturates(equation):
            return False
        return self.highest < MAX_DEGREE or all(
            degree(side, self.notation) < MAX_DEGREE for side in (equation.left, equation.right)
        )

    def _saturates(self, equation: Equation) -> bool:
        """Whether a function in an equation is flat at the samples, as tanh at 50 is: it can hide what is not zero."""
        world = self.world()
        world.saturated = False
        try:
            self.sides(equation, world)
        except (EvaluationError, Singular, NotRational):
            return False
        return world.saturated

    def _free(self, equation: Equation) -> frozenset[str]:
        """The indices that stand free in an equation, those in the meaning of the student's names among them."""
        found = (free_indices(side, known=self.notation.indices) for side in (equation.left, equation.right))
        return frozenset().union(*found) - self.notation.dims

    def _for_all(self, equation: Equation, indices: Sequence[str], world: World) -> Values:
        """An equation for every number that its indices may be, the residuals side by side."""
        residuals, world.largest = [], 1.0
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
        return Values(world.arithmetic.join(residuals, -1), world.largest if self.real else 1.0)

    def holds(self, equation: Equation, case: Case = FULL) -> bool:
        """Whether both sides are the same at all samples of a case."""
        found = self.values(equation, self.world(case))
        return self.vectors.zero(found.residual, found.scale)

    def cases(self, asked: Iterable[Equation]) -> tuple[Case, ...]:
        names: set[str] = set()
        for one in asked:
            names |= one.names
        return sampling.cases(self.notation, names)


def _meant(mentioned: Iterable[str], notation: Notation) -> list[Node]:
    """The nodes of what names stand for."""
    return [
        node for name in notation.meaning(mentioned) & notation.definitions.keys() for node in notation.walked[name]
    ]


def _sized(one: Equation, notation: Notation) -> int:
    """The degree in sizes of left − right, what is below a fraction multiplied out."""
    left, right = size_degree(one.left, notation), size_degree(one.right, notation)
    divides = left and right and (divides_by_sizes(one.left, notation) or divides_by_sizes(one.right, notation))
    return left + right if divides else max(left, right)


def _dims(mentioned: Iterable[str], nodes: Iterable[Node], notation: Notation) -> frozenset[str]:
    """The dimensions of the symbols that expressions depend on, and those that stand in them."""
    names = notation.meaning(mentioned)
    shapes = [symbol.shape for name, symbol in notation.symbols.items() if name in names]
    found = {name for shape in shapes for name in shape.rows.names | shape.cols.names}
    for node in nodes:
        sizes = (value for value in map(partial(getattr, node), tree.parts(node)) if isinstance(value, Dim))
        found |= {name for size in sizes for name in size.names}
    return frozenset((found | names) & notation.dims)


_PLAIN = frozenset({tree.Product, tree.Sum, tree.Transpose, tree.Negative, tree.Number, tree.Identity, tree.Zero})
_COUNTING = frozenset({tree.Norm, tree.Inner, tree.Total, tree.Ones, tree.Indexed, tree.Leading})


class _Traits(NamedTuple):
    """What decides how nodes are sampled."""

    real: bool
    """Whether a prime field cannot evaluate them."""
    numbers: bool
    """Whether sizes may make numbers in them."""
    indexed: bool
    """Whether an index stands there."""
    branches: bool
    """Whether a function is made of pieces."""


def _traits(nodes: Iterable[Node], dims: frozenset[str]) -> _Traits:
    real = numbers = indexed = branches = False
    squared: set[int] = set()
    norms: set[int] = set()
    for node in nodes:
        kind = type(node)
        if kind in _PLAIN:
            continue
        if isinstance(node, tree.Name):
            numbers = numbers or node.name in dims
        elif isinstance(node, tree.Apply):
            row = FUNCTIONS[node.function]
            real, numbers, branches = real or not row.rational, True, branches or row.piece is not None
        elif isinstance(node, tree.Power):
            real = real or node.exponent.denominator != 1
            if isinstance(node.body, tree.Norm) and node.exponent % 2 == 0:
                squared.add(id(node.body))
        elif kind in _COUNTING:
            numbers, indexed = True, indexed or kind is tree.Indexed
            if kind is tree.Norm:
                norms.add(id(node))
    rooted = not norms <= squared  # the norm of a number is its absolute value
    return _Traits(real or rooted, numbers, indexed, branches or rooted)
