"""The value of a typed expression at samples of its symbols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from grader.algebra.budget import spend
from grader.algebra.evaluation.arithmetic import Dual, Duals, PrimeField, Reals
from grader.algebra.evaluation.operations import EvaluationError, Operations, shape
from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.functions import Function
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node, Span

__all__ = ["EvaluationError", "World", "evaluated", "shape"]

MAX_OPERATIONS = 20_000
"""Operations in one evaluation, sums over an index unrolled."""


@dataclass
class World:
    """Samples of the symbols: `values` by name as arrays (samples, rows, columns), and the sizes of the dimensions.

    What has a definition is worked out from it when it is first asked for.
    """

    notation: Notation
    sizes: Mapping[str, int]
    arithmetic: PrimeField | Reals
    values: dict[str, Any]
    indices: dict[str, int] = field(default_factory=dict)
    draw: Callable[[str], Any] | None = None
    largest: Any = 0.0
    """In real numbers, the largest number met in each sample, (samples, 1, 1), since it was last set to 0.

    It is what the rounding errors in a sample are relative to.
    """
    measured: bool = True
    """Whether `largest` is kept."""
    saturated: bool = False
    """Whether a function has met values at which it is flat, so that what it depends on is lost to rounding there, or
    has met one of its pieces only."""

    def value(self, node: Node) -> Any:
        """The value of an expression, as an array (samples or 1, rows, columns).

        Raises:
            EvaluationError: too long a computation, an index that does not exist.
            Exhausted: too much has been worked out for this answer.
            Singular: an inverse that does not exist here.
            NotRational: a function that the prime field has not.
        """
        evaluation = _Evaluation(self, self.arithmetic, self.values)
        return self._counted(evaluation, node)

    def _counted(self, evaluation: "_Evaluation", node: Node) -> Any:
        """A value, whose cost is counted even where there is none."""
        try:
            if not isinstance(self.arithmetic, Reals):
                return evaluation.value(node)
            with np.errstate(all="ignore"):  # what is beyond all bounds is seen where it is compared
                return evaluation.value(node)
        finally:
            spend(evaluation.operations, evaluation.entries)

    def copy(self, values: Mapping[str, Any]) -> "World":
        """The same with other values for some symbols; what depends on them is worked out anew."""
        kept = {name: value for name, value in self.values.items() if name not in self.notation.definitions}
        kept.update(values)
        return World(self.notation, self.sizes, self.arithmetic, kept, self.indices, self.draw, measured=self.measured)

    def at(self, node: Node, indices: Mapping[str, int]) -> Any:
        """The value of an expression at some numbers for the indices that no sum binds. Raises as `value`."""
        inside = _Evaluation(self, self.arithmetic, self.values)
        inside.bound = dict(indices)
        return self._counted(inside, node)

    def index(self, name: str) -> int:
        """The number that an index which no sum binds stands for: from 2, the second such from 3, …"""
        if name not in self.indices:
            least = min((size for size in self.sizes.values()), default=1)
            self.indices[name] = min(2 + len(self.indices), least)
        return self.indices[name]


class _Evaluation(Operations):
    def __init__(self, world: World, arithmetic: Any, values: dict[str, Any]):
        super().__init__(arithmetic)
        self.world, self.values = world, values
        self.bound: dict[str, int] = {}
        self.open: set[str] = set()
        self.operations = self.entries = 0
        self.rounds = world.measured and isinstance(arithmetic, Reals)

    def value(self, node: Node) -> Any:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise EvaluationError("this takes too long to work out; write it with fewer sums", node.span)
        found = _RULES[type(node)](self, node)
        self.entries += found.size
        if self.rounds:
            sizes = np.max(np.abs(found), axis=(-1, -2), keepdims=True, initial=0.0)
            self.world.largest = np.maximum(self.world.largest, sizes)
        return found

    def size(self, dim: Dim | None) -> int:
        assert dim is not None
        return max(dim.value(self.world.sizes), 0)

    def met(self, row: Function, argument: Any, value: Any) -> None:
        if self.rounds and row.steep:
            seen = row.steep(argument, value).any(axis=0)  # at one sample is enough: a difference shows there
            self.world.saturated |= not bool(seen.all())
        if self.rounds and row.piece:
            self.halves(row.piece(argument))

    def halves(self, upper: Any) -> None:
        if self.rounds:
            self.world.saturated |= not bool((upper.any(axis=0) & ~upper.all(axis=0)).all())

    def _name(self, node: tree.Name) -> Any:
        known = self.values.get(node.name)
        if known is not None:
            return known
        notation = self.world.notation
        if node.name in notation.definitions:
            meaning = notation.definitions[node.name]
            if notation.indices.get(node.name):
                return self.value(meaning)  # z_i = W x_i means another thing for each i
            found = self._definition(node, meaning)
        elif node.name in self.bound:
            return self.over.number(Fraction(self.bound[node.name]))
        elif node.name in notation.symbols and self.world.draw is not None:
            drawn = self.world.draw(node.name)
            found = Dual(drawn, None) if isinstance(self.over, Duals) else drawn
        elif node.name in self.world.sizes:
            return self.over.number(Fraction(self.world.sizes[node.name]))
        else:
            raise EvaluationError(f"«{node.name}» is not defined", node.span)
        self.values[node.name] = found
        return found

    def _definition(self, node: tree.Name, meaning: Node) -> Any:
        if node.name in self.open:
            raise EvaluationError(f"«{node.name}» is defined by itself", node.span)
        # a definition knows nothing of the indices around the place where its name is used
        outside, self.bound = self.bound, {}
        self.open.add(node.name)
        try:
            return self.value(meaning)
        finally:
            self.bound = outside
            self.open.discard(node.name)

    def _gradient(self, node: tree.Gradient) -> Any:
        """Every partial derivative at once: one direction of dual numbers an entry of `by`."""
        base = self.over
        if isinstance(base, Duals):
            raise EvaluationError("second derivatives are not read", node.span)
        at = np.asarray(self.value(node.by))
        rows, cols = at.shape[-2:]
        directions = np.eye(rows * cols).reshape(rows * cols, 1, rows, cols)
        slope = evaluated(node.of, self.world, Duals(base), {node.by.name: Dual(at, directions)}, self)
        if slope.tangent is None:
            return np.zeros((1, rows, cols))
        along = slope.tangent[..., 0, 0]
        return along.T.reshape(along.shape[1], rows, cols)

    def _total(self, node: tree.Total) -> Any:
        outside = self.bound
        total = None
        low = self.size(node.low) if isinstance(node.low, Dim) else node.low
        for number in range(low, self.size(node.high) + 1):
            self.bound = {**outside, node.index: number}
            term = self.value(node.body)
            total = term if total is None else self.over.add(total, term)
        self.bound = outside
        if total is None:
            raise EvaluationError("this sum has no terms", node.span)
        return total

    def _at(self, index: str | int | None, size: int, span: Span) -> slice:
        if index is None:
            return slice(None)
        number = index if isinstance(index, int) else self._stands_for(index)
        if not 1 <= number <= size:
            raise EvaluationError(f"the index {index} runs past the size of what it counts", span)
        return slice(number - 1, number)

    def _stands_for(self, index: str) -> int:
        """What an index stands for: bound by a sum, the last of a size (u_k is the k-th column), or any number."""
        if index in self.bound:
            return self.bound[index]
        return self.world.sizes[index] if index in self.world.sizes else self.world.index(index)

    def _indexed(self, node: tree.Indexed) -> Any:
        body = self.value(node.body)
        rows, cols = shape(body)
        where = (..., self._at(node.row, rows, node.span), self._at(node.col, cols, node.span))
        return self.over.pick(body, where)


def evaluated(
    node: Node, world: World, over: Duals, duals: Mapping[str, Dual], outer: _Evaluation | None = None
) -> Dual:
    """The value of an expression with derivatives, where some symbols are dual numbers and all others constants."""
    known = outer.values if outer else world.values
    definitions = world.notation.definitions
    values: dict[str, Any] = {name: Dual(value, None) for name, value in known.items() if name not in definitions}
    inside = _Evaluation(world, over, {**values, **duals})
    if outer:
        inside.bound, inside.operations = dict(outer.bound), outer.operations
    try:
        found: Dual = inside.value(node)
    finally:
        spend(inside.operations - (outer.operations if outer else 0), inside.entries)
    for name, value in inside.values.items():  # what was drawn meanwhile stays drawn
        if name not in definitions and name not in known:
            known[name] = value.value
    if outer:
        outer.operations = inside.operations
    return found


_RULES = tree.by_kind(_Evaluation)
