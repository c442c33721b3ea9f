"""The criteria of pca.weights: which weights keep which points, and the residuals word for word."""

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.checks.weights import PCA, Array, K, M, check, data, pca_verdicts, principal, rotation

X = data()
VALUES, U = principal(X)
W1, W2 = U[:, :K].T.copy(), U[:, :K].copy()
RNG = np.random.default_rng(9)
A = np.eye(K) + 0.3 * RNG.standard_normal((K, K))
NOISE = 1e-3 * RNG.standard_normal((M, K))


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def pair(W2: Array, W1: Array | None = None) -> tuple[Array, Array]:
    return (W2.T.copy() if W1 is None else W1), W2


# orthonormal 2, stationary 2, least loss 1, principal directions 1
CASES = {
    "PCA": (pair(W2), (1, 1, 1, 1)),
    "permuted": (pair(W2[:, [2, 0, 1]]), (1, 1, 1, 1)),
    "signs flipped": (pair(W2 * [-1, 1, -1]), (1, 1, 1, 1)),
    "signs flipped in both ways": (pair(W2[:, [1, 2, 0]] * [-1, -1, 1]), (1, 1, 1, 1)),
    "an invertible A between": (pair(W2 @ A, np.linalg.inv(A) @ W1), (0, 1, 1, 0)),
    "a rotation between": (pair(W2 @ rotation(K)), (1, 1, 1, 0)),
    "directions scaled": (pair(W2 * [2, 3, 0.5], W1 / np.array([[2], [3], [0.5]])), (0, 1, 1, 0)),
    "scaled by a million": (pair(W2 * 1e6, W1 * 1e-6), (0, 1, 1, 0)),
    "a saddle: directions 1, 2, 4": (pair(U[:, [0, 1, 3]]), (1, 1, 0, 0)),
    "a saddle: the last directions": (pair(U[:, -K:]), (1, 1, 0, 0)),
    "a saddle: one direction less": (pair(W2 * [1, 1, 0]), (0, 0, 0, 0)),
    "zero": (pair(np.zeros((M, K))), (0, 0, 0, 0)),
    "nearly zero": (pair(np.full((M, K), 1e-200)), (0, 0, 0, 0)),
    "a direction twice": (pair(W2[:, [0, 0, 1]]), (0, 0, 0, 0)),
    "orthonormal, of no meaning": (pair(rotation(M)[:, :K]), (1, 0, 0, 0)),
    "the first axes": (pair(np.eye(M, K)), (1, 0, 0, 0)),
    "perturbed by 1e-3": (pair(W2 + NOISE), (0, 1, 1, 0)),
    "perturbed by 1e-2": (pair(W2 + 10 * NOISE), (0, 0, 0, 0)),
    "three decimals": (pair(W2.round(3)), (1, 1, 1, 1)),
    "two decimals": (pair(W2.round(2)), (0, 0, 0, 0)),
    "float16": (pair(W2.astype("f2").astype(float)), (1, 1, 1, 1)),
    "perturbed by 1e-9": (pair(W2 + 1e-6 * NOISE), (1, 1, 1, 1)),
    "W1 is not W2's": (pair(W2, W1[[1, 0, 2]]), (1, 0, 0, 1)),
    "W1 with a sign of its own": (pair(W2, W1 * [[-1], [1], [1]]), (1, 0, 0, 1)),
    "W1 is zero": (pair(W2, 0 * W1), (0, 0, 0, 0)),
    "W2 is zero": (pair(0 * W2, W1), (0, 0, 0, 0)),
    "only W1 is rotated": (pair(W2, rotation(K) @ W1), (1, 0, 0, 0)),
    "ones": (pair(np.ones((M, K))), (0, 0, 0, 0)),
}


@pytest.mark.parametrize(("weights", "fractions"), CASES.values(), ids=CASES)
def test_which_weights_keep_which_criteria(weights: tuple[Array, Array], fractions: tuple[int, ...]) -> None:
    assert pca_verdicts(*weights, X) == fractions


