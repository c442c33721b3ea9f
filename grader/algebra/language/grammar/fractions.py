"""Fractions and roots, and what a command takes."""

from fractions import Fraction

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.tree import Node, Span
from grader.algebra.language.grammar.cursor import Cursor


def argument(c: Cursor) -> Node:
    """What a command takes: a group in braces, or one sign: `\\frac12`."""
    at = c.at
    kind = c.kinds[at]
    if kind == "number" and len(c.texts[at]) > 1 and c.texts[at].isdigit():
        first = c.texts[at][0]
        span = Span(c.starts[at], c.starts[at] + 1)
        c.texts[at] = c.texts[at][1:]
        c.starts[at] += 1
        return tree.Zero(span=span) if first == "0" else tree.Number(Fraction(first), span=span)
    if kind == "{":
        return c.enclosed(at)
    if kind not in ("name", "number", "call", "sqrt", "frac", "accent", "ones", "zero", "("):
        raise c.unexpected()
    return c.factor()


def quotient(c: Cursor, top: Node, bottom: Node, first: int) -> Node:
    """A quotient; of two numbers, the number."""
    span = c.span(first)
    if isinstance(bottom, tree.Zero):
        raise c.fail("this divides by zero", span)
    if isinstance(top, tree.Number) and isinstance(bottom, tree.Number):
        return tree.Number(top.value / bottom.value, span=span)
    return tree.Quotient(top, bottom, span=span)


def root(c: Cursor) -> Node:
    """`\\sqrt{…}`, `\\sqrt[3]{…}`."""
    first = c.at
    c.at += 1
    degree = 2
    if c.kinds[c.at] == "[":
        if c.kinds[c.at + 1] != "number" or c.match[c.at] != c.at + 2 or c.texts[c.at + 1] not in "23456789":
            raise c.fail("this root is not read", c.between(c.at, c.match[c.at]), "roots up to the ninth are read")
        degree = int(c.texts[c.at + 1])
        c.at += 3
    body = argument(c)
    if degree != 2:
        return tree.Power(body, Fraction(1, degree), span=c.span(first))
    return tree.Apply("sqrt", body, span=c.span(first))


def refuse_loose(c: Cursor, start: int, bottom: int, at: int, node: Node) -> None:
    """Raise for `a/b c`, where c may stand below; `1/2 X`, `2/n (…)` are clear."""
    kind = c.kinds[at]
    number = c.kinds[bottom] == "number" and at == bottom + 1
    if (number and c.spaced(at)) or scalar(node, c.notation) is False:
        return
    letter = kind == "name" and (scalar(node, c.notation) or c.texts[at][:1].islower())
    bracket = kind == "(" and scalar(node, c.notation)
    if not (letter or bracket):
        return
    span = c.span(start)
    below, last = c.shown(c.between(bottom, at - 1))[1:-1], c.shown(c.span(at))[1:-1]
    hint = f"write (…/{below}) {last} or …/({below} {last})"
    raise c.fail(f"{c.shown(span)}: does {last} stand above or below?", span, hint)
