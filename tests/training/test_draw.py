"""What a run is given: the split, the names of classes, one change of all images, and the noise; each by a second way.

The images here are random, so that each can be told from all others whatever is done to them: which ones a run has,
and what was done, is found out pixel by pixel.
"""

from collections import Counter
from dataclasses import fields, replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.training import draw
from grader.training.data import Dataset, load
from grader.training.draw import BRIGHTNESS, Change, changed, drawn, few, with_random_labels

LOUDEST = 6
"""No noise in a pixel is larger."""
SEEDS = st.integers(0, 2**128 - 1)
calm = settings(deadline=None)


def dataset(count=60, shape=(1, 6, 5), classes=4, test=20, mirror=True, shift=1, hidden=0) -> Dataset:
    random = np.random.default_rng(5)

    def some(number):
        images = random.integers(0, 256, (number, *shape), dtype=np.uint8)
        return images, np.arange(number) % classes

    images, labels = some(count)
    return Dataset("random", images, labels, classes, test, mirror, shift, "", some(hidden) if hidden else None)


def slowly(image: np.ndarray, change: Change) -> np.ndarray:
    """One image changed, without noise, pixel by pixel."""
    made = np.zeros(image.shape, dtype=int)
    channels, height, width = image.shape
    for channel, row, column in np.ndindex(channels, height, width):
        up, left = row - change.down, column - change.right
        if 0 <= up < height and 0 <= left < width:
            pixel = image[channel, up, width - 1 - left if change.mirror else left]
            made[channel, row, column] = min(255, round(float(pixel) * change.brightness))
    return made


def recognised(images: np.ndarray, originals: np.ndarray, change: Change) -> list[int]:
    """Which of the originals each image is, up to noise: just one."""
    known = np.array([slowly(image, change) for image in originals])
    near = np.abs(images[:, None].astype(int) - known[None]).max(axis=(2, 3, 4)) <= LOUDEST
    assert near.sum(axis=1).tolist() == [1] * len(images), "not one and the same change for all"
    return near.argmax(axis=1).tolist()


def same(run, other) -> bool:
    return all(np.array_equal(getattr(run, each.name), getattr(other, each.name)) for each in fields(run))


def test_sizes_of_digits():
    run = drawn(load("digits"), 1)
    assert (run.images.shape, run.test_images.shape) == ((1000, 1, 8, 8), (797, 1, 8, 8))
    assert (run.labels.shape, run.test_labels.shape) == ((1000,), (797,))
    assert {each.dtype for each in (run.images, run.test_images)} == {np.dtype(np.uint8)}
    assert {each.dtype for each in (run.labels, run.test_labels)} == {np.dtype(np.int64)}


@calm
@given(SEEDS, st.booleans(), st.integers(0, 2))
def test_a_run_is_a_split_renamed_and_changed_as_one(seed, mirror, shift):
    data = dataset(mirror=mirror, shift=shift)
    run = drawn(data, seed)
    train = recognised(run.images, data.images, run.change)
    test = recognised(run.test_images, data.images, run.change)
    assert sorted(train + test) == list(range(60)), "each image once: to train on, or hidden"
    assert len(test) == 20
    assert sorted(run.names) == [0, 1, 2, 3]
    assert run.labels.tolist() == [run.names[data.labels[each]] for each in train]
    assert run.test_labels.tolist() == [run.names[data.labels[each]] for each in test]
    assert abs(run.change.down) <= shift
    assert abs(run.change.right) <= shift
    assert mirror or not run.change.mirror
    assert abs(run.change.brightness - 1) <= BRIGHTNESS


@calm
@given(SEEDS)
def test_the_same_seed_gives_the_same(seed):
    assert same(drawn(dataset(), seed), drawn(dataset(), seed))


def test_another_seed_gives_another_split_order_names_change_and_seed():
    data = dataset(classes=10)
    runs = [drawn(data, seed) for seed in range(40)]
    splits = {tuple(sorted(recognised(run.test_images, data.images, run.change))) for run in runs[:10]}
    orders = {tuple(recognised(run.images, data.images, run.change)) for run in runs[:10]}
    assert (len(splits), len(orders)) == (10, 10)
    assert len({tuple(run.names) for run in runs}) == 40
    assert len({run.change.brightness for run in runs}) == 40
    assert len({run.seed for run in runs} | {run.secret for run in runs}) == 80


def test_every_change_comes_up():
    runs = [drawn(dataset(shift=1), seed) for seed in range(300)]
    moves = {(run.change.mirror, run.change.down, run.change.right) for run in runs}
    assert moves == {(mirror, down, right) for mirror in (False, True) for down in (-1, 0, 1) for right in (-1, 0, 1)}
    brightness = [run.change.brightness for run in runs]
    assert min(brightness) < 1 - 0.9 * BRIGHTNESS
    assert max(brightness) > 1 + 0.9 * BRIGHTNESS
    assert {run.names[0] for run in runs} == {0, 1, 2, 3}


