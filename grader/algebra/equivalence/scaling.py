"""Equations that say that something is zero, and expressions that are multiples of one another."""

from grader.algebra.equivalence.linear_span import multiple
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.expressions.tree import Chain, Node, Zero


def vanishing(node: Node, nothing: Node, notation: Notation) -> Equation:
    """`node = 0`; where a norm is 0, what it is the norm of."""
    if isinstance(node, tree.Power) and node.exponent > 0 and isinstance(node.body, tree.Norm):
        node = node.body
    if isinstance(node, tree.Norm):
        return Equation(*typed_chain(Chain((node.body, Zero())), notation)[0].items)
    return Equation(node, nothing)


def same_up_to_scale(one: Node, other: Node, notation: Notation, unknowns: frozenset[str], seed: int) -> bool:
    """Whether two expressions are the same for all values, up to a number in front and transposition.

    Raises:
        Singular, EvaluationError, NotRational: one of them has no value.
    """
    trials = Trials.of(notation, unknowns, [Equation(one, other)], seed)
    world = trials.world()
    return multiple(trials, world.value(one), world.value(other))
