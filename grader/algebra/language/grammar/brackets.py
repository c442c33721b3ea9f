"""Brackets and bars: norms, determinants, inner products, matrices of blocks, zeros and ones with sizes."""

from collections.abc import Sequence

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar.cursor import Alternative, Cursor
from grader.algebra.language.grammar.subscripts import sizes_below, subscript

# --- zeros and ones


_STRUCK = ("mathbb", "𝟙")
"""How a 1 with a double stroke is typed: ones, or in physics the identity."""


def bold(c: Cursor) -> Node:
    """A bold 0 or 1, with or without sizes."""
    first = c.at
    text = "1" if c.kinds[first] == "ones" else "0"
    c.at += 1
    if c.kinds[c.at] in ("_", "sub"):
        return constant(c, first, text)
    span = c.between(first, first)
    struck = text == "1" and any(sign in c.source[span.start : span.end] for sign in _STRUCK)
    if struck and c.takes(Alternative.UNIT, span):
        return tree.Identity(span=span)
    return tree.Ones(span=span) if text == "1" else tree.Zero(span=span)


def constant(c: Cursor, first: int, text: str) -> Node:
    """`0_{m \\times k}`, `1_n`."""
    sub = subscript(c)
    span = c.span(first)
    sizes = sizes_below(c, sub)
    if not sizes or len(sizes) > 2:
        hint = f"write {text}_n or {text}_{{m \\times k}}"
        raise c.fail(f"the sizes in {c.shown(span)} cannot be read", span, hint)
    kind = tree.Ones if text == "1" else tree.Zero
    return kind(sizes[0], sizes[1] if len(sizes) == 2 else None, span=span)


# --- bars


def norm(c: Cursor) -> Node:
    """‖…‖ with its subscript, or |…|, the determinant of a matrix."""
    first = c.at
    kind = c.kinds[first]
    close = ">‖" if kind == "‖<" else kind
    c.at += 1
    with c.inside("" if kind == "‖<" else kind):
        if c.kinds[c.at] in (close, "end"):
            raise c.fail("there is nothing between these bars", c.between(first, c.at), None)
        body = c.expression()
    if kind == "|" and c.kinds[c.at] == "‖" and c.ends[c.at] - c.starts[c.at] == 2:
        c.kinds[c.at] = "|"  # half of a double bar: |A||B|
        c.starts[c.at] += 1
        span = tree.Span(c.starts[first], c.starts[c.at])
        return _determinant(c, body, first, span)
    if c.kinds[c.at] != close:
        if c.kinds[c.at] == "end":
            here = c.between(first, first)
            raise c.fail(f"the bar {c.shown(here)[1:-1]} is never closed", here, "close it, or leave it out")
        raise c.unexpected()
    c.at += 1
    if kind == "|":
        return _determinant(c, body, first, c.span(first))
    return _kind(c, body, first)


def _determinant(c: Cursor, body: Node, first: int, span: tree.Span) -> Node:
    shape = extent(body, c.notation)
    if shape is None or shape.scalar or shape.rows != shape.cols:
        what = "of a number" if shape and shape.scalar else "of this"
        hint = "write \\det(A) for a determinant, \\|x\\| for a norm"
        raise c.fail(f"the bars {what} can be an absolute value, a norm or a determinant", span, hint)
    return tree.Apply("det", body, span=span)


def _kind(c: Cursor, body: Node, first: int) -> Node:
    """The norm with its F or 2, which may stand below the power or before it."""
    span = c.span(first)
    at = c.at
    raised = c.kinds[at] == "sup" and c.kinds[at + 1] in ("_", "sub")
    if raised:
        c.at += 1
    if c.kinds[c.at] not in ("_", "sub"):
        return tree.Norm(body, "", span=span)
    below = c.at
    sub = subscript(c)
    kind = (sub.text or "").removesuffix("ro").removesuffix("robenius").upper()
    if kind not in ("F", "2"):
        here = c.between(below, c.at - 1)
        raise c.fail(f"the norm {c.shown(here)[1:-1]} is not read", here, "the norms are \\|A\\|_F and \\|x\\|_2")
    node: Node = tree.Norm(body, kind, span=c.span(first))
    return c.raised(node, c.texts[at], first, at) if raised else node


def inner(c: Cursor) -> Node:
    """⟨A, B⟩."""
    first = c.at
    last = c.match[first]
    c.at += 1
    with c.inside():
        left = c.expression()
        if c.kinds[c.at] not in (",", "|"):
            raise c.fail("an inner product has two parts", c.between(first, last), "write \\langle A, B \\rangle")
        c.at += 1
        right = c.expression()
    if c.at != last:
        raise c.fail("an inner product has two parts", c.between(first, last), "write \\langle A, B \\rangle")
    c.at = last + 1
    return tree.Inner(left, right, span=c.span(first))


# --- matrices of blocks


