"""The programs in tests/golden/code, each with one mistake: the oracles tell every one of them from the right ones.

They are run here without a sandbox, since they are our own. What is compared is written anew, from the statement.
"""

import copy
import runpy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from reference import decoder_cases, digits, probe, regularized_training, solver_cases

FOLDER = Path(__file__).parents[1] / "golden" / "code"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
ATTACKS = {"probe_label_hunter"}  # finds the labels where nothing keeps it from them, as here
PROPERTIES = ("form", "orthonormal", "stationary", "least_loss")
ENOUGH, AHEAD, SAME = 0.92, 0.0075, 0.01


LONG = {"probe_one_by_one", "probe_batch_norm", "probe_batch_norm_training", "probe_centred_by_batch"}


def programs(part: str) -> pytest.MarkDecorator:
    names = [name for name in EXPECTED[part] if name not in ATTACKS]
    chosen = [pytest.param(name, marks=pytest.mark.journey if name in LONG else ()) for name in names]
    return pytest.mark.parametrize("name", chosen)


def function(name: str) -> Callable[..., Any]:
    """The one public function of a program that is named in the assignment."""
    names = ("linear_autoencoder", "decoder_inputs", "train_autoencoder", "encoder")
    defined = runpy.run_path(str(FOLDER / f"{name}.py"))
    found: Callable[..., Any] = next(defined[function] for function in names if function in defined)
    return found


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        yield
    torch.set_num_threads(threads)


def array(value: Any) -> np.ndarray[Any, Any]:
    return np.asarray(value.detach() if isinstance(value, torch.Tensor) else value)


def test_every_program_has_its_expectation_and_says_what_it_is() -> None:
    files = {path.stem: path for path in FOLDER.glob("*_*.py")}
    assert {name for part in EXPECTED.values() for name in part} == set(files)
    assert all(path.read_text(encoding="utf-8").startswith('"""') for path in files.values())


# pca.solver


def lost(solver: Callable[..., Any], X: np.ndarray[Any, Any], k: int) -> set[str]:
    """The properties that do not hold of what the solver returns for X (m, n)."""
    try:
        W1, W2 = map(array, solver(X.copy(), k))
    except (ValueError, np.linalg.LinAlgError):
        return set(PROPERTIES)
    m = len(X)
    if (W1.shape, W2.shape) != ((k, m), (m, k)):
        return set(PROPERTIES)
    missing = set() if W1.dtype == W2.dtype == X.dtype else {"form"}
    if not (np.all(np.isfinite(W1)) and np.all(np.isfinite(W2))):
        return missing | set(PROPERTIES[1:])
    limit = 1e-6 if X.dtype == np.float64 else 1e-3
    X, A, B = (M.astype(np.float64) for M in (X, W1, W2))
    C, norm = X @ X.T, np.linalg.norm
    error, size = B @ A - np.eye(m), norm(B @ A, 2) + 1
    residuals = {
        "orthonormal": max(norm(A @ A.T - np.eye(k)), norm(B.T @ B - np.eye(k))) / np.sqrt(k),
        "stationary": max(norm(B.T @ error @ C) / norm(B, 2), norm(error @ C @ A.T) / norm(A, 2)) / (size * norm(C)),
        "least_loss": norm(error @ X) ** 2 / np.trace(C) - np.linalg.eigvalsh(C)[: m - k].sum() / np.trace(C),
    }
    return missing | {name for name, residual in residuals.items() if not residual <= limit}


def every(kinds: Any, known: Mapping[str, str]) -> set[str]:
    return set(known) if kinds == "all" else set(kinds)


@programs("pca.solver")
def test_a_solver_loses_what_is_expected_of_it(name: str) -> None:
    solver, expected = function(name), EXPECTED["pca.solver"][name]
    found: dict[str, set[str]] = {}
    for kind in solver_cases.KINDS:
        for size in solver_cases.SIZES:
            for prop in lost(solver, **solver_cases.draw(kind, 1, size)):
                found.setdefault(prop, set()).add(kind)
    loses = {prop: every(kinds, solver_cases.KINDS) for prop, kinds in expected.get("loses", {}).items()}
    assert found == loses
    assert expected["points"] == 4 - len(found)


