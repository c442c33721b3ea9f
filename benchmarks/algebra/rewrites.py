"""Rewriting rules that keep a term's value, each a function from a node to what it may become.

Terms here have their sizes filled in. A rule that were wrong would show: `steps` is only used where the value before
and after is compared (`proofs`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from benchmarks.algebra.notation import Notation
from benchmarks.algebra.shapes import SCALAR, shape_of
from benchmarks.algebra.terms import Dims, Path, Term, add, mul, names, neg, num, replaced, scaled


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may use: the shapes and properties of symbols, definitions, letters of columns."""

    notation: Notation

    def shape(self, term: Term) -> Dims:
        shape = shape_of(term, self.notation.shapes)
        assert shape is not None, f"open sizes: {term}"
        return shape

    def scalar(self, term: Term) -> bool:
        return self.shape(term) == SCALAR


Rule = Callable[[Term, Context], Iterator[Term]]


def product(factors: list[Term], ctx: Context) -> Term:
    """A product without nested ones, needless I's, and with its number and sign in front."""
    sign, number, flat = 1, Fraction(1), list[Term]()
    waiting = list(factors)
    while waiting:
        factor = waiting.pop(0)
        if factor.op == "neg":
            sign, waiting = -sign, [factor.args[0], *waiting]
        elif factor.op == "num":
            number *= factor.number
        elif factor.op == "mul" and not ctx.scalar(factor):
            waiting = [*factor.args, *waiting]
        else:
            flat.append(factor)
    real = [factor for factor in flat if factor.op != "eye"]
    kept = real if any(not ctx.scalar(factor) for factor in real) else flat
    if not kept:
        return num(sign * number)
    return scaled(sign * number, mul(*kept))


def signed(term: Term) -> tuple[int, Term]:
    return (-1, term.args[0]) if term.op == "neg" else (1, term)


def with_sign(sign: int, term: Term) -> Term:
    return term if sign > 0 else neg(term)


def factors_of(term: Term) -> list[Term]:
    return list(term.args) if term.op == "mul" else [term]


# ------------------------------------------------------------------------------------- sums and products


def expand(term: Term, ctx: Context) -> Iterator[Term]:
    """A(B + C) to AB + AC."""
    if term.op == "mul":
        for i, factor in enumerate(term.args):
            if factor.op == "add":
                parts = [signed(inner) for inner in factor.args]
                yield add(*(with_sign(s, product([*term.args[:i], t, *term.args[i + 1 :]], ctx)) for s, t in parts))


def collect(term: Term, ctx: Context) -> Iterator[Term]:
    """AB + AC to A(B + C); AB − B to (A − I)B."""
    if term.op != "add":
        return
    for i in range(len(term.args)):
        for j in range(i + 1, len(term.args)):
            (s, a), (t, b) = signed(term.args[i]), signed(term.args[j])
            rest = [arg for k, arg in enumerate(term.args) if k not in (i, j)]
            for joined in _common(s, factors_of(a), t, factors_of(b), ctx):
                yield add(joined, *rest)


def _common(s: int, a: list[Term], t: int, b: list[Term], ctx: Context) -> Iterator[Term]:
    if a[0] == b[0] and a[0].op != "eye" and (len(a) > 1 or len(b) > 1):
        yield mul(a[0], add(with_sign(s, _rest(a[1:], a[0], 1, ctx)), with_sign(t, _rest(b[1:], a[0], 1, ctx))))
    if a[-1] == b[-1] and a[-1].op not in ("num", "eye") and (len(a) > 1 or len(b) > 1):
        yield mul(add(with_sign(s, _rest(a[:-1], a[-1], 0, ctx)), with_sign(t, _rest(b[:-1], a[-1], 0, ctx))), a[-1])


def _rest(factors: list[Term], taken: Term, side: int, ctx: Context) -> Term:
    """What is left of a product: I, or 1, for nothing; a scalar left beside a matrix becomes a multiple of I."""
    if ctx.scalar(taken):
        return mul(*factors) if factors else num(1)
    one = Term("eye", label=ctx.shape(taken)[side])
    if not factors:
        return one
    return mul(*factors, one) if all(ctx.scalar(factor) for factor in factors) else mul(*factors)


