"""Data on which a solver of the linear autoencoder is tried: one kind for each way in which a solver can break.

Every X (m, n) is built from its eigenvalues by `linear_autoencoder.data`, so that what the question promises holds by
construction: rows zero-mean, and 1 ≤ k ≤ min(m, n). Where there are more directions than k with variance, a gap comes
after the k-th, σ_k² ≥ 2 σ_{k+1}², and σ_k > 0. Only in the kind "equal eigenvalues" are two of the first k so near to
each other that their plane alone is determined. Kinds differ from "generic" in one thing each: k is 1 only where it
has to be.

What each kind is for:

    generic              nothing special; a transposed, ascending or centred-the-wrong-way solver fails here
    fewer points         n < m, so C = XXᵀ is singular: C⁻¹ does not exist, and a thin SVD has n columns only
    one direction        k = 1: vectors where matrices are expected
    all but one          k = m − 1: the last direction of use
    all directions       k = m: nothing is left over
    single precision     X is float32; weights in float32 or float64 are right
    tiny, huge           X times 1e-6 and 1e6: a fixed tolerance or learning rate is out of scale
    equal eigenvalues    an unsymmetric eigensolver (`eig`) returns eigenvectors that are not orthogonal
    low rank             more directions without variance than with it, k of those with it: C is singular though n > m
    beyond the rank      k above the rank of X: σ_k = 0, so X v / σ is no direction, and any orthonormal rest is right
    as many as points    k = n < m, one more than the rank of zero-mean columns
    zero                 X = 0: any orthonormal weights are right, and a division by σ gives NaN
    one point            n = 1, which is 0 after centring
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.linear_autoencoder import data, sample

Array = NDArray[np.floating]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "generic": "a data matrix with more points than features",
        "fewer points": "a data matrix with fewer points than features",
        "one direction": "a single direction, k = 1",
        "all but one": "all directions but one, k = m - 1",
        "all directions": "all directions, k = m",
        "single precision": "data in float32",
        "tiny": "data scaled by 1e-6",
        "huge": "data scaled by 1e6",
        "equal eigenvalues": "two of the k largest eigenvalues all but equal",
        "low rank": "a data matrix of low rank",
        "beyond the rank": "k larger than the rank of X",
        "as many as points": "as many directions as points, k = n < m",
        "zero": "X = 0",
        "one point": "a single point, n = 1",
    }
)
SIZES = (4, 5, 8, 20)  # numbers of features to try, the smallest first; of 3, fewer points leave k = 1
TWINS = 1e-13  # the relative difference of two "equal" eigenvalues: as near as float64 can tell


def draw(kind: str, seed: int, size: int = 8) -> dict[str, Any]:
    """The arguments of one call: {"X": an array (size, n), "k": an int}, the same for the same seed.

    n is 4·size, or size // 2 + 1 where there are to be fewer points; k is about a third of `size`, at least 2, where
    the kind does not say otherwise. X is float64 but for "single precision".

    Raises ValueError for an unknown kind and unless 3 ≤ size ≤ 200.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    if not 3 <= size <= 200:
        raise ValueError(f"size, the number of features, must lie in 3 … 200; it is {size}")
    usual = max(2, (size + 1) // 3)
    k = _DIRECTIONS[kind](size, usual) if kind in _DIRECTIONS else usual
    seed = seed * len(KINDS) + list(KINDS).index(kind)  # no two kinds see the same numbers
    return {"X": _MATRICES.get(kind, _generic)(size, k, seed), "k": k}


def _generic(m: int, k: int, seed: int) -> Array:
    return sample(m, 4 * m, k, seed)


def _few(m: int) -> int:
    """Fewer points than features: zero-mean, so of rank m // 2."""
    return m // 2 + 1


def _flat(m: int, rank: int, seed: int) -> Array:
    """A sample's first eigenvalues, as many as the rank, and no others."""
    n = 4 * m
    eigenvalues = np.linalg.svd(sample(m, n, rank, seed), compute_uv=False) ** 2 / n
    return data(np.where(np.arange(m) < rank, eigenvalues, 0.0), n, seed)


def _twins(m: int, k: int, seed: int) -> Array:
    """A sample whose eigenvalues k − 1 and k are made equal but for TWINS."""
    n = 4 * m
    eigenvalues = np.linalg.svd(sample(m, n, k, seed), compute_uv=False) ** 2 / n
    eigenvalues[k - 2] = eigenvalues[k - 1] * (1 + TWINS)
    return data(eigenvalues, n, seed)


_DIRECTIONS: Mapping[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "fewer points": lambda m, usual: min(usual, _few(m) - 1),
        "one direction": lambda m, usual: 1,
        "all but one": lambda m, usual: m - 1,
        "all directions": lambda m, usual: m,
        "beyond the rank": lambda m, usual: usual + 1,
        "as many as points": lambda m, usual: _few(m),
        "one point": lambda m, usual: 1,
    }
)
"""k where it is not the usual third of the features, from their number m and the usual k."""

_MATRICES: Mapping[str, Callable[[int, int, int], Array]] = MappingProxyType(
    {
        "fewer points": lambda m, k, seed: sample(m, _few(m), k, seed),
        "all directions": lambda m, k, seed: sample(m, 4 * m, m - 1, seed),
        "single precision": lambda m, k, seed: _generic(m, k, seed).astype(np.float32),
        "tiny": lambda m, k, seed: _generic(m, k, seed) * 1e-6,
        "huge": lambda m, k, seed: _generic(m, k, seed) * 1e6,
        "equal eigenvalues": _twins,
        "low rank": _flat,
        "beyond the rank": lambda m, k, seed: _flat(m, k - 1, seed),
        "as many as points": lambda m, k, seed: sample(m, k, k - 1, seed),
        "zero": lambda m, k, seed: np.zeros((m, 4 * m)),
        "one point": lambda m, k, seed: np.zeros((m, 1)),
    }
)
"""X where it is not generic, from m, k and the seed."""
