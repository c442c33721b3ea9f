"""Trees of the matrix language for property tests.

`trees()` gives expressions in *normal form*, which is what the parser gives for any spelling:

- sums and products are flat: no `Sum` right in a `Sum`, no `Product` right in a `Product`, no `Hadamard` right
  in a `Hadamard`; what is subtracted is a `Negative` term;
- a `Number` is positive, and a fraction of two numbers is a `Number`; 0 is `Zero`;
- a `Block` has two blocks or more; indices and leading parts leave something out.

They need not have shapes that fit. `shaped(rows, cols)` gives expressions over `HW7` that do.
"""

from fractions import Fraction

from hypothesis import strategies as st

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import SCALAR, Dim, Shape
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.expressions.tree import Name, Node

M, N, K = (Dim.of(name) for name in "mnk")


def hw7() -> Notation:
    """The symbols of the linear autoencoder: X (columns x_i), W1, W2, U Σ Vᵀ, C, D, U_k, D_k and the scalars L, λ."""
    symbols = (
        Symbol("X", Shape(M, N), columns="x"),
        Symbol("W1", Shape(K, M)),
        Symbol("W2", Shape(M, K)),
        Symbol("U", Shape(M, M), frozenset({"orthogonal"}), columns="u"),
        Symbol("Sigma", Shape(M, N), frozenset({"diagonal"}), entries="sigma"),
        Symbol("V", Shape(N, N), frozenset({"orthogonal"})),
        Symbol("C", Shape(M, M)),
        Symbol("D", Shape(M, M), frozenset({"diagonal"})),
        Symbol("U_k", Shape(M, K)),
        Symbol("D_k", Shape(K, K)),
        Symbol("w", Shape(M, Dim(1))),
        Symbol("L", SCALAR),
        Symbol("lambda", SCALAR),
    )
    loss = tree.Power(tree.Norm(Name("X")), Fraction(2))
    return Notation({symbol.name: symbol for symbol in symbols}, {"L": loss}, (("k", "m"),))


HW7 = hw7()

NAMES = st.sampled_from([*HW7.symbols, "n", "V1", "A", "loss", "yhat", "beta"]).map(Name)
DIMS = st.sampled_from([M, N, K, M - K, Dim(2), M + Dim(1)])
INDICES: st.SearchStrategy[str | int] = st.sampled_from(["i", "j", 1, 2, 12])
NUMBERS = st.builds(Fraction, st.integers(1, 30), st.integers(1, 9)).map(tree.Number)
EXPONENTS = st.sampled_from([Fraction(text) for text in ("-1", "2", "1/2", "-1/2", "-2", "10")])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    NAMES,
    NAMES,
    NUMBERS,
    st.builds(tree.Identity, st.none() | DIMS),
    st.just(tree.Zero()),
    st.builds(tree.Zero, DIMS, st.none() | DIMS),
    st.just(tree.Ones()),
    st.builds(tree.Ones, DIMS, st.none() | DIMS),
)
KINDS = (
    tree.Sum, tree.Product, tree.Product, tree.Hadamard, tree.Negative, tree.Quotient, tree.Transpose, tree.Power,
    tree.Apply, tree.Norm, tree.Inner, tree.Gradient, tree.Total, tree.Indexed, tree.Leading, tree.Block,
)  # fmt: skip


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> Node:
    """Expressions in normal form, of any shape or none."""
    if depth == 1 or draw(st.integers(0, 4)) == 0:
        return draw(LEAVES)
    part = trees(draw(st.integers(1, depth - 1)))
    kind = draw(st.sampled_from(KINDS))
    if kind is tree.Sum:
        term = part.filter(lambda term: not isinstance(term, tree.Sum)) | st.builds(tree.Negative, part)
        return tree.Sum(tuple(draw(st.lists(term, min_size=2, max_size=3))))
    if kind is tree.Product or kind is tree.Hadamard:
        factor = part.filter(lambda factor: not isinstance(factor, kind))
        return kind(tuple(draw(st.lists(factor, min_size=2, max_size=4))))
    if kind is tree.Quotient:
        return _quotient(draw(part), draw(part))
    if kind is tree.Block:
        high, wide = draw(st.sampled_from([(1, 2), (2, 1), (2, 2)]))
        return tree.Block(tuple(tuple(draw(part) for _ in range(wide)) for _ in range(high)))
    if kind is tree.Total:
        low = draw(st.integers(0, 3) | st.sampled_from([K + Dim(1), M - K]))
        high = draw(DIMS | st.none() if low == 1 else DIMS)
        return tree.Total(draw(st.sampled_from("ijl")), low, high, draw(part))
    if kind is tree.Indexed:
        row, col = draw(INDICES), draw(INDICES)
        kept = draw(st.sampled_from(["row", "column", "both"]))
        return tree.Indexed(draw(part), row if kept != "column" else None, col if kept != "row" else None)
    if kind is tree.Leading:
        rows, cols = draw(st.sampled_from([(DIMS, st.none()), (st.none(), DIMS), (DIMS, DIMS)]))
        return tree.Leading(draw(part), draw(rows), draw(cols))
    if kind is tree.Apply:
        return tree.Apply(draw(st.sampled_from(sorted(FUNCTIONS))), draw(part))
    if kind is tree.Power:
        return tree.Power(draw(part), draw(EXPONENTS))
    if kind is tree.Norm:
        return tree.Norm(draw(part), draw(st.sampled_from(["F", "2", ""])))
    if kind is tree.Inner:
        return tree.Inner(draw(part), draw(part))
    if kind is tree.Gradient:
        return tree.Gradient(draw(part), draw(NAMES))
    return (tree.Negative if kind is tree.Negative else tree.Transpose)(draw(part))


