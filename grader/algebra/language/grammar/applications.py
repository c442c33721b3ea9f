"""A function applied to its arguments, as a tree."""

from fractions import Fraction

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.tree import FUNCTIONS, Node
from grader.algebra.language.grammar.cursor import Cursor

MAX_EXPONENT = 64


def power(c: Cursor, node: Node, exponent: Fraction, first: int) -> Node:
    span = c.span(first)
    if abs(exponent.numerator) > MAX_EXPONENT or exponent.denominator > MAX_EXPONENT:
        raise c.fail(f"powers up to {MAX_EXPONENT} are read", span, None)
    return tree.Power(node, exponent, span=span)


def arguments(c: Cursor) -> list[Node]:
    """The arguments in brackets: one in braces or square ones, several in round ones."""
    first = c.at
    last = c.match[first]
    c.at += 1
    found: list[Node] = []
    with c.inside():
        while c.at < last:
            if c.kinds[c.at] == "string" or (c.kinds[c.at + 1] == "=" and c.kinds[c.at] == "name"):
                c.at += 1 if c.kinds[c.at] == "string" else 2
                if c.kinds[c.at] == "string":
                    c.at += 1
                if c.at < last and c.kinds[c.at] != ",":
                    raise c.unexpected()
            else:
                found.append(c.expression())
            if c.at < last:
                c.expect(",")
    c.at = last + 1
    return found


def applied(c: Cursor, word: str, given: list[Node], first: int) -> Node:
    """The tree of a function of these arguments."""
    span = c.span(first)
    wanted = 2 if word in ("matmul", "multiply", "outer", "matrix_power") else 1
    if len(given) != wanted:
        said = "one argument" if wanted == 1 else "two arguments"
        here = c.shown(c.between(first, first))
        raise c.fail(f"{here} has {said} here, not {len(given)}", span, "write out what it computes")
    body = given[0]
    match word:
        case "inv":
            return tree.Power(body, Fraction(-1), span=span)
        case "transpose":
            return tree.Transpose(body, span=span)
        case "matrix_power":
            return _power(c, body, given[1], first)
        case "sqrtm":
            return tree.Power(body, Fraction(1, 2), span=span)
        case "zeros_like":
            return tree.Zero(span=span)
        case "logdet":
            return tree.Apply("log", tree.Apply("det", body, span=span), span=span)
        case "norm":
            return tree.Norm(body, "F", span=span)
        case "square":
            if scalar(body, c.notation):
                return tree.Power(body, Fraction(2), span=span)
            c.copied = True
            return tree.Hadamard((body, body), span=span)
        case "matmul":
            return tree.Product(_flat(tree.Product, given), span=span)
        case "outer":
            return tree.Product(_flat(tree.Product, [body, tree.Transpose(given[1], span=given[1].span)]), span=span)
        case "multiply":
            return tree.Hadamard(_flat(tree.Hadamard, given), span=span)
    if word not in FUNCTIONS:
        raise c.fail(f"the function {word} is not read here", span, "write out what it computes")
    return tree.Apply(word, body, span=span)


def _power(c: Cursor, body: Node, exponent: Node, first: int) -> Node:
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
