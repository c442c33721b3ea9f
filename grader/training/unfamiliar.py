"""A data set as nobody has seen it: each image rotated and warped, all of them alike. Pure.

What a program learns from such images serves it as well as ever. Its prior knowledge of the images as they are
published does not fit them.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.training.data import Dataset
from grader.training.draw import stream

BEND = 0.28
"""How far a pixel is moved, as a share of half the side: the root of the mean square over a grid of 3 × 3 points."""
_PIECE = 1000
"""Images that are worked on at once."""


def unfamiliar(dataset: Dataset, seed: int) -> Dataset:
    """The data set with all images, hidden ones too, turned by a quarter or upside down, and bent smoothly."""
    random = stream(seed, "unfamiliar")
    height, width = dataset.images.shape[2:]
    turn = 0 if dataset.mirror or height != width else int(random.integers(1, 5))
    moves = random.standard_normal((2, 3, 3))
    moves *= BEND / np.sqrt(np.mean(moves**2))
    places, weights = _bent(height, width, moves)

    def seen(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return _gathered(_turned(images, turn), places, weights)

    hidden = None if dataset.hidden is None else (seen(dataset.hidden[0]), dataset.hidden[1])
    return replace(dataset, images=seen(dataset.images), hidden=hidden)


def _turned(images: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """Upside down, so that left and right may still be exchanged; or turned by a quarter, to either side, and then
    mirrored or not."""
    if turn == 0:
        return images[:, :, ::-1]
    turned = np.rot90(images, 1 if turn in (1, 2) else 3, axes=(2, 3))
    return turned if turn in (1, 3) else turned[:, :, :, ::-1]


def _bent(height: int, width: int, moves: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each pixel the four that it is mixed from, and their weights: both (4, height · width).

    Args:
        moves: down and right, at 3 × 3 points from corner to corner: (2, 3, 3), in halves of the side.
    """
    down, right = (_spread(each, height, width) for each in moves)
    rows = np.arange(height)[:, None] + down * height / 2
    columns = np.arange(width)[None, :] + right * width / 2
    places, weights = [], []
    for row in (np.floor(rows), np.floor(rows) + 1):
        for column in (np.floor(columns), np.floor(columns) + 1):
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            near = (1 - abs(rows - row)) * (1 - abs(columns - column))
            places.append(np.where(inside, row * width + column, 0).astype(np.int64).ravel())
            weights.append(np.where(inside, near, 0.0).astype(np.float32).ravel())
    return np.stack(places), np.stack(weights)


def _spread(points: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    """Values at 3 × 3 points, from corner to corner, on all pixels: linear in between."""
    at = np.array([0.0, 0.5, 1.0])
    across = np.stack([np.interp(np.linspace(0, 1, width), at, row) for row in points])
    return np.stack([np.interp(np.linspace(0, 1, height), at, column) for column in across.T], axis=1)


def _gathered(images: NDArray[np.uint8], places: NDArray[np.int64], weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    made = np.empty(images.shape, dtype=np.uint8)
    for at in range(0, len(images), _PIECE):
        piece = images[at : at + _PIECE].reshape(*images[at : at + _PIECE].shape[:2], -1)
        mixed = sum(piece[:, :, place] * weight for place, weight in zip(places, weights, strict=True))
        made[at : at + _PIECE] = np.rint(np.asarray(mixed)).reshape(made[at : at + _PIECE].shape)
    return made
