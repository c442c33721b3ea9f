"""Values of terms in floating point, at random points that meet the hypotheses.

Every value is a matrix, a scalar one of 1×1; leading axes are a batch. Gradients are by the complex step
(Squire and Trapp, SIAM Review 1998): exact to rounding, and with no formula of our own to be wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.algebra.notation import Notation, Spec
from benchmarks.algebra.terms import Term

Array = NDArray[Any]  # real or complex
STEP = 1e-30
LEAST = 3
"""The least size: 2×2 matrices obey more laws (a reflection is symmetric)."""


@dataclass(frozen=True, slots=True)
class Point:
    """Sizes of dimensions, values of the free symbols, and what the others mean."""

    sizes: Mapping[str, int]
    values: Mapping[str, Array]
    meanings: Mapping[str, Term]
    memo: dict[str, Array] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)

    def moved(self, **values: Array) -> "Point":
        """With other values of some symbols, a meaning of theirs forgotten."""
        kept = {name: term for name, term in self.meanings.items() if name not in values}
        return Point(self.sizes, {**self.values, **values}, kept)

    def knowing(self, meanings: Mapping[str, Term]) -> "Point":
        """With more definitions."""
        return Point(self.sizes, self.values, {**self.meanings, **meanings})

    def size(self, dim: str) -> int:
        return int(dim) if dim.isdecimal() else self.sizes[dim]

    def value(self, term: Term) -> Array:
        """The value of a term whose sizes are filled in, of shape (..., rows, columns)."""
        found: Array = _value(term, self)
        return found


def _value(term: Term, at: Point) -> Any:
    match term.op:
        case "sym":
            return _symbol(term.label, at)
        case "num":
            return np.full((1, 1), float(term.number))
        case "eye" | "zero" | "ones":
            return _constant(term, at)
        case "total":
            return _total(term, at)
        case "grad":
            return _gradient(term, at)
    args = [_value(arg, at) for arg in term.args]
    match term.op:
        case "add":
            return np.asarray(sum(args[1:], start=args[0]))
        case "had":
            return np.prod(np.broadcast_arrays(*args), axis=0)
        case "neg":
            return -args[0]
        case "mul":
            return _product(args)
        case "div":
            return args[0] / args[1]
        case "T":
            return np.swapaxes(args[0], -1, -2)
        case "inv":
            return np.linalg.inv(args[0])
        case "pow":
            return np.linalg.matrix_power(args[0], int(term.number))
        case "lead":
            rows, cols = (at.size(dim) if dim else None for dim in term.label.split(","))
            return args[0][..., :rows, :cols]
        case "col":
            index = at.indices[term.label] if term.label in at.indices else int(term.label) - 1
            return args[0][..., :, index : index + 1]
    return FUNCTIONS[term.label](args[0])


def _symbol(name: str, at: Point) -> Array:
    if name in at.values:
        return at.values[name]
    if name not in at.memo:
        at.memo[name] = _value(at.meanings[name], replace(at, indices={}))
    return at.memo[name]


def _constant(term: Term, at: Point) -> Array:
    if term.op == "ones":
        return np.ones((at.size(term.label), 1))
    rows, cols = term.label.split(",") if "," in term.label else (term.label, term.label)
    return np.eye(at.size(rows)) if term.op == "eye" else np.zeros((at.size(rows), at.size(cols)))


def _product(args: list[Array]) -> Array:
    product = args[0]
    for arg in args[1:]:
        scalar = product.shape[-2:] == (1, 1) or arg.shape[-2:] == (1, 1)
        product = product * arg if scalar else product @ arg
    return product


def _total(term: Term, at: Point) -> Array:
    index, bound = term.label.split(",")
    steps = [replace(at, indices={**at.indices, index: i}) for i in range(at.size(bound))]
    return np.asarray(sum(_value(term.args[0], step) for step in steps))


def _gradient(term: Term, at: Point) -> Array:
    name = term.args[1].label
    here = at.value(term.args[1])
    entries = np.eye(here.size).reshape(here.size, *here.shape)
    of = _value(term.args[0], at.moved(**{name: here + 1j * STEP * entries}))
    return (np.imag(of) / STEP).reshape(here.shape) if of.size == here.size else np.zeros(here.shape)


def _softmax(z: Array) -> Any:
    raised = np.exp(z - np.max(z.real, axis=-2, keepdims=True))
    return raised / raised.sum(axis=-2, keepdims=True)


def _diag(a: Array) -> Any:
    if a.shape[-1] == 1:
        return a * np.eye(a.shape[-2])
    return np.diagonal(a, axis1=-2, axis2=-1)[..., None]


FUNCTIONS: Mapping[str, Callable[[Array], Array]] = {
    "tr": lambda a: np.trace(a, axis1=-2, axis2=-1)[..., None, None],
    "det": lambda a: np.linalg.det(a)[..., None, None],
    "log": np.log,
    "exp": np.exp,
    "diag": _diag,
    "softmax": _softmax,
    "sum": lambda a: np.sum(a, axis=(-2, -1), keepdims=True),
    "norm2": lambda a: np.sum(a * a, axis=(-2, -1), keepdims=True),
}


# ---------------------------------------------------------------------------------------------- points


def sample(notation: Notation, rng: np.random.Generator, *, reduced: bool = False) -> Point:
    """A random point: distinct sizes that keep the order of `sizes`, free symbols by their properties.

    What is larger is larger by two at least: with d + 1 rows [X 1] would be square, and every equation solvable.
    `reduced` takes the least rank that a symbol may have, where it has a range.
    """
    dims = sorted(notation.dims)
    choice = np.arange(LEAST, LEAST + max(len(dims), 3) + 3)
    while True:
        drawn = {dim: int(size) for dim, size in zip(dims, rng.permutation(choice), strict=False)}
        if all(drawn[low] + 1 < drawn[high] for low, high in notation.below):
            break
    values = {
        name: draw(spec, drawn, rng, reduced)
        for name, spec in notation.symbols.items()
        if name not in notation.meanings
    }
    return Point(drawn, values, notation.meanings)


def draw(spec: Spec, sizes: Mapping[str, int], rng: np.random.Generator, reduced: bool = False) -> Any:
    """A value of one symbol, an array of shape (rows, columns)."""
    rows, cols = (int(dim) if dim.isdecimal() else sizes[dim] for dim in spec.shape)
    free = rng.standard_normal((rows, cols))
    has = spec.properties
    if has & {"orthogonal", "orthonormal"}:
        return np.linalg.qr(free)[0]
    if "positive definite" in has:
        return free @ free.T + np.eye(rows)
    if "diagonal" in has:
        return _diagonal(spec, sizes, rows, cols, rng, reduced)
    if "symmetric" in has:
        return free + free.T
    if "skew" in has:
        return free - free.T
    if "upper triangular" in has or "lower triangular" in has:
        free = np.triu(free) if "upper triangular" in has else np.tril(free)
        return free + np.diag(np.sign(np.diag(free)))
    if "stochastic" in has:
        return np.abs(free) / np.abs(free).sum(axis=0)
    if "one-hot" in has:
        return np.eye(rows)[:, rng.integers(rows, size=cols)]
    if spec.rank and reduced:
        low = sizes.get(spec.rank[0]) or int(spec.rank[0])
        return free[:, :low] @ rng.standard_normal((low, cols))
    return np.abs(free) + 0.5 if "positive" in has else free


def _diagonal(
    spec: Spec, sizes: Mapping[str, int], rows: int, cols: int, rng: np.random.Generator, reduced: bool
) -> Array:
    entries = rng.uniform(0.6, 2.5, size=min(rows, cols))
    if "positive" not in spec.properties and not spec.rank:
        entries *= rng.choice([-1, 1], size=entries.size)
    if spec.rank and reduced:
        entries[sizes.get(spec.rank[0]) or int(spec.rank[0]) :] = 0
    matrix = np.zeros((rows, cols))
    np.fill_diagonal(matrix, entries)
    return matrix
