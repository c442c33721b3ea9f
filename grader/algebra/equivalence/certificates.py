"""Readable reasons: an equation as a sum of others, each multiplied by short words in the symbols."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.algebra.budget import spend
from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError, World, shape
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.tree import Node
from grader.algebra.language.printer import latex

MAX_WORD = 3
"""Letters on both sides together."""
MAX_SINGLE = 2
"""Letters where one term is looked for and no sum."""
MAX_CANDIDATES = 500
_INVERTIBLE = frozenset({"invertible", "positive definite", "orthogonal"})
MAX_INVERTED = 6


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient · left · equation · right, the equation transposed or not."""

    coefficient: Fraction | None
    left: tuple[Node, ...]
    name: str
    transposed: bool
    right: tuple[Node, ...]

    def __str__(self) -> str:
        """In words, LaTeX between dollars."""
        said = f"({self.name})" + (" transposed" if self.transposed else "")
        times = []
        if self.left:
            times.append(f"${_word(self.left)}$ from the left")
        if self.right:
            times.append(f"${_word(self.right)}$ from the right")
        if times:
            said += " multiplied by " + " and ".join(times)
        return said


def _word(letters: tuple[Node, ...]) -> str:
    return latex(letters[0] if len(letters) == 1 else tree.Product(letters))


@dataclass(frozen=True, slots=True)
class Certificate:
    """wanted = Σ terms, an identity in all symbols."""

    terms: tuple[Term, ...]

    @property
    def single(self) -> bool:
        return len(self.terms) == 1

    @property
    def plain(self) -> bool:
        """Whether it is one equation, times a number."""
        return self.single and not self.terms[0].left and not self.terms[0].right

    def __str__(self) -> str:
        listed = [str(term) for term in self.terms]
        return listed[0] if len(listed) == 1 else "a combination of " + "; ".join(listed)


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: Array
    left: tuple[int, ...]
    name: str
    transposed: bool
    right: tuple[int, ...]


