"""The data of one run, drawn from a secret seed: split, names of classes, changes of all images, order. Pure.

Every change keeps the label, and is the same for all images of a run: a program that learns meets it in training and
in test alike, while one with prior knowledge meets images that it has not seen.
"""

from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from grader.training.data import Dataset

BRIGHTNESS = 0.04
"""The most by which all images of a run are brighter or darker, as a share."""
NOISE = 2.0
"""The standard deviation of the noise in a pixel, of 255."""
_PIECE = 1000
"""Images that are worked on at once: what is worked out on the way takes many times their memory."""
_SEEDS = 2**31
"""Seeds that are handed to programs lie below: all libraries take them."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change made to every image of a run."""

    mirror: bool
    down: int
    right: int
    brightness: float

    def __str__(self) -> str:
        mirrored = "mirrored, " if self.mirror else ""
        return f"{mirrored}shifted by ({self.down}, {self.right}), brightness × {self.brightness:.3f}, noise"


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """The data of one run.

    Attributes:
        images, labels: to train on: uint8 (n, c, h, w) and int64 (n,).
        test_images, test_labels: what is asked, and what is right.
        names: what each class is called in this run: class i is names[i], in all labels above.
        seed: the one that the program gets.
        secret: one that it does not get, for what is drawn later: else it could draw the same.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    names: NDArray[np.int64]
    seed: int
    secret: int
    change: Change


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Numbers for one purpose. A program that works the state of one stream out from its training data, which is not
    beyond all doubt with this generator, knows no other: between them stands a hash."""
    hashed = blake2b(f"{seed} {purpose}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashed, "big")))


def drawn(dataset: Dataset, seed: int) -> Drawn:
    """The data of the run with this seed: the same each time."""
    random, hidden = stream(seed, "training"), stream(seed, "test")
    order, names = random.permutation(len(dataset.images)), random.permutation(dataset.classes)
    mirror = bool(random.integers(2)) and dataset.mirror
    down, right = (int(each) for each in random.integers(-dataset.shift, dataset.shift + 1, 2))
    change = Change(mirror, down, right, float(random.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS)))
    given, secret = int(random.integers(_SEEDS)), int(hidden.integers(_SEEDS))
    test, train = order[: dataset.test], order[dataset.test :]
    asked, answers = dataset.hidden or (dataset.images[test], dataset.labels[test])
    shuffled = hidden.permutation(len(asked))
    return Drawn(
        changed(dataset.images[train], change, random),
        names[dataset.labels[train]],
        changed(asked[shuffled], change, hidden),
        names[answers[shuffled]],
        names,
        given,
        secret,
        change,
    )


def few(dataset: Dataset, seed: int, *, asked: int, copies: int = 1) -> Drawn:
    """One image of each class to train on, `asked` others to be asked for; only brightness changes, and there is noise.

    A shift would cost a program with prior knowledge more than one that learns, and hide the difference.

    Args:
        copies: how often each image is there, each time a little brighter or darker and with noise of its own.
    """
    random, hidden = stream(seed, "training"), stream(seed, "test")
    order, names = random.permutation(len(dataset.images)), random.permutation(dataset.classes)
    change = Change(mirror=False, down=0, right=0, brightness=float(random.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS)))
    first = [order[dataset.labels[order] == each][0] for each in range(dataset.classes)]
    train = random.permutation(np.repeat(first, copies))
    pool, answers = dataset.hidden or (dataset.images, dataset.labels)
    others = np.setdiff1d(order, first) if dataset.hidden is None else np.arange(len(answers))
    test = hidden.permutation(others)[:asked]
    images = dataset.images[train]
    if copies > 1:
        _shade(images, random.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS, len(train)))
    return Drawn(
        changed(images, change, random),
        names[dataset.labels[train]],
        changed(pool[test], change, hidden),
        names[answers[test]],
        names,
        int(random.integers(_SEEDS)),
        int(hidden.integers(_SEEDS)),
        change,
    )


def with_random_labels(run: Drawn) -> Drawn:
    """The same run with the training labels dealt out anew, to whom they fall: nothing can be learned from them."""
    random = np.random.Generator(np.random.PCG64(run.secret))
    return replace(run, labels=random.permutation(run.labels))


def changed(images: NDArray[np.uint8], change: Change, random: np.random.Generator) -> NDArray[np.uint8]:
    """The images (n, c, h, w), each with the change and noise of its own; what is shifted in is black."""
    bright = np.minimum(np.rint(np.arange(256) * change.brightness), 255).astype(np.int16)
    made = np.zeros_like(images)
    height, width = images.shape[2:]
    rows, from_rows = _moved(height, change.down)
    columns, from_columns = _moved(width, change.right)
    source = images[:, :, :, ::-1] if change.mirror else images
    made[:, :, rows, columns] = source[:, :, from_rows, from_columns]
    for at in range(0, len(made), _PIECE):
        piece = made[at : at + _PIECE]
        noise = _quantiles()[random.integers(0, 256, piece.shape, dtype=np.uint8)]
        made[at : at + _PIECE] = np.clip(bright[piece] + noise, 0, 255)
    return made


def _shade(images: NDArray[np.uint8], by: NDArray[np.float64]) -> None:
    """Make each of the images, as they lie, so many times as bright."""
    for at in range(0, len(images), _PIECE):
        piece = images[at : at + _PIECE] * by[at : at + _PIECE, None, None, None]
        images[at : at + _PIECE] = np.minimum(np.rint(piece), 255)


def _moved(size: int, by: int) -> tuple[slice, slice]:
    return slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size + min(-by, 0))


@cache
def _quantiles() -> NDArray[np.int16]:
    """Noise by a byte drawn at random: the normal distribution's values at 256 even steps."""
    from statistics import NormalDist

    normal = NormalDist(0, NOISE)
    return np.rint([normal.inv_cdf((step + 0.5) / 256) for step in range(256)]).astype(np.int16)
