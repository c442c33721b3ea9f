"""Samples of the symbols that meet what is said of them, by construction."""

from __future__ import annotations  # numpy.random is loaded when something is drawn

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.arithmetic import PrimeField, Reals
from grader.algebra.evaluation.evaluator import World
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.expressions.concrete_sizes import sizes_of
from grader.algebra.expressions.notation import Notation, Symbol

SAMPLES = 3
"""Independent samples in one batch. An expression of degree d that is not zero is zero at all of them by chance
with probability at most (d/p)³ (Schwartz 1980, Zippel 1979), d counted in the numbers that are drawn: for
d = 1,000 that is under 10⁻¹³."""
BRANCHING = 24
"""The same where a function is made of pieces, as relu: an entry that is as often positive as negative is all of one
sign with probability 2⁻²³."""


RANKS = ("largest", "middle", "least")


@dataclass(frozen=True, slots=True)
class Case:
    """How degenerate the symbols with a range of ranks are: the `largest`, a `middle` one or the `least`."""

    rank: str = RANKS[0]

    def of(self, symbol: Symbol, sizes: Mapping[str, int]) -> int | None:
        """The rank of a symbol, or None where it is generic."""
        if symbol.rank is None:
            return None
        least, largest = (max(0, dim.value(sizes)) for dim in symbol.rank)
        rows, cols = sizes_of_shape(symbol, sizes)
        largest = min(largest, rows, cols)
        return {"largest": largest, "middle": max(least, largest - 1), "least": min(least, largest)}[self.rank]


def sizes_of_shape(symbol: Symbol, sizes: Mapping[str, int]) -> tuple[int, int]:
    return symbol.shape.rows.value(sizes), symbol.shape.cols.value(sizes)


FULL = Case()


def cases(notation: Notation, mentioned: Iterable[str]) -> tuple[Case, ...]:
    """The cases that must be looked at for an implication in which these symbols take part."""
    ranked = any(notation.symbols[name].rank for name in notation.meaning(mentioned) if name in notation.symbols)
    return tuple(map(Case, RANKS)) if ranked else (FULL,)


def world(
    notation: Notation,
    sizes: Mapping[str, int],
    seed: Sequence[int],
    *,
    case: Case = FULL,
    samples: int = SAMPLES,
    fixed: bool = False,
    unknowns: frozenset[str] = frozenset(),
    real: bool = False,
) -> World:
    """A world whose symbols are drawn when they are first asked for, each by itself: the order does not matter.

    With `fixed` all but the unknowns have one sample, which all samples of the unknowns share.
    """
    kind = _Reals if real else _Field

    def drawn(name: str) -> Array:
        symbol = notation.symbols[name]
        rng = np.random.default_rng([*seed, *name.encode("utf-8", "surrogatepass")])
        using = kind(rng, 1 if fixed and name not in unknowns else samples)
        return using.symbol(symbol, *sizes_of(notation, sizes, name), case.of(symbol, sizes))

    return World(notation, sizes, Reals() if real else PrimeField(), {}, draw=drawn)


class Sampler(ABC):
    """Draws symbols; what differs between the field and the reals is below."""

    over: Any

    def __init__(self, rng: np.random.Generator, samples: int):
        self.rng, self.samples = rng, samples

    def symbol(self, symbol: Symbol, rows: int, cols: int, rank: int | None) -> Array:
        """One symbol: (samples, rows, cols)."""
        for kind, draw in _DRAW.items():
            if kind in symbol.properties:
                found: Array = draw(self, rows, cols, rank, symbol.properties)
                return found
        if rank is not None and rank < min(rows, cols):
            low: Array = self.over.matmul(self.entries(rows, rank), self.entries(rank, cols))
            return low
        return self.entries(rows, cols)

    @abstractmethod
    def entries(self, rows: int, cols: int) -> Array:
        """Any matrix."""

    @abstractmethod
    def positive(self, rows: int, cols: int, *_: Any) -> Array:
        """Entries above 0."""

    @abstractmethod
    def orthogonal(self, rows: int, cols: int, *_: Any) -> Array:
        """The first columns of an orthogonal matrix."""

    @abstractmethod
    def stochastic(self, rows: int, cols: int, *_: Any) -> Array:
        """Columns that sum to one."""

    def invertible(self, rows: int, cols: int, *_: Any) -> Array:
        return self.entries(rows, cols)

    def symmetric(self, rows: int, cols: int, rank: int | None, *_: Any) -> Array:
        part = self.entries(rows, cols if rank is None else rank)
        middle = self.spread(self.entries(part.shape[-1], 1))
        found: Array = self.over.matmul(self.over.matmul(part, middle), self.over.transpose(part))
        return found

    def skew(self, rows: int, cols: int, *_: Any) -> Array:
        part = self.entries(rows, cols)
        found: Array = self.over.add(part, -self.over.transpose(part))
        return found

    def definite(self, rows: int, cols: int, *_: Any) -> Array:
        part = self.entries(rows, cols)
        found: Array = self.over.matmul(part, self.over.transpose(part))
        return found

    def diagonal(self, rows: int, cols: int, rank: int | None, properties: frozenset[str]) -> Array:
        least = min(rows, cols)
        values = self.positive(least, 1) if "positive" in properties else self.descending(least)
        if rank is not None:
            values = values * (np.arange(least) < rank)[:, None]
        result = np.zeros((self.samples, rows, cols))
        result[:, np.arange(least), np.arange(least)] = values[..., 0]
        return result

    def descending(self, count: int) -> Array:
        return self.entries(count, 1)

    def triangular(self, rows: int, cols: int, rank: int | None, properties: frozenset[str]) -> Array:
        part = self.invertible(rows, cols)
        return np.triu(part) if "upper triangular" in properties else np.tril(part)

    def one_hot(self, rows: int, cols: int, *_: Any) -> Array:
        result = np.zeros((self.samples, rows, cols))
        chosen = self.rng.integers(0, rows, (self.samples, cols))
        np.put_along_axis(result, chosen[:, None, :], 1.0, axis=1)
        return result

    def spread(self, values: Array) -> Array:
        found: Array = self.over.spread(values)
        return found


