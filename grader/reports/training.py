"""Training runs and their times, read from evidence.

The numbers are the grader's own. What comes from a program (a problem, notes, what it told, what its `run.json`
claims) is the student's text: untrusted, and cut here.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from grader.reports.code_calls import MOST_PRINTED, last_lines
from grader.reports.formatting import clipped, number, short
from grader.reports.training_runs import OUTCOMES, Canary, Phase, Ratios, Run, Told, Training, share

MOST_RUNS = 60
"""Runs that are shown at most."""
MOST_ITEMS = 40
"""Canaries, entries of a fingerprint, notes of a run that are shown at most."""
MOST_SAID = 400
"""Characters of one text that comes from a program which are shown at most."""
PHASES = {"start": "start (not charged)", "load": "load", "train": "train", "predict": "predict"}
_LARGEST = 2**128

T = TypeVar("T")


class _OtherForm(Exception):
    """A value has another form than the evidence of training has."""


def read(given: Any) -> Training | None:
    """`evidence["training"]`."""
    return _tried(_training, given)


def ratios(given: Any) -> Ratios | None:
    """`evidence["ratios"]`."""
    return _tried(_ratios, given)


def told(given: Any) -> Told | None:
    """`answer_key["training"]`."""
    return _tried(_told, given)


def _tried(reader: Callable[[Any], T], given: Any) -> T | None:
    try:
        return reader(given)
    except _OtherForm:
        return None


def _training(given: Any) -> Training:
    given = _mapping(given)
    runs = _each(given.get("runs"), _run, MOST_RUNS)
    fingerprint = list(_mapping(given.get("fingerprint", {})).items())[:MOST_ITEMS]
    return Training(
        facts=_facts(given),
        at_least=_fraction(given.get("at_least")),
        mean=_perhaps(_fraction, given.get("mean")),
        half=_perhaps(_number, given.get("half")),
        outcome=_one_of(OUTCOMES, given.get("outcome")),
        runs=runs,
        left_out=len(given["runs"]) - len(runs),
        phases=_each(given.get("phases", []), _phase, len(PHASES)),
        canaries=_each(given.get("canaries", []), _canary, MOST_ITEMS),
        fingerprint=tuple((_text(name), _scalar(value)) for name, value in fingerprint),
        claimed=_claimed(_mapping(given.get("claimed", {}))),
        stopped=_perhaps(_text, given.get("stopped")),
    )


def _facts(given: Mapping[str, Any]) -> tuple[str, ...]:
    device, data, reference = (_text(given.get(name)) for name in ("device", "data", "reference"))
    attempt, planned = _count(given.get("attempt")), _count(given.get("planned"))
    small, counts = _flag(given.get("small")), _flag(given.get("counts"))
    made = len(given["runs"])
    size = "the small variant" if counts else "a rehearsal, which does not count"
    named = [f"{name} {value}" for name, value in (("data", data), ("reference", reference)) if value]
    facts = [device or "no device", *named, f"attempt {attempt}"]
    facts += [f"{made} {'pair' if made == 1 else 'pairs'} of runs, {planned} planned"]
    return (*facts, *([size] if small else [] if counts else ["does not count"]))


def _run(given: Any) -> Run:
    given = _mapping(given)
    return Run(
        number=_count(given.get("number")),
        first=_one_of(("student", "reference"), given.get("first")),
        accuracy=_perhaps(_fraction, given.get("accuracy")),
        seconds=_number(given.get("seconds")),
        trained=_perhaps(_number, given.get("trained")),
        differed=_fraction(given.get("differed", 0)),
        problem=_perhaps(_text, given.get("problem")),
        notes=_each(given.get("notes", []), _text, MOST_ITEMS),
        reference_accuracy=_perhaps(_fraction, given.get("reference_accuracy")),
        reference_seconds=_number(given.get("reference_seconds")),
        repeated=_perhaps(_text, given.get("repeated")),
    )


def _phase(given: Any) -> Phase:
    given = _mapping(given)
    student, reference = (_perhaps(_number, given.get(side)) for side in ("student", "reference"))
    return Phase(PHASES[_one_of(PHASES, given.get("phase"))], student, reference)


def _canary(given: Any) -> Canary:
    given = _mapping(given)
    return Canary(_text(given.get("name")), _flag(given.get("passed")), _text(given.get("said")))


def _claimed(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The contents of a `run.json`, in words. A student wrote it, so anything may be there."""
    claims = []
    for name, value in list(given.items())[:MOST_ITEMS]:
        is_share = name == "accuracy" and (found := number(value)) is not None and 0 <= found <= 1
        words = share(value) if is_share else _tried(_scalar, value) or "neither a number nor text"
        claims += [f"{_text(name)} {words}"] if name != "said" and value is not None else []
    return (*claims, _text(given["said"])) if given.get("said") else tuple(claims)


def _ratios(given: Any) -> Ratios:
    given = _mapping(given)
    ends = [_perhaps(_number, given.get(end)) for end in ("low", "high")]
    known = [end for end in ends if end is not None]
    limit, allowed = (_perhaps(_number, given.get(name)) for name in ("at_most", "seconds"))
    if known != sorted(known) or limit in (0, math.inf):
        raise _OtherForm
    student, reference = (_perhaps(_number, given.get(f"{side}_seconds")) for side in ("student", "reference"))
    interval = (known[0], known[1]) if len(known) == 2 else None
    median = _perhaps(_number, given.get("median"))
    return Ratios(_each(given.get("ratios"), _ratio, MOST_RUNS), median, interval, limit, allowed, student, reference)


def _ratio(given: Any) -> tuple[int, float | None]:
    given = _mapping(given)
    value = _perhaps(_number, given.get("ratio"))
    return _count(given.get("number")), None if value is None or math.isinf(value) else value


def _told(given: Any) -> Told:
    given = _mapping(given)
    return Told(_each(given.get("seeds"), _count, MOST_RUNS), _each(given.get("told", []), _words, MOST_RUNS))


def _words(given: Any) -> tuple[int, str, int]:
    """A run's number, the last lines that its program told, and how many come before them."""
    given = _mapping(given)
    if not isinstance(given.get("told"), str):
        raise _OtherForm
    return _count(given.get("number")), *last_lines(given["told"], MOST_PRINTED)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise _OtherForm
    return value


def _each(values: Any, reader: Callable[[Any], T], most: int) -> tuple[T, ...]:
    if not isinstance(values, list):
        raise _OtherForm
    return tuple(reader(value) for value in values[:most])


def _perhaps(reader: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else reader(value)


def _one_of(allowed: Collection[str], value: Any) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _OtherForm
    return value


def _number(value: Any, most: float = math.inf) -> float:
    """A number from 0 to `most`; NaN is none."""
    found = number(value)
    if found is None or not 0 <= found <= most:
        raise _OtherForm
    return found


def _fraction(value: Any) -> float:
    return _number(value, 1)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST:
        raise _OtherForm
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _OtherForm
    return value


def _text(value: Any) -> str:
    """A text on one line, cut."""
    if not isinstance(value, str):
        raise _OtherForm
    return clipped(" ".join(value.split()), MOST_SAID)


def _scalar(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return short(value)
    return _text(value)
