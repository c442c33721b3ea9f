"""What expressions are evaluated in: the prime field, real numbers, and dual numbers over either.

A value is a batch of matrices of the shape (samples, rows, columns); a scalar is (samples, 1, 1).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.expressions.functions import Function


class NotRational(Exception):
    """A function that a prime field has not: exp, log, a root."""


class PrimeField:
    """Exact residues modulo `field.P`."""

    def number(self, value: Fraction) -> Array:
        return np.full((1, 1, 1), prime_field.number(value.numerator, value.denominator))

    def constant(self, value: Array) -> Array:
        return value

    def add(self, left: Array, right: Array) -> Array:
        return prime_field.reduce(left + right)

    def negative(self, value: Array) -> Array:
        return -value

    def matmul(self, left: Array, right: Array) -> Array:
        inner = left.shape[-1]
        if inner <= prime_field.MAX_INNER:
            return prime_field.reduce(left @ right)
        parts = range(0, inner, prime_field.MAX_INNER)
        width = prime_field.MAX_INNER
        return prime_field.reduce(
            sum(prime_field.reduce(left[..., at : at + width] @ right[..., at : at + width, :]) for at in parts)
        )

    def times(self, left: Array, right: Array) -> Array:
        return prime_field.reduce(left * right)

    def transpose(self, value: Array) -> Array:
        return value.mT

    def inverse(self, value: Array) -> Array:
        return prime_field.inverse(value)

    def reciprocal(self, value: Array) -> Array:
        return prime_field.invert(value)

    def determinant(self, value: Array) -> Any:
        return prime_field.determinant(value)

    def power(self, value: Array, exponent: Fraction) -> Array:
        raise NotRational

    def function(self, row: Function, value: Array) -> Any:
        if row.exact is None:
            raise NotRational
        return row.exact(self, value)

    def pick(self, value: Array, where: Any) -> Any:
        return value[where]

    def total(self, value: Array) -> Any:
        # reduced after each axis: 32 sizes of 2²⁴ stay exact
        return prime_field.reduce(prime_field.reduce(value.sum(axis=-1, keepdims=True)).sum(axis=-2, keepdims=True))

    def join(self, values: list[Array], axis: int) -> Array:
        return np.concatenate(_alike(values), axis=axis)

    def spread(self, value: Array) -> Array:
        return value * np.eye(value.shape[-2])


class Reals:
    """Real numbers in float64; for whole-number entries small enough, exact."""

    def number(self, value: Fraction) -> Array:
        return np.full((1, 1, 1), float(value))

    def constant(self, value: Array) -> Array:
        return value

    def add(self, left: Array, right: Array) -> Array:
        return left + right

    def negative(self, value: Array) -> Array:
        return -value

    def matmul(self, left: Array, right: Array) -> Array:
        return left @ right

    def times(self, left: Array, right: Array) -> Array:
        return left * right

    def transpose(self, value: Array) -> Array:
        return value.mT

    def inverse(self, value: Array) -> Array:
        return _real_inverse(value)

    def reciprocal(self, value: Array) -> Array:
        if not np.all(np.abs(value) > 1e-12):
            raise Singular
        return 1.0 / value

    def determinant(self, value: Array) -> Any:
        return np.linalg.det(value)[..., None, None]

    def power(self, value: Array, exponent: Fraction) -> Any:
        """A power of a symmetric positive matrix, or of a positive scalar; anything else is NaN."""
        if value.shape[-1] == 1:
            with np.errstate(all="ignore"):
                return np.where(value > 0, np.abs(value) ** float(exponent), np.nan)
        symmetric = np.allclose(value, value.mT, rtol=1e-9, atol=1e-9)
        if not (symmetric and np.isfinite(value).all()):
            return np.full_like(value, np.nan)
        roots, vectors = np.linalg.eigh(value)
        with np.errstate(all="ignore"):
            powers = np.where(roots > 1e-10, np.abs(roots) ** float(exponent), np.nan)
        return (vectors * powers[..., None, :]) @ np.swapaxes(vectors, -1, -2)

    def function(self, row: Function, value: Array) -> Any:
        if row.value is None:
            assert row.exact
            return row.exact(self, value)
        with np.errstate(all="ignore"):
            return row.value(value)

    def pick(self, value: Array, where: Any) -> Any:
        return value[where]

    def total(self, value: Array) -> Any:
        return value.sum(axis=(-1, -2), keepdims=True)

    def join(self, values: list[Array], axis: int) -> Array:
        return np.concatenate(_alike(values), axis=axis)

    def spread(self, value: Array) -> Array:
        return value * np.eye(value.shape[-2])


def _real_inverse(value: Array) -> Array:
    if not np.isfinite(value).all():
        raise Singular
    sizes = np.linalg.svd(value, compute_uv=False)
    if not np.all(sizes[..., -1] > 1e-9 * sizes[..., 0]):
        raise Singular
    return np.linalg.inv(value)


def _alike(values: list[Array]) -> list[Array]:
    """Blocks with the same leading axes."""
    leading = np.broadcast_shapes(*(value.shape[:-2] for value in values))
    return [np.broadcast_to(value, (*leading, *value.shape[-2:])) for value in values]


@dataclass(frozen=True, slots=True)
class Dual:
    """A value with its derivative along each of some directions: `tangent` is (directions, samples, r, c)."""

    value: Array
    tangent: Array | None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def size(self) -> int:
        """Entries of both."""
        return self.value.size + (0 if self.tangent is None else self.tangent.size)


class Duals:
    """Dual numbers: every operation carries the derivative along (Griewank and Walther, 2008, chapter 3)."""

    def __init__(self, over: PrimeField | Reals):
        self.over = over

    def number(self, value: Fraction) -> Dual:
        return Dual(self.over.number(value), None)

    def constant(self, value: Array) -> Dual:
        return Dual(self.over.constant(value), None)

    def add(self, left: Dual, right: Dual) -> Dual:
        return Dual(self.over.add(left.value, right.value), self._sum(left.tangent, right.tangent))

    def _sum(self, left: Array | None, right: Array | None) -> Array | None:
        if left is None or right is None:
            return right if left is None else left
        return self.over.add(left, right)

    def negative(self, value: Dual) -> Dual:
        return Dual(-value.value, None if value.tangent is None else -value.tangent)

    def _bilinear(self, operation: Any, left: Dual, right: Dual) -> Dual:
        one = None if left.tangent is None else operation(left.tangent, right.value)
        other = None if right.tangent is None else operation(left.value, right.tangent)
        return Dual(operation(left.value, right.value), self._sum(one, other))

    def matmul(self, left: Dual, right: Dual) -> Dual:
        return self._bilinear(self.over.matmul, left, right)

    def times(self, left: Dual, right: Dual) -> Dual:
        return self._bilinear(self.over.times, left, right)

    def _linear(self, operation: Any, value: Dual) -> Dual:
        return Dual(operation(value.value), None if value.tangent is None else operation(value.tangent))

    def transpose(self, value: Dual) -> Dual:
        return self._linear(self.over.transpose, value)

    def inverse(self, value: Dual) -> Dual:
        found = self.over.inverse(value.value)
        if value.tangent is None:
            return Dual(found, None)
        return Dual(found, -self.over.matmul(self.over.matmul(found, value.tangent), found))

    def reciprocal(self, value: Dual) -> Dual:
        found = self.over.reciprocal(value.value)
        if value.tangent is None:
            return Dual(found, None)
        return Dual(found, -self.over.times(self.over.times(found, found), value.tangent))

    def determinant(self, value: Dual) -> Dual:
        """Jacobi's formula: d det A = det A · tr(A⁻¹ dA)."""
        found = self.over.determinant(value.value)
        if value.tangent is None:
            return Dual(found, None)
        inner = self.over.times(self.over.transpose(self.over.inverse(value.value)), value.tangent)
        return Dual(found, self.over.times(found, self.over.total(inner)))

    def power(self, value: Dual, exponent: Fraction) -> Dual:
        if value.tangent is None:
            return Dual(self.over.power(value.value, exponent), None)
        if value.value.shape[-1] != 1:
            raise NotRational
        slope = self.over.power(value.value, exponent - 1) * float(exponent)
        return Dual(self.over.power(value.value, exponent), slope * value.tangent)

    def function(self, row: Function, value: Dual) -> Any:
        if row.exact is not None:
            return row.exact(self, value)
        found = self.over.function(row, value.value)
        if value.tangent is None:
            return Dual(found, None)
        assert row.slope
        with np.errstate(all="ignore"):
            return Dual(found, row.slope(value.value, found, value.tangent))

    def pick(self, value: Dual, where: Any) -> Dual:
        return self._linear(lambda part: self.over.pick(part, where), value)

    def total(self, value: Dual) -> Dual:
        return self._linear(self.over.total, value)

    def join(self, values: list[Dual], axis: int) -> Dual:
        joined = self.over.join([value.value for value in values], axis)
        if all(value.tangent is None for value in values):
            return Dual(joined, None)
        tangents = [np.zeros_like(v.value)[None] if v.tangent is None else v.tangent for v in values]
        return Dual(joined, self.over.join(tangents, axis))

    def spread(self, value: Dual) -> Dual:
        return self._linear(self.over.spread, value)
