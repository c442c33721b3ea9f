"""Shapes of the benchmark's terms, with the sizes of I and 0 filled in from what stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.algebra.terms import Dims, Misfit, Open, Term

SCALAR: Dims = ("1", "1")
Shapes = Mapping[str, Dims]


def fit(term: Term, shapes: Shapes, wanted: Dims | None = None) -> tuple[Term, Dims | None]:
    """The term with its open sizes filled in, and its shape; None where nothing tells.

    Raises:
        Misfit: the shapes do not fit.
    """
    match term.op:
        case "num":
            return term, SCALAR
        case "sym":
            if term.label not in shapes:
                raise Misfit(f"{term.label} is not known")
            return term, shapes[term.label]
        case "ones":
            return term, (term.label or "1", "1")
        case "eye" | "zero":
            return _open(term, wanted)
        case "add":
            return _sum(term, shapes, wanted)
        case "mul":
            return _product(term, shapes, wanted)
        case "neg":
            body, shape = fit(term.args[0], shapes, wanted)
            return replace(term, args=(body,)), shape
        case "T":
            body, shape = fit(term.args[0], shapes, _turned(wanted))
            return replace(term, args=(body,)), _turned(shape)
        case "inv" | "pow":
            body, shape = fit(term.args[0], shapes, wanted)
            return replace(term, args=(body,)), _square(shape)
        case "had":
            return _sum(term, shapes, wanted)
        case "div":
            top, shape = fit(term.args[0], shapes, wanted)
            below, scalar = fit(term.args[1], shapes)
            if scalar != SCALAR:
                raise Misfit("a matrix below a fraction")
            return replace(term, args=(top, below)), shape
    return _special(term, shapes)


def shape_of(term: Term, shapes: Shapes) -> Dims | None:
    return fit(term, shapes)[1]


def fit_sides(sides: Sequence[Term], shapes: Shapes) -> tuple[tuple[Term, ...], Dims]:
    """The sides of an equation, or one expression, fitted to each other.

    Raises:
        Misfit: the shapes do not fit, or nothing tells a size.
    """
    shape = next((known for side in sides if (known := shape_of(side, shapes))), None)
    if shape is None:
        raise Open("nothing tells the size")
    fitted = [fit(side, shapes, shape) for side in sides]
    if any(found != shape for _, found in fitted):
        raise Misfit(f"sides of shapes {[found for _, found in fitted]}")
    return tuple(side for side, _ in fitted), shape


def _turned(shape: Dims | None) -> Dims | None:
    return None if shape is None else (shape[1], shape[0])


def _square(shape: Dims | None) -> Dims | None:
    if shape is not None and shape[0] != shape[1]:
        raise Misfit(f"{shape[0]}×{shape[1]} is not square")
    return shape


def _open(term: Term, wanted: Dims | None) -> tuple[Term, Dims | None]:
    if term.label:
        rows, cols = term.label.split(",") if "," in term.label else (term.label, term.label)
        return term, (rows, cols)
    if wanted is None:
        return term, None
    if term.op == "eye":
        return replace(term, label=str(_square(wanted)[0])), wanted  # type: ignore[index]
    return replace(term, label=",".join(wanted)), wanted


def _sum(term: Term, shapes: Shapes, wanted: Dims | None) -> tuple[Term, Dims | None]:
    first = [fit(arg, shapes)[1] for arg in term.args]
    shape = next((known for known in first if known), wanted)
    fitted = [fit(arg, shapes, shape) for arg in term.args]
    if any(found != shape for _, found in fitted):
        raise Misfit(f"terms of shapes {[found for _, found in fitted]}")
    return replace(term, args=tuple(arg for arg, _ in fitted)), shape


def _product(term: Term, shapes: Shapes, wanted: Dims | None) -> tuple[Term, Dims | None]:
    known = [fit(arg, shapes)[1] for arg in term.args]
    matrices = [i for i, shape in enumerate(known) if shape != SCALAR]
    if matrices and all(known[i] is None for i in matrices):  # only I's: λI
        args = [fit(arg, shapes, wanted if i in matrices else None)[0] for i, arg in enumerate(term.args)]
        return replace(term, args=tuple(args)), wanted
    for spot, i in enumerate(matrices):
        if known[i] is None:
            before = next((known[j] for j in reversed(matrices[:spot]) if known[j]), None)
            after = next((known[j] for j in matrices[spot + 1 :] if known[j]), None)
            side = before[1] if before else after[0]  # type: ignore[index]
            known[i] = (side, side)
    args = [fit(arg, shapes, known[i])[0] for i, arg in enumerate(term.args)]
    shape = SCALAR
    for step in known:
        assert step is not None
        if SCALAR in (shape, step):
            shape = step if shape == SCALAR else shape
        elif shape[1] != step[0]:
            raise Misfit(f"{shape[0]}×{shape[1]} times {step[0]}×{step[1]}")
        else:
            shape = (shape[0], step[1])
    return replace(term, args=tuple(args)), shape


def _special(term: Term, shapes: Shapes) -> tuple[Term, Dims | None]:
    if term.op == "grad":
        of, shape = fit(term.args[0], shapes)
        if shape != SCALAR:
            raise Misfit("the gradient of what is not a scalar")
        return replace(term, args=(of, term.args[1])), fit(term.args[1], shapes)[1]
    body, shape = fit(term.args[0], shapes)
    if shape is None:
        raise Open("nothing tells the size of I")
    kept = replace(term, args=(body,))
    match term.op, term.label:
        case "total", _:
            return kept, shape
        case "col", _:
            return kept, (shape[0], "1")
        case "lead", label:
            rows, cols = label.split(",")
            return kept, (rows or shape[0], cols or shape[1])
        case "fun", "tr" | "det":
            _square(shape)
            return kept, SCALAR
        case "fun", "norm2" | "sum":
            return kept, SCALAR
        case "fun", "diag" if shape[1] == "1":
            return kept, (shape[0], shape[0])
        case "fun", "diag":
            return kept, (str(_square(shape)[0]), "1")  # type: ignore[index]
    return kept, shape
