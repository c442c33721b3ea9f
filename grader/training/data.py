"""Data sets to train on: images, labels, and what may be changed of an image that keeps its label."""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import oracles
from grader.answers.training import images_of
from grader.errors import OwnFault, UsageError

_MOST = 4 << 30
"""Bytes of images at most."""
_TOLD = ("images", "labels", "classes", "mirror", "shift")
"""What a data set says of itself; `test` besides, where it has a split of its own."""


@dataclass(frozen=True, eq=False, slots=True)
class Dataset:
    """A data set.

    Attributes:
        images: uint8 (n, c, h, w).
        labels: int64 (n,), each 0 … classes − 1.
        test: how many images of each split are hidden.
        mirror: whether an image keeps its label when left and right are exchanged.
        shift: by how many pixels it may be shifted.
        hidden: a private test set, images and labels, where the rubric names one: then that is what is asked.
        digest: of all of it.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: int
    test: int
    mirror: bool
    shift: int
    digest: str
    hidden: tuple[NDArray[np.uint8], NDArray[np.int64]] | None = None


def load(name: str, folder: Path | None = None, hidden: Path | None = None) -> Dataset:
    """A data set by its name.

    Args:
        folder: where its files lie, or their archive, for one that is not shipped.
        hidden: an .npz file with `images` and `labels` of a private test set.

    Raises:
        UsageError: its files are not there, or not right.
        OwnFault: there is no such data set, or it is not what it should be.
    """
    told = _told(name, folder)
    images, labels, classes = told["images"], told["labels"], int(told["classes"])
    if problem := _problem(images, labels, classes):
        raise OwnFault(f"the data set {name} is not what it should be: {problem}")
    test, mirror, shift = int(told.get("test", len(images) // 6)), bool(told["mirror"]), int(told["shift"])
    private = None if hidden is None else _private(hidden, images.shape[1:], classes)
    return Dataset(
        name,
        images,
        labels,
        classes,
        test,
        mirror,
        shift,
        _digest(f"{classes} {test} {mirror} {shift}", images, labels, *(private or ())),
        private,
    )


def _told(name: str, folder: Path | None) -> Mapping[str, Any]:
    """The data set that its oracle gives.

    Raises:
        UsageError: its files are not there, or not right.
        OwnFault: there is no such oracle, or what it gives is not a data set.
    """
    oracle = oracles.load(images_of(name))
    try:
        told = oracle(folder)
    except (OSError, ValueError) as error:
        raise UsageError(f"the data set {name} cannot be read: {error}") from None
    if missing := [key for key in _TOLD if key not in told]:
        raise OwnFault(f"{images_of(name)} is not a data set: it does not give {', '.join(missing)}")
    found: Mapping[str, Any] = told
    return found


_UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What reading an .npz file raises that is another file, cut off, or changed; TypeError for one array by itself."""


def _private(path: Path, shape: tuple[int, ...], classes: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """A private test set.

    Raises:
        UsageError: it cannot be read, or does not fit.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            found: Mapping[str, Any] = {key: stored[key] for key in ("images", "labels")}
    except _UNREADABLE as error:
        raise UsageError(f"the hidden test set {path} cannot be read: {error}") from None
    images, labels = found["images"], found["labels"]
    if problem := _problem(images, labels, classes):
        raise UsageError(f"the hidden test set {path} cannot be used: {problem}")
    if images.shape[1:] != shape:
        raise UsageError(f"the hidden test set {path} has images of {images.shape[1:]}; the data set's are {shape}")
    return images, labels.astype(np.int64)


def _problem(images: Any, labels: Any, classes: int) -> str | None:
    if getattr(images, "dtype", None) != np.uint8 or images.ndim != 4 or not 0 < images.nbytes <= _MOST:
        return "`images` must be uint8 (n, c, h, w)"
    if getattr(labels, "shape", None) != images.shape[:1] or labels.dtype.kind not in "iu":
        return "`labels` must be whole numbers, one per image"
    if not (labels.min() >= 0 and labels.max() < classes):
        return f"a label is not in 0 … {classes - 1}"
    return None


def _digest(words: str, *arrays: NDArray[Any]) -> str:
    seen = blake2b(words.encode(), digest_size=16)
    for array in arrays:
        seen.update(f"{array.dtype} {array.shape}".encode())
        seen.update(np.ascontiguousarray(array).data)
    return seen.hexdigest()
