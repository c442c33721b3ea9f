"""How high the degree of an expression is, in its symbols and in its sizes: what decides how it must be sampled."""

from math import ceil

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import ONE as SINGLE
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.substitution import free_indices
from grader.algebra.expressions.tree import Node

MAX_DEGREE = 1_000
THROUGH = (tree.Transpose, tree.Negative)
"""What changes neither a degree nor the size of a number."""
_PRODUCTS = (tree.Product, tree.Hadamard)


def degree(node: Node, notation: Notation) -> int:
    """The degree in the exercise's symbols, a name that only has a definition unfolded; at most `MAX_DEGREE`.

    An inverse counts as what it inverts.
    """
    return min(_degree(node, notation, {}), MAX_DEGREE)


def _degree(node: Node, notation: Notation, known: dict[str, int]) -> int:
    # the commonest first: `match` looks at each case in turn
    if isinstance(node, tree.Name):
        return _degree_of_name(node.name, notation, known)
    if isinstance(node, THROUGH):
        return _degree(node.body, notation, known)
    if isinstance(node, _PRODUCTS):
        whole = 0
        for factor in node.factors:
            whole += _degree(factor, notation, known)
        return min(whole, MAX_DEGREE)
    match node:
        case tree.Inner(left=left, right=right) | tree.Quotient(top=left, bottom=right):
            return _degree(left, notation, known) + _degree(right, notation, known)
        case tree.Power(body=body, exponent=exponent):
            return min(_degree(body, notation, known) * max(1, ceil(abs(exponent))), MAX_DEGREE)
        case tree.Gradient(of=of):
            return _degree(of, notation, known)
        case _:
            return max([_degree(part, notation, known) for part in tree.children(node)], default=0)


def _degree_of_name(name: str, notation: Notation, known: dict[str, int]) -> int:
    if name not in notation.students or name not in notation.definitions:
        return 1
    if name not in known:
        known[name] = 1  # what is defined by itself ends here
        known[name] = _degree(notation.definitions[name], notation, known)
    return known[name]


ONE = 2
"""What m counts in halves, for a column of ones counts one half: 1ᵀ1 = m."""
_NEUTRAL = (tree.Product, tree.Number, tree.Identity)


def size_degree(node: Node, notation: Notation) -> int:
    """The degree of the numbers that come from sizes: m, tr I_m and Σ_i 1 have 1; 0 where sizes make no numbers.

    A name counts as what it stands for. At most `MAX_DEGREE`.
    """
    return min(-(-_size_degree(node, notation, {}) // ONE), MAX_DEGREE)


def divides_by_sizes(node: Node, notation: Notation) -> bool:
    """Whether a number that comes from sizes stands in a denominator, as in 1/n."""
    return any(
        (isinstance(inner, tree.Quotient) and _size_degree(inner.bottom, notation, {}) > 0)
        or (isinstance(inner, tree.Power) and inner.exponent < 0 and _size_degree(inner.body, notation, {}) > 0)
        for inner in _unfolded(node, notation)
    )


def _size_degree(node: Node, notation: Notation, known: dict[str, int]) -> int:
    if isinstance(node, tree.Name):
        name = node.name
        if name in notation.definitions and name not in known:
            known[name] = 0  # what is defined by itself ends here
            known[name] = _size_degree(notation.definitions[name], notation, known)
        return known.get(name, ONE if name in notation.dims and name not in notation.symbols else 0)
    degrees = [_size_degree(part, notation, known) for part in tree.children(node)]
    if isinstance(node, THROUGH):
        return degrees[0]
    if isinstance(node, tree.Sum):
        return max(degrees)
    if isinstance(node, tree.Power):
        return min(degrees[0] * max(1, ceil(abs(node.exponent))), MAX_DEGREE)
    return min(sum(degrees), MAX_DEGREE) + _own(node, notation)


def _own(node: Node, notation: Notation) -> int:
    """What a node adds to the degree in sizes of what is below it."""
    if isinstance(node, _NEUTRAL):
        return 0
    match node:
        case tree.Apply(function=name, argument=argument):
            row = FUNCTIONS[name]
            return row.sizes + (row.sizes_of_constants if _constant(argument, notation) else 0)
        case tree.Inner():
            return ONE if _constant(node, notation) else 0
        case tree.Norm():
            return ONE // 2 if _constant(node, notation) else 0
        case tree.Total(low=low, high=high):
            counts = not isinstance(low, int) or high is None or not high.terms or not free_indices(node.body)
            return ONE if counts or _constant(node, notation) else 0
        case tree.Ones(rows=rows, cols=cols):
            return sum(ONE // 2 for size in (rows, cols) if size != SINGLE)
        case tree.Indexed(row=row, col=col):
            return ONE if row in notation.dims or col in notation.dims else 0
        case tree.Leading(rows=rows, cols=cols):
            return ONE if any(size is not None and not size.terms for size in (rows, cols)) else 0
        case _:
            return 0


_NORMED = frozenset({"orthogonal", "orthonormal", "stochastic", "one-hot"})


def _constant(node: Node, notation: Notation) -> bool:
    """Whether something in an expression can make a constant matrix, whose trace is a number that depends on sizes."""
    for inner in _unfolded(node, notation):
        match inner:
            case tree.Identity() | tree.Ones():
                return True
            case tree.Power(exponent=exponent) if exponent <= 0:
                return True
            case tree.Apply(function=function) if not FUNCTIONS[function].rational:
                return True
            case tree.Name(name=name) if name in notation.symbols and notation.symbols[name].properties & _NORMED:
                return True
    return False


def _unfolded(node: Node, notation: Notation) -> list[Node]:
    """A node, all below it, and what the names in it stand for."""
    meanings = (notation.definitions[name] for name in notation.meaning(tree.names(node)) & notation.definitions.keys())
    return [inner for one in (node, *meanings) for inner in tree.walk(one)]