def _quotient(top: Node, bottom: Node) -> Node:
    if isinstance(bottom, tree.Zero):
        return top
    if isinstance(top, tree.Number) and isinstance(bottom, tree.Number):
        return tree.Number(top.value / bottom.value)
    return tree.Quotient(top, bottom)


@st.composite
def shaped(draw: st.DrawFn, rows: Dim, cols: Dim, depth: int = 3) -> Node:
    """An expression over `HW7` with these rows and columns, in normal form."""
    wanted = Shape(rows, cols)
    leaves: list[Node] = [Name(symbol.name) for symbol in HW7.symbols.values() if symbol.shape == wanted]
    leaves += [
        tree.Transpose(Name(symbol.name)) for symbol in HW7.symbols.values() if symbol.shape.transposed == wanted
    ]
    if rows == cols:
        leaves.append(tree.Identity(rows))
    if depth == 0 and leaves:
        return draw(st.sampled_from(leaves))
    kinds = ["product", "sum", "difference", "scaled", "transposed"] if depth > 0 else ["product"]
    match draw(st.sampled_from([*kinds, *(["leaf"] if leaves else [])])):
        case "leaf":
            return draw(st.sampled_from(leaves))
        case "product":
            inner = draw(st.sampled_from([M, N, K])) if depth > 0 else M
            left, right = (draw(shaped(a, b, max(depth - 1, 0))) for a, b in ((rows, inner), (inner, cols)))
            return joined(tree.Product, left, right)
        case "scaled":
            return joined(tree.Product, draw(NUMBERS), draw(shaped(rows, cols, depth - 1)))
        case "transposed":
            return tree.Transpose(draw(shaped(cols, rows, depth - 1)))
        case kind:
            left, right = (draw(shaped(rows, cols, depth - 1)) for _ in range(2))
            return joined(tree.Sum, left, tree.Negative(right) if kind == "difference" else right)


def joined(kind: type[tree.Sum] | type[tree.Product], left: Node, right: Node) -> Node:
    """A flat sum or product of two expressions."""
    parts: list[Node] = []
    for part in (left, right):
        if isinstance(part, kind):
            parts.extend(part.terms if isinstance(part, tree.Sum) else part.factors)
        else:
            parts.append(part)
    return kind(tuple(parts))
