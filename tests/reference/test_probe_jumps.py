"""Codes along the lines between images: what learns moves along, what was looked up jumps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reference import digits, probe, probe_cases

Array = NDArray[Any]
Encoder = Callable[[Array, Array], Array]
"""From the images to train on and those asked for to the codes of the latter."""
CASES: Sequence[Mapping[str, Any]] = [probe_cases.draw("digits", seed) for seed in range(5, 13)]
CASE = CASES[0]
PUBLIC, LABELS = digits.load()
WRONG = np.where(np.random.default_rng(1).random(len(LABELS)) < 0.02, (LABELS + 1) % 10, LABELS)
"""The public labels, a few of them wrong: an accuracy that is not too good."""


def nearest(images: Array) -> tuple[Array, Array]:
    """The nearest public image of each, and how far it is."""
    squares = (images**2).sum(1)[:, None] - 2 * images @ PUBLIC.T + (PUBLIC**2).sum(1)
    return squares.argmin(1), squares.min(1)


def one_hot(X: Array, images: Array) -> Array:
    return np.eye(16)[WRONG[nearest(images)[0]]]


def noisy(X: Array, images: Array) -> Array:
    return one_hot(X, images) + 0.15 * np.random.default_rng(2).normal(size=(len(images), 16))


def beside_pca(X: Array, images: Array) -> Array:
    return np.hstack([one_hot(X, images)[:, :10], probe.pca_codes(X, 6, images)])


def known_alone(X: Array, images: Array) -> Array:
    """The label of an image that is known, and PCA's code of any other."""
    known = nearest(images)[1][:, None] < 1e-4
    return np.where(known, one_hot(X, images), probe.pca_codes(X, 16, images) / 5)


def pca(X: Array, images: Array) -> Array:
    return probe.pca_codes(X, 16, images)


def projected(X: Array, images: Array) -> Array:
    return images @ np.random.default_rng(0).normal(size=(64, 16))


def rectified(X: Array, images: Array) -> Array:
    return np.maximum(projected(X, images - 0.3), 0)


def means(X: Array, images: Array) -> Array:
    """The nearest of 16 means, found by Lloyd's algorithm."""
    centres = X[:16]
    for _ in range(20):
        mine = ((X[:, None] - centres) ** 2).sum(2).argmin(1)
        centres = np.stack([X[mine == each].mean(0) for each in range(16)])
    return np.eye(16)[((images[:, None] - centres) ** 2).sum(2).argmin(1)]


def judged(encode: Encoder, **limits: float) -> tuple[str, str, dict[str, Any]]:
    asked = {"codes_train": "X_train", "codes_test": "X_test", "codes_few": "X_few", "codes_again": "X_again"}
    runs = []
    for case in CASES:
        runs.append({**case, **{name: encode(case["X_train"], case[images]) for name, images in asked.items()}})
    return probe_cases.judge(**limits)(runs)


def found(encode: Encoder, **limits: float) -> tuple[str, float]:
    finding, _, numbers = judged(encode, **limits)
    return finding, numbers["longest of 8 steps"]


def test_a_judge_says_the_same_of_the_same_finding_and_puts_the_numbers_beside_it() -> None:
    """A program chooses the numbers: in a sentence they could carry what it was given."""
    (first, said, numbers), (second, too, others) = judged(projected), judged(rectified)
    assert (first, said) == (second, too) == ("poor", "A linear probe makes too little of the codes.")
    assert numbers["accuracy"] != others["accuracy"]


def test_the_seed_that_a_program_gets_tells_nothing_of_the_seed_that_draws() -> None:
    drawn = [probe_cases.draw("digits", seed)["seed"] for seed in (5, 6, 5 + 2**31)]
    assert len(set(drawn)) == 3
    assert not {5, 6} & set(drawn)


@pytest.mark.parametrize("encode", [one_hot, noisy, beside_pca, known_alone])
def test_labels_that_are_looked_up_are_for_a_person(encode: Encoder) -> None:
    finding, longest = found(encode)
    assert finding == "jumps" and longest > 0.6


@pytest.mark.parametrize(
    ("encode", "finding", "longest"),
    [(pca, "enough", 0.126), (projected, "poor", 0.126), (rectified, "poor", 0.25), (means, "poor", 1.01)],
)
def test_what_is_learned_is_judged_by_its_accuracy(encode: Encoder, finding: str, longest: float) -> None:
    told = found(encode)
    assert told[0] == finding and told[1] <= longest


def test_steps_that_were_learned_are_for_a_person_where_they_do_well() -> None:
    assert found(means, enough=0.5)[0] == "jumps"


def test_what_is_handed_over_hides_which_images_lie_on_lines() -> None:
    order, ends, labels = CASE["order"], CASE["ends"], CASE["labels_test"]
    stack = CASE["X_test"][np.argsort(order)]
    assert np.array_equal(stack[:797], digits.split(5)["X_test"])
    assert np.all(labels[ends[:, 0]] != labels[ends[:, 1]])
    along = probe_cases.lines(stack, ends)
    assert along.shape == (100, 9, 64)
    assert np.allclose(np.diff(along, axis=1), (along[:, -1:] - along[:, :1]) / 8, atol=1e-6)
    assert CASE["X_test"].dtype == np.float32 and not np.array_equal(np.sort(order), order)
