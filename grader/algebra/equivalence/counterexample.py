"""Counterexamples in small whole numbers: where the hypotheses hold and a claim does not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from grader.algebra.evaluation import sampling
from grader.algebra.evaluation.arithmetic import NotRational, Reals
from grader.algebra.evaluation.evaluator import EvaluationError, World
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.sampling import FULL, Case
from grader.algebra.expressions import concrete_sizes, tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation

SAMPLES = 2_000
CLOSE = 1e-9
_WITHOUT_VALUE = (Singular, EvaluationError, NotRational, KeyError, np.linalg.LinAlgError)
FAR = 1e-3


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Values of the symbols that are mentioned, and what the two sides of the claim are there."""

    claim: Equation
    values: tuple[tuple[str, Array], ...]
    left: Array
    right: Array


@dataclass
class Points:
    """Points with whole numbers from -3 to 3 at the smallest sizes that the notation allows, where hypotheses hold."""

    hypotheses: Sequence[Equation]
    notation: Notation
    drawn: dict[tuple[int, Case], tuple[World, Any] | None] = field(default_factory=dict)
    """The points at the sizes of that number, and at which of them every hypothesis holds; made once for all claims."""

    @cached_property
    def sizes(self) -> list[dict[str, int]]:
        return _sizes(self.notation)

    def at(self, number: int, case: Case) -> tuple[World, Any] | None:
        """The points at some sizes, and where the hypotheses hold; None where they hold nowhere."""
        if (number, case) not in self.drawn:
            self.drawn[number, case] = self._made(_small_world(self.notation, self.sizes[number], case))
        return self.drawn[number, case]

    def _made(self, world: World) -> tuple[World, Any] | None:
        holds: Any = np.ones(SAMPLES, dtype=bool)
        try:
            for one in self.hypotheses:
                holds = holds & (_distance(world, one) <= CLOSE)
        except _WITHOUT_VALUE:
            return None
        return (world, holds) if holds.any() else None


def counterexample(
    claim: Equation, hypotheses: Sequence[Equation] | Points, notation: Notation, cases: Sequence[Case] = (FULL,)
) -> Counterexample | None:
    """The simplest point found at which every hypothesis holds and the claim fails; None if none is found."""
    points = hypotheses if isinstance(hypotheses, Points) else Points(hypotheses, notation)
    with np.errstate(all="ignore"):
        for number in range(len(points.sizes)):
            for case in cases:
                found = _at(claim, points, number, case)
                if found is not None:
                    return found
    return None


def _sizes(notation: Notation) -> list[dict[str, int]]:
    """Sizes from small to less small, each in the order that the notation asks for."""
    ordered = concrete_sizes.sizes(notation, 1)
    height: dict[str, int] = {}
    for name in sorted(ordered, key=lambda name: ordered[name]):
        above = [height[small] for small, large in notation.below if large == name and small in height]
        height[name] = max(above, default=0) + 1
    bounded = {name for pair in notation.below for name in pair}
    first = {name: size if name in bounded else 2 for name, size in height.items()}
    top = max(first.values(), default=1)
    second = {name: size + (name not in bounded) for name, size in first.items()}
    third = {name: size + 1 if name in bounded else top + 1 for name, size in first.items()}
    return [first, second, third]


def _at(claim: Equation, points: Points, number: int, case: Case) -> Counterexample | None:
    drawn = points.at(number, case)
    if drawn is None:
        return None
    world, holds = drawn
    try:
        apart = holds & (_distance(world, claim) >= FAR)
        chosen = np.flatnonzero(apart)
        if not len(chosen):
            return None
        left, right = world.value(claim.left), world.value(claim.right)
        shown = sorted(set().union(*(_shown(one, points.notation) for one in (claim, *points.hypotheses))))
        values = {name: np.asarray(world.value(tree.Name(name))) for name in shown}
    except _WITHOUT_VALUE:
        return None
    effort = sum(_effort(value) for value in (*values.values(), left, right)) + np.zeros(SAMPLES)
    best = int(chosen[np.argmin(effort[chosen])])

    def at(value: Array) -> Any:
        return value[best if len(value) > 1 else 0]

    return Counterexample(claim, tuple((name, at(value)) for name, value in values.items()), at(left), at(right))


