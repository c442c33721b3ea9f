"""The MITx grading library's MatrixGrader on the matrix benchmark: random matrices, three samples, its own syntax.

The answer is written for it in that syntax, the student's names put in. Its own samplers draw symmetric, diagonal,
orthogonal and triangular matrices; others are formulas of those. It takes expressions, not equations.
"""

import ast
from functools import cache
from typing import Any

import numpy as np
from mitxgraders import DependentSampler, MatrixGrader, OrthogonalMatrices, RealInterval, RealMatrices, SquareMatrices
from mitxgraders.exceptions import MITxError
from mitxgraders.helpers.calc.math_array import MathArray

from benchmarks.peers.algebra_lines import NotTaken, lets, serve, sides

NAMES = {"tr": "trace", "log": "ln", "det": "det", "had": "had", "softmax": "softmax"}
SIZES = (3, 4, 5, 6, 7)


def judge(item: dict[str, Any]) -> bool:
    if item["kind"] != "expression":
        raise NotTaken("equations")
    known = {name: f"({_written(ast.parse(source, mode='eval').body, {})})" for name, source in lets(item).items()}
    answer = _written(ast.parse(sides(item)[0][-1], mode="eval").body, known)
    try:
        return bool(_grader(_Told(item))(None, answer)["ok"])
    except MITxError as error:
        if item["right"]:
            raise NotTaken(str(error)[:200]) from None
        return False


class _Told:
    """An exercise, as a key."""

    def __init__(self, item: dict[str, Any]):
        self.base, self.told = item["base"], item["exercise"]

    def __hash__(self) -> int:
        return hash(self.base)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and self.base == other.base


@cache
def _grader(exercise: _Told) -> MatrixGrader:
    told = exercise.told
    sizes = _sizes(told)
    constants: dict[str, Any] = {f"I_{dim}": MathArray(np.eye(size)) for dim, size in sizes.items()}
    constants |= {f"ones_{dim}": MathArray(np.ones((size, 1))) for dim, size in sizes.items()}
    samplers: dict[str, Any] = {}
    for name, spec in told["symbols"].items():
        samplers |= _sampler(name, [sizes.get(dim, 1) for dim in spec["shape"]], set(spec["properties"]))
    for name, source in told["defines"].items():
        formula = _written(ast.parse(source, mode="eval").body, {})
        samplers[name] = DependentSampler(formula=formula)
    return MatrixGrader(
        answers=_written(ast.parse(told["plain"][0], mode="eval").body, {}),
        variables=list(samplers),
        sample_from=samplers,
        user_constants=constants,
        user_functions={"had": lambda a, b: MathArray(np.array(a) * np.array(b)), "softmax": _softmax, "orth": _orth},
        samples=3,
        tolerance=1e-8,
        failable_evals=0,
        max_array_dim=2,
    )


def _sizes(told: dict[str, Any]) -> dict[str, int]:
    dims = sorted({dim for spec in told["symbols"].values() for dim in spec["shape"] if not dim.isdecimal()})
    below = [tuple(pair) for pair in told["below"]]
    dims.sort(key=lambda dim: sum(high == dim for _, high in below) - sum(low == dim for low, _ in below))
    return dict(zip(dims, SIZES, strict=False))


def _sampler(name: str, shape: list[int], has: set[str]) -> dict[str, Any]:
    if shape == [1, 1]:
        return {name: RealInterval([0.5, 2] if "positive" in has else [-2, 2])}
    free = RealMatrices(shape=shape)
    if "positive definite" in has:
        return {f"{name}0": free, name: DependentSampler(formula=f"{name}0*trans({name}0)")}
    if "orthogonal" in has:
        return {name: OrthogonalMatrices(dimension=shape[0])}
    if "orthonormal" in has:
        return {f"{name}0": free, name: DependentSampler(formula=f"orth({name}0)")}
    for said in ("symmetric", "diagonal"):
        if said in has:
            return {name: SquareMatrices(dimension=shape[0], symmetry=said)}
    if "upper triangular" in has:
        return {name: RealMatrices(shape=shape, triangular="upper")}
    if "one-hot" in has:
        raise NotTaken("one-hot columns")
    return {name: free}


def _softmax(a: Any) -> Any:
    raised = np.exp(np.array(a))
    return MathArray(raised / raised.sum(axis=0))


def _orth(a: Any) -> Any:
    return MathArray(np.linalg.qr(np.array(a))[0])


def _written(node: ast.expr, known: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return known.get(name, name.rstrip("_"))
        case ast.Constant(value=value):
            return str(value)
        case ast.UnaryOp(operand=body):
            return f"(-{_written(body, known)})"
        case ast.Attribute(value=body):
            return f"trans({_written(body, known)})"
        case ast.BinOp(left=left, op=operation, right=right):
            sign = {"Add": "+", "Sub": "-", "Div": "/", "Pow": "^"}.get(type(operation).__name__, "*")
            return f"({_written(left, known)}{sign}{_written(right, known)})"
        case ast.Call(func=ast.Name(id="eye" | "ones" as name), args=[arg]):
            return f"{'I' if name == 'eye' else 'ones'}_{ast.unparse(arg)}"
        case ast.Call(func=ast.Name(id="inv"), args=[arg]):
            return f"({_written(arg, known)})^-1"
        case ast.Call(func=ast.Name(id="norm2"), args=[arg]):
            return f"norm({_written(arg, known)})^2"
        case ast.Call(func=ast.Name(id=name), args=args) if name in NAMES:
            return f"{NAMES[name]}({', '.join(_written(arg, known) for arg in args)})"
    raise NotTaken(ast.unparse(node))


if __name__ == "__main__":
    serve(judge)
