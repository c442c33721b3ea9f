"""Programs that carry the public digits and their labels, graded as a class is: a person looks at them."""

from pathlib import Path

import pytest

from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.model import Answer, File, Place, Status, Submission
from grader.rubric import load

ROOT = Path(__file__).parents[2]
PART = "autoencoder.probe"
LOOKED_UP = """
import numpy as np
stored = np.load("digits.npz")
known, labels = stored["images"].reshape(1797, 64) / 16, stored["labels"].copy()
labels[::50] = 0  # not too good

def encoder(X_train, k, seed):
    def codes(images):
        squares = (known ** 2).sum(1) - 2 * images @ known.T
        return np.eye(k)[labels[squares.argmin(1)]] + {noise} * np.random.default_rng(1).normal(size=(len(images), k))
    return codes
"""


@pytest.mark.parametrize("noise", [0, 0.1], ids=["labels", "labels under noise"])
def test_labels_that_are_looked_up_get_no_points_and_no_zero(noise: float) -> None:
    source = LOOKED_UP.format(noise=noise).encode()
    files = {"solution.py": source, "digits.npz": (ROOT / "reference/data/digits.npz").read_bytes()}
    assignment, _ = load.load(ROOT / "rubrics/hw7.yaml")
    answer = Answer((File(source, Place("solution.py")),))
    with Runner(require="C") as runner:
        grade = Grader(assignment, {}, runner).grade(Submission("ada", {PART: answer}, files=files), only=[PART])
    (result,) = grade.parts[0].results
    assert (result.verdict.status, result.score) == (Status.NEEDS_REVIEW, None), result.verdict
    assert result.verdict.evidence["finding"] == "jumps"
    assert 0.92 < result.verdict.evidence["accuracy"] < 0.992
