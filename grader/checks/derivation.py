"""A derivation, checked line by line: the first false step is named, and so is what has been reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import dumps, loads
from typing import Annotated, Any

from grader.algebra import (
    Aside,
    DerivationJudged,
    Equation,
    Exercise,
    Finding,
    Judged,
    Kind,
    bounded,
    judge_derivation,
    latex,
)
from grader.checks import interface
from grader.checks.formulas import reading_of, seed_of, shown
from grader.checks.interface import Fraction, Rules, mistakes
from grader.checks.lines import Label, Line, evidence, listed, misfit, reason, sentence, too_long, unchecked
from grader.checks.marks import Mark
from grader.checks.words import Unread, unread_waits
from grader.model import Status, Verdict

MAX_STEPS = 80
"""Steps of one answer that are checked."""
_ASIDES = {
    Aside.EXPRESSION: (Label.MENTIONED, "Nothing is said of this expression."),
    Aside.TRIVIAL: (Label.ALWAYS_TRUE, "Both sides are the same."),
    Aside.BEYOND: (Label.NOT_CHECKED, f"Only {MAX_STEPS} steps are checked."),
}

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
    unread: Unread = "person",
) -> Verdict:
    """Every step of the student's derivation is checked, and each conclusion must be reached by true steps.

    A step is true if its sides are equal under what the notation declares, with `put_in` put in for the unknowns,
    or if it follows from `given`, equations in the `unknowns`, and earlier lines. A conclusion is reached by a chain
    of true steps with something between its two ends, or where it is stated and follows from the other lines; stated
    alone it is not shown. To use a definition is a step, but for the names in `unfold`. Each conclusion is worth the
    same share. A false step on which no missing conclusion rests costs `false_step`, never below 0.
    """
    exercise = exercise_of(notation, conclusions, put_in, given, unknowns, unfold)
    reading = reading_of(pieces, exercise.generic, exercise.sought)
    judged = judge_derivation(reading, exercise, seed_of(pieces), MAX_STEPS)
    if judged is None:
        return too_long(reading.statements)
    lines = tuple(_line(one) for one in judged.statements)
    return unread_waits(_Told(exercise, judged, lines).verdict(false_step), lines, unread)


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
    return Exercise.declared(*loads(source))


def _line(one: Judged) -> Line:
    """What is said of a statement: all its steps hold, or the first that does not, or whose shapes do not fit."""
    statement, claims = one.claims.statement, one.claims
    if claims.aside is not None:
        return Line(statement, *_ASIDES[claims.aside])
    steps = tuple(zip(claims.equations, one.findings, strict=True))
    false = next(((step, finding) for step, finding in steps if not finding.kind.holds), None)
    if claims.unfit is not None and (false is None or claims.unfit.stands_before(false[0].right)):
        return misfit(statement, claims.unfit)
    if false is not None:
        return _false(one, *false)
    if not steps:
        return unchecked(statement)
    last = one.findings[-1]
    if last.kind is Kind.TRUE:
        return Line(statement, Label.TRUE)
    sources = " and ".join(last.of) or "what stands before"
    return Line(statement, Label.FOLLOWS, sentence(f"it follows from {sources}"))


def _false(one: Judged, step: Equation, finding: Finding) -> Line:
    """What is said of a statement with a step that does not hold."""
    statement = one.claims.statement
    left, right = (latex(side, statement.notation) for side in (step.left, step.right))
    which = "" if len(one.findings) == 1 else f"the step from ${left}$ to ${right}$ is not right: "
    match finding.kind:
        case Kind.ASSUMES:
            label, says = Label.ASSUMES, "this needs the largest rank possible, which is not given"
        case Kind.UNDECIDED:
            label, says = Label.UNDECIDED, "this could be neither proved nor refuted from what stands before"
        case _:
            differ = "see the values shown" if finding.counterexample else "the two sides differ"
            label, says = Label.FALSE_STEP, reason(finding) or differ
    span = (finding.about or step).right.span
    return Line(statement, label, sentence(which + says), span=span, example=finding.counterexample)


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer that was judged, what was to be shown, and what is said of its statements."""

    exercise: Exercise
    judged: DerivationJudged
    lines: tuple[Line, ...]

    def verdict(self, false_step: float) -> Verdict:
        """The verdict, where every false step on which nothing else rests costs `false_step`."""
        outcome, first = self.judged.outcome, self._first_false
        key = self._key
        if not outcome.steps and not self._misfits:
            return self._nothing()
        doubt = self._doubt()
        if doubt is not None:
            return Verdict.pending(Status.NEEDS_REVIEW, doubt, evidence=self._evidence, answer_key=key)
        thin = [name for name in self._missing if name in outcome.thin]
        if thin and outcome.reached and first is None and not self._misfits:  # one conclusion may be used for another
            says = f"All steps are true; a person decides whether they are enough to show {listed(thin)}."
            sure = {"sure": len(outcome.reached) / len(self.exercise.conclusions)}
            return Verdict.pending(Status.NEEDS_REVIEW, says, evidence={**self._evidence, **sure}, answer_key=key)
        share = len(outcome.reached) / len(self.exercise.conclusions) - false_step * self._idle
        mistake = None
        if share < 1:
            mistake = "shapes" if self._misfits else "not_shown" if first is None else "false_step"
        shown = self._evidence if first is None else {**self._evidence, "first_false": first}
        said = self._message(first)
        return Verdict.scored(round(max(0.0, share), 12), said, evidence=shown, answer_key=key, mistake=mistake)

    @property
    def _first_false(self) -> int | None:
        return next((at for at, one in enumerate(self.lines) if one.mark is Mark.WRONG), None)

    @property
    def _misfits(self) -> int:
        return sum(one.label is Label.SHAPES for one in self.lines)

    @property
    def _missing(self) -> list[str]:
        return [name for name in self.exercise.conclusions if name not in self.judged.outcome.reached]

    @property
    def _idle(self) -> int:
        """How many false statements cost points of their own.

        What a missing conclusion rests on costs that conclusion and no more; where the chain is broken by shapes that
        do not fit, or leads nowhere, it rests on whatever is false.
        """
        outcome, misfits = self.judged.outcome, self._misfits
        if not outcome.broken and not (self._missing and misfits):
            return outcome.idle + misfits
        apart = outcome.idle and set(self._missing) <= outcome.broken and not misfits
        return outcome.idle if apart else 0

    @property
    def _evidence(self) -> dict[str, Any]:
        outcome = self.judged.outcome
        conclusions = [
            {
                "name": name,
                "reached": name in outcome.reached,
                "credit": float(name in outcome.reached),
                "says": "it is stated, and no step leads to it" if name in outcome.stated else "",
            }
            for name in self.exercise.conclusions
        ]
        return {"lines": evidence(self.lines), "conclusions": conclusions}

    @property
    def _key(self) -> dict[str, Any]:
        wanted = self.exercise.conclusions.items()
        return {"conditions": [{"name": name, "latex": shown(several[0])} for name, several in wanted]}

    def _doubt(self) -> str | None:
        """Why a person decides, if one has to."""
        if any(one.label is Label.NOT_CHECKED for one in self.lines):
            return f"Only {MAX_STEPS} steps are checked; a person looks at the rest."
        if any(step.finding.kind is Kind.UNDECIDED for step in self.judged.outcome.steps):
            return "A step could be neither proved nor refuted; a person decides."
        return None

    def _nothing(self) -> Verdict:
        """The verdict on an answer without a step."""
        unread = next((one for one in self.lines if one.mark is Mark.UNREAD), None)
        if unread is not None:
            says = f"No step can be read: {unread.says}"
            return Verdict(Status.UNREADABLE, 0.0, says, evidence=self._evidence, answer_key=self._key)
        says = "No equation was found in this answer."
        return Verdict.scored(0, says, evidence=self._evidence, answer_key=self._key, mistake="nothing_said")

    def _message(self, first: int | None) -> str:
        missing = self._missing
        said = ["Every conclusion is reached."]
        if missing:
            said = [f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} not shown."]
        if first is not None:
            false = self.lines[first]
            said.append(f"The first false step is {false.excerpt}. {false.says}".rstrip())
        return " ".join(said)
