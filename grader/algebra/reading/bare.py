"""Expressions without a relation: which are given as an answer, and which are only mentioned."""

import re

from grader.algebra.reading.cue_patterns import AFRESH, ANSWER, CASE, DENIED, DENIES, GIVEN, LAST, ONLY_IF, SYMBOL
from grader.algebra.reading.passage import Passage
from grader.algebra.reading.segment import Run
from grader.algebra.reading.vocabulary import LINKS


def is_answer(here: Passage, run: Run) -> bool:
    """Whether an expression stands alone in its line, or ends a sentence that announces it."""
    text, start = here.text, run.start
    if not here.worded[run.mark]:
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


def unlikely(text: str, run: Run) -> bool:
    """Whether an expression in a sentence is denied, or is said of a special case."""
    before = text[max(0, run.start - 90) : run.start]
    said = (DENIED.search(before), DENIES.match(text, run.end), CASE.search(before), ONLY_IF.match(text, run.end))
    return any(found is not None for found in said)


def links(text: str) -> bool:
    """Whether words stand between a name and its meaning, as in "denote X Xᵀ by C"."""
    words = re.findall(r"[A-Za-z]+", text.casefold())
    return 0 < len(words) < 6 and LINKS.issuperset(words)
