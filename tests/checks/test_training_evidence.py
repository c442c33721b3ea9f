"""What is shown of training runs, to whom, and in which words."""

import json
import math
from typing import Any

import pytest

from grader.checks.trained import Training
from grader.reports.record import plain
from tests.checks.test_training import ACCURACY
from tests.checks.test_training_time import TIME
from tests.checks.trainings import CRASH, GOOD, HONEST, ODD, accuracy, seconds, time, trained


def test_the_evidence_of_an_accuracy() -> None:
    measured = trained(
        [0.945, 0.947],
        planned=1,
        data="cifar10",
        reference="airbench",
        attempt=3,
        fingerprint={"torch": "2.10"},
        claimed={"accuracy": 0.95},
    )
    told = accuracy(measured).evidence["training"]
    runs = told.pop("runs")
    assert told.pop("mean") == pytest.approx(0.946)
    assert told.pop("half") == pytest.approx(6.314 * 0.001, rel=1e-3)
    assert told == {
        "device": "NVIDIA H200",
        "small": False,
        "counts": True,
        "data": "cifar10",
        "reference": "airbench",
        "attempt": 3,
        "at_least": 0.94,
        "outcome": "passes",
        "planned": 1,
        "phases": [
            {"phase": "start", "student": 1.0, "reference": 1.0},
            {"phase": "load", "student": 2.0, "reference": 2.0},
            {"phase": "train", "student": 17.0, "reference": 22.0},
            {"phase": "predict", "student": 1.0, "reference": 1.0},
        ],
        "canaries": [{"name": "few data", "passed": True, "said": HONEST.said}],
        "fingerprint": {"torch": "2.10"},
        "claimed": {"accuracy": 0.95},
        "stopped": None,
    }
    assert [one["number"] for one in runs] == [1, 2]
    assert runs[0] == {
        "number": 1,
        "first": "student",
        "accuracy": 0.945,
        "seconds": 20.0,
        "trained": 18.0,
        "differed": 0.0,
        "problem": None,
        "notes": [],
        "reference_accuracy": 0.941,
        "reference_seconds": 25.0,
        "repeated": None,
    }


def test_what_a_program_says_and_the_seeds_are_for_graders() -> None:
    verdict = accuracy(trained([0.945, None], stopped="a run failed"))
    assert verdict.answer_key == {
        "training": {"seeds": [27182001, 27182002], "told": [{"number": 2, "told": "ValueError: 31415"}]}
    }
    shown = json.dumps([plain(verdict.evidence), verdict.message])
    assert "31415" not in shown and "27182" not in shown


def test_the_evidence_of_a_time() -> None:
    verdict = time(trained([*seconds(20, 22, 24, 26), CRASH]), at_most=1.0)
    assert verdict.evidence["ratios"] == {
        "ratios": [
            *({"number": number, "ratio": taken / 25} for number, taken in enumerate((20, 22, 24, 26), 1)),
            {"number": 5, "ratio": None},
        ],
        "median": 0.96,
        "low": 0.8,
        "high": math.inf,
        "at_most": 1.0,
        "seconds": None,
        "student_seconds": 24.0,
        "reference_seconds": 25.0,
    }
    assert verdict.answer_key == {}


def test_without_runs_nothing_is_shown_but_what_is_claimed() -> None:
    absent = Training((), absent="No GPU.")
    assert accuracy(absent).evidence == time(absent, at_most=1.0).evidence == {}
    claiming = Training((), absent="No GPU.", claimed={"seconds": 12.0})
    shown = accuracy(claiming).evidence["training"]
    assert (shown["claimed"], shown["mean"], shown["runs"]) == ({"seconds": 12.0}, None, [])


@pytest.mark.parametrize("check", [accuracy, time])
def test_what_stands_if_a_person_finds_nothing_is_said(check: Any) -> None:
    assert check(trained(GOOD, canaries=(ODD,))).evidence["would_be"] == 1
    for other in (trained(GOOD), trained(GOOD, canaries=(ODD,), counts=False), trained([], stopped="x")):
        assert "would_be" not in check(other).evidence


@pytest.mark.parametrize("training", [case[0] for case in (*ACCURACY.values(), *TIME.values())])
def test_every_message_and_all_evidence_is_plain_and_short(training: Training) -> None:
    for check in (accuracy, time):
        try:
            verdict = check(training)
        except ValueError:
            continue
        assert verdict.message.endswith(".") and len(verdict.message) < 400
        assert not any(odd in verdict.message for odd in ("..", "None", "  "))
        json.dumps(plain(verdict.evidence), allow_nan=False)
