"""Requests to workers and their answers, as values and as bytes of JSON: nothing is unpickled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from grader.engine.store.rows import HandIn, Report, Row, Unit
from grader.engine.trace.inputs import Names


@dataclass(frozen=True, slots=True)
class Asked:
    """A submission to be looked at.

    Attributes:
        hand_in: what it was when it was last read.
        rows: the newest of each part.
        stale: the parts that are to be graded whatever they hold.
        only: whether no other parts are graded: their rows stay as they are.
        current: whether the report is of these rows and looks as it should.
        pieces: the keys of the pieces of its page that are known.
        units: what was measured of its programs so far.
        again: the parts whose program is to be measured once more.
        whole: whether all of this is told; else only digests, to see whether something was handed in again.
    """

    name: str
    path: str
    hand_in: HandIn | None
    rows: tuple[Row, ...]
    stale: tuple[str, ...]
    only: bool
    current: bool
    pieces: tuple[str, ...]
    whole: bool = True
    units: tuple[Unit, ...] = ()
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A worker's result for a submission, or for some parts of it so far.

    Attributes:
        rows: those graded now.
        contexts: what rows share that no answer of this worker named before.
        kept: the parts whose rows hold.
        hand_in, report: only in the last answer.
        record: the full record, as it is written; "" where nothing is to be reported, or it is drafted.
        page: the student's own page, if one is wanted.
        drafted: whether the record, and the page that is wanted, lie as drafts where their files belong.
        pieces: those of its page that may not be known.
        units: what was measured now of a program.
        measuring: how far that is, in words.
        changed: the hand-in is another than before, and more has to be told of it; nothing else was done.
    """

    rows: tuple[Row, ...] = ()
    contexts: Mapping[str, Names] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    hand_in: HandIn | None = None
    report: Report | None = None
    record: str = ""
    page: str | None = None
    pieces: Mapping[str, str] = field(default_factory=dict)
    drafted: bool = False
    changed: bool = False
    units: tuple[Unit, ...] = ()
    measuring: str = ""


def encoded(value: Asked | Told) -> bytes:
    """A value as bytes."""
    return _encode(value).encode("utf-8", "surrogatepass")


def asked(data: bytes) -> Asked:
    """The request in these bytes."""
    return Asked(**_values(data))


def told(data: bytes) -> Told:
    """The answer in these bytes."""
    return Told(**_values(data))


def _plain(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def _values(data: bytes) -> dict[str, Any]:
    found = json.loads(data.decode("utf-8", "surrogatepass"))
    found["rows"] = tuple(Row(**row) for row in found["rows"])
    found["units"] = tuple(Unit(**unit) for unit in found["units"])
    if found["hand_in"] is not None:
        begins = {part: tuple(place) for part, place in found["hand_in"]["begins"].items()}
        found["hand_in"] = HandIn(**_tuples(HandIn, found["hand_in"] | {"begins": begins}))
    if found.get("report") is not None:
        found["report"] = Report(**_tuples(Report, found["report"]))
    return _tuples(Asked if "path" in found else Told, found)


def _tuples(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Values with tuples where the dataclass has them: JSON knows lists only."""
    asked_for = _are_tuples(kind)
    return {name: tuple(value) if name in asked_for else value for name, value in values.items()}


@cache
def _are_tuples(kind: Any) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind) if str(each.type).startswith("tuple"))
