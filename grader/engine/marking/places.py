"""Answers without their places in a file: what is written above an answer changes nothing in its verdict."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.model import Answer, Cells, File, Place, Section, Value

HERE = Place("", 0)
"""Where an answer begins: the line of its heading, or of its key."""


def begins(answer: Answer) -> Place | None:
    """The place where a written answer begins; None for files, which are an answer as a whole."""
    for raw in answer.raw:
        if isinstance(raw, Section | Value):
            return raw.place
    return None


def relative(answer: Answer) -> Answer:
    """The answer with its places counted from where it begins: lines of a file, cells of a notebook.

    Lines of a cell are left as they are, for in the cells that follow a heading none is counted from it.
    """
    return replace(answer, raw=tuple(_relative(raw) for raw in answer.raw))


def absolute(place: Place, begin: Place | None) -> Place:
    """The place in its file of a place in a `relative` answer. A place that names a file stays as it is.

    >>> str(absolute(Place("", 2), Place("answers.md", 10))), str(absolute(Place("w.npz"), None))
    ('answers.md:12', 'w.npz')
    """
    if place.file or begin is None:
        return place
    if begin.cell is not None:
        return Place(begin.file, place.line or begin.line, begin.cell + (place.cell or 0))
    return Place(begin.file, (begin.line or 0) + (place.line or 0))


def placed(evidence: Mapping[str, Any], begin: Place | None) -> Mapping[str, Any]:
    """Evidence whose `lines` are those of the file, as docs/evidence.md describes them."""
    if begin is None or begin.cell is not None or not isinstance(evidence.get("lines"), list):
        return evidence
    return {**evidence, "lines": [_line(line, begin.line or 0) for line in evidence["lines"]]}


def _line(line: Any, down: int) -> Any:
    if isinstance(line, dict) and isinstance(line.get("line"), int):
        return {**line, "line": line["line"] + down}
    return line


def _relative(raw: Section | Value | File | Cells) -> Section | Value | File | Cells:
    if isinstance(raw, Value):
        return replace(raw, place=HERE)
    if isinstance(raw, Section):
        blocks = tuple(replace(block, place=_from(raw.place, block.place)) for block in raw.blocks)
        return replace(raw, place=HERE, blocks=blocks)
    return raw


def _from(begin: Place, place: Place) -> Place:
    """A place counted from where the answer begins: lines in the same file, cells in the same notebook."""
    if begin.cell is not None:
        return Place("", place.line, (place.cell or begin.cell) - begin.cell)
    return Place("", (place.line or 0) - (begin.line or 0))
