"""A linear probe: how well a linear classifier of the codes tells the classes apart.

Codes A (n, k), one a row, are centred and *whitened* (rotated and scaled to covariance I, by the training codes
alone), and a multinomial logistic regression is fitted to them: with the rows a_i extended by a 1,

    minimise over V (k + 1, classes)   Σ_i −log softmax(a_i V)[label_i] + ½‖V‖_F².

Whitening makes the probe blind to any invertible affine map of the codes. The accuracy so measures what the codes
say, not how they are scaled; and whoever rotates, stretches or mixes PCA's codes ties with PCA exactly.

The objective is strictly convex, so there is one answer, and no seed; it is found by Newton's method with its
gradient G = Aᵀ(P − Y) + V and its Hessian, whose (c, d) block is Aᵀ diag(p_c (δ_cd − p_d)) A + δ_cd I.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.linear_autoencoder import principal_directions

Floats = NDArray[np.float64]
RANK = 1e-6  # what varies by less than this share is rounding (of float32 codes, perhaps), not a code
LARGEST = 1e30  # of a code; beyond it squares of float64 come near overflow


def accuracy(train: ArrayLike, labels_train: ArrayLike, test: ArrayLike, labels_test: ArrayLike) -> float:
    """The share, 0 … 1, of the test codes whose class a probe fitted to the training codes finds.

    train (n, k), test (n', k): codes, one a row. Labels: whole numbers from 0. Codes that say nothing (constant)
    get the share of the most frequent class.

    Raises ValueError where the shapes do not fit, or for a code that is not a finite number of size ≤ 1e30.
    """
    A, B = _codes(train, "train"), _codes(test, "test")
    a, b = np.asarray(labels_train), np.asarray(labels_test)
    if A.shape[1] != B.shape[1] or a.shape != A.shape[:1] or b.shape != B.shape[:1]:
        raise ValueError(f"codes {A.shape} and {B.shape} do not fit each other or the labels {a.shape} and {b.shape}")
    return float(np.mean(np.argmax(scores(A, a, B), axis=1) == b))


def scores(train: ArrayLike, labels: ArrayLike, codes: ArrayLike) -> Floats:
    """The scores (n', classes) of `codes` (n', k) by a probe fitted to `train` (n, k); the largest wins.

    Raises ValueError where the widths differ, or for a code that is not a finite number of size ≤ 1e30.
    """
    A, B = _codes(train, "train"), _codes(codes, "test")
    if A.shape[1] != B.shape[1]:
        raise ValueError(f"codes {A.shape} and {B.shape} do not fit each other")
    A, B = whiten(A, B)
    return _extend(B) @ fit(A, np.asarray(labels))


def jump(lines: Floats) -> float:
    """The longest step of the scores along a line, relative to the distance of its ends: the median of the lines.

    lines (n, steps + 1, classes): scores of images on straight lines, in even steps. A linear encoder has 1 / steps.
    Where an image's class is looked up, all of the way lies in one step: 1.
    """
    longest = np.linalg.norm(np.diff(lines, axis=1), axis=2).max(axis=1)
    whole = np.linalg.norm(lines[:, -1] - lines[:, 0], axis=1)
    return float(np.median(longest / np.maximum(whole, 1 / LARGEST)))


def moved(before: Floats, after: Floats, among: Floats) -> float:
    """The distance between two sets of scores (n, classes) of the same images, as a share of the spread of `among`.

    `among` (n', classes) are scores of many images; both are root mean squares. Codes that are equal have 0, and so
    have codes that say nothing. Scores and not codes are compared, so that neither units nor a code without influence
    play a part.
    """
    apart, spread = np.sqrt(np.mean((after - before) ** 2)), np.sqrt(np.mean((among - among.mean(axis=0)) ** 2))
    return float(apart / max(spread, 1 / LARGEST))


def whiten(train: Floats, test: Floats) -> tuple[Floats, Floats]:
    """Both, mapped by the affine map that takes `train` (n, k) to mean 0 and covariance I (r, r), r its rank.

    Each code is brought to the size 1 first, so that r does not depend on their units.
    """
    mean = train.mean(axis=0)
    sizes = np.max(np.abs(train - mean), axis=0)
    varied = sizes > np.maximum(RANK * np.max(np.abs(train), axis=0), 1 / LARGEST)
    if not np.any(varied):
        return train[:, :0], test[:, :0]
    mean, sizes = mean[varied], sizes[varied]
    _, sigma, directions = np.linalg.svd((train[:, varied] - mean) / sizes, full_matrices=False)
    kept = sigma > RANK * sigma[0]
    turn = directions[kept].T / sigma[kept] * np.sqrt(len(train))
    return (train[:, varied] - mean) / sizes @ turn, (test[:, varied] - mean) / sizes @ turn


def fit(codes: Floats, labels: NDArray[np.integer]) -> Floats:
    """V (k + 1, classes), the minimum for `codes` (n, k); its last row belongs to the extending 1."""
    A = _extend(codes)
    classes = int(labels.max()) + 1
    Y = np.eye(classes)[labels]
    pairs = (A[:, :, None] * A[:, None, :]).reshape(len(A), -1)
    V = np.zeros((A.shape[1], classes))
    value, P = _objective(A, Y, V)
    for _ in range(100):
        gradient = A.T @ (P - Y) + V
        step = np.linalg.solve(_hessian(pairs, P), gradient.T.ravel()).reshape(classes, -1).T
        slope = float(np.sum(gradient * step))
        if slope <= 1e-12 * (1 + value):
            break
        rate = 1.0
        while True:  # halve until the value falls as a convex one must (Armijo)
            new, P_new = _objective(A, Y, V - rate * step)
            if new <= value - 1e-4 * rate * slope or rate < 1e-6:
                break
            rate /= 2
        V, value, P = V - rate * step, new, P_new
    return V


def pca_codes(X: ArrayLike, k: int, images: ArrayLike) -> Floats:
    """PCA's codes (n', k) of `images` (n', d), centred by the mean and turned into the top k directions of X (n, d)."""
    rows = np.asarray(X, dtype=np.float64)
    mean = rows.mean(axis=0)
    codes: Floats = (np.asarray(images, dtype=np.float64) - mean) @ principal_directions((rows - mean).T, k)
    return codes


def _objective(A: Floats, Y: Floats, V: Floats) -> tuple[float, Floats]:
    """The value at V, and the probabilities P (n, classes)."""
    scores = A @ V
    scores = scores - scores.max(axis=1, keepdims=True)
    log_P = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-np.sum(Y * log_P) + np.sum(V**2) / 2), np.exp(log_P)


def _hessian(pairs: Floats, P: Floats) -> Floats:
    """(classes·(k + 1), classes·(k + 1)): the classes' blocks next to each other.

    pairs (n, (k + 1)²): the products of any two entries of a row of A, so that all blocks are one product of matrices.
    """
    classes, width = P.shape[1], round(pairs.shape[1] ** 0.5)
    weights = P[:, :, None] * (np.eye(classes) - P[:, None, :])
    blocks = (weights.reshape(len(P), -1).T @ pairs).reshape(classes, classes, width, width)
    return blocks.transpose(0, 2, 1, 3).reshape(classes * width, -1) + np.eye(classes * width)


def _extend(codes: Floats) -> Floats:
    return np.hstack([codes, np.ones((len(codes), 1))])


def _codes(given: ArrayLike, name: str) -> Floats:
    codes = np.asarray(given, dtype=np.float64)
    if codes.ndim != 2 or not len(codes):
        raise ValueError(f"the {name} codes must be a matrix, one row per image, not of shape {codes.shape}")
    if not np.all(np.abs(codes) <= LARGEST):
        raise ValueError(f"the {name} codes must be finite numbers of size at most {LARGEST:g}")
    return codes
