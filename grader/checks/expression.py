"""An expression that has the value asked for, in whatever form it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from grader.algebra import Asked, Finding, Kind, Reading, Statement, ValueJudged, Why, bounded, judge_value, latex
from grader.checks import interface
from grader.checks.formulas import key_of, notation_by, reading_of, seed_of
from grader.checks.interface import mistakes
from grader.checks.lines import NUMERIC, Label, Line, evidence, misfit, sentence, too_long, unchecked
from grader.checks.marks import Mark
from grader.checks.words import Unread, unread_waits, weighed
from grader.model import Status, Verdict

_SAME = {
    None: "This is equal to what is asked for.",
    Why.ENTRY: "This is equal to what is asked for, entry by entry.",
    Why.MULTIPLE: "This is a multiple of what is asked for.",
    Why.TRANSPOSED: "This is the transpose of what is asked for, which is as good here.",
}
_UNDECIDED = {Why.SIZES: "many numbers that come from the sizes of matrices", Why.LARGE: "numbers too large to be sure"}
_FALSE = {
    Why.QUESTION: (Label.QUESTION, "not_worked_out", "This is the question itself; work it out."),
    Why.NO_INVERSE: (Label.NO_VALUE, "different", "This inverts something that has no inverse."),
    Why.OPPOSITE: (Label.FACTOR, "sign", "The sign is the opposite of the right one."),
    Why.MULTIPLE: (Label.FACTOR, "factor", "A constant factor is wrong; the rest is right."),
    Why.TRANSPOSED: (Label.TRANSPOSED, "transposed", "This is the transpose of what is asked for."),
    Why.SOME_SIZES: (
        Label.NOT_EQUAL,
        "different",
        "This is equal to what is asked for at some sizes of the matrices only.",
    ),
    Why.ENTRY: (Label.NOT_EQUAL, "different", "This is not the entry of what is asked for, whatever the indices are."),
}
"""The label, the mistake and what is said of an expression that is not what is asked for."""


@mistakes("factor", "transposed", "sign", "shapes", "not_worked_out", "nothing_said", "different")
@bounded
def expression(
    pieces: Sequence[Sequence[Any]],
    *,
    notation: interface.Notation,
    value: str,
    scale: Literal["exact", "any"] = "exact",
    layout: Literal["exact", "either"] = "exact",
    not_as: list[str] | None = None,
    unread: Unread = "person",
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
    judged = judge_value(reading, asked, base, seed_of(pieces), scale=scale == "any", layout=layout == "either")
    if judged.finding is not None and judged.finding.why is Why.WORK:
        return too_long(reading.statements)
    at = judged.answered.at if judged.answered else None
    told = _Told(reading, judged, asked)
    verdict = told.verdict()
    if not told.refuted:
        verdict = unread_waits(verdict, told.lines(), unread)
    return weighed(verdict, reading, pieces, at=at, scaled=scale == "any")


@lru_cache(maxsize=256)
def _asked_for(value: str, not_as: tuple[str, ...], notation: str) -> Asked:
    """What a rubric's parameters ask for, the notation by its key. Raises NotationError."""
    return Asked.declared(value, not_as, notation_by(notation))


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer that was judged, with what was asked for."""

    reading: Reading
    judged: ValueJudged
    asked: Asked

    def verdict(self) -> Verdict:
        answered, finding = self.judged.answered, self.judged.finding
        if answered is None:
            return self._none()
        if answered.unread is not None:
            return self._unread(answered.at, answered.unread)
        assert finding is not None
        line, mistake = self._line(finding)
        shown = {"lines": evidence(self.lines(line))}
        if line.label is Label.UNREADABLE:
            return Verdict(Status.UNREADABLE, 0.0, line.says, evidence=shown, answer_key=self._key)
        if line.label is Label.UNDECIDED:
            return Verdict.pending(Status.NEEDS_REVIEW, line.says, evidence=shown)
        right = line.mark is Mark.RIGHT
        return Verdict.scored(int(right), line.says, evidence=shown, answer_key=self._key, mistake=mistake)

    @property
    def refuted(self) -> bool:
        """Whether the expression that is the answer was judged, whatever else was not read."""
        answered, finding = self.judged.answered, self.judged.finding
        unread = answered is None or answered.unread is not None
        return not unread and finding is not None and finding.why is not Why.UNDEFINED

    @property
    def _key(self) -> Mapping[str, Any]:
        shown = self.asked.shown
        return {"conditions": [{"name": "value", "latex": shown}]} if shown else {}

    def lines(self, answer: Line | None = None) -> list[Line]:
        """What is said of each statement, that of the answer among them."""
        statements = self.reading.statements
        return [answer if answer and one is answer.statement else unchecked(one) for one in statements]

    def _none(self) -> Verdict:
        """The verdict where no statement is an answer."""
        lines = self.lines()
        shown = {"lines": evidence(lines)}
        unread = next((one for one in lines if one.mark is Mark.UNREAD), None)
        if unread is not None:
            return Verdict(Status.UNREADABLE, 0.0, f"The answer cannot be read: {unread.says}", evidence=shown)
        if any(one.label is Label.WORKING for one in lines):
            says = "The derivative is named and not worked out."
            return Verdict.scored(0, says, evidence=shown, answer_key=self._key, mistake="not_worked_out")
        return Verdict.scored(
            0,
            "No expression was found in this answer.",
            hint="Write it in LaTeX between dollars, or in plain text such as X^T (X w - y).",
            evidence=shown,
            answer_key=self._key,
            mistake="nothing_said",
        )

    def _unread(self, at: int, place: int) -> Verdict:
        """The verdict where something that cannot be read stands behind the expression that would be the answer."""
        lines = self.lines(Line(self.reading.statements[at], Label.WORKING))
        behind = lines[place]
        says = f"What stands behind it as the answer cannot be read: {behind.statement.source[:80]}"
        if behind.label is Label.UNREADABLE:
            says = f"The answer cannot be read: {behind.says}"
        shown = {"lines": evidence(lines)}
        return Verdict(Status.UNREADABLE, 0.0, says, evidence=shown, answer_key=self._key)

    def _line(self, finding: Finding) -> tuple[Line, str | None]:
        """What is said of the answer, and the mistake that was made."""
        answered = self.judged.answered
        assert answered is not None
        statement = self.reading.statements[answered.at]
        if finding.why in (Why.MISFIT, Why.UNDEFINED):
            return misfit(statement, finding, place=not answered.bare), "shapes"
        label, mistake, says = self._words(finding, statement)
        span = finding.trouble.span if finding.trouble else finding.about.left.span if finding.about else None
        span = None if answered.bare else span
        return Line(statement, label, says, span=span, example=finding.counterexample), mistake

    def _words(self, finding: Finding, statement: Statement) -> tuple[Label, str | None, str]:
        """The label, the mistake and what is said of what an answer is."""
        match finding.kind:
            case Kind.SAME:
                return Label.RIGHT, None, _SAME[finding.why] + ("" if finding.proved else NUMERIC)
            case Kind.ASSUMES:
                return Label.UNFOUNDED, None, "This inverts what may be singular."
            case Kind.UNDECIDED if finding.why is Why.REDEFINED and finding.about:
                name, meaning = latex(finding.about.left), latex(finding.about.right)
                says = f"${name}$ stands for something else in this exercise than ${meaning}$; a person decides."
                return Label.UNDECIDED, None, says
            case Kind.UNDECIDED if finding.why:
                return Label.UNDECIDED, None, f"This has {_UNDECIDED[finding.why]}; a person decides."
        if finding.shape is not None:
            turned = finding.why is Why.TRANSPOSED
            hint = "; it is transposed" if turned else ""
            says = f"This is {finding.shape}, and {self.asked.shape} is asked for{hint}."
            return Label.SHAPES, "transposed" if turned else "shapes", says
        if finding.why in _FALSE:
            return _FALSE[finding.why]
        if finding.why is Why.NO_VALUE and finding.trouble:
            return Label.NO_VALUE, "different", sentence(finding.trouble.message)
        says = "This is not equal to what is asked for" + (": see the values shown." if finding.counterexample else ".")
        if finding.about is not None:
            what, notation = "expression", statement.notation
            if finding.why is Why.MISCALLED_ENTRY:
                what, notation = "entry", self.reading.notation
            says = f"The {what} is right, but it is not ${latex(finding.about.left, notation)}$, as is said."
        return Label.NOT_EQUAL, "different", says