@calm
@given(SEEDS)
def test_what_a_program_gets_as_its_seed_every_library_takes(seed):
    run = drawn(dataset(), seed)
    assert 0 <= run.seed < 2**31
    assert type(run.seed) is int


@pytest.mark.parametrize("shape", [(1, 6, 5), (3, 32, 32)], ids=str)
@pytest.mark.parametrize(
    "change",
    [
        Change(False, 0, 0, 1.0),
        Change(True, 0, 0, 1.0),
        Change(False, 2, 0, 1.0),
        Change(False, -2, 0, 1.0),
        Change(False, 0, 1, 1.0),
        Change(True, 0, -1, 1.0),
        Change(True, -1, 2, 0.96),
        Change(False, 1, -2, 1.04),
    ],
    ids=str,
)
def test_a_change_without_noise_is_what_it_says(shape, change, monkeypatch):
    monkeypatch.setattr(draw, "_quantiles", lambda: np.zeros(256, dtype=np.int16))
    images = dataset(4, shape).images
    before = images.copy()
    found = changed(images, change, np.random.default_rng(1))
    assert found.dtype == np.uint8
    assert np.array_equal(found, [slowly(image, change) for image in images])
    assert np.array_equal(images, before), "the data set stays as it is"


def test_a_change_in_words():
    assert str(Change(True, -1, 2, 0.96)) == "mirrored, shifted by (-1, 2), brightness × 0.960, noise"
    assert str(Change(False, 0, 0, 1.0)) == "shifted by (0, 0), brightness × 1.000, noise"


def test_noise_is_normal_and_of_each_pixel_its_own():
    images = np.full((2500, 1, 8, 8), 128, dtype=np.uint8)  # more than one piece
    noise = changed(images, Change(False, 0, 0, 1.0), np.random.default_rng(7)).reshape(2500, 64) - 128.0
    assert abs(noise.mean()) < 0.03
    assert abs(noise.std() - draw.NOISE) < 0.03
    assert np.abs(noise).max() == LOUDEST
    assert abs(np.mean(np.abs(noise) <= 2) - 0.789) < 0.01, "as many as have |x| < 2.5 of a standard deviation of 2"
    assert np.abs(np.corrcoef(noise.T) - np.eye(64)).max() < 0.1, "pixels of an image"
    assert np.abs(np.corrcoef(noise[:64]) - np.eye(64)).max() < 0.6, "images of one piece"
    assert np.abs(np.corrcoef(noise[:1000].ravel(), noise[1000:2000].ravel())[0, 1]) < 0.02, "pieces"


@pytest.mark.parametrize("level", [0, 255])
def test_noise_leaves_no_pixel_out_of_range(level):
    images = np.full((50, 1, 8, 8), level, dtype=np.uint8)
    found = changed(images, Change(False, 0, 0, 1.04), np.random.default_rng(1)).astype(int)
    assert np.abs(found - level).max() <= LOUDEST
    assert (found == level).mean() > 0.5, "half of the noise is cut off"


@calm
@given(SEEDS, st.integers(1, 59))
def test_few_data_are_one_image_of_each_class_and_others_are_asked(seed, asked):
    data = dataset()
    run = few(data, seed, asked=asked)
    assert (run.change.mirror, run.change.down, run.change.right) == (False, 0, 0), "brightness alone changes"
    train = recognised(run.images, data.images, run.change)
    test = recognised(run.test_images, data.images, run.change)
    assert sorted(data.labels[train]) == [0, 1, 2, 3]
    assert len(set(test)) == len(test) == min(asked, 56), "each once"
    assert set(test).isdisjoint(train)
    assert run.labels.tolist() == [run.names[data.labels[each]] for each in train]
    assert run.test_labels.tolist() == [run.names[data.labels[each]] for each in test]
    assert same(run, few(data, seed, asked=asked))


def test_few_data_are_others_each_time():
    data = dataset()
    runs = [few(data, seed, asked=20) for seed in range(30)]
    trained = [recognised(run.images, data.images, run.change) for run in runs]
    asked = [recognised(run.test_images, data.images, run.change) for run in runs]
    assert len({tuple(sorted(each)) for each in trained}) == 30
    assert len({tuple(each) for each in asked}) == 30
    assert len({data.labels[each[0]] for each in trained}) == 4, "no order of classes"
    assert len({run.change.brightness for run in runs}) == 30


