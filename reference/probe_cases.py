"""A representation tried: digits drawn afresh, and what a linear probe makes of the codes.

The student's `encoder(X_train, k, seed)` sees the images of the training half alone, and returns a function from
images to codes. The probe is fitted to the codes of the training half with its labels, and judged on the other half.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reference import digits, probe

KINDS: Mapping[str, str] = MappingProxyType({"digits": "images of handwritten digits, half of them hidden"})
K = 16
ENOUGH, MARGIN = 0.92, 0.005
SUSPECT = 0.992
"""More than any representation reached that was measured (0.982): the labels of public images can be looked up."""

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "good": "the codes serve a linear probe better than PCA's",
        "enough": "the codes serve a linear probe well enough, and no better than PCA's",
        "poor": "a linear probe makes too little of the codes",
        "too good": "no codes learned from these images alone are known to do so well; a person looks at the program",
        "unusable": "the codes are not finite numbers of a sensible size",
    }
)


def draw(kind: str, seed: int) -> dict[str, Any]:
    """One call and what is hidden from it: {"X_train" (1000, 64), "k", "seed", "X_test" (797, 64), "labels_train",
    "labels_test"}, the same for the same seed.

    Raises ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    return {**digits.split(seed), "k": K, "seed": seed % 2**31}


def judge(
    enough: float = ENOUGH, margin: float = MARGIN
) -> Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, dict[str, Any]]]:
    """A judge of runs, each with "codes_train" (1000, k) and "codes_test" (797, k) beside what was drawn.

    good: accuracy at least `enough`, and at least `margin` above that of PCA's codes; enough: the first alone. The
    worst of several runs counts.
    """

    def judged(runs: Sequence[Mapping[str, Any]]) -> tuple[str, str, dict[str, Any]]:
        return min((_judged(run, enough, margin) for run in runs), key=lambda found: found[2].get("accuracy", -1.0))

    return judged


def _judged(run: Mapping[str, Any], enough: float, margin: float) -> tuple[str, str, dict[str, Any]]:
    labels = run["labels_train"], run["labels_test"]
    try:
        ours = probe.accuracy(run["codes_train"], labels[0], run["codes_test"], labels[1])
    except ValueError:
        return "unusable", f"{_sentence('unusable')}.", {}
    train, test = (probe.pca_codes(run["X_train"], K, run[name]) for name in ("X_train", "X_test"))
    pca = probe.accuracy(train, labels[0], test, labels[1])
    finding = "poor"
    if ours >= SUSPECT:
        finding = "too good"
    elif ours >= enough:
        finding = "good" if ours >= pca + margin else "enough"
    numbers = {"accuracy": round(ours, 4), "accuracy of PCA's codes": round(pca, 4), "accuracy asked": enough}
    measured = f"accuracy {ours:.1%}; PCA's codes reach {pca:.1%}, {enough:.0%} is asked"
    return finding, f"{_sentence(finding)} ({measured}).", numbers


def _sentence(finding: str) -> str:
    said = FINDINGS[finding]
    return said[0].upper() + said[1:]
