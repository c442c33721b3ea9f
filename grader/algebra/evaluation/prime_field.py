"""Matrices over the prime field GF(p), as residues in float64 so that BLAS multiplies them.

A residue r stands in the middle of its class, |r| ≤ (p − 1)/2. Products of two are below 2⁴⁸, so sums of up
to 32 of them are exact in float64's 53 bits: `MAX_INNER` bounds the inner dimension. All arrays have the shape
(…, rows, columns); leading axes are independent samples. python-flint's `nmod_mat` was measured beside this
(benchmarks/algebra/arithmetic.py): it inverts and ranks faster, and multiplies small batches slower.
"""

from __future__ import annotations  # numpy.random is loaded when something is drawn

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.algebra.budget import spend

P = 33554393
"""The largest prime below 2²⁵."""
MAX_INNER = 32
_AT_ONCE = 16_384
"""Entries that elimination works on at once: more do not stay in a core's cache, and take ten times as long."""

Array = NDArray[Any]
_INVERSE, _MINUS_P = np.array(1.0 / P), np.array(-float(P))
"""Arrays, since numpy takes longer over Python's numbers."""


class Singular(Exception):
    """A matrix without an inverse."""


def reduce(values: Any) -> Array:
    """The residues of whole numbers below 2⁵³, as an array of them."""
    whole: Array = np.multiply(values, _INVERSE)
    np.rint(whole, whole)
    np.multiply(whole, _MINUS_P, whole)
    whole += values
    return whole


def random(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Residues drawn alike from the whole field."""
    whole: Array = np.floor(rng.random(shape) * P)  # of 2⁵³ numbers alike: none is likelier than another by 2⁻²⁸
    return whole - P // 2


def number(top: int, bottom: int) -> float:
    """The residue of a fraction. Raises Singular where p divides the denominator."""
    if bottom == 1:
        return centred(top % P)
    if bottom % P == 0:
        raise Singular
    return centred(top % P * pow(bottom % P, -1, P) % P)


def centred(residue: int) -> float:
    return float(residue - P if residue > P // 2 else residue)


def invert(values: Array) -> Array:
    """The inverse of every entry. Raises Singular where one is 0.

    One inverse is worked out, that of the product of all, and the others from it (Montgomery 1987, §10.3.1).
    """
    whole = [int(value) for value in values.ravel().tolist()]
    products = [1]
    for value in whole:
        products.append(products[-1] * value % P)
    if not products[-1]:
        raise Singular
    rest = pow(products[-1], -1, P)
    inverses = []
    for value, before in zip(reversed(whole), products[-2::-1], strict=True):
        inverses.append(centred(rest * before % P))
        rest = rest * value % P
    return np.array(inverses[::-1]).reshape(values.shape)


def inverse(matrices: Array) -> Array:
    """The inverses of (…, n, n). Raises Singular where one has none."""
    size = matrices.shape[-1]
    batch = matrices.reshape(-1, size, size)
    try:
        found = _eliminated(batch, pivoting=False)
    except Singular:
        found = _eliminated(batch, pivoting=True)
    return found.reshape(matrices.shape)


def _eliminated(batch: Array, *, pivoting: bool) -> Array:
    """The inverses of (samples, n, n), by rows that are multiplied crosswise: nothing is divided before the end.

    Without `pivoting` what has an inverse may be called singular.
    """
    size = batch.shape[-1]
    work = np.concatenate([batch, np.broadcast_to(np.eye(size), batch.shape)], axis=2)
    samples = np.arange(len(work))
    for step in range(size):
        if pivoting:
            pivot = step + np.argmax(work[:, step:, step] != 0, axis=1)
            work[samples, pivot], work[samples, step] = work[samples, step], work[samples, pivot]
        lead = work[:, step]
        others = reduce(work * lead[:, step, None, None] - work[:, :, step, None] * lead[:, None])
        others[:, step] = lead
        work = others
    scales = invert(np.diagonal(work, axis1=1, axis2=2))  # a pivot that vanished stands here as 0
    return reduce(work[:, :, size:] * scales[..., None])


def determinant(matrices: Array) -> Array:
    """The determinants of (…, n, n), in the shape (…, 1, 1)."""
    size = matrices.shape[-1]
    work = matrices.reshape(-1, size, size).copy()
    rows = np.arange(len(work))
    result = np.ones(len(work))
    for step in range(size):
        pivot = step + np.argmax(work[:, step:, step] != 0, axis=1)
        swapped = pivot != step
        if np.any(swapped):
            work[rows, pivot], work[rows, step] = work[rows, step], work[rows, pivot]
            result = np.where(swapped, -result, result)
        lead = work[:, step, step]
        result = reduce(result * lead)
        scale = invert(np.where(lead == 0, 1.0, lead))
        factors = reduce(work[:, step + 1 :, step] * scale[:, None])
        work[:, step + 1 :] = reduce(work[:, step + 1 :] - factors[:, :, None] * work[:, None, step])
    return result.reshape(*matrices.shape[:-2], 1, 1)


def echelon(matrix: Array) -> tuple[Array, list[int]]:
    """The reduced row echelon form of (rows, columns), without zero rows, and the columns of its pivots."""
    work = matrix.copy()
    pivots: list[int] = []
    for column in range(work.shape[1]):
        step = len(pivots)
        if step == len(work):
            break
        found = np.flatnonzero(work[step:, column])
        if not len(found):
            continue
        pivot = step + int(found[0])
        if pivot != step:
            work[[step, pivot]] = work[[pivot, step]]
        lead = int(work[step, column]) % P
        # what stands left of the pivot is 0 in its row
        row = reduce(work[step, column:] * centred(pow(lead, -1, P)))
        factors = work[:, column].copy()
        factors[step] = 0
        touched = np.flatnonzero(factors)
        work[step, column:] = row
        many = max(1, _AT_ONCE // len(row))
        for at in range(0, len(touched), many):
            some = touched[at : at + many]
            work[some, column:] = reduce(work[some, column:] - factors[some, None] * row)
        pivots.append(column)
    spend(2 * len(pivots), len(pivots) * work.size // 10)
    return work[: len(pivots)], pivots


def rank(matrix: Array) -> int:
    """The rank of (rows, columns)."""
    return len(echelon(matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T)[1])


def solve(columns: Array, wanted: Array) -> Array | None:
    """Coefficients x with columns @ x = wanted, for (rows, n) and (rows,); None if there are none.

    Free coefficients are 0.
    """
    reduced, pivots = echelon(np.column_stack([columns, wanted]))
    count = columns.shape[1]
    if pivots and pivots[-1] == count:
        return None
    result = np.zeros(count)
    result[pivots] = reduced[:, count]
    return result
