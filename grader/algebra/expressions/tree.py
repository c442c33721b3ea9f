"""Expressions of the matrix language as trees.

Every node knows the span of the source that it was read from; spans take no part in comparison. Products
and sums are flat and keep their order: factors do not commute. A scalar is a 1×1 matrix, a vector a matrix
of one column.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, TypeVar

from grader.algebra.expressions.dimensions import Dim


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of the source."""

    start: int = 0
    end: int = 0

    def to(self, other: "Span") -> "Span":
        return Span(self.start, other.end)


NOWHERE = Span()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any expression."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A rational number; a literal 0 is `Zero`."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A declared symbol or one that the student has named, by its one spelling in the notation (`W1`, `U_k`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Identity(Node):
    """I; its size is None until the shapes around it are known."""

    size: Dim | None = None


@dataclass(frozen=True, slots=True)
class Zero(Node):
    """0, as a scalar or a matrix; a size is None until the shapes around it are known."""

    rows: Dim | None = None
    cols: Dim | None = None


@dataclass(frozen=True, slots=True)
class Ones(Node):
    """A matrix of ones: a bold 1, `1_n`, `ones(n, m)`; without sizes a column."""

    rows: Dim | None = None
    cols: Dim | None = None


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Two terms or more; what is subtracted is a `Negative`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative(Node):
    body: Node


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Two factors or more, matrices in their order, scalars anywhere."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Hadamard(Node):
    """The entrywise product of two factors or more."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """`top / bottom` with a scalar below."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    body: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A power of a square matrix or scalar: -1 is the inverse, 1/2 the square root."""

    body: Node
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """One of `functions.FUNCTIONS` of one argument."""

    function: str
    argument: Node


@dataclass(frozen=True, slots=True)
class Norm(Node):
    """‖body‖, the root of the sum of squares of the entries; `kind` is "F", "2" or "" as it was written."""

    body: Node
    kind: str = "F"


@dataclass(frozen=True, slots=True)
class Inner(Node):
    """⟨left, right⟩ = tr(leftᵀ right)."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Gradient(Node):
    """∇_by of: the partial derivatives of a scalar, in the shape of the symbol `by`."""

    of: Node
    by: Name


@dataclass(frozen=True, slots=True)
class Total(Node):
    """Σ over a whole-number index from `low` to `high`, both included."""

    index: str
    low: int | Dim
    high: Dim | None
    body: Node


@dataclass(frozen=True, slots=True)
class Indexed(Node):
    """One row, one column or one entry: an index is a bound variable's name, a number from 1, or None for all."""

    body: Node
    row: str | int | None
    col: str | int | None


@dataclass(frozen=True, slots=True)
class Leading(Node):
    """The first `rows` rows and `cols` columns; None for all."""

    body: Node
    rows: Dim | None
    cols: Dim | None


@dataclass(frozen=True, slots=True)
class Block(Node):
    """A matrix of blocks, by rows."""

    rows: tuple[tuple[Node, ...], ...]


def parts(node: Node) -> tuple[str, ...]:
    """The names of a node's fields, the span left out."""
    kind: Any = type(node)
    return _fields(kind)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.name != "span")


HOLDING: Mapping[type[Node], tuple[str, ...]] = {
    **dict.fromkeys((Number, Name, Identity, Zero, Ones), ()),
    Sum: ("terms",),
    Negative: ("body",),
    Product: ("factors",),
    Hadamard: ("factors",),
    Quotient: ("top", "bottom"),
    Transpose: ("body",),
    Power: ("body",),
    Apply: ("argument",),
    Norm: ("body",),
    Inner: ("left", "right"),
    Gradient: ("of", "by"),
    Total: ("body",),
    Indexed: ("body",),
    Leading: ("body",),
    Block: ("rows",),
}
"""Every kind of node, and which of its fields hold nodes."""


def by_kind(owner: type) -> dict[type[Node], Callable[[Any, Any], Any]]:
    """The method of a class for each kind of node: `_sum` for a Sum. Raises AttributeError where one is missing.

    This is how a walk has a rule for each kind; where most kinds share one, `match` says so.
    """
    return {kind: getattr(owner, f"_{kind.__name__.lower()}") for kind in HOLDING}


def changed(node: N, **values: Any) -> N:
    """The node with other values in some of its fields; `dataclasses.replace` takes three times as long."""
    kind: Any = type(node)
    made: N = kind(*[values[name] if name in values else getattr(node, name) for name in _fields(kind)], span=node.span)
    return made


def respanned(node: N, span: Span) -> N:
    """The same node with another span."""
    kind: Any = type(node)
    made: N = kind(*[getattr(node, name) for name in _fields(kind)], span=span)
    return made


def children(node: Node) -> list[Node]:
    """The nodes right below a node."""
    found: list[Node] = []
    kind: Any = type(node)
    for name in HOLDING[kind]:
        value = getattr(node, name)
        if type(value) is not tuple:
            found.append(value)
        elif kind is Block:
            found.extend(block for row in value for block in row)
        else:
            found.extend(value)
    return found


def walk(node: Node) -> list[Node]:
    """A node and all below it, what is above before what is below."""
    found = [node]
    for inner in found:
        kind: Any = type(inner)
        if kind is Name:
            continue
        if kind is Block:
            found.extend(children(inner))
            continue
        for name in HOLDING[kind]:  # as `children`, without a list for each
            value = getattr(inner, name)
            if type(value) is tuple:
                found.extend(value)
            else:
                found.append(value)
    return found


def names(node: Node) -> frozenset[str]:
    """The symbols that an expression mentions."""
    return frozenset([inner.name for inner in walk(node) if type(inner) is Name])


@dataclass(frozen=True)
class Chain:
    """Expressions joined by `=`: one for a bare expression, two for an equation, more for a chain."""

    items: tuple[Node, ...]

    @property
    def span(self) -> Span:
        return self.items[0].span.to(self.items[-1].span)

    @cached_property
    def names(self) -> frozenset[str]:
        """The symbols that it mentions."""
        return frozenset().union(*map(names, self.items))
