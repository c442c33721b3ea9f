"""What an answer says that it is equal to: `G = ∂L/∂W = …`, the entry `∂L/∂W_{ij} = …`, and whether it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Gradient, Node


@dataclass(frozen=True, slots=True)
class Leeway:
    """Which differences from the value that is asked for make none: a number in front, transposition."""

    scale: bool
    layout: bool

    @property
    def none(self) -> bool:
        return not self.scale and not self.layout


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer, typed, with its shape and its value at the samples of some trials."""

    answer: Node
    shape: Shape
    value: Array
    trials: Trials
    leeway: Leeway

    def mislabelled(self, labels: Iterable[Node]) -> Node | None:
        """The first of the expressions that the answer is said to equal, and does not."""
        own = self.trials.notation.students
        for label in labels:
            gradients = [inner for inner in tree.walk(label) if isinstance(inner, Gradient)]
            if any(inner.by.name in own for inner in gradients):
                continue  # by a name of the student's: a step of the chain rule
            try:
                if not self._is_called(label, bool(gradients)):
                    return label
            except ShapeError as error:
                if error.misfit and not gradients:
                    return label
            except (EvaluationError, Singular, NotRational):
                if not gradients:
                    return label
        return None

    def _is_called(self, label: Node, gradient: bool) -> bool:
        """Whether the answer is what it is called; functions and sizes are looked at in samples of their own.

        Raises ShapeError, and as `World.value`.
        """
        trials, leeway = self.trials, self.leeway
        one, form = typed(label, trials.notation)
        if form.rows.open or form.cols.open:  # a 0 that fits anything
            one, form = typed(label, trials.notation, self.shape)
        sizes = tuple(side.value(trials.world().sizes) for side in (form.rows, form.cols))
        ours = self.value.shape[-2:]
        if sizes != ours and not (leeway.layout and sizes[::-1] == ours):
            return False
        if not gradient and leeway.none and not trials.covers(one):
            claim = Equation(one, self.answer)
            fresh = Trials.of(trials.notation, (), [claim], trials.seed)
            return hold_at((fresh, *(fresh.elsewhere or ())), claim)
        return self._equals(trials.world().value(one))

    def _equals(self, found: Array) -> bool:
        """Whether the answer has this value, as far as the leeway goes."""
        vectors, world = self.trials.vectors, self.trials.world()
        both = [self.value, np.swapaxes(self.value, -1, -2)] if self.leeway.layout else [self.value]
        return any(
            vectors.zero(world.arithmetic.add(found, -other), np.maximum(1.0, world.largest))
            or (self.leeway.scale and vectors.multiple(*np.broadcast_arrays(found, other)) is not None)
            for other in both
            if other.shape[-2:] == found.shape[-2:]
        )


def entry(labels: Sequence[Node], shape: Shape, notation: Notation) -> tree.Indexed | None:
    """The entry, row or column that an answer says it is, of something of the shape that is asked for: ∂L/∂W_{ij}."""
    for label in labels:
        if not isinstance(label, tree.Indexed):
            continue
        indices = [index for index in (label.row, label.col) if index is not None]
        letters = {index for index in indices if isinstance(index, str)} - notation.dims
        try:
            whole = typed(label.body, notation)[1]
        except ShapeError:
            continue
        if whole == shape and len(letters) == len(indices):
            return label
    return None


def is_entry(answer: Node, label: tree.Indexed, notation: Notation, seed: int) -> bool:
    """Whether an entry is what it is called; a derivative that has no value here is not looked at."""
    try:
        said = Equation(*typed_chain(Chain((answer, label)), notation)[0].items)
    except ShapeError:
        return False
    trials = Trials.of(notation, (), [said], seed, every=True)
    try:
        return trials.holds(said)
    except (EvaluationError, Singular, NotRational):
        return any(isinstance(inner, Gradient) for inner in tree.walk(label))


def hold_at(several: Iterable[Trials], claim: Equation) -> bool:
    """Whether an equation has a value and holds at all samples of several trials."""
    try:
        return all(each.holds(claim) for each in several)
    except (EvaluationError, Singular):
        return False
