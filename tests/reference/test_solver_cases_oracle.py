"""Every drawn X is what its kind says, by the eigenvalues of XXᵀ instead of the way in which it was built."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import solver_cases
from reference.solver_cases import KINDS, SIZES, draw

SCALES = {"tiny": 1e-12, "huge": 1e12}  # of the eigenvalues
kinds = pytest.mark.parametrize("kind", KINDS)
sizes = pytest.mark.parametrize("size", SIZES)


@kinds
@given(seed=st.integers(0, 2**31), size=st.integers(3, 24))
@settings(max_examples=30, deadline=None)
def test_what_the_assignment_promises_holds(kind: str, seed: int, size: int) -> None:
    X, k = draw(kind, seed, size).values()
    rounding = 1e-6 if X.dtype == np.float32 else 1e-13
    X64 = X.astype(np.float64)
    assert 1 <= k < size == len(X)
    assert np.all(np.abs(X64.mean(axis=1)) <= rounding * np.abs(X64).max()), "rows of mean zero"
    ell = np.linalg.eigvalsh(X64 @ X64.T / X.shape[1])[::-1] / SCALES.get(kind, 1.0)
    assert ell[k - 1] > 0.99, "the k-th is not 0"
    assert ell[k - 1] >= 2 * ell[k], "a gap after the k-th"


@kinds
@sizes
def test_each_kind_is_what_it_says(kind: str, size: int) -> None:
    X, k = draw(kind, 3, size).values()
    rank = np.linalg.matrix_rank(X)
    assert (X.shape[1] < size and rank < size) == (kind == "fewer points"), "C is singular there, and only there"
    assert X.dtype == (np.float32 if kind == "single precision" else np.float64)
    if kind == "one direction":
        assert k == 1
    if kind == "all but one":
        assert k == size - 1
    largest = float(np.linalg.norm(X, 2) ** 2 / X.shape[1])
    assert 1 < largest / SCALES.get(kind, 1.0) < 4.01
    sigma = np.linalg.svd(X, compute_uv=False)[:k]
    assert np.any(sigma[:-1] / sigma[1:] < 1 + 1e-12) == (kind == "equal eigenvalues")


@kinds
def test_a_draw_depends_on_the_seed(kind: str) -> None:
    one, again, other = (draw(kind, seed)["X"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one / np.abs(one).max(), other / np.abs(other).max(), atol=1e-3)


def test_no_two_kinds_see_the_same_numbers() -> None:
    entries = {float(X[0, 0] / np.abs(X).max()) for kind in KINDS for X in [draw(kind, 0)["X"]]}
    assert len(entries) == len(KINDS)


@pytest.mark.parametrize(
    ("kind", "size", "what"), [("genric", 8, "no kind"), ("generic", 2, "3 … 200"), ("tiny", 201, "3")]
)
def test_what_cannot_be_drawn_is_refused(kind: str, size: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        draw(kind, 0, size)


def test_every_kind_is_described_in_the_docstring_too() -> None:
    assert all(kind in (solver_cases.__doc__ or "") for kind in KINDS)
