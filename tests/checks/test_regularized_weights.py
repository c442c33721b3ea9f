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
    "an invertible A between": (np.linalg.inv(A) @ W1, W2 @ A, (0, 1, 1, 0, 0)),
    "W1 rotated alone": (rotation(K) @ W1, W2, (0, 0, 1, 0, 0)),
    "λ twice too large": (*ridge(X, lam=2 * LAM), (1, 0, 1, 0, 0)),
    "λ half": (*ridge(X, lam=LAM / 2), (1, 0, 1, 0, 0)),
    "directions 1, 2, 4": (SADDLE.T, SADDLE, (1, 0, 0, 1, 0)),
    "one direction left out": (SHORT.T, SHORT, (1, 0, 0, 0, 0)),
    "zero": (0 * W1, 0 * W2, (1, 0, 0, 0, 0)),
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
    "the penalty of PCA": ("penalty", "orthonormal_instead", "PCA"),
    "the penalty of λ/2": ("penalty", "half_penalty", "λ half"),
    "the penalty of 2λ": ("penalty", "twice_penalty", "λ twice too large"),
    "the penalty of zero": ("penalty", "other_penalty", "zero"),
    "the penalty of what is not balanced": ("penalty", "unequal_sizes", "not balanced"),
    "directions 1, 2, 4": ("principal_subspace", "other_subspace"),
    "one direction left out": ("principal_subspace", "lower_rank"),
    "zero": ("least_loss", "zero_weights"),
}


@pytest.mark.parametrize(("case", "check_name", "mistake"), [((*n, c)[2], *n[:2]) for c, n in NAMED.items()], ids=NAMED)
def test_misconceptions_are_named(case: str, check_name: str, mistake: str) -> None:
    V1, V2, _ = CASES[case]
    own: dict[str, dict[str, Any]] = {
        "singular_values": {"expected": [float(s) for s in np.sqrt(1 - LAM / VALUES[:K])]},
        "penalty": {"lam": LAM, "limit": 0.1},
    }
    assert check(check_name, V1, V2, X, **{"limit": 1e-4, **own.get(check_name, {})}).mistake == mistake


def test_lambda_found_is_that_of_the_weights() -> None:
    """λ_i = ℓ_i (1 − s_i²) by hand, each direction by itself, for weights of different penalties in each."""
    each = np.array([0.04, 0.05, 0.07])
    V2 = TOP * np.sqrt(1 - each / VALUES[:K])
    told = check("penalty", V2.T, V2, X, lam=LAM)
    assert told.evidence["λ of each direction"] == pytest.approx(each)
    assert told.evidence["λ found"] == pytest.approx(np.sum(each / VALUES[:K] ** 2) / np.sum(1 / VALUES[:K] ** 2))


SHARES = {  # λ that the weights are optimal for / λ: what is earned, within 10 % all and from 35 % on nothing
    0.9: 1, 1: 1, 1.1: 1,
    0.8: np.log(0.35 / 0.2) / np.log(3.5), 1.2: np.log(0.35 / 0.2) / np.log(3.5),
    0.5: 0, 0.65: 0, 1.35: 0, 2: 0,
}  # fmt: skip


@pytest.mark.parametrize(("factor", "fraction"), SHARES.items())
def test_beyond_the_limit_points_fall_with_the_distance(factor: float, fraction: float) -> None:
    V1, V2 = ridge(X, lam=factor * LAM)
    told = check("penalty", V1, V2, X, lam=LAM, limit=0.1 + 1e-9, nothing_from=0.35 - 1e-9)
    assert told.fraction == pytest.approx(fraction, abs=1e-6)
    assert told.fraction in (0, 1) or "It is close" in told.message


def test_all_numbers_and_limits_are_in_the_message() -> None:
    V1, V2 = ridge(X, lam=1.2 * LAM)
    said = check("penalty", V1, V2, X, lam=LAM).message
    assert said == (
        "The singular values are those for another λ (λ found is 0.06 where λ is 0.05: off by 0.2 of it, limit 0.1)."
    )
    for name in RIDGE:
        told = check(name, V1, V2, X, limit=1e-4, **({} if name == "tied" else {"lam": LAM}))
        assert f"{told.evidence['residual']:.2g}" in told.message and "0.0001" in told.message


NOISE = np.linalg.qr(np.random.default_rng(5).standard_normal((M, M)))[0]
MUCH, LITTLE = 4.0, 0.02
ASIDE = np.column_stack([np.sqrt(1 - LAM / VALUES[0]) * TOP[:, 0], LITTLE * NOISE[:, 0], LITTLE * NOISE[:, 1]])
TRICKS: dict[str, tuple[str, Array, Array, str]] = {
    # the check that must not be passed, W1, W2, and the mistake that is named
    "one direction, and little of two others": ("principal_subspace", ASIDE.T, ASIDE, "other_subspace"),
    "singular values that cancel in the fit": (
        "penalty",
        np.diag([np.sqrt(MUCH), 0.01, 0.01]) @ TOP.T,
        TOP @ np.diag([np.sqrt(MUCH), 0.01, 0.01]),
        "uneven",
    ),
    "sizes that cancel": (
        "stationary",
        np.diag([1e-4, 1, 1e4]) @ NOISE[:, :K].T,
        NOISE[:, :K] @ np.diag([1e4, 1, 1e-4]),
        "not_stationary",
    ),
}


@pytest.mark.parametrize(("name", "V1", "V2", "mistake"), TRICKS.values(), ids=TRICKS)
def test_sizes_buy_nothing(name: str, V1: Array, V2: Array, mistake: str) -> None:
    told = check(name, V1, V2, X, lam=LAM, limit=0.01, nothing_from=0.05)
    assert (told.fraction, told.mistake) == (0, mistake)


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
    assert ridge_verdicts(one.T, one, X, lam=lam)[2:] == (0, 0, 0)


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
    data_term = (np.linalg.norm(V2 @ V1, 2) + 1) * np.linalg.norm(S)
    sizes = np.linalg.norm(V2, axis=0) * data_term + LAM * np.linalg.norm(V1, axis=1)
    assert told == pytest.approx(max(np.linalg.norm(gradient, axis=1) / 2 / sizes), rel=1e-9)


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
