"""A student's result as HTML in pieces, each with a key by which it is made once, kept and shared.

A key is a digest of all that its piece is drawn from: the values, the templates and the code that draws. Two
students whose answers to a part got the very same record share the piece; a changed title or template changes the key.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.model import Assignment
from grader.reports.html import view
from grader.reports.html.templates import drawing, render
from grader.reports.record import Record


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of HTML: the text that `render` gives, which is the same wherever `key` is.

    Pieces of one key are equal, so that an `lru_cache` of texts has what students share drawn once.
    """

    key: str
    render: Callable[[], str] = field(compare=False, repr=False)


def pieces(assignment: Assignment, record: Record) -> Iterator[Piece]:
    """A student's result in order, from a full record or one made for the student: an article without a frame.

    No piece but the head depends on more than one problem, or on who the student is. Parts of the record that the
    assignment does not have are left out.
    """
    head = view.head(assignment, record)
    asked = {part.id: part for part in assignment.parts}
    graded = {part["id"]: part for part in record["parts"]}
    yield _piece("head", head)
    for problem in head["problems"]:
        yield _piece("problem", {key: problem[key] for key in ("title", "score", "max_score", "waiting")})
        for part in problem["parts"]:
            yield _piece("part", view.part(asked[part["id"]], graded[part["id"]]), view.opened)
        yield _closing("section")
    yield _closing("article")


def _piece(kind: str, values: Record, opened: Callable[[Record], Record] = lambda values: values) -> Piece:
    return Piece(_key(kind, values), lambda: render(f"{kind}.html.j2", **{kind: opened(values)}))


def _closing(element: str) -> Piece:
    return Piece(_key("closing", element), lambda: f"</{element}>")


def _key(kind: str, values: Any) -> str:
    return hashlib.blake2b(json.dumps([kind, values]).encode(), digest_size=16, key=drawing()).hexdigest()
