"""Sums over an index: Σ_{i=1}^n x_i x_iᵀ."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import free
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar import symbols
from grader.algebra.language.grammar.cursor import Cursor
from grader.algebra.language.lexing.scanner import plain
from grader.algebra.language.lexing.spelling import SUPERSCRIPTS
from grader.patterns import pattern

MAX_LOW = 1_000
_INDICES = pattern(r"([a-z](?:,?[a-z]){0,3})(?:=([0-9]{1,4}))?")
_SUMS = ("\\sum", "∑", "Σ", "sum", "Sum", "\\Sigma")


def total(c: Cursor) -> Node:
    """`\\sum_{i=1}^n x_i x_i^T`: the product behind it, up to the next sign."""
    first = c.at
    c.at += 1
    letters, high = "", None
    low: int | Dim = 1
    for _ in range(2):
        kind = c.kinds[c.at]
        if kind in ("_", "sub") and not letters:
            letters, low = _from(c, first)
        elif kind in ("^", "sup") and high is None:
            high = _to(c)
    if not letters:
        raise c.fail("a sum over what?", c.between(first, first), "write \\sum_{i=1}^n, or \\sum_i")
    c.indices.extend(letters)
    node = c.term()
    for index in reversed(letters):
        c.indices.pop()
        node = tree.Total(index, low, high, node, span=c.span(first))
    return node


def _from(c: Cursor, first: int) -> tuple[str, int | Dim]:
    """The letters of the indices, as in `i=1`, `i=k+1`, `i>k` or `i,j`, and where they start."""
    if c.kinds[c.at] == "sub":
        text = c.texts[c.at]
        c.at += 1
        if len(text) == 1 and text.isalpha():
            return text, 1
        raise _no_index(c, first)
    c.at += 1
    if c.kinds[c.at] == "{":
        inner, last = c.at + 1, c.match[c.at]
        c.at = last + 1
    else:
        inner = c.at
        last = inner + (3 if c.kinds[inner + 1] == "=" and c.kinds[inner + 2] == "number" else 1)
        c.at = last
    if low := _low(c, inner, last):
        return c.texts[inner], low
    found = _INDICES.fullmatch("".join(c.texts[inner:last]))
    if not found or len(set(found[1]) - {","}) < len(found[1].replace(",", "")) or int(found[2] or 1) > MAX_LOW:
        raise _no_index(c, first)
    return found[1].replace(",", ""), int(found[2] or 1)


def _low(c: Cursor, inner: int, last: int) -> Dim | None:
    """Where a sum starts that starts behind a size: i = k + 1, or i > k."""
    letter, sign = c.texts[inner], c.texts[inner + 1]
    behind = sign in (">", "\\gt")
    if c.kinds[inner] != "name" or len(letter) != 1 or not letter.islower() or not (sign == "=" or behind):
        return None
    low = c.size(inner + 2, last)
    if low is None or not low.terms:
        return None
    return low + Dim(1) if behind else low


def _no_index(c: Cursor, first: int) -> Exception:
    hint = "write \\sum_{i=1}^n with a letter and a number"
    return c.fail("what this sum runs over is not read", c.span(first), hint)


def _to(c: Cursor) -> Dim:
    at = c.at
    c.at += 1
    if c.kinds[at] == "sup":
        text = c.texts[at]
        if text == "T":  # a letter here, and no transpose
            text = c.source[c.starts[at] : c.ends[at]].strip("^{} ").translate(SUPERSCRIPTS)
        if text.isalnum() and text.isascii():
            return Dim(int(text)) if text.isdecimal() else Dim.of(text)
    elif c.kinds[c.at] == "{":
        inner, last = c.at + 1, c.match[c.at]
        c.at = last + 1
        size = c.size(inner, last)
        if size:
            return size
    else:
        c.at += 1
        size = c.size(c.at - 1, c.at)
        if size:
            return size
    raise c.fail("where this sum ends is not read", c.span(at), "write \\sum_{i=1}^n")


def sigma(c: Cursor) -> Node:
    """A Σ: a sum, where its subscript is an index that what follows uses; else the letter."""
    first = c.at
    index = _index_below(c, first)
    if index is None:
        return symbols.name(c)
    word, equals, last = index
    used = equals or _uses(c, last, word)
    symbol = c.scan.names.get("Sigma" + word)
    if used and symbol is not None and not equals:
        span = c.between(first, last - 1)
        hint = f"write \\sum_{word} for the sum, \\Sigma_{word} for the symbol"
        raise c.fail(f"{c.shown(span)} can be a sum over {word} or the symbol {symbol}", span, hint)
    if used or (symbol is None and "Sigma" not in c.notation.symbols):
        return total(c)
    return symbols.name(c)


def _index_below(c: Cursor, first: int) -> tuple[str, bool, int] | None:
    """The index under a Σ, whether `=` follows it, and the token behind it all."""
    at = first + 1
    if c.kinds[at] == "sub":
        return (c.texts[at], False, at + 1) if len(c.texts[at]) == 1 and c.texts[at].isalpha() else None
    if c.kinds[at] != "_":
        return None
    brace = c.kinds[at + 1] == "{"
    inner = at + 1 + brace
    last = c.match[at + 1] + 1 if brace else inner + 1
    text = c.texts[inner]
    if c.kinds[inner] != "name" or len(text) != 1 or not text.islower():
        return None
    if brace and last != inner + 2 and c.kinds[inner + 1] != "=":
        return None
    return text, c.kinds[inner + 1] == "=", last


def _uses(c: Cursor, at: int, index: str) -> bool:
    """Whether the product behind a token has this index below a letter."""
    while c.kinds[at] not in ("+", "-", "=", "end", ")", "]", "}", ","):
        if c.kinds[at] == "_" and index in (c.texts[at + 1], c.texts[at + 2] if c.kinds[at + 1] == "{" else ""):
            return True
        if c.kinds[at] == "sub" and index in c.texts[at]:
            return True
        if c.kinds[at] in ("(", "["):
            inner = range(at, c.match[at])
            if any(c.kinds[i] == "_" and index in plain(c.texts[i + 1]) for i in inner):
                return True
            at = c.match[at]
        at += 1
    return False


def refuse_escaped(c: Cursor, node: tree.Sum) -> None:
    """Raise where a later term uses the index of a sum: does Σ_i a_i + b_i end before the plus?"""
    for place, term in enumerate(node.terms[:-1]):
        whole = term.body if isinstance(term, tree.Negative) else term
        inner = whole.factors[-1] if isinstance(whole, tree.Product) else whole
        if not isinstance(inner, tree.Total) or inner.index in c.indices:
            continue
        if inner.span.end < whole.span.end or not c.source.startswith(_SUMS, inner.span.start):
            continue  # it stands in brackets
        for later in node.terms[place + 1 :]:
            if free(inner.index, later):
                hint = "put brackets around all that is summed, or name another index"
                raise c.fail(f"does the sum over {inner.index} end before this term?", later.span, hint)
