"""Derivations with one planted false step. What follows is derived from the false line where that can be found, as a
student would go on; else the student comes back to the right line, or stops with a wrong result."""

from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.algebra.bases import Base, Sides, bases
from benchmarks.algebra.identities import RULES
from benchmarks.algebra.items import Item
from benchmarks.algebra.layout import steps
from benchmarks.algebra.mutants import all_mutants, mutant, refitted
from benchmarks.algebra.proofs import Witness
from benchmarks.algebra.rewrites import Context, apply
from benchmarks.algebra.spelling import Speller
from benchmarks.algebra.styles import drawn
from benchmarks.algebra.terms import Term, write

RIGHT, PLANTED = 8, 20
TRIES = 60

Lines = tuple[Sides, ...]


def derivations(seed: int = 0, right: int = RIGHT, planted: int = PLANTED) -> Iterator[Item]:
    """`right` derivations without and `planted` with a false step of every base that asks for one."""
    for base in bases().values():
        if base.kind == "derivation":
            yield from of_base(base, seed, right, planted)


def of_base(base: Base, seed: int, right: int, planted: int) -> Iterator[Item]:
    """The items of one base, the same for the same seed."""
    draw, witness = Random(f"{seed} {base.id}"), Witness(base, seed)
    seen: set[Lines] = set()
    for number in range(right):
        made, lines = _longer(base, draw, number)
        yield _item(f"{base.id}/right-{number}", base, lines, made, draw, witness, True)
    for number in range(planted):
        for _ in range(TRIES):
            made, lines = _planted(base, draw, witness)
            if lines not in seen and (_ends(lines) == _ends(base.lines) or first_false(lines, witness)[0]):
                break  # a true step to another end shows nothing, and is no mistake
        seen.add(lines)
        yield _item(f"{base.id}/planted-{number}", base, lines, made, draw, witness, False)


def _ends(lines: Lines) -> list[Term]:
    return [chain[-1] for chain in lines]


def first_false(lines: Lines, witness: Witness) -> tuple[tuple[int, int] | None, str]:
    """The chain and the side (from 1) of the first step that does not hold, and why."""
    shapes = dict(witness.base.notation.shapes)
    for row, chain in enumerate(lines):
        for at in range(1, len(chain)):
            fitted = refitted(chain[at - 1 : at + 1], shapes)
            if fitted is None:
                return (row, at), "shapes do not fit"
            before, after = fitted
            proof = witness.same(before, after, {})
            if not proof.right:
                return (row, at), proof.how
    return None, "every step holds at 3 random points"


def _item(id: str, base: Base, lines: Lines, made: list[str], draw: Random, witness: Witness, planned: bool) -> Item:
    style = drawn(draw)
    speller = Speller(style, base.notation)
    text, where, how = steps([[speller.write(side) for side in chain] for chain in lines], style, draw)
    false, proof = first_false(lines, witness)
    assert false is None or not planned, f"{id} should be right: {proof}"
    return Item(
        id=id,
        base=base.id,
        kind="derivation",
        text=text,
        right=false is None,
        planned=planned,
        made=tuple(made),
        spelling=f"{style.name}, {how}",
        proof=proof,
        proved=True,
        statements=tuple(" == ".join(write(side) for side in chain) for chain in lines),
        first_false=where[false[0]][false[1] - 1] if false else None,
        false_step=speller.write(lines[false[0]][false[1]]) if false else "",
    )


def _longer(base: Base, draw: Random, number: int) -> tuple[list[str], Lines]:
    """The base's own lines; after the first, with steps between that change nothing."""
    lines, made = base.lines, list[str]()
    for _ in range(min(number, 3)):
        row = draw.randrange(len(lines))
        at = draw.randrange(len(lines[row]) - 1)
        found = apply(RULES, lines[row][at], Context(base.notation), draw) if at or len(lines[row]) > 2 else None
        if found and "given" not in base.source:
            made.append(found[0])
            lines = _with(lines, row, (*lines[row][: at + 1], found[1], *lines[row][at + 1 :]))
    return made, lines


def _with(lines: Lines, row: int, chain: Sides) -> Lines:
    return (*lines[:row], chain, *lines[row + 1 :])


def _planted(base: Base, draw: Random, witness: Witness) -> tuple[list[str], Lines]:
    ctx = Context(base.notation)
    row = draw.randrange(len(base.lines))
    chain = base.lines[row]
    spots = [at for at in range(1, len(chain)) if chain[at].op not in ("zero", "eye")]
    if len(chain) == 2 and chain[0].op not in ("zero", "sym"):
        spots.append(0)
    at = draw.choice(spots or [0])
    name, false = mutant(chain[at], ctx, draw)
    fitted = refitted((chain[0] if at else chain[1], false), dict(base.notation.shapes))
    if at == 0:
        return [name], _with(base.lines, row, (fitted[1] if fitted else false, chain[1]))
    if fitted is None:
        return [name], _with(base.lines, row, (*chain[:at], false, *chain[at + 1 :]))
    rest, how = _continued(fitted[1], chain[at + 1 :], ctx, draw, witness)
    return [name, how], _with(base.lines, row, (*chain[:at], fitted[1], *rest))


def _continued(false: Term, rest: Sequence[Term], ctx: Context, draw: Random, witness: Witness) -> tuple[Sides, str]:
    """What a student may write after a false line, where `rest` would have been right."""
    made: list[Term] = []
    last = false
    for right in rest:
        same = [term for term in _mistakes_in(right, ctx) if witness.same(last, term, {}).right]
        if not same:
            break
        last = draw.choice(same)
        made.append(last)
    if made and len(made) == len(rest):
        return tuple(made), "carried to the end"
    if draw.random() < 0.5:
        return (*made, *rest[len(made) :]), "back to the right line"
    found = apply(RULES, last, ctx, draw)
    return (*made, *([found[1]] if found else [])), "stopped"


def _mistakes_in(term: Term, ctx: Context) -> Iterator[Term]:
    for _, made in all_mutants(term, ctx):
        fitted = refitted((made,), dict(ctx.notation.shapes))
        if fitted:
            yield fitted[0]
