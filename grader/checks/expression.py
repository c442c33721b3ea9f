"""An expression that has the value asked for, in whatever form it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from grader.algebra.budget import Exhausted, bounded
from grader.algebra.equivalence.counterexample import counterexample
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import normal_form, tree
from grader.algebra.expressions.dimensions import Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.open_derivatives import has_gradient
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Gradient, Node
from grader.algebra.language.declarations import NotationError, read
from grader.algebra.language.printer import latex
from grader.algebra.reading.final_answer import Answered, answered
from grader.algebra.reading.neutral_words import OF_EQUATIONS
from grader.algebra.reading.statements import Reading
from grader.checks import interface
from grader.checks.formulas import (
    key_of,
    line,
    misfit,
    notation_by,
    pinned,
    reading_of,
    seed_of,
    sentence,
    too_long,
    unchecked,
)
from grader.checks.interface import mistakes
from grader.checks.words import read_with_its_words
from grader.model import Status, Verdict


@mistakes("factor", "transposed", "sign", "shapes", "not_worked_out", "different")
@bounded
def expression(
    pieces: Sequence[Sequence[Any]],
    *,
    notation: interface.Notation,
    value: str,
    scale: Literal["exact", "any"] = "exact",
    layout: Literal["exact", "either"] = "exact",
    not_as: list[str] | None = None,
) -> Verdict:
    """The student's expression equals `value` for all values that the notation allows.

    It may be written bare, as `G = …`, `∇_W L = …` or as a chain. What is said to be the derivative that is asked for
    counts, else the last expression; remarks and special cases do not. It must be worked out: a gradient is no answer
    to what the gradient is. With `scale: any` a number in front
    makes no difference, with `layout: either` transposition does not. `not_as` lists forms that are the
    question, not the answer.
    """
    known = key_of(notation)
    base = notation_by(known)
    asked = _asked_for(value, tuple(not_as or ()), known)
    reading = reading_of(pieces, base)
    try:
        verdict = _graded(reading, asked, base, seed_of(pieces), scale, layout)
        return read_with_its_words(verdict, reading, pieces, OF_EQUATIONS if scale == "any" else ())
    except Exhausted:
        return too_long(reading.statements)


def _graded(reading: Reading, asked: "_Asked", base: Notation, seed: int, scale: str, layout: str) -> Verdict:
    """The verdict on an answer that has been read."""
    wanted = pinned(Equation(asked.value, asked.value), base, reading).left
    chosen = answered(reading, asked.value, base)
    lines = _lines(reading, chosen)
    key = {"conditions": [{"name": "value", "latex": asked.shown}]} if asked.shown else {}
    if chosen is None:
        return _none(lines, key)
    at, given = chosen.at, chosen.answer
    statement = reading.statements[at]

    def done(fraction: float, mark: str, label: str, says: str, **more: Any) -> Verdict:
        mistake = more.pop("mistake", None)
        if chosen.bare:
            more.pop("span", None)
        lines[at] = line(statement, mark, label, says, **more)
        evidence = {"lines": [one for one in lines if one is not None]}
        return Verdict.scored(fraction, says, evidence=evidence, answer_key=key, mistake=mistake)

    if chosen.unread is not None:
        behind = reading.statements[chosen.unread]
        lines[at] = line(statement, "skipped", "working, not checked")
        says = f"What stands behind it as the answer cannot be read: {behind.source[:80]}"
        if behind.kind == "unreadable":
            says = f"The answer cannot be read: {lines[chosen.unread]['says']}"
        return Verdict(Status.UNREADABLE, 0.0, says, evidence={"lines": lines}, answer_key=key)
    try:
        found, form = typed(given, reading.notation)
    except ShapeError as error:
        lines[at] = misfit(statement, error, place=not chosen.bare)
        evidence = {"lines": [one for one in lines if one is not None]}
        if not error.misfit:
            return Verdict(Status.UNREADABLE, 0.0, lines[at]["says"], evidence=evidence, answer_key=key)
        return Verdict.scored(0, lines[at]["says"], evidence=evidence, answer_key=key, mistake="shapes")
    if asked.banned and normal_form.form(found, reading.notation) in asked.banned:
        return done(0, "wrong", "not worked out", "This is the question itself; work it out.", mistake="not_worked_out")
    shape = asked.shape
    if form != shape and (entry := _entry(chosen.labels, shape, reading.notation)) is not None:
        return _entrywise(Equation(found, tree.changed(entry, body=wanted)), entry, reading.notation, seed, done)
    if form != shape and not (layout == "either" and form == shape.transposed):
        turned = form == shape.transposed
        hint = "; it is transposed" if turned else ""
        says = f"This is {form}, and {shape} is asked for{hint}."
        return done(0, "wrong", "shapes do not fit", says, mistake="transposed" if turned else "shapes")
    claim = Equation(found, tree.Transpose(wanted) if form != shape else wanted)
    trials = Trials.of(reading.notation, (), [claim], seed)
    try:
        sides = trials.sides(claim, trials.world())
    except EvaluationError as error:
        return done(0, "wrong", "has no value", sentence(error.message), span=error.span, mistake="different")
    except (Singular, NotRational):
        return done(0, "wrong", "has no value", "This inverts something that has no inverse.", mistake="different")
    verdict = _compared(claim, sides, scale, layout, trials, done)
    if verdict.fraction != 1:
        return verdict
    false = _mislabelled([one for one in chosen.labels if one != wanted], claim, form, sides[0], scale, layout, trials)
    if false is None:
        return verdict
    says = f"The expression is right, but it is not ${latex(false, statement.notation)}$, as is said."
    return done(0, "wrong", "not equal", says, span=false.span, mistake="different")


def _entry(labels: Sequence[Node], shape: Shape, notation: Notation) -> tree.Indexed | None:
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


def _entrywise(
    claim: Equation, label: tree.Indexed, notation: Notation, seed: int, done: Callable[..., Verdict]
) -> Verdict:
    """The verdict on an answer that gives every entry, the left side of a claim, and is called the entry `label`."""
    try:
        claim = Equation(*typed_chain(Chain((claim.left, claim.right)), notation)[0].items)
    except ShapeError as error:
        return done(0, "wrong", "shapes do not fit", sentence(error.message), mistake="shapes")
    trials = Trials.of(notation, (), [claim], seed, every=True)
    if not all(_holds(claim, each) for each in (trials, *(trials.elsewhere or ()))):
        says = "This is not the entry of what is asked for, whatever the indices are."
        return done(0, "wrong", "not equal", says, mistake="different")
    if not trials.trusts(claim) or (trials.sized and trials.elsewhere is None):
        says = "This has numbers too large to be sure; a person decides."
        lines = done(0, "unread", "not decided", says).evidence
        return Verdict.pending(Status.NEEDS_REVIEW, says, evidence=lines)
    if not _entry_is_called(claim, label, notation, seed):
        says = f"The entry is right, but it is not ${latex(label, notation)}$, as is said."
        return done(0, "wrong", "not equal", says, span=label.span, mistake="different")
    how = "" if trials.proves else " This rests on numeric evidence."
    return done(1, "right", "right", f"This is equal to what is asked for, entry by entry.{how}")


def _entry_is_called(claim: Equation, label: tree.Indexed, notation: Notation, seed: int) -> bool:
    """Whether an entry is what it is called; a derivative that has no value here is not looked at."""
    try:
        said = Equation(*typed_chain(Chain((claim.left, label)), notation)[0].items)
    except ShapeError:
        return False
    trials = Trials.of(notation, (), [said], seed, every=True)
    try:
        return trials.holds(said)
    except (EvaluationError, Singular, NotRational):
        return any(isinstance(inner, Gradient) for inner in tree.walk(label))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rubric asks for: the value as a tree, its shape and LaTeX ("" for a gradient), the forms of `not_as`."""

    value: Node
    shape: Shape
    shown: str
    banned: frozenset[normal_form.Key]


