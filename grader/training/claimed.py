"""A student's claims about their own runs, in `run.json`: compared with what is known, and worth nothing. Pure."""

import json
import math
from collections.abc import Mapping
from typing import Any

from grader.training.devices import peaks

FILE = "run.json"
MOST = 10_000
"""Bytes that are read."""
_TEXT = 100
"""Characters of a device's name that are kept."""


def read(data: bytes, dataset: str) -> Mapping[str, Any]:
    """The claims: "seconds", "accuracy" (0 … 1) and "device", each if it is there, and "said", a sentence.

    >>> read(b'{"seconds": 0.2, "accuracy": 94.1, "device": "NVIDIA H200"}', "cifar10")["accuracy"]
    0.941
    """
    try:
        told = json.loads(data) if len(data) <= MOST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        return {"said": f"{FILE} cannot be read: it is not a mapping in JSON of at most {MOST:,} bytes."}
    found: dict[str, Any] = {}
    if (seconds := _number(told.get("seconds"))) is not None:
        found["seconds"] = seconds
    if (accuracy := _number(told.get("accuracy"))) is not None and accuracy <= 100:
        found["accuracy"] = accuracy if accuracy <= 1 else accuracy / 100
    if isinstance(told.get("device"), str):
        found["device"] = told["device"][:_TEXT]
    return {**found, "said": _said(found, dataset)}


def _said(found: Mapping[str, Any], dataset: str) -> str:
    missing = [name for name in ("seconds", "accuracy", "device") if name not in found]
    if missing:
        return f"{FILE} does not say, or not as a number or text: {', '.join(missing)}."
    known = peaks.least_seconds(dataset, found["device"])
    if known is None:
        return "There is no record to compare it with."
    least, words = known
    if found["seconds"] < least:
        return f"That is faster than anything known: {words}."
    return f"That is {found['seconds'] / least:.3g} times the least that is known: {words}."


def _number(value: Any) -> float | None:
    """A finite number from 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
