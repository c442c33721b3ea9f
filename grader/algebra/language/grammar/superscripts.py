"""What stands above a factor: transposes, powers, a star at an optimum, the number of a layer."""

from fractions import Fraction
from functools import lru_cache

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.dimensions import ONE
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar import symbols
from grader.algebra.language.grammar.applications import power
from grader.algebra.language.grammar.cursor import Cursor
from grader.algebra.language.grammar.subscripts import letters, subscript
from grader.algebra.language.lexing.optimum_marks import optima
from grader.algebra.language.lexing.scanner import plain

_MEANT = {"*": "the transpose or another matrix", "dagger": "the pseudo-inverse or the transpose",
          "+": "the pseudo-inverse", "star": "another matrix or the transpose", "perp": "a complement"}  # fmt: skip


_STARS = ("*", "star")


def transposed(c: Cursor, node: Node, first: int) -> Node:
    if isinstance(node, tree.Apply) and c.kinds[first] == "call":
        span = c.span(first)
        hint = "put brackets around what is transposed"
        raise c.fail(f"{c.shown(span)} transposes a function's value, or its argument?", span, hint)
    return tree.Transpose(node, span=c.span(first))


@lru_cache(maxsize=256)
def _exponent(text: str) -> Fraction | None:
    top, _, bottom = text.partition("/")
    if (
        not top.removeprefix("-").isdecimal()
        or (bottom and not bottom.isdecimal())
        or bottom.strip("0") != bottom[: len(bottom.strip("0"))]
    ):
        return None
    return Fraction(int(top), int(bottom or 1))


def raised(c: Cursor, node: Node, text: str, first: int, above: int) -> Node:
    """A factor under a small T, -1, 2, 1/2 or -T."""
    if text == "T":
        return transposed(c, node, first)
    if text == "-T":
        return tree.Transpose(tree.Power(node, Fraction(-1), span=c.span(first)), span=c.span(first))
    if text.startswith("(") and text.endswith(")") and isinstance(node, tree.Name):
        return layered(c, node, text[1:-1], first)
    if text in ("1", "-1") and c.kinds[c.at] == "/" and _unbraced(c, above):
        here = c.span(first)
        hint = f"write A^{{{text}/2}} for the root, (A^{{{text}}})/2 for half"
        raise c.fail(f"{c.shown(here)}/… can be a power or a quotient", here, hint)
    found = _exponent(text)
    if found is None:
        raise _refused(c, above)
    return power(c, node, found, first)


def _turns(c: Cursor, at: int) -> bool:
    """Whether a token in a superscript is the T of a transpose."""
    return c.kinds[at] == "T" or (c.kinds[at] in ("name", "sup") and c.texts[at] in ("T", "t", "H"))


def _unbraced(c: Cursor, above: int) -> bool:
    return c.source[c.starts[above]] == "^" and c.source[c.ends[above] - 1] != "}"


def _refused(c: Cursor, at: int) -> Exception:
    here = c.between(at, min(c.at, len(c.kinds) - 1)) if c.kinds[at] != "end" else c.between(at, at)
    return c.fail("this power is not read", here, "powers are T, -1, -T, whole numbers and fractions such as 1/2")


def written(c: Cursor, node: Node, first: int) -> Node:
    """A power after `^` or `**` that is no single small sign."""
    at = c.at
    stars = c.kinds[at] == "**"
    c.at += 1
    kind = c.kinds[c.at]
    if kind in _STARS and (found := _optimum(c, node, first, c.at + 1)):
        return found
    if kind in _MEANT:
        raise _several(c, at, c.at)
    if kind in ("{", "("):
        if found := _grouped(c, node, first, stars):
            return found
        exponent = _in_brackets(c)
    elif kind in ("name", "T"):
        if not _turns(c, c.at):
            raise _refused(c, at)
        c.at += 1
        exponent = "T"
    else:
        exponent = _sign_and_number(c, at)
    if isinstance(exponent, str):
        return raised(c, node, exponent, first, at)
    return entrywise(c, node, exponent, first) if stars else power(c, node, exponent, first)


def _grouped(c: Cursor, node: Node, first: int, stars: bool) -> Node | None:
    """What stands in brackets above and is no exponent: a star, the number of a layer, `^{\\odot 2}`; else None."""
    opener = c.at
    last, inner = c.match[opener], c.kinds[opener + 1]
    if inner in _STARS and (found := _starred(c, node, first, opener)):
        return found
    if inner in _MEANT and last - opener == 2:
        raise _several(c, opener - 1, opener + 1)
    braces = c.kinds[opener] == "{"
    if braces and inner in ("(", "[") and isinstance(node, tree.Name):
        return _superscript(c, node, first, opener + 1, last)
    if braces and inner == "odot":
        return entrywise(c, node, _in_brackets(c, 2), first)
    if not braces and not stars and isinstance(node, tree.Name) and _lone_index(c, opener, last, node):
        c.at = last + 1
        return layered(c, node, plain(c.texts[opener + 1]), first)
    return None


def _in_brackets(c: Cursor, skipped: int = 1) -> Fraction | str:
    """The exponent in the brackets that open next, their first tokens `skipped`."""
    last = c.match[c.at]
    c.at += skipped
    exponent = _value(c, last)
    c.at = last + 1
    return exponent


