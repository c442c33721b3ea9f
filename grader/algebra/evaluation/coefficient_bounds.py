"""How large the numbers in an expression can become: what decides whether samples can be trusted.

A prime field sees a number modulo p. A difference with a coefficient that p divides, such as 33554393 W, is 0 there,
which does not happen while every coefficient is a fraction of numbers below p.
In floating point it is numbers far from 1 that hide others: 10⁻⁹ W beside W.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from grader.algebra.evaluation.degree import THROUGH
from grader.algebra.evaluation.prime_field import P
from grader.algebra.expressions import tree
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node

EXACT = P // 2
"""What tops and bottoms of coefficients must stay below in the prime field."""
ROUNDED = 1_000
"""The same in floating point."""
BEYOND = 1 << 80
"""Where counting ends."""
_TIMES = 64
_Height = tuple[int, int]
"""Bounds on the tops of all coefficients together, and on their common bottom."""


def trusted(sides: Iterable[Node], notation: Notation, *, exact: bool) -> bool:
    """Whether equality of these expressions at samples says that they are equal; `exact` in the prime field."""
    most = EXACT if exact else ROUNDED
    top, bottom = _added([_height(side, notation, {}) for side in sides])
    return top <= most and bottom <= most


def small(nodes: Iterable[Node], notation: Notation, *, exact: bool) -> bool:
    """Whether that is so at a glance.

    The numbers among the nodes multiplied, and as many terms as there can be, all of it in all powers at once.
    """
    most = EXACT if exact else ROUNDED
    whole: int = 1
    times: int = 1
    for node in nodes:
        kind = type(node)
        if kind is tree.Number:
            whole *= abs(node.value.numerator) * node.value.denominator  # type: ignore[attr-defined]
        elif kind is tree.Sum:
            whole *= len(node.terms)  # type: ignore[attr-defined]
        elif kind is tree.Name:
            if node.name in notation.students:  # type: ignore[attr-defined]
                return False
        elif kind is tree.Power:
            exponent = abs(node.exponent)  # type: ignore[attr-defined]
            times *= exponent.numerator if exponent.denominator == 1 and exponent else 1
        elif kind is tree.Apply and FUNCTIONS[node.function].enlarges:  # type: ignore[attr-defined]
            return False
        if not 0 < 2 * whole <= most or times > _TIMES:
            return False
    power: int = whole**times
    return 2 * power <= most


def _added(parts: list[_Height]) -> _Height:
    if all(below == 1 for _, below in parts):
        return _least(sum(top for top, _ in parts)), 1
    bottom = _least(lcm(*(bottom for _, bottom in parts)))
    return _least(sum(top * (bottom // below if bottom < BEYOND else bottom) for top, below in parts)), bottom


def _least(value: int) -> int:
    return min(value, BEYOND)


def _times(parts: Iterable[_Height]) -> _Height:
    top = bottom = 1
    for above, below in parts:
        top, bottom = top * above, bottom * below
        if top > BEYOND or bottom > BEYOND:
            top, bottom = _least(top), _least(bottom)
    return top, bottom


def _height(node: Node, notation: Notation, known: dict[str, _Height]) -> _Height:
    while isinstance(node, THROUGH):
        node = node.body
    match node:
        case tree.Number(value=value):
            return _least(abs(value.numerator)), _least(value.denominator)
        case tree.Name(name=name):
            if name not in notation.students or name not in notation.definitions:
                return 1, 1
            if name not in known:
                known[name] = 1, 1  # what is defined by itself ends here
                known[name] = _height(notation.definitions[name], notation, known)
            return known[name]
        case tree.Product(factors=factors):
            return _times([_height(factor, notation, known) for factor in factors])
        case tree.Sum(terms=terms):
            return _added([_height(term, notation, known) for term in terms])
        case tree.Power(body=body, exponent=exponent):
            return _raised(_height(body, notation, known), exponent)
        case tree.Apply(function=name, argument=argument):
            row, height = FUNCTIONS[name], _height(argument, notation, known)
            if row.base and not tree.names(argument):
                return _raised((row.base, 1), Fraction(max(height)))
            return _raised(height, Fraction(row.raises))
        case tree.Quotient(top=top, bottom=bottom):
            (above, under), (over, below) = (_height(part, notation, known) for part in (top, bottom))
            return _least(above * below), _least(under * over)
        case _:
            return _times(_height(part, notation, known) for part in tree.children(node))


def _raised(height: _Height, exponent: Fraction) -> _Height:
    if max(height) == 1:
        return height
    times = min(abs(int(exponent)), 80) if exponent.denominator == 1 else 1
    top, bottom = (_least(part**times) for part in height)
    return (top, bottom) if exponent > 0 else (bottom, top)