def _shown(one: Equation, notation: Notation) -> set[str]:
    """The symbols whose values make a counterexample clear: those mentioned, the student's own names unfolded."""
    names: set[str] = set()
    waiting = list(one.names)
    while waiting:
        name = waiting.pop()
        if name in notation.students and name in notation.definitions:
            waiting.extend(tree.names(notation.definitions[name]) - names)
        elif name in notation.symbols:
            names.add(name)
    return names


def _distance(world: World, one: Equation) -> Array:
    difference = world.value(one.left) - world.value(one.right)
    worst: Array = np.max(np.abs(difference), axis=(-1, -2))
    return np.where(np.isfinite(worst), worst, np.nan)


def _effort(value: Array) -> Array:
    """How hard a value is to take in: large entries, fractions, negative ones and nothing but zeros cost."""
    whole = np.abs(value - np.rint(value)) < CLOSE
    cost = np.abs(value) + np.where(value < 0, 0.5, 0) + np.where(whole, 0, 6)
    # a matrix of zeros is simple and convinces nobody
    total: Array = cost.sum(axis=(-1, -2)) + 4.0 * (np.abs(value).max(axis=(-1, -2)) < CLOSE)
    return np.where(np.isfinite(total), total, 1e9)


class _Lenient(Reals):
    """Where one sample has no inverse, that sample has no value."""

    def inverse(self, value: Array) -> Array:
        with np.errstate(all="ignore"):
            good = np.isfinite(value).all(axis=(-1, -2)) & (np.abs(np.linalg.det(value)) > 1e-7)
            safe = np.where(good[..., None, None], value, np.eye(value.shape[-1]))
            return np.where(good[..., None, None], np.linalg.inv(safe), np.nan)

    def reciprocal(self, value: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.where(np.abs(value) > 1e-12, 1.0 / value, np.nan)


def _small_world(notation: Notation, sizes: dict[str, int], case: Case) -> World:
    def drawn(name: str) -> Array:
        # for each symbol by itself, so that the values do not depend on which is asked for first
        draw = _Small(np.random.default_rng([7, *name.encode("utf-8", "surrogatepass")]), SAMPLES)
        symbol = notation.symbols[name]
        rows, cols = sampling.sizes_of_shape(symbol, sizes)
        return draw.symbol(symbol, rows, cols, case.of(symbol, sizes))

    return World(notation, sizes, _Lenient(), {}, draw=drawn, measured=False)


class _Small(sampling.Sampler):
    """Small whole numbers."""

    over = Reals()

    def entries(self, rows: int, cols: int) -> Array:
        return self.rng.choice([0, 0, 0, 1, 1, 2, -1, 3], (self.samples, rows, cols)).astype(np.float64)

    def positive(self, rows: int, cols: int, *_: Any) -> Array:
        return self.rng.integers(1, 4, (self.samples, rows, cols)).astype(np.float64)

    def descending(self, count: int) -> Array:
        return -np.sort(-self.positive(count, 1), axis=1)

    def orthogonal(self, rows: int, cols: int, *_: Any) -> Array:
        """Permutations with signs, half of them the identity."""
        found = np.zeros((self.samples, rows, rows))
        order = np.argsort(self.rng.random((self.samples, rows)), axis=1)
        order[::2] = np.arange(rows)
        signs = self.rng.choice([1.0, 1.0, -1.0], (self.samples, rows))
        signs[::4] = 1.0
        np.put_along_axis(found, order[:, :, None], signs[:, :, None], axis=2)
        return found[..., :cols]

    def definite(self, rows: int, cols: int, *_: Any) -> Array:
        part = self.invertible(rows, cols)
        return part @ np.swapaxes(part, -1, -2)

    def invertible(self, rows: int, cols: int, *_: Any) -> Array:
        """Triangular with a positive diagonal, on either side."""
        part = np.tril(self.entries(rows, cols), -1) + np.eye(rows, cols) * self.positive(1, cols)
        part[::2] = np.swapaxes(part[::2], -1, -2)
        return part

    def symmetric(self, rows: int, cols: int, rank: int | None, *_: Any) -> Array:
        if rank is not None and rank < rows:
            return super().symmetric(rows, cols, rank)
        part = np.triu(self.entries(rows, cols))
        return part + np.swapaxes(np.triu(part, 1), -1, -2)

    def stochastic(self, rows: int, cols: int, *_: Any) -> Array:
        return self.one_hot(rows, cols)