def certificate(
    wanted: Equation,
    given: Mapping[str, Equation],
    trials: Trials,
    *,
    sums: bool = True,
    inverses: bool = False,
    most: int = 160,
    letters: Sequence[Node] = (),
    made: "dict[Any, Words] | None" = None,
) -> Certificate | None:
    """A reason why `wanted` follows from the given equations for all values of all symbols; None if none is short.

    `wanted` = Σ c · L · given · M with numbers c and words L, M of at most `MAX_WORD` letters in all; without
    `sums`, of which at most `most` terms are tried, only a single term is looked for. With `inverses` the words may
    have (A Aᵀ)⁻¹ and (Aᵀ A)⁻¹ in them, which exist only where the rank of A is the largest possible. `letters` are
    matrices that words may be made of too. What was `made` for one equation serves others of the same letters.
    """
    try:
        # enough numbers to tell a combination from chance
        size = trials.values(wanted, trials.world(samples=6)).residual[0].size
        samples = max(6, -(-(most + 60) // size)) if sums else 6
        world = trials.world(samples=samples)
        target = trials.values(wanted, world).residual
        starts = {name: trials.values(one, world).residual for name, one in given.items()}
        known = _letters([wanted, *given.values()], world, inverses)
        known += [(node, value) for node in letters if shape(value := world.value(node)) != (1, 1)]
    except (Singular, NotRational, EvaluationError):
        return None
    if not target.any():
        return None  # it holds anyway, and by no reason
    target = np.broadcast_to(target, np.broadcast_shapes(target.shape, (samples, 1, 1)))
    words = Words(starts, known, target.shape[-2:], world.arithmetic, MAX_WORD if sums else MAX_SINGLE)
    if made is not None:
        key = (tuple(given), frozenset(node for node, _ in known), target.shape, words.longest)
        words = made.setdefault(key, words)
    for longer in words:
        for candidate in _likely(longer, target, trials):
            constant = trials.vectors.multiple(target, np.broadcast_to(candidate.value, target.shape))
            if constant is not None:
                return Certificate((_term(candidate, constant, words.letters, trials),))
    return _combination(target, words, most, trials) if sums else None


def _likely(candidates: list[_Candidate], target: Array, trials: Trials) -> list[_Candidate]:
    """Those of which the target may be a multiple: two of its entries have the same ratio there."""
    places = np.argwhere(target)[:2]
    if not trials.vectors.exact or len(places) < 2:
        return candidates
    first, second = (tuple(place) for place in places)
    rows = np.array([[one.value[_in(one, first)], one.value[_in(one, second)]] for one in candidates])
    if not len(rows):
        return []
    apart = prime_field.reduce(rows[:, 0] * target[second]) - prime_field.reduce(rows[:, 1] * target[first])
    return [candidates[at] for at in np.flatnonzero(prime_field.reduce(apart) == 0)]


def _in(one: _Candidate, place: tuple[int, ...]) -> tuple[int, ...]:
    """A place in the target as one in a candidate, whose samples may all be the same."""
    return place if len(one.value) > 1 else (0, *place[1:])


def _letters(asked: Sequence[Equation], world: World, inverses: bool) -> list[tuple[Node, Array]]:
    """The matrices that words are made of: each symbol that is mentioned, its transpose, A Aᵀ and Aᵀ A.

    Inverses are letters only of symbols that are said to have one, and where an equation has one already, unless all
    `inverses` are asked for.
    """
    names = sorted(set().union(*(one.names for one in asked)))
    found: list[tuple[Node, Array]] = []
    over = world.arithmetic

    def add(node: Node, value: Array) -> None:
        if not any(value.shape == other.shape and np.array_equal(value, other) for _, other in found):
            found.append((node, value))

    def add_inverse(node: Node, value: Array) -> None:
        try:
            inverse = over.inverse(value)
        except Singular:
            return
        add(tree.Power(node, Fraction(-1)), inverse)
        add(tree.Transpose(tree.Power(node, Fraction(-1))), over.transpose(inverse))

    squares = []
    for node in _inverted(asked):
        value = world.value(node)
        if shape(value) != (1, 1):
            add(node, value)
            add(tree.Transpose(node), over.transpose(value))
    for name in names:
        symbol = world.notation.symbols.get(name)
        if symbol is None or symbol.shape.scalar:
            continue
        node = tree.Name(name)
        value = world.value(node)
        turned = over.transpose(value)
        add(node, value)
        add(tree.Transpose(node), turned)
        if symbol.shape.rows == symbol.shape.cols and (inverses or symbol.properties & _INVERTIBLE):
            add_inverse(node, value)
        else:
            squares.append((tree.Product((node, tree.Transpose(node))), over.matmul(value, turned)))
            squares.append((tree.Product((tree.Transpose(node), node)), over.matmul(turned, value)))
    for square, value in squares:
        add(square, value)
        if inverses:
            add_inverse(square, value)
    return found


def _inverted(asked: Sequence[Equation]) -> list[Node]:
    """The first few inverses in some equations."""
    found: dict[Node, None] = {
        node: None
        for one in asked
        for side in (one.left, one.right)
        for node in tree.walk(side)
        if isinstance(node, tree.Power) and node.exponent == -1
    }
    return list(found)[:MAX_INVERTED]


class Words:
    """The given residuals times words, those of the wanted shape, made when they are first asked for."""

    def __init__(
        self,
        starts: Mapping[str, Array],
        letters: Sequence[tuple[Node, Array]],
        wanted: tuple[int, ...],
        over: Any,
        longest: int,
    ):
        self.letters, self.wanted, self.over, self.longest = letters, wanted, over, longest
        self.frontier = [_Candidate(value, (), name, False, ()) for name, value in starts.items()]
        self.frontier += [_Candidate(over.transpose(value), (), name, True, ()) for name, value in starts.items()]
        self.made: list[list[_Candidate]] = []
        self.spans: dict[int, Array] = {}
        self.asked = 0

    def __iter__(self) -> Iterator[list[_Candidate]]:
        """By length, the shortest first."""
        for length in range(self.longest + 1):
            if length == len(self.made):
                self.frontier = self._grown(length) if length else self.frontier
                fitting = [one for one in self.frontier if one.value.shape[-2:] == self.wanted]
                self.made.append(fitting[:MAX_CANDIDATES])
            yield self.made[length]

    def _grown(self, length: int) -> list[_Candidate]:
        following: list[_Candidate] = []
        for one in self.frontier:
            following += _longer(one, self.letters, self.wanted if length == self.longest else None, self.over)
            if len(following) > 3 * MAX_CANDIDATES:
                break
        spend(len(following))
        return following


def _longer(
    one: _Candidate, letters: Sequence[tuple[Node, Array]], wanted: tuple[int, ...] | None, over: Any
) -> Iterator[_Candidate]:
    """A candidate times one letter more; only of the `wanted` shape, if there is one.

    Words grow on the right only until the left has begun: each is made once.
    """
    rows, cols = one.value.shape[-2:]
    for at, (_, letter) in enumerate(letters):
        above, across = letter.shape[-2:]
        if not one.left and above == cols and wanted in (None, (rows, across)):
            value = over.matmul(one.value, letter)
            yield _Candidate(value, one.left, one.name, one.transposed, (*one.right, at))
        if across == rows and wanted in (None, (above, cols)):
            value = over.matmul(letter, one.value)
            yield _Candidate(value, (at, *one.left), one.name, one.transposed, one.right)


def _combination(target: Array, words: Words, most: int, trials: Trials) -> Certificate | None:
    candidates = [one for longer in words for one in longer][:most]
    if not candidates:
        return None
    columns = np.stack([np.broadcast_to(one.value, target.shape).ravel() for one in candidates], axis=1)
    wanted = target.ravel()
    if len(wanted) < len(candidates) + 10:
        return None  # too few numbers to tell: any target would be a combination
    kept = np.random.default_rng(trials.seed).permutation(len(wanted))[: len(candidates) + 40]
    words.asked += 1
    if words.asked > 1:  # whether there is an answer at all is cheap to see from the second target on
        if most not in words.spans:
            words.spans[most] = trials.vectors.basis(columns[kept].T)
        if not trials.vectors.inside(wanted[None, kept], words.spans[most]):
            return None
    weights = trials.vectors.solve(columns[kept], wanted[kept])
    if weights is None or not _agrees(columns, weights, wanted, trials):
        return None
    terms = [
        _term(one, float(weight), words.letters, trials)
        for one, weight in zip(candidates, weights, strict=True)
        if (weight != 0 if trials.vectors.exact else abs(weight) > 1e-6)
    ]
    return Certificate(tuple(terms))


def _agrees(columns: Array, weights: Array, wanted: Array, trials: Trials) -> bool:
    """Whether the weights found at some of the numbers fit all of them."""
    if not trials.vectors.exact:
        return trials.vectors.zero(columns @ weights - wanted, float(np.max(np.abs(wanted), initial=1.0)) * 100)
    total = np.zeros_like(wanted)
    for at in range(0, len(weights), prime_field.MAX_INNER):
        part = slice(at, at + prime_field.MAX_INNER)
        total = prime_field.reduce(total + prime_field.reduce(columns[:, part] @ weights[part]))
    return np.array_equal(total, wanted)


def _term(one: _Candidate, constant: float, letters: Sequence[tuple[Node, Array]], trials: Trials) -> Term:
    coefficient = _fraction(int(constant)) if trials.vectors.exact else Fraction(constant).limit_denominator(100)
    left, right = (tuple(letters[at][0] for at in side) for side in (one.left, one.right))
    return Term(coefficient, left, one.name, one.transposed, right)


def _fraction(residue: int) -> Fraction | None:
    """The small fraction that a residue stands for."""
    for bottom in range(1, 13):
        top = int(prime_field.centred(residue * bottom % prime_field.P))
        if abs(top) <= 1000:
            return Fraction(top, bottom)
    return None
