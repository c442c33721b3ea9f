"""An expression that has the value asked for, in whatever form it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from grader.algebra import tree, trivial
from grader.algebra.arithmetic import NotRational
from grader.algebra.counterexample import counterexample
from grader.algebra.declare import NotationError, read
from grader.algebra.dims import Shape
from grader.algebra.evaluate import EvaluationError
from grader.algebra.field import Singular
from grader.algebra.notation import Notation
from grader.algebra.printer import latex
from grader.algebra.shapes import ShapeError, typed
from grader.algebra.statements import Reading, Statement
from grader.algebra.tree import Node
from grader.algebra.trials import Equation, Trials
from grader.checks import interface
from grader.checks.equations import has_gradient
from grader.checks.formulas import (
    Line,
    key_of,
    line,
    misfit,
    notation_by,
    pinned,
    reading_of,
    seed_of,
    sentence,
    unchecked,
)
from grader.checks.interface import mistakes
from grader.model import Status, Verdict


@mistakes("factor", "transposed", "sign", "shapes", "not_worked_out", "different")
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

    It may be written bare, as `G = …`, `∇_W L = …` or as a chain; the last expression of the answer counts, and
    it must be worked out: a gradient is no answer to what the gradient is. With `scale: any` a number in front
    makes no difference, with `layout: either` transposition does not. `not_as` lists forms that are the
    question, not the answer.
    """
    known = key_of(notation)
    base = notation_by(known)
    asked = _asked_for(value, tuple(not_as or ()), known)
    reading = reading_of(pieces, base)
    wanted = pinned(Equation(asked.value, asked.value), base, reading).left
    lines, chosen = _answer(reading)
    key = {"conditions": [{"name": "value", "latex": asked.shown}]} if asked.shown else {}
    if chosen is None:
        return _none(lines, key)
    statement, given = chosen
    at = lines.index(None) if None in lines else len(lines) - 1

    def done(fraction: float, mark: str, label: str, says: str, **more: Any) -> Verdict:
        mistake = more.pop("mistake", None)
        lines[at] = line(statement, mark, label, says, **more)
        evidence = {"lines": [one for one in lines if one is not None]}
        return Verdict.scored(fraction, says, evidence=evidence, answer_key=key, mistake=mistake)

    try:
        found, form = typed(given, reading.notation)
    except ShapeError as error:
        lines[at] = misfit(statement, error)
        evidence = {"lines": [one for one in lines if one is not None]}
        if not error.misfit:
            return Verdict(Status.UNREADABLE, 0.0, lines[at]["says"], evidence=evidence, answer_key=key)
        return Verdict.scored(0, lines[at]["says"], evidence=evidence, answer_key=key, mistake="shapes")
    if asked.banned and trivial.form(found, reading.notation) in asked.banned:
        return done(0, "wrong", "not worked out", "This is the question itself; work it out.", mistake="not_worked_out")
    shape = asked.shape
    if form != shape and not (layout == "either" and form == shape.transposed):
        turned = form == shape.transposed
        hint = "; it is transposed" if turned else ""
        says = f"This is {form}, and {shape} is asked for{hint}."
        return done(0, "wrong", "shapes do not fit", says, mistake="transposed" if turned else "shapes")
    return _compared(found, wanted, form != shape, scale, layout, reading, pieces, done)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rubric asks for: the value as a tree, its shape and LaTeX ("" for a gradient), the forms of `not_as`."""

    value: Node
    shape: Shape
    shown: str
    banned: frozenset[trivial.Key]


@lru_cache(maxsize=256)
def _asked_for(value: str, not_as: tuple[str, ...], notation: str) -> _Asked:
    """What a rubric's parameters ask for, the notation by its key. Raises NotationError."""
    base = notation_by(notation)
    try:
        wanted, shape = typed(read(value, base).items[0], base)
    except ShapeError as error:
        raise NotationError(("value",), error.message) from None
    banned = frozenset(trivial.form(read(form, base).items[0], base) for form in not_as)
    return _Asked(wanted, shape, "" if has_gradient(wanted) else latex(wanted), banned)


def _compared(
    found: Node,
    wanted: Node,
    turned: bool,
    scale: str,
    layout: str,
    reading: Reading,
    pieces: Sequence[Sequence[Any]],
    done: Callable[..., Verdict],
) -> Verdict:
    notation: Notation = reading.notation
    target = tree.Transpose(wanted) if turned else wanted
    claim = Equation(found, target)
    trials = Trials.of(notation, (), [claim], seed_of(pieces))
    try:
        theirs, ours = trials.sides(claim, trials.world())
        residual = trials.difference(theirs, ours, trials.world())
    except EvaluationError as error:
        return done(0, "wrong", "has no value", sentence(error.message), span=error.span, mistake="different")
    except (Singular, NotRational):
        return done(0, "wrong", "has no value", "This inverts something that has no inverse.", mistake="different")
    how = "" if trials.proves else " This rests on numeric evidence."
    same = trials.vectors.zero(residual.residual, residual.scale)
    sure = trials.trusts(claim)
    if same and not sure and (example := counterexample(claim, (), notation)) is not None:
        says = "This is not equal to what is asked for: see the values shown."
        both = (found, target)
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
    more: dict[str, Any] = {"counterexample": example, "sides": (found, target)}
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


def _answer(reading: Reading) -> tuple[list[Any], tuple[Statement, Node] | None]:
    """The lines, with None where the statement stands whose last expression is the answer, and that expression."""
    statements = reading.statements
    used = _used(statements) if any(one.kind == "definition" for one in statements) else frozenset()
    named = reading.notation
    worked_out = [
        [item for item in one.chain.items if not has_gradient(item, named)] if one.chain else [] for one in statements
    ]
    candidates = [
        at
        for at, one in enumerate(statements)
        if worked_out[at] and one.kind in ("chain", "definition") and one.defines not in used
    ]
    lines: list[Line | None] = []
    for at, one in enumerate(statements):
        if candidates and at == candidates[-1]:
            lines.append(None)
        else:
            lines.append(unchecked(one) or line(one, "skipped", "working, not checked"))
    if not candidates:
        return lines, None
    return lines, (statements[candidates[-1]], worked_out[candidates[-1]][-1])


def _used(statements: Sequence[Statement]) -> frozenset[str]:
    """The names that stand on a right side, or in an expression without one."""
    chains = [one.chain.items for one in statements if one.chain]
    right = (item for items in chains for item in (items[1:] or items))
    return frozenset().union(*map(tree.names, right))


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
