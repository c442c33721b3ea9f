"""Nodes: every kind is known to those who walk over trees."""

from dataclasses import fields

import pytest
from hypothesis import given

from grader.algebra.expressions import tree
from tests.algebra.trees import trees

KINDS = [kind for kind in vars(tree).values() if isinstance(kind, type) and issubclass(kind, tree.Node)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not tree.Node], ids=lambda kind: kind.__name__)
def test_the_table_names_the_fields_that_hold_nodes(kind) -> None:
    assert set(tree.HOLDING[kind]) <= {one.name for one in fields(kind)}


@given(trees())
def test_no_node_stands_in_a_field_that_the_table_leaves_out(node) -> None:
    def holds(value) -> bool:
        return isinstance(value, tree.Node) or (isinstance(value, tuple) and any(map(holds, value)))

    for inner in tree.walk(node):
        assert {name for name in tree.parts(inner) if holds(getattr(inner, name))} == set(tree.HOLDING[type(inner)])
