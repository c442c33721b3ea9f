"""Answers without where they stand in a file: what is written above an answer changes nothing in its verdict."""

from dataclasses import replace

from grader.model import Answer, Cells, File, Place, Section, Value

HERE = Place("", 0)
"""Where an answer begins: the line of its heading, or of its key."""


def begins(answer: Answer) -> Place | None:
    """Where a written answer begins; None for files, which are whole."""
    for raw in answer.raw:
        if isinstance(raw, Section | Value):
            return raw.place
    return None


def relative(answer: Answer) -> Answer:
    """The answer with its places counted from where it begins."""
    return replace(answer, raw=tuple(_relative(raw) for raw in answer.raw))


def absolute(place: Place, begin: Place | None) -> Place:
    """Where a place of a `relative` answer is in its file. A place that names a file is one already.

    >>> str(absolute(Place("", 2), Place("answers.md", 10))), str(absolute(Place("w.npz"), None))
    ('answers.md:12', 'w.npz')
    """
    if place.file or begin is None:
        return place
    cell = None if begin.cell is None else begin.cell + (place.cell or 0)
    same_cell = not place.cell
    line = (begin.line or 0) + (place.line or 0) if same_cell else place.line
    return Place(begin.file, line, cell)


def _relative(raw: Section | Value | File | Cells) -> Section | Value | File | Cells:
    if isinstance(raw, Value):
        return replace(raw, place=HERE)
    if isinstance(raw, Section):
        blocks = tuple(replace(block, place=_from(raw.place, block.place)) for block in raw.blocks)
        return replace(raw, place=HERE, blocks=blocks)
    return raw


def _from(begin: Place, place: Place) -> Place:
    """A place counted from where the answer begins: lines in the same cell, cells in the same notebook."""
    if begin.cell is not None and place.cell is not None and place.cell != begin.cell:
        return Place("", place.line, place.cell - begin.cell)
    return Place("", (place.line or 0) - (begin.line or 0), None if begin.cell is None else 0)
