"""Choices and numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from grader.answers.choice import folded
from grader.answers.number import Quantity, describe
from grader.checks.interface import Fraction, Option, Rules, mistakes
from grader.model import Verdict


def choice(choice: str, options: Sequence[str], *, right: Option) -> Verdict:
    """The one right option. A wrong one is named as the mistake `chose <option>`."""
    evidence = {"boxes": [{"option": option, "ticked": option == choice} for option in options]}
    is_right = folded(choice) == folded(right)
    return Verdict.scored(
        float(is_right),
        f"'{choice}' is right." if is_right else f"'{choice}' is not right.",
        evidence=evidence,
        answer_key={"ticked": [option for option in options if folded(option) == folded(right)]},
        mistake=None if is_right else f"chose {choice}",
    )


def choices(
    choices: frozenset[str], options: Sequence[str], *, right: list[Option], each_wrong: Fraction = 1.0
) -> Verdict:
    """Every box as it should be; each one ticked wrongly, or wrongly left, costs `each_wrong` of the points."""
    wanted = {folded(option) for option in right}
    wrong = [option for option in options if (option in choices) != (folded(option) in wanted)]
    evidence = {"boxes": [{"option": option, "ticked": option in choices} for option in options]}
    answer_key = {"ticked": [option for option in options if folded(option) in wanted]}
    if not wrong:
        return Verdict.scored(1, "All boxes are right.", evidence=evidence, answer_key=answer_key)
    count = f"{len(wrong)} of {len(options)} boxes {'is' if len(wrong) == 1 else 'are'} wrong."
    first = wrong[0]
    return Verdict.scored(
        max(0.0, 1 - each_wrong * len(wrong)),
        count,
        evidence=evidence,
        answer_key=answer_key,
        mistake=f"ticked {first}" if first in choices else f"left out {first}",
    )


_SYMBOLS = {"percent": "%", "seconds": "s", "plain": ""}

Range = Annotated[
    dict[str, Any],
    Rules(
        {
            "properties": {
                "from": {"type": "number", "description": "The least number accepted."},
                "to": {"type": "number", "description": "The largest number accepted."},
                "credit": {
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "maximum": 1,
                    "description": "The share of the points, 1 unless given.",
                },
                "note": {"type": "string", "description": "Said to a student whose number is in this range."},
            },
            "required": ["from", "to"],
            "additionalProperties": False,
        },
    ),
]


@mistakes("not_accepted")
def number(number: Quantity, *, accept: list[Range], explanation: str | None = None) -> Verdict:
    """The number lies in one of the accepted ranges, ends included; the first that fits counts.

    Comparison is exact, in decimals. `explanation` is shown after the release.
    """
    evidence = {"number": {"given": number.spelled, "value": float(number.value), "unit": number.unit}}
    answer_key: dict[str, Any] = {"accepted": accept}
    if explanation:
        answer_key["explanation"] = explanation
    shown = f"{describe(number.value)} {_SYMBOLS[number.unit]}".strip()
    for accepted in accept:
        if Decimal(str(accepted["from"])) <= number.value <= Decimal(str(accepted["to"])):
            credit = float(accepted.get("credit", 1))
            note = f": {accepted['note']}" if "note" in accepted else ""
            said = f"{shown} is {'right' if credit == 1 else 'partly right'}{note}."
            return Verdict.scored(credit, said, evidence=evidence, answer_key=answer_key)
    return Verdict.scored(
        0,
        f"{shown} is not among the accepted values.",
        evidence=evidence,
        answer_key=answer_key,
        mistake="not_accepted",
    )
