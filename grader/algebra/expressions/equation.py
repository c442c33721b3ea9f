"""Equations: two sides of the same shape, and where they stand."""

from dataclasses import dataclass
from functools import cached_property

from grader.algebra.expressions import tree
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
