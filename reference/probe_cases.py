"""A representation tried: digits drawn afresh, several times, and what a linear probe makes of the codes.

The student's `encoder(X_train, k, seed)` sees the images of the training half alone, and returns a function from
images to codes. The probe is fitted to the codes of the training half with its labels, and judged on the other half.

*Against PCA.* In each split PCA's codes get the same probe, on the same images, so that what makes a split easy is in
neither's favour; the *lead* is the difference of the two accuracies. One lead is uncertain by 0.3 to 0.9 %, as much as
good codes are better. So several splits are drawn, and Student's 95 % interval of the mean lead is judged. All splits
are of the same 1,797 images, and share them; but each is drawn by itself, so the interval is right for what is asked:
the mean of all splits that might have been drawn, which is what another draw would show. It says nothing of digits
that are not among these images. (A bootstrap of the splits is too narrow for so few. One of the images takes an image
that stands in several splits for several, and leaves out what training adds.)

*Public labels.* The images are public, and so are their labels: a program can carry them, find the nearest known image
and return its label as the code. So images on straight lines between hidden ones stand among the hidden ones, in any
order. What is learned from images moves along with them; a label that is looked up stays, and jumps.

*One image, one code.* A few of the images are asked alone, twice, each time a little darker, by up to 1 in 10,000, so
that a code kept from the last time is not found again. Codes that then differ from those in the large batch depend on
the images beside them; codes that differ between the two calls are drawn anew by each call.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference import digits, intervals, probe

KINDS: Mapping[str, str] = MappingProxyType({"digits": "images of handwritten digits, half of them hidden"})
K = 16
LINES, STEPS, FEW = 100, 8, 60
ENOUGH = 0.92
TIE, AHEAD = 0.005, 0.01
"""Leads in the mean of all splits: up to `TIE` counts as none, from `AHEAD` on as one. Measured on up to 45 splits:
linear autoencoders by SGD and Adam, with momentum, decay, masks or a sigmoid behind, −0.3 to 0.2 %; deep ones without
noise −0.9 to 0.2 %; weak denoising ones 0.4 to 1 %, good ones 1.2 to 3.2 %. See docs/decisions/code.md."""
DARKER = 1e-4
"""What an image loses at most when it is asked again: too little for a pixel of 8 bits, enough for float32."""
SUSPECT = 0.992
"""More than any representation reached that was measured (0.982): the labels of public images can be looked up."""
JUMP = 0.5
"""More than the longest of 8 steps was measured to be for encoders that learn: a linear one 0.13, ReLU networks up to
0.24, with dropout left on 0.34. Labels that are looked up: 0.71 to 1. So is what learns to be a step, such as the
nearest of k means: it is honest, and for a person if it ever does well."""
CHANGE = 0.01
"""Of the scores of images, as `probe.moved` tells it. Measured for codes that do not change: 0 to 1.3e-4, rounding,
with bfloat16 too. For those that do: batch norm in training mode 0.09 to 0.22, pixels centred by the batch 0.04 to
0.15, codes divided by their spread in the batch 0.12 to 0.23, ranks 0.14 to 0.27; dropout of 0.1 left on 0.28 and
more."""

_BATCH = (
    "an image's code depends on the other images in the batch, so it is not a function of the image: take means, "
    "scales and ranks from X_train alone (for batch norm, `model.eval()` does it)"
)
_CHANCE = (
    "the same images get other codes when they are encoded again, so a code is not a function of the image: draw "
    "nothing at random when encoding (for dropout, `model.eval()` does it)"
)
_BETTER = "; apart from that, the codes serve a linear probe better than PCA's"
_NO_BETTER = "; nor do the codes serve a linear probe clearly better than PCA's"
FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "good": "the codes serve a linear probe better than PCA's",
        "enough": "the codes serve a linear probe well enough, but not clearly better than PCA's",
        "poor": "a linear probe makes too little of the codes",
        "by batch": _BATCH + _BETTER,
        "by batch, no better": _BATCH + _NO_BETTER,
        "by chance": _CHANCE + _BETTER,
        "by chance, no better": _CHANCE + _NO_BETTER,
        "near PCA": "the codes serve a linear probe well enough; whether better than PCA's depends on how the images "
        "are split, so a person decides",
        "near the limit": "whether a linear probe makes enough of the codes depends on how the images are split, so a "
        "person decides",
        "too good": "no codes learned from these images alone are known to do so well; a person looks at the program",
        "jumps": "the codes jump between images, as labels that were looked up do; a person looks at the program",
        "unusable": "the codes are not finite numbers of a sensible size",
    }
)


def draw(kind: str, seed: int) -> dict[str, Any]:
    """One call and what is hidden from it: {"X_train" (1000, 64), "k", "seed", "X_test" (1497, 64), "X_few" and
    "X_again" (60, 64), "labels_train", "labels_test" (797,), "order", "ends", "few"}, the same for the same seed.

    X_test is a stack of images, turned into `order`: the 797 hidden ones, then 7 on each of 100 lines. A line leads
    from one hidden image to one of another class; `ends` (100, 2) are their places. X_few and X_again are the images at
    the places `few` (60,) of X_test, a little darker, of both sorts, so that they do not tell which are which.

    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    split, random = digits.split(seed), Random(f"{seed} lines")
    images, labels = split["X_test"], split["labels_test"]
    pairs = [random.sample(range(len(images)), 2) for _ in range(10 * LINES)]
    ends = np.array([pair for pair in pairs if labels[pair[0]] != labels[pair[1]]][:LINES])
    order = list(range(len(images) + LINES * (STEPS - 1)))
    random.shuffle(order)
    stack = np.concatenate([images, _between(images, ends)])
    # drawn from a hash of the seed: bits of the seed itself would be bits of what is hidden
    own = Random(f"{seed} for the program").getrandbits(31)
    mixed, few = stack[order], np.array(random.sample(range(len(order)), FEW))
    alone = {name: _darker(mixed[few], random) for name in ("X_few", "X_again")}
    hidden = {"X_test": mixed, **alone, "order": np.array(order), "ends": ends, "few": few}
    return {**split, **hidden, "k": K, "seed": own}


