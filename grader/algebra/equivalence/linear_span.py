"""What linear algebra says of equations at samples: multiples of each other, and spans of their entries."""

from collections.abc import Sequence

import numpy as np

from grader.algebra.evaluation.prime_field import Array
from grader.algebra.evaluation.sampling import Case
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node

MAX_COLUMNS = 700
"""Entries of all equations together up to which spans are compared."""


def multiple(trials: Trials, values: Array, of: Array) -> bool:
    """Whether one is c times the other, or its transpose, with the same c ≠ 0 at all samples."""
    values, of = np.broadcast_arrays(values, of) if values.shape[1:] == of.shape[1:] else (values, of)
    if values.shape == of.shape and trials.vectors.multiple(values, of) is not None:
        return True
    turned = np.swapaxes(of, -1, -2)
    return values.shape == turned.shape and trials.vectors.multiple(values, turned) is not None


def same_up_to_scale(one: Node, other: Node, notation: Notation, unknowns: frozenset[str], seed: int) -> bool:
    """Whether two expressions are the same for all values, up to a number in front and transposition.

    Raises:
        Singular, EvaluationError, NotRational: one of them has no value.
    """
    trials = Trials.of(notation, unknowns, [Equation(one, other)], seed)
    world = trials.world()
    return multiple(trials, world.value(one), world.value(other))


class Span:
    """The span of the entries of some equations, as functions of the unknowns at fixed givens."""

    def __init__(self, trials: Trials, case: Case, equations: Sequence[Equation]):
        self.trials, self.case, self.equations = trials, case, equations
        self.bases: dict[int, Array] = {}

    def holds(self, claim: Equation) -> bool:
        """Whether every entry of the claim is a combination of theirs. Raises Singular, EvaluationError."""
        trials = self.trials
        probe = trials.world(self.case, fixed=True, samples=1)
        sizes = [trials.values(one, probe).residual[0].size for one in (*self.equations, claim)]
        if sum(sizes) > MAX_COLUMNS:
            return False
        samples = 40 * -(-(sum(sizes) + 20) // 40)
        world = trials.world(self.case, fixed=True, samples=samples)
        if samples not in self.bases:
            rows = np.concatenate([self._entries(one, world, samples) for one in self.equations])
            self.bases[samples] = trials.vectors.basis(rows)
        return trials.vectors.inside(self._entries(claim, world, samples), self.bases[samples])

    def _entries(self, one: Equation, world: object, samples: int) -> Array:
        """(entries, samples)"""
        values = self.trials.values(one, world).residual  # type: ignore[arg-type]
        spread = np.broadcast_to(values, (samples, *values.shape[1:]))
        return np.ascontiguousarray(spread.reshape(samples, -1).T)
