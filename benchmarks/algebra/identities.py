"""Rewriting rules of matrix algebra: transposes, inverses, traces, norms, definitions, sums over data points."""

from collections.abc import Iterator

from benchmarks.algebra.rewrites import PLAIN, Context, Rule, factors_of, meaning_of, product, signed, with_sign
from benchmarks.algebra.terms import T, Term, add, fun, inv, mul, sym


def turned(term: Term, ctx: Context) -> Term:
    """The transpose, carried to the factors."""
    match term.op:
        case "T":
            return term.args[0]
        case "num" | "eye":
            return term
        case "add":
            return add(*(with_sign(s, turned(t, ctx)) for s, t in map(signed, term.args)))
        case "neg":
            return Term("neg", (turned(term.args[0], ctx),))
        case "zero":
            return Term("zero", label=",".join(reversed(term.label.split(","))))
        case "mul":
            numbers = [a for a in term.args if a.op == "num"]
            return product([*numbers, *(turned(a, ctx) for a in reversed(term.args) if a.op != "num")], ctx)
    return term if ctx.scalar(term) else T(term)


def double_transpose(term: Term, ctx: Context) -> Iterator[Term]:
    """A to (Aᵀ)ᵀ, in factors: AB to (BᵀAᵀ)ᵀ."""
    if term.op in ("sym", "mul", "add") and not ctx.scalar(term):
        yield T(turned(term, ctx))


def transpose_in(term: Term, ctx: Context) -> Iterator[Term]:
    """(AB)ᵀ to BᵀAᵀ, (A + B)ᵀ to Aᵀ + Bᵀ, (Aᵀ)ᵀ to A."""
    if term.op == "T" and term.args[0].op in ("mul", "add", "T"):
        yield turned(term.args[0], ctx)


def transpose_out(term: Term, ctx: Context) -> Iterator[Term]:
    """AᵀBᵀ to (BA)ᵀ, and Aᵀ + Bᵀ to (A + B)ᵀ."""
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if a.op == b.op == "T":
                yield mul(*term.args[:i], T(mul(b.args[0], a.args[0])), *term.args[i + 2 :])
    if term.op == "add" and all(signed(arg)[1].op == "T" for arg in term.args):
        yield T(add(*(with_sign(s, t.args[0]) for s, t in map(signed, term.args))))


def scalar_transposed(term: Term, ctx: Context) -> Iterator[Term]:
    """xᵀAy to yᵀAᵀx."""
    if term.op == "mul" and ctx.scalar(term) and not all(ctx.scalar(arg) for arg in term.args):
        yield turned(term, ctx)


def symmetric(term: Term, ctx: Context) -> Iterator[Term]:
    """A to Aᵀ, and back, where A is symmetric."""
    known = ctx.notation.having("symmetric", "positive definite", "diagonal")
    square = {n for n in known if ctx.notation.shapes[n][0] == ctx.notation.shapes[n][1]}
    if term.op == "sym" and term.label in square:
        yield T(term)
    if term.op == "T" and term.args[0].op == "sym" and term.args[0].label in square:
        yield term.args[0]


def inverse_in(term: Term, ctx: Context) -> Iterator[Term]:
    """(AB)⁻¹ to B⁻¹A⁻¹ for square factors, (Aᵀ)⁻¹ to (A⁻¹)ᵀ, A⁻¹ to Aᵀ for an orthogonal A, (A⁻¹)⁻¹ to A."""
    if term.op != "inv":
        return
    (body,) = term.args
    if body.op == "mul" and all(
        not ctx.scalar(f) and ctx.shape(f) == ctx.shape(body) and f.op != "num" for f in body.args
    ):
        yield product([inv(factor) for factor in reversed(body.args)], ctx)
    if body.op == "T":
        yield T(inv(body.args[0]))
    if body.op == "inv":
        yield body.args[0]
    if body.op == "sym" and body.label in ctx.notation.having("orthogonal"):
        yield T(body)


def inverse_out(term: Term, ctx: Context) -> Iterator[Term]:
    """A⁻¹B⁻¹ to (BA)⁻¹, (A⁻¹)ᵀ to (Aᵀ)⁻¹."""
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if a.op == b.op == "inv":
                yield mul(*term.args[:i], inv(mul(b.args[0], a.args[0])), *term.args[i + 2 :])
    if term.op == "T" and term.args[0].op == "inv":
        yield inv(T(term.args[0].args[0]))


