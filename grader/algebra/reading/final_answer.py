"""Which expression of an answer is the answer: students say more than they are asked for.

First what is said to be the derivative that is asked for; else the last expression. Remarks (where P = …, note that …),
special cases (for symmetric A …), names that the answer uses and what the exercise says anyway are not the answer, if
there is another. If something that cannot be read stands where the answer would be, nothing before it is graded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import Notation, has_gradient
from grader.algebra.expressions.tree import Gradient, Name, Node, Zero
from grader.algebra.language.grammar.parser import ParseError, parse
from grader.algebra.reading.statements import Cause, Reading, Statement
from grader.patterns import pattern

_SPECIAL = pattern(
    r"\b(?:if|when|whenever|assuming|assume|suppose|provided|only (?:if|when|for)|symmetric"
    r"|(?<!every )(?<!any )(?<!each )(?<!general )case"
    r"|for (?!all|any|each|every|short|brevity))\b",
    re.I,
)
"""Before what holds in a special case only."""
_REMARK = pattern(
    r"\b(?:where|with|since|because|as|note|notice|check|recall|remark|hence at|setting|set|vanish\w*|zero|stationary"
    r"|optimum|optimal|minimum|minimi[sz]er|using|used|here)\b",
    re.I,
)
"""Before what is said besides the answer."""
_GOES_ON = pattern(r"\W*(?:plus|minus|times|or|divided by|multiplied by)\b[\s$}]*[\w\\(]", re.I)
"""Behind an answer that is not all of it."""
_OR = pattern(r"\W*or\b", re.I)
_HEADED = pattern(r"\\nabla|∇|\\partial|∂|\bd\w{1,3}\s*/\s*d\w|\\mathrm\{?\s*d")
_SAID = pattern(r"(?:\\nabla|∇|\\frac\s*\{\\partial|∂)[^.;\n]{0,60}=")


@dataclass(frozen=True, slots=True)
class Answered:
    """The place of the statement that has the answer, the answer, and what else it is said to be equal to.

    `unread` is the place of a statement that stands where the answer would be, and cannot be read.
    """

    at: int
    answer: Node
    labels: tuple[Node, ...] = ()
    unread: int | None = None
    bare: bool = False
    """Whether it is only mentioned in a sentence: its place in the statement is not known."""


def answered(reading: Reading, asked: Node, base: Notation) -> Answered | None:
    """The answer among the statements; None where there is no expression that was worked out."""
    statements, named = reading.statements, reading.notation
    worked = [_worked_out(one, named) for one in statements]
    used = _used(statements)
    candidates = [
        at
        for at, one in enumerate(statements)
        if worked[at] and one.kind in ("chain", "definition") and one.defines not in used
    ]
    candidates = candidates or [at for at, one in enumerate(statements) if worked[at] and one.kind == "chain"]
    worth = [at for at in candidates if not all(isinstance(item, Zero) for item in worked[at])]
    candidates = worth or candidates  # … and at a minimum ∇f = 0: that is not what ∇f is
    if not candidates:
        return _mentioned(statements, named)
    headed = [at for at in candidates if _is_headed(statements[at], asked)]
    plain = [at for at in headed if not _SPECIAL.search(_before(statements, at))]
    own = [at for at in candidates if not _is_aside(statements, at, base)]
    own = [at for at in own if statements[at].kind == "chain"] or own
    if not headed and not own and (mentioned := _mentioned(statements, named)):
        return mentioned
    at = (plain or headed or own or candidates)[-1]
    chain = statements[at].chain
    items = list(chain.items) if chain else []
    while len(items) > 1 and isinstance(items[-1], Zero):
        items.pop()  # what a gradient is set to
    labels = tuple(item for item in items if item is not worked[at][-1])
    others = _others(statements, at, named)
    return Answered(at, worked[at][-1], (*labels, *others), _unread(statements, at, bool(headed), bool(others)))


def _others(statements: Sequence[Statement], at: int, notation: Notation) -> tuple[Node, ...]:
    """What is said to be as good as the answer right behind it: "… or 2 W X Xᵀ − 2 Y Xᵀ"."""
    behind = statements[at + 1] if at + 1 < len(statements) else None
    if behind is None or behind.kind != "prose" or not _OR.match(behind.source) or len(behind.mentions) != 1:
        return ()
    try:
        return parse(behind.mentions[0], notation).items
    except ParseError:
        return ()


def _mentioned(statements: Sequence[Statement], notation: Notation) -> Answered | None:
    """The last expression that is mentioned in words, where none stands by itself: "in total it is (A + Aᵀ) x"."""
    for at in range(len(statements) - 1, -1, -1):
        for maths in reversed(statements[at].mentions):
            try:
                items = parse(maths, notation).items
            except ParseError:
                continue
            if tree.names(items[-1]) <= notation.symbols.keys() and not has_gradient(items[-1], notation):
                return Answered(at, items[-1], bare=True)
    return None


def _worked_out(one: Statement, notation: Notation) -> list[Node]:
    """The expressions of a statement in which no derivative is left; 0 only where there is nothing else."""
    found = [item for item in one.chain.items if not has_gradient(item, notation)] if one.chain else []
    return [item for item in found if not isinstance(item, Zero)] or found


def _used(statements: Sequence[Statement]) -> frozenset[str]:
    """The names that stand in an expression, and not alone on a left side."""
    if not any(one.defines for one in statements):
        return frozenset()
    chains = [one.chain.items for one in statements if one.chain]
    used = (item for items in chains for item in (items[1:] if isinstance(items[0], Name) else items) or items)
    return frozenset().union(*map(tree.names, used))


def _is_headed(one: Statement, asked: Node) -> bool:
    """Whether a statement says what the derivative that is asked for is."""
    if one.chain is None or not isinstance(asked, Gradient):
        return False
    return any(whole == asked or whole.by == asked.by for whole in map(_whole, one.chain.items) if whole)


def _whole(node: Node) -> Gradient | None:
    """The gradient that an expression is, or is any entry of."""
    if isinstance(node, tree.Indexed) and not any(isinstance(index, int) for index in (node.row, node.col)):
        node = node.body
    return node if isinstance(node, Gradient) else None


def _before(statements: Sequence[Statement], at: int) -> str:
    """The words right before a statement, from the last semicolon on."""
    return statements[at - 1].source.rpartition(";")[2] if at and statements[at - 1].kind == "prose" else ""


def _is_aside(statements: Sequence[Statement], at: int, base: Notation) -> bool:
    """Whether a statement is a remark, a special case, or says what a name of the exercise stands for."""
    one = statements[at]
    first = one.chain.items[0] if one.chain else None
    if isinstance(first, Name) and first.name in base.definitions and len(one.chain.items) > 1:  # type: ignore[union-attr]
        return True
    said = _before(statements, at)
    if one.aside:
        return len(one.chain.items if one.chain else ()) > 1
    return len(one.chain.items if one.chain else ()) > 1 and bool(_SPECIAL.search(said) or _REMARK.search(said))


def _unread(statements: Sequence[Statement], at: int, headed: bool, others: bool) -> int | None:
    """The place of something unread that stands where the answer would be, after the one at `at`."""
    chosen = statements[at]
    for place in range(at + 1, len(statements)):
        one = statements[place]
        if one.kind == "prose" and headed and _SAID.search(one.source):
            return place
        if one.kind == "prose" and place == at + 1 and not others and _GOES_ON.match(one.source):
            return place
        if one.kind == "prose" and chosen.kind == "definition" and _turned(chosen.defines or "", one.source):
            return place
        if one.kind != "unreadable":
            continue
        if one.cause is Cause.TWICE:
            return place
        aside = _REMARK.search(_before(statements, place)) or _SPECIAL.search(_before(statements, place))
        if chosen.kind == "definition" or (_HEADED.search(one.source) and not aside) or (not headed and not aside):
            return place
    return None


def _turned(name: str, said: str) -> bool:
    """Whether words that mention a name deny it or put a sign beside it: "the answer is −r", "it is not r"."""
    spelled = re.escape(name)
    if not re.search(rf"(?<![A-Za-z]){spelled}(?![A-Za-z])", said):
        return False
    beside = rf"[-−–+*/^]\s*\$?\\?{spelled}(?![A-Za-z])|(?<![A-Za-z]){spelled}\$?\s*[-−–+*/^]"
    return re.search(rf"\bnot\b|n[’']t\b|{beside}", said) is not None
