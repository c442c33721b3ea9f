"""An answer before it is spelled, and its spelling: definitions of the student's own, a gradient on the left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.algebra.bases import Base, Sides
from benchmarks.algebra.layout import equation, formulas
from benchmarks.algebra.mutants import loose
from benchmarks.algebra.notation import Notation, Spec
from benchmarks.algebra.proofs import Proof, Witness
from benchmarks.algebra.rewrites import Context, product
from benchmarks.algebra.shapes import SCALAR, fit_sides, shape_of
from benchmarks.algebra.spelling import Speller
from benchmarks.algebra.styles import drawn
from benchmarks.algebra.terms import Misfit, Term, mul, names, num, places, replaced, sym, write

Lets = tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Equations, or one expression (with more sides a chain), after definitions of the student's own."""

    sides: tuple[Sides, ...]
    lets: Lets = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """What is said, in the language of `terms`; a definition as `R := …`."""
        said = [f"{name} := {write(term)}" for name, term in self.lets]
        return (*said, *(" == ".join(write(side) for side in sides) for sides in self.sides))


@dataclass(frozen=True, slots=True)
class Spelled:
    """An answer's text, what was done for it, and how it is spelled."""

    text: str
    made: tuple[str, ...]
    spelling: str
    formulas: tuple[str, ...]


def knowing(notation: Notation, lets: Lets) -> Notation:
    """With the student's own names."""
    symbols, meanings = dict(notation.symbols), dict(notation.meanings)
    for name, term in lets:
        (fitted,), shape = fit_sides((term,), {known: spec.shape for known, spec in symbols.items()})
        symbols[name], meanings[name] = Spec(shape), fitted
    return replace(notation, symbols=symbols, meanings=meanings)


def named(answer: Answer, notation: Notation, draw: Random) -> Answer:
    """The answer with a part of it under a letter of the student's own, where there is a part to name."""
    whole = [side for chain in answer.sides for side in chain]
    parts = [node for side in whole for path, node in places(side) if path and _nameable(node, notation)]
    if not parts:
        return answer
    part = draw.choice(parts)
    (meaning,), shape = fit_sides((loose(part),), notation.shapes)
    taken = set(notation.symbols) | notation.dims | {spec.columns for spec in notation.symbols.values()}
    letters = "st" if shape == SCALAR else "rq" if shape[1] == "1" else "REMZFJ"
    free = [letter for letter in letters if letter not in taken]
    if not free:
        return answer
    letter = draw.choice(free)
    sides = tuple(tuple(_swapped(side, part, sym(letter)) for side in chain) for chain in answer.sides)
    return Answer(sides, ((letter, meaning),))


def _nameable(node: Term, notation: Notation) -> bool:
    """Whether it may stand for itself: no bound index in it, and its size does not hang on what is around it."""
    if node.op not in ("mul", "add", "inv") or any(inner.op in ("col", "total") for _, inner in places(node)):
        return False
    try:
        return shape_of(loose(node), notation.shapes) is not None
    except Misfit:
        return False


def _swapped(term: Term, part: Term, new: Term) -> Term:
    if term == part:
        return new
    for path, node in places(term):
        if node == part:
            return _swapped(replaced(term, path, new), part, new)
    return term


def spelled(base: Base, answer: Answer, draw: Random, witness: Witness, proof: Proof) -> Spelled:
    """The answer in a style and a layout at random."""
    style = drawn(draw)
    speller = Speller(style, knowing(base.notation, answer.lets))
    sides = [[speller.write(side) for side in chain] for chain in answer.sides]
    made = ""
    if style.dialect != "numpy":
        show = _after_gradient if base.kind == "expression" else _zero_gradients
        made = show(base, answer, sides, speller, draw, witness, proof)
    equals = " == " if style.dialect == "numpy" and draw.random() < 0.4 else " = "
    sign = " := " if style.dialect in ("latex", "plain") and draw.random() < 0.5 else " = "
    lets = [f"{speller.symbol(name)}{sign}{speller.write(term)}" for name, term in answer.lets]
    typed = [equation(chain, equals) for chain in sides]
    text, how = formulas(typed, lets, base.kind, style, draw)
    return Spelled(text, (made,) if made else (), f"{style.name}, {how}", tuple(typed))


def _after_gradient(
    base: Base, answer: Answer, sides: list[list[str]], speller: Speller, draw: Random, witness: Witness, proof: Proof
) -> str:
    """`∇_W L = …` in front of an expression that is asked as a gradient."""
    if base.value is None or base.value.op != "grad" or draw.random() < 0.5:
        return ""
    sides[0].insert(0, speller.write(base.value))
    return "∇ on the left"


def _zero_gradients(
    base: Base, answer: Answer, sides: list[list[str]], speller: Speller, draw: Random, witness: Witness, proof: Proof
) -> str:
    """`∇_W L = … = 0` for the equations that a gradient stands behind."""
    made = ""
    for number, factor, gradient in _links(base, answer, witness, proof):
        body = product([factor, answer.sides[number][0]], Context(speller.notation))
        sides[number] = [speller.write(gradient), speller.write(body), sides[number][1]]
        made = "∇ = … = 0"
    return made


def _links(base: Base, answer: Answer, witness: Witness, proof: Proof) -> Iterator[tuple[int, Term, Term]]:
    """Equations that may stand behind a gradient, with the number that makes them equal, and the gradient.

    A wrong one only where a solution of the conditions violates it, as it does behind a gradient, too.
    """
    links = [(num(factor), base.sides(text)[0]) for factor, text in base.source.get("gradients", {}).values()]
    for number, (left, right) in enumerate(answer.sides):
        if right.op != "zero" or names(left) - set(base.notation.shapes):
            continue
        for position, (factor, gradient) in enumerate(links):
            own = proof.right and witness.same(gradient, mul(factor, left), {}).right
            mistaken = proof.right is False and "solution of the conditions" in proof.how and position == number
            if own or mistaken:
                yield number, factor, gradient
                break