def _darker(images: NDArray[np.float32], random: Random) -> NDArray[np.float32]:
    """The images, each pixel up to `DARKER` of itself darker; black ones stay black."""
    lost = np.random.default_rng(random.getrandbits(64)).uniform(0, DARKER, images.shape)
    return (images * (1 - lost)).astype(np.float32)


def _between(images: NDArray[np.float32], ends: NDArray[np.integer]) -> NDArray[np.float32]:
    """The images (7 · lines, 64) inside the lines, one line after the other."""
    share = (np.arange(1, STEPS) / STEPS)[:, None]
    inside = images[ends[:, 0], None] * (1 - share) + images[ends[:, 1], None] * share
    return inside.reshape(-1, images.shape[1]).astype(np.float32)


def lines(values: NDArray[Any], ends: NDArray[np.integer]) -> NDArray[Any]:
    """The values of the stack that belong to the images along each line, its ends included: (lines, 9, …)."""
    inside = values[-len(ends) * (STEPS - 1) :].reshape(len(ends), STEPS - 1, -1)
    return np.concatenate([values[ends[:, :1]], inside, values[ends[:, 1:]]], axis=1)


@dataclass(frozen=True, slots=True)
class Split:
    """The figures of the codes in one split: the probe's accuracy on hidden images, with them and with PCA's codes; the
    longest step of lines; how far the scores of a few images move in another batch, and when asked again."""

    accuracy: float
    pca: float
    jump: float
    batch: float
    again: float


