"""The lines of a report on formulas: what is said of each thing that the student wrote, and its form as evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from grader.algebra import Counterexample, Finding, Kind, Name, Notation, Span, Statement, Why, latex
from grader.checks.marks import Mark
from grader.model import Status, Verdict

TOO_LONG = "to check all of this takes too long"
NUMERIC = " This rests on numeric evidence."
_REASONS = {
    Why.COMBINATION: "a combination of the conditions",
    Why.NO_INVERSE: "it inverts something that has no inverse",
    Why.NO_NUMBER: "it has a number in it that does not exist",
    Why.SEEN: "seen numerically, at a point where the conditions hold",
    Why.WORK: TOO_LONG,
    Why.SIZES: "it has too many numbers that come from the sizes of matrices",
    Why.LARGE: "its numbers or powers are too large to be sure",
    Why.FUNCTION: "it has a function that is not read here",
    Why.NO_PROOF: "it held at all points that were tried, and no proof was found",
}


class Label(Enum):
    """What a line is: its mark, and the few words for it."""

    PROSE = Mark.SKIPPED, "not checked: prose"
    DEFINITION = Mark.SKIPPED, "definition"
    WORKING = Mark.SKIPPED, "working, not checked"
    EXAMPLE = Mark.SKIPPED, "an example, not checked"
    ALWAYS_TRUE = Mark.SKIPPED, "always true"
    NAMED_ONLY = Mark.SKIPPED, "not worked out"
    MENTIONED = Mark.SKIPPED, "no equation"

    UNREADABLE = Mark.UNREAD, "cannot be read"
    NO_EQUATION = Mark.UNREAD, "no equation"
    UNCLAIMED = Mark.UNREAD, "not claimed"
    UNDECIDED = Mark.UNREAD, "not decided"
    NOT_JUDGED = Mark.UNREAD, "not judged"
    NOT_CHECKED = Mark.UNREAD, "not checked"

    RIGHT = Mark.RIGHT, "right"
    TRUE = Mark.RIGHT, "true"
    FOLLOWS = Mark.RIGHT, "follows"
    EQUALS = Mark.RIGHT, "equals"
    FOLLOWS_FROM = Mark.RIGHT, "follows from"
    ASSUMES = Mark.HALF, "needs an assumption"

    SHAPES = Mark.WRONG, "shapes do not fit"
    NO_VALUE = Mark.WRONG, "has no value"
    QUESTION = Mark.WRONG, "not worked out"
    UNFOUNDED = Mark.WRONG, "needs an assumption"
    FACTOR = Mark.WRONG, "wrong factor"
    TRANSPOSED = Mark.WRONG, "transposed"
    NOT_EQUAL = Mark.WRONG, "not equal"
    UNSOUND = Mark.WRONG, "does not follow"
    FALSE_STEP = Mark.WRONG, "false step"

    def __init__(self, mark: Mark, words: str):
        self.mark, self.words = mark, words


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a statement.

    `of` are the conditions that the label names, `span` is the part of the statement that is meant, `example` shows
    in numbers that it is false.
    """

    statement: Statement
    label: Label
    says: str = ""
    of: tuple[str, ...] = ()
    span: Span | None = None
    example: Counterexample | None = None

    @property
    def mark(self) -> Mark:
        return self.label.mark

    @property
    def excerpt(self) -> str:
        """The part that is meant, all where none is, as a message says it."""
        return self.statement.excerpt(self._span)

    @property
    def _span(self) -> Span | None:
        return self.span or self.statement.span

    def evidence(self) -> dict[str, Any]:
        """The line as docs/evidence.md describes it."""
        statement, span = self.statement, self._span
        shown = None
        if statement.chain is not None:
            shown = " = ".join(latex(item, statement.notation) for item in statement.chain.items)
        return {
            "source": statement.source,
            "latex": shown,
            "line": statement.line,
            "mark": self.mark.value,
            "label": f"{self.label.words} {listed(self.of)}" if self.of else self.label.words,
            "says": self.says,
            "span": [span.start, span.end] if span else None,
            "counterexample": _shown(self.example, statement.notation) if self.example else None,
        }


def evidence(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """`evidence["lines"]` of a verdict."""
    return [one.evidence() for one in lines]


def unchecked(statement: Statement, chain: Label = Label.WORKING, says: str = "") -> Line:
    """The line of a statement that nothing was found of; with this label, and this said of it, where it is a chain."""
    match statement.kind:
        case "prose":
            return Line(statement, Label.PROSE)
        case "unreadable":
            return Line(statement, Label.UNREADABLE, sentence(statement.problem or ""))
        case "definition":
            return Line(statement, Label.DEFINITION)
    return Line(statement, chain, says)


def misfit(statement: Statement, finding: Finding, *, place: bool = True) -> Line:
    """The line of a statement whose shapes do not fit, or in which a name is not defined; without its `place`."""
    label = Label.SHAPES if finding.kind is Kind.FALSE else Label.UNREADABLE
    trouble = finding.trouble
    assert trouble is not None
    return Line(statement, label, sentence(trouble.message), span=trouble.span if place else None)


def reason(finding: Finding) -> str:
    """Why an equation is what it is, in words; empty where that is plain."""
    if finding.certificate is not None:
        return str(finding.certificate)
    if finding.why is Why.ENTRIES:
        return f"{listed(finding.of)}, its entries combined"
    if finding.why is Why.NO_VALUE and finding.trouble is not None:
        return finding.trouble.message
    if finding.why is Why.VACUOUS and finding.about is not None:
        put, by = latex(finding.about.left), latex(finding.about.right)
        return f"both sides are 0, but ${put}$ was replaced by ${by}$, which is not equal to it"
    return _REASONS.get(finding.why, "") if finding.why else ""


def too_long(statements: Sequence[Statement]) -> Verdict:
    """The verdict on an answer whose check takes too long: a person decides."""
    says = sentence(TOO_LONG)
    lines = [unchecked(one, Label.NOT_CHECKED, says) for one in statements]
    told = f"{says[:-1]}; a person decides."
    return Verdict.pending(Status.NEEDS_REVIEW, told, evidence={"lines": evidence(lines)})


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def listed(names: Iterable[str]) -> str:
    """`(a)`, `(a) and (b)`."""
    marked = [f"({name})" for name in names]
    return " and ".join([", ".join(marked[:-1]), marked[-1]]) if len(marked) > 1 else "".join(marked)


def _shown(example: Counterexample, notation: Notation | None) -> dict[str, Any]:
    """A counterexample as evidence: the values, and what the sides are there."""
    sides = ((example.claim.left, example.left), (example.claim.right, example.right))
    return {
        "values": [
            {"name": name, "latex": latex(Name(name)), "value": _plain(value)} for name, value in example.values
        ],
        "sides": [{"latex": latex(node, notation), "value": _plain(value)} for node, value in sides],
    }


def _plain(value: Any) -> Any:
    """A scalar as a number, a matrix as a list of rows; whole numbers as such."""
    rows = [[_number(entry) for entry in row] for row in np.asarray(value)]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _number(entry: float) -> float | int:
    near = round(entry)
    return int(near) if abs(entry - near) < 1e-9 else round(float(entry), 4)
