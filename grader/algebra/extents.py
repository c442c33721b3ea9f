"""The shape of an expression as far as its look tells it: for readings that hang on what is a scalar."""

from grader.algebra import tree
from grader.algebra.dims import ONE, SCALAR, Shape
from grader.algebra.notation import Notation
from grader.algebra.tree import Node

_SCALARS = ("tr", "det", "sum")


MAX_LOOK = 30
"""Levels below which the look of an expression is not plain any more."""


def extent(node: Node, notation: Notation, levels: int = MAX_LOOK) -> Shape | None:
    """The shape, or None where it is not plain to see. What does not fit is for others to say."""
    if not levels:
        return None
    levels -= 1
    match node:
        case tree.Number() | tree.Norm() | tree.Inner():
            return SCALAR
        case tree.Name(name):
            symbol = notation.symbols.get(name)
            return symbol.shape if symbol else SCALAR if name in notation.dims else None
        case tree.Transpose(body):
            inside = extent(body, notation, levels)
            return inside.transposed if inside else None
        case tree.Apply(function, argument):
            return SCALAR if function in _SCALARS else None if function == "diag" else extent(argument, notation, levels)
        case tree.Negative(body) | tree.Power(body) | tree.Quotient(body) | tree.Total(body=body):
            return extent(body, notation, levels)
        case tree.Gradient(_, by):
            return extent(by, notation, levels)
        case tree.Sum(parts) | tree.Hadamard(parts):
            return next((found for part in parts if (found := extent(part, notation, levels))), None)
        case tree.Indexed(body, row, col):
            inside = extent(body, notation, levels)
            if row is not None and col is not None:
                return SCALAR
            return inside and Shape(ONE if row is not None else inside.rows, ONE if col is not None else inside.cols)
        case tree.Product(factors):
            return _product(factors, notation, levels)
    return None


def _product(factors: tuple[Node, ...], notation: Notation, levels: int) -> Shape | None:
    shapes = [extent(factor, notation, levels) for factor in factors]
    matrices = [shape for shape in shapes if shape is None or not shape.scalar]
    if not matrices:
        return SCALAR
    first, last = matrices[0], matrices[-1]
    return Shape(first.rows, last.cols) if first and last else None


def scalar(node: Node, notation: Notation) -> bool | None:
    """Whether it is a scalar; None where that is not plain to see."""
    found = extent(node, notation)
    return None if found is None else found.scalar


def free(index: str, node: Node) -> bool:
    """Whether an expression uses an index that no sum inside it binds."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Total) and node.index == index:
            continue
        if isinstance(node, tree.Indexed) and index in (node.row, node.col):
            return True
        waiting.extend(tree.children(node))
    return False
