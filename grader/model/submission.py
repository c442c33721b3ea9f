"""A submission: the raw pieces that a student handed in, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.model.place import Place


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a Markdown section.

    `text` is what a reader sees (backslash escapes and entities resolved, no emphasis marks);
    `source` is what was typed. A `row` is a table's row with its `cells`; an `item` of a list has
    `ticked` True or False if it is a task box, else None.
    """

    kind: Literal["text", "math", "code", "item", "row", "quote"]
    text: str
    source: str
    place: Place
    cells: tuple[str, ...] = ()
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part's answer in Markdown: the blocks under its heading, and the lines as they were typed."""

    blocks: tuple[Block, ...]
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class Value:
    """A part's answer in answers.yaml: null, bool, int, float, str, list or dict with str keys."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class File:
    """A file that the rubric asks for: arrays or code."""

    data: bytes
    place: Place


@dataclass(frozen=True, slots=True)
class Cells:
    """The code cells of a notebook, from top to bottom: a name ("cell 3") and the source of each."""

    cells: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """A student's answer to one part: the raw pieces, or why they cannot be used."""

    raw: tuple[Section | Value | File | Cells, ...] = ()
    problem: tuple[str, Place | None, str | None] | None = None
    """(message, place, hint) where intake had to refuse: answered twice, a file too large."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's submission: one answer for each part that was found, and notes (unknown files, …).

    `files` are its own small files by their relative names, for its code to read.
    """

    id: str
    answers: Mapping[str, Answer]
    notes: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
