"""Markdown to blocks with their lines, the top-level element by element."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from grader.intake.commonmark import plain_lines
from grader.intake.inline import visible
from grader.model import Block, Place

_Kind = Literal["text", "math", "code", "item", "row", "quote"]
_MATH_FENCES = frozenset(("math", "latex", "tex"))
_BOX = re.compile(r"\\?\[ *(?P<mark>[xX✓✔☑]?) *\\?\](?:\s+|\Z)")


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown text: answers.md, or a notebook's cell. `lines` are as they were typed."""

    file: str
    cell: int | None
    lines: tuple[str, ...]

    def place(self, line: int) -> Place:
        """The place of the line with the index `line`."""
        return Place(self.file, line + 1, self.cell)

    def source(self, start: int, end: int) -> str:
        return "\n".join(self.lines[start:end]).strip("\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A top-level element: its lines [start, end), and its blocks or, of a heading, level and text."""

    document: Document
    start: int
    end: int
    blocks: tuple[Block, ...] = ()
    level: int = 0
    heading: str = ""
    quote: bool = False
    endless: bool = False
    """Whether it is fenced code that is never closed, and so runs to the end."""

    @property
    def place(self) -> Place:
        return self.document.place(self.start)


def read(parser: MarkdownIt, text: str, file: str, cell: int | None, is_part: Callable[[str], object]) -> list[Piece]:
    """The top-level elements of a text. `is_part` says whether a heading's text names a part."""
    document = Document(file, cell, tuple(text.split("\n")))
    tokens = parser.parse("\n".join(plain_lines(document.lines, is_part)))
    return [_piece(document, element) for element in _elements(tokens)]


def _elements(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield tokens[start : index + 1]
            start = index + 1


def _piece(document: Document, tokens: Sequence[Token]) -> Piece:
    first = tokens[0]
    start, end = _lines(first)
    if first.type == "heading_open":
        return Piece(document, start, end, level=int(first.tag[1:]), heading=tokens[1].content)
    last = document.lines[end - 1].strip() if end else ""
    endless = first.type == "fence" and (end - start == 1 or not last.startswith(first.markup))
    walk = _Walk(document)
    for token in tokens:
        walk.step(token)
    return Piece(document, start, end, tuple(walk.blocks), quote=first.type == "blockquote_open", endless=endless)


class _Walk:
    """Goes through the tokens of one top-level element and collects its blocks."""

    def __init__(self, document: Document):
        self.document = document
        self.blocks: list[Block] = []
        self.parents: list[Token] = []
        self.cells: list[str] = []
        self.quotes = 0
        self.fresh = False
        """Whether a list item has begun and has nothing in it yet."""

    def step(self, token: Token) -> None:
        if token.nesting > 0:
            self.parents.append(token)
            self.quotes += token.type == "blockquote_open"
            self.fresh = self.fresh or token.type == "list_item_open"
        elif token.nesting < 0:
            self.quotes -= token.type == "blockquote_close"
            self._close(self.parents.pop())
        elif token.type == "inline" and self.parents[-1].type in ("td_open", "th_open"):
            self.cells.append(visible(token.content).strip())
        elif token.type == "inline":
            self._paragraph(token)
        elif token.type == "math" or (token.type == "fence" and token.info.strip().casefold() in _MATH_FENCES):
            self._add("math", token.content.strip().strip("$").strip(), _lines(token))
        elif token.type in ("fence", "code_block"):
            self._add("code", token.content.rstrip("\n"), _lines(token))

    def _close(self, opening: Token) -> None:
        if opening.type == "tr_open":
            cells, self.cells = tuple(self.cells), []
            if any(cells):
                self._add("row", " | ".join(cells), _lines(opening), cells=cells)
        elif opening.type == "list_item_open" and self.fresh:
            # "2." alone on a line is a list to CommonMark, and a number to the student.
            number = opening.info + opening.markup if opening.info else ""
            self._add("text", number, _lines(opening))

    def _paragraph(self, token: Token) -> None:
        """A paragraph, which may be a list item's own, or lines that each begin with a task box."""
        start, end = _lines(token)
        lines = token.content.split("\n")
        boxes = [None if self.quotes else _BOX.match(line) for line in lines]
        if all(boxes) and len(lines) > 1:
            for number, line in enumerate(lines, start):
                self._item(line, (number, number + 1))
        elif self.fresh and not self.quotes:
            self._item(token.content, (start, end))
        else:
            self._add("text", visible(token.content), (start, end))

    def _item(self, content: str, lines: tuple[int, int]) -> None:
        box = _BOX.match(content)
        ticked = bool(box["mark"]) if box else None
        self._add("item", visible(content[box.end() :] if box else content), lines, ticked=ticked)

    def _add(
        self,
        kind: _Kind,
        text: str,
        lines: tuple[int, int],
        cells: tuple[str, ...] = (),
        ticked: bool | None = None,
    ) -> None:
        self.fresh = False
        if text.strip() or ticked is not None:
            source = self.document.source(*lines)
            place = self.document.place(lines[0])
            self.blocks.append(Block("quote" if self.quotes else kind, text, source, place, cells, ticked))


def _lines(token: Token) -> tuple[int, int]:
    start, end = token.map or (0, 0)
    return start, end
