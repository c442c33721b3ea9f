"""Where a person decides about formulas: words that may act on them, and what was not read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from grader.algebra import Reading, to_weigh
from grader.checks.interface import Rules
from grader.checks.lines import Label, Line
from grader.model import Status, Verdict
from grader.patterns import pattern

Unread = Annotated[
    Literal["person", "zero"],
    Rules(
        {"description": "Who decides about what cannot be read and might be right: a person, or nobody: it earns zero."}
    ),
]
_SAYS_SOMETHING = pattern(r"(?:\w+\W+){3}\w|(?:[A-Za-z][^A-Za-z]{0,40}){4}")
"""What a text has that may be an answer: four words, or four letters."""
_IN_WORDS = (Label.PROSE, Label.DEFINITION)


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


def unread_waits(verdict: Verdict, lines: Sequence[Line], unread: Unread) -> Verdict:
    """A verdict short of all points waits for a person where something of the answer was not read.

    Nothing that might be right is refuted by not being understood. What is sure of the share stays in the evidence.
    """
    if unread == "zero" or verdict.fraction in (None, 1):
        return verdict
    missed = next((one for one in lines if one.label is Label.UNREADABLE and _says_something(one)), None)
    nothing = verdict.mistake == "nothing_said" and any(
        one.label in _IN_WORDS and _says_something(one) for one in lines
    )
    unreadable = verdict.status is Status.UNREADABLE and any(map(_says_something, lines))
    if missed is None and not nothing and not unreadable:
        return verdict
    says = verdict.message if missed is None else f"Not all of this was read: {missed.excerpt}. {missed.says}"
    return replace(
        verdict,
        status=Status.NEEDS_REVIEW,
        fraction=None,
        message=f"{says} A person decides.",
        evidence={**(verdict.evidence or {}), "sure": verdict.fraction},
        mistake=None,
    )


def _says_something(line: Line) -> bool:
    return _SAYS_SOMETHING.search(line.statement.source) is not None and not line.statement.is_refused