def square(c: Cursor) -> Node:
    """Square brackets: a matrix of blocks where commas, semicolons or a 0 beside a block say so, else a group."""
    first = c.at
    last = c.match[first]
    marks = _marks(c, first + 1, last)
    if _is_list(c, first + 1, last):
        return nested(c)
    if ";" in marks or "," in marks or "|" in marks or "newline" in marks:
        return _matrix(c, first, last, spaces="," not in marks and "|" not in marks)
    if "gap0" in marks:
        return _matrix(c, first, last, spaces=True)
    if "gap" in marks and not marks & {"+", "-", "times", "*", "@", "/", "odot"}:
        entry = c.kinds[last + 1] in ("_", "sub")  # [A B]_{ij} is an entry of the product
        if Alternative.BLOCKS in c.taken or (not entry and c.takes(Alternative.BLOCKS, c.between(first, last))):
            return _matrix(c, first, last, spaces=True)
    node = c.enclosed(first)
    return tree.respanned(node, c.span(first))


def _is_list(c: Cursor, at: int, last: int) -> bool:
    """Whether square brackets hold nothing but square brackets with commas between."""
    while c.kinds[at] == "[":
        at = c.match[at] + 1
        if at == last:
            return True
        if c.kinds[at] != ",":
            return False
        at += 1
    return False


_BEFORE = frozenset({"name", "number", ")", "}", "]", "sup", "'", "sub", "ones", "zero"})
_BEHIND = frozenset({"name", "number", "(", "{", "ones", "zero", "accent"})


def _marks(c: Cursor, at: int, last: int) -> set[str]:
    """Signs between the factors in brackets; `gap` for a space between two, `gap0` for one beside a 0."""
    found: set[str] = set()
    begin = at
    previous = ""
    while at < last:
        kind = c.kinds[at]
        if kind in ("+", "-", "times", "*", "@", "/", "odot", ",", ";", "|", "newline"):
            found.add(kind)
        if at > begin and previous in _BEFORE and kind in _BEHIND and c.spaced(at):
            zero = "0" in (c.texts[at], c.texts[at - 1]) or "zero" in (kind, previous)
            found.add("gap0" if zero else "gap")
        if kind in ("(", "[", "{", "⟨", "‖<", "begin"):
            at = c.match[at]
            kind = c.kinds[at]
        previous = kind
        at += 1
    return found


def _matrix(c: Cursor, first: int, last: int, *, spaces: bool) -> Node:
    """The blocks between two tokens: rows end at `;` or a new line, columns at commas, `&`, bars or spaces."""
    c.at = first + 1
    rows: list[tuple[Node, ...]] = []
    row: list[Node] = []
    with c.inside("["):
        while True:
            c.cells = spaces
            row.append(c.expression())
            kind = c.kinds[c.at]
            if kind in (",", "&", "|"):
                c.at += 1
            elif kind in (";", "newline"):
                rows.append(tuple(row))
                row = []
                c.at += 1
                if c.at == last:
                    break
            elif c.at == last:
                rows.append(tuple(row))
                break
            elif not spaces:
                raise c.unexpected()
    c.at = last + 1
    return assembled(c, rows, first)


def assembled(c: Cursor, rows: Sequence[tuple[Node, ...]], first: int) -> Node:
    """A block matrix of these rows; one block alone is that block."""
    span = c.span(first)
    if len({len(row) for row in rows}) != 1:
        counts = " and ".join(str(len(row)) for row in rows[:4])
        raise c.fail(f"the rows of this matrix have {counts} blocks", span, "give each row as many")
    if len(rows) == 1 and len(rows[0]) == 1:
        return tree.respanned(rows[0][0], span)
    return tree.Block(tuple(rows), span=span)


def environment(c: Cursor) -> Node:
    """`\\begin{pmatrix} … \\end{pmatrix}`."""
    first = c.at
    last = c.match[first]
    name, closing = c.texts[first], c.texts[last]
    if name != closing:
        span = c.between(first, last)
        raise c.fail(f"\\begin{{{name}}} is closed by \\end{{{closing}}}", span, "close it by its own name")
    if last == first + 1:
        raise c.fail("this matrix is empty", c.between(first, last), None)
    node = _matrix(c, first, last, spaces=False)
    if name == "vmatrix":
        return tree.Apply("det", node, span=node.span)
    if name == "Vmatrix":
        return tree.Norm(node, "", span=node.span)
    return node


def nested(c: Cursor) -> Node:
    """`[[A, B], [C, D]]`: a list of rows."""
    first = c.at
    last = c.match[first]
    rows = []
    c.at = first + 1
    while c.at < last:
        rows.append(tuple(listed(c)))
        if c.at < last:
            c.expect(",")
    c.at = last + 1
    return assembled(c, rows, first)


def listed(c: Cursor) -> list[Node]:
    """The expressions of a list or tuple, `[A, B]` or `(A, B)`."""
    first = c.at
    if c.kinds[first] not in ("[", "("):
        raise c.unexpected()
    last = c.match[first]
    found = []
    c.at = first + 1
    with c.inside():
        while c.at < last:
            found.append(c.expression())
            if c.at < last:
                c.expect(",")
    c.at = last + 1
    if not found:
        raise c.fail("this list is empty", c.between(first, last), None)
    return found
