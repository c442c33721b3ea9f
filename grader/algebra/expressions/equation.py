"""Equations: two sides of the same shape, and where they stand."""

from dataclasses import dataclass
from functools import cached_property

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.tree import Chain, Node, Span


@dataclass(frozen=True)
class Equation:
    """`left = right`, both typed."""

    left: Node
    right: Node

    @property
    def span(self) -> Span:
        return self.left.span.to(self.right.span)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of both sides."""
        return (*tree.walk(self.left), *tree.walk(self.right))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset([node.name for node in self.nodes if type(node) is tree.Name])


def equations(chain: Chain) -> list[Equation]:
    """The neighbours of a chain, as equations."""
    return [Equation(left, right) for left, right in zip(chain.items, chain.items[1:], strict=False)]


def fitting(chain: Chain, notation: Notation, other: Dim | None = None) -> tuple[list[Chain], ShapeError | None]:
    """The longest parts of a chain whose sides fit, each typed as in `typed_chain`, and the first error between."""
    found: list[Chain] = []
    first: ShapeError | None = None
    left = chain.items
    while left:
        count, whole, error = len(left), None, None
        while whole is None and count:
            try:
                whole = typed_chain(Chain(left[:count]), notation, other)[0]
            except ShapeError as misfit:
                error, count = misfit, count - 1
        first = first or error
        found += [whole] if whole is not None else []
        left = left[max(count, 1) :]
    return found, first
