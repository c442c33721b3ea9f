"""Letters with their subscripts: symbols, columns and entries, the identity, zeros and ones."""

from fractions import Fraction

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import ONE, Dim
from grader.algebra.expressions.tree import Node, Span
from grader.algebra.language.grammar import fractions
from grader.algebra.language.grammar.cursor import Alternative, Cursor
from grader.algebra.language.grammar.subscripts import (
    Index,
    Subscript,
    letters,
    one_of,
    picked,
    places,
    sizes_below,
    subscript,
)
from grader.algebra.language.lexing.scanner import plain


def name(c: Cursor) -> Node:
    """A letter or word, with its subscript."""
    first = c.at
    text = c.texts[first]
    c.at = first + 1
    following = c.kinds[c.at]
    if following == "'" and text + "'" in c.scan.primed:
        return _primed(c, text, first)
    if following == "_" or following == "sub":
        return below(c, text, first)
    if following == "sup" and c.kinds[c.at + 1] in ("_", "sub"):
        return _raised_first(c, text, first)
    if text in c.notation.symbols:
        node = tree.Name(text, span=c.between(first, first))
        return called(c, node, first) if following == "(" else node
    return _undeclared(c, text, first)


def _primed(c: Cursor, text: str, first: int) -> Node:
    c.at += 1
    span = c.span(first)
    if text in c.notation.symbols:
        hint = f"write {text}^T for the transpose"
        raise c.fail(f"«{text}'» can be the symbol {text}' or the transpose of {text}", span, hint)
    return tree.Name(text + "'", span=span)


def _raised_first(c: Cursor, text: str, first: int) -> Node:
    """`U^T_k`: the subscript belongs to the letter."""
    above = c.at
    c.at += 1
    body = below(c, text, first)
    if not isinstance(body, tree.Name) or body.name not in c.notation.symbols.keys() | c.notation.students:
        span = c.span(first)
        letter = c.shown(c.between(first, first))[1:-1]
        hint = f"put brackets: ({letter}_…)^T or ({letter}^T)_…"
        raise c.fail(f"{c.shown(span)} has its subscript after its superscript: which comes first?", span, hint)
    return c.raised(body, c.texts[above], first, above)


def _undeclared(c: Cursor, text: str, first: int) -> Node:
    span = c.between(first, first)
    if text == "I":
        following = c.texts[c.at]
        if c.kinds[c.at] == "name" and not c.spaced(c.at) and following in c.notation.dims:
            c.at += 1  # Ik is I_k, as Uk is U_k
            return tree.Identity(Dim.of(following), span=c.span(first))
        if following == "d" and not c.spaced(c.at) and c.kinds[c.at + 1] in ("_", "sub"):
            c.at += 1  # Id_m
            return below(c, text, first)
        return tree.Identity(span=span)
    letter = text.rstrip("0123456789")
    if letter != text and (letter in c.notation.symbols or letter == "I" or is_counted(c, letter)):
        return resolved(c, letter, Subscript(first, first, text[len(letter) :]), first)
    following = c.kinds[c.at]
    if text == "e" and (following == "^" or (following == "sup" and c.texts[c.at] != "T")):
        return _exponential(c, first)
    if text == "sigma" and following in ("(", "'"):
        return _sigmoid(c, first)
    if following == "(":
        return called(c, tree.Name(text, span=span), first)
    if len(text) == 2 and text[1] in c.indices and is_counted(c, text[0]):
        return _column(c, text[0], text[1], span)
    return tree.Name(text, span=span)


def is_counted(c: Cursor, letter: str) -> bool:
    """Whether a letter names columns, rows or entries."""
    return letter in c.notation.columns or letter in c.notation.rows or letter in c.notation.entries


