"""Choices and numbers as the checks judge them; how answers become them is the forms' business."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.number import Quantity
from grader.checks.numbers import number
from grader.checks.selection import choice, choices
from grader.model import Status

OPTIONS = ("a", "b", "c", "d")


@pytest.mark.parametrize("right", ["yes", True], ids=repr)
def test_a_yes_of_yaml_is_the_option_yes(right: Any) -> None:
    assert choice("yes", ("yes", "no"), right=right).fraction == 1
    assert choice("no", ("yes", "no"), right=right).mistake == "chose no"


def test_a_number_of_yaml_is_the_option_of_its_digits() -> None:
    assert choice("2", ("1", "2", "-2"), right=2).fraction == 1
    assert choice("-2", ("1", "2", "-2"), right=2).fraction == 0


@given(ticked=st.sets(st.sampled_from(OPTIONS)), right=st.sets(st.sampled_from(OPTIONS), min_size=1))
def test_each_box_counts_by_itself(ticked: set[str], right: set[str]) -> None:
    told = choices(frozenset(ticked), OPTIONS, right=sorted(right), each_wrong=0.25)
    assert told.fraction == 1 - 0.25 * len(ticked ^ right)
    assert (told.mistake is None) is (ticked == right)


def test_all_or_nothing_unless_the_rubric_says_otherwise() -> None:
    assert choices(frozenset("ab"), OPTIONS, right=["a"]).fraction == 0
    assert choices(frozenset("a"), OPTIONS, right=["a"]).fraction == 1


def quantity(value: str, unit: str = "seconds") -> Quantity:
    return Quantity(Decimal(value), unit, value)


RANGES: list[dict[str, Any]] = [
    {"from": 1, "to": 2, "credit": 0.5, "note": "early"},
    {"from": 2, "to": 3},
    {"from": 0.1, "to": 0.3},
]
JUDGED = {
    "0.1": 1,
    "0.3": 1,  # and not 0.30000000000000004
    "0.30000000000000001": 0,
    "1": 0.5,
    "2": 0.5,  # the first range that fits
    "2.5": 1,
    "3": 1,
    "3.0000000000000001": 0,
    "-1": 0,
}


@pytest.mark.parametrize(("value", "fraction"), JUDGED.items())
def test_ranges_are_exact_and_the_first_counts(value: str, fraction: float) -> None:
    assert number(quantity(value), accept=RANGES).fraction == fraction


def test_half_credit_says_why() -> None:
    told = number(quantity("1.5"), accept=RANGES)
    assert (told.status, told.message) == (Status.PARTIAL, "1.5 s is partly right: early.")


def test_what_is_accepted_is_in_the_answer_key_only() -> None:
    told = number(quantity("9"), accept=RANGES, explanation="It is 2.5.")
    assert told.answer_key == {"accepted": RANGES, "explanation": "It is 2.5."}
    assert "2.5" not in told.message + str(told.hint) + str(told.evidence)
