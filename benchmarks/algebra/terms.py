"""The benchmark's own expressions: a small tree, read from and written to a plain, Python-like source.

    W2.T @ (W2 @ W1 - I) @ X @ X.T == 0

`@` multiplies matrices, `*` scales, `had(A, B)` is entrywise, `.T` transposes, `inv(A)`, `A**2`, `tr`, `det`, `log`,
`norm2` (the squared Frobenius norm), `softmax` (of columns), `grad(L, W)`, `U[:, :k]`, `col(X, i)`,
`total(i, n, body)` (a sum over i from 1 to n), `ones(n)`, `eye(m)`, `I`. A trailing `_` is dropped: `lambda_`.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

Dims = tuple[str, str]
FUNCTIONS = ("tr", "det", "log", "exp", "diag", "softmax", "sum", "norm2")


class Misfit(ValueError):
    """Shapes that do not fit."""


class Open(Misfit):
    """Nothing tells the size of an I or 0."""


@dataclass(frozen=True, slots=True)
class Term:
    """One node. `label` is a symbol, a function, an index or a dimension; sizes of I and 0 may be open ("")."""

    op: str
    args: tuple["Term", ...] = ()
    label: str = ""
    number: Fraction = Fraction(0)

    def __iter__(self) -> Iterator["Term"]:
        return iter(self.args)


EYE, ZERO = Term("eye"), Term("zero")


def sym(name: str) -> Term:
    return Term("sym", label=name)


def num(value: Fraction | int) -> Term:
    return Term("num", number=Fraction(value))


def add(*terms: Term) -> Term:
    """A flat sum; a sum of one term is that term."""
    flat = [inner for term in terms for inner in (term.args if term.op == "add" else (term,))]
    return flat[0] if len(flat) == 1 else Term("add", tuple(flat))


def mul(*factors: Term) -> Term:
    """A product as given; one factor is itself."""
    return factors[0] if len(factors) == 1 else Term("mul", factors)


def neg(term: Term) -> Term:
    return term.args[0] if term.op == "neg" else Term("neg", (term,))


def T(term: Term) -> Term:
    return Term("T", (term,))


def inv(term: Term) -> Term:
    return Term("inv", (term,))


def fun(name: str, term: Term) -> Term:
    return Term("fun", (term,), name)


def scaled(factor: Fraction | int, term: Term) -> Term:
    """factor · term, without a needless 1."""
    factor = Fraction(factor)
    if factor < 0:
        return neg(scaled(-factor, term))
    if term.op == "mul" and term.args[0].op == "num":
        return scaled(factor * term.args[0].number, mul(*term.args[1:]))
    if factor == 1:
        return term
    return Term("mul", (num(factor), *(term.args if term.op == "mul" else (term,))))


# ---------------------------------------------------------------------------------------------- places


Path = tuple[int, ...]


def places(term: Term, path: Path = ()) -> Iterator[tuple[Path, Term]]:
    """Every node with the way to it, from the top."""
    yield path, term
    for index, arg in enumerate(term.args):
        yield from places(arg, (*path, index))


def replaced(term: Term, path: Path, new: Term) -> Term:
    """With the node at `path` replaced."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = replaced(args[path[0]], path[1:], new)
    return replace(term, args=tuple(args))


def names(term: Term) -> frozenset[str]:
    return frozenset(inner.label for _, inner in places(term) if inner.op == "sym")


def substituted(term: Term, meanings: Mapping[str, Term]) -> Term:
    """With symbols replaced by what they stand for."""
    if term.op == "sym":
        return meanings.get(term.label, term)
    return replace(term, args=tuple(substituted(arg, meanings) for arg in term.args))


# ---------------------------------------------------------------------------------------------- reading


def read(source: str) -> Term:
    """An expression."""
    return _read(ast.parse(source.strip(), mode="eval").body)


def read_chain(source: str) -> tuple[Term, ...]:
    """Expressions joined by `==`, or one alone."""
    tree = ast.parse(source.strip(), mode="eval").body
    sides = [tree.left, *tree.comparators] if isinstance(tree, ast.Compare) else [tree]
    return tuple(ZERO if isinstance(s, ast.Constant) and s.value == 0 else _read(s) for s in sides)