def insert_pair(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to AUUᵀB for an orthogonal U, and to AMM⁻¹B for an invertible M."""
    if term.op != "mul":
        return
    pairs = [mul(sym(n), T(sym(n))) for n in sorted(ctx.notation.having("orthogonal"))]
    pairs += [mul(sym(n), inv(sym(n))) for n in sorted(ctx.notation.having("invertible", "positive definite"))]
    for i, factor in enumerate(term.args):
        for pair in pairs:
            if not ctx.scalar(factor) and ctx.shape(factor)[1] == ctx.shape(pair)[0]:
                yield mul(*term.args[: i + 1], *pair.args, *term.args[i + 1 :])


def trace(term: Term, ctx: Context) -> Iterator[Term]:
    """tr(ABC) to tr(BCA), tr(A) to tr(Aᵀ), tr(A + B) to tr A + tr B."""
    if term.op == "fun" and term.label == "tr":
        (body,) = term.args
        if body.op == "mul" and body.args[0].op != "num":
            for i in range(1, len(body.args)):
                yield fun("tr", mul(*body.args[i:], *body.args[:i]))
        yield fun("tr", turned(body, ctx))
        if body.op == "add":
            yield add(*(with_sign(s, fun("tr", t)) for s, t in map(signed, body.args)))


def trace_out(term: Term, ctx: Context) -> Iterator[Term]:
    """tr A + tr B to tr(A + B), where the shapes allow; xᵀAy to tr(Ayxᵀ)."""
    if term.op == "add":
        for i in range(len(term.args) - 1):
            (s, a), (t, b) = signed(term.args[i]), signed(term.args[i + 1])
            if a.op == b.op == "fun" and a.label == b.label == "tr" and ctx.shape(a.args[0]) == ctx.shape(b.args[0]):
                yield add(
                    *term.args[:i],
                    fun("tr", add(with_sign(s, a.args[0]), with_sign(t, b.args[0]))),
                    *term.args[i + 2 :],
                )
    if term.op == "mul" and len(term.args) > 1 and term.args[0].op != "num" and ctx.scalar(term):
        matrices = [arg for arg in term.args if not ctx.scalar(arg)]
        if len(matrices) == len(term.args):
            yield fun("tr", mul(*term.args[1:], term.args[0]))


def norms(term: Term, ctx: Context) -> Iterator[Term]:
    """‖A‖² to tr(AᵀA) and ‖Aᵀ‖²; tr(AᵀA) and xᵀx to a norm."""
    if term.op == "fun" and term.label == "norm2":
        (body,) = term.args
        yield fun("tr", mul(T(body), body))
        yield fun("tr", mul(body, T(body)))
        yield fun("norm2", T(body))
    inner = term.args[0] if term.op == "fun" and term.label == "tr" else term
    if inner.op == "mul" and len(inner.args) == 2 and (inner is not term or ctx.scalar(term)):
        a, b = inner.args
        if T(b) == a and (inner is not term or ctx.scalar(term)):
            yield fun("norm2", b)


def determinants(term: Term, ctx: Context) -> Iterator[Term]:
    """det(AB) to det A det B, det A to det Aᵀ."""
    if term.op == "fun" and term.label == "det":
        (body,) = term.args
        yield fun("det", T(body))
        if body.op == "mul" and all(ctx.shape(arg) == ctx.shape(body) for arg in body.args):
            yield mul(*(fun("det", arg) for arg in body.args))


def define(term: Term, ctx: Context) -> Iterator[Term]:
    """XXᵀ to C where C is so defined."""
    for name, body in meaning_of(term, ctx.notation):
        if term == body:
            yield sym(name)
        elif term.op == body.op == "mul":
            wide = len(body.args)
            for i in range(len(term.args) - wide + 1):
                if term.args[i : i + wide] == body.args:
                    yield mul(*term.args[:i], sym(name), *term.args[i + wide :])


def put_in(term: Term, ctx: Context) -> Iterator[Term]:
    """C to XXᵀ where C is so defined, and X to UΣVᵀ."""
    if term.op == "sym" and (body := ctx.notation.meanings.get(term.label)) is not None:
        yield body
    if term.op == "mul":
        for i, arg in enumerate(term.args):
            body = ctx.notation.meanings.get(arg.label) if arg.op == "sym" else None
            if body is not None and body.op == "mul" and not ctx.scalar(body):
                yield mul(*term.args[:i], *body.args, *term.args[i + 1 :])


def diagonalise(term: Term, ctx: Context) -> Iterator[Term]:
    """XXᵀ, or C, to UDUᵀ where X = UΣVᵀ and D = ΣΣᵀ are defined."""
    meanings = ctx.notation.meanings
    if {"X", "C", "D"} <= set(meanings) and meanings["X"].op == "mul":
        around = meanings["X"].args[0]
        spread = (around, sym("D"), T(around))
        gram = (sym("X"), T(sym("X")))
        if term == sym("C"):
            yield mul(*spread)
        for i in range(len(factors_of(term)) - 1):
            if term.op == "mul" and term.args[i : i + 2] == gram:
                yield mul(*term.args[:i], *spread, *term.args[i + 2 :])


def over_points(term: Term, ctx: Context) -> Iterator[Term]:
    """XYᵀ to Σ_i x_i y_iᵀ where columns have letters."""
    letters = {name: spec.columns for name, spec in ctx.notation.symbols.items() if spec.columns}
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if b.op == "T" and a.op == b.args[0].op == "sym" and {a.label, b.args[0].label} <= set(letters):
                points = ctx.shape(a)[1]
                pair = mul(Term("col", (a,), "i"), T(Term("col", b.args, "i")))
                yield mul(*term.args[:i], Term("total", (pair,), f"i,{points}"), *term.args[i + 2 :])
                whole = mul(*term.args[:i], *pair.args, *term.args[i + 2 :])
                if not any(
                    inner.op in ("total", "col") for arg in (*term.args[:i], *term.args[i + 2 :]) for inner in [arg]
                ):
                    yield Term("total", (whole,), f"i,{points}")


RULES: dict[str, Rule] = {
    **PLAIN,
    "double transpose": double_transpose, "(AB)ᵀ": transpose_in, "AᵀBᵀ together": transpose_out,
    "transpose a scalar": scalar_transposed, "symmetric A = Aᵀ": symmetric, "(AB)⁻¹": inverse_in,
    "A⁻¹B⁻¹ together": inverse_out, "insert UUᵀ or MM⁻¹": insert_pair, "trace": trace, "trace together": trace_out,
    "norm and trace": norms, "determinant": determinants, "name by definition": define, "put in a definition": put_in,
    "UDUᵀ for XXᵀ": diagonalise, "sum over points": over_points,
}  # fmt: skip
