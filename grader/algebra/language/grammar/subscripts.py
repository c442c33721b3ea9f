"""Subscripts and indices: what stands below a letter, and which rows and columns it picks."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.dimensions import ONE, Dim
from grader.algebra.expressions.tree import Node, Span
from grader.algebra.language.grammar.block_names import picked as rest
from grader.algebra.language.grammar.cursor import Cursor
from grader.algebra.language.lexing.scanner import plain

_WORDS: Mapping[str, str] = {"*": "star", "star": "star", "perp": "perp", "+": "plus", "infinity": "infty"}


@dataclass(frozen=True, slots=True)
class Subscript:
    """What stands below a letter: the tokens from `first` up to `last`, or the `text` of small characters."""

    first: int
    last: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Index:
    """One of the places of `X[:, i]`: all, one, the first so many, or those behind them."""

    one: str | int | None = None
    leading: Dim | None = None
    after: Dim | None = None
    upto: Dim | None = None
    """Those behind the first `after`, up to the last or to `upto`."""


def subscript(c: Cursor) -> Subscript:
    """Step over `_…` or small characters below."""
    at = c.at
    if c.kinds[at] == "sub":
        c.at += 1
        return Subscript(at, at, c.texts[at])
    c.at += 1
    if c.kinds[c.at] == "{":
        first, last = c.at + 1, c.match[c.at]
        c.at = last + 1
        if first == last:
            raise c.fail("this subscript is empty", c.between(at, last), "leave it out")
    else:
        if c.kinds[c.at] not in ("name", "number", "call", "star", "*", "perp", ":", "infinity"):
            raise c.unexpected()
        first, last = c.at, c.at + 1
        c.at += 1
    return Subscript(first, last, _joined(c, first, last))


def _joined(c: Cursor, first: int, last: int) -> str | None:
    """The tokens as one word, where they are letters and digits."""
    parts = []
    for at in range(first, last):
        kind = c.kinds[at]
        word = c.source[c.starts[at] : c.ends[at]] if kind == "call" else c.texts[at]
        if kind == "name" or (kind in ("number", "call") and word.isalnum()):
            parts.append(plain(word))
        elif kind in _WORDS:
            parts.append(_WORDS[kind])
        else:
            return None
    return "".join(parts) or None


def places(c: Cursor, first: int, last: int, zero: int = 0) -> list[Index] | None:
    """The indices in the tokens from `first` up to `last`; None where they are none. Numbers count from 1 - `zero`."""
    cuts = [at for at in range(first, last) if c.kinds[at] == ","]
    if cuts:
        found = [_place(c, a + 1, b, zero) for a, b in zip([first - 1, *cuts], [*cuts, last], strict=True)]
        return None if None in found else [index for index in found if index]
    if ":" in c.kinds[first:last] or "times" in c.kinds[first:last]:
        if last - first == 2 and not c.notation.dims.intersection(c.texts[first:last]):
            pair = [_place(c, at, at + 1, zero) for at in (first, first + 1)]
            if None not in pair:
                return [index for index in pair if index]
        single = _place(c, first, last, zero)
        return [single] if single else None
    word = _joined(c, first, last)
    return letters(word) if word else None


def letters(word: str) -> list[Index] | None:
    """`i`, `12` as one index or two of one character each."""
    if len(word) == 1 or (word.isdigit() and len(word) == 1):
        one = one_of(word)
        return None if one is None else [Index(one)]
    if len(word) == 2:
        pair = [one_of(char) for char in word]
        return None if None in pair else [Index(one) for one in pair]
    return None


def one_of(text: str, zero: int = 0) -> str | int | None:
    if text.isdecimal() and len(text) < 6:
        number = int(text) + zero
        return number if number > 0 else None
    return text if len(text) == 1 and text.isalpha() and text.islower() else None


def _place(c: Cursor, first: int, last: int, zero: int) -> Index | None:
    kinds = c.kinds[first:last]
    if kinds in ([":"], ["times"]):
        return Index()
    if len(kinds) == 1 and kinds[0] in ("name", "number"):
        one = one_of(plain(c.texts[first]), zero)
        return None if one is None else Index(one)
    if ":" in kinds:
        colon = first + kinds.index(":")
        size = c.size(colon + 1, last)
        start = c.size(first, colon) if colon > first else Dim(1 - zero)
        if start is None or (size is None and colon < last - 1):
            return None
        after = start - Dim(1 - zero)
        return Index(after=after, upto=size) if after != Dim() else Index(leading=size) if size else None
    return None


def picked(c: Cursor, body: Node, found: list[Index], span: Span) -> Node:
    """The rows and columns that indices pick."""
    if len(found) == 1:
        shape = extent(body, c.notation)
        if found[0].leading is None and not (shape and shape.cols == ONE):
            said = c.shown(span)
            hint = "write X[i, :] or X[:, i], or X_{:,i}"
            raise c.fail(f"one index at {said}: a row, or a column?", span, hint)
        found = [found[0], Index()]
    if len(found) != 2:
        raise c.fail("a matrix has two indices", span, "write X_{ij} or X[:, i]")
    row, col = found
    if row.after is not None or col.after is not None:
        shape = extent(body, c.notation)
        if shape is None:
            raise c.fail(f"the sizes in {c.shown(span)} are not plain to see", span, "give what is cut a name")
        rows = None if row.after is None else (row.after, (row.upto or shape.rows) - row.after)
        cols = None if col.after is None else (col.after, (col.upto or shape.cols) - col.after)
        try:
            body = rest(body, shape, rows, cols, c.notation)
        except ValueError:
            raise c.fail(f"{c.shown(span)} picks nothing", span, "write U[:, k:] for all but the first k") from None
    if row.leading is not None or col.leading is not None:
        body = tree.Leading(body, row.leading, col.leading, span=span)
    if row.one is not None or col.one is not None:
        body = tree.Indexed(body, row.one, col.one, span=span)
    return body


def sizes_below(c: Cursor, sub: Subscript) -> list[Dim] | None:
    """The sizes in `0_{m \\times k}`, `I_k`, `0_{m,k}`."""
    if sub.first == sub.last:
        text = sub.text or ""
        return [Dim(int(text)) if text.isdecimal() else Dim.of(text)] if text.isalnum() and len(text) < 6 else None
    cuts = [at for at in range(sub.first, sub.last) if c.kinds[at] in (",", "times", "*")]
    edges = zip([sub.first - 1, *cuts], [*cuts, sub.last], strict=True)
    found = [c.size(a + 1, b) for a, b in edges]
    return None if None in found else [size for size in found if size]
