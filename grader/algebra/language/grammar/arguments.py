"""What a function is given: arguments by position, and what options such as `dim=0` make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent, scalar
from grader.algebra.expressions.dimensions import ONE
from grader.algebra.expressions.tree import Node
from grader.algebra.language.grammar.applications import applied
from grader.algebra.language.grammar.cursor import Cursor
from grader.patterns import pattern

_OPTION = pattern(r"([A-Za-z_]+)\s*=(?!=)")
_SAME = {"dim": "axis", "keepdim": "keepdims", "p": "ord"}
"""Options by the name that PyTorch gives them."""
_WITHOUT_AXIS = frozenset({"np.softmax", "numpy.softmax", "torch.softmax"})
"""Spellings that no library reads without an axis: the function of the exercise is meant."""

_SPECTRAL = pattern(r"(?:\w+\.)*(?:linalg|LA|la)\.")
"""Libraries whose norm 2 of a matrix is its largest singular value."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Arguments by position, and options as they are typed; a string by position is the option `ord`."""

    nodes: tuple[Node, ...]
    options: Mapping[str, str]

    def before(self, *nodes: Node) -> "Arguments":
        """With arguments in front of these."""
        return replace(self, nodes=(*nodes, *self.nodes))


def arguments(c: Cursor) -> Arguments:
    """The arguments in brackets. Raises ParseError."""
    first = c.at
    last = c.match[first]
    c.at += 1
    nodes, options = list[Node](), dict[str, str]()
    with c.inside():
        while c.at < last:
            named = _OPTION.match(c.source, c.starts[c.at])
            if named or c.kinds[c.at] == "string":
                start = named.end() if named else c.starts[c.at]
                while c.at < last and c.kinds[c.at] != ",":
                    c.at = max(c.match.get(c.at, 0), c.at) + 1
                name = named[1] if named else "ord"
                options[_SAME.get(name, name)] = c.source[start : c.ends[c.at - 1]].strip().strip("'\"")
            else:
                nodes.append(c.expression())
            if c.at < last:
                c.expect(",")
    c.at = last + 1
    return Arguments(tuple(nodes), options)


def called(c: Cursor, word: str, given: Arguments, first: int) -> Node:
    """The tree of a function that is given these arguments. Raises ParseError for an option that is not read."""
    match word:
        case "softmax" | "sum":
            return _along(c, word, given, first)
        case "norm":
            return _norm(c, given, first)
        case "transpose" if len(given.nodes) == 3 and {_whole(node) for node in given.nodes[1:]} in _BOTH:
            given = replace(given, nodes=given.nodes[:1])
        case "matmul":
            given = _factors(c, given)
    if given.options:
        raise _unread(c, given, first)
    if word == "solve" and len(given.nodes) == 2:
        inverse = tree.Power(given.nodes[0], Fraction(-1), span=given.nodes[0].span)
        return applied(c, "matmul", [inverse, given.nodes[1]], first)
    return applied(c, word, list(given.nodes), first)


_BOTH = ({0, 1}, {0, -1}, {-2, -1}, {-2, 1})
"""The two axes of a matrix."""


def _unread(c: Cursor, given: Arguments, first: int) -> Exception:
    said = ", ".join(f"{name}={value}" for name, value in given.options.items())
    return c.fail(f"what {said[:40]} means here is not read", c.span(first), "write out what it computes")


def _whole(node: Node) -> int | None:
    if isinstance(node, tree.Negative):
        inner = _whole(node.body)
        return None if inner is None else -inner
    if isinstance(node, tree.Zero):
        return 0
    return int(node.value) if isinstance(node, tree.Number) and node.value.denominator == 1 else None


