"""What the words and signs around an answer leave of a verdict that gives it everything."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from grader.algebra.reading.neutral_words import acting, between
from grader.algebra.reading.statements import Reading
from grader.model import Status, Verdict


def read_with_its_words(
    verdict: Verdict, reading: Reading, pieces: Sequence[Sequence[Any]], neutral: Collection[str] = ()
) -> Verdict:
    """Full points only where all words are neutral, `neutral` among them; else a person reads them.

    "The gradient is half of …" and "it is a common mistake to write …" hold a right formula and are no right answers,
    nor are two answers of which one is to be chosen, or an equation with a question mark.
    """
    if verdict.fraction != 1:
        return verdict
    found = _word(reading, neutral) or next(filter(None, (between(str(text)) for _, text, *_ in pieces)), None)
    if found is None:
        return verdict
    says = f"The formula is right; a person reads what «{found}» makes of it."
    return replace(verdict, status=Status.NEEDS_REVIEW, fraction=None, message=says)


def _word(reading: Reading, neutral: Collection[str]) -> str | None:
    names = reading.notation.symbols.keys()
    for one in reading.statements:
        said = one.source if one.kind == "prose" else ""
        for maths in one.mentions:
            said = said.replace(maths, " ")
        if word := acting(said, names, neutral):
            return word
    return None
