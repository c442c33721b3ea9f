"""Mistakes that students make, each a function from a node to what it becomes when one is made.

A mutant's label is not taken for granted: `proofs` shows the value or the solutions to differ, or finds it equivalent.
"""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from benchmarks.algebra.identities import turned
from benchmarks.algebra.rewrites import Context, Rule, open_places, signed
from benchmarks.algebra.shapes import SCALAR, fit_sides
from benchmarks.algebra.terms import Dims, Misfit, Open, T, Term, add, fun, inv, mul, neg, places, replaced, scaled, sym


def transpose_dropped(term: Term, ctx: Context) -> Iterator[Term]:
    """Aᵀ to A."""
    if term.op == "T":
        yield term.args[0]


def transpose_added(term: Term, ctx: Context) -> Iterator[Term]:
    """A to Aᵀ; of a square A without being symmetric: a dropped hypothesis."""
    if term.op in ("sym", "inv") and not ctx.scalar(term):
        yield T(term)


def order(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to BA."""
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if not {"num", "eye"} & {a.op, b.op} and not ctx.scalar(a) and not ctx.scalar(b):
                yield mul(*term.args[:i], b, a, *term.args[i + 2 :])


def sign(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to A − B."""
    if term.op == "add":
        for i, arg in enumerate(term.args):
            yield add(*term.args[:i], neg(arg), *term.args[i + 1 :])


def sign_of_all(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to −AB."""
    if term.op in ("mul", "sym", "inv"):
        yield neg(term)


def factor_of_two(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to 2A + B, 2A to A."""
    if term.op == "add":
        for i, arg in enumerate(term.args):
            s, body = signed(arg)
            if body.op != "num":
                twice = scaled(s * 2, body) if body.op != "mul" or body.args[0].op != "num" else None
                if twice is not None:
                    yield add(*term.args[:i], twice, *term.args[i + 1 :])
    if term.op == "mul" and term.args[0].op == "num":
        yield mul(*term.args[1:])
        yield scaled(term.args[0].number * 2, mul(*term.args[1:]))
        yield scaled(term.args[0].number / 2, mul(*term.args[1:]))


def overall_factor(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to 2AB, or to half of it."""
    if term.op == "mul" and term.args[0].op != "num":
        yield scaled(2, term)
        yield scaled(Fraction(1, 2), term)


def dropped_term(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to A."""
    if term.op == "add":
        for i in range(len(term.args)):
            yield add(*term.args[:i], *term.args[i + 1 :])


def dropped_factor(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to A: a wrong cancellation."""
    if term.op == "mul":
        for i, arg in enumerate(term.args):
            if arg.op != "num":
                yield mul(*term.args[:i], *term.args[i + 1 :])


def wrong_symbol(term: Term, ctx: Context) -> Iterator[Term]:
    """A to another symbol of the same shape, or the transpose of one."""
    if term.op == "sym":
        for name, shape in ctx.notation.shapes.items():
            if name != term.label and ctx.shape(term) == shape:
                yield sym(name)
            elif name != term.label and ctx.shape(term) == (shape[1], shape[0]):
                yield T(sym(name))


def wrong_size(term: Term, ctx: Context) -> Iterator[Term]:
    """A to a symbol of another shape: the product does not fit, or fits by chance."""
    if term.op == "sym" and not ctx.scalar(term):
        for name, shape in ctx.notation.shapes.items():
            if ctx.shape(term) not in (shape, (shape[1], shape[0])):
                yield sym(name)


def identity_lost(term: Term, ctx: Context) -> Iterator[Term]:
    """A − I to A − 0, and AA to IA: an I where none belongs."""
    if term.op == "eye":
        yield Term("zero", label=",".join(ctx.shape(term)))
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if a.op == "T" and a.args[0] == b:
                yield mul(*term.args[:i], Term("eye", label=ctx.shape(b)[1]), *term.args[i + 2 :])
            if b.op == "T" and b.args[0] == a:
                yield mul(*term.args[:i], Term("eye", label=ctx.shape(a)[0]), *term.args[i + 2 :])


def inverse_lost(term: Term, ctx: Context) -> Iterator[Term]:
    """A⁻¹ to A, or to Aᵀ as if it were orthogonal."""
    if term.op == "inv":
        yield term.args[0]
        yield T(term.args[0])


def product_of_transposes(term: Term, ctx: Context) -> Iterator[Term]:
    """(AB)ᵀ to AᵀBᵀ."""
    if term.op == "T" and term.args[0].op == "mul":
        yield mul(*(turned(arg, ctx) for arg in term.args[0].args))


def product_of_inverses(term: Term, ctx: Context) -> Iterator[Term]:
    """(AB)⁻¹ to A⁻¹B⁻¹ and (A + B)⁻¹ to A⁻¹ + B⁻¹."""
    if term.op == "inv" and term.args[0].op in ("mul", "add"):
        body = term.args[0]
        if all(arg.op != "num" for arg in body.args):
            parts = [signed(arg) for arg in body.args]
            made = tuple(inv(inner) if s > 0 else neg(inv(inner)) for s, inner in parts)
            yield Term(body.op, made)


def trace_split(term: Term, ctx: Context) -> Iterator[Term]:
    """tr(AB) to tr A tr B, tr(ABC) to tr(ACB), det(A + B) to det A + det B."""
    if term.op == "fun" and term.label in ("tr", "det"):
        (body,) = term.args
        if body.op == "mul" and len(body.args) == 2:
            yield mul(*(fun(term.label, arg) for arg in body.args))
        if body.op == "mul" and len(body.args) > 2:
            yield fun(term.label, mul(body.args[0], *reversed(body.args[1:])))
        if body.op == "add" and term.label == "det":
            yield add(*(fun("det", arg) for arg in body.args))


def norm_split(term: Term, ctx: Context) -> Iterator[Term]:
    """‖A + B‖² to ‖A‖² + ‖B‖², ‖A‖² to AᵀA without a trace."""
    if term.op == "fun" and term.label == "norm2":
        (body,) = term.args
        if body.op == "add":
            yield add(*(fun("norm2", signed(arg)[1]) for arg in body.args))
        yield mul(T(body), body)


def power_lost(term: Term, ctx: Context) -> Iterator[Term]:
    """A² to A, AA to A."""
    if term.op == "pow":
        yield term.args[0]
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if a == b:
                yield mul(*term.args[: i + 1], *term.args[i + 2 :])


def orthogonal_too_much(term: Term, ctx: Context) -> Iterator[Term]:
    """UUᵀ to I where only UᵀU = I: columns that are orthonormal, but too few."""
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if {a, T(a)} & {b, T(b)}:
                rest = [*term.args[:i], *term.args[i + 2 :]]
                yield mul(*rest) if rest else Term("eye", label=ctx.shape(a)[0])


def entrywise(term: Term, ctx: Context) -> Iterator[Term]:
    """A ∘ B to AB, and AB to A ∘ B."""
    if term.op == "had":
        yield mul(*term.args)
    if term.op == "mul" and len(term.args) == 2 and ctx.shape(term.args[0]) == ctx.shape(term.args[1]) != SCALAR:
        yield Term("had", term.args)


def wrong_sum(term: Term, ctx: Context) -> Iterator[Term]:
    """Σ x_i x_iᵀ to Σ x_iᵀ x_i, or to x_1 x_1ᵀ alone."""
    if term.op == "total" and term.args[0].op == "mul":
        factors = term.args[0].args
        yield Term("total", (mul(*reversed(factors)),), term.label)
        yield Term("total", (mul(*(a.args[0] if a.op == "T" else a for a in factors)),), term.label)


MISTAKES: dict[str, Rule] = {
    "transpose dropped": transpose_dropped, "transpose added": transpose_added, "order swapped": order, "sign": sign,
    "sign of all": sign_of_all, "factor of 2": factor_of_two, "overall factor": overall_factor,
    "term dropped": dropped_term, "wrong cancellation": dropped_factor, "wrong symbol": wrong_symbol,
    "symbol of another shape": wrong_size, "wrong I": identity_lost, "inverse lost": inverse_lost,
    "(AB)ᵀ = AᵀBᵀ": product_of_transposes, "(AB)⁻¹ = A⁻¹B⁻¹": product_of_inverses, "trace split": trace_split,
    "norm split": norm_split, "power lost": power_lost, "UUᵀ = I": orthogonal_too_much, "entrywise": entrywise,
    "wrong sum": wrong_sum,
}  # fmt: skip


def all_mutants(term: Term, ctx: Context) -> Iterator[tuple[str, Term]]:
    """Every single mistake in a term."""
    for name, rule in MISTAKES.items():
        for path, node in places(term) if name == "wrong sum" else open_places(term):
            for new in rule(node, ctx):
                yield name, replaced(term, path, new)


def mutant(term: Term, ctx: Context, draw: Random) -> tuple[str, Term]:
    """One mistake at one place, the kind drawn first so that rare kinds are not drowned."""
    kinds: dict[str, list[Term]] = {}
    for name, made in all_mutants(term, ctx):
        kinds.setdefault(name, []).append(made)
    if not kinds:
        return "overall factor", scaled(2, term)
    name = draw.choice(list(kinds))
    return name, draw.choice(kinds[name])


def loose(term: Term) -> Term:
    """With the sizes of I and 0 left open again, as a reader sees them."""
    if term.op in ("eye", "zero"):
        return Term(term.op)
    return Term(term.op, tuple(loose(arg) for arg in term.args), term.label, term.number)


def refitted(sides: tuple[Term, ...], shapes: dict[str, Dims]) -> tuple[Term, ...] | None:
    """The sides as a reader understands them, sizes as they were where nothing tells; None where they do not fit."""
    try:
        try:
            return fit_sides([loose(side) for side in sides], shapes)[0]
        except Open:
            return fit_sides(sides, shapes)[0]
    except Misfit:
        return None