NAMED = {
    "an invertible A between": (None, None, "rotated_within_subspace"),
    "a rotation between": (None, None, "rotated_within_subspace"),
    "directions scaled": ("not_orthonormal", None, "scaled_directions"),
    "a saddle: directions 1, 2, 4": (None, "not_least", "other_directions"),
    "zero": ("not_orthonormal", "zero_weights", "other_directions"),
    "a direction twice": ("not_orthonormal", "not_least", "other_directions"),
    "W1 is zero": ("encoder_not_orthonormal", "zero_weights", "other_directions"),
    "only W1 is rotated": (None, "not_least", "rotated_within_subspace"),
}


@pytest.mark.parametrize(("case", "names"), NAMED.items(), ids=NAMED)
def test_misconceptions_are_named(case: str, names: tuple[str | None, ...]) -> None:
    weights, _ = CASES[case]
    found = [check(name, *weights, X).mistake for name in ("orthonormal", "least_loss", "principal_directions")]
    assert [f for f, name in zip(found, names, strict=True) if name] == [name for name in names if name]


SHAPES = {
    "k = 1": (data(seed=1), 1),
    "k = m − 1": (data(seed=2), M - 1),
    "m = 2": (data(2, 9, seed=3), 1),
    "fewer points than features": (data(8, 5, seed=4), 3),
    "as many points as codes, and one": (data(8, 4, seed=5), 3),
    "data scaled by 1e-6": (1e-6 * X, K),
    "data scaled by 1e6": (1e6 * X, K),
    "rank k": (data(eigenvalues=[5, 4, 3, 0, 0, 0, 0, 0]), K),
    "nearly equal eigenvalues inside": (data(eigenvalues=[5, 4, 4 * (1 - 1e-5), 1, 0.9, 0.8, 0.7, 0.6]), K),
}


@pytest.mark.parametrize(("data_", "k"), SHAPES.values(), ids=SHAPES)
def test_pca_is_right_on_every_kind_of_data(data_: Array, k: int) -> None:
    _, vectors = principal(data_)
    top = vectors[:, :k]
    assert pca_verdicts(top.T, top, data_) == (1, 1, 1, 1)
    assert pca_verdicts(top[:, ::-1].T, top[:, ::-1], data_) == (1, 1, 1, 1)
    if len(data_) > k + 1:
        off = vectors[:, 1 : k + 1]
        assert pca_verdicts(off.T, off, data_)[2:] == (0, 0)


@pytest.mark.parametrize("angle", [0, 0.3, 1, np.pi / 2])
def test_among_equal_eigenvalues_any_basis_is_principal(angle: float) -> None:
    equal = data(eigenvalues=[4, 4, 3, 1, 1, 0.5, 0.5, 0.1])
    _, vectors = principal(equal)
    turn = np.eye(K)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    top = vectors[:, :K] @ turn
    assert pca_verdicts(top.T, top, equal) == (1, 1, 1, 1)
    mixed = vectors[:, :K] @ turn[:, [2, 1, 0]].T[:, [1, 2, 0]] @ rotation(K)
    assert check("principal_directions", mixed.T, mixed, equal).fraction == 0


def test_equal_eigenvalues_do_not_excuse_one_direction_twice() -> None:
    equal = data(eigenvalues=[4, 4, 3, 1, 1, 0.5, 0.5, 0.1])
    _, vectors = principal(equal)
    twice = vectors[:, [0, 0, 2]]
    assert check("principal_directions", twice.T, twice, equal).fraction == 0


NOT_ENOUGH = {
    "zero": (pair(np.zeros((M, K))), "zero weights always are: stationarity counts for weights of rank 3"),
    "one direction less": (pair(W2 * [1, 1, 0]), "and W2W1 has rank 2: stationarity counts for weights of rank 3"),
    "W1 alone is zero": (pair(0 * W2, W1), None),
}


