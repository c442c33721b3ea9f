"""A derivation, checked line by line: the first false step is named, and so is what has been reached."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from json import dumps, loads
from typing import Annotated, Any

from grader.algebra.budget import Exhausted, bounded
from grader.algebra.derivation import judge as steps
from grader.algebra.derivation.judge import Exercise, Outcome, Step
from grader.algebra.equivalence.findings import Kind
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.equation import Equation, equations
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, fitting
from grader.algebra.expressions.tree import Chain, Name, names
from grader.algebra.language.declarations import NotationError, declared
from grader.algebra.language.printer import latex
from grader.algebra.reading.statements import Reading, Statement
from grader.checks import interface
from grader.checks.formulas import (
    Line,
    author_chain,
    line,
    listed,
    marked,
    misfit,
    reading_of,
    seed_of,
    sentence,
    too_long,
    unchecked,
)
from grader.checks.interface import Fraction, Rules, mistakes
from grader.model import Status, Verdict

_CUT = "not checked"
MAX_STEPS = 80
"""Steps of one answer that are checked."""

Conclusions = Annotated[
    dict[str, Any],
    Rules(
        {
            "minProperties": 1,
            "additionalProperties": {
                "anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]
            },
            "description": "What is to be shown, by name: an equation, or a list of which one will do.",
        }
    ),
]


@mistakes("false_step", "not_shown", "shapes", "nothing_said")
@bounded
def derivation(
    pieces: Sequence[Sequence[Any]],
    *,
    notation: interface.Notation,
    conclusions: Conclusions,
    put_in: list[str] | None = None,
    given: list[str] | None = None,
    unknowns: list[str] | None = None,
    unfold: list[str] | None = None,
    false_step: Fraction = 0.25,
) -> Verdict:
    """Every step of the student's derivation is checked, and each conclusion must be reached by true steps.

    A step is true if its sides are equal under what the notation declares, with `put_in` put in for the unknowns,
    or if it follows from `given`, equations in the `unknowns`, and earlier lines. A conclusion is reached by a chain
    of true steps with something between its two ends, or where it is stated and follows from the other lines; stated
    alone it is not shown. To use a definition is a step, but for the names in `unfold`. Each conclusion is worth the
    same share. A false step on which no missing conclusion rests costs `false_step`, never below 0.
    """
    exercise = exercise_of(notation, conclusions, put_in, given, unknowns, unfold)
    reading = reading_of(pieces, exercise.generic, _sought(exercise))
    try:
        return _graded(reading, exercise, seed_of(pieces), false_step)
    except Exhausted:
        return too_long(reading.statements)


def _graded(reading: Reading, exercise: Exercise, seed: int, false_step: float) -> Verdict:
    """The verdict on a derivation that has been read."""
    own = reading.notation
    put = {n: meaning for n, meaning in exercise.put.definitions.items() if n not in exercise.generic.definitions}
    exercise = replace(exercise, generic=own, put=_with(own, put, exercise.put))
    lines: list[Line | None] = []
    chains: list[tuple[int, Statement, list[Equation], ShapeError | None]] = []
    count = 0
    for at, statement in enumerate(reading.statements):
        settled = unchecked(statement)
        if statement.kind == "definition" and statement.chain and len(statement.chain.items) > 2:
            settled = None
        found: list[Equation] = []
        error = None
        if settled is None and statement.chain is not None:
            settled, found, error = _steps(statement, statement.chain, own)
            count += len(found)
            if count > MAX_STEPS:
                settled, found = line(statement, "unread", _CUT, f"Only {MAX_STEPS} steps are checked."), []
        lines.append(settled)
        if found:
            chains.append((at, statement, found, error))
    outcome = steps.judge([found for _, _, found, _ in chains], exercise, seed)
    for position, (at, statement, _, error) in enumerate(chains):
        lines[at] = _line(statement, [step for step in outcome.steps if step.statement == position], error)
    return _verdict([one for one in lines if one is not None], outcome, exercise, false_step)


def _sought(exercise: Exercise) -> frozenset[str]:
    """The symbols that the exercise finds: unknowns, what is put in, and what a conclusion says the value of."""
    said = (one.left for several in exercise.conclusions.values() for one in several)
    return exercise.unknowns | {side.name for side in said if isinstance(side, Name)}


def _with(notation: Notation, meanings: Mapping[str, Any], base: Notation) -> Notation:
    for name, meaning in meanings.items():
        notation = notation.defining(name, base.symbols[name].shape, meaning)
    return notation


def exercise_of(
    notation: Mapping[str, Any],
    conclusions: Mapping[str, Any],
    put_in: Sequence[str] | None = None,
    given: Sequence[str] | None = None,
    unknowns: Sequence[str] | None = None,
    unfold: Sequence[str] | None = None,
) -> Exercise:
    """The exercise that a rubric's parameters describe. Raises NotationError."""
    return _exercise(dumps([notation, conclusions, put_in or [], given or [], unknowns or [], unfold or []]))


