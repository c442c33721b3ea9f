"""Sums whose terms have different shapes, as programs and people write them: X - mu, 1 - H ⊙ H."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.dimensions import ONE, Shape
from grader.algebra.expressions.functions import FUNCTIONS, Result
from grader.algebra.expressions.tree import Node, Span
from grader.algebra.language.grammar.cursor import Alternative, Cursor


def spread(c: Cursor, terms: list[Node], span: Span) -> list[Node]:
    """The terms with a column for every column, or a number for every entry, where that is taken."""
    if c.python and (found := broadcast(c, terms)) != terms and c.takes(Alternative.SPREAD, span):
        return found
    if (found := numbers(c, terms)) != terms and c.takes(Alternative.ONES, span):
        return found
    return terms


def numbers(c: Cursor, terms: list[Node]) -> list[Node]:
    """`1 - H ⊙ H`: the 1 for every entry. In 1 - A of a square matrix A it may be I: that is not read."""
    plain = [_is_number(term) for term in terms]
    others = [_body(term) for term, number in zip(terms, plain, strict=True) if not number]
    if all(plain) or not any(plain):
        return terms
    form = next((found for one in others if (found := extent(one, c.notation))), None)
    if form is None or form.scalar or not (form.rows != form.cols or any(map(_is_entrywise, others))):
        return terms
    return [_every(term, form) if number else term for term, number in zip(terms, plain, strict=True)]


def _body(term: Node) -> Node:
    return term.body if isinstance(term, tree.Negative) else term


def _is_number(term: Node) -> bool:
    return isinstance(_body(term), tree.Number)


def _is_entrywise(node: Node) -> bool:
    if isinstance(node, tree.Hadamard):
        return True
    return isinstance(node, tree.Apply) and FUNCTIONS[node.function].result is Result.SAME


def _every(term: Node, form: Shape) -> Node:
    """A number for every entry of a shape."""
    body, ones = _body(term), tree.Ones(form.rows, form.cols, span=term.span)
    one = isinstance(body, tree.Number) and body.value == 1
    every = ones if one else tree.Product((body, ones), span=term.span)
    return tree.changed(term, body=every) if isinstance(term, tree.Negative) else every


def broadcast(c: Cursor, terms: list[Node]) -> list[Node]:
    """`X - mu` as NumPy takes it, the column mu from every column of X; no other sum is read so."""
    bare = [term.body if isinstance(term, tree.Negative) else term for term in terms]
    if len(terms) != 2 or not all(isinstance(term, tree.Name) for term in bare):
        return terms
    whole, column = (extent(term, c.notation) for term in terms)
    if not (whole and column) or whole.rows == whole.cols or column != Shape(whole.rows, ONE) or whole == column:
        return terms
    row = tree.Transpose(tree.Ones(whole.cols, span=terms[1].span), span=terms[1].span)
    spread = tree.Product((bare[1], row), span=terms[1].span)
    return [terms[0], tree.changed(terms[1], body=spread) if isinstance(terms[1], tree.Negative) else spread]
