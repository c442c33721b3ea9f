"""Evidence of training runs for the tests of the reports: invented, in the form that the checks give it."""

import io
from typing import Any

from grader.model import Verdict
from grader.reports.record import Record
from grader.reports.terminal import part_list
from tests.reports.classroom import assignment, graded, part

PAPER = assignment(
    part(
        "only.train",
        ("training_accuracy", 4),
        ("training_time", 4),
        title="Train it",
        question="Train a network to 94 % in little time.",
    )
)
FIGURES = [0.9432, 0.9418, 0.9455, 0.9427, 0.9440]
TOLD = "epoch 1 loss 2.3\nTraceback (most recent call last):\nRuntimeError: CUDA out of memory"


def run(number: int = 1, **changed: Any) -> dict[str, Any]:
    """One run of evidence."""
    usual = {
        **{"number": number, "first": "reference" if number % 2 else "student", "repeated": None},
        **{"accuracy": 0.9432, "seconds": 12.34, "trained": 11.9, "differed": 0.0, "problem": None, "notes": []},
        **{"reference_accuracy": 0.9512, "reference_seconds": 9.81},
    }
    return {**usual, **changed}


def training(**changed: Any) -> dict[str, Any]:
    """`evidence["training"]` of five runs that passed."""
    usual = {
        **{"device": "NVIDIA H200", "small": False, "counts": True, "data": "cifar10", "reference": "final"},
        **{"attempt": 1, "at_least": 0.94, "mean": 0.94344, "half": 0.00133, "outcome": "passes", "planned": 5},
        "runs": [run(at, accuracy=figure, seconds=12 + at / 7) for at, figure in enumerate(FIGURES, 1)],
        "phases": [
            {"phase": "start", "student": 3.1, "reference": 2.9},
            {"phase": "load", "student": 0.42, "reference": 0.4},
            {"phase": "train", "student": 11.48, "reference": 9.1},
            {"phase": "predict", "student": 0.44, "reference": 0.31},
        ],
        "canaries": [
            {"name": "few data", "passed": True, "said": "With 5,000 images it reached 68.10 %, as it should."},
            {"name": "random labels", "passed": False, "said": "With random labels it reached 31.00 %, not 10 %."},
        ],
        "fingerprint": {"device": "NVIDIA H200", "driver": "570.1", "torch": "2.10.0", "images": 60000},
        "claimed": {"seconds": 7.5, "accuracy": 0.961, "device": "RTX 4090", "said": "Claimed on another device."},
        "stopped": None,
    }
    return {**usual, **changed}


def ratios(*given: float | str | None, **changed: Any) -> dict[str, Any]:
    """`evidence["ratios"]` of runs with these ratios."""
    listed = [{"number": at, "ratio": ratio} for at, ratio in enumerate(given or (1.21, 1.26, 1.24, 1.3, 1.19), 1)]
    usual = {
        **{"median": 1.24, "low": 1.19, "high": 1.3, "at_most": 2.0, "seconds": None},
        **{"student_seconds": 12.4, "reference_seconds": 9.81},
    }
    return {"ratios": listed, **usual, **changed}


def hostile(text: str) -> dict[str, Any]:
    """`evidence["training"]` with this wherever a text stands."""
    bad = run(2, accuracy=None, problem=text, notes=[text], repeated=text)
    return training(
        **{"device": text, "data": text, "reference": text, "stopped": text, "runs": [run(), bad]},
        canaries=[{"name": text, "passed": False, "said": text}],
        fingerprint={text: text},
        claimed={"device": text, "said": text, text: text},
    )


KEY = {"training": {"seeds": [17, 4711], "told": [{"number": 2, "told": TOLD}]}}


def handed_in(
    training: Any, ratios: Any, key: Any = KEY, accuracy: float | None = 0.5, time: float | None = 1
) -> Record:
    """The record of a student whose program was trained, and for which this is the evidence."""
    reached = Verdict.scored(accuracy, "It was trained.", evidence={"training": training}, answer_key=key)
    fast = Verdict.scored(time, "It took its time.", evidence={"ratios": ratios})
    return graded(PAPER, "ada", (reached, fast))


def printed(record: Record) -> str:
    """What a terminal without colours shows of a record."""
    out = io.StringIO()
    part_list.show(PAPER, record, out)
    return out.getvalue()
