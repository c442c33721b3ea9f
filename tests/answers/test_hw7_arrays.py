"""pca.weights and regularized.weights from the file to the points, on the X that the rubric gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import PartGrade, Status
from grader.reports.record import dumps, record
from tests.answers.array_cases import npz, safetensors
from tests.answers.handing_in import givens, graded
from tests.checks.weights import principal, ridge, rotation

X = givens("pca.weights")["X"]
VALUES, U = principal(X)
W2 = U[:, :3]
W1 = W2.T
A = np.eye(3) + 0.3 * np.random.default_rng(1).standard_normal((3, 3))
SADDLE = U[:, [0, 1, 3]]
R1, R2 = ridge(X)


def weights(folder: Path, part: str, W1: Any, W2: Any) -> PartGrade:
    name = part.replace(".", "_") + ".npz"
    return graded(folder, {name: npz({"W1": W1, "W2": W2})}, part).parts[0]


POINTS = {
    "PCA": (W1, W2, 6),
    "PCA, float32": (W1.astype("f4"), W2.astype("f4"), 6),
    "PCA, float16": (W1.astype("f2"), W2.astype("f2"), 6),
    "PCA, permuted, signs flipped": (W1[[2, 0, 1]] * [[-1], [1], [-1]], W2[:, [2, 0, 1]] * [-1, 1, -1], 6),
    "an orthogonal A": (rotation(3).T @ W1, W2 @ rotation(3), 5),
    "an invertible A": (np.linalg.inv(A) @ W1, W2 @ A, 3),
    "a diagonal A": (W1 / [[2], [3], [4]], W2 * [2, 3, 4], 3),
    "a saddle": (SADDLE.T, SADDLE, 4),
    "zero": (0 * W1, 0 * W2, 2),
    "zero, whole numbers": (np.zeros((3, 8), int), np.zeros((8, 3), int), 2),
    "perturbed by 1e-3": (W1 + 1e-3, W2 + 1e-3, 0),
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
    "PCA": (W1, W2, 2),
    "W1 = −W2ᵀ": (-R1, R2, 2),
    "another λ": (*ridge(X, lam=0.1), 2),
    "zero": (0 * R1, 0 * R2, 2),
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
