"""The sizes of what a student names, where I, 0 or ones in its meaning leave them open: those that its uses ask for."""

from collections.abc import Sequence

from grader.algebra.expressions import tree
from grader.algebra.expressions.concrete_sizes import sizes
from grader.algebra.expressions.dimensions import ONE, Dim, Shape
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Identity, Node

MAX_USES, MAX_USE = 5, 300
"""Equations, and characters of each, from which the open sizes of a definition are guessed."""
_SIZED = frozenset({tree.Zero, Identity, tree.Ones})


def has_zero(meaning: Node) -> bool:
    """Whether a 0 stands in a meaning, whose size it may leave open."""
    return any(type(inner) is tree.Zero for inner in tree.walk(meaning))


def sized(name: str, meaning: Node, chains: Sequence[Chain], notation: Notation) -> tuple[Node, Shape]:
    """A meaning with its sizes; where they are open, as in [I_k 0], the ones that fit most of what is said.

    Raises:
        ShapeError: it fits nothing, or nothing tells how large a 0 in it is.
    """
    if not any(type(inner) in _SIZED for inner in tree.walk(meaning)):
        return typed(meaning, notation)
    fitting = _of_symbols(meaning, notation)
    closed = fitting or _closed(meaning, notation)
    if len(closed) == 1:
        return closed[0]
    uses = [one for one in chains if one.span.end < MAX_USE and name in one.names][:MAX_USES]
    fits = [sum(_fits(use, notation.defining(name, form, node)) for use in uses) for node, form in closed]
    if not fitting and not max(fits):
        raise ShapeError("the size of the 0 here is not clear; write it, as in 0_{m × k}", meaning.span, unclear=True)
    return closed[fits.index(max(fits))]


def _of_symbols(meaning: Node, notation: Notation) -> list[tuple[Node, Shape]]:
    """A meaning in the shapes of the symbols, or their transposes, that it can have."""
    found, numbers = [], sizes(notation, 3)
    for shape in dict.fromkeys(
        s for symbol in notation.symbols.values() for s in (symbol.shape, symbol.shape.transposed)
    ):
        try:
            node = typed(meaning, notation, shape)[0]
        except ShapeError:
            continue
        if all(dim.value(numbers) > 0 for inner in tree.walk(node) for dim in _sizes(inner)):
            found.append((node, shape))
    return found


def _closed(meaning: Node, notation: Notation) -> list[tuple[Node, Shape]]:
    """A meaning in a shape of its own: with each size that there is, where a 0 beside a block leaves one open.

    Raises:
        ShapeError: it fits nothing.
    """
    node, shape = typed(meaning, notation)
    unknown = {name for side in (shape.rows, shape.cols) for name in side.names if name.startswith("?")}
    if not unknown:
        return [(node, shape)]
    every = (ONE, *map(Dim.of, sorted(notation.dims)))
    shapes = [shape.replaced(dict.fromkeys(unknown, size)) for size in every]
    return [(typed(meaning, notation, one)[0], one) for one in shapes]


def _sizes(node: Node) -> tuple[Dim, ...]:
    if isinstance(node, tree.Zero | tree.Ones):
        return tuple(dim for dim in (node.rows, node.cols) if dim is not None)
    return (node.size,) if isinstance(node, Identity) and node.size is not None else ()


def _fits(chain: Chain, notation: Notation) -> bool:
    try:
        typed_chain(chain, notation)
    except ShapeError:
        return False
    return True
