"""Trainings to judge: some runs of a student's, beside a reference that takes 25 seconds."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from grader.checks import CHECKS
from grader.checks.trained import Canary, Pair, Trained, Training
from grader.model import Verdict

ASKED = 0.94
SEED = 27182000
CRASH = Trained(None, 3.0, problem="train raised ValueError (net.py:7).", told="ValueError: 31415")
GOOD = [0.944, 0.946, 0.945, 0.943, 0.947]
NEAR = [0.944, 0.936, 0.943, 0.938, 0.941]
POOR = [0.934, 0.936, 0.935, 0.933, 0.937]
HONEST = Canary("few data", True, "On 5 training sets of few images it reaches 31 %.")
ODD = Canary("random labels", False, "Trained on random labels it gets 64 % of the true classes right")


def run(accuracy: float | None = 0.945, seconds: float = 20.0, differed: float = 0.0) -> Trained:
    phases = {"start": 1.0, "load": 2.0, "train": seconds - 3, "predict": 1.0}
    return CRASH if accuracy is None else Trained(accuracy, seconds, seconds - 2, phases, differed)


def trained(students: Sequence[Trained | float | None], **more: Any) -> Training:
    """A training with these runs of the student's, and a reference that takes 25 s."""
    runs = [student if isinstance(student, Trained) else run(student) for student in students]
    pairs = tuple(
        Pair(number, "student" if number % 2 else "reference", one, run(0.941, 25.0), seed=SEED + number)
        for number, one in enumerate(runs, 1)
    )
    return Training(pairs, **{"device": "NVIDIA H200", "canaries": (HONEST,), "reaching": 0.91, **more})


def accuracy(training: Training, at_least: float = ASKED, **parameters: Any) -> Verdict:
    return CHECKS["training_accuracy"](training, at_least=at_least, **parameters)


def time(training: Training, **parameters: Any) -> Verdict:
    return CHECKS["training_time"](training, **(parameters or {"at_most": 1.0}))


def seconds(*taken: float) -> list[Trained]:
    return [run(seconds=one) for one in taken]


RUNS = st.builds(run, st.floats(0.9, 0.98) | st.none(), st.floats(4, 60), st.sampled_from([0.0, 0.01, 0.3]))
"""Runs of a student's of every kind, for properties."""