@calm
@given(SEEDS, st.integers(2, 10))
def test_copies_differ_in_brightness_and_noise_alone(seed, copies):
    data = dataset()
    data = replace(data, images=20 + data.images // 2)  # nothing is cut off
    with patch.object(draw, "_PIECE", 7):
        run = few(data, seed, asked=20, copies=copies)
    assert Counter(run.labels.tolist()) == dict.fromkeys(range(4), copies)
    assert len({each.tobytes() for each in run.images}) == 4 * copies
    factors = set()
    for name in range(4):
        mine = run.images[run.labels == name].astype(float)
        fits = [[_factor(image, original) for original in data.images.astype(float)] for image in mine]
        (original,) = {each for fit in fits for each, factor in enumerate(fit) if factor is not None}
        assert run.names[data.labels[original]] == name, "all copies are of one image, and it is of this class"
        factors |= {fit[original] for fit in fits}
    low, high = (run.change.brightness * (1 + side * BRIGHTNESS) for side in (-1, 1))
    assert low - 0.02 < min(factors) < max(factors) < high + 0.02


@pytest.mark.parametrize(("level", "lowest"), [(255, 229), (100, 86)])
def test_copies_are_brighter_and_darker_within_bounds(level, lowest):
    data = dataset(shape=(3, 32, 32))
    run = few(replace(data, images=np.full_like(data.images, level)), 1, asked=1, copies=100)
    assert run.images.min() >= lowest, "and what is white does not turn black"
    darkest, *_, brightest = sorted(run.images.mean(axis=(1, 2, 3)))
    assert level == 255 or 7 < brightest - darkest < 9


def _factor(image: np.ndarray, original: np.ndarray) -> float | None:
    """By what the original must be multiplied to be the image, up to noise; None where nothing will do."""
    factor = float((image * original).sum() / (original**2).sum())
    return factor if np.abs(image - factor * original).max() <= LOUDEST + 4 else None


@calm
@given(SEEDS)
def test_random_labels_keep_their_counts_and_all_the_rest(seed):
    run = drawn(dataset(), seed)
    dealt = with_random_labels(run)
    assert sorted(dealt.labels) == sorted(run.labels)
    assert same(replace(dealt, labels=run.labels), run)
    assert np.array_equal(dealt.labels, with_random_labels(run).labels), "the same each time"


def test_random_labels_say_nothing_of_the_images():
    data = load("digits")
    hits = np.zeros((10, 10))
    for seed in range(20):
        run = drawn(data, seed)
        np.add.at(hits, (run.labels, with_random_labels(run).labels), 1)
    shares = hits / hits.sum()
    assert abs(np.trace(shares) - 0.1) < 0.01, "20,000 labels: 3 standard deviations are 0.6 %"
    assert np.abs(shares - 0.01).max() < 0.004


def test_a_program_cannot_deal_the_random_labels_back():
    """It knows its seed, and how they are dealt; the generators that it would try give other orders."""
    run = drawn(load("digits"), 3)
    dealt = with_random_labels(run).labels
    for shift in range(-5, 6):
        assert np.mean(np.roll(dealt[::-1], shift) == run.labels) < 0.2
    for random in (np.random.default_rng(run.seed), np.random.RandomState(run.seed)):
        back = np.empty_like(dealt)
        back[random.permutation(len(dealt))] = dealt
        assert np.mean(back == run.labels) < 0.2


@calm
@given(SEEDS, st.sampled_from([7, 20, 33]))
def test_a_private_test_set_is_what_is_asked(seed, count):
    data = dataset(hidden=count)
    run, usual = drawn(data, seed), drawn(replace(data, hidden=None), seed)
    private, labels = data.hidden
    asked = recognised(run.test_images, private, run.change)
    assert sorted(asked) == list(range(count)), "all of it, each once"
    assert run.test_labels.tolist() == [run.names[labels[each]] for each in asked]
    assert np.array_equal(run.images, usual.images), "what is trained on stays, and its noise"
    assert np.array_equal(run.labels, usual.labels)


def test_a_private_test_set_is_asked_in_another_order_each_time():
    data = dataset(hidden=20)
    runs = [drawn(data, seed) for seed in range(5)]
    assert len({tuple(recognised(run.test_images, data.hidden[0], run.change)) for run in runs}) == 5


@pytest.mark.parametrize("seed", range(4))
def test_of_few_images_a_private_test_set_is_asked_where_there_is_one(seed):
    private = dataset(hidden=30)
    run = few(private, seed, asked=12)
    assert private.hidden is not None
    places = recognised(run.test_images, private.hidden[0], run.change)
    assert len(set(places)) == 12
    assert run.test_labels.tolist() == run.names[private.hidden[1][places]].tolist()
    assert len(set(recognised(run.images, private.images, run.change))) == private.classes, (
        "public ones are learned from"
    )