def _along(c: Cursor, word: str, given: Arguments, first: int) -> Node:
    """`F.softmax(Z, dim=0)`, `np.sum(A, axis=1, keepdims=True)`: of each column or row, or of all there is."""
    options, nodes = dict(given.options), given.nodes
    axis = options.pop("axis", "None")
    if len(nodes) == 2 and axis == "None":
        axis, nodes = str(_whole(nodes[1])), nodes[:1]
    kept = options.pop("keepdims", "False") if word == "sum" else "False"
    whole = applied(c, word, list(nodes), first)
    vector = _is_vector(nodes[0], c)
    if axis == "None" and word == "softmax" and not vector and (given.options or _goes_along_rows(c, first)):
        raise c.fail("along which axis this goes is not said", c.span(first), "write dim=0 where it is of each column")
    down = _down(axis, vector, word)
    if options or kept not in ("True", "False") or (down is None and axis != "None"):
        raise _unread(c, given, first)
    if down is None or vector:
        return whole
    return _of_matrix(c, word, nodes[0], down, kept == "True", first)


def _down(axis: str, vector: bool | None, word: str) -> bool | None:
    """Whether an axis goes down the columns of a matrix, or of a vector; None where that is not clear."""
    if vector:
        return True if axis in ("0", "-1") else None
    if vector is None and (axis == "-1" or word == "sum"):
        return None
    return {"0": True, "-2": True, "1": False, "-1": False}.get(axis)


def _of_matrix(c: Cursor, word: str, body: Node, down: bool, kept: bool, first: int) -> Node:
    """A softmax or sum down each column, or along each row. Sums are a column, unless a row is `kept` as it lies."""
    span = c.span(first)
    turned = tree.Transpose(body, span=body.span)
    if word == "softmax":
        along = tree.Apply(word, body if down else turned, span=span)
        return along if down else tree.Transpose(along, span=span)
    sums = applied(c, "matmul", [turned if down else body, tree.Ones(span=span)], first)
    return tree.Transpose(sums, span=span) if down and kept else sums


def _is_vector(node: Node, c: Cursor) -> bool | None:
    """Whether it is a column, with a single axis for a program; None where that is not plain to see."""
    form = extent(node, c.notation)
    return None if form is None or "?" in str(form) else form.cols == ONE


def _goes_along_rows(c: Cursor, first: int) -> bool:
    """Whether a softmax is a library's, which takes the last axis where none is said."""
    typed = c.source[c.starts[first] : c.ends[first]]
    return "." in typed and typed not in _WITHOUT_AXIS


def _norm(c: Cursor, given: Arguments, first: int) -> Node:
    """`np.linalg.norm(X)`, `norm(X, 'fro')`, `norm(x, 2)`."""
    span, nodes, options = c.span(first), given.nodes, dict(given.options)
    if len(nodes) not in (1, 2):
        raise c.fail("a norm has one argument", span, "write norm(X, 'fro')")
    kind = options.pop("ord", "fro") if len(nodes) == 1 else str(_whole(nodes[1]))
    if options:
        raise _unread(c, given, first)
    spectral = kind == "2" and _SPECTRAL.match(c.source, c.starts[first]) and not _is_vector(nodes[0], c)
    if kind not in ("fro", "F", "None", "2") or spectral:
        raise c.fail("this norm is not read", span, "the norms are 'fro' and 2")
    return tree.Norm(nodes[0], "2" if kind == "2" else "F", span=span)


def _factors(c: Cursor, given: Arguments) -> Arguments:
    """`tf.matmul(A, B, transpose_a=True)`, and `np.dot(x, y)`, which is the inner product of two vectors."""
    options, nodes = dict(given.options), list(given.nodes)
    for at, name in enumerate(("transpose_a", "transpose_b")[: len(nodes)]):
        if options.get(name) in ("True", "False") and options.pop(name) == "True":
            nodes[at] = tree.Transpose(nodes[at], span=nodes[at].span)
    if len(nodes) == 2 and all(_is_vector(node, c) and not scalar(node, c.notation) for node in nodes):
        nodes[0] = tree.Transpose(nodes[0], span=nodes[0].span)
    return Arguments(tuple(nodes), options)