# translation.decoder_inputs


@programs("translation.decoder_inputs")
def test_a_decoder_fails_where_it_is_expected_to(name: str) -> None:
    answer, expected = function(name), EXPECTED["translation.decoder_inputs"][name]
    wrong = set()
    for kind in decoder_cases.KINDS:
        for size in decoder_cases.SIZES:
            for seed in range(4):
                case = decoder_cases.draw(kind, seed, size)
                try:
                    given = answer(**copy.deepcopy(case))
                except IndexError:
                    given = None
                if given not in decoder_cases.readings(**case):
                    wrong.add(kind)
    assert wrong == every(expected.get("wrong", []), decoder_cases.KINDS)
    rest = set(decoder_cases.KINDS) - {"training", "evaluation"}
    assert expected["points"] == sum(not wrong & group for group in ({"training"}, {"evaluation"}, rest))


# regularized.training

POINTS = {"right": 5, "half": 3, "m": 3, "m/2": 3, "other factor": 3}


@programs("regularized.training")
def test_a_training_run_shows_its_mistake(name: str) -> None:
    train, expected = function(name), EXPECTED["regularized.training"][name]
    runs = []
    for seed, kind in enumerate(regularized_training.KINDS):
        case = regularized_training.draw(kind, seed, 64)
        W1, W2 = map(array, train(**case))
        if W1.shape != (3, 8):
            with pytest.raises(ValueError, match="does not fit"):
                regularized_training.diagnose(W1, W2, case["X"], case["lam"])
            assert "finding" not in expected
            return
        runs.append(regularized_training.diagnose(W1, W2, case["X"], case["lam"]))
    finding = regularized_training.combine(runs)
    assert finding == expected["finding"], runs
    assert POINTS.get(finding, 0) == expected["points"]


# autoencoder.probe


SPLITS = (0, 1, 2)


def asked(name: str, split: Mapping[str, Any]) -> list[np.ndarray[Any, Any]] | None:
    """The codes of the images to train on, of the hidden ones, and of 50 of these alone, twice; None if unfit."""
    images = [split["X_train"], split["X_test"], split["X_test"][:50], split["X_test"][:50]]
    encode = function(name)(images[0].copy(), 16, 0)
    if not callable(encode):
        return None
    codes = [array(encode(part)) for part in images]
    shapes = [(len(part), 16) for part in images]
    fit = [code.shape for code in codes] == shapes and all(np.all(np.isfinite(code)) for code in codes)
    return codes if fit else None


def measured(name: str) -> tuple[str, float]:
    """What the codes are worth, and their accuracy: by the means of three splits, and by the codes themselves."""
    accuracies, leads, batch, again = [], [], [], []
    for seed in SPLITS:
        split = digits.split(seed)
        train, test = split.pop("labels_train"), split.pop("labels_test")
        codes = asked(name, split)
        if codes is None:
            return "unusable", 0.0
        pca = [probe.pca_codes(split["X_train"], 16, split[part]) for part in ("X_train", "X_test")]
        accuracies.append(probe.accuracy(codes[0], train, codes[1], test))
        leads.append(accuracies[-1] - probe.accuracy(pca[0], train, pca[1], test))
        spread = codes[1].std() + 1e-30
        batch.append(np.abs(codes[2] - codes[1][:50]).mean() / spread)
        again.append(np.abs(codes[3] - codes[2]).mean() / spread)
    accuracy = float(np.mean(accuracies))
    if accuracy < ENOUGH:
        return "poor", accuracy
    better = bool(np.mean(leads) > AHEAD)
    for cause, moved in (("by chance", again), ("by batch", batch)):
        if np.mean(moved) > SAME:
            return cause if better else f"{cause}, no better", accuracy
    return "good" if better else "enough", accuracy


@programs("autoencoder.probe")
def test_codes_serve_as_well_as_expected(name: str) -> None:
    assert measured(name)[0] == EXPECTED["autoencoder.probe"][name]["codes"]


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_an_attack_is_one_where_nothing_keeps_it_from_the_labels(name: str) -> None:
    codes, accuracy = measured(name)
    assert codes == "good" and accuracy >= 0.99
