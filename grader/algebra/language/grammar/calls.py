"""Functions: traces and determinants, those of NumPy, and what stands over braces."""

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar import brackets
from grader.algebra.language.grammar.applications import applied
from grader.algebra.language.grammar.arguments import arguments, called
from grader.algebra.language.grammar.cursor import Cursor
from grader.algebra.language.grammar.derivatives import nabla
from grader.algebra.language.grammar.sums import total
from grader.algebra.language.lexing.tokens import STARTS

_OPENERS = ("(", "[", "{")
_SIZED = ("eye", "zeros", "ones")
_LISTS = ("block", "hstack", "vstack")


def call(c: Cursor) -> Node:
    """A function and what it is applied to."""
    first = c.at
    word = c.texts[first]
    c.at += 1
    kind = c.kinds[c.at]
    if word == "sum" and kind in ("_", "sub"):
        c.at = first
        return total(c)
    if word == "nabla":
        c.at = first
        return nabla(c)
    if kind in ("'", "^", "sup", "_", "sub"):
        span = c.between(first, c.at)
        hint = "write the power behind the argument: (…)^2"
        raise c.fail(f"{c.shown(span)} is not read", span, hint)
    if word in _SIZED:
        return _sized(c, word, first)
    if word in _LISTS:
        return _stacked(c, word, first)
    if word == "diag" and kind in ("(", "[") and (listed := _diagonal(c, first)):
        return listed
    if kind in _OPENERS:
        return called(c, word, arguments(c), first)
    return _bare(c, word, first)


def _bare(c: Cursor, word: str, first: int) -> Node:
    """`tr A`, `\\log\\det A`: one factor; with a second one it is not clear where the argument ends."""
    if word in ("matmul", "multiply", "outer", "norm"):
        here = c.between(first, first)
        raise c.fail(f"{c.shown(here)} needs brackets", here, "write its arguments in brackets")
    argument = c.factor()
    kind = c.kinds[c.at]
    follows = kind in STARTS and not c.closes(kind)
    if follows and _unfit(c, word, argument):
        return applied(c, word, [_whole_product(c, argument, first)], first)
    node = applied(c, word, [argument], first)
    if follows and c.kinds[first + 1] != "call":
        behind = c.at
        c.factor()
        word, one = c.shown(c.between(first, first))[1:-1], c.shown(c.between(first + 1, behind - 1))[1:-1]
        two = c.shown(c.span(behind))[1:-1]
        hint = "put brackets around what is meant"
        raise c.fail(f"this can be read as {word}({one}) {two} or as {word}({one} {two})", c.span(first), hint)
    return node


def _unfit(c: Cursor, word: str, argument: Node) -> bool:
    """Whether what stands right behind a function is not square, as it must be: tr w 1ᵀ is tr(w 1ᵀ)."""
    shape = extent(argument, c.notation) if word in FUNCTIONS and FUNCTIONS[word].square else None
    return shape is not None and shape.rows != shape.cols and not shape.rows.open and not shape.cols.open


def _whole_product(c: Cursor, node: Node, first: int) -> Node:
    """A factor and all that stands behind it with no sign between."""
    factors = [node]
    while c.kinds[c.at] in STARTS and not c.closes(c.kinds[c.at]):
        factors.append(c.factor())
    return tree.Product(tuple(factors), span=c.span(first + 1))


def _sized(c: Cursor, word: str, first: int) -> Node:
    """`np.eye(m)`, `np.zeros((m, k))`, `ones(n)`."""
    opener = c.at
    if c.kinds[opener] not in ("(", "["):
        if word == "eye":
            return tree.Identity(None, span=c.between(first, first))
        here = c.between(first, first)
        raise c.fail(f"{c.shown(here)} needs its size in brackets", here, "write np.eye(m)")
    last = c.match[opener]
    inner, end = opener + 1, last
    while c.kinds[inner] in ("(", "[") and c.match[inner] == end - 1:
        inner, end = inner + 1, end - 1
    cuts = [at for at in range(inner, end) if c.kinds[at] == ","]
    sizes = [c.size(a + 1, b) for a, b in zip([inner - 1, *cuts], [*cuts, end], strict=True)]
    c.at = last + 1
    span = c.span(first)
    known = [size for size in sizes if size is not None]
    if len(known) != len(sizes) or len(known) > 2 or (word == "eye" and known[0] != known[-1]):
        raise c.fail(f"the sizes in {c.shown(span)} cannot be read", span, "write np.eye(m), np.zeros((m, k))")
    if word == "eye":
        return tree.Identity(known[0], span=span)
    kind = tree.Ones if word == "ones" else tree.Zero
    return kind(known[0], known[1] if len(known) == 2 else None, span=span)


