"""Readable reasons: an equation as a sum of others, each multiplied by short words in the symbols."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.algebra.equivalence.words import Candidate, Letter, Words
from grader.algebra.equivalence.words import letters as letters_of
from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError, shape
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
LEAST_SAMPLES = 6


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
        """Whether it is one equation as it stands, times a number."""
        return self.single and not (self.terms[0].left or self.terms[0].right or self.terms[0].transposed)

    @property
    def names(self) -> tuple[str, ...]:
        """The equations that it is made of, each once."""
        return tuple(dict.fromkeys(term.name for term in self.terms))

    def __str__(self) -> str:
        listed = [str(term) for term in self.terms]
        return listed[0] if len(listed) == 1 else "a combination of " + "; ".join(listed)


def certificate(
    wanted: Equation,
    given: Mapping[str, Equation],
    trials: Trials,
    *,
    sums: bool = True,
    inverses: bool = False,
    most: int = 160,
    letters: Sequence[Node] = (),
    made: dict[Any, Words] | None = None,
) -> Certificate | None:
    """A reason why `wanted` follows from the given equations for all values of all symbols; None if none is short.

    `wanted` = Σ c · L · given · M with numbers c and words L, M of at most `MAX_WORD` letters in all; without
    `sums`, of which at most `most` terms are tried, only a single term is looked for. With `inverses` the words may
    have (A Aᵀ)⁻¹ and (Aᵀ A)⁻¹ in them, which exist only where the rank of A is the largest possible. `letters` are
    matrices that words may be made of too. What was `made` for one equation serves others of the same letters.
    """
    try:
        samples = _samples(wanted, trials, most) if sums else LEAST_SAMPLES
        world = trials.world(samples=samples)
        target = trials.values(wanted, world).residual
        starts = {name: trials.values(one, world).residual for name, one in given.items()}
        known = letters_of([wanted, *given.values()], world, inverses)
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
    return _single(target, words, trials) or (_combination(target, words, most, trials) if sums else None)


def _samples(wanted: Equation, trials: Trials, most: int) -> int:
    """Enough samples to tell a combination of so many terms from chance."""
    size: int = trials.values(wanted, trials.world(samples=LEAST_SAMPLES)).residual[0].size
    return max(LEAST_SAMPLES, -(-(most + 60) // size))


def _single(target: Array, words: Words, trials: Trials) -> Certificate | None:
    """The shortest word that the target is a multiple of."""
    for longer in words:
        for candidate in _likely(longer, target, trials):
            constant = trials.vectors.multiple(target, np.broadcast_to(candidate.value, target.shape))
            if constant is not None:
                return Certificate((_term(candidate, constant, words.letters, trials),))
    return None


def _likely(candidates: list[Candidate], target: Array, trials: Trials) -> list[Candidate]:
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


def _in(one: Candidate, place: tuple[int, ...]) -> tuple[int, ...]:
    """A place in the target as one in a candidate, whose samples may all be the same."""
    return place if len(one.value) > 1 else (0, *place[1:])


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


def _term(one: Candidate, constant: float, letters: Sequence[Letter], trials: Trials) -> Term:
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