def judge(
    enough: float = ENOUGH, tie: float = TIE, ahead: float = AHEAD
) -> Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, dict[str, Any]]]:
    """A judge of splits, each with "codes_train" (1000, k), "codes_test" (1497, k), "codes_few" and "codes_again"
    (60, k) beside what was drawn.

    Of the accuracy and of the lead over PCA's codes, the 95 % intervals of their means decide: poor where the
    accuracy lies below `enough`; good where the lead lies above `tie`, else no better where it lies below `ahead`.
    What is left is for a person. What is said depends on the finding alone; the numbers are given with it.

    The judge raises ValueError for fewer than two splits.
    """

    def judged(runs: Sequence[Mapping[str, Any]]) -> tuple[str, str, dict[str, Any]]:
        try:
            splits = [shown(run) for run in runs]
        except ValueError:
            return "unusable", _sentence("unusable"), {}
        finding = conclude(splits, enough, tie, ahead)
        return finding, _sentence(finding), _numbers(splits, enough)

    return judged


def shown(run: Mapping[str, Any]) -> Split:
    """The figures of one split. Raises ValueError where a code is not a finite number of size ≤ 1e30."""
    train, hidden, back = run["labels_train"], run["labels_test"], np.argsort(run["order"])
    asked = [np.asarray(run[name]) for name in ("codes_test", "codes_few", "codes_again")]
    said = probe.scores(run["codes_train"], train, np.concatenate(asked))
    stack, few, again = np.split(said, np.cumsum([len(codes) for codes in asked[:2]]))
    mine = stack[back]
    own, images = run["X_train"], run["X_test"][back][: len(hidden)]
    codes = [probe.pca_codes(own, K, X) for X in (own, images)]
    return Split(
        accuracy=float(np.mean(np.argmax(mine[: len(hidden)], axis=1) == hidden)),
        pca=probe.accuracy(codes[0], train, codes[1], hidden),
        jump=probe.jump(lines(mine, run["ends"])),
        batch=probe.moved(stack[run["few"]], few, stack),
        again=probe.moved(few, again, stack),
    )


def conclude(splits: Sequence[Split], enough: float = ENOUGH, tie: float = TIE, ahead: float = AHEAD) -> str:
    """The finding of several splits together."""
    accuracy = [split.accuracy for split in splits]
    least, most = intervals.of_mean(accuracy)
    low, high = intervals.of_mean([split.accuracy - split.pca for split in splits])
    if not np.mean(accuracy) < SUSPECT:
        return "too good"
    if not most >= enough:
        return "poor"
    if not np.median([split.jump for split in splits]) <= JUMP:
        return "jumps"
    if not least >= enough:
        return "near the limit"
    better = low > tie
    if not better and not high < ahead:
        return "near PCA"
    for cause, moved in (("by chance", [s.again for s in splits]), ("by batch", [s.batch for s in splits])):
        if not np.median(moved) <= CHANGE:
            return cause if better else f"{cause}, no better"
    return "good" if better else "enough"


def _numbers(splits: Sequence[Split], enough: float) -> dict[str, Any]:
    """The figures that a finding rests on, for those who may see them."""
    accuracy, leads = [s.accuracy for s in splits], [s.accuracy - s.pca for s in splits]

    def ends(values: Sequence[float]) -> list[float]:
        return [round(end, 4) for end in intervals.of_mean(values)]

    return {
        "accuracy": round(float(np.mean(accuracy)), 4),
        "its 95 % interval": ends(accuracy),
        "accuracy asked": enough,
        "accuracy of PCA's codes": round(float(np.mean([s.pca for s in splits])), 4),
        "lead over PCA's codes": round(float(np.mean(leads)), 4),
        "the lead's 95 % interval": ends(leads),
        "longest of 8 steps": round(float(np.median([s.jump for s in splits])), 3),
        "change in another batch": float(f"{np.median([s.batch for s in splits]):.2g}"),
        "change when asked again": float(f"{np.median([s.again for s in splits]):.2g}"),
    }


def _sentence(finding: str) -> str:
    said = FINDINGS[finding]
    return f"{said[0].upper()}{said[1:]}."
