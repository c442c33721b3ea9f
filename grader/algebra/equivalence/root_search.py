"""Zeros of a system by damped least squares: whether a claim fails at one of them, for what no proof was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from grader.algebra.evaluation import sampling
from grader.algebra.evaluation.arithmetic import Dual, Duals, NotRational, Reals
from grader.algebra.evaluation.evaluator import EvaluationError, World, evaluated
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.sampling import Case
from grader.algebra.expressions import concrete_sizes, tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation

STARTS = 24
SCALES = (1, 3, 10)
"""How large the random points are from which it starts: P² + Pᵀ = 2P has solutions besides the projections, which are
found from 3 in 37 of 100 starts, from 1 in 13, and from 0.5 in none (3 × 3 matrices, 60 starts each). Where
W₁W₂ − 100 I has to be singular, 24 starts from 1 and 3 find a solution in 1 of 12 draws, with 10 among them in 12 of
12."""
STEPS = 60
ZERO = 1e-10
"""The residual at which a point counts as a zero, relative to the size of the terms at its start."""
NEAR = 1e-4
APART = 1e-4
SHRINKS = 0.5
_INEQUALITIES = frozenset({"positive", "positive definite", "invertible"})
"""What is said of a symbol and is no equation; looked at where a zero was found."""


@dataclass(frozen=True, slots=True)
class Zeros:
    """How many zeros of the hypotheses were looked at, and whether the claim held at all of them."""

    found: int
    holds: bool
    worst: float


@dataclass(frozen=True, slots=True)
class Root:
    """A zero of some equations, the last point on the way to it with a residual of `NEAR`, and which sizes it has."""

    world: World
    near: Mapping[str, Array]
    point: Mapping[str, Array]
    sizes: int


@dataclass
class Roots:
    """Zeros of equations, reached from random points by Levenberg–Marquardt, each when it is first asked for.

    The unknowns move, everything else is fixed. `wider` are the sizes to look at in turn.
    """

    hypotheses: Sequence[Equation]
    notation: Notation
    unknowns: frozenset[str]
    case: Case
    seed: int
    wider: Sequence[Mapping[str, int]] = ({},)
    tried: list[Root | None] = field(default_factory=list)
    """What came of each start so far."""

    def __iter__(self) -> Iterator[Root]:
        said = self._said
        for start in range(STARTS if said is not None else 0):
            if start == len(self.tried):
                self.tried.append(self._reached(start, [*self.hypotheses, *(said or ())]))
            root = self.tried[start]
            if root is not None:
                yield root

    @cached_property
    def _said(self) -> list[Equation] | None:
        return _said(self.notation, self.unknowns)

    def _reached(self, start: int, hypotheses: Sequence[Equation]) -> Root | None:
        """The zero that one start leads to."""
        wider, notation = self.wider, self.notation
        later, scale = start // len(wider), SCALES[start // len(wider) % len(SCALES)]
        sizes = concrete_sizes.sizes(notation, 2 + later // len(SCALES) % 2, wider[start % len(wider)])
        world = sampling.world(notation, sizes, (self.seed, start), case=self.case, samples=1, real=True)
        world.measured = False
        try:
            near, point = _descend(world, hypotheses, self.unknowns, scale)
            if point is None or near is None or not _allowed(point, notation):
                return None
        except (Singular, NotRational, EvaluationError, np.linalg.LinAlgError):
            return None
        if not (max(float(np.max(np.abs(value))) for value in point.values()) <= 1e4):
            return None  # a zero that runs away is none
        return Root(world, near, point, start % len(wider))


def zeros(claim: Equation, roots: Roots) -> Zeros:
    """Look at a claim at zeros of its hypotheses.

    Where the hypotheses vanish to a higher order (A Aᵀ A = 0) the claim is far from 0 when they are close to it, and
    shrinks with them: it counts as broken only where it stays as large on the way from a residual of `NEAR` to one of
    `ZERO`. It holds only where it held at all sizes that were to be looked at.
    """
    count, worst, seen = 0, 0.0, set[int]()
    for root in roots:
        try:
            before, apart = _apart(claim, root.world, root.near), _apart(claim, root.world, root.point)
        except (Singular, NotRational, EvaluationError, np.linalg.LinAlgError):
            continue
        if not np.isfinite(apart):
            continue  # it has no value there
        count += 1
        seen.add(root.sizes)
        worst = max(worst, 0.0 if apart <= SHRINKS * before else apart)
        if worst > APART:
            break
    return Zeros(count, len(seen) == len(roots.wider) and worst <= APART, worst)


def _said(notation: Notation, unknowns: frozenset[str]) -> list[Equation] | None:
    """What is said of the unknowns, as equations that hold wherever they are moved; None for what is no equation."""
    found = []
    for name in sorted(unknowns):
        symbol, one = notation.symbols[name], tree.Name(name)
        for property_ in sorted(symbol.properties - _INEQUALITIES):
            match property_:
                case "orthogonal" | "orthonormal":
                    gram = tree.Product((tree.Transpose(one), one))
                    found.append(Equation(gram, tree.Identity(symbol.shape.cols)))
                case "symmetric":
                    found.append(Equation(tree.Transpose(one), one))
                case "skew":
                    found.append(Equation(tree.Transpose(one), tree.Negative(one)))
                case _:
                    return None
        if "positive definite" in symbol.properties:
            found.append(Equation(tree.Transpose(one), one))
    return found


def _allowed(point: Mapping[str, Array], notation: Notation) -> bool:
    """Whether the unknowns that must be positive are so at a point, and those that must have an inverse have one."""
    for name, values in point.items():
        properties = notation.symbols[name].properties
        if "positive" in properties and not np.all(values > NEAR):
            return False
        if "positive definite" in properties and not np.all(np.linalg.eigvalsh(values) > NEAR):
            return False
        if "invertible" in properties and not np.all(np.abs(np.linalg.det(values)) > NEAR):
            return False
    return True


def _apart(claim: Equation, world: World, point: Mapping[str, Array]) -> float:
    """How far the sides of the claim are from each other at a point, relative to their size; infinite for NaN."""
    moved = world.copy(point)
    left, right = moved.value(claim.left), moved.value(claim.right)
    scale = max(1.0, *(float(np.max(np.abs(side), initial=0.0)) for side in (left, right)))
    apart = float(np.max(np.abs(left - right), initial=0.0)) / scale
    return apart if np.isfinite(apart) else np.inf


def _descend(
    world: World, hypotheses: Sequence[Equation], unknowns: frozenset[str], scale: float
) -> tuple[dict[str, Array] | None, dict[str, Array] | None]:
    """The first point on the way down with a residual of `NEAR`, and a zero; None where it is not reached."""
    near: dict[str, Array] | None = None
    order = sorted(unknowns)
    point = {name: scale * np.asarray(world.value(tree.Name(name)), dtype=np.float64) for name in order}
    damping, first = 1e-2, None
    residual, slope = _linear(world, hypotheses, point, order)
    for _ in range(STEPS):
        size = float(np.linalg.norm(residual))
        first = first or max(size, 1.0)
        if near is None and size <= NEAR * first:
            near = point
        if size <= ZERO * first:
            return near, point
        gram = slope.T @ slope
        step = np.linalg.solve(
            gram + damping * np.eye(len(gram)) * max(1e-12, np.trace(gram) / len(gram)), slope.T @ residual
        )
        trial = _moved(point, order, -step)
        after, slope_after = _linear(world, hypotheses, trial, order)
        if np.linalg.norm(after) < size:
            point, residual, slope, damping = trial, after, slope_after, max(damping * 0.2, 1e-12)
        else:
            damping *= 5
            if not damping < 1e12:
                return near, None
    return near, point if float(np.linalg.norm(residual)) <= ZERO * (first or 1.0) else None


def _moved(point: dict[str, Array], order: Sequence[str], step: Array) -> dict[str, Array]:
    at, result = 0, {}
    for name in order:
        size = point[name].size
        result[name] = point[name] + step[at : at + size].reshape(point[name].shape)
        at += size
    return result


def _linear(
    world: World, hypotheses: Sequence[Equation], point: dict[str, Array], order: Sequence[str]
) -> tuple[Array, Array]:
    """The residuals (n,) of the hypotheses at a point and their slope (n, unknowns)."""
    total = sum(point[name].size for name in order)
    at, duals = 0, {}
    for name in order:
        size, shape = point[name].size, point[name].shape
        tangent = np.zeros((total, *shape))
        tangent[at : at + size] = np.eye(size).reshape(size, *shape)
        duals[name] = Dual(point[name], tangent)
        at += size
    over = Duals(Reals())
    residuals, slopes = [], []
    for one in hypotheses:
        left, right = (evaluated(side, world, over, duals) for side in (one.left, one.right))
        apart = over.add(left, over.negative(right))
        value = np.broadcast_to(apart.value, np.broadcast_shapes(apart.value.shape, (1, 1, 1)))
        residuals.append(value.ravel())
        tangent = np.zeros((total, *value.shape)) if apart.tangent is None else apart.tangent
        slopes.append(tangent.reshape(total, -1).T)
    return np.concatenate(residuals), np.concatenate(slopes)
