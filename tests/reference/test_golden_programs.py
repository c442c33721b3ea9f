"""The programs in tests/golden/code, each with one mistake: the oracles tell every one of them from the right ones.

They are run here without a sandbox, since they are our own. What is compared is written anew, from the statement.
"""

import ast
import contextlib
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
    path = FOLDER / f"{name}.py"
    try:
        defined = runpy.run_path(str(path))
    except (AssertionError, ImportError):
        defined = as_far_as_it_goes(path)
    found: Callable[..., Any] = next(defined[function] for function in names if function in defined)
    return found


def as_far_as_it_goes(path: Path) -> dict[str, Any]:
    """What a file defines of which some statements fail."""
    defined: dict[str, Any] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        with contextlib.suppress(AssertionError, ImportError, NameError):
            exec(compile(ast.Module([node], []), str(path), "exec"), defined)  # noqa: S102 - our own
    return defined


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
    """The properties that do not hold of what the solver returns for X (m, n), to four decimals."""
    try:
        W1, W2 = pair(solver(X.copy(), k))
    except (ValueError, TypeError, IndexError, np.linalg.LinAlgError):
        return set(PROPERTIES)
    m = len(X)
    if (W1.shape, W2.shape) != ((k, m), (m, k)):
        return set(PROPERTIES)
    finest = np.finfo(X.dtype).resolution
    missing = set() if max(np.finfo(W.dtype).resolution for W in (W1, W2)) <= finest else {"form"}
    if not (np.all(np.isfinite(W1)) and np.all(np.isfinite(W2))):
        return missing | set(PROPERTIES[1:])
    X, A, B = (M.astype(np.float64) for M in (X, W1, W2))
    X /= np.abs(X).max() or 1
    C, norm = X @ X.T, np.linalg.norm
    error, size, values = B @ A - np.eye(m), norm(B @ A, 2) + 1, np.linalg.eigvalsh(C)
    scale = size * norm(C) or 1
    left = values[: m - k].sum() if values[: m - k].sum() > 1e-9 * np.trace(C) else 0
    residuals = {
        "orthonormal": max(norm(A @ A.T - np.eye(k)), norm(B.T @ B - np.eye(k))) / np.sqrt(k),
        "stationary": max(norm(B.T @ error @ C) / (norm(B, 2) or 1), norm(error @ C @ A.T) / (norm(A, 2) or 1)) / scale,
        "least_loss": abs(norm(error @ X) ** 2 - left) / (left or np.trace(C) or 1),
    }
    with_variance = np.sum(values[m - k :] > 1e-9 * values[-1]) if values[-1] > 0 else 0
    if np.linalg.matrix_rank(B @ A, tol=1e-3) < with_variance:
        residuals["stationary"] = np.inf
    return missing | {name for name, residual in residuals.items() if not residual <= 1e-4}


def pair(returned: Any) -> tuple[np.ndarray[Any, Any], ...]:
    """W1 and W2, by their names or in their order."""
    return tuple(map(array, (returned["W1"], returned["W2"]) if isinstance(returned, dict) else returned))


def worth(found: Mapping[str, set[str]]) -> float:
    """A point a property, a quarter less for one kind but `generic` on which it is lost, half for several.

    Form and orthonormality count beside the least loss.
    """
    points = {}
    for name in PROPERTIES:
        kinds = found.get(name, set())
        points[name] = 0.0 if "generic" in kinds else 1 - 0.25 * min(2, len(kinds))
    alone = points["stationary"] + points["least_loss"]
    return alone + (points["form"] + points["orthonormal"] if points["least_loss"] else 0)


def every(kinds: Any, known: Mapping[str, str]) -> set[str]:
    return set(known) if kinds == "all" else set(kinds)


CERTAIN = {"solver_eig": "equal eigenvalues", "solver_inverse": "fewer points"}
"""What these two lose on whatever rounding does: eigenvectors of equal eigenvalues, a singular matrix inverted."""


@programs("pca.solver")
def test_a_solver_loses_what_is_expected_of_it(name: str) -> None:
    solver, expected = function(name), EXPECTED["pca.solver"][name]
    found: dict[str, set[str]] = {}
    for kind in solver_cases.KINDS:
        for size in solver_cases.SIZES:
            for prop in lost(solver, **solver_cases.draw(kind, 1, size)):
                found.setdefault(prop, set()).add(kind)
    if name in CERTAIN:
        assert CERTAIN[name] in found["orthonormal"]
        assert worth(found) < len(PROPERTIES)
        return
    loses = {prop: every(kinds, solver_cases.KINDS) for prop, kinds in expected.get("loses", {}).items()}
    assert found == loses
    assert expected["points"] == worth(found)


# translation.decoder_inputs


ALIASES = {"<s>": "<sos>", "SOS": "<sos>"}


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
                spelled = [ALIASES.get(word, word) for word in given] if isinstance(given, list | tuple) else given
                if spelled not in decoder_cases.readings(**case):
                    wrong.add(kind)
    assert wrong == every(expected.get("wrong", []), decoder_cases.KINDS)
    rest = set(decoder_cases.KINDS) - {"training", "evaluation"}
    assert expected["points"] == sum(not wrong & group for group in ({"training"}, {"evaluation"}, rest))


# regularized.training

TRIED = ("unbalanced_yet", "half", "adamw", "columns_sorted")
"""The others are judged on forty draws by tests/golden/test_stability.py."""


@pytest.mark.parametrize("name", [f"training_{name}" for name in TRIED])
def test_a_training_run_shows_its_mistake(name: str) -> None:
    train, expected = function(name), EXPECTED["regularized.training"][name]
    runs = []
    for number, kind in enumerate([*regularized_training.KINDS] * 2):
        case = regularized_training.draw(kind, number, 64)
        W1, W2 = map(array, train(**case))
        runs.append({**case, "W1": W1, "W2": W2})
    finding, said, numbers, share = regularized_training.judge()(runs)
    assert finding == expected["finding"], (said, numbers)
    assert share == 1


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