def _stacked(c: Cursor, word: str, first: int) -> Node:
    """`np.block([[A, B], [C, D]])`, `np.hstack([A, B])`, `vstack((A, B))`."""
    opener = c.at
    if c.kinds[opener] != "(":
        raise c.unexpected()
    last = c.match[opener]
    c.at = opener + 1
    if word == "block":
        with c.inside():
            node = c.factor()
        rows = node.rows if isinstance(node, tree.Block) else ((node,),)
    else:
        listed = c.kinds[c.at] in ("[", "(") and c.match[c.at] == last - 1
        if not listed:
            c.at = opener
        blocks_given = brackets.listed(c)
        if not listed:
            c.at = last
        rows = (tuple(blocks_given),) if word == "hstack" else tuple((block,) for block in blocks_given)
    if c.at != last:
        raise c.unexpected()
    c.at = last + 1
    return brackets.assembled(c, rows, first)


def _diagonal(c: Cursor, first: int) -> Node | None:
    """`diag(a, b, c)` as blocks; `diag(s_1^2, …, s_m^2)` as Σ_i s_i² e_i e_iᵀ; None for one argument."""
    opener = c.at
    last = c.match[opener]
    inner = opener + 1
    if c.kinds[inner] in ("[", "(") and c.match[inner] == last - 1:
        opener, inner = inner, inner + 1
    end = c.match[opener]
    if not any(c.kinds[at] == "," for at in c.top(inner, end)):
        return None
    c.at = inner
    given: list[Node | None] = []
    with c.inside():
        while True:
            if c.kinds[c.at] == "dots":
                given.append(None)
                c.at += 1
            else:
                given.append(c.expression())
            if c.at == end:
                break
            c.expect(",")
    c.at = last + 1
    if None in given:
        return _running(c, given, first)
    entries = [entry for entry in given if entry is not None]
    rows = [tuple(e if i == j else tree.Zero(span=e.span) for j in range(len(entries))) for i, e in enumerate(entries)]
    return brackets.assembled(c, rows, first)


def _running(c: Cursor, given: list[Node | None], first: int) -> Node:
    """The diagonal matrix of a list with dots, when its members differ by their number only."""
    span = c.span(first)
    hint = "write diag(s_1^2, \\dots, s_m^2), where s_i are the entries of a declared diagonal matrix"
    problem = c.fail("what this diagonal goes through is not clear", span, hint)
    members = [member for member in given if member is not None]
    if given.count(None) != 1 or given[-1] is None or given[-2] is not None or len(members) < 2:
        raise problem
    index = next(letter for letter in "ijlpqrst" if letter not in c.indices and letter not in c.notation.dims)
    found = [numbered(member, index) for member in members]
    pattern, high = found[-1]
    expected = [pattern == one and place == number for number, (one, place) in enumerate(found[:-1], 1)]
    if not all(expected) or high is None:
        raise problem
    size = Dim(high) if isinstance(high, int) else Dim.of(high)
    unit = tree.Identity(size, span=span)
    column, row = tree.Indexed(unit, None, index, span=span), tree.Indexed(unit, index, None, span=span)
    return tree.Total(index, 1, size, tree.Product((pattern, column, row), span=span), span=span)


def numbered(node: Node, index: str, levels: int = 5) -> tuple[Node, str | int | None]:
    """The expression with its only index replaced, and that index."""
    if isinstance(node, tree.Indexed) and node.row == node.col and node.row is not None:
        return tree.Indexed(node.body, index, index, span=node.span), node.row
    if levels and isinstance(node, tree.Power | tree.Apply | tree.Negative):
        inner = node.argument if isinstance(node, tree.Apply) else node.body
        body, place = numbered(inner, index, levels - 1)
        if isinstance(node, tree.Power):
            return tree.Power(body, node.exponent, span=node.span), place
        if isinstance(node, tree.Apply):
            return tree.Apply(node.function, body, span=node.span), place
        return tree.Negative(body, span=node.span), place
    return node, None


def underbraced(c: Cursor) -> Node:
    """`\\underbrace{…}_{…}`: what is over the brace; what is said of it does not count."""
    first = c.at
    c.at += 1
    if c.kinds[c.at] != "{":
        raise c.unexpected()
    node = c.enclosed(c.at)
    if c.kinds[c.at] in ("_", "^") and c.kinds[c.at + 1] == "{":
        c.at = c.match[c.at + 1] + 1
    return tree.respanned(node, c.span(first))
