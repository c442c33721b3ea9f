"""The place in the tokens where the parser stands, and what all its parts need."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum

from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node, Span
from grader.algebra.language.lexing.lexer import lexed
from grader.algebra.language.lexing.scanner import scanner
from grader.algebra.language.lexing.tokens import OPERAND_ENDS, ParseError, excerpt
from grader.patterns import pattern

MAX_DEPTH = 60


class Alternative(Enum):
    """What a sign can be besides what it looks like."""

    UNIT = "a 1 with a double stroke is the identity"
    SPREAD = "a column is added to every column of a matrix, as NumPy does"
    ONES = "a number is added to every entry of a matrix"
    LYING = "the letter of a row is the row itself, and no column"
    BLOCKS = "square brackets without commas are a row of blocks, and no product"


class Cursor(ABC):
    """Tokens, and the token that is next: `kinds[at]`, `texts[at]`, from `starts[at]` to `ends[at]`.

    Signs are read by the alternatives that are `taken`; `met` has the first place of each that there is.
    """

    def __init__(self, source: str, notation: Notation, taken: Collection[Alternative] = ()):
        self.source, self.notation = source, notation
        self.scan = scanner(notation)
        tokens = lexed(source, self.scan)
        self.kinds, self.texts, self.starts, self.ends = tokens.kinds, tokens.texts, tokens.starts, tokens.ends
        self.match = tokens.match
        self.at = 0
        self.depth = 0
        self.bars: list[str] = []
        self.cells = False
        self.indices: list[str] = []
        self.python = tokens.python
        self.copied = False
        self.taken = frozenset(taken)
        self.met: dict[Alternative, Span] = {}

    @abstractmethod
    def expression(self) -> Node:
        """A sum."""

    @abstractmethod
    def term(self) -> Node:
        """A product."""

    @abstractmethod
    def factor(self) -> Node:
        """One factor, with what stands behind it: powers, transposes, indices."""

    @abstractmethod
    def raised(self, body: Node, text: str, first: int, above: int) -> Node:
        """A factor under the small sign at the token `above`."""

    def takes(self, one: Alternative, span: Span) -> bool:
        """Whether a sign is read by an alternative; that it could be is noted."""
        self.met.setdefault(one, span)
        return one in self.taken

    # --- places

    def span(self, first: int) -> Span:
        """From a token to the one before the next."""
        return Span(self.starts[first], self.ends[self.at - 1] if self.at > first else self.ends[first])

    def between(self, first: int, last: int) -> Span:
        """From a token to another, both included."""
        return Span(self.starts[first], self.ends[last])

    def shown(self, span: Span) -> str:
        """A piece of the source, as a message says it."""
        return excerpt(self.source[span.start : span.end])

    def fail(self, message: str, span: Span, hint: str | None = None) -> ParseError:
        return ParseError(message, span, hint)

    def unexpected(self) -> ParseError:
        """What stands next has no place here."""
        return unexpected(self)

    def beyond(self) -> ParseError:
        """Something stands behind a whole expression."""
        if self.kinds[self.at] == "number":
            here = self.between(self.at, self.at)
            return self.fail("a number stands right behind a factor", here, "put it in front, or write a dot between")
        return self.unexpected()

    # --- moving

    def expect(self, kind: str) -> None:
        """Step over a token of this kind."""
        if self.kinds[self.at] != kind:
            raise self.unexpected()
        self.at += 1

    def spaced(self, at: int) -> bool:
        """Whether there is a space before a token."""
        return self.starts[at] > self.ends[at - 1]

    def closes(self, kind: str) -> bool:
        """Whether a bar closes the innermost bars rather than opening new ones."""
        if kind not in ("‖", "|") or not self.bars:
            return False
        inner = self.bars[-1]
        if inner == "[":  # a bar between blocks
            return kind == "|"
        return inner == kind or (inner == "|" and self.source[self.starts[self.at] : self.ends[self.at]] == "||")

    def enclosed(self, first: int) -> Node:
        """The expression in the brackets that the token `first` opens; what stands behind them is next."""
        last = self.match[first]
        self.at = first + 1
        cells, self.cells = self.cells, False
        self.bars.append("")
        node = self.expression()
        self.bars.pop()
        self.cells = cells
        if self.at != last:
            raise self.beyond()
        self.at = last + 1
        return node

    @contextmanager
    def inside(self, bar: str = "") -> Iterator[None]:
        """Between brackets or bars, where spaces do not separate cells."""
        cells, self.cells = self.cells, False
        self.bars.append(bar)
        yield
        self.bars.pop()
        self.cells = cells

    def top(self, first: int, last: int) -> list[int]:
        """The tokens between two places that no inner bracket holds."""
        found = []
        while first < last:
            found.append(first)
            first = self.match[first] + 1 if self.match.get(first, 0) > first else first + 1
        return found

    # --- sizes

    def size(self, first: int, last: int) -> Dim | None:
        """A size such as `m`, `2`, `m - k` in the tokens from `first` up to `last`; None where it is none."""
        while last - first > 2 and self.kinds[first] == "(" and self.match[first] == last - 1:
            first, last = first + 1, last - 1
        if first >= last or not {"name", "number", "+", "-"}.issuperset(self.kinds[first:last]):
            return None
        text = "".join(self.texts[first:last])
        if not _SIZE.fullmatch(text) or not set(_CAPITAL.findall(text)) <= self.notation.dims:
            return None
        total = Dim()
        for sign, count, name in _TERM.findall(text):
            if not count and not name:
                continue
            times = int(count or 1) * (-1 if sign == "-" else 1)
            part = Dim(times) if not name else Dim(0, ((name, times),) if times else ())
            total = total + part
        return total


_TERM = pattern(r"([+-]?)(\d{0,4})([A-Za-z][A-Za-z0-9]{0,11})?(?<![+-])")
_CAPITAL = pattern(r"[A-Z][A-Za-z0-9]*")
_PART = r"(?:\d{1,4}|\d{0,4}[A-Za-z][A-Za-z0-9]{0,11})"
_SIZE = pattern(rf"-?{_PART}(?:[+-]{_PART}){{0,8}}")


def unexpected(cursor: Cursor) -> ParseError:
    """Words for a token that has no place where it stands."""
    at = cursor.at
    kind = cursor.kinds[at]
    here = cursor.between(at, at)
    before = cursor.between(at - 1, at - 1) if at else here
    said = cursor.shown(here)
    if kind == "relation":
        return cursor.fail(f"{said} is not an equation", here, "write equations with =")
    if kind == "arrow":
        return cursor.fail(f"{said} joins two statements", here, "write one statement per line")
    if kind == "dots":
        return cursor.fail("dots are not read here", here, "write out what they stand for, or a sum Σ_{i=1}^n")
    if kind == "dollar":
        return cursor.fail(f"{said} inside a formula", here, "put the whole formula between one pair of marks")
    if kind == ".":
        return cursor.fail("a full stop inside a formula", here, "leave it out")
    behind = at > 0 and cursor.kinds[at - 1] in OPERAND_ENDS
    if behind and kind in ("=", ",", ";", ":", "&"):
        return cursor.fail(f"{said} has no place inside brackets", here, "close the brackets before it")
    if kind == "end" or kind in ("=", ")", "]", "}", "⟩", ">‖", "stop", ",", ";", "&", "newline"):
        if at == 0:
            return cursor.fail("something is missing" + ("" if kind == "end" else f" before {said}"), here, None)
        after = cursor.shown(before)
        return cursor.fail(f"something is missing after {after}", before, "write what belongs there, or leave it out")
    if kind in ("+", "-", "times", "*", "@", "/", "odot", "**"):
        left = f" between {cursor.shown(before)} and {said}" if at else f" before {said}"
        return cursor.fail(f"something is missing{left}", cursor.between(max(at - 1, 0), at), "one of them is too many")
    if kind in ("^", "_", "'", "sup", "sub"):
        return cursor.fail(f"{said} has no base", here, "write the symbol that it belongs to before it")
    return cursor.fail(f"{said} does not fit here", here, "leave it out, or write what is missing before it")
