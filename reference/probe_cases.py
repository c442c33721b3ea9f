"""A representation tried: digits drawn afresh, and what a linear probe makes of the codes.

The student's `encoder(X_train, k, seed)` sees the images of the training half alone, and returns a function from
images to codes. The probe is fitted to the codes of the training half with its labels, and judged on the other half.

The images are public, and so are their labels: a program can carry them, find the nearest known image and return its
label as the code. So images on straight lines between hidden ones stand among the hidden ones, in any order. What is
learned from images moves along with them; a label that is looked up stays, and jumps.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference import digits, probe

KINDS: Mapping[str, str] = MappingProxyType({"digits": "images of handwritten digits, half of them hidden"})
K = 16
ENOUGH, MARGIN = 0.92, 0.005
SUSPECT = 0.992
"""More than any representation reached that was measured (0.982): the labels of public images can be looked up."""
LINES, STEPS = 100, 8
JUMP = 0.5
"""More than the longest of 8 steps was measured to be for encoders that learn: a linear one 0.13, ReLU networks up to
0.24, with dropout left on 0.34. Labels that are looked up: 0.71 to 1. So is what learns to be a step, such as the
nearest of k means: it is honest, and for a person if it ever does well."""

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "good": "the codes serve a linear probe better than PCA's",
        "enough": "the codes serve a linear probe well enough, and no better than PCA's",
        "poor": "a linear probe makes too little of the codes",
        "too good": "no codes learned from these images alone are known to do so well; a person looks at the program",
        "jumps": "the codes jump between images as labels that were looked up do; a person looks at the program",
        "unusable": "the codes are not finite numbers of a sensible size",
    }
)


def draw(kind: str, seed: int) -> dict[str, Any]:
    """One call and what is hidden from it: {"X_train" (1000, 64), "k", "seed", "X_test" (1497, 64), "labels_train",
    "labels_test" (797,), "order", "ends"}, the same for the same seed.

    X_test is a stack of images, turned into `order`: the 797 hidden ones, then 7 on each of 100 lines. A line leads
    from one hidden image to one of another class; `ends` (100, 2) are their places.

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
    return {**split, "X_test": stack[order], "order": np.array(order), "ends": ends, "k": K, "seed": own}


def _between(images: NDArray[np.float32], ends: NDArray[np.integer]) -> NDArray[np.float32]:
    """The images (7 · lines, 64) inside the lines, one line after the other."""
    share = (np.arange(1, STEPS) / STEPS)[:, None]
    inside = images[ends[:, 0], None] * (1 - share) + images[ends[:, 1], None] * share
    return inside.reshape(-1, images.shape[1]).astype(np.float32)


def lines(codes: NDArray[Any], ends: NDArray[np.integer]) -> NDArray[Any]:
    """The codes along each line, its ends among them: (lines, 9, k), of the codes of the whole stack."""
    inside = codes[-len(ends) * (STEPS - 1) :].reshape(len(ends), STEPS - 1, -1)
    return np.concatenate([codes[ends[:, :1]], inside, codes[ends[:, 1:]]], axis=1)


def judge(
    enough: float = ENOUGH, margin: float = MARGIN
) -> Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, dict[str, Any]]]:
    """A judge of runs, each with "codes_train" (1000, k) and "codes_test" (1497, k) beside what was drawn.

    good: accuracy at least `enough`, and at least `margin` above that of PCA's codes; enough: the first alone. The
    worst of several runs counts. What is said hangs on the finding alone; the numbers stand beside it.
    """

    def judged(runs: Sequence[Mapping[str, Any]]) -> tuple[str, str, dict[str, Any]]:
        return min((_judged(run, enough, margin) for run in runs), key=lambda found: found[2].get("accuracy", -1.0))

    return judged


def _judged(run: Mapping[str, Any], enough: float, margin: float) -> tuple[str, str, dict[str, Any]]:
    labels = run["labels_train"], run["labels_test"]
    hidden, back = len(labels[1]), np.argsort(run["order"])
    codes = np.asarray(run["codes_test"])[back]
    try:
        ours = probe.accuracy(run["codes_train"], labels[0], codes[:hidden], labels[1])
        jump = probe.jump(run["codes_train"], labels[0], lines(codes, run["ends"]))
    except ValueError:
        return "unusable", _sentence("unusable"), {}
    train, test = (probe.pca_codes(run["X_train"], K, X) for X in (run["X_train"], run["X_test"][back][:hidden]))
    pca = probe.accuracy(train, labels[0], test, labels[1])
    finding = "poor"
    if ours >= SUSPECT:
        finding = "too good"
    elif ours >= enough:
        finding = "jumps" if not jump <= JUMP else "good" if ours >= pca + margin else "enough"
    numbers = {
        "accuracy": round(ours, 4),
        "accuracy of PCA's codes": round(pca, 4),
        "accuracy asked": enough,
        "longest of 8 steps": round(jump, 3),
    }
    return finding, _sentence(finding), numbers


def _sentence(finding: str) -> str:
    said = FINDINGS[finding]
    return f"{said[0].upper()}{said[1:]}."
