"""Data on which a solver of the linear autoencoder is tried: one kind for each way in which a solver can break.

Every X (m, n) is built from its eigenvalues by `linear_autoencoder.data`, so that what the assignment promises
holds by construction: rows zero-mean, σ₁ ≥ … ≥ σ_k > 0, and a gap after the k-th, σ_k² ≥ 2 σ_{k+1}². Only in the
kind "equal eigenvalues" are two of the first k so near to each other that their plane alone is determined.

What each kind is for:

    generic              nothing special; a transposed, ascending or centred-the-wrong-way solver fails here
    fewer points         n < m, so C = XXᵀ is singular: C⁻¹ does not exist, and a thin SVD has n columns only
    one direction        k = 1: vectors where matrices are expected
    all but one          k = m − 1: the last direction of use
    single precision     X is float32, and so should the weights be
    tiny, huge           X times 1e-6 and 1e6: a fixed tolerance or learning rate is out of scale
    equal eigenvalues    an unsymmetric eigensolver (`eig`) returns eigenvectors that are not orthogonal
"""

from collections.abc import Mapping
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
        "single precision": "data in float32",
        "tiny": "data scaled by 1e-6",
        "huge": "data scaled by 1e6",
        "equal eigenvalues": "two of the k largest eigenvalues all but equal",
    }
)
SIZES = (3, 5, 8, 20)  # numbers of features to try, the smallest first
TWINS = 1e-13  # the relative difference of two "equal" eigenvalues: as near as float64 can tell


def draw(kind: str, seed: int, size: int = 8) -> dict[str, Any]:
    """The arguments of one call: {"X": an array (size, n), "k": an int}, the same for the same seed.

    n is 4·size, or size // 2 + 1 where there are to be fewer points; k is about a third of `size` where the kind
    does not say otherwise. X is float64 but for "single precision".

    Raises ValueError for an unknown kind and unless 3 ≤ size ≤ 200.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    if not 3 <= size <= 200:
        raise ValueError(f"size, the number of features, must lie in 3 … 200; it is {size}")
    m, n, k = size, 4 * size, (size + 1) // 3
    seed = seed * len(KINDS) + list(KINDS).index(kind)  # no two kinds see the same numbers
    if kind == "fewer points":
        n, k = m // 2 + 1, max(1, m // 3)  # n − 1 ≥ k directions are left after centring
    elif kind == "one direction":
        k = 1
    elif kind == "all but one":
        k = m - 1
    elif kind == "equal eigenvalues":
        k = max(2, k)
        return {"X": _twins(m, n, k, seed), "k": k}
    X: Array = sample(m, n, k, seed) * {"tiny": 1e-6, "huge": 1e6}.get(kind, 1.0)
    return {"X": X.astype(np.float32) if kind == "single precision" else X, "k": k}


def _twins(m: int, n: int, k: int, seed: int) -> Array:
    """A sample whose eigenvalues k − 1 and k are made equal but for TWINS."""
    X = sample(m, n, k, seed)
    eigenvalues = np.linalg.svd(X, compute_uv=False) ** 2 / n
    eigenvalues[k - 2] = eigenvalues[k - 1] * (1 + TWINS)
    return data(eigenvalues, n, seed)
