"""Solutions of systems by damped least squares (Levenberg and Marquardt), the Jacobian by the complex step."""

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.algebra.bases import Sides
from benchmarks.algebra.terms import Term
from benchmarks.algebra.values import STEP, Array, Point

TRIES, ROUNDS = 4, 80
SOLVED = 1e-11
LARGEST = 1e3


def solutions(
    point: Point,
    unknowns: Sequence[str],
    system: Sequence[Sides],
    meanings: Mapping[str, Term],
    seed: int,
    *,
    near: Sequence[Mapping[str, Array]] = (),
) -> list[Point]:
    """Points where every equation holds, from random starts and from near other points; not those at infinity."""
    rng = np.random.default_rng([seed, 5])
    shapes = {name: point.values[name].shape for name in unknowns}
    starts = [{name: 0.8 * rng.standard_normal(shape) for name, shape in shapes.items()} for _ in range(TRIES)]
    starts += [{n: place[n] + 0.3 * rng.standard_normal(shape) for n, shape in shapes.items()} for place in near]
    found = [_tried(point, start, system, meanings) for start in starts]
    return [point.moved(**values) for values in found if values is not None]


def _tried(
    point: Point, start: Mapping[str, Array], system: Sequence[Sides], meanings: Mapping[str, Term]
) -> Mapping[str, Array] | None:
    try:
        return _descended(point, start, system, meanings)
    except np.linalg.LinAlgError:
        return None


def _descended(
    point: Point, start: Mapping[str, Array], system: Sequence[Sides], meanings: Mapping[str, Term]
) -> Mapping[str, Array] | None:
    z, damping = _flat(start), 1e-2
    errors, jacobian = _linear(point, start, z, system, meanings)
    first = max(float(np.linalg.norm(errors)), 1e-9)
    for _ in range(ROUNDS):
        if np.linalg.norm(errors) <= SOLVED * first:
            return _shaped(z, start) if np.abs(z).max() <= LARGEST else None
        square = jacobian.T @ jacobian
        step = np.linalg.solve(square + damping * np.eye(z.size), -jacobian.T @ errors)
        tried, slope = _linear(point, start, z + step, system, meanings)
        if np.linalg.norm(tried) < np.linalg.norm(errors):
            z, errors, jacobian, damping = z + step, tried, slope, max(damping / 5, 1e-15)
        else:
            damping *= 4
        if damping > 1e8:
            return None
    return None


def _linear(
    point: Point, like: Mapping[str, Array], z: Array, system: Sequence[Sides], meanings: Mapping[str, Term]
) -> tuple[Array, Array]:
    """Residuals and their Jacobian at z, from one evaluation of a batch of complex steps."""
    moved = point.moved(**_shaped(z + 1j * STEP * np.eye(z.size), like)).knowing(meanings)
    columns = []
    for sides in system:
        for a, b in zip(sides, sides[1:], strict=False):
            difference = moved.value(a) - moved.value(b)
            columns.append(np.broadcast_to(difference, (z.size, *difference.shape[-2:])).reshape(z.size, -1))
    all_ = np.concatenate(columns, axis=1)
    return all_[0].real.astype(float), (all_.imag / STEP).T.astype(float)


def _flat(values: Mapping[str, Array]) -> Array:
    return np.concatenate([value.ravel() for value in values.values()])


def _shaped(z: Array, like: Mapping[str, Array]) -> dict[str, Array]:
    made, start = {}, 0
    for name, value in like.items():
        made[name] = z[..., start : start + value.size].reshape(*z.shape[:-1], *value.shape)
        start += value.size
    return made
