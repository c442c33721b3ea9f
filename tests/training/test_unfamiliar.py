"""Images turned and bent, all alike: what happens to each pixel is found out from images with one bright pixel."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from grader.training.data import Dataset, load
from grader.training.draw import drawn
from grader.training.unfamiliar import unfamiliar

SEEDS = range(12)


def dataset(images: np.ndarray, mirror: bool = False) -> Dataset:
    return Dataset("spots", images, np.arange(len(images)) % 2, 2, 1, mirror, 0, "")


def mixing(height: int, width: int, seed: int, mirror: bool = False) -> np.ndarray:
    """How much of each pixel that was (last two axes) is in each that is (first two), from images of one pixel each."""
    spots = np.eye(height * width).reshape(-1, 1, height, width)
    seen = unfamiliar(dataset((250 * spots).astype(np.uint8), mirror), seed).images[:, 0] / 250
    return np.moveaxis(seen, 0, -1).reshape(height, width, height, width)


def sources(mixed: np.ndarray) -> np.ndarray:
    """Where each pixel comes from, (height, width, 2), where it comes from within the image wholly; else NaN."""
    height, width = mixed.shape[:2]
    down, across = np.mgrid[:height, :width]
    whole = np.where(abs(mixed.sum(axis=(2, 3)) - 1) < 0.02, 1.0, np.nan)
    return np.stack([(mixed * down).sum(axis=(2, 3)) * whole, (mixed * across).sum(axis=(2, 3)) * whole], axis=-1)


def ways(height: int, width: int, mirror: bool) -> dict[str, np.ndarray]:
    """Where each pixel would come from, were nothing bent, for each way to turn an image that is allowed."""
    down, across = np.mgrid[:height, :width]
    if mirror or height != width:
        return {"upside down": np.stack([height - 1 - down, across], axis=-1)}
    last = height - 1
    return {
        "transposed": np.stack([across, down], axis=-1),
        "to the left": np.stack([across, last - down], axis=-1),
        "to the right": np.stack([last - across, down], axis=-1),
        "over the other diagonal": np.stack([last - across, last - down], axis=-1),
    }


def moved(found: np.ndarray, way: np.ndarray) -> float:
    """How far pixels are moved beside being turned: the root of the mean square in each direction."""
    return float(np.sqrt(np.nanmean((found - way) ** 2)))


def turn(found: np.ndarray, mirror: bool) -> tuple[str, float]:
    """The way in which it was turned, and by how many pixels it was bent."""
    height, width = found.shape[:2]
    each = {name: moved(found, way) for name, way in ways(height, width, mirror).items()}
    name = min(each, key=lambda name: each[name])
    return name, each[name]


SHAPES = {"square": (8, 8, False), "square, may be mirrored": (12, 12, True), "wide": (8, 12, False)}


@pytest.mark.parametrize(("height", "width", "mirror"), SHAPES.values(), ids=SHAPES)
def test_each_pixel_is_mixed_from_four_neighbours(height, width, mirror):
    for seed in SEEDS:
        mixed = mixing(height, width, seed, mirror)
        assert mixed.sum(axis=(2, 3)).max() < 1.02, "no pixel is brighter than those that it comes from"
        for pixel in mixed.reshape(-1, height, width):
            rows, columns = np.nonzero(pixel)
            assert len(rows) <= 4
            assert not len(rows) or (np.ptp(rows) <= 1 and np.ptp(columns) <= 1)


@pytest.mark.parametrize(("height", "width", "mirror"), SHAPES.values(), ids=SHAPES)
def test_it_is_turned_and_bent_a_little_and_smoothly(height, width, mirror):
    seen = Counter()
    for seed in range(40):
        found = sources(mixing(height, width, seed, mirror))
        name, bent = turn(found, mirror)
        seen[name] += 1
        assert 0.08 < bent / (height / 2) < 0.4
        assert np.nanmax(abs(np.diff(found, axis=0))) < 2.5, "neighbours stay near each other"
        assert np.nanmax(abs(np.diff(found, axis=1))) < 2.5
        assert np.mean(np.isnan(found)) < 0.6, "most of the image is still there"
    assert set(seen) == set(ways(height, width, mirror))


def test_all_images_are_changed_alike_as_a_sum_of_their_pixels():
    random = np.random.default_rng(3)
    images = random.integers(0, 256, (2500, 3, 6, 6), dtype=np.uint8)
    for seed in SEEDS:
        mixed = mixing(6, 6, seed)
        expected = np.einsum("ijkl,nckl->ncij", mixed, images.astype(float))
        assert abs(unfamiliar(dataset(images), seed).images - expected).max() < 5, "weights are known to 1 in 250"


def test_nothing_else_changes_and_a_private_test_set_is_changed_alike():
    images = np.random.default_rng(4).integers(0, 256, (20, 1, 8, 8), dtype=np.uint8)
    whole = replace(dataset(images), hidden=(images[:7], np.arange(7) % 2))
    found = unfamiliar(whole, 5)
    assert found.labels is whole.labels
    assert (found.classes, found.test, found.mirror, found.shift) == (2, 1, False, 0)
    assert found.hidden is not None
    assert np.array_equal(found.hidden[0], found.images[:7])
    assert np.array_equal(found.hidden[1], np.arange(7) % 2)
    assert np.array_equal(whole.images, images)


def test_another_seed_bends_otherwise_and_the_same_alike():
    images = np.random.default_rng(6).integers(0, 256, (3, 1, 8, 8), dtype=np.uint8)
    seen = {seed: unfamiliar(dataset(images), seed).images.tobytes() for seed in SEEDS}
    assert len(set(seen.values())) == len(SEEDS)
    assert all(unfamiliar(dataset(images), seed).images.tobytes() == seen[seed] for seed in SEEDS)


def test_digits_can_still_be_told_apart_and_are_not_those_that_are_published():
    digits = load("digits")
    for seed in (1, 2, 3):
        run = drawn(unfamiliar(digits, seed), seed)
        usual = drawn(digits, seed)
        assert nearest_of(run.images, run.labels, run) > 0.93
        assert nearest_of(usual.images, usual.labels, usual) > 0.93
        assert nearest_of(digits.images, run.names[digits.labels], run) < 0.6, "published images say little of them"


def nearest_of(images: np.ndarray, labels: np.ndarray, run) -> float:
    """The share of test images of which the nearest of these images is of their class."""
    asked = run.test_images.reshape(len(run.test_images), -1).astype(float)
    known = images.reshape(len(images), -1).astype(float)
    distance = -2 * asked @ known.T + (known**2).sum(axis=1)
    return float(np.mean(labels[distance.argmin(axis=1)] == run.test_labels))