def _exponential(c: Cursor, first: int) -> Node:
    """`e^{…}`."""
    if c.kinds[c.at] == "sup":
        value = Fraction(c.texts[c.at])
        span = c.between(c.at, c.at)
        c.at += 1
        power: Node = tree.Number(abs(value), span=span) if value else tree.Zero(span=span)
        power = tree.Negative(power, span=span) if value < 0 else power
    else:
        c.at += 1
        power = c.factor() if c.kinds[c.at] == "-" else fractions.argument(c)
    return tree.Apply("exp", power, span=c.span(first))


def _sigmoid(c: Cursor, first: int) -> Node:
    if c.kinds[c.at] == "'":
        span = c.between(first, c.at)
        raise c.fail("the derivative of σ is not read", span, "write σ(z) ⊙ (1 - σ(z)), or what it is")
    argument = c.factor()
    return tree.Apply("sigmoid", argument, span=c.span(first))


def called(c: Cursor, node: tree.Name, first: int) -> Node:
    """`L(W_1, W_2; X)`: the scalar L, of what it depends on; `C (…)` is a product."""
    symbol = c.notation.symbols.get(node.name)
    function = symbol is not None and symbol.shape.scalar and node.name in c.notation.definitions
    if symbol is not None and not function:
        return node
    opener, last = c.at, c.match[c.at]
    parts = _bare_names(c, opener + 1, last)
    if parts and (function or parts > 1):
        c.at = last + 1
        return tree.Name(node.name, span=c.span(first))
    span = c.between(first, last)
    if any(c.kinds[at] in (",", ";") for at in c.top(opener + 1, last)):
        raise c.fail(f"{c.shown(span)} is not read", span, f"write out {node.name} with these put in")
    if function and not c.spaced(opener):
        hint = f"write {node.name} · (…) for the product, or write out {node.name} with this put in"
        raise c.fail(f"{c.shown(span)} can be a product or {node.name} at another place", span, hint)
    return node


def _bare_names(c: Cursor, at: int, last: int) -> int:
    """How many symbols stand between two tokens, with commas or semicolons between; 0 where it is not so."""
    count = 0
    while at < last:
        if c.kinds[at] not in ("name", "Σ") or (c.texts[at] == "I" and "I" not in c.notation.symbols):
            return 0
        at += 1
        if c.kinds[at] == "_":
            at = c.match[at + 1] + 1 if c.kinds[at + 1] == "{" else at + 2
        elif c.kinds[at] == "sub":
            at += 1
        count += 1
        if at < last:
            if c.kinds[at] not in (",", ";", "|"):
                return 0
            at += 1
    return count


def below(c: Cursor, base: str, first: int) -> Node:
    """A letter and the subscript that comes next."""
    return resolved(c, base, subscript(c), first)


def resolved(c: Cursor, base: str, sub: Subscript, first: int) -> Node:
    """What a letter with a subscript stands for."""
    span = c.span(first)
    if sub.text is not None:
        declared = c.scan.names.get(plain(base) + sub.text)
        if declared is not None:
            return tree.Name(declared, span=span)
    symbol = c.notation.symbols.get(base)
    if base == "I" and symbol is None and (sizes := sizes_below(c, sub)):
        return _identity(c, sizes, span)
    if is_counted(c, base) and (found := _one_of_many(c, base, sub, span)):
        return found
    if symbol is not None and (found := _picked(c, base, sub, first)):
        return found
    if sub.text is None:
        if symbol is None and (indices := _indices(c, sub)) and len(indices) == 2:
            return picked(c, tree.Name(base, span=c.between(first, first)), indices, span)
        raise c.fail(f"the subscript in {c.shown(span)} cannot be read", span, "letters and digits, or X_{ij}, X_{:,i}")
    letter = base.partition("_")[0].rstrip("0123456789")
    if letter != base and (letter in c.notation.symbols or symbol is not None or is_counted(c, letter)):
        raise c.fail(f"{c.shown(span)} has two subscripts", span, "give another symbol a name of its own")
    return tree.Name(plain(base) + sub.text, span=span)


