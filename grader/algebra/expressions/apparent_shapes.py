"""What the look of an expression tells: its shape, where that is plain to see, and the indices that it leaves free."""

from dataclasses import dataclass

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import ONE, SCALAR, Shape
from grader.algebra.expressions.functions import FUNCTIONS, Result
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node

MAX_LOOKS = 100
"""Parts that are looked at before a shape counts as not plain to see."""


def extent(node: Node, notation: Notation) -> Shape | None:
    """The shape, or None where it is not plain to see. What does not fit is for others to say."""
    return _Look(notation).shape(node)


def scalar(node: Node, notation: Notation) -> bool | None:
    """Whether it is a scalar; None where that is not plain to see."""
    found = extent(node, notation)
    return None if found is None else found.scalar


@dataclass(slots=True)
class _Look:
    notation: Notation
    left: int = MAX_LOOKS

    def shape(self, node: Node) -> Shape | None:
        self.left -= 1
        if self.left < 0:
            return None
        match node:
            case tree.Number() | tree.Norm() | tree.Inner():
                return SCALAR
            case tree.Name(name):
                symbol = self.notation.symbols.get(name)
                return symbol.shape if symbol else SCALAR if name in self.notation.dims else None
            case tree.Transpose(body):
                inside = self.shape(body)
                return inside.transposed if inside else None
            case tree.Apply(function, argument):
                return self.applied(FUNCTIONS[function].result, argument)
            case tree.Negative(body) | tree.Power(body) | tree.Quotient(body) | tree.Total(body=body):
                return self.shape(body)
            case tree.Gradient(_, by):
                return self.shape(by)
            case tree.Sum(parts) | tree.Hadamard(parts):
                return next((found for part in parts if (found := self.shape(part))), None)
            case tree.Indexed(body, row, col):
                if row is not None and col is not None:
                    return SCALAR
                inside = self.shape(body)
                return inside and Shape(inside.rows if row is None else ONE, inside.cols if col is None else ONE)
            case tree.Product(factors):
                return self.product(factors)
        return None

    def applied(self, result: Result, argument: Node) -> Shape | None:
        if result is Result.SCALAR:
            return SCALAR
        inside = None if result is Result.DIAGONAL else self.shape(argument)
        return Shape(ONE, inside.cols) if inside and result is Result.ROW else inside

    def product(self, factors: tuple[Node, ...]) -> Shape | None:
        shapes = [self.shape(factor) for factor in factors]
        matrices = [shape for shape in shapes if shape is None or not shape.scalar]
        if not matrices:
            return SCALAR
        first, last = matrices[0], matrices[-1]
        return Shape(first.rows, last.cols) if first and last else None


def free(index: str, node: Node) -> bool:
    """Whether an expression uses an index that no sum inside it binds."""
    waiting = [node]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or (isinstance(node, tree.Total) and node.index == index):
            continue
        seen.add(id(node))  # A**2 holds A twice, and so on: without this, the work would double
        if isinstance(node, tree.Indexed) and index in (node.row, node.col):
            return True
        waiting.extend(tree.children(node))
    return False
