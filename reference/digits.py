"""Images of handwritten digits, 8 × 8, in two halves: one to train on, one hidden.

`data/digits.npz` holds 1,797 images of 64 pixels, each 0 … 16, and their labels, 0 … 9: the test set of E. Alpaydin
and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998, DOI
10.24432/C50P49, under CC BY 4.0; the same that scikit-learn ships as `load_digits`, which it was copied from.
"""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "digits.npz"
TRAIN = 1000  # and 797 hidden: not of one size, so that no layout fits both by accident


def load() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """All images (1797, 64), one a row, pixels 0 … 1, and their labels (1797,)."""
    with np.load(FILE, allow_pickle=False) as stored:
        return (stored["images"] / 16).astype(np.float32), stored["labels"].astype(np.int64)


def split(seed: int) -> dict[str, NDArray[Any]]:
    """Drawn at random, the same for the same seed: `X_train` (1000, 64) and `X_test` (797, 64), float32 in 0 … 1,
    one image per row; `labels_train` and `labels_test`, for the probe only."""
    images, labels = load()
    order = list(range(len(images)))
    Random(f"{seed} digits").shuffle(order)
    train, test = order[:TRAIN], order[TRAIN:]
    return {
        "X_train": images[train],
        "labels_train": labels[train],
        "X_test": images[test],
        "labels_test": labels[test],
    }


def images(folder: str | Path | None = None) -> dict[str, Any]:
    """All 1,797 images as a camera would give them: {"images": uint8 (1797, 1, 8, 8), 0 … 255, "labels": int64 (1797,),
    "classes": 10, "mirror": False, "shift": 1, "test": 797}.

    "mirror" says whether an image's mirror image is of the same class, "shift" by how many pixels it may be moved,
    "test" how many images a split hides. The images come with this module: `folder`, which other data sets are read
    from, is not looked at.
    """
    pixels, labels = load()
    scaled = np.rint(pixels.astype(np.float64) * 255).astype(np.uint8)
    told = {"classes": 10, "mirror": False, "shift": 1, "test": 797}
    return {"images": scaled.reshape(-1, 1, 8, 8), "labels": labels, **told}