def _one_of_many(c: Cursor, base: str, sub: Subscript, span: Span) -> Node | None:
    """A column, row or entry by its letter; None where the letter is a symbol's, too, and no index stands below."""
    one = one_of(sub.text) if sub.text else None
    if one is not None:
        return _column(c, base, one, span)
    if base in c.notation.symbols:
        return None
    whose = c.notation.columns.get(base) or c.notation.rows.get(base) or c.notation.entries[base]
    hint = f"write {whose}_{{ij}} for an entry of {whose}"
    raise c.fail(f"{c.shown(span)} is not clear: {base}_i belongs to {whose}", span, hint)


def _picked(c: Cursor, base: str, sub: Subscript, first: int) -> Node | None:
    """An entry, a row or some columns of a symbol; None where what stands below is no index."""
    shape, found = c.notation.symbols[base].shape, _indices(c, sub)
    if not found:
        return None
    span = c.span(first)
    if len(found) == 2 or (shape.cols == ONE and not shape.scalar):
        return picked(c, tree.Name(base, span=c.between(first, first)), found, span)
    if found[0].leading is not None:
        hint = f"write {base}[:, :k] for the first columns, {base}[:k, :] for the first rows"
        raise c.fail(f"{c.shown(span)} can be rows or columns", span, hint)
    return None


def _indices(c: Cursor, sub: Subscript) -> list[Index] | None:
    if sub.first == sub.last:
        return letters(sub.text or "")
    return places(c, sub.first, sub.last)


def _identity(c: Cursor, sizes: list[Dim], span: Span) -> Node:
    """`I_k`; with two sizes of which one is known to be less, the first rows or columns of the larger one."""
    rows, cols = sizes[0], sizes[-1]
    if rows == cols and len(sizes) < 3:
        return tree.Identity(rows, span=span)
    if (str(cols), str(rows)) in c.notation.below:
        return tree.Leading(tree.Identity(rows, span=span), None, cols, span=span)
    if (str(rows), str(cols)) in c.notation.below:
        return tree.Leading(tree.Identity(cols, span=span), rows, None, span=span)
    raise c.fail(f"the sizes in {c.shown(span)} cannot be read", span, "write I_k, or a matrix of blocks")


def _column(c: Cursor, letter: str, one: str | int, span: Span) -> Node:
    whose = c.notation.columns.get(letter)
    if whose is None and letter in c.notation.rows:
        return row(c, letter, one, span)
    if whose is None:
        whose = c.notation.entries[letter]
        return tree.Indexed(tree.Name(whose, span=span), one, one, span=span)
    symbol = c.notation.symbols.get(letter)
    if symbol and symbol.shape.cols == ONE and not symbol.shape.scalar:
        hint = f"write {whose}[:, {one}] for the column"
        raise c.fail(f"«{letter}_{one}» can be a column of {whose} or an entry of {letter}", span, hint)
    return tree.Indexed(tree.Name(whose, span=span), None, one, span=span)


def row(c: Cursor, letter: str, one: str | int | None, span: Span) -> Node:
    """A row by its letter: a column, or as it stands where the answer takes it so."""
    node = tree.Indexed(tree.Name(c.notation.rows[letter], span=span), one, None, span=span)
    return node if c.takes(Alternative.LYING, span) else tree.Transpose(node, span=span)


def accented(c: Cursor) -> Node:
    """A letter under a hat, a tilde, a bar: another symbol, named `yhat`."""
    first = c.at
    c.at += 1
    braces = c.kinds[c.at] == "{"
    inner = c.at + braces
    if c.kinds[inner] != "name" or (braces and c.match[c.at] != inner + 1):
        raise c.fail(
            "a hat or a bar belongs on a single letter here", c.span(first), "name the expression with a letter"
        )
    c.at = inner + 1 + braces
    text = c.scan.resolve(plain(c.texts[inner]) + c.texts[first])
    if c.kinds[c.at] in ("_", "sub"):
        return below(c, text, first)
    return tree.Name(text, span=c.span(first))
