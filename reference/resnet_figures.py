"""The published figures of "How to train your ResNet", and which answers to accept.

The series (David Page, Myrtle.ai, 2018-2019, eight posts, https://myrtle.ai/learn/how-to-train-your-resnet/)
brings the training of a residual network on CIFAR-10 to 94 % test accuracy, on one V100 GPU, from minutes to
26 seconds. `Figure.verified` says whether the seconds were read in a primary source: the posts, the author's
repository davidcpage/cifar10-fast, or DAWNBench's tables. The others are second-hand, or were not looked up
again.

One figure misleads. Post 3's "40 seconds" is the time that the *18-layer network's 35 epochs* would take at
100 % compute efficiency: 4.8 PFLOP at 125 TFLOP/s = 38.6 s. The final 26 s lies below it because network and
recipe are smaller, not because the run came close to the limit of the hardware. An essay that says the second
has misread.
"""

from dataclasses import dataclass

QUESTIONS = ("baseline_seconds", "baseline_accuracy", "final_seconds", "final_accuracy")


@dataclass(frozen=True, slots=True)
class Figure:
    """One step of the series: the training time in seconds after it. `post` 0 is before the series."""

    post: int
    step: str
    seconds: float
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Answers in [low, high] earn `fraction` of the points; `meaning` says which figure that is."""

    low: float
    high: float
    fraction: float
    meaning: str


FIGURES = (
    Figure(0, "DAWNBench's single-GPU winner before, an 18-layer ResNet", 340.63, True, "341; 94.08 %"),
    Figure(0, "the author's first reproduction of it", 356, False, "94 %"),
    Figure(1, "duplicate BN-ReLU removed", 323, False),
    Figure(1, "preprocessing once, random numbers in bulk: the baseline", 297, True, "94 %, 35 epochs"),
    Figure(2, "batch size from 128 to 512", 256, True, "3 of 5 runs at 94 % or more"),
    Figure(3, "batch norms in single precision", 186, True),
    Figure(3, "cutout", 161, False),
    Figure(3, "batch size 768", 154, True),
    Figure(4, "ResNet-9, 24 epochs", 79, True, "35 of 50 runs at 94 % or more; 74 as DAWNBench counts"),
    Figure(8, "preprocessing on the GPU", 70, False),
    Figure(8, "max-pool before batch norm", 64, False),
    Figure(8, "label smoothing", 59, False),
    Figure(8, "CELU", 52, False),
    Figure(8, "ghost batch norm", 46, False),
    Figure(8, "frozen batch-norm scales", 43, False),
    Figure(8, "patch whitening", 36, False),
    Figure(8, "moving average of the weights", 33.5, False, "34 in the summary; no test-time augmentation"),
    Figure(8, "flip test-time augmentation, 10 epochs: the final figure", 26, True, "94.1 %"),
)

ACCEPTED = {
    "baseline_seconds": (
        Accepted(355, 357, 1.0, "the author's first reproduction of the DAWNBench winner"),
        Accepted(339.63, 342, 1.0, "DAWNBench's single-GPU winner before the series"),
        Accepted(296, 298, 1.0, "the baseline at the end of post 1"),
    ),
    "baseline_accuracy": (Accepted(94.0, 94.1, 1.0, "the threshold of DAWNBench, in per cent"),),
    "final_seconds": (
        Accepted(25.5, 26.5, 1.0, "the final time, with test-time augmentation"),
        Accepted(33.5, 34, 1.0, "the final time without test-time augmentation"),
        Accepted(78.5, 79.5, 0.5, "the end of post 4, not of the series"),
        Accepted(73.5, 74.5, 0.5, "the end of post 4, as DAWNBench counts, not of the series"),
    ),
    "final_accuracy": (Accepted(94.0, 94.1, 1.0, "the final accuracy, in per cent"),),
}

# Technique: how an essay may spell it, in lower case.
TECHNIQUES = {
    "removing duplicate batch norms": ("duplicate bn", "duplicate batch norm", "redundant batch norm"),
    "preprocessing once": ("preprocess", "data loading", "data loader", "random numbers in bulk"),
    "larger batches": ("batch size", "larger batch", "mini-batch", "minibatch"),
    "learning-rate schedule": ("learning rate", "learning-rate"),
    "half precision": ("half precision", "half-precision", "mixed precision", "fp16", "float16"),
    "single-precision batch norm": ("single precision", "single-precision", "fp32"),
    "cutout": ("cutout",),
    "a shallower network": ("resnet-9", "resnet9", "9-layer", "9 layer", "nine layer", "nine-layer"),
    "weight decay": ("weight decay",),
    "GPU preprocessing": ("on the gpu", "gpu preprocessing", "gpu-side"),
    "max-pool before batch norm": ("max-pool", "max pool", "maxpool"),
    "label smoothing": ("label smoothing",),
    "CELU": ("celu",),
    "ghost batch norm": ("ghost batch", "ghost bn", "ghost norm"),
    "frozen batch-norm scales": ("frozen batch", "freezing batch", "freeze the batch", "batch norm scale"),
    "patch whitening": ("whitening",),
    "moving average of the weights": ("moving average", "weight averaging", "averaging the weights", "ema"),
    "test-time augmentation": ("test-time augmentation", "test time augmentation", "tta"),
}


def figures() -> tuple[Figure, ...]:
    """The steps of the series in their order, the time after each."""
    return FIGURES


def accepted(question: str) -> tuple[Accepted, ...]:
    """The answers to accept for one of QUESTIONS: closed intervals, seconds in s, accuracies in per cent."""
    return ACCEPTED[question]


def techniques() -> dict[str, tuple[str, ...]]:
    """The techniques of the series, each with the spellings by which an essay may be searched for it."""
    return dict(TECHNIQUES)
