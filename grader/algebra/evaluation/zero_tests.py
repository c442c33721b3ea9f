"""What the samples say: is it zero, is it a multiple, does it lie in the span; exactly, or to a tolerance."""

from typing import Protocol

import numpy as np

from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.prime_field import Array

TOLERANCE = 1e-8
"""Relative error up to which two float64 values are the same; what differs does so at random, by far more."""
ROUNDING = 1e-9
"""The same where it is relative to the largest number on the way to a value, which is more."""


class Vectors(Protocol):
    """Comparisons of samples; NaN is never zero and never equal."""

    exact: bool

    def zero(self, values: Array, scale: float | Array) -> bool: ...
    def multiple(self, values: Array, of: Array) -> float | None: ...
    def basis(self, vectors: Array) -> Array: ...
    def inside(self, vectors: Array, basis: Array) -> bool: ...
    def solve(self, columns: Array, wanted: Array) -> Array | None: ...


class Exact:
    """Residues of the prime field."""

    exact = True

    def zero(self, values: Array, scale: float | Array) -> bool:
        return not values.any()

    def multiple(self, values: Array, of: Array) -> float | None:
        """The one c ≠ 0 with values = c · of at all samples, as a residue; None if there is none."""
        first = int((of != 0).argmax())
        if not of.flat[first]:
            return None
        lead = int(of.flat[first]) % prime_field.P
        constant = int(values.flat[first]) % prime_field.P * pow(lead, -1, prime_field.P) % prime_field.P
        centred = prime_field.centred(constant)
        if constant and not prime_field.reduce(values - prime_field.reduce(centred * of)).any():
            return centred
        return None

    def basis(self, vectors: Array) -> Array:
        """A basis of the span of the rows, in reduced echelon form."""
        return prime_field.echelon(vectors)[0]

    def inside(self, vectors: Array, basis: Array) -> bool:
        """Whether every row lies in the span of a `basis`."""
        if not len(basis):
            return not vectors.any()
        pivots = np.argmax(basis != 0, axis=1)
        weights = vectors[:, pivots]
        left = vectors
        for at in range(0, len(basis), prime_field.MAX_INNER):
            part = slice(at, at + prime_field.MAX_INNER)
            left = prime_field.reduce(left - prime_field.reduce(weights[:, part] @ basis[part]))
        return not left.any()

    def solve(self, columns: Array, wanted: Array) -> Array | None:
        return prime_field.solve(columns, wanted)


class Numeric:
    """Float64 values, to a relative tolerance."""

    exact = False

    def zero(self, values: Array, scale: float | Array) -> bool:
        """In each sample relative to how large the numbers in it are: e^‖X‖² hides nothing where X is small."""
        return bool(np.isfinite(scale).all() and (np.abs(values) <= ROUNDING * scale).all())

    def multiple(self, values: Array, of: Array) -> float | None:
        sizes = np.max(np.abs(of), axis=(-1, -2), keepdims=True, initial=0.0)
        if not (0 < np.max(sizes, initial=0.0) < np.inf):
            return None
        first = int(np.argmax(np.abs(of)))
        constant = float(values.flat[first] / of.flat[first])
        if not (TOLERANCE < abs(constant) < np.inf) or values.shape != of.shape:
            return None
        return constant if self.zero(values - constant * of, abs(constant) * sizes) else None

    def basis(self, vectors: Array) -> Array:
        if not np.isfinite(vectors).all():
            return np.full((1, vectors.shape[1]), np.nan)
        _, sizes, rows = np.linalg.svd(vectors, full_matrices=False)
        kept: Array = rows[sizes > TOLERANCE * max(float(sizes[0]), 1e-300)] if len(sizes) else rows
        return kept

    def inside(self, vectors: Array, basis: Array) -> bool:
        with np.errstate(all="ignore"):  # what is beyond all bounds is in no span
            size = float(np.max(np.linalg.norm(vectors, axis=1), initial=0.0))
            if not np.isfinite(size):
                return False
            left = vectors - (vectors @ basis.T) @ basis
            return bool(np.max(np.linalg.norm(left, axis=1), initial=0.0) <= 100 * TOLERANCE * size)

    def solve(self, columns: Array, wanted: Array) -> Array | None:
        if not (np.isfinite(columns).all() and np.isfinite(wanted).all()):
            return None
        found, *_ = np.linalg.lstsq(columns, wanted, rcond=1e-10)
        scale = float(np.linalg.norm(wanted))
        return found if np.linalg.norm(columns @ found - wanted) <= 100 * TOLERANCE * scale else None