@lru_cache(maxsize=64)
def _exercise(source: str) -> Exercise:
    """The exercise that a rubric's parameters, as JSON, describe. Raises NotationError."""
    notation, conclusions, put_in, given, unknowns, unfold = loads(source)
    generic = declared(notation)
    put = generic
    for text in put_in:
        chain = author_chain(text, generic)
        if len(chain.items) != 2 or not isinstance(chain.items[0], Name):
            raise NotationError(("put_in",), f"'{text}' puts nothing in; such as W_1 = U_k^T")
        name = chain.items[0].name
        put = _with(put, {name: chain.items[1]}, generic)
    placed = [meaning for name, meaning in put.definitions.items() if name not in generic.definitions]
    free = {name for name in put.definitions if name not in generic.definitions} | set(unknowns)
    # what is put in, and what is to be shown, cannot be taken for something else: "let U_k = 0" shows nothing
    about = frozenset(name for meaning in placed for name in names(meaning))
    about |= {name for said in conclusions.values() for text in _list(said) for name in _one(text, generic).names}
    fixed = generic.about(about | free)
    generic, put = (replace(each, fixed=fixed) for each in (generic, put))
    wanted = {name: tuple(_one(text, generic) for text in _list(said)) for name, said in conclusions.items()}
    return Exercise(
        generic=generic,
        put=put,
        unknowns=frozenset(free),
        opaque=steps.opaque_names(generic, placed, unfold),
        given={f"given {at + 1}": _one(text, generic) for at, text in enumerate(given)},
        conclusions=wanted,
    )


