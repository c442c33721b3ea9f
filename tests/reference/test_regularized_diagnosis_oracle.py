"""What a run shows, on minima in closed form, on minima that other methods find, and on real steps of PyTorch's SGD."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference import linear_autoencoder as plain
from reference import regularized_autoencoder as closed
from reference.regularized_diagnosis import Diagnosis, diagnose
from reference.regularized_training import draw

Array = np.ndarray[Any, Any]


def case(seed: int = 0, kind: str = "small penalty") -> tuple[Array, int, float]:
    drawn = draw(kind, seed, 64)
    return drawn["X"], drawn["k"], drawn["lam"]


def rotation(k: int, seed: int) -> Array:
    Q: Array = np.linalg.qr(np.random.default_rng(seed).standard_normal((k, k)))[0]
    return Q


def lbfgs(X: Array, k: int, penalty: Callable[[torch.Tensor], torch.Tensor], seed: int = 0) -> tuple[Array, Array]:
    """A minimum of the mean squared error and a penalty on each layer, by L-BFGS; no closed form is used."""
    (m, n), points = X.shape, torch.tensor(X)
    generator = torch.Generator().manual_seed(seed)
    W1, W2 = (torch.randn(s, dtype=torch.float64, generator=generator).requires_grad_() for s in ((k, m), (m, k)))
    optimizer = torch.optim.LBFGS([W1, W2], max_iter=2000, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def objective() -> float:
        optimizer.zero_grad()
        J = (points - W2 @ W1 @ points).square().sum() / n + penalty(W1) + penalty(W2)
        torch.autograd.backward(J)
        return J.item()

    optimizer.step(objective)  # type: ignore[no-untyped-call]
    return W1.detach().numpy(), W2.detach().numpy()


# The penalty found


@given(factor=st.floats(0.1, 9), seed=st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_the_factor_of_an_exact_minimum_is_found_in_any_rotation(factor: float, seed: int) -> None:
    X, k, lam = case(seed)
    W1, W2 = closed.weights(X, k, factor * lam)
    Q = rotation(k, seed)
    found = diagnose(Q.T @ W1, W2 @ Q, X, lam)
    assert found.factor == pytest.approx(factor, rel=1e-9)
    assert found.fitted == pytest.approx(factor * lam, rel=1e-9)
    assert max(found.spread, found.angle, found.imbalance, found.excess) < 1e-7
    assert found.norms == pytest.approx(1)
    assert not found.exchanged and not found.diverged


@pytest.mark.parametrize("factor", [0.25, 1.0, 3.0])
def test_a_minimum_that_is_searched_has_its_factor_and_no_excess(factor: float) -> None:
    X, k, lam = case(2)
    found = diagnose(*lbfgs(X, k, lambda W: factor * lam * W.square().sum()), X, lam)
    assert found.factor == pytest.approx(factor, rel=1e-3)
    assert 0 <= found.excess < 1e-6


def test_the_excess_is_that_of_the_objective_over_the_best_that_a_search_finds() -> None:
    X, k, lam = case(3)
    W1, W2 = closed.weights(X, k, lam)
    noise = 0.05 * np.random.default_rng(0).standard_normal(W1.shape)
    found = diagnose(W1 + noise, W2, X, lam)

    def J(A: Array, B: Array) -> float:
        error = torch.tensor(X - B @ A @ X)
        squares = torch.tensor(A).square().sum() + torch.tensor(B).square().sum()
        return float(error.square().sum() / X.shape[1] + found.fitted * squares)

    least = min(J(*lbfgs(X, k, lambda W: found.fitted * W.square().sum(), seed)) for seed in range(3))
    assert found.excess == pytest.approx(J(W1 + noise, W2) / least - 1, rel=1e-3)
    assert found.excess > 1e-3


LOSSES = {
    "sum, mean": lambda out, x: (out - x).square().sum(1).mean(),
    "m times MSELoss": lambda out, x: x.shape[1] * nn.functional.mse_loss(out, x),
    "MSELoss": nn.functional.mse_loss,
    "MSELoss sum": lambda out, x: nn.functional.mse_loss(out, x, reduction="sum"),
}


@pytest.mark.parametrize(
    ("loss", "decay", "a", "b"),
    [
        ("sum, mean", 2.0, 1.0, 1.0),
        ("sum, mean", 1.0, 1.0, 0.5),
        ("m times MSELoss", 2.0, 1.0, 1.0),
        ("MSELoss", 2.0, 1 / 8, 1.0),
        ("MSELoss", 1.0, 1 / 8, 0.5),
        ("MSELoss sum", 2.0, 64.0, 1.0),
    ],
)
def test_a_step_of_sgd_descends_the_objective_that_the_table_gives(loss: str, decay: float, a: float, b: float) -> None:
    """One step of PyTorch on all 64 points, against the formulas of the gradients."""
    X, k, lam = case(3)
    m, _ = X.shape
    model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False)).double()
    before = [p.detach().clone().numpy() for p in model.parameters()]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, weight_decay=decay * lam)
    x = torch.tensor(X.T)
    torch.autograd.backward(LOSSES[loss](model(x), x))
    optimizer.step()
    data_1, data_2 = (gradient / X.shape[1] for gradient in plain.gradients(*before, X))
    for W, W_new, data in zip(before, model.parameters(), (data_1, data_2), strict=True):
        np.testing.assert_allclose(
            (W - W_new.detach().numpy()) / 0.01, a * data + 2 * b * lam * W, rtol=1e-8, atol=1e-10
        )


# Other penalties leave their marks


def test_norms_that_are_not_squared_leave_a_penalty_that_their_sum_makes_up_for() -> None:
    X, k, lam = case(4)
    found = diagnose(*lbfgs(X, k, lambda W: lam * W.norm()), X, lam)
    assert found.factor * found.length == pytest.approx(1, abs=1e-3)
    assert found.excess < 1e-4


def soft(W: Array, by: float) -> Array:
    shrunk: Array = np.sign(W) * np.maximum(np.abs(W) - by, 0)
    return shrunk


def test_absolute_values_leave_zeros_and_one_pull_on_all_others() -> None:
    """Proximal gradient steps, whose zeros are exact."""
    X, k, lam = case(5)
    random = np.random.default_rng(0)
    W1, W2 = random.uniform(-0.4, 0.4, (k, 8)), random.uniform(-0.4, 0.4, (8, k))
    for _ in range(20_000):
        d1, d2 = (gradient / X.shape[1] for gradient in plain.gradients(W1, W2, X))
        W1, W2 = soft(W1 - 0.02 * d1, 0.02 * lam), soft(W2 - 0.02 * d2, 0.02 * lam)
    found = diagnose(W1, W2, X, lam)
    assert found.even > 0.95 and found.zeros > 0.2
    squares = diagnose(*closed.weights(X, k, lam), X, lam)
    assert squares.even < 0.6 and squares.zeros < 0.2


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1)])
@pytest.mark.parametrize("signs", [(1, 1, 1), (1, -1, 1)])
def test_an_exchange_is_seen_and_put_right(order: tuple[int, ...], signs: tuple[int, ...]) -> None:
    X, k, lam = case(6)
    W1, W2 = closed.weights(X, k, 0.5 * lam)
    Q = rotation(k, 1)
    W1, W2 = Q.T @ W1, W2 @ Q
    found = diagnose(W1[list(order)] * np.array(signs)[:, None], W2, X, lam)
    assert found.exchanged
    assert found.factor == pytest.approx(0.5, rel=1e-9) and found.imbalance < 1e-9


def test_what_is_no_exchange_is_not_taken_for_one() -> None:
    X, k, lam = case(7)
    random = np.random.default_rng(1)
    W1, W2 = closed.weights(X, k, lam)
    for A, B in (
        (W1, W2),
        (W1 + 0.1 * random.standard_normal(W1.shape), W2),
        (random.standard_normal(W1.shape), random.standard_normal(W2.shape)),
        (3 * W1, W2 / 3),
        (0 * W1, W2),
        (rotation(k, 2) @ W1, W2),
    ):
        assert not diagnose(A, B, X, lam).exchanged


# What is no minimum


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        (lambda A, B: (3 * A, B / 3), lambda found: found.norms == pytest.approx(9) and found.excess > 0.5),
        (lambda A, B: (A, B * [1.0, 1.0, 0.9]), lambda found: found.excess > 0.002 and found.spread > 0.3),
        (lambda A, B: ((B * [1, 1, 0]).T, B * [1, 1, 0]), lambda found: found.angle == 1),
        (lambda A, B: (0 * A, 0 * B), lambda found: found.angle == 1 and found.zeros == 1),
        (lambda A, B: (A * np.nan, B), lambda found: found.diverged),
        (lambda A, B: (A, B + np.inf), lambda found: found.diverged),
        (lambda A, B: (A * 1e200, B), lambda found: found.diverged),
    ],
    ids=["sizes", "uneven", "a direction lost", "zero", "nan", "infinite", "overflowing"],
)
def test_what_is_no_minimum_shows(
    change: Callable[[Array, Array], tuple[Array, Array]], shows: Callable[[Diagnosis], bool]
) -> None:
    X, k, lam = case(4)
    assert shows(diagnose(*change(*closed.weights(X, k, lam)), X, lam))


def test_the_angle_is_that_of_the_rotation_applied() -> None:
    X, k, lam = case(5)
    U = plain.principal_directions(X, 8)
    for angle in (0.0, 0.05, 0.3, np.pi / 2):
        B = U[:, :k].copy()
        B[:, 1] = np.cos(angle) * U[:, 1] + np.sin(angle) * U[:, 6]
        assert diagnose(B.T, B, X, lam).angle == pytest.approx(np.sin(angle), abs=1e-7)


@pytest.mark.parametrize(
    ("W1", "W2", "lam", "what"),
    [
        (np.zeros((8, 3)), np.zeros((3, 8)), 0.05, "does not fit X"),
        (np.zeros((3, 8)), np.zeros((3, 8)), 0.05, "are needed"),
        (np.zeros(3), np.zeros(3), 0.05, "are needed"),
        (np.zeros((3, 7)), np.zeros((7, 3)), 0.05, "does not fit X"),
        (np.zeros((3, 8)), np.zeros((8, 3)), 0.0, "above 0"),
        (np.zeros((3, 8)), np.zeros((8, 3)), float("nan"), "above 0"),
    ],
    ids=["swapped", "not transposed", "vectors", "other m", "no lam", "lam nan"],
)
def test_shapes_that_do_not_fit_are_refused(W1: Array, W2: Array, lam: float, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        diagnose(W1, W2, case()[0], lam)
