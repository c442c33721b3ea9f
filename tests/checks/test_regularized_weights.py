"""The criteria of regularized.weights: every minimum passes, and what is nearly one fails where it should."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.weights import LAM, RIDGE, Array, K, M, check, data, principal, ridge, ridge_verdicts, rotation

X = data(eigenvalues=[3.7, 2.3, 1.5, 0.45, 0.4, 0.33, 0.28, 0.22])
VALUES, U = principal(X)
W1, W2 = ridge(X)
TOP = U[:, :K]
A = np.eye(K) + 0.1 * np.random.default_rng(3).standard_normal((K, K))
SADDLE = U[:, [0, 1, 3]] * np.sqrt(1 - LAM / VALUES[[0, 1, 3]])
SHORT = W2 * [1, 1, 0]

# tied, singular values, subspace, stationary, least loss: 1 point each
CASES = {
    "a minimum": (W1, W2, (1, 1, 1, 1, 1)),
    "a minimum, rotated": (*ridge(X, Q=rotation(K)), (1, 1, 1, 1, 1)),
    "a minimum, reflected": (*ridge(X, Q=np.diag([1.0, -1, 1])), (1, 1, 1, 1, 1)),
    "PCA": (TOP.T, TOP, (1, 0, 1, 0, 0)),
    "W1 = −W2ᵀ": (-W1, W2, (0, 1, 1, 0, 0)),
    "not balanced": (W1 / 2, 2 * W2, (0, 0, 1, 0, 0)),
    "an invertible A between": (np.linalg.inv(A) @ W1, W2 @ A, (0, 0, 1, 0, 0)),
    "W1 rotated alone": (rotation(K) @ W1, W2, (0, 1, 1, 0, 0)),
    "λ twice too large": (*ridge(X, lam=2 * LAM), (1, 0, 1, 0, 0)),
    "λ half": (*ridge(X, lam=LAM / 2), (1, 0, 1, 0, 0)),
    "directions 1, 2, 4": (SADDLE.T, SADDLE, (1, 0, 0, 1, 0)),
    "one direction left out": (SHORT.T, SHORT, (1, 0, 0, 1, 0)),
    "zero": (0 * W1, 0 * W2, (1, 0, 0, 1, 0)),
    "perturbed by 1e-2": (W1 + 1e-2, W2 + 1e-2, (1, 0, 0, 0, 0)),
    "perturbed by 1e-7": (W1 + 1e-7, W2 + 1e-7, (1, 1, 1, 1, 1)),
}


@pytest.mark.parametrize(("W1", "W2", "fractions"), CASES.values(), ids=CASES)
def test_which_weights_keep_which_criteria(W1: Array, W2: Array, fractions: tuple[int, ...]) -> None:
    assert ridge_verdicts(W1, W2, X) == fractions


NAMED = {
    "W1 = −W2ᵀ": ("tied", "tied_with_sign"),
    "not balanced": ("tied", "not_tied"),
    "PCA": ("singular_values", "orthonormal_instead"),
    "λ half": ("singular_values", "wrong_singular_values"),
    "directions 1, 2, 4": ("principal_subspace", "other_subspace"),
    "one direction left out": ("principal_subspace", "lower_rank"),
    "zero": ("least_loss", "zero_weights"),
}


@pytest.mark.parametrize(("case", "check_name", "mistake"), [(c, *n) for c, n in NAMED.items()], ids=NAMED)
def test_misconceptions_are_named(case: str, check_name: str, mistake: str) -> None:
    V1, V2, _ = CASES[case]
    expected: dict[str, Any] = (
        {"expected": [float(s) for s in np.sqrt(1 - LAM / VALUES[:K])]} if check_name == "singular_values" else {}
    )
    assert check(check_name, V1, V2, X, limit=1e-4, **expected).mistake == mistake


def test_a_column_of_rounding_error_is_no_dimension() -> None:
    short = W2 * [1, 1, 0] + 1e-9 * np.random.default_rng(2).standard_normal((M, K))
    assert check("principal_subspace", short.T, short, X, limit=1e-4).mistake == "lower_rank"


def test_single_precision_suffices() -> None:
    single = W2.astype(np.float32).astype(np.float64)
    assert ridge_verdicts(single.T, single, X) == (1, 1, 1, 1, 1)


def test_directions_not_worth_their_penalty_are_left_out() -> None:
    """Where λ exceeds ℓ_3 the minimum has rank 2, and rank 3 is not asked for."""
    lam = float(np.sqrt(VALUES[1] * VALUES[2]))
    V1, V2 = ridge(X, lam=lam)
    assert np.linalg.matrix_rank(V2) == 2
    assert ridge_verdicts(V1, V2, X, lam=lam) == (1, 1, 1, 1, 1)
    one = V2 * [1, 0, 0]
    assert ridge_verdicts(one.T, one, X, lam=lam)[2:] == (0, 1, 0)


@given(seed=st.integers(0, 10_000), scale=st.floats(-3, 3))
def test_stationarity_is_the_gradient_of_the_loss(seed: int, scale: float) -> None:
    """The residual is small just where finite differences of J are."""
    rng = np.random.default_rng(seed)
    V1, V2 = (
        W1 + 10**scale * 1e-3 * rng.standard_normal(W1.shape),
        W2 + 10**scale * 1e-3 * rng.standard_normal(W2.shape),
    )

    def loss(V1: Array, V2: Array) -> float:
        return float(np.sum((X - V2 @ V1 @ X) ** 2) / X.shape[1] + LAM * np.sum(V1**2) + LAM * np.sum(V2**2))

    step, toward = 1e-6, rng.standard_normal(W1.shape)
    slope = (loss(V1 + step * toward, V2) - loss(V1 - step * toward, V2)) / (2 * step)
    S = X @ X.T / X.shape[1]
    gradient = 2 * V2.T @ (V2 @ V1 - np.eye(M)) @ S + 2 * LAM * V1
    assert slope == pytest.approx(np.sum(gradient * toward), rel=1e-4, abs=1e-6)
    told = check("stationary", V1, V2, X, lam=LAM).evidence["residuals"]["∇W1 J = 0"]
    size = np.linalg.norm(V2, 2) * (np.linalg.norm(V2 @ V1, 2) + 1) * np.linalg.norm(S) + LAM * np.linalg.norm(V1)
    assert told == pytest.approx(np.linalg.norm(gradient) / 2 / size, rel=1e-9)


@given(seed=st.integers(0, 10_000))
def test_no_weights_have_less_than_the_least_loss(seed: int) -> None:
    rng = np.random.default_rng(seed)
    V2 = W2 + rng.standard_normal(W2.shape) * 10.0 ** rng.integers(-6, 1)
    told = check("least_loss", V2.T, V2, X, lam=LAM).evidence
    assert told["loss"] >= told["least"] * (1 - 1e-12)


@given(seed=st.integers(0, 10_000))
def test_every_minimum_passes(seed: int) -> None:
    V1, V2 = ridge(X, Q=rotation(K, seed))
    assert ridge_verdicts(V1, V2, X) == (1,) * len(RIDGE)
