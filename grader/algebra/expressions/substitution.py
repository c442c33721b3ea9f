"""What names in an expression stand for: indices that nothing binds, names replaced by their meanings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from grader.algebra.expressions.tree import Gradient, Indexed, Name, Node, Total, changed, children, parts


def free_indices(
    node: Node, bound: frozenset[str] = frozenset(), known: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> frozenset[str]:
    """The indices that no sum around them binds; `known` are those of what names stand for."""
    if isinstance(node, Total):
        return free_indices(node.body, bound | {node.index}, known)
    if isinstance(node, Name):
        return known.get(node.name, frozenset()) - bound
    found: set[str] = set()
    if isinstance(node, Indexed):
        found = {index for index in (node.row, node.col) if isinstance(index, str) and index not in bound}
    for inner in children(node):
        found |= free_indices(inner, bound, known)
    return frozenset(found)


def substituted(node: Node, meanings: Mapping[str, Node]) -> Node:
    """The tree with names replaced by what they stand for."""
    if isinstance(node, Name):
        return meanings.get(node.name, node)
    if isinstance(node, Gradient):
        return changed(node, of=substituted(node.of, meanings))
    return changed(node, **{name: _substituted(getattr(node, name), meanings) for name in parts(node)})


def _substituted(value: Any, meanings: Mapping[str, Node]) -> Any:
    if isinstance(value, Node):
        return substituted(value, meanings)
    return tuple(_substituted(item, meanings) for item in value) if isinstance(value, tuple) else value
