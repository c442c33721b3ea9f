"""Calls of a student's function as evidence tells them: how many were made, and the first that failed.

What a call printed and its traceback are the student's own words: untrusted, and cut here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.reports.formatting import clipped, short

ABOVE = "above"
"""Stands for a failing call that an earlier criterion of the part shows already."""
MOST_VALUES = 20
"""Arguments, and values returned, of a call that are shown at most."""
MOST_PRINTED = 20
"""Lines that a call printed which are shown at most, the last ones; with at most `MOST_CHARACTERS` together."""
MOST_CHARACTERS = 4_000
_KEPT = ("calls", "where", "finding")
_KEPT_OF_A_CALL = ("kind", "visible", "raised", "file", "line", "cells that failed", "lines that failed")

Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Failing:
    """A call that failed. What is not told of it (a hidden input, no traceback) is empty."""

    kind: str
    visible: bool
    input: Named
    returned: Named
    trace: str
    printed: str
    unprinted: int
    """How many lines were printed before those in `printed`."""

    def __bool__(self) -> bool:
        """Whether there is more to show than the kind of input, which the verdict's message says."""
        return bool(self.input or self.returned or self.trace or self.printed)


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls that a criterion judges; `facts` is what was counted, in words."""

    facts: tuple[str, ...]
    first: Failing | None
    above: bool


def read(evidence: Mapping[str, Any]) -> Calls | None:
    """The calls in evidence that has `calls`, their number; None where that or what belongs to it has another form."""
    made, first = evidence.get("calls"), evidence.get("first")
    failed, seconds, where = evidence.get("failed", 0), evidence.get("seconds", 0), evidence.get("where", "")
    counted = _number(made, int) and _number(failed, int) and _number(seconds, int | float) and isinstance(where, str)
    told = failing(first)
    if not counted or (told is None and first not in (None, ABOVE)):
        return None
    facts = [f"{made} {'call' if made == 1 else 'calls'}"]
    facts += [f"{failed} failed"] if "failed" in evidence else []
    facts += [f"{short(seconds)} s together"] if "seconds" in evidence else []
    facts += [where] if where else []
    return Calls(tuple(facts), told, first == ABOVE)


def failing(first: Any) -> Failing | None:
    """A failing call in the form that checks give it; None for any other value."""
    if not isinstance(first, Mapping) or not isinstance(first.get("kind"), str):
        return None
    given, returned = _named(first.get("input", {})), _named(first.get("returned", {}))
    trace, output = first.get("trace", ""), first.get("output", "")
    if given is None or returned is None or not isinstance(trace, str) or not isinstance(output, str):
        return None
    printed, unprinted = last_lines(output, MOST_PRINTED)
    visible = first.get("visible") is True
    return Failing(first["kind"], visible, given, returned, clipped(trace.strip("\n")), printed, unprinted)


def last_lines(text: str, most: int) -> tuple[str, int]:
    """The last lines of a text, `MOST_CHARACTERS` together, and how many come before them.

    >>> last_lines("a\\nb\\nc\\n", 2)
    ('b\\nc', 1)
    """
    rows = text.strip("\n").split("\n")
    kept = "\n".join(rows[-most:])
    if len(kept) > MOST_CHARACTERS:
        kept = f"…{kept[-MOST_CHARACTERS:]}"
    return kept, len(rows) - 1 - kept.count("\n")


def discreet(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """Evidence of calls, some with hidden inputs, as a student may see it before the release.

    What a program does with a hidden input is its own choice, and so is how often it fails. A visible call is shown
    in full, for it was made before the program was given anything hidden.
    """
    kept = {name: evidence[name] for name in _KEPT if name in evidence}
    first = evidence.get("first")
    if isinstance(first, Mapping) and first.get("visible") is not True:
        first = {name: first[name] for name in _KEPT_OF_A_CALL if name in first}
    return kept if first is None else {**kept, "first": first}


def once(many: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The evidence of a part's criteria, with a failing call in full only where it comes first."""
    seen: list[Any] = []
    told = []
    for evidence in many:
        first = evidence.get("first")
        if failing(first) and first in seen:
            evidence = {**evidence, "first": ABOVE}
        seen.append(first)
        told.append(evidence)
    return told


def _number(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _named(values: Any) -> Named | None:
    if not isinstance(values, Mapping) or not all(isinstance(value, str) for value in values.values()):
        return None
    return tuple((str(name), clipped(value)) for name, value in list(values.items())[:MOST_VALUES])
