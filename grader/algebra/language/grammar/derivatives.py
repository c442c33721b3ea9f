"""Derivatives: gradients, partial derivatives, `dL/dW`."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar import fractions, symbols
from grader.algebra.language.grammar.cursor import Cursor
from grader.algebra.language.lexing.scanner import plain
from grader.algebra.language.lexing.tokens import STARTS


def fraction(c: Cursor) -> Node:
    """`\\frac{…}{…}`: a quotient, or a derivative."""
    first = c.at
    c.at += 1
    if derived := _derivative(c, first):
        return derived
    top = fractions.argument(c)
    bottom = fractions.argument(c)
    return fractions.quotient(c, top, bottom, first)


DS = ("d", "delta")


def _is_d(c: Cursor, at: int) -> bool:
    """Whether a token is ∂, or a d or δ that is no symbol."""
    letter = c.texts[at]
    return c.kinds[at] == "partial" or (c.kinds[at] == "name" and letter in DS and letter not in c.notation.symbols)


def _derivative(c: Cursor, first: int) -> Node | None:
    """`{\\partial L}{\\partial W}` behind a `\\frac`, or None."""
    top = c.at
    if c.kinds[top] != "{":
        return None
    bottom = c.match[top] + 1
    if c.kinds[bottom] != "{" or not _is_d(c, top + 1) or not _is_d(c, bottom + 1):
        return None
    if c.kinds[bottom + 2] in ("}", "_", "sub"):
        return None
    of = None
    if c.match[top] > top + 2:
        c.at = top + 2
        of = c.expression()
        if c.at != c.match[top]:
            raise c.unexpected()
    c.at = bottom + 2
    by = variable(c, c.match[bottom], entries=True)
    c.at = c.match[bottom] + 1
    return _gradient(c, first, of, by)


def variable(c: Cursor, last: int, *, entries: bool = False) -> tree.Name | tree.Indexed:
    """The symbol that a derivative is taken by, or an entry or a column of it, up to the token `last`."""
    at = c.at
    node = c.factor() if last > at else None
    if c.at == last and entries and isinstance(node, tree.Indexed) and isinstance(node.body, tree.Name):
        return node
    if not isinstance(node, tree.Name) or c.at != last:
        span = c.between(at, max(last - 1, at))
        hint = "take the gradient by one symbol: \\nabla_{W_1} L"
        raise c.fail(f"{c.shown(span)} is not a symbol that a gradient can be taken by", span, hint)
    return node


def _gradient(c: Cursor, first: int, of: Node | None, by: tree.Name | tree.Indexed) -> Node:
    if isinstance(by, tree.Indexed):  # ∂L/∂W_{ij} is an entry of the gradient
        assert isinstance(by.body, tree.Name)
        whole = tree.Gradient(of or operand(c), by.body, span=c.span(first))
        return tree.Indexed(whole, by.row, by.col, span=c.span(first))
    if of is None and c.kinds[c.at] in ("=", "end", ")", "+", ","):
        if c.texts[first] == "grad":  # grad_W1 = …: a program's variable
            return tree.Name("grad" + plain(by.name), span=c.span(first))
        raise c.fail("the gradient of what?", c.span(first), "write \\nabla_{W_1} L")
    return tree.Gradient(of or operand(c), by, span=c.span(first))


def operand(c: Cursor) -> Node:
    """What an operator such as ∇ acts on: numbers and one factor, as in ∇ ½‖…‖²."""
    first = c.at
    factors = [c.factor()]
    while _follows(c) and (_number_like(factors[-1]) or (c.kinds[c.at] in _SCALARS and _constant(c, factors[-1]))):
        factors.append(c.factor())
    last = factors[-1]
    if _follows(c) and not isinstance(last, tree.Name) and c.kinds[first] not in ("(", "[", "{"):
        span = c.span(first)
        hint = f"put brackets: ({c.shown(span)[1:-1]}) …"
        raise c.fail(f"where does what the gradient is taken of end: at {c.shown(span)}?", span, hint)
    if len(factors) == 1:
        return last
    return tree.Product(tuple(factors), span=c.span(first))


_SCALARS = frozenset({"‖", "‖<", "⟨", "call", "frac", "sqrt", "sum", "Σ"})


def _constant(c: Cursor, node: Node) -> bool:
    """Whether it is a scalar such as λ or λ/2, and no function such as L."""
    if isinstance(node, tree.Quotient):
        return _constant(c, node.top) and _constant(c, node.bottom)
    if isinstance(node, tree.Name):
        return scalar(node, c.notation) is True and node.name not in c.notation.definitions
    return isinstance(node, tree.Number)


def _follows(c: Cursor) -> bool:
    """Whether another factor stands next."""
    return c.kinds[c.at] in STARTS and not c.closes(c.kinds[c.at])


def _number_like(node: Node) -> bool:
    if isinstance(node, tree.Quotient):
        return _number_like(node.top) and _number_like(node.bottom)
    return isinstance(node, tree.Number)


def nabla(c: Cursor) -> Node:
    """`\\nabla_{W_1} L`."""
    first = c.at
    c.at += 1
    return _with_subscript(c, first)


def _with_subscript(c: Cursor, first: int) -> Node:
    kind = c.kinds[c.at]
    if kind == "sub":
        raise c.fail("by which symbol?", c.between(first, c.at), "write \\nabla_{W_1} L")
    if kind != "_":
        hint = "write \\nabla_{W_1} L, with the symbol that it is taken by"
        raise c.fail("the gradient by which symbol?", c.between(first, first), hint)
    c.at += 1
    if c.kinds[c.at] == "{":
        last = c.match[c.at]
        c.at += 1
        by = variable(c, last)
        c.at = last + 1
    elif c.kinds[c.at] == "name":
        by = _bare_variable(c)
    else:
        raise c.unexpected()
    return _gradient(c, first, None, by)


def _bare_variable(c: Cursor) -> tree.Name:
    first = c.at
    node = symbols.name(c)
    if not isinstance(node, tree.Name):
        raise c.fail("a gradient is taken by one symbol", c.span(first), "write \\nabla_{W_1} L")
    return node


def partial(c: Cursor) -> Node:
    """`∂L/∂W_1`, `∂/∂W_1 (…)`, `\\partial_{W_1} L`."""
    first = c.at
    c.at += 1
    if c.kinds[c.at] in ("_", "sub"):
        return _with_subscript(c, first)
    return slashed(c, first)


def slashed(c: Cursor, first: int) -> Node:
    """What stands behind the ∂ of `∂L/∂W_1`, or the d of `dL/dW1`."""
    of = None if c.kinds[c.at] == "/" else c.factor()
    hint = "write ∂L/∂W_1, or \\nabla_{W_1} L"
    if c.kinds[c.at] != "/" or not _is_d(c, c.at + 1):
        raise c.fail("a derivative by which symbol?", c.span(first), hint)
    c.at += 2
    if c.kinds[c.at] != "name":
        raise c.fail("a derivative by which symbol?", c.span(first), hint)
    by = symbols.name(c)
    if not isinstance(by, tree.Name | tree.Indexed) or not isinstance(getattr(by, "body", by), tree.Name):
        raise c.fail("a gradient is taken by one symbol", c.span(first), "write \\nabla_{W_1} L")
    return _gradient(c, first, of, by)


def is_slashed(c: Cursor, first: int) -> bool:
    """Whether a d starts `dL/dW1`: one factor, a slash and another d follow."""
    at = first + 1
    if c.kinds[at] == "/":
        return _is_d(c, at + 1) and c.kinds[at + 2] == "name"
    if c.kinds[at] == "(":
        at = c.match[at] + 1
    elif c.kinds[at] == "name":
        at += 1
        if c.kinds[at] == "_":
            at = c.match[at + 1] + 1 if c.kinds[at + 1] == "{" else at + 2
        if at < len(c.kinds) and c.kinds[at] == "(":
            at = c.match[at] + 1
    else:
        return False
    return at + 2 < len(c.kinds) and c.kinds[at] == "/" and _is_d(c, at + 1) and c.kinds[at + 2] == "name"


def letter(c: Cursor) -> Node:
    """A name, or the d that starts `dL/dW1`."""
    first = c.at
    text = c.texts[first]
    if text in DS and text not in c.notation.symbols and is_slashed(c, first):
        c.at += 1
        return slashed(c, first)
    return symbols.name(c)
