"""What students are told of equations that were judged: each of them, each condition, and the whole."""

from collections.abc import Mapping
from typing import Any

from grader.algebra import Credit, Finding, Kind, Why, latex
from grader.checks.lines import TOO_LONG, Label, listed

CREDIT = {Credit.FULL: 1.0, Credit.NONE: 0.0, Credit.UNDECIDED: 0.0}
"""The share of a condition that is earned; under an assumption the rubric says how much."""
_SAYS = {
    Credit.FULL: "implied by your equations",
    Credit.ASSUMED: "implied only under an assumption",
    Credit.NONE: "not implied by your equations that follow",
    Credit.UNDECIDED: "not decided",
}
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


def words(finding: Finding, assumption: str | None) -> tuple[Label, str]:
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


def conclusion(name: str, reached: Credit, assumed: float) -> dict[str, Any]:
    """A condition as evidence, of which `assumed` is earned where it rests on an assumption."""
    credit = CREDIT.get(reached, assumed)
    return {"name": name, "reached": reached is Credit.FULL, "credit": credit, "says": _SAYS[reached]}


def message(conditions: Mapping[str, Credit], wrong: int) -> str:
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
