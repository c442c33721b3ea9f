"""The stored rows as values, and verdicts as JSON."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from grader.model import Place, Status, Verdict
from grader.reports.record import plain

_ENCODED = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
SHORT = 4000
"""Characters of verdicts that are kept for the next who has the same."""
Packed = str
"""A text deflated, in base64: as it travels from a worker into the store, which keeps the bytes."""
Begins = Mapping[str, tuple[str, int | None, int | None]]
"""Where written answers begin, by part: file, line, cell."""


_FIELDS = [each.name for each in fields(Verdict) if each.name not in ("status", "fraction", "message", "place")]
"""The fields of a verdict that are kept where they say something."""


@dataclass(frozen=True, slots=True)
class Row:
    """A graded part of a submission.

    Attributes:
        status: the part's, as in the record.
        verdicts: JSON, see `dumped`.
        context: the digest of the inputs that it shares with other rows.
        own: its submission's own inputs, with their digests.
        seconds: what it took.
        isolation: what its code was run in, None where none was.
    """

    part: str
    status: str
    verdicts: str
    context: str
    own: Mapping[str, str]
    seconds: float
    isolation: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that was measured of a program that is trained: see `marking.jobs.Kept`. Its value is JSON."""

    part: str
    what: str
    program: str
    turn: int
    made_on: str
    unit: str
    value: str


@dataclass(frozen=True, slots=True)
class HandIn:
    """The state of a submission when it was last read.

    Attributes:
        digest: of its files.
        intake: the digest of the code that read it, and of what that looks for.
        notes: what is noteworthy, in words.
        begins: where its written answers begin.
        answers: those that are written, by part, each as JSON (see `marking.handed`), together as JSON, packed.
    """

    digest: str
    intake: str
    notes: tuple[str, ...] = ()
    begins: Begins = field(default_factory=dict)
    answers: Packed = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The part of a submission that reports need: made from its rows, and made again at any time.

    Attributes:
        look: the digest of all that it was made from, besides the rows: titles, points, words, templates.
        page: for whom the student's own page was written: "", "before" or "after" the release.
        slim: the record, as far as tables and statistics need it, as JSON, packed.
        pieces: the keys of the pieces of its page, in order.
    """

    look: str
    page: str
    slim: Packed
    pieces: tuple[str, ...]


def packed(text: str) -> Packed:
    """A text packed; the same for the same text."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 4)).decode()


def unpacked(text: Packed) -> str:
    """The text that was `packed`."""
    return zlib.decompress(base64.b64decode(text)).decode("utf-8", "surrogatepass")


def dumped(ids: Sequence[str], verdicts: Sequence[Verdict]) -> str:
    """The verdicts of a part's criteria as JSON, each with its criterion's id, and no field that says nothing."""
    told = [{"id": name, **_told(verdict)} for name, verdict in zip(ids, verdicts, strict=True)]
    return _ENCODED(told)


def loaded(ids: Sequence[str], text: str) -> tuple[Verdict, ...]:
    """The verdicts of criteria with these ids, in their order. Raises KeyError where one is not there."""
    return _short(tuple(ids), text) if len(text) < SHORT else _loaded(ids, text)


def _loaded(ids: Sequence[str], text: str) -> tuple[Verdict, ...]:
    told = {each.pop("id"): each for each in json.loads(text)}
    return tuple(_verdict(told[name]) for name in ids)


_short = lru_cache(maxsize=1000)(_loaded)
"""Many students have the same few words; long ones are each student's own. Nobody changes a verdict."""


def _told(verdict: Verdict) -> dict[str, Any]:
    found = {name: plain(value) for name in _FIELDS if (value := getattr(verdict, name)) not in (None, {})}
    if verdict.place is not None:
        found["place"] = [verdict.place.file, verdict.place.line, verdict.place.cell]
    return {"status": str(verdict.status), "fraction": verdict.fraction, "message": plain(verdict.message), **found}


def _verdict(told: dict[str, Any]) -> Verdict:
    place = told.pop("place", None)
    return Verdict(Status(told.pop("status")), place=Place(*place) if place else None, **told)
