"""Rules for rubrics that run students' code."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from grader import oracles
from grader.answers.words import did_you_mean
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.rubric.violations import Violation, shown

Mapped = Mapping[str, Any]


def answer_problems(settings: Mapped) -> Iterator[Violation]:
    """Problems with the settings of a code answer that fit their schema."""
    cases = settings.get("cases")
    if cases is None:
        for name in ("returns", "then", "shapes", "limits"):
            if name in settings:
                yield (name,), f"'{name}' needs 'cases': without inputs the function is not run"
        return
    for name in ("draw", "expected", "mistakes"):
        if name in cases and cases[name] not in oracles.names():
            hint = did_you_mean(cases[name], oracles.names())
            yield ("cases", name), f"'{shown(cases[name])}' is not on the list of oracles{hint}"
    yield from _among(cases.get("visible", ()), cases["kinds"], ("cases", "visible"))
    if "returns" in settings and "then" in settings:
        yield ("returns",), "`then` names what is returned; leave one of the two out"


def parameter_problems(criterion: Mapped, settings: Mapped) -> Iterator[Violation]:
    """Problems with the parameters of a criterion on code that fit their schema."""
    kinds = settings.get("cases", {}).get("kinds", {})
    for name in ("kinds", "ordinary"):
        if name in criterion:
            yield from _among(criterion[name], kinds, (name,))
    each = criterion.get("each")
    if each is None:
        return
    if each["check"] not in CHECKS:
        yield ("each", "check"), f"unknown check '{shown(each['check'])}'{did_you_mean(shown(each['check']), CHECKS)}"
        return
    known = signature(CHECKS[each["check"]])
    for name in each:
        if name != "check" and name not in known.parameters:
            hint = did_you_mean(name, known.parameters)
            yield ("each", name), f"'{each['check']}' has no parameter '{shown(name)}'{hint}"
    for name in known.required:
        if name not in each:
            yield ("each",), f"'{each['check']}' needs '{name}'"


def _among(names: Collection[str], known: Collection[str], path: tuple[str, ...]) -> Iterator[Violation]:
    for name in names:
        if name not in known:
            yield path, f"'{shown(name)}' is not one of the kinds{did_you_mean(name, known)}"