def _list(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def _one(text: str, notation: Notation) -> Equation:
    chain = author_chain(text, notation)
    if len(chain.items) != 2:
        raise NotationError((), f"'{text}' is not one equation")
    return Equation(*chain.items)


def _steps(
    statement: Statement, chain: Chain, notation: Notation
) -> tuple[Line | None, list[Equation], ShapeError | None]:
    """What is settled of a statement at once, its steps, and where its shapes do not fit."""
    if len(chain.items) == 1:
        return line(statement, "skipped", "no equation", "Nothing is said of this expression."), [], None
    if all(item == chain.items[0] for item in chain.items) and not chain.names:
        return line(statement, "skipped", "always true", "Both sides are the same."), [], None
    parts, error = fitting(chain, notation)
    if error and not error.misfit and error.name is None and notation.dims:
        parts, error = _sized(chain, notation)
    found = [one for part in parts for one in equations(part)]
    return misfit(statement, error) if error and not found else None, found, error


def _sized(chain: Chain, notation: Notation) -> tuple[list[Chain], ShapeError | None]:
    """The parts of a chain with an I whose size is not said, as in tr(I) = k: of the size with which most is true."""

    def true(parts: Sequence[Chain]) -> int:
        found = [one for part in parts for one in equations(part)]
        return sum(_holds(one, notation) for one in found)

    sized = [fitting(chain, notation, Dim.of(name)) for name in sorted(notation.dims)]
    return max(sized, key=lambda found: true(found[0]))


def _holds(one: Equation, notation: Notation) -> bool:
    try:
        return Trials.of(notation, (), [one], 0).holds(one)
    except (EvaluationError, NotRational, Singular):
        return False


def _line(statement: Statement, found: Sequence[Step], error: ShapeError | None) -> Line:
    """What is said of a statement: all its steps hold, or the first that does not, or whose shapes do not fit."""
    false = next((step for step in found if not step.true), None)
    if error and (false is None or error.span.start < false.equation.right.span.start):
        return misfit(statement, error)
    if false is None:
        last = found[-1].finding
        follows = last.kind in (Kind.SAME, Kind.FOLLOWS)
        label = "follows" if follows else "true"
        return line(statement, "right", label, sentence(f"it follows from {_sources(last.of)}") if follows else "")
    one, finding = false.equation, false.finding
    ends = [latex(side, statement.notation) for side in (one.left, one.right)]
    which = "" if len(found) == 1 else f"the step from ${ends[0]}$ to ${ends[1]}$ is not right: "
    about = finding.about or one
    more: dict[str, Any] = {
        "span": about.right.span if finding.about else one.right.span,
        "counterexample": finding.counterexample,
        "sides": (about.left, about.right),
    }
    if finding.kind is Kind.ASSUMES:
        says = f"{which}this needs the largest rank possible, which is not given"
        return line(statement, "half", "needs an assumption", sentence(says), **more)
    if finding.kind is Kind.UNDECIDED:
        says = f"{which}this could be neither proved nor refuted from what stands before"
        return line(statement, "unread", "not decided", sentence(says), **more)
    says = finding.reason or ("see the values shown" if finding.counterexample else "the two sides differ")
    return line(statement, "wrong", "false step", sentence(f"{which}{says}"), **more)


def _sources(names: Sequence[str]) -> str:
    return " and ".join(name.rsplit(".", 1)[0] for name in names) or "what stands before"


def _verdict(lines: list[Line], outcome: Outcome, exercise: Exercise, false_step: float) -> Verdict:
    misfits = sum(one["label"] == "shapes do not fit" for one in lines)
    total = len(exercise.conclusions)
    missing = exercise.conclusions.keys() - outcome.reached
    # what a missing conclusion rests on costs that conclusion and no more; where the chain is broken by shapes that
    # do not fit, or leads nowhere, it rests on whatever is false
    lost = bool(missing and misfits) or bool(outcome.broken)
    idle = 0 if lost and not (outcome.idle and missing <= outcome.broken and not misfits) else outcome.idle + misfits
    share = len(outcome.reached) / total - false_step * idle
    conclusions = [
        {
            "name": name,
            "reached": name in outcome.reached,
            "credit": float(name in outcome.reached),
            "says": _said(name, outcome),
        }
        for name in exercise.conclusions
    ]
    evidence: dict[str, Any] = {"lines": lines, "conclusions": conclusions}
    key = {
        "conditions": [
            {"name": name, "latex": f"{latex(listed_[0].left)} = {latex(listed_[0].right)}"}
            for name, listed_ in exercise.conclusions.items()
        ]
    }
    if not outcome.steps and not misfits:
        unread = [one for one in lines if one["mark"] == "unread"]
        if unread:
            says = f"No step can be read: {unread[0]['says']}"
            return Verdict(Status.UNREADABLE, 0.0, says, evidence=evidence, answer_key=key)
        says = "No equation was found in this answer."
        return Verdict.scored(0, says, evidence=evidence, answer_key=key, mistake="nothing_said")
    cut = any(one["label"] == _CUT for one in lines)
    if cut or any(step.finding.kind is Kind.UNDECIDED for step in outcome.steps):
        says = "A step could be neither proved nor refuted; a person decides."
        if cut:
            says = f"Only {MAX_STEPS} steps are checked; a person looks at the rest."
        return Verdict.pending(Status.NEEDS_REVIEW, says, evidence=evidence, answer_key=key)
    first = next((at for at, one in enumerate(lines) if one["mark"] == "wrong"), None)
    if first is not None:
        evidence["first_false"] = first
    mistake = None
    if share < 1:
        mistake = "shapes" if misfits else "false_step" if first is not None else "not_shown"
    return Verdict.scored(
        round(max(0.0, share), 12),
        _message(lines, outcome, exercise, first),
        evidence=evidence,
        answer_key=key,
        mistake=mistake,
    )


def _said(name: str, outcome: Outcome) -> str:
    return "it is stated, and no step leads to it" if name in outcome.stated else ""


def _message(lines: Sequence[Line], outcome: Outcome, exercise: Exercise, first: int | None) -> str:
    missing = [name for name in exercise.conclusions if name not in outcome.reached]
    said = []
    if not missing:
        said.append("Every conclusion is reached.")
    else:
        said.append(f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} not shown.")
    if first is not None:
        said.append(f"The first false step is {marked(lines[first])}. {lines[first]['says']}".rstrip())
    return " ".join(said)
