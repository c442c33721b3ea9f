"""The points that each part should get, and names for the common outcomes."""

from sample_class.handin import Expected

WAITS: Expected = ("needs_review", None)
MISSING: Expected = ("missing", 0)
UNREADABLE: Expected = ("unreadable", 0)

RIGHT: dict[str, Expected] = {
    "pca.conditions": ("correct", 4),
    "pca.derivation": ("correct", 4),
    "pca.weights": ("correct", 6),
    "pca.solver": ("correct", 4),
    "translation.stacking": WAITS,
    "translation.train_inputs": ("correct", 3),
    "translation.eval_inputs": ("correct", 3),
    "translation.decoder_inputs": ("correct", 3),
    "resnet.baseline_seconds": ("correct", 1),
    "resnet.baseline_accuracy": ("correct", 1),
    "resnet.final_seconds": ("correct", 1),
    "resnet.final_accuracy": ("correct", 1),
    "resnet.learned": WAITS,
    "resnet.favourite": WAITS,
    "resnet.training": ("needs_gpu", None),
    "regularized.layers": ("correct", 1),
    "regularized.loss": ("correct", 1),
    "regularized.needed": ("correct", 2),
    "regularized.orthonormal": ("correct", 1),
    "regularized.argument": WAITS,
    "regularized.weights": ("correct", 5),
    "regularized.training": ("correct", 5),
    "autoencoder.probe": ("correct", 5),
}
"""Everything right: 51 points that need nobody, 22 that wait."""


def absent(*parts: str) -> dict[str, Expected]:
    """These parts missing; all of them if none is named."""
    return dict.fromkeys(parts or RIGHT, MISSING)


def unreadable(*parts: str) -> dict[str, Expected]:
    """These parts unreadable; all of them if none is named."""
    return dict.fromkeys(parts or RIGHT, UNREADABLE)


def partial(score: float, *mistakes: str) -> Expected:
    return ("partial", score, mistakes)


def wrong(*mistakes: str) -> Expected:
    return ("incorrect", 0, mistakes)


HALF: dict[str, Expected] = {
    "translation.decoder_inputs": wrong("fails", "fails", "fails"),
    "regularized.training": partial(3, "other_finding"),
}
"""What code.HALF gets: the decoder's outputs for its inputs, and half the penalty."""
