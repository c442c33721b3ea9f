"""pca.weights and regularized.weights from the file to the points, on the X that the rubric gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import PartGrade, Status
from grader.reports.record import dumps, record
from tests.answers.array_cases import npz, safetensors
from tests.answers.handing_in import givens, graded
from tests.checks.weights import bfloat16, principal, ridge, rotation, sgd

X = givens("pca.weights")["X"]
VALUES, U = principal(X)
W2 = U[:, :3]
W1 = W2.T
A = np.eye(3) + 0.3 * np.random.default_rng(1).standard_normal((3, 3))
SADDLE = U[:, [0, 1, 3]]
R1, R2 = ridge(X)
RNG = np.random.default_rng(7)
NOISE = RNG.standard_normal((8, 3))
TILTED = U[:, :3] @ np.diag([1, 1, np.cos(0.05)]) + U[:, 3:6] @ np.diag([0, 0, np.sin(0.05)])[:, [2, 1, 0]].T


def weights(folder: Path, part: str, W1: Any, W2: Any) -> PartGrade:
    name = part.replace(".", "_") + ".npz"
    return graded(folder, {name: npz({"W1": W1, "W2": W2})}, part).parts[0]


POINTS = {
    "PCA": (W1, W2, 6),
    "PCA, float32": (W1.astype("f4"), W2.astype("f4"), 6),
    "PCA, float16": (W1.astype("f2"), W2.astype("f2"), 6),
    "PCA, bfloat16": (bfloat16(W1), bfloat16(W2), 6),
    "PCA, three decimals": (W1.round(3), W2.round(3), 6),
    "PCA, three decimals in float32": (W1.round(3).astype("f4"), W2.round(3).astype("f4"), 6),
    "PCA, four decimals, as float64": (W1.round(4), W2.round(4), 6),
    "PCA, one of each type": (W1.astype("f4"), W2, 6),
    "PCA, a rotation in three decimals": ((rotation(3).T @ W1).round(3), (W2 @ rotation(3)).round(3), 5),
    "PCA, two decimals": (W1.round(2), W2.round(2), 0),
    "PCA, permuted, signs flipped": (W1[[2, 0, 1]] * [[-1], [1], [-1]], W2[:, [2, 0, 1]] * [-1, 1, -1], 6),
    "an orthogonal A": (rotation(3).T @ W1, W2 @ rotation(3), 5),
    "an invertible A": (np.linalg.inv(A) @ W1, W2 @ A, 3),
    "a diagonal A": (W1 / [[2], [3], [4]], W2 * [2, 3, 4], 3),
    "a saddle": (SADDLE.T, SADDLE, 4),
    "a saddle of lower rank": (W1 * [[1], [1], [0]], W2 * [1, 1, 0], 0),
    "zero": (0 * W1, 0 * W2, 0),
    "zero, whole numbers": (np.zeros((3, 8), int), np.zeros((8, 3), int), 0),
    "zero, float16": (np.zeros((3, 8), "f2"), np.zeros((8, 3), "f2"), 0),
    "the first unit vectors": (np.eye(3, 8), np.eye(8, 3), 0),
    "orthonormal, by chance": (rotation(8)[:3], rotation(8)[:3].T, 0),
    "random": (RNG.standard_normal((3, 8)), RNG.standard_normal((8, 3)), 0),
    "the regularised solution": (R1, R2, 0),
    "noise of 1e-3": (W1 + 1e-3 * NOISE.T, W2 + 1e-3 * NOISE, 3),
    "noise of 1e-3, float32": ((W1 + 1e-3 * NOISE.T).astype("f4"), (W2 + 1e-3 * NOISE).astype("f4"), 3),
    "noise of 1e-3, float16": ((W1 + 1e-3 * NOISE.T).astype("f2"), (W2 + 1e-3 * NOISE).astype("f2"), 3),
    "noise of 5e-3": (W1 + 5e-3 * NOISE.T, W2 + 5e-3 * NOISE, 0),
    "noise of 5e-3, float16": ((W1 + 5e-3 * NOISE.T).astype("f2"), (W2 + 5e-3 * NOISE).astype("f2"), 0),
    "a direction tilted by 3°": (TILTED.T, TILTED, 0),
    "W1 is not W2's": (W1[[1, 0, 2]], W2, 3),
    "huge": (W1 * 1e300, W2 * 1e300, 0),
}


@pytest.mark.parametrize(("W1", "W2", "points"), POINTS.values(), ids=POINTS)
def test_points_of_pca_weights(tmp_path: Path, W1: Any, W2: Any, points: float) -> None:
    told = weights(tmp_path, "pca.weights", W1, W2)
    assert told.score == points


RIDGE_POINTS = {
    "a minimum": (R1, R2, 5),
    "a minimum, rotated": (rotation(3).T @ R1, R2 @ rotation(3), 5),
    "a minimum, float32": (R1.astype("f4"), R2.astype("f4"), 5),
    "a minimum, bfloat16": (bfloat16(R1), bfloat16(R2), 5),
    "a minimum, float16": (R1.astype("f2"), R2.astype("f2"), 5),
    "a minimum, three decimals": (R1.round(3), R2.round(3), 5),
    "λ 8 % too large": (*ridge(X, lam=0.054), 5),
    "SGD, batches of 16, a falling rate": (*sgd(X, 0.1), 5),
    "SGD, batches of 8": (*sgd(X, 0.1, batch=8), 5),
    "SGD, batches of 32": (*sgd(X, 0.1, batch=32, rate=0.1), 5),
    "SGD, whole batches": (*sgd(X, 0.1, batch=64, falling=False), 5),
    "SGD, a small constant rate": (*sgd(X, 0.1, rate=0.01, falling=False), 5),
    "SGD, float32": tuple(W.astype("f4") for W in sgd(X, 0.1, seed=3)) + (5,),
    "λ 20 % too large": (*ridge(X, lam=0.06), 4.4),
    "PCA": (W1, W2, 2),
    "W1 = −W2ᵀ": (-R1, R2, 2),
    "not balanced": (R1 / 2, R2 * 2, 1),
    "2λ": (*ridge(X, lam=0.1), 2),
    "½λ": (*ridge(X, lam=0.025), 2),
    "½λ, float16": tuple(W.astype("f2") for W in ridge(X, lam=0.025)) + (2,),
    "SGD with ½λ": (*sgd(X, 0.05, rate=0.01, steps=5000), 2),
    "SGD with ½λ, at a constant rate": (*sgd(X, 0.05, rate=0.01, steps=5000, falling=False), 2),
    "SGD with 2λ": (*sgd(X, 0.2), 2),
    "another subspace": (*(lambda s: ((U[:, [0, 1, 3]] * s).T, U[:, [0, 1, 3]] * s))(0.98), 0),
    "zero": (0 * R1, 0 * R2, 0),
    "tied, of no meaning": (rotation(8)[:3], rotation(8)[:3].T, 0),
    "one direction left out": (R1 * [[1], [1], [0]], R2 * [1, 1, 0], 0),
}


@pytest.mark.parametrize(("W1", "W2", "points"), RIDGE_POINTS.values(), ids=RIDGE_POINTS)
def test_points_of_regularized_weights(tmp_path: Path, W1: Any, W2: Any, points: float) -> None:
    assert weights(tmp_path, "regularized.weights", W1, W2).score == points


UNREADABLE = {
    "transposed": (W1.T, W2.T, "is it transposed?"),
    "NaN": (W1 * np.nan, W2, "24 entries that are NaN or infinite"),
    "objects": (np.full((3, 8), None), W2, "Python objects"),
    "complex": (W1 + 0j, W2, "complex numbers"),
}


@pytest.mark.parametrize(("W1", "W2", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_gets_nothing(tmp_path: Path, W1: Any, W2: Any, said: str) -> None:
    told = weights(tmp_path, "pca.weights", W1, W2)
    assert (told.score, told.status) == (0, Status.UNREADABLE)
    assert all(said in result.verdict.message for result in told.results)


def test_all_formats_get_the_same(tmp_path: Path) -> None:
    stored = {"W1": ("F64", [3, 8], W1.tobytes()), "W2": ("F64", [8, 3], np.ascontiguousarray(W2).tobytes())}
    assert graded(tmp_path, {"pca_weights.safetensors": safetensors(stored)}, "pca.weights").score == 6


def test_the_record_of_huge_weights_is_json(tmp_path: Path) -> None:
    files = {"pca_weights.npz": npz({"W1": W1 * 1e300, "W2": W2 * 1e300})}
    assert '"inf"' in dumps(record(graded(tmp_path, files, "pca.weights")))
