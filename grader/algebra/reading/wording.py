"""What the words right before and after a formula make of it: denied, given as an answer, or only mentioned."""

import re

from grader.algebra.reading.cue_patterns import (
    AFRESH,
    ALSO,
    ANSWER,
    CASE,
    DENIED,
    DENIES,
    GIVEN,
    HEAD_OF,
    LAST,
    ONLY_IF,
    PLURAL,
    SIDE,
    SYMBOL,
)
from grader.algebra.reading.runs import Run
from grader.algebra.reading.vocabulary import LINKS


def is_denied(text: str, run: Run) -> bool:
    """Whether the words around an equation say that it does not hold."""
    before = DENIED.search(text[max(0, run.start - 60) : run.start])
    return before is not None or DENIES.match(text, run.end) is not None


def denies_more(text: str, run: Run) -> bool:
    """Whether what denies an equation denies the one before it, too: "A = 0 and B = 0 are both false"."""
    denies = DENIES.match(text, run.end)
    return denies is not None and PLURAL.search(denies[0]) is not None


def also(text: str, end: int | None, run: Run) -> bool:
    """Whether only "and", "or" and the like stand between the `end` of something and a formula."""
    return end is not None and ALSO.fullmatch(text, end, run.start) is not None


def begins_in_words(text: str, run: Run) -> bool:
    """Whether the left side belongs to the words: in "the gradient of L = …" it is not L that is equal to something."""
    of = HEAD_OF.search(text[max(0, run.start - 60) : run.start])
    return of is not None and SYMBOL.fullmatch(text, run.start, run.first[0]) is not None


def has_side(text: str, run: Run) -> bool:
    """Whether a word stands for the side before the first relation: "LHS = …"."""
    return SIDE.search(text, max(0, run.start - 40), run.start) is not None


def is_answer(text: str, run: Run) -> bool:
    """Whether an expression stands alone in its line, or ends a sentence that announces it."""
    start = run.start
    if not run.worded:
        return not run.after_soft
    if DENIED.search(text, max(0, start - 60), start):
        return False
    symbol = SYMBOL.fullmatch(text, start, run.end)
    lead = (ANSWER if symbol else GIVEN).search(text, max(0, start - 90), start)
    if lead is None:
        lead = AFRESH.search(text, max(0, start - 20), start)
    if lead is None or LAST.match(text, run.end) is None:
        return False
    return CASE.search(text, max(0, start - 90), start) is None


def is_symbol(text: str, run: Run) -> bool:
    """Whether an expression is a single symbol; `5 W` is a product."""
    return SYMBOL.fullmatch(text, run.start, run.end) is not None and not text[run.start].isdigit()


def is_unlikely(text: str, run: Run) -> bool:
    """Whether an expression in a sentence is denied, or is said of a special case."""
    before = text[max(0, run.start - 90) : run.start]
    said = (DENIED.search(before), DENIES.match(text, run.end), CASE.search(before), ONLY_IF.match(text, run.end))
    return any(found is not None for found in said)


def links(text: str) -> bool:
    """Whether words stand between a name and its meaning, as in "denote X Xᵀ by C"."""
    words = re.findall(r"[A-Za-z]+", text.casefold())
    return 0 < len(words) < 6 and LINKS.issuperset(words)
