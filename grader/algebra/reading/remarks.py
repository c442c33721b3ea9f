"""What the words around equations make of them: an example, or what is to be zero."""

import re
from collections.abc import Collection, Sequence

from grader.algebra.expressions.notation import has_gradient
from grader.algebra.expressions.tree import Chain, Name, Zero
from grader.algebra.reading.statements import Statement
from grader.patterns import pattern

_VANISH = pattern(r"\b(?:zero|vanish\w{0,3}|null|stationary|(?:is|are|be|to|equals?) 0)\b|=\s*0", re.IGNORECASE)
_NEVER = pattern(r"\b(?:never|not|non-?zero|isn't|cannot)\b", re.IGNORECASE)
_EXAMPLE = pattern(r"\b(?:for (?:example|instance)|e\.? ?g\b|trivial\w{0,2}|examples?)", re.IGNORECASE)
"""Before an equation that is no claim."""
_WHEN = pattern(r"\b(?:for (?:example|instance)|e\.? ?g\.?)[^.;]{0,40}\b(?:when|where|if|for)\W*\Z", re.IGNORECASE)
_MEETS = pattern(
    r"\W*(?:also |indeed |clearly )?"
    r"(?:satisf\w+|fulfil\w*|solves?|(?:is|are)(?: an?| one| the| also)?[ \w]{0,20}solutions?)\b",
    re.IGNORECASE,
)
"""After an equation that says where the conditions hold."""


def says_zero(statements: Sequence[Statement]) -> bool:
    """Whether an answer says, in words or with a gradient named, that what stands there is to be zero."""
    said = [one.source for one in statements if one.kind == "prose"]
    return any(_VANISH.search(one) and not _NEVER.search(one) for one in said) or any(
        _gradient_is_zero(one.chain) for one in statements if one.chain
    )


def _gradient_is_zero(chain: Chain) -> bool:
    return any(has_gradient(item) for item in chain.items) and any(isinstance(item, Zero) for item in chain.items)


def is_example(statements: Sequence[Statement], at: int, unknowns: Collection[str], *, after_example: bool) -> bool:
    """Whether words make an example of a statement, W_1 = 0 say, or it stands right `after_example`."""
    before = statements[at - 1] if at else None
    said = before.source[-80:] if before and before.kind == "prose" else ""
    if _WHEN.search(said):
        return True
    if not _is_point(statements[at], unknowns):
        return False
    if after_example or _EXAMPLE.search(said):
        return True
    behind = next((one for one in statements[at + 1 : at + 4] if not _is_point(one, unknowns)), None)
    return behind is not None and behind.kind == "prose" and _MEETS.match(behind.source) is not None


def _is_point(statement: Statement, unknowns: Collection[str]) -> bool:
    """Whether a statement says what an unknown is."""
    first = statement.chain.items[0] if statement.chain else None
    return isinstance(first, Name) and first.name in unknowns
