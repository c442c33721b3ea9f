"""PCA against second witnesses: autograd, eigh instead of the SVD, and random search for a lower loss."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import linear_autoencoder as oracle

Array = np.ndarray[Any, Any]

SHAPES = [(8, 64, 3), (5, 40, 1), (6, 30, 5), (8, 5, 3), (12, 4, 3), (3, 4, 2), (40, 200, 10)]
shapes = pytest.mark.parametrize(("m", "n", "k"), SHAPES, ids=[f"m{m}-n{n}-k{k}" for m, n, k in SHAPES])


def random_weights(m: int, k: int, seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((k, m)), rng.standard_normal((m, k))


@shapes
def test_the_sample_is_what_it_promises(m: int, n: int, k: int) -> None:
    X = oracle.sample(m, n, k, seed=182)
    assert X.shape == (m, n) and X.dtype == np.float64
    np.testing.assert_allclose(X.mean(axis=1), 0, atol=1e-14)
    ell = np.linalg.eigvalsh(X @ X.T / n)[::-1]
    rank = min(m, n - 1)
    np.testing.assert_allclose(ell[rank:], 0, atol=1e-13)
    assert np.all(ell[: rank - 1] / ell[1:rank] > 1.01), "distinct"
    assert ell[0] <= 4 and ell[k - 1] > 1 and ell[rank - 1] > 0.2
    if rank > k:
        assert ell[k - 1] > 2 * ell[k], "a clear gap after the k-th"


def test_the_sample_depends_on_the_seed_and_on_nothing_else() -> None:
    one, again, other = (oracle.sample(8, 64, 3, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)


@pytest.mark.parametrize(("m", "n", "k"), [(8, 64, 0), (8, 64, 8), (8, 3, 3), (1, 9, 1)])
def test_a_sample_that_cannot_be_is_refused(m: int, n: int, k: int) -> None:
    with pytest.raises(ValueError, match="are needed"):
        oracle.sample(m, n, k, seed=0)


@pytest.mark.parametrize("eigenvalues", [[1.0, -1.0], [1.0, float("nan")], [3.0, 2.0, 1.0, 0.5]])
def test_data_refuses_an_impossible_spectrum(eigenvalues: list[float]) -> None:
    with pytest.raises(ValueError, match="eigenvalues"):
        oracle.data(eigenvalues, n=4, seed=0)


def test_data_has_the_spectrum_asked_for_even_with_equal_eigenvalues() -> None:
    X = oracle.data([2.0, 2.0, 1.0, 0.0], n=10, seed=3)
    np.testing.assert_allclose(np.linalg.eigvalsh(X @ X.T / 10), [0, 1, 2, 2], atol=1e-13)
    np.testing.assert_allclose(X.sum(axis=1), 0, atol=1e-13)


@shapes
def test_directions_agree_with_eigh(m: int, n: int, k: int) -> None:
    X = oracle.sample(m, n, k, seed=7)
    _, U = np.linalg.eigh(X @ X.T)
    U_k = oracle.principal_directions(X, k)
    np.testing.assert_allclose(np.abs(U_k.T @ U[:, ::-1][:, :k]), np.eye(k), atol=1e-7)
    np.testing.assert_allclose(U_k.T @ U_k, np.eye(k), atol=1e-13)
    assert np.all(U_k[np.abs(U_k).argmax(axis=0), np.arange(k)] > 0), "the sign is fixed"


def test_more_directions_than_points_are_still_orthonormal() -> None:
    U = oracle.principal_directions(oracle.sample(8, 4, 2, seed=0), 7)
    np.testing.assert_allclose(U.T @ U, np.eye(7), atol=1e-13)


@shapes
def test_gradients_agree_with_autograd(m: int, n: int, k: int) -> None:
    X, (W1, W2) = oracle.sample(m, n, k, seed=1), random_weights(m, k, seed=2)
    encoder, decoder = torch.tensor(W1, requires_grad=True), torch.tensor(W2, requires_grad=True)
    data = torch.tensor(X)
    loss = (data - decoder @ encoder @ data).square().sum()
    torch.autograd.backward(loss)
    assert oracle.loss(W1, W2, X) == pytest.approx(loss.item(), rel=1e-12)
    for ours, theirs in zip(oracle.gradients(W1, W2, X), (encoder.grad, decoder.grad), strict=True):
        assert theirs is not None
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-8)


@shapes
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_weights_are_stationary_and_reach_the_least_loss(m: int, n: int, k: int, scale: float) -> None:
    X: Array = scale * oracle.sample(m, n, k, seed=4)
    W1, W2 = oracle.weights(X, k)
    total = np.sum(X**2)
    for gradient in oracle.gradients(W1, W2, X):
        assert np.linalg.norm(gradient) <= 1e-12 * total
    assert oracle.loss(W1, W2, X) == pytest.approx(oracle.least_loss(X, k), rel=1e-10, abs=1e-13 * total)
    assert oracle.least_loss(X, k) == pytest.approx(np.linalg.eigvalsh(X @ X.T)[: m - k].sum(), abs=1e-12 * total)


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_weights_come_in_the_type_of_the_data(dtype: type) -> None:
    X: Array = oracle.sample(8, 64, 3, seed=0).astype(dtype)
    W1, W2 = oracle.weights(X, 3)
    assert W1.dtype == W2.dtype == dtype
    least = oracle.least_loss(X, 3)
    assert oracle.loss(W1, W2, X) == pytest.approx(least, rel=1e-2 if dtype is np.float16 else 1e-5)


def test_whole_numbers_are_computed_in_float64() -> None:
    W1, _ = oracle.weights([[1, -1, 0], [0, 2, -2]], 1)
    assert W1.dtype == np.float64


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_no_weights_do_better(seed: int) -> None:
    """Random decoders, each with its own best encoder, by least squares."""
    X = oracle.sample(6, 20, 2, seed=5)
    _, W2 = random_weights(6, 2, seed)
    W1 = np.linalg.pinv(W2)
    assert oracle.loss(W1, W2, X) >= oracle.least_loss(X, 2) * (1 - 1e-12)


def test_a_saddle_and_zero_are_stationary_but_not_least() -> None:
    X = oracle.sample(8, 64, 3, seed=0)
    U = oracle.principal_directions(X, 8)[:, [0, 1, 5]]
    for W in (U, np.zeros((8, 3))):
        assert all(np.linalg.norm(g) < 1e-10 for g in oracle.gradients(W.T, W, X))
        assert oracle.loss(W.T, W, X) > 1.2 * oracle.least_loss(X, 3)


def test_a_vector_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not an array of shape \(3,\)"):
        oracle.weights([1.0, 2.0, 3.0], 1)
