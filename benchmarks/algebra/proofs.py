"""The label of an item, proved in floating point: values that differ, solutions that only one of two systems has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from benchmarks.algebra.bases import Base, Sides, families
from benchmarks.algebra.solve import solutions
from benchmarks.algebra.terms import Term
from benchmarks.algebra.values import Array, Point, draw, sample

EQUAL, DIFFERENT = 1e-8, 1e-5
SPREAD = 1e-3
INSIDE = 1e-6
Meanings = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Proof:
    """`right` is None where nothing could be shown; `how` says what was found, with its number."""

    right: bool | None
    how: str


def apart(a: Array, b: Array) -> float:
    """The distance of two values relative to their size, or to 0.01; infinite for different shapes."""
    if a.shape[-2:] != b.shape[-2:]:
        return float("inf")
    return float(np.linalg.norm(a - b)) / max(float(np.linalg.norm(a)), float(np.linalg.norm(b)), 1e-2)


def _turned(one: Point, other: Point) -> int:
    """How many pairs of sizes are in another order."""
    pairs = combinations(sorted(one.sizes), 2)
    return sum((one.sizes[a] < one.sizes[b]) != (other.sizes[a] < other.sizes[b]) for a, b in pairs)


@dataclass
class Witness:
    """Proves labels for one base: its points and its known solutions are drawn once."""

    base: Base
    seed: int = 0
    points: list[Point] = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, 1])
        first = sample(self.base.notation, rng)
        # the sizes the other way round: Xᵀ may be cancelled in A Xᵀ = 0 where X has more rows than columns
        second = max((sample(self.base.notation, rng) for _ in range(12)), key=lambda point: _turned(first, point))
        drawn = [first, second, sample(self.base.notation, rng, reduced=True)]
        self.points = [_put_in(self.base, point) for point in drawn]

    # ------------------------------------------------------------------------------------ expressions

    def same(self, a: Term, b: Term, meanings: Meanings) -> Proof:
        """Whether two expressions have one value at every point."""
        try:
            with np.errstate(all="ignore"):
                found = [apart(p.value(a), p.value(b)) for p in (point.knowing(meanings) for point in self.points)]
        except np.linalg.LinAlgError:
            return Proof(False, "an inverse does not exist")
        if not np.all(np.isfinite([gap for gap in found if gap != float("inf")])):
            return Proof(False, "it has no value")
        worst = max(found)
        if worst <= EQUAL:
            return Proof(True, f"equal at {len(self.points)} random points")
        return Proof(False if worst > DIFFERENT else None, f"values differ by {worst:.2g} of their size")

    def holds(self, sides: Sequence[Term], meanings: Meanings) -> bool:
        """Whether an equation, or each step of a chain, holds at every point."""
        return all(self.same(a, b, meanings).right for a, b in zip(sides, sides[1:], strict=False))

    # ---------------------------------------------------------------------------------------- systems

    def equivalent(self, system: Sequence[Sides], meanings: Meanings) -> Proof:
        """Whether a system has the solutions of the base's conditions, at points of full and of reduced rank."""
        try:
            return self._compared(system, meanings)
        except np.linalg.LinAlgError:
            return Proof(False, "an inverse does not exist")

    def _compared(self, system: Sequence[Sides], meanings: Meanings) -> Proof:
        reference = list(self.base.conditions.values())
        mutual = [self._spans(point, system, reference, meanings) for point in self.points]
        if all(there and back for there, back in mutual):
            return Proof(True, "the same row space: each residual is a fixed combination of the other system's")
        for number, point in enumerate(self.points):
            for zero in self.zeros[number]:
                size = residual(zero, system, meanings, self._scale(point, system, meanings))
                if size > DIFFERENT:
                    return Proof(False, f"at a solution of the conditions its residual is {size:.2g}")
        for number, point in enumerate(self.points):
            starts = [zero.values for zero in self.zeros[number][:2]]
            for zero in solutions(point, self._unknowns(), system, meanings, self.seed + number, near=starts):
                size = residual(zero, reference, meanings, self._scale(point, reference, meanings))
                if size > SPREAD:
                    return Proof(False, f"at a solution of it the conditions' residual is {size:.2g}")
        if all(self._implies(p, system, reference, meanings) for p in self.points) and all(
            self._implies(p, reference, system, meanings) for p in self.points
        ):
            return Proof(True, "each system's residuals are combinations of the other's, times symbols")
        return Proof(None, "no solution tells the two apart")

    @cached_property
    def zeros(self) -> list[list[Point]]:
        """Solutions of the conditions at each point: the known families, and what damped least squares finds."""
        rng = np.random.default_rng([self.seed, 2])
        reference, found = list(self.base.conditions.values()), []
        for number, point in enumerate(self.points):
            here = []
            for free, family in families(self.base):
                at = Point(
                    point.sizes,
                    {**point.values, **{n: draw(s, point.sizes, rng) for n, s in free.items()}},
                    point.meanings,
                )
                here.append(at.moved(**{name: at.value(term) for name, term in family.items()}))
            here += solutions(point, self._unknowns(), reference, {}, self.seed + 10 + number)
            found.append(here)
        assert any(found), f"{self.base.id}: no solution of the conditions was found"
        return found

    def _unknowns(self) -> tuple[str, ...]:
        return self.base.unknowns

    def _spans(self, point: Point, a: Sequence[Sides], b: Sequence[Sides], meanings: Meanings) -> tuple[bool, bool]:
        """Whether a's residuals are fixed combinations of b's for all values of the unknowns, and the other way."""
        count = 3 * max(_entries(point.knowing(meanings), system) for system in (a, b)) + 20
        moved = self._elsewhere(point, count).knowing(meanings)
        rows_a, rows_b = (_columns(residuals(moved, system), count) for system in (a, b))
        return _inside(rows_a, rows_b), _inside(rows_b, rows_a)

    def _implies(self, point: Point, a: Sequence[Sides], b: Sequence[Sides], meanings: Meanings) -> bool:
        """Whether b's residuals are combinations of a's, and of a's times a symbol from the left or right."""
        known = point.knowing(meanings)
        count = 3 * _columns(_times_symbols(known, residuals(known, a)), 1).shape[1] + 20
        moved = self._elsewhere(point, count).knowing(meanings)
        wide = _columns(_times_symbols(moved, residuals(moved, a)), count)
        return _inside(_columns(residuals(moved, b), count), wide)

    def _elsewhere(self, point: Point, count: int) -> Point:
        """With `count` random values of the unknowns, as a batch."""
        rng = np.random.default_rng([self.seed, 3])
        shapes = {name: point.values[name].shape for name in self._unknowns()}
        return point.moved(**{n: rng.standard_normal((count, *shape)) for n, shape in shapes.items()})

    def _scale(self, point: Point, system: Sequence[Sides], meanings: Meanings) -> list[float]:
        moved = self._elsewhere(point, 1).knowing(meanings)
        return [max(float(np.linalg.norm(moved.value(s))) for s in sides) or 1.0 for sides in system]


