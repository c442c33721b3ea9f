"""What stands behind a factor: transposes, powers, methods, indices."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar.applications import arity
from grader.algebra.language.grammar.arguments import Arguments, arguments, called
from grader.algebra.language.grammar.cursor import MAX_DEPTH, Cursor
from grader.algebra.language.grammar.subscripts import Index, letters, picked, places, subscript
from grader.algebra.language.grammar.superscripts import entrywise, raised, transposed, written
from grader.algebra.language.lexing.spelling import METHODS

BEHIND = frozenset({"sup", "^", "**", "'", "method", "_", "sub", "[", "("})

_WITH_OPTIONS = ("sum", "softmax", "norm", "transpose")
"""What may be given more than its arguments: along which axis, of which kind."""


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
        raise c.fail(f"the subscript {c.shown(span)} has no letter before it", span, "write (…)_{ij} for an entry")
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
        called_before = c.kinds[first] == "call" and c.kinds[first + 1] == "("  # np.exp(x).T is clear, exp x^T is not
        return tree.Transpose(node, span=c.span(first)) if called_before else transposed(c, node, first)
    given = arguments(c) if c.kinds[c.at] == "(" and not c.spaced(c.at) else Arguments((), {})
    count = len(given.nodes)
    if word == "pow" and count == 1 and isinstance(exponent := given.nodes[0], tree.Number) and not given.options:
        return entrywise(c, node, exponent.value, first)
    name = METHODS.get(word)
    if name is None or (name not in _WITH_OPTIONS and (given.options or count + 1 != arity(name))):
        here = c.between(at, at)
        raise c.fail(f"the method {c.shown(here)} is not known here", here, "write A.T, inv(A), trace(A)")
    return called(c, name, given.before(node), first)
