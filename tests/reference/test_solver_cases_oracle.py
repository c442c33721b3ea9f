"""Every drawn X is what its kind says, by the eigenvalues of XXᵀ instead of the way in which it was built."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import solver_cases
from reference.solver_cases import KINDS, SIZES, draw

SCALES = {"tiny": 1e-12, "huge": 1e12}  # of the eigenvalues
ZERO = {"zero", "one point"}
BEYOND = {"beyond the rank", "as many as points"}  # k above the rank
SINGULAR = {"fewer points", "low rank", *BEYOND, *ZERO}  # C is
WHOLE = {"all directions", "as many as points"}  # k = min(m, n): nothing is left over
kinds = pytest.mark.parametrize("kind", KINDS)
sizes = pytest.mark.parametrize("size", SIZES)


def eigenvalues(X: np.ndarray, kind: str) -> np.ndarray:
    """Those of XXᵀ/n, largest first, with the scale of the kind taken out."""
    X64 = X.astype(np.float64)
    return np.linalg.eigvalsh(X64 @ X64.T / X.shape[1])[::-1] / SCALES.get(kind, 1.0)


@kinds
@given(seed=st.integers(0, 2**31), size=st.integers(3, 24))
@settings(max_examples=30, deadline=None)
def test_what_the_question_promises_holds(kind: str, seed: int, size: int) -> None:
    X, k = draw(kind, seed, size).values()
    rounding = 1e-6 if X.dtype == np.float32 else 1e-11  # of n columns of rank n − 1, orthogonalised
    assert 1 <= k <= min(X.shape) and len(X) == size
    assert np.all(np.abs(X.astype(np.float64).mean(axis=1)) <= rounding * np.abs(X).max()), "rows of mean zero"
    ell = eigenvalues(X, kind)
    if kind not in ZERO | BEYOND:
        assert ell[k - 1] > (0.19 if kind in WHOLE else 0.99), "the k-th is not 0"
        assert k == size or ell[k - 1] >= 2 * ell[k], "a gap after the k-th"
    elif kind in BEYOND:
        assert ell[k - 2] > 0.99 and abs(ell[k - 1]) < 1e-12, "the rank is k − 1"
    assert k > 1 or size == 3 or kind in {"one direction", "one point"}, "k = 1 is a kind of its own"


@kinds
@sizes
def test_each_kind_is_what_it_says(kind: str, size: int) -> None:
    X, k = draw(kind, 3, size).values()
    rank = np.linalg.matrix_rank(X)
    assert (rank < size) == (kind in SINGULAR), "C is singular there, and only there"
    assert (X.shape[1] < size) == (kind in {"fewer points", "as many as points", "one point"})
    assert (k > rank) == (kind in ZERO | BEYOND)
    assert X.dtype == (np.float32 if kind == "single precision" else np.float64)
    special = {"one direction": 1, "one point": 1, "all but one": size - 1, "all directions": size}
    assert k == special.get(kind, k)
    assert (k == X.shape[1]) == (kind in {"as many as points", "one point"})
    assert X.any() == (kind not in ZERO)
    if kind in ZERO:
        return
    assert 1 < eigenvalues(X, kind)[0] < 4.01
    sigma = np.linalg.svd(X, compute_uv=False)[: min(k, rank)]
    assert np.any(sigma[:-1] / sigma[1:] < 1 + 1e-12) == (kind == "equal eigenvalues")


@kinds
def test_a_draw_depends_on_the_seed(kind: str) -> None:
    one, again, other = (draw(kind, seed)["X"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert kind in ZERO or not np.allclose(one / np.abs(one).max(), other / np.abs(other).max(), atol=1e-3)


def test_no_two_kinds_see_the_same_numbers() -> None:
    drawn = [draw(kind, 0)["X"] for kind in KINDS if kind not in ZERO]
    assert len({float(X[0, 0] / np.abs(X).max()) for X in drawn}) == len(drawn)


@pytest.mark.parametrize(
    ("kind", "size", "what"), [("genric", 8, "no kind"), ("generic", 2, "3 … 200"), ("tiny", 201, "3")]
)
def test_what_cannot_be_drawn_is_refused(kind: str, size: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        draw(kind, 0, size)


def test_every_kind_is_described_in_the_docstring_too() -> None:
    assert all(kind in (solver_cases.__doc__ or "") for kind in KINDS)
