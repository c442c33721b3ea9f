"""Numbers with units: the spellings that are read, the exact bounds of what hw7 accepts, and what is refused."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.number import describe, quantities
from grader.model import Status
from tests.answers.handing_in import result, valued

BASELINE, FINAL = "resnet.baseline_seconds", "resnet.final_seconds"
BASELINE_ACCURACY, FINAL_ACCURACY = "resnet.baseline_accuracy", "resnet.final_accuracy"

SPELLED = {
    "bare": "356",
    "with unit": "356 s",
    "unit attached": "356s",
    "sec": "356 sec",
    "seconds": "356 seconds",
    "capital unit": "356 Seconds",
    "minutes and seconds": "5 min 56 s",
    "minutes and seconds in words": "5 minutes and 56 seconds",
    "minutes and seconds attached": "5m56s",
    "minutes and seconds, half attached": "5min56s",
    "a clock": "5:56",
    "a clock with hours": "0:05:56",
    "primes": "5'56\"",
    "typographic primes": "5′56″",
    "milliseconds": "356000 ms",
    "decimal minutes": "5.93333 min",
    "about": "~356 seconds",
    "about, in words": "about 356 s",
    "about, as a sign": "≈ 356s",
    "maths": r"$356\,\text{s}$",
    "maths, about": r"$\approx 356$ s",
    "an exponent": "3.56e2",
    "a decimal comma": "356,0 s",
    "a full stop": "356.",
    "a sentence": "It takes 356 s.",
    "bold": "**356** seconds",
    "code": "`356`",
    "quoted": '"356"',
    "quoted once": "'356'",
    "a list": "- 356 s",
    "full-width digits": "３５６ s",
    "Arabic digits": "٣٥٦",
    "names with digits around": "The ResNet-18 takes 356 s for CIFAR-10 on one V100 (CIFAR10, p3.2xlarge).",
    "the same in two units": "356 s (5 min 56 s)",
    "an explanation below": "356 s\n\nThe first reproduction of the winning entry.",
}


@pytest.mark.parametrize("text", SPELLED.values(), ids=SPELLED)
def test_seconds_however_they_are_written(tmp_path: Path, text: str) -> None:
    told = result(tmp_path, BASELINE, text)
    assert (told.score, told.verdict.status) == (1, Status.CORRECT)
    assert "first reproduction" in told.verdict.message


SHARES = ["94", "94%", "94 %", "0.94", ".94", "94.0", "94 percent", "94 Percent", "94 per cent", r"$94\%$", "94,0 %",
          "0,94", "94.05", "accuracy: 94 %", "94 % test accuracy", "9.4e1"]  # fmt: skip


@pytest.mark.parametrize("text", SHARES)
def test_a_percentage_however_it_is_written(tmp_path: Path, text: str) -> None:
    assert result(tmp_path, FINAL_ACCURACY, text).score == 1
    assert result(tmp_path, BASELINE_ACCURACY, text).score == 1


BOUNDS: list[tuple[str, dict[str, float]]] = [
    (BASELINE, {"354.9": 0, "355": 1, "356": 1, "357": 1, "357.01": 0}),
    (BASELINE, {"339.62": 0, "339.63": 1, "340.63": 1, "341": 1, "342": 1, "342.01": 0}),
    (BASELINE, {"295.99": 0, "296": 1, "297": 1, "298": 1, "298.01": 0}),
    (BASELINE, {"300": 0, "-356": 0, "0": 0, "26": 0}),
    (FINAL, {"25.49": 0, "25.5": 1, "26": 1, "26.5": 1, "26.51": 0, "-26": 0, "−26": 0}),
    (FINAL, {"33.49": 0, "33.5": 1, "34": 1, "34.01": 0}),
    (FINAL, {"79": 0.5, "74": 0.5, "76": 0, "40": 0}),
    (FINAL_ACCURACY, {"93.99": 0, "94": 1, "94.08": 1, "94.1": 1, "94.11": 0, "94.10000001": 0}),
    (FINAL_ACCURACY, {"0.9399": 0, "0.94": 1, "0.941": 1, "0.9411": 0, "1": 0, "0.941 %": 0, "96": 0}),
    (BASELINE_ACCURACY, {"93.99": 0, "94": 1, "94.1": 1, "94.11": 0}),
]
POINTS = [(name, text, points) for name, bounds in BOUNDS for text, points in bounds.items()]


@pytest.mark.parametrize(("name", "text", "points"), POINTS, ids=lambda item: str(item).removeprefix("resnet."))
def test_the_bounds_are_exact_and_included(tmp_path: Path, name: str, text: str, points: float) -> None:
    assert result(tmp_path, name, text).score == points


@pytest.mark.parametrize("value", [94, 94.1, 0.941, "94.1 %"], ids=repr)
def test_numbers_in_answers_yaml(value: object) -> None:
    assert valued(FINAL_ACCURACY, value).score == 1


NOTES = {"356": "first reproduction", "341": "DAWNBench", "297": "duplicate work"}


@pytest.mark.parametrize(("text", "note"), NOTES.items(), ids=NOTES)
def test_the_feedback_says_which_baseline_it_is(tmp_path: Path, text: str, note: str) -> None:
    assert note in result(tmp_path, BASELINE, text).verdict.message


def test_a_wrong_number_does_not_tell_the_right_one(tmp_path: Path) -> None:
    told = result(tmp_path, FINAL, "41 s").verdict
    assert (told.status, told.mistake) == (Status.INCORRECT, "not_accepted")
    assert "26" not in told.message + str(told.hint) + str(told.evidence)
    assert "26" in told.answer_key["explanation"]


UNREADABLE = {
    "two numbers": ("356 or 341", "several numbers"),
    "a range": ("355-357", "several numbers"),
    "a right one beside a wrong one": ("26 s, or maybe 300 s", "several numbers"),
    "a margin": ("356 s ± 2 s", "several numbers"),
    "a number of something else": ("356 s in 35 epochs", "several numbers"),
    "another unit beside": ("356 s (94 %)", "several numbers"),
    "a sum": ("300 s + 56 s", "several numbers"),
    "another unit": ("356 %", "not in seconds"),
    "microseconds": ("356 µs", "not in seconds"),
    "nanoseconds": ("356 ns", "not in seconds"),
    "epochs": ("356 epochs", "not in seconds"),
    "thousands": ("356 thousand", "not in seconds"),
    "hexadecimal": ("0x164", "not in seconds"),
    "words": ("three hundred", "no number"),
    "not a number": ("NaN", "no number"),
    "infinity": ("inf", "no number"),
    "a name alone": ("V100", "no number"),
    "an immense exponent": ("1e999999", "not in seconds"),
    "five thousand digits": ("9" * 5000, "no number"),
    "five thousand decimals": ("0." + "0" * 5000 + "1", "no number"),
    "five thousand groups": ("1" + ",000" * 5000, "no number"),
}


@pytest.mark.parametrize(("text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_one_number_of_seconds_is_unreadable(tmp_path: Path, text: str, said: str) -> None:
    told = result(tmp_path, BASELINE, text)
    assert (told.score, told.verdict.status) == (0, Status.UNREADABLE)
    assert said in told.verdict.message
    assert len(told.verdict.message) < 300


NO_NUMBER = {
    "true": (True, "a true/false was given where"),
    "a list": ([356, 341], "a list was given where"),
    "a mapping": ({"s": 356}, "a mapping was given where"),
    "infinity": (float("inf"), "no number"),
    "NaN": (float("nan"), "no number"),
    "a hundred thousand digits": (10**100_000, "more than a thousand digits"),
}


@pytest.mark.parametrize(("value", "said"), NO_NUMBER.values(), ids=NO_NUMBER)
def test_values_that_are_no_number(value: object, said: str) -> None:
    told = valued(BASELINE, value)
    assert told.verdict.status is Status.UNREADABLE
    assert said in told.verdict.message


QUANTITIES = {
    "94.1 % in 26 s": [("94.1", "percent"), ("26", "seconds")],
    "24 epochs, batch 512, ResNet-9 in 79s": [("24", "other"), ("512", "plain"), ("79", "seconds")],
    "1,234.5 s and 1,234 s": [("1234.5", "seconds"), ("1234", "seconds")],
    "1,234 and 1,2": [("1234", "plain"), ("1.2", "plain")],
    "2 h 5 min 3 s": [("7503", "seconds")],
    "3 s 5 min": [("3", "seconds"), ("300", "seconds")],
    "4.8 PFLOP at 125 TFLOP/s": [("4.8", "plain"), ("125", "plain")],
    "94.1.2": [],
    "v1.2 and x86": [],
}


@pytest.mark.parametrize(("text", "found"), QUANTITIES.items(), ids=QUANTITIES)
def test_the_quantities_in_a_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(describe(quantity.value), quantity.unit) for quantity in quantities(text)] == found


@given(value=st.decimals(0, 10**9, places=3))
def test_a_decimal_is_read_as_it_is(value: Decimal) -> None:
    (quantity,) = quantities(f"about {value} s")
    assert quantity.value == value
    assert Decimal(describe(quantity.value)) == value


@given(minutes=st.integers(0, 999), seconds=st.integers(0, 59))
def test_minutes_and_seconds_in_three_spellings(minutes: int, seconds: int) -> None:
    for text in (f"{minutes} min {seconds} s", f"{minutes}m{seconds}s", f"{minutes}:{seconds:02}"):
        (quantity,) = quantities(text)
        assert (int(quantity.value), quantity.unit) == (60 * minutes + seconds, "seconds")
