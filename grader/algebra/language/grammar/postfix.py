"""What stands behind a factor: transposes, powers, methods, indices."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar.applications import applied, arguments, arity
from grader.algebra.language.grammar.cursor import MAX_DEPTH, Cursor
from grader.algebra.language.grammar.subscripts import Index, letters, picked, places, subscript
from grader.algebra.language.grammar.superscripts import entrywise, raised, transposed, written
from grader.algebra.language.lexing.spelling import METHODS

BEHIND = frozenset({"sup", "^", "**", "'", "method", "_", "sub", "[", "("})


def behind(c: Cursor, node: Node, first: int) -> Node:
    """A factor with all that stands behind it."""
    for _ in range(MAX_DEPTH):
        at = c.at
        kind = c.kinds[at]
        if kind == "sup":
            c.at += 1
            node = raised(c, node, c.texts[at], first, at)
        elif kind == "'":
            c.at += 1
            node = transposed(c, node, first)
        elif kind == "^" or kind == "**":
            node = written(c, node, first)
        elif kind == "method":
            node = _method(c, node, first)
        elif kind in ("_", "sub"):
            node = _indexed(c, node, first)
        elif kind in ("[", "(") and not c.spaced(at) and (found := _bracket(c, at)):
            c.at = c.match[at] + 1
            node = picked(c, node, found, c.span(first))
        else:
            return node
    raise c.fail(f"more than {MAX_DEPTH} powers or transposes in a row", c.span(first), "name a part of it")


def _indexed(c: Cursor, node: Node, first: int) -> Node:
    """`(X X^T)_{ij}`."""
    at = c.at
    sub = subscript(c)
    if c.kinds[first] == "⟨" and sub.text in ("F", "2"):
        return node
    found = letters(sub.text or "") if sub.first == sub.last else places(c, sub.first, sub.last)
    if not found or c.kinds[first] == "number":
        span = c.between(at, c.at - 1)
        raise c.fail(f"the subscript {c.shown(span)} stands on no letter", span, "write (…)_{ij} for an entry")
    return picked(c, node, found, c.span(first))


def _bracket(c: Cursor, opener: int) -> list[Index] | None:
    """Indices in brackets right behind a factor: NumPy's square ones, Matlab's round ones with a colon."""
    last = c.match[opener]
    inner = c.kinds[opener + 1 : last]
    if c.kinds[opener] == "(":
        return places(c, opener + 1, last) if ":" in inner and "," in inner else None
    if ":" not in inner and "," not in inner:
        lone = len(inner) == 1 and (inner[0] == "number" or c.texts[opener + 1] in c.indices)
        if not lone:
            return None
    return places(c, opener + 1, last, zero=1)


def _method(c: Cursor, node: Node, first: int) -> Node:
    """`.T`, `.inverse()`, `.dot(B)`."""
    at = c.at
    word = c.texts[at]
    c.at += 1
    if word in ("T", "mT", "H", "mH"):
        return transposed(c, node, first)
    given = arguments(c) if c.kinds[c.at] == "(" and not c.spaced(c.at) else []
    if word == "pow" and len(given) == 1 and isinstance(given[0], tree.Number):
        return entrywise(c, node, given[0].value, first)
    name = METHODS.get(word)
    if name is None or len(given) + 1 != arity(name):
        here = c.between(at, at)
        raise c.fail(f"the method {c.shown(here)} is not known here", here, "write A.T, inv(A), trace(A)")
    return applied(c, name, [node, *given], first)
