"""Choices: one option, or every box as it should be."""

from collections.abc import Sequence

from grader.answers.choice import folded
from grader.checks.interface import Fraction, Option
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
