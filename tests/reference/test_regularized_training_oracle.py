"""Runs of the regularised autoencoder: what is drawn, what several runs show, and the trainer that is right."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import regularized_autoencoder as closed
from reference import regularized_training as oracle
from reference.linear_autoencoder import principal_directions
from reference.regularized_diagnosis import diagnose
from reference.regularized_training import FINDINGS, KINDS, SIZES, draw

Array = np.ndarray[Any, Any]
Judged = tuple[str, str, dict[str, Any], float]
kinds = pytest.mark.parametrize("kind", KINDS)


def case(seed: int = 0, kind: str = "small penalty") -> tuple[Array, int, float]:
    drawn = draw(kind, seed, 64)
    return drawn["X"], drawn["k"], drawn["lam"]


# The data


@kinds
@given(seed=st.integers(0, 2**31), size=st.sampled_from(SIZES))
@settings(max_examples=20, deadline=None)
def test_a_draw_is_what_it_promises(kind: str, seed: int, size: int) -> None:
    X, k, lam, _ = draw(kind, seed, size).values()
    assert X.shape == (8, size)
    np.testing.assert_allclose(X.mean(axis=1), 0, atol=1e-13)
    ell = np.linalg.eigvalsh(X @ X.T / size)[::-1]
    assert ell[0] <= 4 and ell[k - 1] > 1.2 and 0.04 < ell[-1] <= ell[k] < 0.13
    assert (0.04 <= lam <= 0.06) if kind == "small penalty" else (0.08 <= lam <= 0.1)
    assert len(X) * lam < 0.7 * ell[k - 1], "even the penalty m times too large leaves every direction"


def test_a_draw_depends_on_the_seed_alone() -> None:
    one, again, other = (draw("small penalty", seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one["X"], again["X"])
    assert one["lam"] == again["lam"] != other["lam"]


@pytest.mark.parametrize(("kind", "size", "what"), [("huge", 64, "no kind"), ("small penalty", 8, "16 … 4096")])
def test_what_cannot_be_drawn_is_refused(kind: str, size: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        draw(kind, 0, size)


def test_the_seed_that_a_program_gets_tells_nothing_of_the_seed_that_draws() -> None:
    drawn = [draw("small penalty", seed)["seed"] for seed in (0, 1, 2**31, 2**64)]
    assert len(set(drawn)) == 4
    assert not {0, 1} & set(drawn)


# Several runs


def judged(factors: Sequence[float], *, of: Sequence[float] | None = None, noise: float = 0.0) -> Judged:
    """What is said of minima for these multiples of λ, or for the penalties `of`; each λ small and large in turn."""
    runs = []
    for number, factor in enumerate(factors):
        run = draw(list(KINDS)[number % 2], number, 64)
        W1, W2 = closed.weights(run["X"], run["k"], factor * run["lam"] if of is None else of[number])
        random = np.random.default_rng(number)
        more = [noise * random.standard_normal(W.shape) for W in (W1, W2)]
        runs.append({**run, "W1": W1 + more[0], "W2": W2 + more[1]})
    return oracle.judge()(runs)


@pytest.mark.parametrize(
    ("factors", "finding"),
    [
        ([1.0] * 6, "right"),
        ([0.91] * 6, "right"),
        ([1.09] * 6, "right"),
        ([1.0, 1.0, 1.0, 1.0, 0.5, 1.3], "right"),  # the medians decide, not the worst
        ([0.88] * 6, "other factor"),
        ([1.12] * 6, "other factor"),
        ([0.5] * 6, "half"),
        ([0.54] * 6, "half"),
        ([0.57] * 6, "other factor"),
        ([2.0] * 6, "other factor"),
        ([4.0] * 6, "m/2"),
        ([8.0] * 6, "m"),
        ([1 / 32] * 6, "other factor"),
        ([0.01] * 6, "no penalty"),
        ([1.0, 0.5] * 3, "fixed penalty"),
        ([2.0, 1.0] * 3, "fixed penalty"),
        ([0.5, 2.0] * 3, "no constant factor"),
        ([1.0, 1.0], "right"),
        ([1.0], "right"),
    ],
)
def test_the_penalty_found_decides(factors: list[float], finding: str) -> None:
    found, _, _, share = judged(factors)
    assert found == finding
    assert share == 1


def test_one_penalty_for_every_lam_is_no_answer() -> None:
    assert judged([1.0] * 6, of=[0.07] * 6)[0] == "fixed penalty"


@pytest.mark.parametrize(("noise", "low", "high"), [(0.003, 1.0, 1.0), (0.02, 0.5, 0.999), (0.3, 0.0, 0.3)])
def test_what_is_left_of_the_way_costs_by_distance(noise: float, low: float, high: float) -> None:
    finding, said, _, share = judged([1.0] * 6, noise=noise)
    assert low <= share <= high
    assert ("J has not come down" in said) == (share < 1)


def of(*weights: Any, runs: int = 6) -> Judged:
    """What is said of weights that a function makes of each run."""
    made = [draw(list(KINDS)[number % 2], number, 64) for number in range(runs)]
    return oracle.judge()([{**run, **dict(zip(("W1", "W2"), weights[0](run), strict=True))} for run in made])


def scaled(by: float, other: float) -> Any:
    def make(run: dict[str, Any]) -> tuple[Array, Array]:
        W1, W2 = closed.weights(run["X"], run["k"], run["lam"])
        return by * W1, other * W2

    return make


def exchanged(factor: float) -> Any:
    """Weights for a penalty so many times the one asked for, with W1 upside down and one sign turned."""

    def make(run: dict[str, Any]) -> tuple[Array, Array]:
        W1, W2 = closed.weights(run["X"], run["k"], factor * run["lam"])
        return W1[::-1] * [[1], [1], [-1]], W2

    return make


def pca(first: int) -> Any:
    def make(run: dict[str, Any]) -> tuple[Array, Array]:
        U = principal_directions(run["X"], 8)[:, first : first + 3]
        return U.T, U

    return make


@pytest.mark.parametrize(
    ("weights", "finding"),
    [
        (pca(0), "no penalty"),
        (pca(1), "wrong subspace"),
        (scaled(0, 0), "wrong subspace"),
        (lambda run: (np.eye(8)[:3], np.eye(8)[:, :3]), "wrong subspace"),
        (scaled(3, 1 / 3), "one layer"),
        (scaled(3, 1), "far from it"),
        (exchanged(1), "exchanged"),
        (exchanged(0.5), "exchanged too"),
        (exchanged(1e-4), "no penalty"),
        (lambda run: (-np.eye(8)[:3], np.eye(8)[:, :3]), "wrong subspace"),
        (lambda run: (-5 * pca(0)(run)[0][::-1], pca(0)(run)[1]), "far from it"),
        (scaled(np.nan, 1), "diverged"),
        (scaled(1e9, 1), "diverged"),
    ],
    ids=[
        "PCA",
        "other directions",
        "zeros",
        "unit vectors",
        "sizes",
        "PCA, W1 larger",
        "order and signs",
        "order, signs and λ",
        "order and signs of PCA",
        "minus unit vectors",
        "PCA in another order, W1 larger",
        "nan",
        "huge",
    ],
)
def test_what_is_no_minimum_is_named(weights: Any, finding: str) -> None:
    found, said, numbers, _ = of(weights)
    assert found == finding in FINDINGS
    assert FINDINGS[finding][1:40] in said
    assert len(numbers["λ asked"]) == 6


def test_of_runs_that_diverged_the_share_is_lost() -> None:
    runs = [{**draw("small penalty", number, 64)} for number in range(6)]
    for number, run in enumerate(runs):
        run["W1"], run["W2"] = closed.weights(run["X"], 3, run["lam"])
        run["W1"] = run["W1"] * (np.nan if number == 0 else 1)
    finding, said, numbers, share = oracle.judge()(runs)
    assert (finding, share) == ("not converged", 5 / 6)
    assert "in some runs the weights are not finite" in said
    assert numbers["λ found"][0] is None


def test_the_sentence_hangs_on_the_finding_and_not_on_numbers() -> None:
    """A program chooses the numbers: in a sentence they could carry what it was given."""
    (first, said, numbers, _), (second, too, others, _) = judged([1.0] * 6), judged([1.05] * 6)
    assert first == second and said == too
    assert numbers != others


def test_no_run_is_no_finding() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        oracle.cause([])


# The trainer


@pytest.mark.parametrize("seed", range(3))
@kinds
def test_the_reference_trainer_is_right(kind: str, seed: int) -> None:
    drawn = draw(kind, seed, SIZES[seed])
    before = torch.random.get_rng_state()
    W1, W2 = oracle.train(**drawn)
    found = diagnose(W1, W2, drawn["X"], drawn["lam"])
    assert found.factor == pytest.approx(1, abs=0.02) and found.imbalance < 0.02 and found.angle < 0.02
    least = closed.least_loss(drawn["X"], 3, drawn["lam"])
    assert closed.loss(W1, W2, drawn["X"], drawn["lam"]) <= least * 1.001
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_reference_trainer_refuses_no_penalty() -> None:
    with pytest.raises(ValueError, match="above 0"):
        oracle.train(case()[0], 3, 0.0, 0)
