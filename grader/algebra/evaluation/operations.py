"""What operations do to values: sums, products, powers, functions, blocks."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.functions import FUNCTIONS, Function
from grader.algebra.expressions.tree import Node, Span

MAX_EXPONENT = 64


class EvaluationError(Exception):
    """An expression that has no value here: what is wrong, and where."""

    def __init__(self, message: str, span: Span):
        self.message, self.span = message, span
        super().__init__(message)


def shape(value: Any) -> tuple[int, int]:
    """Rows and columns of a value, dual or not."""
    rows, cols = value.shape[-2:]
    return rows, cols


class Operations(ABC):
    """The rules of all nodes but names, indices and derivatives, over some arithmetic."""

    rounds = False
    """Whether the arithmetic is that of real numbers, in which a sample can hide something."""

    def __init__(self, arithmetic: Any):
        self.over = arithmetic

    @abstractmethod
    def value(self, node: Node) -> Any:
        """The value of an expression, (samples or 1, rows, columns)."""

    @abstractmethod
    def size(self, dim: Dim | None) -> int:
        """A size in numbers."""

    @abstractmethod
    def halves(self, upper: Any) -> None:
        """Note which samples are on the upper one of two pieces."""

    @abstractmethod
    def met(self, row: Function, argument: Any, value: Any) -> None:
        """Note what a function was taken of."""

    def _constant(self, array: Any) -> Any:
        return self.over.constant(array[None])

    def _number(self, node: tree.Number) -> Any:
        return self.over.number(node.value)

    def _identity(self, node: tree.Identity) -> Any:
        return self._constant(np.eye(self.size(node.size)))

    def _zero(self, node: tree.Zero) -> Any:
        return self._constant(np.zeros((self.size(node.rows), self.size(node.cols))))

    def _ones(self, node: tree.Ones) -> Any:
        return self._constant(np.ones((self.size(node.rows), self.size(node.cols))))

    def _sum(self, node: tree.Sum) -> Any:
        total = self.value(node.terms[0])
        for term in node.terms[1:]:
            total = self.over.add(total, self.value(term))
        return total

    def _negative(self, node: tree.Negative) -> Any:
        return self.over.negative(self.value(node.body))

    def _times(self, left: Any, right: Any) -> Any:
        """A product of matrices, or by a scalar."""
        if left.shape[-2:] == (1, 1) or right.shape[-2:] == (1, 1):
            return self.over.times(left, right)
        return self.over.matmul(left, right)

    def _product(self, node: tree.Product) -> Any:
        total = self.value(node.factors[0])
        for factor in node.factors[1:]:
            total = self._times(total, self.value(factor))
        return total

    def _hadamard(self, node: tree.Hadamard) -> Any:
        total = self.value(node.factors[0])
        for factor in node.factors[1:]:
            total = self.over.times(total, self.value(factor))
        return total

    def _quotient(self, node: tree.Quotient) -> Any:
        return self.over.times(self.value(node.top), self.over.reciprocal(self.value(node.bottom)))

    def _transpose(self, node: tree.Transpose) -> Any:
        return self.over.transpose(self.value(node.body))

    def _power(self, node: tree.Power) -> Any:
        exponent = node.exponent
        if abs(exponent) > MAX_EXPONENT:
            raise EvaluationError(f"powers up to {MAX_EXPONENT} are read", node.span)
        if isinstance(node.body, tree.Norm) and exponent.denominator == 1 and exponent % 2 == 0:
            entries = self.value(node.body.body)
            return self._whole(self.over.total(self.over.times(entries, entries)), int(exponent) // 2)
        body = self.value(node.body)
        if exponent.denominator != 1:
            return self.over.power(body, exponent)
        return self._whole(body, int(exponent))

    def _whole(self, body: Any, exponent: int) -> Any:
        if exponent < 0:
            body = self.over.reciprocal(body) if shape(body) == (1, 1) else self.over.inverse(body)
            exponent = -exponent
        if exponent == 0:
            return self._constant(np.eye(shape(body)[0]))
        result = None
        while exponent:
            if exponent & 1:
                result = body if result is None else self._times(result, body)
            exponent >>= 1
            body = self._times(body, body) if exponent else body
        return result

    def _apply(self, node: tree.Apply) -> Any:
        row, argument = FUNCTIONS[node.function], self.value(node.argument)
        found = self.over.function(row, argument)
        self.met(row, argument, found)
        return found

    def _norm(self, node: tree.Norm) -> Any:
        entries = self.value(node.body)
        if entries.shape[-2:] == (1, 1) and self.rounds:
            self.halves(entries > 0)  # an absolute value has two pieces
        return self.over.function(FUNCTIONS["sqrt"], self.over.total(self.over.times(entries, entries)))

    def _inner(self, node: tree.Inner) -> Any:
        return self.over.total(self.over.times(self.value(node.left), self.value(node.right)))

    def _leading(self, node: tree.Leading) -> Any:
        body = self.value(node.body)
        rows = slice(None) if node.rows is None else slice(self.size(node.rows))
        cols = slice(None) if node.cols is None else slice(self.size(node.cols))
        return self.over.pick(body, (..., rows, cols))

    def _block(self, node: tree.Block) -> Any:
        rows = [self.over.join([self.value(block) for block in row], -1) for row in node.rows]
        return self.over.join(rows, -2)
