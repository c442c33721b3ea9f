"""The parts of HW7 that call code: what their hidden inputs were is read by graders alone."""

import re
from pathlib import Path

import pytest

from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.model import Submission
from grader.reports.record import for_student, record
from grader.rubric import load
from tests.hostile.told import criteria, in_a_file, read

HW7 = {
    # a part, a program, what it says of a hidden input, and what a student reads of that
    "pca.solver": (
        "import numpy as np\n\n\ndef linear_autoencoder(X, k):\n    U = np.linalg.svd(X)[0][:, :k]\n"
        "    if X.shape[1] < X.shape[0]:\n        raise ValueError(f'LEFT {X.tolist()}')\n    return U.T, U",
        "LEFT",
        "It fails on a data matrix with fewer points than features: solution.py:7 raised ValueError. "
        "On ordinary inputs it is right: 50% of the points.",
    ),
    "translation.decoder_inputs": (
        "def decoder_inputs(target, predicted, training):\n    if len(target) == len(predicted) > 0:\n"
        "        return ['<sos>', *(target if training else predicted)]\n    return ['LEFT', *target]",
        "LEFT",
        "It fails on training, with fewer words said than the target has: what came back is not right.",
    ),
    "regularized.training": (
        "import numpy as np\n\n\ndef train_autoencoder(X, k, lam, seed):\n"
        "    ell, U = np.linalg.eigh(X @ X.T / X.shape[1])\n"
        "    W2 = U[:, :-k-1:-1] * np.sqrt(1 - 3.1416 * lam / ell[:-k-1:-1])\n    return W2.T, W2",
        "3.142",
        "The weights are optimal for a constant multiple of the penalty asked for.",
    ),
    "autoencoder.probe": (
        "def encoder(X_train, k, seed):\n    def encode(images):\n"
        "        raise ValueError(f'LEFT {images[0].tolist()}')\n    return encode",
        "LEFT",
        "It fails on images of handwritten digits, half of them hidden: solution.py:3 raised ValueError.",
    ),
}


@pytest.mark.parametrize("part", HW7)
def test_no_part_of_hw7_gives_its_hidden_inputs_away(part: str) -> None:
    source, left, said = HW7[part]
    assignment, _ = load.load(Path(__file__).parents[2] / "rubrics/hw7.yaml")
    with Runner(require="C") as runner:
        grade = Grader(assignment, {}, runner).grade(Submission("ada", {part: in_a_file(source)}), only=[part])
    full = record(grade)
    student = for_student(full, released=False)
    graders, students = read(assignment, full), read(assignment, student)
    assert criteria(student)[-1]["message"] == said
    assert left in graders and left not in students
    numbers = set(re.findall(r"\d\.(\d{5})", graders))
    assert {number for number in numbers if number in students} == set()
