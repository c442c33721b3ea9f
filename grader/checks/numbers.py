"""A number within accepted ranges."""

from decimal import Decimal
from typing import Annotated, Any

from grader.answers.number import Quantity, describe
from grader.checks.interface import Rules, mistakes
from grader.model import Verdict

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
