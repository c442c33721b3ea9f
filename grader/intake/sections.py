"""Markdown elements to one section per part: which heading opens it, and where it ends."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grader.answers import form_of
from grader.answers.words import normal
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.commonmark import parser
from grader.intake.inline import visible
from grader.intake.markdown import Document, Piece, read
from grader.intake.text import did_you_mean, shown
from grader.model import Assignment, Block, Part, Place, Section

_ATTRIBUTE = re.compile(r"\{\s*#(?P<id>[^\s}]+)[^}]*\}")
_AROUND = "()[]{}.,;:?!*_`'\"#"
_NUMBERING = re.compile(r"[\d.]*|part|problem|question|exercise|task|answer", re.IGNORECASE)
_WORD = re.compile(r"[\s—–:]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A Markdown text to read: answers.md, or a notebook's cell counted from 1."""

    text: str
    file: str
    cell: int | None = None


@dataclass(slots=True)
class _Open:
    """A section that is being read. `spans` are the lines [start, end) of each document that it takes up."""

    part: Part
    heading: Piece
    blocks: list[Block] = field(default_factory=list)
    spans: list[tuple[Document, int, int]] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        if self.spans and self.spans[-1][0] is piece.document:
            document, start, _ = self.spans.pop()
            self.spans.append((document, start, piece.end))
        else:
            self.spans.append((piece.document, piece.start, piece.end))

    def section(self) -> Section:
        source = "\n\n".join(document.source(start, end) for document, start, end in self.spans)
        return Section(tuple(self.blocks), source, self.heading.place)

    @property
    def answered(self) -> bool:
        """Whether there is an answer: boxes that are all still empty are none."""
        return any(block.ticked is not False for block in self.blocks)

    @property
    def ticked(self) -> bool:
        return any(block.ticked for block in self.blocks)


def sections(texts: Sequence[Text], assignment: Assignment) -> tuple[list[tuple[str, Section]], list[str], bool]:
    """The sections with an answer as (part id, section), notes, and whether any heading names a part.

    Raises:
        Unreadable: the texts are longer than we read.
    """
    _bounded(texts)
    markdown = parser()
    reading = _Reading(assignment)
    for text in texts:
        for piece in read(markdown, text.text, text.file, text.cell, reading.part_of):
            reading.take(piece)
    return reading.touched(), reading.notes, bool(reading.opened)


class _Reading:
    """The pieces of an assignment's Markdown, taken one by one: the sections opened so far, and what is to be noted."""

    def __init__(self, assignment: Assignment):
        self.opened: list[_Open] = []
        self.notes: list[str] = []
        self._assignment = assignment
        self._parts = {part.id.casefold(): part for part in assignment.parts}
        self._current: _Open | None = None
        self._stray: Piece | None = None

    def part_of(self, heading: str) -> Part | None:
        return self._parts.get(_named(heading, self._parts) or "")

    def take(self, piece: Piece) -> None:
        if piece.endless and (line := _swallowed(piece, self.part_of)):
            what = f"this code block is never closed, so the part at line {line} is read as code"
            self.notes.append(f"{piece.place}: {what}")
        if piece.level:
            self._open(piece)
        elif self._current is not None:
            asked = self._words(self._current.part.question) if piece.quote else []
            self._current.blocks += piece.blocks[_repeated(piece.blocks, asked) :]
            self._current.take(piece)
        elif self._stray is not None and piece.blocks and not piece.quote and len(self.notes) <= limits.NOTES:
            self.notes.append(_not_graded(self._stray, self._assignment))
            self._stray = None

    def touched(self) -> list[tuple[str, Section]]:
        """The sections that say something, and something else than the starter."""
        answered = (section for section in self.opened if section.answered)
        touched = (each for each in answered if each.ticked or _words(each.blocks) != self._starter(each.part))
        return [(section.part.id, section.section()) for section in touched]

    def _open(self, heading: Piece) -> None:
        """A heading opens a part's section, is inside the one that is open, or ends it."""
        part = self.part_of(heading.heading)
        if part is not None:
            self._current, self._stray = _Open(part, heading), None
            self.opened.append(self._current)
        elif self._current is not None and _belongs(heading, self._current):
            self._current.take(heading)
        else:
            self._current, self._stray = None, heading

    def _starter(self, part: Part) -> list[str]:
        """The words that the starter shows under a part's question, without its boxes, which are to be ticked."""
        blocks = _blocks(form_of(part).reading.starter(part.answer.settings), tuple(self._parts))
        return _words(block for block in blocks if block.ticked is None)

    def _words(self, question: str) -> list[str]:
        return _words(_blocks(question, tuple(self._parts)))


@lru_cache(maxsize=1000)
def _blocks(text: str, parts: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of a question or a starter, which are the same for every student."""
    return tuple(
        block
        for piece in read(parser(), text, "", None, lambda heading: _named(heading, parts))
        for block in piece.blocks
    )


def _bounded(texts: Sequence[Text]) -> None:
    counts = (
        (sum(text.text.count("\n") + 1 for text in texts), limits.LINES, "lines"),
        (sum(text.text.count("|") for text in texts), limits.PIPES, "table cells"),
        (sum(len(text.text) for text in texts), limits.MARKDOWN, "characters"),
    )
    for count, limit, what in counts:
        if count > limit:
            file = texts[0].file
            message = f"{file} is not read: its text has {count:,} {what}, more than {limit:,}"
            raise Unreadable(message, Place(file), "Keep only the answers in it.")


def _swallowed(piece: Piece, part_of: Callable[[str], Part | None]) -> int | None:
    """The first line in a piece of code that would be a part's heading."""
    lines = enumerate(piece.document.lines[piece.start : piece.end], piece.start + 1)
    return next((number for number, line in lines if line.startswith("#") and part_of(line.strip("# "))), None)


def _belongs(heading: Piece, section: _Open) -> bool:
    """Whether a heading that names no part is inside the section."""
    level = section.heading.level
    return heading.level > level or (heading.level == level and not section.blocks)


def _named(heading: str, parts: Container[str]) -> str | None:
    """The id, folded, of the part that a heading names by `{#part.id}` or by its first word."""
    if len(heading) > 10 * limits.SHOWN:
        return None
    if (attribute := _ATTRIBUTE.search(heading)) and attribute["id"].casefold() in parts:
        return attribute["id"].casefold()
    first = _first_word(heading).casefold()
    return first if first in parts else None


def _first_word(heading: str) -> str:
    """The first word that is not a numbering: of `3. pca.weights — The weights` and `Part pca.weights?` the id."""
    words = [word.strip(_AROUND) for word in _WORD.split(normal(visible(heading)).strip(" \t—–:"))]
    return next((word for word in words if not _NUMBERING.fullmatch(word)), "")


def _not_graded(heading: Piece, assignment: Assignment) -> str:
    text = visible(heading.heading[: 10 * limits.SHOWN])
    guess = did_you_mean(_first_word(text), (part.id for part in assignment.parts))
    what = f"the heading '{shown(text)}' is not part of this assignment; the text under it is not graded"
    return f"{heading.place}: {what}{guess}"


def _repeated(blocks: Sequence[Block], question: list[str]) -> int:
    """The number of blocks at the beginning of a quote that repeat the question."""
    words: list[str] = []
    for count, block in enumerate(blocks, 1):
        words += _words([block])
        if words == question:
            return count
        if len(words) > len(question):
            break
    return 0


def _words(blocks: Iterable[Block]) -> list[str]:
    return " ".join(block.text for block in blocks).split()