@pytest.mark.parametrize(("weights", "said"), NOT_ENOUGH.values(), ids=NOT_ENOUGH)
def test_stationarity_counts_for_weights_of_rank_k(weights: tuple[Array, Array], said: str | None) -> None:
    told = check("stationary", *weights, X)
    assert told.fraction == 0
    assert (told.mistake == "lower_rank") == (said is not None) and (said or "") in told.message


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_no_more_rank_is_asked_for_than_the_data_has(rank: int) -> None:
    flat = data(eigenvalues=[5.0, 4, 3][:rank] + [0] * (M - rank))
    _, vectors = principal(flat)
    weights = vectors[:, :K] * (np.arange(K) < rank)
    assert pca_verdicts(weights.T, weights, flat)[1:3] == (1, 1)
    if rank:
        less = vectors[:, :K] * (np.arange(K) < rank - 1)
        assert pca_verdicts(less.T, less, flat)[1:3] == (0, 0)


def test_the_rubric_can_set_the_limit() -> None:
    off = W2 * (1 + 1e-4)
    for name in PCA:
        assert check(name, off.T, off, X, limit=1e-2).fraction == 1
        assert check(name, off.T, off, X, limit=1e-12).fraction == 0


# --- the residuals, written out a second time as hw7 states them


def stated_conditions(W1: Array, W2: Array, X: Array) -> tuple[float, float]:
    """‖P(W2W1 − I)C‖_F / ((‖W2W1‖₂ + 1) ‖C‖_F) with W2's projector P = W2W2⁺, likewise with W1's; C = XXᵀ."""
    C, identity = X @ X.T, np.eye(len(X))
    size = (np.linalg.norm(W2 @ W1, 2) + 1) * np.linalg.norm(C, "fro")
    columns, rows = W2 @ np.linalg.pinv(W2, rcond=1e-9), np.linalg.pinv(W1, rcond=1e-9) @ W1
    r_a = np.linalg.norm(columns @ (W2 @ W1 - identity) @ C, "fro") / size
    r_b = np.linalg.norm((W2 @ W1 - identity) @ C @ rows, "fro") / size
    return float(r_a), float(r_b)


def stated_orthonormality(W2: Array) -> float:
    return float(np.linalg.norm(W2.T @ W2 - np.eye(W2.shape[1]), "fro") / np.sqrt(W2.shape[1]))


seeds = st.integers(0, 10_000)


def any_weights(seed: int, m: int, k: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((k, m)) * 10.0 ** rng.integers(-3, 4), rng.standard_normal((m, k))


@given(seed=seeds, m=st.integers(2, 7), n=st.integers(1, 9), k=st.integers(1, 4))
def test_residuals_are_those_stated(seed: int, m: int, n: int, k: int) -> None:
    V1, V2 = any_weights(seed, m, k)
    assume(max(map(np.linalg.cond, (V1, V2, (V2 @ V1)[: min(m, k)]))) < 100)  # of all directions one can be sure
    points = data(m, n + 1, seed)
    told = check("stationary", V1, V2, points).evidence["residuals"]
    assert list(told.values()) == pytest.approx(stated_conditions(V1, V2, points), rel=1e-9)
    told = check("orthonormal", V1, V2, points).evidence["residuals"]
    assert list(told.values()) == pytest.approx([stated_orthonormality(V2), stated_orthonormality(V1.T)], rel=1e-9)


@pytest.mark.parametrize("size", [1e2, 1e4, 1e6])
def test_sizes_that_cancel_do_not_hide_a_gradient(size: float) -> None:
    """Columns of sizes (A, 1, 1/A) and rows of (1/A, 1, A): most of both gradients is then 1/A of the rest."""
    S, first, middle = X @ X.T, np.eye(M)[0], U[:, 1]
    last = np.random.default_rng(3).standard_normal(M)
    last -= middle * (middle @ last)
    thin = S @ last / (last @ S @ last)
    row = first - middle * (first @ middle) - last * (first @ thin)
    V2 = np.column_stack([size * first, middle, thin / size])
    V1 = np.vstack([row / size, middle, last * size])
    gradients = [V2.T @ (V2 @ V1 - np.eye(M)) @ S, (V2 @ V1 - np.eye(M)) @ S @ V1.T]
    plain = [np.linalg.norm(gradient) / np.linalg.norm(V2, 2) / np.linalg.norm(S) for gradient in gradients]
    assert max(plain) < 20 / size  # what hid it
    assert check("stationary", V1, V2, X).fraction == 0


@given(seed=seeds, spread=st.floats(0, 2))
def test_another_basis_of_a_stationary_point_is_one(seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    turns = [np.linalg.qr(rng.standard_normal((K, K)))[0] for _ in range(2)]
    between = turns[0] @ np.diag(10.0 ** np.linspace(0, -spread, K)) @ turns[1]
    top = U[:, :K]
    assert check("stationary", np.linalg.inv(between) @ top.T, top @ between, X).fraction == 1


@given(seed=seeds)
def test_the_loss_is_that_stated(seed: int) -> None:
    V1, V2 = any_weights(seed, M, K)
    told = check("least_loss", V1, V2, X).evidence
    assert told["loss"] * X.shape[1] == pytest.approx(np.linalg.norm(X - V2 @ V1 @ X, "fro") ** 2)
    assert told["least"] == pytest.approx(VALUES[K:].sum())


@given(seed=seeds, scale=st.sampled_from([1e-6, 1e-3, 1e3, 1e6]))
def test_residuals_do_not_depend_on_the_scale_of_the_data(seed: int, scale: float) -> None:
    V1, V2 = any_weights(seed, M, K)
    for name in PCA:
        here, there = (check(name, V1, V2, points).evidence["residual"] for points in (X, scale * X))
        assert there == pytest.approx(here, rel=1e-6, abs=1e-12)


@given(seed=seeds, which=st.sampled_from(list(CASES)), order=st.permutations(range(K)))
def test_order_and_sign_change_no_verdict(seed: int, which: str, order: list[int]) -> None:
    (V1, V2), fractions = CASES[which]
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], K)
    assert pca_verdicts(V1[order] * signs[:, None], V2[:, order] * signs, X) == fractions


