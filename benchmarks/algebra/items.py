"""The benchmark's items: answers with a proved label, and how each was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.algebra.answers import Answer, Lets, knowing, named, spelled
from benchmarks.algebra.bases import Base, Kind, bases
from benchmarks.algebra.mutants import mutant, refitted
from benchmarks.algebra.proofs import Proof, Witness
from benchmarks.algebra.rewrites import Context
from benchmarks.algebra.shapes import fit_sides
from benchmarks.algebra.systems import implied, mistaken, rewrite, rewritten, size
from benchmarks.algebra.terms import read_chain

PER_BASE = 25
TRIES = 60
LARGEST = 90

Made = tuple[list[str], Answer, Proof]


@dataclass(frozen=True, slots=True)
class Item:
    """One answer to the exercise `base`.

    `statements` say it in the benchmark's own language, definitions as `R := …`; `formulas` are its
    equations or its expression as they were typed. `right` is the label that was
    proved, `planned` the one that it was made for; `proved` is False where neither could be shown. In a derivation
    `first_false` is the line of `text` (from 1) of its first false step, `false_step` that step.
    """

    id: str
    base: str
    kind: Kind
    text: str
    right: bool
    planned: bool
    made: tuple[str, ...]
    spelling: str
    proof: str
    proved: bool
    statements: tuple[str, ...]
    formulas: tuple[str, ...] = ()
    first_false: int | None = None
    false_step: str = ""


def items(seed: int = 0, right: int = PER_BASE, wrong: int = PER_BASE) -> Iterator[Item]:
    """`right` rewrites and `wrong` mutants of every base that asks for an expression or for equations."""
    for base in bases().values():
        if base.kind != "derivation":
            yield from of_base(base, seed, right, wrong)


def of_base(base: Base, seed: int, right: int, wrong: int) -> Iterator[Item]:
    """The items of one base, the same for the same seed."""
    draw, witness = Random(f"{seed} {base.id}"), Witness(base, seed)
    make = _expression if base.kind == "expression" else _system
    seen: set[tuple[str, ...]] = set()
    for planned, count in ((True, right), (False, wrong)):
        for number in range(count):
            made, answer, proof = make(base, draw, witness, planned)
            for _ in range(TRIES):
                if answer.statements not in seen and _small(answer):
                    break
                made, answer, proof = make(base, draw, witness, planned)
            seen.add(answer.statements)
            id = f"{base.id}/{'right' if planned else 'mutant'}-{number}"
            assert proof.right or not planned, f"{id} should be right: {answer.statements}: {proof.how}"
            yield _item(id, base, draw, made, answer, proof, planned, witness)


def _small(answer: Answer) -> bool:
    return sum(size(side) for sides in answer.sides for side in sides) <= LARGEST


def _item(
    id: str, base: Base, draw: Random, made: list[str], answer: Answer, proof: Proof, planned: bool, witness: Witness
) -> Item:
    if not answer.lets and draw.random() < 0.3:
        answer = named(answer, base.notation, draw)
        made = [*made, "name a part"] if answer.lets else made
    text = spelled(base, answer, draw, witness, proof)
    return Item(
        id=id,
        base=base.id,
        kind=base.kind,
        text=text.text,
        right=proof.right is True,
        planned=planned,
        made=(*made, *text.made),
        spelling=text.spelling,
        proof=proof.how,
        proved=proof.right is not None,
        statements=answer.statements,
        formulas=text.formulas,
    )


def _expression(base: Base, draw: Random, witness: Witness, right: bool) -> Made:
    assert base.value is not None
    ctx = Context(base.notation)
    count = draw.randint(1, 4) if right else draw.choice([0, 0, 1, 2])
    made, way = rewrite(draw.choice(base.answers), ctx, draw, count)
    if right:
        chain = tuple(draw.sample(way, min(len(way), draw.choice([1, 1, 1, 2, 3]))))
        proofs = [witness.same(base.value, side, {}) for side in chain]
        return made, Answer((chain,)), next((p for p in proofs if not p.right), proofs[0])
    name, wrong = mutant(way[-1], ctx, draw)
    fitted = refitted((wrong,), dict(base.notation.shapes))
    if fitted is None:
        return [*made, name], Answer(((wrong,),)), Proof(False, "shapes do not fit")
    return [*made, name], Answer((fitted,)), witness.same(base.value, fitted[0], {})


def _system(base: Base, draw: Random, witness: Witness, right: bool) -> Made:
    ctx, start = Context(base.notation), draw.choice(base.systems)
    lets: Lets = ()
    made: list[str] = []
    if "rotated" in base.source and draw.random() < 0.3:
        rotations = base.source["rotations"]
        ctx = Context(knowing(base.notation, tuple((name, base.sides(text)[0]) for name, text in rotations.items())))
        lets, made = tuple((name, ctx.notation.meanings[name]) for name in rotations), ["rotated coordinates"]
        start = tuple(fit_sides(read_chain(text), ctx.notation.shapes)[0] for text in base.source["rotated"].values())
    steps, system = rewritten(start, ctx, base, draw, draw.randint(1, 4) if right else draw.choice([0, 0, 1, 2]))
    made = [*made, *steps]
    if right:
        proof = witness.equivalent(system, dict(lets))
        more = implied(system, ctx, draw) if proof.right and draw.random() < 0.06 else None
        if more is None:
            return made, Answer(system, lets), proof
        how = f"{proof.how}; one equation more, which they imply"
        return [*made, "one implied equation more"], Answer(more, lets), Proof(True, how)
    name, system = mistaken(system, ctx, base, draw)
    made = [*made, name]
    fitted = [sides for one in system if (sides := refitted(one, dict(ctx.notation.shapes)))]
    if len(fitted) < len(system):
        return made, Answer(system, lets), Proof(False, "shapes do not fit")
    return made, Answer(tuple(fitted), lets), witness.equivalent(fitted, dict(lets))
