"""sympy on the matrix benchmark: MatrixExpr built from the parsed answer, so that no parser is to blame.

Equal is what `expand`, `doit` and `refine` with the declared properties reduce to zero. An equation is right where it
is a small multiple of a condition, or of its transpose. Shapes that sympy itself refuses are a rejection.
"""

import ast
from typing import Any

import sympy as sp
from sympy.matrices.expressions import hadamard

from benchmarks.peers.algebra_lines import NotTaken, lets, serve, sides

SCALES = [sp.Rational(n, d) for n, d in ((1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (1, 3))]
PROPERTIES = {
    "symmetric": sp.Q.symmetric, "orthogonal": sp.Q.orthogonal, "diagonal": sp.Q.diagonal,
    "invertible": sp.Q.invertible, "positive definite": sp.Q.positive_definite,
}  # fmt: skip


class Reader:
    """Plain source to sympy, for one exercise and its student's names."""

    def __init__(self, item: dict[str, Any]):
        told = item["exercise"]
        self.known: dict[str, Any] = {}
        facts = []
        for name, spec in told["symbols"].items():
            rows, cols = (self.size(dim) for dim in spec["shape"])
            scalar = spec["shape"] == ["1", "1"]
            symbol = sp.Symbol(name, real=True) if scalar else sp.MatrixSymbol(name, rows, cols)
            self.known[name] = symbol
            facts += [PROPERTIES[said](symbol) for said in spec["properties"] if said in PROPERTIES and not scalar]
            if "positive definite" in spec["properties"]:
                facts.append(sp.Q.symmetric(symbol))
        self.facts = sp.And(*facts)
        for name, source in {**told["defines"], **lets(item)}.items():
            self.known[name] = self.read(source)

    @staticmethod
    def size(dim: str) -> Any:
        return sp.Integer(dim) if dim.isdecimal() else sp.Symbol(dim, integer=True, positive=True)

    def read(self, source: str) -> Any:
        return self._read(ast.parse(source, mode="eval").body)

    def _read(self, node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name):
                return self.known[name.rstrip("_")]
            case ast.Constant(value=value):
                return sp.Integer(value)
            case ast.UnaryOp(operand=body):
                return -self._read(body)
            case ast.Attribute(value=body):
                inner = self._read(body)
                return inner.T if inner.is_Matrix else inner
            case ast.BinOp(left=left, op=operation, right=right):
                return self._binary(operation, self._read(left), self._read(right))
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, args)
        raise NotTaken(ast.unparse(node))

    def _binary(self, operation: ast.operator, a: Any, b: Any) -> Any:
        match operation:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Div():
                return a / (sp.Trace(b) if b.is_Matrix else b)
            case ast.Pow():
                return a**b
        return a * b

    def _call(self, name: str, args: list[ast.expr]) -> Any:
        if name in ("eye", "ones", "zero"):
            dims = [self.size(ast.unparse(arg)) for arg in args]
            made = {"eye": sp.Identity, "ones": lambda n: sp.OneMatrix(n, 1), "zero": sp.ZeroMatrix}
            return sp.Integer(0) if dims == [1, 1] else made[name](*dims)
        if name in ("total", "col", "softmax", "grad", "diag"):
            raise NotTaken(name)
        values = [self._read(arg) for arg in args]
        one = values[0]
        made_of = {
            "inv": lambda: sp.Inverse(one), "tr": lambda: sp.Trace(one) if one.is_Matrix else one,
            "det": lambda: sp.Determinant(one), "log": lambda: sp.log(one),
            "had": lambda: hadamard.hadamard_product(*values),
            "norm2": lambda: sp.Trace(one.T * one),
        }  # fmt: skip
        if name not in made_of:
            raise NotTaken(name)
        return made_of[name]()

    def zero(self, difference: Any) -> bool:
        """Whether sympy reduces a difference to zero."""
        if difference in (0, sp.S.Zero) or isinstance(difference, sp.ZeroMatrix):
            return True
        for _ in range(2):
            difference = sp.refine(sp.expand(difference).doit(), self.facts)
            if difference == 0 or getattr(difference, "is_ZeroMatrix", False):
                return True
        return False


def judge(item: dict[str, Any]) -> bool:
    try:
        reader = Reader(item)
        said = [[reader.read(side) for side in pair] for pair in sides(item)]
        wanted = [[reader.read(side) for side in source.split(" == ")] for source in item["exercise"]["plain"]]
        if item["kind"] == "expression":
            return any(reader.zero(_fitting(said[0][-1], one[0])) for one in wanted)
        mine, theirs = ([_fitting(a, b) for a, b in pairs] for pairs in (said, wanted))
        return all(_among(one, mine, reader) for one in theirs) and all(_among(one, theirs, reader) for one in mine)
    except sp.matrices.exceptions.ShapeError:
        if item["right"]:
            raise
        return False


def _fitting(a: Any, b: Any) -> Any:
    """a − b, where a 1×1 matrix is its entry; raises ShapeError where the shapes differ."""
    a, b = (sp.Trace(one) if getattr(one, "shape", None) == (1, 1) else one for one in (a, b))
    if b == 0 or isinstance(b, sp.ZeroMatrix):
        return a
    if getattr(a, "shape", None) != getattr(b, "shape", None) and a != 0:
        raise sp.matrices.exceptions.ShapeError
    return a - b if a != 0 else -b


def _among(one: Any, others: list[Any], reader: Reader) -> bool:
    for other in others:
        for turned in (other, getattr(other, "T", other)):
            if getattr(one, "shape", None) == getattr(turned, "shape", None) and any(
                reader.zero(one - c * turned) for c in SCALES
            ):
                return True
    return False


if __name__ == "__main__":
    serve(judge)
