"""One piece of an answer with its marks, and what stands ahead of a place in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from grader.algebra.reading.blanking import cleared
from grader.algebra.reading.marks import Mark
from grader.algebra.reading.statements import Piece
from grader.algebra.reading.text_marks import marks_of
from grader.algebra.reading.vocabulary import Spelled
from grader.patterns import pattern

LINES = ("newline", "row", "blank", "display")
"""The marks that end a line."""
_LABEL = pattern(r"[(\[]\s*(?:\d{1,2}[a-z]?|[a-z]|i{2,3}|iv|vi{1,3}|\*{1,3}|\\star|\\ast|†|\\dagger)\s*[)\]]")
_TIMES = pattern(r"\s*(?:×|\\times(?![A-Za-z])|(?<=\s)(?:x|by)(?=\s))\s*")
_AROUND = pattern(r"\A[\s$`]*(?:an?\s+)?[\s$`]*|[\s$`]+(?:matrix|vector)\s*\Z|[\s$`]+\Z")
_DOTS = frozenset((r"\dots", r"\ldots", r"\cdots", "…", "⋯", "..", "..."))
_PASSED = frozenset(("junk", "newline", "edge", "soft", "display", "row", "bullet"))
_STOPS = frozenset(("comma", "stop", "newline", "row", "blank", "word", "implies", "aside", "back"))
_ENDS = frozenset(("", "newline", "row", "blank", "comma", "stop", "edge", "display", "soft", "junk", "implies"))


class Ahead(NamedTuple):
    """The next maths: its first kind, whether a relation is in it, whether `&` or a bullet stands before it."""

    first: str
    related: bool = False
    amp: bool = False
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The marks of a piece, and the bracket that closes each.

    `text` is as long as what was `typed`, with blanks for what says nothing; `worded` tells of each mark whether words
    stand in its line.
    """

    typed: str
    text: str
    line: int
    code: bool
    marks: Sequence[Mark]
    match: Mapping[int, int]
    worded: Sequence[bool]
    spelled: Spelled

    def line_of(self, at: int) -> int:
        """The line of a place in the text, as the piece's are counted."""
        return self.line + self.text.count("\n", 0, at)

    def said(self, mark: Mark) -> str:
        return self.text[mark.start : mark.end]

    def ahead(self, at: int) -> Ahead:
        """What the next maths is, from a mark on."""
        marks, last = self.marks, len(self.marks)
        amp = bullet = False
        for _ in range(20):
            if at == last or marks[at].kind not in _PASSED:
                break
            amp = amp or (marks[at].kind == "soft" and self.text[marks[at].start] == "&")
            bullet = bullet or marks[at].kind == "bullet"
            at += 1
        if at == last:
            return Ahead("", False, amp, bullet)
        first = "atom" if marks[at].kind == "open" else marks[at].kind
        return Ahead(first, self._related(at), amp, bullet)

    def _related(self, at: int) -> bool:
        """Whether a relation stands in the maths from a mark on."""
        marks, last = self.marks, len(self.marks)
        while at < last and (kind := marks[at].kind) not in _STOPS:
            if kind in ("soft", "edge", "display"):
                while at < last and marks[at].kind in ("soft", "edge", "display", "junk"):
                    at += 1
                return at < last and marks[at].kind == "relation"
            if kind == "relation":
                return True
            at = self.match.get(at, at) + 1
        return False

    def dots_ahead(self, at: int) -> bool:
        """Whether an ellipsis is the next sign of its kind: i = 1, …, k."""
        following = next((mark for mark in self.marks[at : at + 20] if mark.kind == "other"), None)
        return following is not None and self.said(following) in _DOTS

    def has_dots(self, first: int, last: int) -> bool:
        return any(mark.kind == "other" and self.said(mark) in _DOTS for mark in self.marks[first:last])

    def is_size(self, first: int, last: int) -> bool:
        """Whether a bracket is a remark on the size of what stands before it, (m × n), and no factor."""
        start, end = self.marks[first].start, self.marks[last].end
        following = self.marks[last + 1].kind if last + 1 < len(self.marks) else ""
        apart = not start or self.text[start - 1] in " \t\n$`~"
        return apart and following in _ENDS and end - start < 40 and self.says_size(start + 1, end - 1)

    def says_size(self, start: int, end: int) -> bool:
        """Whether only sizes of the notation and numbers stand there, with × between them."""
        if end - start > 38:
            return False
        sizes = _TIMES.split(_AROUND.sub("", self.text[start:end]))
        named = [size for size in sizes if not size.isdigit()]
        return len(sizes) == 2 and bool(named) and self.spelled.sizes.issuperset(named)

    def is_label(self, first: int, last: int, begun: bool) -> bool:
        """Whether a bracket is a number for reference, (1) or (a), and no factor; `begun` where maths stands before."""
        whole = Mark("atom", self.marks[first].start, self.marks[last].end)
        text = self.said(whole)
        if len(text) > 9 or not _LABEL.fullmatch(text) or text.strip("()[] ") in self.spelled.names:
            return False
        following = self.marks[last + 1].kind if last + 1 < len(self.marks) else ""
        if not begun:
            return following in _ENDS or not self.text[whole.end : whole.end + 1].strip()
        before = self.marks[first - 1].kind if first else ""
        return following in _ENDS and (not self.text[whole.start - 1].strip() or before in ("edge", "soft"))


def passage(piece: Piece, spelled: Spelled) -> Passage:
    """A piece with its marks."""
    text = cleared(piece.text, code=piece.kind == "code")
    marks, match = marks_of(piece.kind, text, spelled)
    return Passage(piece.text, text, piece.line, piece.kind == "code", marks, match, _worded(marks), spelled)


def _worded(marks: Sequence[Mark]) -> list[bool]:
    lines = list(accumulate(mark.kind in LINES for mark in marks))
    worded = {line for line, mark in zip(lines, marks, strict=True) if mark.kind == "word"}
    return [line in worded for line in lines]
