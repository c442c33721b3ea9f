"""The messages about a system of equations that was judged: each equation, each condition, and the whole."""

from collections.abc import Mapping
from typing import Any

from grader.algebra.equivalence.findings import Credit, Finding, Kind, Reached
from grader.checks.formulas import listed

CREDIT = {Credit.FULL: 1.0, Credit.NONE: 0.0, Credit.UNDECIDED: 0.0}
"""The share of a condition that is earned; under an assumption the rubric says how much."""


def words(finding: Finding, assumption: str | None) -> tuple[str, str, str]:
    names = listed(finding.of)
    how = "" if finding.proved else " This rests on numeric evidence."
    match finding.kind:
        case Kind.SAME:
            plain = finding.reason == f"({finding.of[0]})"
            return (
                "right",
                f"equals {names}",
                f"This is condition {names}.{how}" if plain else f"It is {finding.reason}.{how}",
            )
        case Kind.FOLLOWS:
            return "right", f"follows from {names}", f"It is {finding.reason}: implied by {names}.{how}"
        case Kind.TRUE:
            return "skipped", "always true", "This holds for all values: it is not a condition"
        case Kind.ASSUMES:
            what = assumption or "that every matrix has the largest rank possible"
            return "half", "needs an assumption", f"This follows only if one assumes {what}.{how}"
        case Kind.UNDECIDED:
            return "unread", "not decided", finding.reason or "This could be neither proved nor refuted"
        case _:
            says = finding.reason or "the conditions hold at the point shown, but this does not"
            return "wrong", "does not follow", f"This does not follow from the conditions: {says}"


def conclusion(name: str, reached: Reached, assumed: float) -> dict[str, Any]:
    credit = CREDIT.get(reached.credit, assumed)
    says = {
        Credit.FULL: "implied by your equations",
        Credit.ASSUMED: "implied only under an assumption",
        Credit.NONE: "not implied by your equations that follow",
        Credit.UNDECIDED: "not decided",
    }[reached.credit]
    return {"name": name, "reached": reached.credit is Credit.FULL, "credit": credit, "says": says}


def message(conditions: Mapping[str, Reached], wrong: int) -> str:
    full = [name for name, one in conditions.items() if one.credit is Credit.FULL]
    part = [name for name, one in conditions.items() if one.credit is Credit.ASSUMED]
    none = [name for name, one in conditions.items() if one.credit is Credit.NONE]
    said = []
    if len(full) == len(conditions):
        said.append(
            "Your equations are equivalent to the conditions." if not wrong else "Your equations imply the conditions."
        )
    elif full:
        said.append(f"Your equations imply {listed(full)}.")
    if part:
        said.append(f"{listed(part)} {'rests' if len(part) == 1 else 'rest'} on an assumption that is not given.")
    if none:
        said.append(f"{listed(none)} {'is' if len(none) == 1 else 'are'} not implied.")
    if wrong:
        said.append("One equation does not follow." if wrong == 1 else f"{wrong} equations do not follow.")
    return " ".join(said)
