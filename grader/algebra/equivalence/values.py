"""Whether an expression is the value that is asked for: equal at all samples, or how it differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from grader.algebra.budget import Exhausted
from grader.algebra.equivalence.counterexample import counterexample
from grader.algebra.equivalence.findings import Finding, Kind, Trouble, Why, unfit
from grader.algebra.equivalence.labels import Labelled, Leeway, entry, hold_at, is_entry
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import normal_form, tree
from grader.algebra.expressions.dimensions import Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation, has_gradient
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Name, Node
from grader.algebra.language import declarations
from grader.algebra.language.printer import latex
from grader.algebra.reading.final_answer import Answered, answered
from grader.algebra.reading.statements import Reading


@dataclass(frozen=True)
class Asked:
    """What is asked for: a value, typed, and its shape; expressions of the `banned` forms are the question itself."""

    value: Node
    shape: Shape
    banned: frozenset[normal_form.Key] = frozenset()

    @classmethod
    def declared(cls, value: str, not_as: Sequence[str], notation: Notation) -> "Asked":
        """What a rubric asks for: the value, and what is no answer. Raises NotationError."""
        wanted, shape = declarations.value(value, notation, ("value",))
        banned = (declarations.read(one, notation).items[0] for one in not_as)
        return cls(wanted, shape, frozenset(normal_form.form(one, notation) for one in banned))

    @cached_property
    def shown(self) -> str:
        """The value in LaTeX; empty where it has a derivative in it: that is the question."""
        return "" if has_gradient(self.value) else latex(self.value)


@dataclass(frozen=True, slots=True)
class ValueJudged:
    """The answer that was found among the statements, if any, and what it is, unless it cannot be read."""

    answered: Answered | None = None
    finding: Finding | None = None


def judge_answer(
    reading: Reading, wanted: Asked, base: Notation, seed: int, *, scale: bool = False, layout: bool = False
) -> ValueJudged:
    """Judge an answer against the value that is asked for, in the exercise's notation.

    With `scale` a number in front makes no difference, with `layout` transposition makes none.
    """
    chosen = answered(reading, wanted.value, base)
    if chosen is None or chosen.unread is not None:
        return ValueJudged(chosen)
    (value,) = reading.pinned(base, wanted.value)
    pinned = replace(wanted, value=value)
    try:
        judged = finding(chosen.answer, chosen.labels, pinned, reading.notation, seed, Leeway(scale, layout))
        other = _redefined(reading, chosen, base, seed) if judged.kind is Kind.SAME else None
    except Exhausted:
        return ValueJudged(chosen, Finding(Kind.UNDECIDED, why=Why.WORK))
    if other is not None:
        judged = Finding(Kind.UNDECIDED, why=Why.REDEFINED, about=other)
    return ValueJudged(chosen, judged)


def _redefined(reading: Reading, chosen: Answered, base: Notation, seed: int) -> Equation | None:
    """What an answer says of a name of the exercise that it uses, and that the name does not stand for."""
    used = reading.notation.meaning(tree.names(chosen.answer)) & base.definitions.keys() - reading.notation.students
    for at, one in enumerate(reading.statements):
        items = one.chain.items if one.chain and at != chosen.at else ()
        if len(items) < 2 or not isinstance(items[0], Name) or items[0].name not in used:
            continue
        try:
            sides = typed_chain(Chain(items[:2]), reading.notation)[0].items
        except ShapeError:
            continue
        claim = Equation(*sides)
        trials = Trials.of(reading.notation, (), [claim], seed)
        if not hold_at((trials,), claim):
            return claim
    return None


def finding(
    answer: Node, labels: Sequence[Node], wanted: Asked, notation: Notation, seed: int, leeway: Leeway
) -> Finding:
    """What an answer is, compared to the value that is asked for, and whether it is all that it is said to be.

    Raises Exhausted where to decide that takes too long.
    """
    try:
        given, form = typed(answer, notation)
    except ShapeError as error:
        return unfit(error)
    if wanted.banned and normal_form.form(given, notation) in wanted.banned:
        return Finding(Kind.FALSE, why=Why.QUESTION)
    if form != wanted.shape and (label := entry(labels, wanted.shape, notation)) is not None:
        return _judged_entry(Equation(given, tree.changed(label, body=wanted.value)), label, notation, seed)
    turned = form == wanted.shape.transposed
    if form != wanted.shape and not (leeway.layout and turned):
        return Finding(Kind.FALSE, why=Why.TRANSPOSED if turned else Why.SHAPE, shape=form)
    claim = Equation(given, wanted.value if form == wanted.shape else tree.Transpose(wanted.value))
    trials = Trials.of(notation, (), [claim], seed)
    try:
        theirs, ours = trials.sides(claim, trials.world())
    except EvaluationError as error:
        return Finding(Kind.FALSE, why=Why.NO_VALUE, trouble=Trouble(error.message, error.span))
    except (Singular, NotRational):
        return Finding(Kind.FALSE, why=Why.NO_INVERSE)
    compared = _compared(claim, theirs, ours, leeway, trials)
    if compared.kind is not Kind.SAME:
        return compared
    others = [one for one in labels if one != wanted.value]
    false = Labelled(given, form, theirs, trials, leeway).mislabelled(others)
    return compared if false is None else Finding(Kind.FALSE, why=Why.MISCALLED, about=Equation(false, given))


def _compared(claim: Equation, theirs: Array, ours: Array, leeway: Leeway, trials: Trials) -> Finding:
    """What an expression is, the left side of `claim`, whose sides have these values at the samples."""
    difference = trials.difference(theirs, ours, trials.world())
    sure = trials.trusts(claim)
    if trials.vectors.zero(difference.residual, difference.scale):
        return _same(claim, sure, trials)
    vectors = trials.vectors
    ours, theirs = np.broadcast_arrays(ours, theirs)
    constant = vectors.multiple(theirs, ours)
    if constant is not None and leeway.scale:
        return Finding(Kind.SAME, why=Why.MULTIPLE, proved=trials.proves)
    upright = np.swapaxes(ours, -1, -2)
    square = ours.shape[-1] == ours.shape[-2] and ours.shape[-1] > 1
    turned = square and vectors.multiple(theirs, upright) is not None
    if turned and leeway.layout:
        apart = trials.world().arithmetic.add(theirs, -upright)
        if leeway.scale or vectors.zero(apart, difference.scale):
            return Finding(Kind.SAME, why=Why.TRANSPOSED, proved=trials.proves)
    why = Why.TRANSPOSED if turned else None
    if constant is not None:
        why = Why.OPPOSITE if constant == -1 else Why.MULTIPLE
    return Finding(Kind.FALSE, why=why, counterexample=counterexample(claim, (), trials.notation))


def _same(claim: Equation, sure: bool, trials: Trials) -> Finding:
    """What an expression is that has the value asked for at the samples, of which one may not be `sure`."""
    if not sure and (example := counterexample(claim, (), trials.notation)) is not None:
        return Finding(Kind.FALSE, counterexample=example)
    if (doubt := _doubt(sure, trials)) is not None:
        return Finding(Kind.UNDECIDED, why=doubt)
    if not hold_at(trials.elsewhere or (), claim):
        return Finding(Kind.FALSE, why=Why.SOME_SIZES)
    for case in trials.cases([claim])[1:]:
        try:
            trials.values(claim, trials.world(case))
        except Singular:
            return Finding(Kind.ASSUMES, why=Why.SINGULAR)
    return Finding(Kind.SAME, proved=trials.proves)


def _doubt(sure: bool, trials: Trials) -> Why | None:
    """Why agreement at the samples decides nothing."""
    if not sure:
        return Why.LARGE
    return Why.SIZES if trials.sized and trials.elsewhere is None else None


def _judged_entry(claim: Equation, label: tree.Indexed, notation: Notation, seed: int) -> Finding:
    """What an answer is that gives every entry, the left side of a claim, and is called the entry `label`."""
    try:
        claim = Equation(*typed_chain(Chain((claim.left, claim.right)), notation)[0].items)
    except ShapeError as error:
        return Finding(Kind.FALSE, why=Why.MISFIT, trouble=Trouble(error.message))
    trials = Trials.of(notation, (), [claim], seed, every=True)
    if not hold_at((trials, *(trials.elsewhere or ())), claim):
        return Finding(Kind.FALSE, why=Why.ENTRY)
    if _doubt(trials.trusts(claim), trials) is not None:
        return Finding(Kind.UNDECIDED, why=Why.LARGE)
    if not is_entry(claim.left, label, notation, seed):
        return Finding(Kind.FALSE, why=Why.MISCALLED_ENTRY, about=Equation(label, claim.left))
    return Finding(Kind.SAME, why=Why.ENTRY, proved=trials.proves)
