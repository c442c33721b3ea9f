"""A system of equations that is equivalent to the conditions of the exercise, in whatever form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.algebra import Aside, Credit, Finding, Judged, Kind, SystemJudged, Why, bounded, judge_system, latex
from grader.checks import interface
from grader.checks.formulas import asked_by, equation_by, key_of, notation_by, reading_of, seed_of, shown_by
from grader.checks.interface import Fraction, mistakes
from grader.checks.lines import NUMERIC, TOO_LONG, Label, Line, evidence, listed, misfit, reason, sentence, unchecked
from grader.checks.marks import Mark
from grader.checks.words import Unread, unread_waits, weighed
from grader.model import Status, Verdict

MAX_CLAIMS = 24
"""Equations of one answer that are judged."""
_CREDIT = {Credit.FULL: 1.0, Credit.NONE: 0.0, Credit.UNDECIDED: 0.0}
"""The share of a condition that is earned; under an assumption the rubric says how much."""
_SAYS = {
    Credit.FULL: "implied by your equations",
    Credit.ASSUMED: "implied only under an assumption",
    Credit.NONE: "not implied by your equations that follow",
    Credit.UNDECIDED: "not decided",
}
_ASIDES = {
    Aside.WORKING: (Label.WORKING, ""),
    Aside.EXAMPLE: (Label.EXAMPLE, ""),
    Aside.TRIVIAL: (Label.ALWAYS_TRUE, "This says that 0 is 0."),
    Aside.NAMED_ONLY: (Label.NAMED_ONLY, "This says that a gradient is zero; work out what the gradient is."),
    Aside.EXPRESSION: (Label.NO_EQUATION, "This is an expression; an equation says what it is equal to."),
    Aside.GRADIENT: (
        Label.NO_EQUATION,
        "This says what the gradient is; a condition says that something is zero.",
    ),
    Aside.EITHER: (Label.UNCLAIMED, "With “or” between them neither equation is claimed; write what holds."),
    Aside.BEYOND: (Label.NOT_JUDGED, f"Only the first {MAX_CLAIMS} equations are judged."),
}


@mistakes("shapes", "unsound", "assumption", "incomplete", "nothing_said")
@bounded
def equations(
    pieces: Sequence[Sequence[Any]],
    *,
    notation: interface.Notation,
    conditions: dict[str, str],
    unknowns: list[str],
    unsound: Fraction = 0.25,
    assumed: Fraction = 0.5,
    assumption: str | None = None,
    unread: Unread = "person",
) -> Verdict:
    """The student's equations together are equivalent to `conditions`, for all values that the notation allows.

    Each condition is worth the same share; it is earned where the equations that follow from the conditions imply
    it. An equation that does not follow, or whose shapes do not fit, costs `unsound`, never below 0. What rests
    on an equation that follows only where every rank is the largest possible earns `assumed` of its share;
    `assumption` says in words what is assumed then. Scale, sides, transposes, expansions, names that the student
    gives, sums over columns and changes of coordinates make no difference.
    """
    known = key_of(notation)
    asked = asked_by(known, tuple(conditions.values()), tuple(unknowns))
    reading = reading_of(pieces, asked, unknowns)
    wanted = {name: equation_by(source, known) for name, source in conditions.items()}
    judged = judge_system(reading, wanted, notation_by(known), unknowns, seed_of(pieces), MAX_CLAIMS)
    key = {"conditions": [{"name": name, "latex": shown_by(text, known)} for name, text in conditions.items()]}
    lines = tuple(_line(one, assumption) for one in judged.statements)
    verdict = unread_waits(_Told(judged, lines, key).verdict(unsound, assumed), lines, unread)
    return weighed(verdict, reading, pieces, scaled=True)


def _line(one: Judged, assumption: str | None) -> Line:
    """What is said of a statement: of the worst of its equations, or why it claims none."""
    statement, claims = one.claims.statement, one.claims
    if claims.aside is not None:
        return Line(statement, *_ASIDES[claims.aside])
    if claims.unfit is not None:
        return misfit(statement, claims.unfit)
    if not claims.equations:
        return unchecked(statement)
    finding = one.worst
    if finding.why is Why.DEFINITION:
        return Line(statement, Label.DEFINITION)
    label, says = _words(finding, assumption)
    remark = f" But ${latex(claims.miscalled)}$ is something else." if claims.miscalled else ""
    of = finding.of if label in (Label.EQUALS, Label.FOLLOWS_FROM) else ()
    return Line(statement, label, sentence(says) + remark, of, example=finding.counterexample)


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer that was judged, what is said of its statements, and the answer key."""

    judged: SystemJudged
    lines: tuple[Line, ...]
    key: Mapping[str, Any]

    def verdict(self, unsound: float, assumed: float) -> Verdict:
        """The verdict, where every wrong equation costs `unsound` and what is assumed earns `assumed`."""
        wrong = sum(one.mark is Mark.WRONG for one in self.lines)
        if not wrong and not any(one.claims.equations for one in self.judged.statements):
            return self._nothing()
        reached = self._reached
        credits = [_CREDIT.get(one, assumed) for one in reached.values()]
        # beside conditions that are implied without it, what needs an assumption is an equation too many
        unfounded = sum(one.label is Label.ASSUMES for one in self.lines) if min(credits, default=0) == 1 else 0
        share = max(0.0, min(1.0, sum(credits) / len(credits) - unsound * (wrong + unfounded)))
        shown = {**self._evidence, "conclusions": [_conclusion(name, one, assumed) for name, one in reached.items()]}
        doubt = self._doubt(share)
        if doubt is not None:
            return Verdict.pending(Status.NEEDS_REVIEW, doubt, evidence=shown, answer_key=self.key)
        return Verdict.scored(
            round(share, 12),
            _message(reached, wrong),
            evidence=shown,
            answer_key=self.key,
            mistake=self._mistake if share < 1 else None,
        )

    @property
    def _evidence(self) -> dict[str, Any]:
        return {"lines": evidence(self.lines)}

    @property
    def _reached(self) -> dict[str, Credit]:
        return {name: one.credit for name, one in self.judged.conditions.items()}

    def _doubt(self, share: float) -> str | None:
        """Why a person decides, if one has to: an equation may make a difference that was not judged."""
        if any(one.why is Why.WORK for several in self.judged.statements for one in several.findings):
            return f"{sentence(TOO_LONG)[:-1]}; a person looks at the rest."
        if any(one.label is Label.NOT_JUDGED for one in self.lines):
            return f"Only the first {MAX_CLAIMS} equations are judged; a person looks at the rest."
        if Credit.UNDECIDED in self._reached.values() and share < 1:
            return "An equation could be neither proved nor refuted; a person decides."
        return None

    @property
    def _mistake(self) -> str | None:
        """The only kind of mistake that was made."""
        worst = {one.worst.kind for one in self.judged.statements if one.findings}
        made = {
            "shapes": any(one.label is Label.SHAPES for one in self.lines),
            "unsound": Kind.FALSE in worst,
            "assumption": Kind.ASSUMES in worst,
        }
        kinds = [name for name, was in made.items() if was]
        if not kinds and any(one is not Credit.FULL for one in self._reached.values()):
            kinds = ["incomplete"]
        return kinds[0] if len(kinds) == 1 else None

    def _nothing(self) -> Verdict:
        """The verdict on an answer without an equation."""
        first = next((one for one in self.lines if one.mark is Mark.UNREAD), None)
        if first is not None:
            which = f" {first.statement.excerpt()}:" if len(self.lines) > 1 else ""
            says = f"No equation can be read.{which} {first.says}"
            return Verdict(Status.UNREADABLE, 0.0, says, evidence=self._evidence)
        return Verdict.scored(
            0,
            "No equation was found in this answer.",
            hint="Write each condition as an equation, such as A B = 0, in LaTeX or plain text.",
            evidence=self._evidence,
            mistake="nothing_said",
        )


