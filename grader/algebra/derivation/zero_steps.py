"""Steps that are true only because both sides are 0: what was put for what, and whether that may be done."""

from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.tree import Node


def false_replacement(one: Equation, trials: Trials) -> Equation | None:
    """The two expressions of which one was put for the other although they differ, where both sides are 0.

    Looked for where two products differ in one factor, or two sums in one term, and from there inwards. Such a
    step says no more than 0 = 0, and a reader takes it for the replacement.
    """
    found = _apart(one.left, one.right, trials)
    return found if found is not None and found != one else None


def is_zero(node: Node, trials: Trials) -> bool:
    """Whether an expression is 0 for all values."""
    try:
        return trials.vectors.zero(trials.world().value(node), 1.0)
    except (Singular, EvaluationError):
        return False


def _apart(left: Node, right: Node, trials: Trials) -> Equation | None:
    pair = _only_difference(left, right)
    if pair is None:
        return None
    inner = Equation(*pair)
    if isinstance(pair[0], tree.Zero) or isinstance(pair[1], tree.Zero):
        return None  # a factor that was seen to be 0 with its neighbours
    try:
        if trials.holds(inner):
            return _apart(*pair, trials)
    except (Singular, EvaluationError, ValueError):
        return None
    deeper = _apart(*pair, trials)
    return deeper or inner


def _only_difference(left: Node, right: Node) -> tuple[Node, Node] | None:
    """The one factor, term or body in which two expressions of the same build differ."""
    if type(left) is not type(right):
        return None
    if isinstance(left, tree.Negative | tree.Transpose):
        return (left.body, right.body) if left.body != right.body else None  # type: ignore[attr-defined]
    if isinstance(left, tree.Product):
        ours, theirs = left.factors, right.factors  # type: ignore[attr-defined]
    elif isinstance(left, tree.Sum):
        ours, theirs = left.terms, right.terms  # type: ignore[attr-defined]
    else:
        return None
    if len(ours) != len(theirs):
        return None
    different = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return different[0] if len(different) == 1 else None
