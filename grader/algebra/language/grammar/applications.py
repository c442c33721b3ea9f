"""A function applied to its arguments, as a tree."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar.cursor import Cursor

MAX_EXPONENT = 64


def power(c: Cursor, node: Node, exponent: Fraction, first: int) -> Node:
    span = c.span(first)
    if abs(exponent.numerator) > MAX_EXPONENT or exponent.denominator > MAX_EXPONENT:
        raise c.fail(f"powers up to {MAX_EXPONENT} are read", span, None)
    return tree.Power(node, exponent, span=span)


def arity(word: str) -> int:
    """How many arguments a function or operation has."""
    return _BUILT[word].arity if word in _BUILT else 1


def applied(c: Cursor, word: str, given: list[Node], first: int) -> Node:
    """The tree of a function of these arguments."""
    span = c.span(first)
    wanted = arity(word)
    if len(given) != wanted:
        said = "one argument" if wanted == 1 else "two arguments"
        here = c.shown(c.between(first, first))
        raise c.fail(f"{here} has {said} here, not {len(given)}", span, "write out what it computes")
    if word in FUNCTIONS:
        return tree.Apply(word, given[0], span=span)
    if word not in _BUILT:
        raise c.fail(f"the function {word} is not read here", span, "write out what it computes")
    return _BUILT[word].build(c, given, first)


def _inverse(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Power(given[0], Fraction(-1), span=c.span(first))


def _root(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Power(given[0], Fraction(1, 2), span=c.span(first))


def _transpose(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Transpose(given[0], span=c.span(first))


def _zeros_like(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Zero(span=c.span(first))


def _logdet(c: Cursor, given: list[Node], first: int) -> Node:
    span = c.span(first)
    return tree.Apply("log", tree.Apply("det", given[0], span=span), span=span)


def _square(c: Cursor, given: list[Node], first: int) -> Node:
    body, span = given[0], c.span(first)
    if scalar(body, c.notation):
        return tree.Power(body, Fraction(2), span=span)
    c.copied = True
    return tree.Hadamard((body, body), span=span)


def _product(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Product(_flat(tree.Product, given), span=c.span(first))


def _outer(c: Cursor, given: list[Node], first: int) -> Node:
    return _product(c, [given[0], tree.Transpose(given[1], span=given[1].span)], first)


def _entrywise(c: Cursor, given: list[Node], first: int) -> Node:
    return tree.Hadamard(_flat(tree.Hadamard, given), span=c.span(first))


def _power(c: Cursor, given: list[Node], first: int) -> Node:
    body, exponent = given
    negative = isinstance(exponent, tree.Negative)
    number = exponent.body if isinstance(exponent, tree.Negative) else exponent
    if not isinstance(number, tree.Number) or number.value.denominator != 1:
        raise c.fail("this power is not read", exponent.span, "matrix_power takes a whole number")
    return power(c, body, -number.value if negative else number.value, first)


def _flat(kind: type[tree.Product] | type[tree.Hadamard], parts: list[Node]) -> tuple[Node, ...]:
    found: list[Node] = []
    for part in parts:
        found.extend(part.factors if isinstance(part, kind) else [part])
    return tuple(found)


class _Built(NamedTuple):
    """How many arguments an operation has, and the tree of it."""

    arity: int
    build: Callable[[Cursor, list[Node], int], Node]


_BUILT: Mapping[str, _Built] = {
    "inv": _Built(1, _inverse),
    "transpose": _Built(1, _transpose),
    "sqrtm": _Built(1, _root),
    "zeros_like": _Built(1, _zeros_like),
    "logdet": _Built(1, _logdet),
    "square": _Built(1, _square),
    "matmul": _Built(2, _product),
    "outer": _Built(2, _outer),
    "multiply": _Built(2, _entrywise),
    "matrix_power": _Built(2, _power),
}
"""The operations of `spelling.OPERATIONS` that take nothing but expressions; `calls` reads the others itself."""