@lru_cache(maxsize=256)
def _asked_for(value: str, not_as: tuple[str, ...], notation: str) -> _Asked:
    """What a rubric's parameters ask for, the notation by its key. Raises NotationError."""
    base = notation_by(notation)
    try:
        wanted, shape = typed(read(value, base).items[0], base)
    except ShapeError as error:
        raise NotationError(("value",), error.message) from None
    banned = frozenset(normal_form.form(read(form, base).items[0], base) for form in not_as)
    return _Asked(wanted, shape, "" if has_gradient(wanted) else latex(wanted), banned)


def _compared(
    claim: Equation, sides: tuple[Array, Array], scale: str, layout: str, trials: Trials, done: Callable[..., Verdict]
) -> Verdict:
    """The verdict on an expression, the left side of `claim`, whose values at the samples are `sides`."""
    theirs, ours = sides
    notation = trials.notation
    residual = trials.difference(theirs, ours, trials.world())
    how = "" if trials.proves else " This rests on numeric evidence."
    same = trials.vectors.zero(residual.residual, residual.scale)
    sure = trials.trusts(claim)
    if same and not sure and (example := counterexample(claim, (), notation)) is not None:
        says = "This is not equal to what is asked for: see the values shown."
        both = (claim.left, claim.right)
        return done(0, "wrong", "not equal", says, mistake="different", counterexample=example, sides=both)
    if same and (not sure or (trials.sized and trials.elsewhere is None)):
        what = "many numbers that come from the sizes of matrices" if sure else "numbers too large to be sure"
        says = f"This has {what}; a person decides."
        lines = done(0, "unread", "not decided", says).evidence
        return Verdict.pending(Status.NEEDS_REVIEW, says, evidence=lines)
    if same and not all(_holds(claim, elsewhere) for elsewhere in trials.elsewhere or ()):
        says = "This is equal to what is asked for at some sizes of the matrices only."
        return done(0, "wrong", "not equal", says, mistake="different")
    if same:
        for case in trials.cases([claim])[1:]:
            try:
                trials.values(claim, trials.world(case))
            except Singular:
                return done(0, "wrong", "needs an assumption", "This inverts what may be singular.")
        return done(1, "right", "right", f"This is equal to what is asked for.{how}")
    ours, theirs = np.broadcast_arrays(ours, theirs)
    constant = trials.vectors.multiple(theirs, ours)
    if constant is not None and scale == "any":
        return done(1, "right", "right", f"This is a multiple of what is asked for.{how}")
    square = ours.shape[-1] == ours.shape[-2] and ours.shape[-1] > 1
    upright = np.swapaxes(ours, -1, -2)
    if square and layout == "either" and trials.vectors.multiple(theirs, upright) is not None:
        same = trials.vectors.zero(trials.world().arithmetic.add(theirs, -upright), residual.scale)
        if same or scale == "any":
            return done(1, "right", "right", f"This is the transpose of what is asked for, which is as good here.{how}")
    example = counterexample(claim, (), notation)
    more: dict[str, Any] = {"counterexample": example, "sides": (claim.left, claim.right)}
    if constant is not None:
        opposite = constant == -1
        says = (
            "The sign is the opposite of the right one."
            if opposite
            else "A constant factor is wrong; the rest is right."
        )
        return done(0, "wrong", "wrong factor", says, mistake="sign" if opposite else "factor", **more)
    if square and trials.vectors.multiple(theirs, upright) is not None:
        return done(
            0, "wrong", "transposed", "This is the transpose of what is asked for.", mistake="transposed", **more
        )
    says = "This is not equal to what is asked for" + (": see the values shown." if example else ".")
    return done(0, "wrong", "not equal", says, mistake="different", **more)


