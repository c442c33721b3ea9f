"""The evidence of `training_accuracy` and of `training_time`, for reports."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from grader.checks.decision import Decision, typical
from grader.checks.trained import Pair, Trained, Training

_TRAINING = ("device", "small", "counts", "data", "reference", "attempt", "planned", "stopped")
_PAIR = ("number", "first", "repeated")
_STUDENT = ("accuracy", "seconds", "trained", "differed", "problem")
_CANARY = ("name", "passed", "said")


def measured(training: Training, threshold: float, decision: Decision) -> dict[str, Any]:
    """The evidence of the accuracy: all that was measured but for what only graders see."""
    return {
        **_picked(training, _TRAINING),
        "at_least": threshold,
        **_picked(decision, ("mean", "half", "outcome")),
        "runs": [_run(pair) for pair in training.pairs],
        "phases": _phases(training.pairs),
        "canaries": [_picked(canary, _CANARY) for canary in training.canaries],
        "fingerprint": dict(training.fingerprint),
        "claimed": dict(training.claimed),
    }


def hidden(training: Training) -> dict[str, Any]:
    """The evidence that gives away the data of runs, or is a program's own text: for graders only."""
    told = [{"number": pair.number, "told": pair.student.told} for pair in training.pairs if pair.student.told]
    return {"seeds": list(training.seeds), "told": told}


def times(pairs: Sequence[Pair], at_most: float | None, seconds: float | None) -> dict[str, Any]:
    """The evidence of the time: paired ratios, and both medians in seconds; a failed run is endless.

    Raises:
        ValueError: a run of the reference failed, which is our own fault.
    """
    for pair in pairs:
        if not finished(pair.reference) or not pair.reference.seconds > 0:
            raise ValueError(f"run {pair.number} of the reference failed: {pair.reference.problem}")
    ratios = [pair.ratio if finished(pair.student) else math.inf for pair in pairs]
    median, low, high = typical(ratios) or (None, None, None)
    return {
        "ratios": [
            {"number": pair.number, "ratio": ratio if finished(pair.student) else None}
            for pair, ratio in zip(pairs, ratios, strict=True)
        ],
        **{"median": median, "low": low, "high": high, "at_most": at_most, "seconds": seconds},
        "student_seconds": _median(pair.student.seconds if finished(pair.student) else math.inf for pair in pairs),
        "reference_seconds": _median(pair.reference.seconds for pair in pairs),
    }


def finished(run: Trained) -> bool:
    """Whether a run has an accuracy, and a number at that."""
    return run.accuracy is not None and not math.isnan(run.accuracy)


def _run(pair: Pair) -> dict[str, Any]:
    theirs = {f"reference_{name}": getattr(pair.reference, name) for name in ("accuracy", "seconds")}
    return {**_picked(pair, _PAIR), **_picked(pair.student, _STUDENT), **theirs, "notes": list(pair.student.notes)}


def _phases(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The median seconds of each phase over the runs that did not fail, in the order in which they come."""
    students = [pair.student.phases for pair in pairs if finished(pair.student)]
    references = [pair.reference.phases for pair in pairs if finished(pair.reference)]
    return [
        {
            "phase": name,
            "student": _median(phases[name] for phases in students if name in phases),
            "reference": _median(phases[name] for phases in references if name in phases),
        }
        for name in dict.fromkeys(name for phases in (*students, *references) for name in phases)
    ]


def _picked(value: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _median(figures: Iterable[float]) -> float | None:
    """The median; None of nothing, and NaN where one is NaN."""
    listed = list(figures)
    if any(math.isnan(figure) for figure in listed):
        return math.nan
    return statistics.median(listed) if listed else None