def _read(node: ast.expr) -> Term:
    match node:
        case ast.Name(id="I"):
            return EYE
        case ast.Name(id=name):
            return sym(name.rstrip("_"))
        case ast.Constant(value=int(value)):
            return num(value)
        case ast.UnaryOp(op=ast.USub(), operand=body):
            return neg(_read(body))
        case ast.Attribute(value=body, attr="T"):
            return T(_read(body))
        case ast.BinOp(left=left, op=operation, right=right):
            return _binary(operation, left, right)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(name, arguments)
        case ast.Subscript(value=body, slice=ast.Tuple(elts=[ast.Slice(upper=rows), ast.Slice(upper=cols)])):
            limits = [bound.id if isinstance(bound, ast.Name) else "" for bound in (rows, cols)]
            return Term("lead", (_read(body),), ",".join(limits))
    raise ValueError(f"not in the benchmark's language: {ast.unparse(node)}")


def _binary(operation: ast.operator, left: ast.expr, right: ast.expr) -> Term:
    a, b = _read(left), _read(right)
    if a.op == "neg" and isinstance(operation, ast.Div | ast.Mult | ast.MatMult):
        return neg(_joined(operation, a.args[0], b, left))
    return _joined(operation, a, b, left)


def _joined(operation: ast.operator, a: Term, b: Term, left: ast.expr) -> Term:
    match operation:
        case ast.Add():
            return add(a, b)
        case ast.Sub():
            return add(a, neg(b))
        case ast.Div() if a.op == b.op == "num":
            return num(a.number / b.number)
        case ast.Div():
            return Term("div", (a, b))
        case ast.Pow():
            return Term("pow", (a,), number=b.number)
        case ast.MatMult():
            return mul(*(a.args if a.op == "mul" else (a,)), *(b.args if b.op == "mul" else (b,)))
        case ast.Mult():  # (w.T @ w) * X keeps its scalar together
            apart = isinstance(left, ast.BinOp) and isinstance(left.op, ast.MatMult)
            first = (a,) if apart or a.op != "mul" else a.args
            return mul(*first, *(b.args if b.op == "mul" else (b,)))
    raise ValueError(f"no such operation: {operation}")


def _call(name: str, arguments: list[ast.expr]) -> Term:
    if name in ("eye", "ones", "zero"):
        return Term(name, label=",".join(ast.unparse(argument) for argument in arguments))
    if name == "col":
        return Term("col", (_read(arguments[0]),), ast.unparse(arguments[1]))
    if name == "total":
        return Term("total", (_read(arguments[2]),), ",".join(ast.unparse(a) for a in arguments[:2]))
    args = tuple(_read(argument) for argument in arguments)
    if name in ("inv", "had", "grad"):
        return Term(name, args)
    if name in FUNCTIONS:
        return fun(name, args[0])
    raise ValueError(f"no such function: {name}")


# ---------------------------------------------------------------------------------------------- writing


def write(term: Term) -> str:
    """The plain source of a term: `read` gives it back, up to how products are nested."""
    return _write(term, 0)


def _write(term: Term, level: int) -> str:
    """`level`: 1 inside a product, 2 below `.T`, a power or an index."""
    match term.op:
        case "sym":
            return term.label + ("_" if term.label == "lambda" else "")
        case "num":
            bare = term.number.denominator == 1 and term.number >= 0
            return str(term.number) if bare and level < 2 else f"({term.number})"
        case "eye" | "zero" | "ones":
            bare_name = {"eye": "I", "zero": "0", "ones": "1"}[term.op]
            return f"{term.op}({term.label})" if term.label else bare_name
        case "add":
            text = _write(term.args[0], 0)
            for arg in term.args[1:]:
                text += f" - {_write(arg.args[0], 1)}" if arg.op == "neg" else f" + {_write(arg, 0)}"
            return f"({text})" if level else text
        case "neg":
            return f"(-{_write(term.args[0], 1)})" if level else f"-{_write(term.args[0], 1)}"
        case "mul":
            return f"({_product(term)})" if level else _product(term)
        case "div":
            return f"({_write(term.args[0], 1)} / {_write(term.args[1], 2)})"
        case "T":
            return f"{_write(term.args[0], 2)}.T"
        case "pow":
            return f"({_write(term.args[0], 2)}**{term.number})"
        case "lead":
            rows, cols = term.label.split(",")
            return f"{_write(term.args[0], 2)}[:{rows}, :{cols}]"
        case "col":
            return f"col({_write(term.args[0], 0)}, {term.label})"
        case "total":
            return f"total({term.label.replace(',', ', ')}, {_write(term.args[0], 0)})"
    name = term.label if term.op == "fun" else term.op
    return f"{name}({', '.join(_write(arg, 0) for arg in term.args)})"


def _product(term: Term) -> str:
    """Numbers by `*`, the rest by `@`: who reads it takes `@` with a scalar as a scaling."""
    text = _write(term.args[0], 1)
    for before, arg in zip(term.args, term.args[1:], strict=False):
        text += (" * " if before.op == "num" or arg.op == "num" else " @ ") + _write(arg, 1)
    return text
