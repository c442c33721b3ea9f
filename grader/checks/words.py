"""What the words and signs around an answer leave of a verdict that gives it everything."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.algebra import Reading, to_weigh
from grader.model import Status, Verdict


def weighed(
    verdict: Verdict,
    reading: Reading,
    pieces: Sequence[Sequence[Any]],
    *,
    at: int | None = None,
    scaled: bool = False,
) -> Verdict:
    """Full points only where all words are neutral; else a person reads them.

    `at` is the statement that has the answer, where one has.
    "The gradient is half of …" and "it is a common mistake to write …" hold a right formula and are no right answers,
    nor are two answers of which one is to be chosen, or an equation with a question mark.
    """
    if verdict.fraction != 1:
        return verdict
    found = to_weigh(reading, [str(text) for _, text, *_ in pieces], at=at, scaled=scaled)
    if found is None:
        return verdict
    says = f"The formula is right; a person reads what «{found}» makes of it."
    return replace(verdict, status=Status.NEEDS_REVIEW, fraction=None, message=says)