def reorder(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to B + A."""
    if term.op in ("add", "had"):
        yield Term(term.op, tuple(reversed(term.args)))
        yield Term(term.op, (*term.args[1:], term.args[0]))


def sign_out(term: Term, ctx: Context) -> Iterator[Term]:
    """A − B to −(B − A)."""
    if term.op == "add":
        yield neg(add(*(neg(arg) for arg in reversed(term.args))))


def nest(term: Term, ctx: Context) -> Iterator[Term]:
    """ABC to (AB)C or A(BC)."""
    if term.op == "mul" and len(term.args) > 2:
        for i in range(len(term.args) - 1):
            pair = mul(*term.args[i : i + 2])
            if "num" not in (a.op for a in pair.args) and not any(ctx.scalar(a) for a in pair.args):
                yield mul(*term.args[:i], pair, *term.args[i + 2 :])


def move_scalar(term: Term, ctx: Context) -> Iterator[Term]:
    """λAB to AλB."""
    if term.op == "mul":
        for i, factor in enumerate(term.args):
            if factor.op != "num" and ctx.scalar(factor) and len(term.args) > 1:
                rest = [*term.args[:i], *term.args[i + 1 :]]
                for spot in range(len(rest) + 1):
                    if spot != i:
                        yield mul(*rest[:spot], factor, *rest[spot:])


def double(term: Term, ctx: Context) -> Iterator[Term]:
    """2A to A + A."""
    if term.op == "mul" and term.args[0] == num(2):
        half = mul(*term.args[1:])
        yield add(half, half)


def number_out(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to 2(A/2 + B/2), or 2A + 2B to 2(A + B)."""
    if term.op == "add":
        parts = [signed(arg) for arg in term.args]
        heads = {factors_of(body)[0] for _, body in parts}
        if len(heads) == 1 and next(iter(heads)).op == "num":
            (head,) = heads
            yield mul(head, add(*(with_sign(s, mul(*factors_of(body)[1:]) if len(factors_of(body)) > 1 else num(1))
                                  for s, body in parts)))  # fmt: skip
        else:
            yield scaled(Fraction(1, 2), add(*(product([num(2), arg], ctx) for arg in term.args)))


def plus_minus(term: Term, ctx: Context) -> Iterator[Term]:
    """A + B to A + C + B − C, for a product C that is there."""
    if term.op == "add":
        for arg in term.args:
            twin = signed(arg)[1]
            if twin.op == "mul":
                yield add(*term.args, twin, neg(twin))


def insert_identity(term: Term, ctx: Context) -> Iterator[Term]:
    """AB to AIB."""
    if term.op == "mul":
        for i, factor in enumerate(term.args):
            if ctx.shape(factor)[1] != "1":
                yield mul(*term.args[: i + 1], Term("eye", label=ctx.shape(factor)[1]), *term.args[i + 1 :])


def square(term: Term, ctx: Context) -> Iterator[Term]:
    """AA to A², and back."""
    if term.op == "mul":
        for i, (a, b) in enumerate(zip(term.args, term.args[1:], strict=False)):
            if a == b and a.op != "num":
                yield mul(*term.args[:i], Term("pow", (a,), number=Fraction(2)), *term.args[i + 2 :])
    if term.op == "pow" and term.number == 2:
        yield mul(term.args[0], term.args[0])


PLAIN: dict[str, Rule] = {
    "expand": expand, "collect": collect, "reorder": reorder, "sign out": sign_out, "nest": nest,
    "move scalar": move_scalar, "2A as A + A": double, "number out": number_out, "add and subtract": plus_minus,
    "insert I": insert_identity, "square": square,
}  # fmt: skip


def apply(rules: dict[str, Rule], term: Term, ctx: Context, draw: Random) -> tuple[str, Term] | None:
    """One rule at one place, drawn at random; the rule's name and the term that it gives."""
    tried = list(rules)
    draw.shuffle(tried)
    for name in tried:
        found = [replaced(term, path, new) for path, node in open_places(term) for new in rules[name](node, ctx)]
        if found:
            return name, draw.choice(found)
    return None


def open_places(term: Term, path: Path = ()) -> Iterator[tuple[Path, Term]]:
    """The nodes that rules may change: none inside a sum over points or a gradient."""
    if term.op not in ("total", "grad", "col"):
        yield path, term
        for index, arg in enumerate(term.args):
            yield from open_places(arg, (*path, index))


def meaning_of(term: Term, notation: Notation) -> Iterator[tuple[str, Term]]:
    """Definitions whose whole meaning can stand in a term."""
    for name, body in notation.meanings.items():
        if name not in names(body) and body.op in ("mul", "add"):
            yield name, body
