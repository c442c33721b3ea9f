"""The closed form against what gradient descent finds without it."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import linear_autoencoder as plain
from reference import regularized_autoencoder as oracle

Array = np.ndarray[Any, Any]

# m, n, k, lam; with sample's eigenvalues, lam = 0.7 keeps all of the top k, 1.5 not all, 9 none.
CASES = [
    (8, 64, 3, 0.05),
    (8, 64, 3, 0.7),
    (8, 64, 3, 1.5),
    (8, 64, 3, 9.0),
    (6, 5, 2, 0.05),
    (5, 30, 1, 0.3),
]
cases = pytest.mark.parametrize(("m", "n", "k", "lam"), CASES)


def descend(X: Array, k: int, lam: float) -> tuple[Array, Array]:
    """The minimum that L-BFGS reaches from random weights, in float64, with torch's own gradients."""
    m, n = X.shape
    S = torch.tensor(X @ X.T / n)
    generator = torch.Generator().manual_seed(0)
    W1 = torch.randn(k, m, dtype=torch.float64, generator=generator) / 2
    W2 = torch.randn(m, k, dtype=torch.float64, generator=generator) / 2
    for W in (W1, W2):
        W.requires_grad_()
    optimizer = torch.optim.LBFGS(
        [W1, W2], max_iter=2000, tolerance_grad=1e-12, tolerance_change=0, line_search_fn="strong_wolfe"
    )

    def closure() -> float:
        optimizer.zero_grad()
        error = torch.eye(m, dtype=torch.float64) - W2 @ W1
        J = torch.trace(error @ S @ error.T) + lam * (W1.square().sum() + W2.square().sum())
        torch.autograd.backward(J)
        return J.item()

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return W1.detach().numpy(), W2.detach().numpy()


@cases
def test_gradient_descent_finds_the_same_minimum(m: int, n: int, k: int, lam: float) -> None:
    X = plain.sample(m, n, k, seed=3)
    W1, W2 = descend(X, k, lam)
    assert oracle.loss(W1, W2, X, lam) == pytest.approx(oracle.least_loss(X, k, lam), rel=1e-10)
    s = oracle.singular_values(X, k, lam)
    np.testing.assert_allclose(np.linalg.svd(W2, compute_uv=False), s, atol=1e-5)
    np.testing.assert_allclose(W1, W2.T, atol=1e-5)
    ours = oracle.weights(X, k, lam)[1]
    np.testing.assert_allclose(W2 @ W2.T, ours @ ours.T, atol=1e-5)


@cases
def test_the_weights_are_stationary_and_attain_the_least_value(m: int, n: int, k: int, lam: float) -> None:
    X = plain.sample(m, n, k, seed=11)
    W1, W2 = oracle.weights(X, k, lam)
    for gradient in oracle.gradients(W1, W2, X, lam):
        assert np.linalg.norm(gradient) <= 1e-12
    assert oracle.loss(W1, W2, X, lam) == pytest.approx(oracle.least_loss(X, k, lam), rel=1e-12)


@cases
def test_gradients_agree_with_autograd(m: int, n: int, k: int, lam: float) -> None:
    rng = np.random.default_rng(0)
    X, W1, W2 = rng.standard_normal((m, n)), rng.standard_normal((k, m)), rng.standard_normal((m, k))
    encoder, decoder = torch.tensor(W1, requires_grad=True), torch.tensor(W2, requires_grad=True)
    data = torch.tensor(X)
    J = (data - decoder @ encoder @ data).square().sum(0).mean()
    J = J + lam * (encoder.square().sum() + decoder.square().sum())
    torch.autograd.backward(J)
    assert oracle.loss(W1, W2, X, lam) == pytest.approx(J.item(), rel=1e-12)
    for ours, theirs in zip(oracle.gradients(W1, W2, X, lam), (encoder.grad, decoder.grad), strict=True):
        assert theirs is not None
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-10)


@given(seed=st.integers(0, 2**32 - 1), lam=st.floats(0.01, 5))
@settings(max_examples=100, deadline=None)
def test_no_weights_do_better(seed: int, lam: float) -> None:
    """Random encoders, each with its own best decoder (ridge regression)."""
    X = plain.sample(5, 20, 2, seed=5)
    rng = np.random.default_rng(seed)
    W1 = rng.uniform(0, 1) * rng.standard_normal((2, 5))
    S = X @ X.T / 20
    W2 = S @ W1.T @ np.linalg.inv(W1 @ S @ W1.T + lam * np.eye(2))
    assert oracle.loss(W1, W2, X, lam) >= oracle.least_loss(X, 2, lam) * (1 - 1e-12)


def test_a_small_penalty_makes_the_weights_orthonormal() -> None:
    X = plain.sample(8, 64, 3, seed=182)
    ell = oracle.eigenvalues(X)[:3]
    for lam in (1e-1, 1e-3, 1e-6):
        _, W2 = oracle.weights(X, 3, lam)
        gap = np.linalg.norm(W2.T @ W2 - np.eye(3))
        assert gap == pytest.approx(np.sqrt(np.sum((lam / ell) ** 2)), rel=1e-9)


def test_any_rotation_is_a_minimum_and_any_other_matrix_is_not() -> None:
    X, lam = plain.sample(8, 64, 3, seed=0), 0.05
    W1, W2 = oracle.weights(X, 3, lam)
    Q, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))
    least = oracle.least_loss(X, 3, lam)
    assert oracle.loss(Q.T @ W1, W2 @ Q, X, lam) == pytest.approx(least, rel=1e-12)
    A = np.diag([2.0, 1.0, 1.0])
    assert oracle.loss(np.linalg.inv(A) @ W1, W2 @ A, X, lam) > least * 1.01


def test_the_assignments_own_data_keeps_all_three_directions() -> None:
    s = oracle.singular_values(plain.sample(8, 64, 3, seed=182), 3, 0.05)
    assert np.all((s > 0.9) & (s < 1))


def test_types_and_ranks() -> None:
    X = plain.sample(8, 4, 2, seed=0).astype(np.float32)  # rank 3: more directions asked than there are
    W1, W2 = oracle.weights(X, 5, 0.05)
    assert W1.dtype == W2.dtype == np.float32 and W2.shape == (8, 5)
    assert np.linalg.matrix_rank(W2) == 3


@pytest.mark.parametrize("lam", [0.0, -1.0, float("nan")])
def test_a_penalty_that_is_none_is_refused(lam: float) -> None:
    X = plain.sample(4, 9, 1, seed=0)
    for function in (oracle.singular_values, oracle.least_loss, oracle.weights):
        with pytest.raises(ValueError, match="lam must be above 0"):
            function(X, 1, lam)
