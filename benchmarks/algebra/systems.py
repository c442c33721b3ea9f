"""What may be done to a system of equations, rightly and wrongly. A system is a tuple of pairs of sides."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from benchmarks.algebra.bases import Base, Sides
from benchmarks.algebra.identities import RULES, turned
from benchmarks.algebra.mutants import mutant
from benchmarks.algebra.rewrites import Context, apply, expand, product, signed, with_sign
from benchmarks.algebra.shapes import SCALAR
from benchmarks.algebra.terms import T, Term, add, inv, mul, neg, num, sym

System = tuple[Sides, ...]
Step = Callable[[System, Context, Base, Random], System | None]
LARGEST = 40


def size(term: Term) -> int:
    return 1 + sum(size(arg) for arg in term.args)


def rewrite(term: Term, ctx: Context, draw: Random, count: int) -> tuple[list[str], list[Term]]:
    """`count` rules one after the other: their names, and the terms on the way."""
    made, on_the_way = [], [term]
    for _ in range(count):
        found = apply(RULES, on_the_way[-1], ctx, draw)
        if found and size(found[1]) <= LARGEST:
            made.append(found[0])
            on_the_way.append(found[1])
    return made, on_the_way


def _one(system: System, draw: Random) -> tuple[int, Sides]:
    index = draw.randrange(len(system))
    return index, system[index]


def _with(system: System, index: int, sides: Sides) -> System:
    return (*system[:index], sides, *system[index + 1 :])


def _zero(like: Term, ctx: Context) -> Term:
    return Term("zero", label=",".join(ctx.shape(like)))


def rewrite_side(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    index, sides = _one(system, draw)
    spot = draw.randrange(2)
    found = apply(RULES, sides[spot], ctx, draw)
    if found is None or size(found[1]) > LARGEST:
        return None
    return _with(system, index, (found[1], sides[1]) if spot == 0 else (sides[0], found[1]))


def scale(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    index, sides = _one(system, draw)
    positive = [n for n in sorted(ctx.notation.having("positive")) if ctx.notation.shapes[n] == SCALAR]
    factors = [num(2), neg(num(1)), num(Fraction(1, 2)), num(3), neg(num(2)), *map(sym, positive)]
    factor = draw.choice(factors)
    return _with(system, index, tuple(s if s.op == "zero" else product([factor, s], ctx) for s in sides))


def transpose(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    index, sides = _one(system, draw)
    if ctx.scalar(sides[0]):
        return None
    whole = draw.random() < 0.3
    return _with(system, index, tuple(T(s) if whole and s.op != "zero" else turned(s, ctx) for s in sides))


def swap(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    index, sides = _one(system, draw)
    return _with(system, index, tuple(reversed(sides)))


def move(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    """One term to the other side; a product of sums is multiplied out first."""
    index, (left, right) = _one(system, draw)
    if left.op == "mul":
        left = next(expand(left, ctx), left)
    parts = list(left.args) if left.op == "add" else [left]
    if parts == [left] and left.op == "zero":
        return None
    moved = parts.pop(draw.randrange(len(parts)))
    sign, body = signed(moved)
    across = with_sign(-sign, body)
    rest = add(*parts) if parts else _zero(left, ctx)
    return _with(system, index, (rest, across if right.op == "zero" else add(right, across)))


def all_left(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    index, (left, right) = _one(system, draw)
    if right.op == "zero" or left.op == "zero":
        return None
    minus = add(*(with_sign(-s, t) for s, t in map(signed, right.args))) if right.op == "add" else neg(right)
    return _with(system, index, (add(left, minus), _zero(left, ctx)))


def multiply(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    """Both sides times an orthogonal or invertible given, or its transpose or inverse."""
    index, sides = _one(system, draw)
    rows, cols = ctx.shape(sides[0])
    names = ctx.notation.having("orthogonal", "positive definite") | {
        name
        for name in ctx.notation.having("invertible")
        if ctx.notation.shapes[name][0] == ctx.notation.shapes[name][1]
    }
    fitting = [(sym(n), side) for n in sorted(names - set(base.unknowns)) for side in (0, 1)
               if ctx.notation.shapes[n] == ((rows, rows), (cols, cols))[side] and not ctx.scalar(sym(n))]  # fmt: skip
    if not fitting:
        return None
    matrix, side = draw.choice(fitting)
    matrix = draw.choice([matrix, T(matrix), inv(matrix)])
    return _with(system, index, tuple(
        s if s.op == "zero" else mul(*([matrix, s] if side == 0 else [s, matrix])) for s in sides))  # fmt: skip


def combine(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    """One equation plus another of its shape, or of its shape transposed."""
    if len(system) < 2:
        return None
    i, j = draw.sample(range(len(system)), 2)
    mine, other = system[i], system[j]
    shape, theirs = ctx.shape(mine[0]), ctx.shape(other[0])
    if shape != theirs:
        if shape != (theirs[1], theirs[0]):
            return None
        other = tuple(turned(s, ctx) for s in other)
    made = [b if a.op == "zero" else a if b.op == "zero" else add(a, b) for a, b in zip(mine, other, strict=True)]
    return _with(system, i, tuple(made))


def implied(system: System, ctx: Context, draw: Random) -> System | None:
    """One equation more: another times an unknown or a given."""
    if len(system) > 2:
        return None
    _, sides = _one(system, draw)
    rows, cols = ctx.shape(sides[0])
    symbols = [m for name in sorted(ctx.notation.shapes) for m in (sym(name), T(sym(name))) if not ctx.scalar(m)]
    left = [m for m in symbols if ctx.shape(m)[1] == rows]
    if not left:
        return None
    matrix = draw.choice(left)
    new = tuple(_zero(mul(matrix, sides[0]), ctx) if s.op == "zero" else mul(matrix, s) for s in sides)
    return (*system, new)


def permute(system: System, ctx: Context, base: Base, draw: Random) -> System | None:
    if len(system) < 2:
        return None
    return tuple(draw.sample(system, len(system)))


STEPS: dict[str, tuple[Step, int]] = {
    "rewrite a side": (rewrite_side, 8), "scale": (scale, 2), "transpose both sides": (transpose, 2),
    "swap sides": (swap, 2), "move a term": (move, 2), "all to the left": (all_left, 1),
    "times an invertible given": (multiply, 2), "combine equations": (combine, 2),
    "order of equations": (permute, 1),
}  # fmt: skip


def rewritten(system: System, ctx: Context, base: Base, draw: Random, count: int) -> tuple[list[str], System]:
    """`count` right steps at random, and their names."""
    made: list[str] = []
    for _ in range(count):
        name = draw.choices(list(STEPS), [weight for _, weight in STEPS.values()])[0]
        found = STEPS[name][0](system, ctx, base, draw)
        if found is not None:
            system = found
            made.append(name)
    return made, system


def mistaken(system: System, ctx: Context, base: Base, draw: Random) -> tuple[str, System]:
    """One mistake: in a side, or of the whole system."""
    kind = draw.random()
    if kind < 0.08 and len(system) > 1:
        index = draw.randrange(len(system))
        return "equation dropped", (*system[:index], *system[index + 1 :])
    index, sides = _one(system, draw)
    if kind < 0.16 and sides[1].op == "zero":
        rows, cols = ctx.shape(sides[0])
        if rows == cols:
            return "wrong right side", _with(system, index, (sides[0], Term("eye", label=rows)))
    if kind < 0.26 and all(s.op == "mul" and len(s.args) > 1 for s in sides) and sides[0].args[0] == sides[1].args[0]:
        return "wrong cancellation", _with(system, index, tuple(mul(*s.args[1:]) for s in sides))
    spot = 0 if sides[1].op == "zero" else 1 if sides[0].op == "zero" else draw.randrange(2)
    name, term = mutant(sides[spot], ctx, draw)
    return name, _with(system, index, (term, sides[1]) if spot == 0 else (sides[0], term))
