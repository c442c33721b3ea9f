"""What a run shows, on minima known in closed form, on minima that L-BFGS finds, and on real steps of PyTorch's SGD."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference import linear_autoencoder as plain
from reference import regularized_autoencoder as closed
from reference import regularized_training as oracle
from reference.regularized_training import FINDINGS, KINDS, SIZES, Diagnosis, combine, diagnose, draw

Array = np.ndarray[Any, Any]
kinds = pytest.mark.parametrize("kind", KINDS)


def case(seed: int = 0, kind: str = "small penalty") -> tuple[Array, int, float]:
    drawn = draw(kind, seed, 64)
    return drawn["X"], drawn["k"], drawn["lam"]


def rotation(k: int, seed: int) -> Array:
    Q: Array = np.linalg.qr(np.random.default_rng(seed).standard_normal((k, k)))[0]
    return Q


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


# The factor


@given(factor=st.floats(0.1, 9), seed=st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_the_factor_of_an_exact_minimum_is_found_in_any_rotation(factor: float, seed: int) -> None:
    X, k, lam = case(seed)
    W1, W2 = closed.weights(X, k, factor * lam)
    Q = rotation(k, seed)
    found = diagnose(Q.T @ W1, W2 @ Q, X, lam)
    assert found.factor == pytest.approx(factor, rel=1e-9)
    assert found.fitted == pytest.approx(factor * lam, rel=1e-9)
    assert found.estimates == pytest.approx((factor,) * k, rel=1e-9)
    assert max(found.spread, found.angle, found.imbalance) < 1e-7
    assert found.norms == pytest.approx(1)


@pytest.mark.parametrize(
    ("factor", "finding"),
    [
        (1.0, "right"),
        (0.91, "right"),
        (1.09, "right"),
        (0.89, "other factor"),
        (1.11, "other factor"),
        (0.5, "half"),
        (0.54, "half"),
        (0.56, "other factor"),
        (2.0, "other factor"),
        (4.0, "m/2"),
        (4.5, "other factor"),
        (8.0, "m"),
        (1 / 32, "other factor"),
        (0.01, "no penalty"),
    ],
)
@kinds
def test_the_cause_that_a_factor_points_to(factor: float, finding: str, kind: str) -> None:
    X, k, lam = case(1, kind)
    assert diagnose(*closed.weights(X, k, factor * lam), X, lam).finding == finding


@pytest.mark.parametrize(("m", "finding"), [(2, "right"), (4, "m/2"), (6, "m/2")])
def test_with_two_features_the_two_mistakes_of_m_over_2_cancel(m: int, finding: str) -> None:
    X = plain.sample(m, 30, 1, seed=0)
    assert diagnose(*closed.weights(X, 1, 0.05 * m / 2), X, 0.05).finding == finding


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 0.5), (1 / 8, 1), (1 / 8, 0.5), (1, 2), (4, 1)])
def test_minimising_another_objective_has_the_factor_b_over_a(a: float, b: float) -> None:
    """The objective a·data + b·penalty is minimised by L-BFGS; no closed form is used."""
    X, k, lam = case(2)
    m, n = X.shape
    points = torch.tensor(X)
    generator = torch.Generator().manual_seed(0)
    W1, W2 = (torch.randn(s, dtype=torch.float64, generator=generator).requires_grad_() for s in ((k, m), (m, k)))
    optimizer = torch.optim.LBFGS([W1, W2], max_iter=1000, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def objective() -> float:
        optimizer.zero_grad()
        error = (points - W2 @ W1 @ points).square().sum() / n
        J = a * error + b * lam * (W1.square().sum() + W2.square().sum())
        torch.autograd.backward(J)
        return J.item()

    optimizer.step(objective)  # type: ignore[no-untyped-call]
    found = diagnose(W1.detach().numpy(), W2.detach().numpy(), X, lam)
    assert found.factor == pytest.approx(b / a, rel=1e-3)


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


# What is no minimum


def test_what_is_no_minimum_is_named() -> None:
    X, k, lam = case(4)
    W1, W2 = closed.weights(X, k, lam)
    U = plain.principal_directions(X, 8)
    noise = np.random.default_rng(0).standard_normal(W1.shape)
    uneven = W2 * [1.0, 1.0, 0.95]
    other = W2.copy()
    other[:, 2] = U[:, 3]
    findings = {
        "PCA": (U[:, :k].T, U[:, :k], "no penalty"),
        "sizes": (3 * W1, W2 / 3, "not balanced"),
        "unlike": (W1 + 0.1 * noise, W2, "not converged"),
        "uneven": (uneven.T, uneven, "not converged"),
        "another direction": (other.T, other, "wrong subspace"),
        "a direction lost": ((W2 * [1, 1, 0]).T, W2 * [1, 1, 0], "wrong subspace"),
        "zero": (0 * W1, 0 * W2, "wrong subspace"),
        "nan": (W1 * np.nan, W2, "diverged"),
        "infinite": (W1, W2 + np.inf, "diverged"),
        "overflowing": (W1 * 1e200, W2, "diverged"),
    }
    assert {name: diagnose(A, B, X, lam).finding for name, (A, B, _) in findings.items()} == {
        name: finding for name, (_, _, finding) in findings.items()
    }


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


# Several runs


def run(finding: str, factor: float, lam: float) -> Diagnosis:
    return Diagnosis(finding, factor * lam, factor, (factor,) * 3, 0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("runs", "finding"),
    [
        ([run("right", 1.0, 0.05)], "right"),
        ([run("right", 1.0, 0.05), run("right", 0.97, 0.1)], "right"),
        ([run("half", 0.5, 0.05), run("half", 0.5, 0.1)], "half"),
        ([run("other factor", 1.11, 0.05), run("right", 1.09, 0.1)], "other factor"),
        ([run("right", 1.0, 0.05), run("half", 0.5, 0.1)], "fixed penalty"),
        ([run("other factor", 0.05, 0.05), run("other factor", 0.1, 0.1)], "no constant factor"),
        ([run("right", 1.0, 0.05), run("not converged", 1.0, 0.1)], "not converged"),
        ([run("wrong subspace", 1.0, 0.05), run("not balanced", 1.0, 0.1)], "not balanced"),
        ([run("right", 1.0, 0.05), replace(run("diverged", 1.0, 0.1), factor=np.nan)], "diverged"),
        ([run("right", np.nan, 0.05), run("right", 1.0, 0.1)], "no constant factor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_one_finding_of_several_runs(runs: list[Diagnosis], finding: str) -> None:
    assert combine(runs) == combine(runs[::-1]) == finding
    assert finding in FINDINGS


@pytest.mark.parametrize(
    ("finding", "factors"),
    [
        ("right", (1.0, 1.05)),
        ("half", (0.5, 0.52)),
        ("m", (8.0, 8.3)),
        ("m/2", (4.0, 4.2)),
        ("other factor", (3.0, 2.0)),
        ("no penalty", (0.01, 0.001)),
    ],
)
def test_a_judge_says_the_same_of_the_same_finding_and_puts_the_numbers_beside_it(
    finding: str, factors: tuple[float, ...]
) -> None:
    """A program chooses the numbers: in a sentence they could carry what it was given."""

    def judged(factor: float) -> tuple[str, str, dict[str, Any]]:
        runs = [draw(kind, 3, 64) for kind in KINDS]
        weights = [closed.weights(run["X"], run["k"], factor * run["lam"]) for run in runs]
        return oracle.judge()([{**run, "W1": W1, "W2": W2} for run, (W1, W2) in zip(runs, weights, strict=True)])

    (first, said, numbers), (second, too, others) = map(judged, factors)
    assert first == second == finding
    assert said == too
    assert numbers["factor"] == pytest.approx([factors[0]] * 2, abs=1e-3) != others["factor"]


def test_the_seed_that_a_program_gets_tells_nothing_of_the_seed_that_draws() -> None:
    drawn = [draw("small penalty", seed)["seed"] for seed in (0, 1, 2**31, 2**64)]
    assert len(set(drawn)) == 4
    assert not {0, 1} & set(drawn)


def test_no_run_is_no_finding() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        combine([])


# The trainer


@pytest.mark.parametrize("seed", range(3))
@kinds
def test_the_reference_trainer_is_right(kind: str, seed: int) -> None:
    drawn = draw(kind, seed, SIZES[seed])
    before = torch.random.get_rng_state()
    W1, W2 = oracle.train(**drawn)
    found = diagnose(W1, W2, drawn["X"], drawn["lam"])
    assert found.finding == "right"
    assert found.factor == pytest.approx(1, abs=0.02) and found.imbalance < 0.02 and found.angle < 0.02
    least = closed.least_loss(drawn["X"], 3, drawn["lam"])
    assert closed.loss(W1, W2, drawn["X"], drawn["lam"]) <= least * 1.001
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_reference_trainer_refuses_no_penalty() -> None:
    with pytest.raises(ValueError, match="above 0"):
        oracle.train(case()[0], 3, 0.0, 0)