EXTREMES = [np.nan, np.inf, -np.inf, 1e160, -1e300, 1.7e308]


@settings(max_examples=200)
@given(
    entry=st.sampled_from(EXTREMES),
    row=st.integers(0, K - 1),
    column=st.integers(0, M - 1),
    where=st.sampled_from(["W1", "W2", "both", "all of W1", "all of W2", "all"]),
)
def test_nan_infinite_and_huge_entries_never_pass(entry: float, row: int, column: int, where: str) -> None:
    V1, V2 = W1.copy(), W2.copy()
    at = (slice(None), slice(None)) if "all" in where else (row, column)
    if "W2" not in where:
        V1[at] = entry
    if "W1" not in where:
        V2[at[::-1]] = entry
    verdicts = pca_verdicts(V1, V2, X)
    assert verdicts[:3] == (0, 0, 0) and verdicts[3] == 0
    expected = [0.9, 0.9, 0.9]
    assert check("singular_values", V1, V2, X, expected=expected).fraction == 0
    if not np.isfinite(entry):
        assert check("principal_subspace", V1, V2, X).fraction == 0
        assert check("tied", V1, V2, X).fraction == 0


def test_what_overflows_is_not_taken_for_small() -> None:
    """A norm beyond the largest float must not make the rest of a residual vanish."""
    huge = 1e155 * W2 + 1e153 * U[:, K : 2 * K]
    assert check("principal_subspace", huge.T, huge, X, limit=1e-3).fraction == 0


@pytest.mark.parametrize("tiny", [5e-324, 1e-310, 1e-160])
@pytest.mark.parametrize("name", [*PCA, "principal_subspace", "tied"])
def test_denormals_are_judged_without_a_warning(tiny: float, name: str) -> None:
    weights = np.full((M, K), tiny)
    assert check(name, weights.T, weights, X).fraction == (1 if name == "tied" else 0)


def test_a_verdict_says_which_condition_fails_and_by_how_much() -> None:
    told = check("orthonormal", W1, 2 * W2, X)
    assert told.mistake == "decoder_not_orthonormal"
    assert told.message == "The columns of W2 are not orthonormal (3 > 0.002)."
    assert told.evidence["residuals"]["W2ᵀW2 = I"] == pytest.approx(3)
