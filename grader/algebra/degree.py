"""How high the degree of an expression is: what decides how large the samples must be."""

from math import ceil

from grader.algebra import tree
from grader.algebra.notation import Notation
from grader.algebra.tree import Node

MAX_DEGREE = 1_000


def degree(node: Node, notation: Notation) -> int:
    """The degree in the exercise's symbols, a name that only has a definition unfolded; at most `MAX_DEGREE`.

    An inverse counts as what it inverts.
    """
    return min(_degree(node, notation, {}), MAX_DEGREE)


def _degree(node: Node, notation: Notation, known: dict[str, int]) -> int:
    match node:
        case tree.Name(name=name):
            if name not in notation.definitions or name not in notation.students:
                return 1
            if name not in known:
                known[name] = 1  # what is defined by itself ends here
                known[name] = _degree(notation.definitions[name], notation, known)
            return known[name]
        case tree.Product(factors=parts) | tree.Hadamard(factors=parts):
            return min(sum(_degree(part, notation, known) for part in parts), MAX_DEGREE)
        case tree.Inner(left=left, right=right) | tree.Quotient(top=left, bottom=right):
            return _degree(left, notation, known) + _degree(right, notation, known)
        case tree.Power(body=body, exponent=exponent):
            return min(_degree(body, notation, known) * max(1, ceil(abs(exponent))), MAX_DEGREE)
        case tree.Gradient(of=of):
            return _degree(of, notation, known)
        case _:
            return max((_degree(part, notation, known) for part in tree.children(node)), default=0)
