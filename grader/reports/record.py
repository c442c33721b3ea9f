"""A grade as plain JSON values: the contract `grader/result/v1`.

The record of a submission is what `--json` prints, `results/<id>.json` keeps and the pages are made
of. `for_student` is the same record without what gives answers away before the release.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.model import Grade, PartGrade, Result
from grader.reports import code_calls

SCHEMA = "grader/result/v1"
WITHHELD = "The feedback for this criterion is shown after the release."

Record = dict[str, Any]
_ENCODED = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def record(grade: Grade, *, is_plain: bool = False) -> Record:
    """The grader's full record of a grade, answer keys included. Verdicts that were stored are plain already."""
    told = _as_it_is if is_plain else plain
    return {
        "schema": SCHEMA,
        "assignment": grade.assignment.id,
        "submission": grade.submission,
        "score": _number(grade.score),
        "max_score": _number(grade.max_score),
        "status": grade.status,
        "parts": [_part(part, told) for part in grade.parts],
        "notes": list(grade.notes),
        "provenance": dict(grade.provenance),
    }


def for_student(full: Record, *, released: bool) -> Record:
    """The record that a student may see: all of it once released, else without the answer key and hidden inputs.

    Of a call with a hidden input its kind is told, and where and with which type of exception it failed: nothing that
    the program says, which may be the input.
    """
    show = _released if released else _shown
    return {**full, "parts": [{**part, "criteria": [show(c) for c in part["criteria"]]} for part in full["parts"]]}


def dumps(full: Record) -> str:
    """The record as strict JSON (no NaN), a line for each key and part, the same bytes for the same grade.

    Printed on a terminal it drives nothing: what is not printable is escaped.
    """

    def line(value: Any) -> str:
        text = _ENCODED(value)
        return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)

    parts = ",\n  ".join(line(part) for part in full["parts"])
    lines = [f'"{key}": [\n  {parts}\n ]' if key == "parts" else f"{line(key)}: {line(full[key])}" for key in full]
    return "{\n " + ",\n ".join(lines) + "\n}"


def plain(value: Any) -> Any:
    """Evidence as JSON values: arrays become lists, and what JSON cannot say (NaN, inf) a word."""
    kind = type(value)
    if kind is int or kind is bool or value is None:
        return value
    if isinstance(value, str):
        return str(value) if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if kind is list or kind is tuple:
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, int) else str(value)


def _as_it_is(value: Any) -> Any:
    return value


def _part(graded: PartGrade, told: Callable[[Any], Any]) -> Record:
    return {
        "id": graded.part.id,
        "score": _number(graded.score),
        "max_score": _number(graded.part.max_score),
        "status": str(graded.status),
        "criteria": [_criterion(name, each, told) for name, each in zip(graded.part.ids, graded.results, strict=True)],
    }


def _criterion(name: str, result: Result, told: Callable[[Any], Any]) -> Record:
    verdict = result.verdict
    guarded = {} if verdict.before_release is None else {"before_release": told(verdict.before_release)}
    return {
        "id": name,
        "check": result.criterion.check,
        "score": _number(result.score),
        "max_score": _number(result.criterion.points),
        "status": str(verdict.status),
        "message": told(verdict.message),
        **guarded,
        "hint": told(verdict.hint),
        "evidence": told(verdict.evidence),
        "answer_key": told(verdict.answer_key),
        "mistake": verdict.mistake,
        "visible": result.criterion.visible,
    }


def _shown(criterion: Record) -> Record:
    kept = {key: value for key, value in criterion.items() if key not in ("answer_key", "mistake", "before_release")}
    if criterion["visible"] != "always":
        return {**kept, "message": WITHHELD, "hint": None, "evidence": {}}
    if "before_release" not in criterion:
        return kept
    return {**kept, "message": criterion["before_release"], "evidence": code_calls.discreet(criterion["evidence"])}


def _released(criterion: Record) -> Record:
    return {key: value for key, value in criterion.items() if key != "before_release"}


def _number(points: float | None) -> float | int | None:
    """5 rather than 5.0, and no dust from adding thirds."""
    if points is None:
        return None
    rounded = round(points, 9)
    return int(rounded) if rounded == int(rounded) else rounded
