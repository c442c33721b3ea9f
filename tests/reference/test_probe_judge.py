"""What several splits show together: findings right and wrong, and where the draw decides; drawn by hand."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader import yaml12
from reference import probe, probe_cases
from reference.probe_cases import Split, conclude

Array = NDArray[Any]
WAVE = (-1.0, 1.0, -0.5, 0.5, -1.0, 1.0, -0.5, 0.5)
"""Eight deviations from a mean; their standard deviation is 0.85."""


def splits(
    accuracy: float, lead: float, *, spread: float = 0.006, jump: float = 0.2, batch: float = 0, again: float = 0
) -> list[Split]:
    """Eight, whose accuracies and leads have about these means and this spread."""
    accuracies = [accuracy + spread * deviation for deviation in WAVE]
    leads = [lead + spread * deviation for deviation in sorted(WAVE)]
    return [Split(a, a - d, jump, batch, again) for a, d in zip(accuracies, leads, strict=True)]


SHOWN: Mapping[str, tuple[list[Split], str]] = {
    "a good autoencoder": (splits(0.968, 0.023), "good"),
    "a good one of wide spread": (splits(0.968, 0.023, spread=0.015), "good"),
    "one whose lead is 1.2 %": (splits(0.957, 0.012), "good"),
    "PCA itself": (splits(0.945, 0, spread=0), "enough"),
    "a linear autoencoder": (splits(0.945, 0.001), "enough"),
    "the best of linear ones": (splits(0.947, 0.002), "enough"),
    "worse than PCA": (splits(0.935, -0.01), "enough"),
    "a lead of 0.3 %, surely": (splits(0.95, 0.003, spread=0.001), "enough"),
    "a lead of 0.7 %, surely": (splits(0.95, 0.007, spread=0.001), "good"),
    "a lead of 0.8 %, perhaps": (splits(0.95, 0.008), "near PCA"),
    "no lead, of wide spread": (splits(0.95, 0.0, spread=0.02), "near PCA"),
    "far below the limit": (splits(0.88, -0.06), "poor"),
    "below it": (splits(0.914, -0.03), "poor"),
    "just below it, in the mean": (splits(0.919, -0.03), "near the limit"),
    "just above it, in the mean": (splits(0.922, -0.02), "near the limit"),
    "above it, of wide spread": (splits(0.93, -0.02, spread=0.03), "near the limit"),
    "labels": (splits(1, 0.05, spread=0), "too good"),
    "labels with mistakes": (splits(0.98, 0.035, jump=0.9), "jumps"),
    "labels with mistakes, under noise": (splits(0.98, 0.035, jump=0.8, again=0.2, batch=0.2), "jumps"),
    "steps that serve badly": (splits(0.86, -0.09, jump=1), "poor"),
    "good, batch norm in training mode": (splits(0.96, 0.015, batch=0.15), "by batch"),
    "PCA's, divided by the batch's spread": (splits(0.944, -0.001, batch=0.17), "by batch, no better"),
    "good, and drawn anew": (splits(0.965, 0.02, batch=0.3, again=0.3), "by chance"),
    "dropout left on": (splits(0.938, -0.008, batch=0.3, again=0.3), "by chance, no better"),
    "good, rounded to bfloat16": (splits(0.968, 0.023, batch=0.005), "good"),
    "no numbers": (splits(np.nan, 0), "too good"),
}


@pytest.mark.parametrize(("found", "finding"), SHOWN.values(), ids=SHOWN)
def test_what_splits_show_together(found: Sequence[Split], finding: str) -> None:
    assert conclude(found) == finding
    assert conclude(found[::-1]) == finding


def test_every_finding_is_told_and_has_its_points_or_a_person() -> None:
    assert {finding for _, finding in SHOWN.values()} | {"unusable"} == set(probe_cases.FINDINGS)
    rubric = yaml12.parse(Path("rubrics/hw7.yaml").read_bytes()).value
    parts = [part for problem in rubric["problems"] for part in problem["parts"]]
    (criterion,) = next(part for part in parts if part["id"] == "autoencoder.probe")["criteria"]
    no_points = {"poor", "unusable"}
    assert {*criterion["credit"], *criterion["review"], *no_points} == set(probe_cases.FINDINGS)
    limits = {name: value for name, value in criterion["judge"].items() if name != "oracle"}
    assert limits == {"enough": probe_cases.ENOUGH, "tie": probe_cases.TIE, "ahead": probe_cases.AHEAD}


# --- codes, asked for as the grader does

CASES = [probe_cases.draw("digits", seed) for seed in range(4)]
Codes = Callable[[Array], Array]


def pca(X: Array) -> Codes:
    return lambda images: probe.pca_codes(X, 16, images)


def pca_in_float32(X: Array) -> Codes:
    return lambda images: probe.pca_codes(X, 16, images).astype(np.float32)


def divided_by_the_batch(X: Array) -> Codes:
    return lambda images: (codes := pca(X)(images)) / codes.std(axis=0)


def centred_by_the_batch(X: Array) -> Codes:
    return lambda images: pca(X)(images - images.mean(axis=0))


def by_place(X: Array) -> Codes:
    """The first image of a batch has other codes."""
    return lambda images: pca(X)(images) + np.where(np.arange(len(images)) < 10, 1, 0)[:, None]


def noisy(X: Array) -> Codes:
    random = np.random.default_rng(0)
    return lambda images: pca(X)(images) + 0.1 * random.normal(size=(len(images), 16))


def barely_noisy(X: Array) -> Codes:
    random = np.random.default_rng(0)
    return lambda images: pca(X)(images) + 1e-4 * random.normal(size=(len(images), 16))


def idle(X: Array) -> Codes:
    """A code that says nothing varies with the batch: nothing hangs on it."""
    return lambda images: np.hstack([pca(X)(images)[:, :15], np.full((len(images), 1), 1e-9 * len(images))])


def judged(encode: Callable[[Array], Codes], cases: Sequence[Mapping[str, Any]] = CASES) -> Any:
    runs = []
    for case in cases:
        codes = encode(case["X_train"])
        asked = {"train": "X_train", "test": "X_test", "few": "X_few", "again": "X_again"}
        runs.append({**case, **{f"codes_{name}": codes(case[images]) for name, images in asked.items()}})
    return probe_cases.judge()(runs)


@pytest.mark.parametrize(
    ("encode", "finding"),
    [
        (pca, "enough"),
        (pca_in_float32, "enough"),
        (barely_noisy, "enough"),
        (idle, "enough"),
        (divided_by_the_batch, "by batch, no better"),
        (centred_by_the_batch, "by batch, no better"),
        (by_place, "by batch, no better"),
        (noisy, "by chance, no better"),
        (lambda X: lambda images: np.full((len(images), 16), np.nan), "unusable"),
        (lambda X: lambda images: np.full((len(images), 16), len(images)), "poor"),
    ],
    ids=["PCA", "in float32", "barely noisy", "idle", "divided", "centred", "by place", "noisy", "nan", "constant"],
)
def test_codes_are_asked_for_alone_and_twice(encode: Callable[[Array], Codes], finding: str) -> None:
    found, sentence, numbers = judged(encode)
    assert found == finding, numbers
    assert sentence == probe_cases.FINDINGS[finding][0].upper() + probe_cases.FINDINGS[finding][1:] + "."


def test_the_numbers_that_a_finding_rests_on_stand_beside_it() -> None:
    _, _, numbers = judged(divided_by_the_batch)
    assert numbers["accuracy asked"] == 0.92
    low, high = numbers["its 95 % interval"]
    assert 0.92 < low < numbers["accuracy"] < high < 0.97
    lead = numbers["accuracy"] - numbers["accuracy of PCA's codes"]
    assert numbers["lead over PCA's codes"] == pytest.approx(lead, abs=2e-4)
    low, high = numbers["the lead's 95 % interval"]
    assert -0.015 < low < numbers["lead over PCA's codes"] < high < 0.01
    assert numbers["change in another batch"] > 0.05 and numbers["change when asked again"] < 1e-3


def test_one_split_is_too_few() -> None:
    with pytest.raises(ValueError, match="at least two"):
        judged(pca, CASES[:1])


def test_the_few_images_asked_alone_do_not_tell_which_are_hidden() -> None:
    case = CASES[0]
    assert len(set(case["few"])) == 60
    for name in ("X_few", "X_again"):
        lost = case["X_test"][case["few"]] - case[name]
        assert np.all(lost >= 0) and np.all(lost <= 1.1e-4 * case["X_test"][case["few"]])
        assert np.all(lost.max(axis=1) > 0)  # none is found again by its bytes
    assert not np.array_equal(case["X_few"], case["X_again"])
    assert 10 <= np.sum(case["order"][case["few"]] < 797) <= 50
