"""Derivatives that are still to be worked out in an expression."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Gradient, Node


def has_gradient(node: Node, notation: Notation | None = None) -> bool:
    """Whether a derivative is still to be worked out in an expression, or in what the student named in it."""
    nodes = tree.walk(node)
    if Gradient in map(type, nodes):
        return True
    if notation is None or not notation.students:
        return False
    named = notation.meaning([one.name for one in nodes if isinstance(one, tree.Name)]) & notation.students
    return any(Gradient in map(type, notation.walked[name]) for name in named)
