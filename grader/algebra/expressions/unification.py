"""Sizes that are not known yet: made equal where matrices meet, and filled into the tree at the end."""

from dataclasses import dataclass, field
from operator import is_
from typing import Any

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import ONE, Dim, Shape
from grader.algebra.expressions.tree import Node, Span


class ShapeError(Exception):
    """Shapes do not fit, or cannot be known: what, and the span of the factors concerned.

    `name` is a name that is not known; `unclear` tells that a size is not. With neither, shapes do not fit.
    """

    def __init__(self, message: str, span: Span, name: str | None = None, *, unclear: bool = False):
        self.message, self.span, self.name = message, span, name
        self.misfit = name is None and not unclear
        super().__init__(message)


_LEAVES = frozenset({tree.Name, tree.Number})


@dataclass(kw_only=True)
class Sizes:
    """Sizes found by unification; those that are open are dimensions named `?1`, `?2` …"""

    known: dict[str, Dim] = field(default_factory=dict)
    fresh: int = 0
    ones: list[Dim] = field(default_factory=list)
    """The sizes of the columns of ones."""
    other: Dim | None = None
    """What an I is taken to be whose size nothing tells."""

    def new(self) -> Dim:
        self.fresh += 1
        return Dim.of(f"?{self.fresh}")

    def said(self, shape: Shape) -> str:
        return str(shape.replaced(self.known))

    def equal(self, left: Dim, right: Dim) -> bool:
        """Make two sizes equal; False where they cannot be."""
        if left is right or left == right:
            return True
        difference = (left - right).replaced(self.known)
        if not difference.terms:
            return difference.constant == 0
        for name, count in difference.terms:
            if name.startswith("?") and abs(count) == 1:
                rest = difference - Dim(0, ((name, count),))
                value = -rest if count == 1 else rest
                known = {key: dim.replaced({name: value}) for key, dim in self.known.items()}
                self.known = {**known, name: value}
                return True
        return False

    def fit(self, left: Shape, right: Shape) -> bool:
        """Make two shapes equal; where they cannot be, nothing is learnt from the attempt."""
        before = self.known
        if self.equal(left.rows, right.rows) and self.equal(left.cols, right.cols):
            return True
        self.known = before
        return False

    def filled(self, node: Node) -> Node:
        """The tree with every size that was open replaced by what was found."""
        if not self.fresh or type(node) in _LEAVES:
            return node
        if isinstance(node, tree.Identity):
            return tree.changed(node, size=self._closed(node.size, node))
        if isinstance(node, tree.Zero | tree.Ones):
            return tree.changed(node, rows=self._closed(node.rows, node), cols=self._closed(node.cols, node))
        changed = {}
        for name in tree.HOLDING[type(node)]:
            old = getattr(node, name)
            new = self._filled(old)
            if new is not old:
                changed[name] = new
        return tree.changed(node, **changed) if changed else node

    def _filled(self, value: Any) -> Any:
        if isinstance(value, Node):
            return self.filled(value)
        if isinstance(value, tuple):
            new = tuple(self._filled(item) for item in value)
            return value if all(a is b for a, b in zip(new, value, strict=True)) else new
        return value

    def _closed(self, size: Dim | None, node: Node) -> Dim:
        assert size is not None
        found = size.replaced(self.known)
        if not found.open:
            return found
        if isinstance(node, tree.Zero):
            # a 0 that fits anything: one of one entry is as good as any
            return found.replaced({name: ONE for name in found.names if name.startswith("?")})
        if isinstance(node, tree.Ones):
            # 1ᵀ1 fits any size: that of the other ones around is meant
            sizes = {one.replaced(self.known) for one in self.ones}
            closed = [one for one in sizes if not one.open]
            if len(closed) == 1:
                return closed[0]
        if self.other is not None and isinstance(node, tree.Identity):
            return self.other
        raise ShapeError("the size of this is not clear here; write it, as in I_k", node.span, unclear=True)

    # --- products

    def times(self, left: Shape, right: Shape) -> Shape | None:
        """The shape of a product, or None where the inner sizes differ."""
        left, right = left.replaced(self.known), right.replaced(self.known)
        if left.scalar:
            return right
        if right.scalar:
            return left
        return Shape(left.rows, right.cols) if self.equal(left.cols, right.rows) else None

    def scalar_run(self, parts: list[tuple[Node, Shape]], start: int) -> int:
        """How many factors from a place on are a scalar together, as aᵀ b is; 0 where none are."""
        shape: Shape | None = parts[start][1].replaced(self.known)
        assert shape is not None
        if shape.rows != ONE:
            return 0
        for end in range(start + 1, len(parts)):
            following = parts[end][1].replaced(self.known)
            shape = Shape(shape.rows, following.cols) if not (shape.cols - following.rows).terms else None
            if shape is None:
                return 0
            if shape.scalar:
                return end + 1 - start
        return 0

    def misfit(self, left: Shape, right: Shape, span: Span) -> ShapeError:
        inner = (str(left.cols.replaced(self.known)), str(right.rows.replaced(self.known)))
        sizes = " and ".join("?" if size.startswith("?") else size for size in inner)
        return ShapeError(
            f"cannot multiply {self.said(left)} by {self.said(right)}: the inner dimensions {sizes} differ", span
        )


def kept(node: Node, **parts: Any) -> Node:
    """The node with these parts; itself where they are what it has."""
    for name, new in parts.items():
        old = getattr(node, name)
        if new is not old and not (type(new) is tuple and all(map(is_, new, old)) and len(new) == len(old)):
            return tree.changed(node, **parts)
    return node