def residuals(point: Point, system: Sequence[Sides]) -> list[Array]:
    """Left minus right of every equation."""
    return [point.value(a) - point.value(b) for sides in system for a, b in zip(sides, sides[1:], strict=False)]


def residual(point: Point, system: Sequence[Sides], meanings: Meanings, scales: Sequence[float]) -> float:
    """The largest relative residual of the equations of a system."""
    at = point.knowing(meanings)
    found = zip(system, scales, strict=True)
    return max(float(np.linalg.norm(gap)) / scale for sides, scale in found for gap in residuals(at, [sides]))


def _entries(point: Point, system: Sequence[Sides]) -> int:
    return sum(value.size for value in residuals(point, system))


def _columns(matrices: Sequence[Array], count: int) -> Array:
    """The entries as columns, one row a value of the unknowns."""
    wide = [np.broadcast_to(value, (count, *value.shape[-2:])).reshape(count, -1) for value in matrices]
    return np.concatenate(wide, axis=1)


def _times_symbols(point: Point, matrices: Sequence[Array]) -> list[Array]:
    """The matrices, and each times each symbol or its transpose where that fits."""
    symbols = [value for base in point.values.values() for value in (base, np.swapaxes(base, -1, -2))]
    made = list(matrices)
    for matrix in matrices:
        made += [s @ matrix for s in symbols if s.shape[-1] == matrix.shape[-2]]
        made += [matrix @ s for s in symbols if s.shape[-2] == matrix.shape[-1]]
    return made


def _inside(a: Array, b: Array) -> bool:
    """Whether a's columns are combinations of b's."""
    left, right = _normed(b), _normed(a)
    fitted: Any = np.linalg.lstsq(left, right, rcond=1e-12)[0]
    return bool(np.abs(left @ fitted - right).max() < INSIDE)


def _normed(columns: Array) -> Array:
    """Columns of length one; what is only rounding beside the others stays next to zero."""
    lengths = np.linalg.norm(columns, axis=0)
    normed: Array = columns / np.maximum(lengths, 1e-6 * lengths.max(initial=1e-300))
    return normed


def _put_in(base: Base, point: Point) -> Point:
    """With what the exercise puts in for some symbols; they stop being free."""
    if not base.put_in:
        return point
    kept = {name: value for name, value in point.values.items() if name not in base.put_in}
    return Point(point.sizes, kept, {**point.meanings, **base.put_in})
