"""Proofs column by column: `(A - I) C u_i = 0` for any i is `(A - I) C U_k = 0`."""

from collections.abc import Mapping
from typing import Any

from grader.algebra.derivation.exercise import Exercise
from grader.algebra.equivalence.linear_span import multiple
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.substitution import free_indices
from grader.algebra.expressions.tree import Node


def is_column(whole: Equation, one: Equation, exercise: Exercise, trials: Trials) -> bool:
    """Whether an equation with one free index says of a column or a row what another says of all."""
    found = free_indices(one.left) | free_indices(one.right)
    indices = found - exercise.generic.dims
    if len(indices) != 1:
        return False
    one = Equation(_of_parts(one.left, exercise), _of_parts(one.right, exercise))
    world = trials.world()
    at = world.index(next(iter(indices))) - 1
    try:
        wanted, column = (trials.values(each, world) for each in (whole, one))
    except (Singular, NotRational, EvaluationError, ValueError):
        return False
    if any(trials.vectors.zero(each.residual, each.scale) for each in (wanted, column)):
        return False
    part = wanted.residual[..., :, at : at + 1]
    if column.residual.shape[-1] != 1:
        part = wanted.residual[..., at : at + 1, :]
    return part.shape == column.residual.shape and multiple(trials, column.residual, part)


def _of_parts(node: Node, exercise: Exercise) -> Node:
    """With the columns of U taken from U_k, where U_k is what begins U: nothing else is known of U_k there."""
    parts = {
        meaning.body.name: tree.Name(name)
        for name, meaning in exercise.put.definitions.items()
        if name in exercise.opaque
        and isinstance(meaning, tree.Leading)
        and isinstance(meaning.body, tree.Name)
        and meaning.rows is None
    }
    moved: Node = _moved(node, parts)
    return moved


def _moved(part: Any, parts: Mapping[str, tree.Name]) -> Any:
    if isinstance(part, tuple):
        return tuple(_moved(inner, parts) for inner in part)
    if isinstance(part, tree.Indexed) and isinstance(part.body, tree.Name):
        column = part.row is None and isinstance(part.col, str)
        return tree.changed(part, body=parts.get(part.body.name, part.body)) if column else part
    if not isinstance(part, Node):
        return part
    return tree.changed(part, **{name: _moved(getattr(part, name), parts) for name in tree.HOLDING[type(part)]})