_DRAW: Mapping[str, Any] = {
    "orthogonal": lambda s, *a: s.orthogonal(*a),
    "orthonormal": lambda s, *a: s.orthogonal(*a),
    "diagonal": lambda s, *a: s.diagonal(*a),
    "positive definite": lambda s, *a: s.definite(*a),
    "symmetric": lambda s, *a: s.symmetric(*a),
    "skew": lambda s, *a: s.skew(*a),
    "upper triangular": lambda s, *a: s.triangular(*a),
    "lower triangular": lambda s, *a: s.triangular(*a),
    "one-hot": lambda s, *a: s.one_hot(*a),
    "stochastic": lambda s, *a: s.stochastic(*a),
    "positive": lambda s, *a: s.positive(*a),
    "invertible": lambda s, *a: s.invertible(*a),
}


class _Field(Sampler):
    """Residues drawn alike from the whole field."""

    over = PrimeField()

    def entries(self, rows: int, cols: int) -> Array:
        return prime_field.random(self.rng, (self.samples, rows, cols))

    def positive(self, rows: int, cols: int, *_: Any) -> Array:
        # no order in a prime field: what matters of it there is that nothing vanishes
        values = self.entries(rows, cols)
        return np.where(values == 0, 1.0, values)

    def orthogonal(self, rows: int, cols: int, *_: Any) -> Array:
        """Q S R with Q and R from `_pool` and random signs S."""
        pool = _pool(rows)
        left, right = (pool[self.rng.integers(0, len(pool), self.samples)] for _ in range(2))
        signs = self.rng.choice([-1.0, 1.0], (self.samples, 1, rows))
        return prime_field.reduce((left * signs) @ right[..., :cols])

    def stochastic(self, rows: int, cols: int, *_: Any) -> Array:
        values = self.entries(rows, cols)
        rest = prime_field.reduce(1 - prime_field.reduce(values[:, 1:].sum(axis=1)))
        values[:, 0] = rest
        return values


@cache
def _pool(size: int) -> Array:
    """Orthogonal matrices (64, size, size) by Cayley's (I − A)(I + A)⁻¹ of random skew A = −Aᵀ.

    Products of two with signs between are what is drawn: far too many for an answer of bounded length to know.
    """
    rng = np.random.default_rng(size)
    found: list[Array] = []
    while len(found) < 64:
        upper = np.triu(prime_field.random(rng, (size, size)), 1)
        try:
            half = prime_field.inverse(prime_field.reduce(np.eye(size) + upper - upper.T))
        except Singular:
            continue
        found.append(prime_field.reduce(2 * half - np.eye(size)))
    return np.stack(found)


_SCALES = np.array([1.0, 0.3, 0.1])[:, None, None]
"""One sample each: exp(−‖X‖²) is nothing at the first, and something at the last."""
_WIDER = np.array([3.0, 1.0, 0.3])[:, None, None]
"""The same where a function has pieces: 1 − y wᵀx is seldom negative where w and x are small."""
_SPREAD = np.log(100.0)
"""Positive numbers are drawn evenly by their size, between 1/100 and 100."""


class _Reals(Sampler):
    """Standard normal entries, and what is made of them."""

    over = Reals()

    def entries(self, rows: int, cols: int) -> Array:
        found = self.rng.standard_normal((self.samples, rows, cols))
        scales = {SAMPLES: _SCALES, BRANCHING: _WIDER}.get(self.samples)
        return found if scales is None else found * np.resize(scales, (self.samples, 1, 1))

    def positive(self, rows: int, cols: int, *_: Any) -> Array:
        if rows == cols == 1:
            # one sample in each part of the range, so that not all are large, or small
            place = (self.rng.permutation(self.samples) + self.rng.uniform(size=self.samples)) / self.samples
            found: Array = np.exp(_SPREAD * (2 * place - 1))[:, None, None]
            return found
        return self.rng.uniform(0.5, 2.0, (self.samples, rows, cols))

    def descending(self, count: int) -> Array:
        return -np.sort(-self.positive(count, 1), axis=1)

    def orthogonal(self, rows: int, cols: int, *_: Any) -> Array:
        return np.asarray(np.linalg.qr(self.entries(rows, rows)).Q)[..., :cols]

    def invertible(self, rows: int, cols: int, *_: Any) -> Array:
        """With a positive determinant, so that log det is real."""
        values = self.entries(rows, cols) + 2 * np.eye(rows, cols)
        if rows == cols:
            values[:, 0] *= np.sign(np.linalg.det(values))[:, None]
        return values

    def definite(self, rows: int, cols: int, *_: Any) -> Array:
        """Far from singular, so that log det and inverses lose no digits."""
        part = self.entries(rows, cols)
        found: Array = part @ np.swapaxes(part, -1, -2) / cols + 0.5 * np.eye(rows)
        return found

    def stochastic(self, rows: int, cols: int, *_: Any) -> Array:
        values = self.positive(rows, cols)
        found: Array = values / values.sum(axis=1, keepdims=True)
        return found