def _optimum(c: Cursor, node: Node, first: int, behind: int) -> Node | None:
    """`w^*`, `W^*_2`: a symbol that is sought, at its optimum; None for what is none. `behind` is the next token."""
    if not isinstance(node, tree.Name) or not c.notation.sought:
        return None
    start, c.at = c.at, behind
    if c.kinds[behind] in ("_", "sub") and (text := subscript(c).text):
        node = tree.Name(plain(node.name) + text)
    name = plain(node.name) + "star"
    if name not in optima(c.notation.sought):
        c.at = start
        return None
    return tree.Name(name, span=c.span(first))


def _starred(c: Cursor, node: Node, first: int, opener: int) -> Node | None:
    """`w^{*}`, `W_2^{*\\top}`."""
    last = c.match[opener]
    turned = last - opener == 3 and _turns(c, opener + 2)
    if not turned and last - opener != 2:
        return None
    found = _optimum(c, node, first, last + 1)
    return transposed(c, found, first) if found and turned else found


def _several(c: Cursor, first: int, last: int) -> Exception:
    span = c.between(first, last)
    hint = "write ^T for the transpose, ^{-1} for the inverse, or name another matrix by a letter"
    return c.fail(f"{c.shown(span)} can mean {_MEANT[c.kinds[last]]}", span, hint)


def _sign_and_number(c: Cursor, at: int) -> Fraction | str:
    """`-1`, `-T`, `0.5` without braces."""
    minus = c.kinds[c.at] == "-"
    c.at += minus
    kind, text = c.kinds[c.at], c.texts[c.at]
    if kind == "T" or (kind == "name" and text in ("T", "t") and minus):
        c.at += 1
        return "-T"
    if kind != "number":
        raise _refused(c, at) if kind != "end" else c.unexpected()
    c.at += 1
    value = Fraction(text)
    if c.kinds[c.at] == "/" and text == "1":
        span = c.between(at, c.at)
        raise c.fail(f"{c.shown(span)}… can be a power or a quotient", span, "put the power into braces: A^{1/2}")
    return -value if minus else value


def _value(c: Cursor, last: int) -> Fraction | str:
    """The power in braces or brackets, up to the token `last`."""
    first = c.at
    minus = c.kinds[c.at] == "-"
    c.at += minus
    left = last - c.at
    kind, text = c.kinds[c.at], c.texts[c.at]
    if left == 1 and _turns(c, c.at):
        return "-T" if minus else "T"
    if left == 1 and kind == "'" and not minus:
        return "T"
    if left == 2 and minus and kind == "number" and text == "1" and _turns(c, c.at + 1):
        return "-T"
    if kind in ("frac", "number", "(", "{"):
        node = c.expression()
        if c.at == last and isinstance(node, tree.Number):
            return -node.value if minus else node.value
        if c.at == last and isinstance(node, tree.Zero):
            return Fraction(0)
    c.at = last
    span = c.between(first - 1, last)
    raise c.fail("this power is not read", span, "powers are T, -1, -T, whole numbers and fractions such as 1/2")


def entrywise(c: Cursor, node: Node, exponent: Fraction | str, first: int) -> Node:
    """`A**2`: of a scalar its power, of a matrix that of each entry."""
    if isinstance(exponent, str):
        raise _refused(c, c.at - 1)
    if scalar(node, c.notation) is not False:
        return power(c, node, exponent, first)
    if exponent not in (1, 2, 3, 4):
        span = c.span(first)
        hint = "write inv(A), or A @ A for the matrix power"
        raise c.fail("** takes the power of each entry; of matrices it is read up to 4", span, hint)
    c.copied = True
    return node if exponent == 1 else tree.Hadamard((node,) * int(exponent), span=c.span(first))


def _lone_index(c: Cursor, opener: int, last: int, node: tree.Name) -> bool:
    text = plain(c.texts[opener + 1])
    return last - opener == 2 and len(text) == 1 and text.islower() and symbols.is_counted(c, node.name)


def _superscript(c: Cursor, node: tree.Name, first: int, opener: int, last: int) -> Node:
    """`x^{(i)}`, `W^{[1]}`, `x^{(i)T}`: a column, or a symbol by its number."""
    close = c.match[opener]
    word = "".join(plain(c.texts[at]) for at in range(opener + 1, close))
    c.at = last + 1
    found = layered(c, node, word, first)
    if close == last - 1:
        return found
    if last == close + 2 and _turns(c, close + 1):
        return transposed(c, found, first)
    raise c.fail("this power is not read", c.span(first), "put brackets: (x^{(i)})^T")


def layered(c: Cursor, node: tree.Name, word: str, first: int) -> Node:
    """The symbol or column that a number in brackets above picks."""
    span = c.span(first)
    declared = c.scan.names.get(plain(node.name) + word)
    if declared is not None:
        return tree.Name(declared, span=span)
    whose = c.notation.columns.get(node.name)
    index = letters(word)
    if node.name in c.notation.rows and index and len(index) == 1:
        return symbols.row(c, node.name, index[0].one, span)
    if whose and index and len(index) == 1:
        return tree.Indexed(tree.Name(whose, span=span), None, index[0].one, span=span)
    symbol = c.notation.symbols.get(node.name)
    if symbol is not None and symbol.shape.cols == ONE and not symbol.shape.scalar and word in c.indices:
        return tree.Indexed(node, word, None, span=span)  # y^{(i)} in a sum over i
    if not (word.isdecimal() or (len(word) == 1 and word.isalpha())):
        raise c.fail("this superscript is not read", span, "write a power, or x_i for a column")
    return tree.Name(plain(node.name) + word, span=span)