def _words(finding: Finding, assumption: str | None) -> tuple[Label, str]:
    """The label of an equation's line, and what is said of it."""
    names, why = listed(finding.of), reason(finding)
    how = "" if finding.proved else NUMERIC
    match finding.kind:
        case Kind.SAME:
            return Label.EQUALS, f"It is {why}.{how}" if why else f"This is condition {names}.{how}"
        case Kind.FOLLOWS:
            return Label.FOLLOWS_FROM, f"It is {why or names}: implied by {names}.{how}"
        case Kind.TRUE:
            return Label.ALWAYS_TRUE, "This holds for all values: it is not a condition"
        case Kind.ASSUMES:
            what = assumption or "that every matrix has the largest rank possible"
            return Label.ASSUMES, f"This follows only if one assumes {what}.{how}"
        case Kind.UNDECIDED:
            return Label.UNDECIDED, why or "This could be neither proved nor refuted"
        case _:
            says = why or "the conditions hold at the point shown, but this does not"
            return Label.UNSOUND, f"This does not follow from the conditions: {says}"


def _conclusion(name: str, reached: Credit, assumed: float) -> dict[str, Any]:
    """A condition as evidence, of which `assumed` is earned where it rests on an assumption."""
    credit = _CREDIT.get(reached, assumed)
    return {"name": name, "reached": reached is Credit.FULL, "credit": credit, "says": _SAYS[reached]}


def _message(conditions: Mapping[str, Credit], wrong: int) -> str:
    """What the equations reach, and how many of them are wrong."""
    full = [name for name, one in conditions.items() if one is Credit.FULL]
    part = [name for name, one in conditions.items() if one is Credit.ASSUMED]
    none = [name for name, one in conditions.items() if one is Credit.NONE]
    said = []
    if len(full) == len(conditions):
        whole = "are equivalent to" if not wrong else "imply"
        said.append(f"Your equations {whole} the conditions.")
    elif full:
        said.append(f"Your equations imply {listed(full)}.")
    if part:
        said.append(f"{listed(part)} {'rests' if len(part) == 1 else 'rest'} on an assumption that is not given.")
    if none:
        said.append(f"{listed(none)} {'is' if len(none) == 1 else 'are'} not implied.")
    if wrong:
        said.append("One equation does not follow." if wrong == 1 else f"{wrong} equations do not follow.")
    return " ".join(said)