def _holds(claim: Equation, trials: Trials) -> bool:
    try:
        return trials.holds(claim)
    except (EvaluationError, Singular):
        return False


def _lines(reading: Reading, chosen: Answered | None) -> list[Any]:
    """What is said of each statement, with None where the answer stands."""
    return [
        None if chosen and at == chosen.at else unchecked(one) or line(one, "skipped", "working, not checked")
        for at, one in enumerate(reading.statements)
    ]


def _mislabelled(
    labels: Sequence[Node], answer: Equation, shape: Shape, value: Array, scale: str, layout: str, trials: Trials
) -> Node | None:
    """The first expression that the answer, the left side of an equation, is said to equal, and does not."""
    own = trials.notation.students
    for label in labels:
        gradients = [inner for inner in tree.walk(label) if isinstance(inner, Gradient)]
        if any(inner.by.name in own for inner in gradients):
            continue  # by a name of the student's: a step of the chain rule
        try:
            one, form = typed(label, trials.notation)
            if form.rows.open or form.cols.open:  # a 0 that fits anything
                one, form = typed(label, trials.notation, shape)
        except ShapeError as error:
            if error.misfit and not gradients:
                return label
            continue
        sizes = tuple(side.value(trials.world().sizes) for side in (form.rows, form.cols))
        if sizes != value.shape[-2:] and (layout == "exact" or sizes[::-1] != value.shape[-2:]):
            return label
        try:
            if not _is_called(one, answer.left, value, scale, layout, trials, bool(gradients)):
                return label
        except (EvaluationError, Singular, NotRational):
            if not gradients:
                return label
    return None


def _is_called(
    label: Node, answer: Node, value: Array, scale: str, layout: str, trials: Trials, gradient: bool
) -> bool:
    """Whether the answer is what it is called; what has functions or sizes in it is looked at in samples of its own."""
    claim = Equation(label, answer)
    if not gradient and scale == "exact" and layout == "exact" and not trials.covers(label):
        fresh = Trials.of(trials.notation, (), [claim], trials.seed)
        return all(_holds(claim, each) for each in (fresh, *(fresh.elsewhere or ())))
    world = trials.world()
    found = world.value(label)
    both = [value] if layout == "exact" else [value, np.swapaxes(value, -1, -2)]
    return any(
        trials.vectors.zero(world.arithmetic.add(found, -other), np.maximum(1.0, world.largest))
        or (scale == "any" and trials.vectors.multiple(*np.broadcast_arrays(found, other)) is not None)
        for other in both
        if other.shape[-2:] == found.shape[-2:]
    )


def _none(lines: list[Any], key: dict[str, Any]) -> Verdict:
    evidence = {"lines": lines}
    unread = [one for one in lines if one["mark"] == "unread"]
    if unread:
        return Verdict(Status.UNREADABLE, 0.0, f"The answer cannot be read: {unread[0]['says']}", evidence=evidence)
    if any(one["label"].startswith("working") for one in lines):
        says = "The derivative is named and not worked out."
        return Verdict.scored(0, says, evidence=evidence, answer_key=key, mistake="not_worked_out")
    return Verdict.scored(
        0,
        "No expression was found in this answer.",
        hint="Write it in LaTeX between dollars, or in plain text such as X^T (X w - y).",
        evidence=evidence,
        answer_key=key,
    )
