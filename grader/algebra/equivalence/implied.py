"""Whether an equation follows from others, is one of them, or is refuted.

In this order: a multiple of a condition; the spans of the entries at fixed givens (Gaussian elimination over the
prime field); a certificate in words; a counterexample in small whole numbers; zeros by damped least squares. The
first that decides is taken. Zeros only refute: that an equation holds at all that were found is no reason to accept it,
since others may be rare. Where the rank of a symbol may vary, each case is looked at for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.algebra.budget import Exhausted
from grader.algebra.equivalence import root_search
from grader.algebra.equivalence.certificates import Certificate, certificate
from grader.algebra.equivalence.counterexample import Points, counterexample
from grader.algebra.equivalence.findings import Finding, Kind, Trouble, Why
from grader.algebra.equivalence.linear_span import Span, multiple
from grader.algebra.equivalence.root_search import Roots
from grader.algebra.equivalence.words import Words
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError, World
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.sampling import FULL, Case
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation

MAX_SEARCHES = 12
"""Systems of equations whose zeros are looked for in one answer: each takes up to a tenth of a second."""
_WEAKER = (Kind.SAME, Kind.FOLLOWS, Kind.ASSUMES, Kind.TRUE, Kind.UNDECIDED, Kind.FALSE)


@dataclass
class System:
    """The conditions of an exercise, or what is known so far in a derivation, and the samples to compare at.

    Without `search` no zeros are looked for: what has neither a proof nor a small counterexample is undecided.
    """

    notation: Notation
    conditions: Mapping[str, Equation]
    trials: Trials
    search: bool = True
    spans: dict[Case, Span] = field(default_factory=dict)
    residuals: dict[str, Array] = field(default_factory=dict)
    words: dict[Any, Words] = field(default_factory=dict)
    """The conditions times words, as they were made so far."""
    searched: dict[tuple[Case, tuple[Equation, ...]], Roots] = field(default_factory=dict)
    """The equations that zeros were looked for, and those; shared with the system at other sizes."""

    points: Points = field(init=False)
    """Where the conditions hold, in small whole numbers."""

    def __post_init__(self) -> None:
        self.points = Points(list(self.conditions.values()), self.notation)

    @cached_property
    def elsewhere(self) -> "tuple[System, ...] | None":
        """The same at the other sizes that must be looked at, where something may hold at some sizes only."""
        others = self.trials.elsewhere
        return (
            None
            if others is None
            else tuple(replace(self, trials=one, spans={}, residuals={}, words={}) for one in others)
        )

    def finding(self, claim: Equation) -> Finding:
        """What an equation is, given the conditions; undecided where that takes too long."""
        try:
            return self._found(claim)
        except Exhausted:
            return Finding(Kind.UNDECIDED, why=Why.WORK)

    def _found(self, claim: Equation) -> Finding:
        found = self._judged(claim)
        if found.kind is not Kind.FALSE and not self.trials.trusts(claim):
            return self._at_small_numbers(claim)
        if not self.trials.sized or found.kind is Kind.FALSE or found.every_size:
            return found
        if self.elsewhere is None:
            return Finding(Kind.UNDECIDED, why=Why.SIZES)
        for system in self.elsewhere:
            found = max(found, system._judged(claim), key=lambda one: _WEAKER.index(one.kind))
            if found.kind is Kind.FALSE:
                break
        return found

    def _at_small_numbers(self, claim: Equation) -> Finding:
        """What can be said of an equation with numbers or a degree for which samples prove nothing."""
        refuted = counterexample(claim, self.points, self.notation)
        if refuted is not None:
            return Finding(Kind.FALSE, counterexample=refuted)
        return Finding(Kind.UNDECIDED, why=Why.LARGE)

    def _judged(self, claim: Equation) -> Finding:
        try:
            return self._finding(claim)
        except EvaluationError as error:
            return Finding(Kind.FALSE, why=Why.NO_VALUE, trouble=Trouble(error.message, error.span))
        except Singular:
            return Finding(Kind.FALSE, why=Why.NO_INVERSE)
        except NotRational:
            return Finding(Kind.UNDECIDED, why=Why.FUNCTION)

    def _finding(self, claim: Equation) -> Finding:
        trials = self.trials
        proved = trials.proves
        if trials.real and _without_value(claim, trials.world()):
            return Finding(Kind.FALSE, why=Why.NO_NUMBER)
        values = trials.values(claim, trials.world())
        cases = trials.cases([claim, *self.conditions.values()])
        if trials.vectors.zero(values.residual, values.scale):
            return self._everywhere(claim, cases, Finding(Kind.TRUE, proved=proved))
        for name in self.conditions:
            if multiple(trials, values.residual, self._residual(name)):
                return self._everywhere(claim, cases, Finding(Kind.SAME, (name,), proved=proved))
        if not self.conditions:
            return Finding(Kind.FALSE, counterexample=counterexample(claim, (), self.notation, cases))
        single = certificate(claim, self.conditions, trials, sums=False, made=self.words)
        if single is not None:
            return self._everywhere(claim, cases, self._multiplied(claim, single))
        refuted = counterexample(claim, self.points, self.notation)
        if refuted is not None:
            return Finding(Kind.FALSE, counterexample=refuted)
        held = {case: self.within(claim, case) for case in cases}
        if all(held.values()):
            return self._linear(claim, cases)
        reason = certificate(claim, self.conditions, trials, made=self.words)
        if reason is not None:
            found = Finding(Kind.FOLLOWS, reason.names, certificate=reason, proved=proved)
            return self._everywhere(claim, cases, found)
        generic = certificate(claim, self.conditions, trials, inverses=True, made=self.words)
        return self._refuted(claim, cases, assuming=held[FULL] or generic is not None)

    def _residual(self, name: str) -> Array:
        """left − right of a condition at the samples, worked out once."""
        if name not in self.residuals:
            self.residuals[name] = self.trials.values(self.conditions[name], self.trials.world()).residual
        return self.residuals[name]

    def _multiplied(self, claim: Equation, reason: Certificate) -> Finding:
        """An equation that is a condition times words: the same, if the condition is that equation times words."""
        (name,) = reason.names
        back = certificate(self.conditions[name], {name: claim}, self.trials, sums=False)
        kind = Kind.FOLLOWS if back is None else Kind.SAME
        how = None if reason.plain else reason
        return Finding(kind, (name,), certificate=how, proved=self.trials.proves)

    def _everywhere(self, claim: Equation, cases: Sequence[Case], found: Finding) -> Finding:
        """What holds in the full case, unless an inverse in it does not exist in another."""
        if not inverts(claim, self.notation):
            return found
        for case in cases[1:]:
            try:
                self.trials.values(claim, self.trials.world(case))
            except Singular:
                return Finding(Kind.ASSUMES, found.of, Why.SINGULAR, proved=found.proved)
        return found

    def _linear(self, claim: Equation, cases: Sequence[Case]) -> Finding:
        """An equation whose entries are combinations of the conditions' entries: of which, and is it the same."""
        proved = self.trials.proves
        for name in self.conditions:
            if all(self.within(claim, case, only=name) for case in cases):
                if all(self.within(self.conditions[name], case, others=[claim]) for case in cases):
                    return Finding(Kind.SAME, (name,), Why.ENTRIES, proved=proved)
                return Finding(Kind.FOLLOWS, (name,), Why.ENTRIES, proved=proved)
        return Finding(Kind.FOLLOWS, tuple(self.conditions), Why.COMBINATION, proved=proved)

    def _refuted(self, claim: Equation, cases: Sequence[Case], *, assuming: bool) -> Finding:
        """An equation that no reason was found for; `assuming` if it has one where every rank is the largest."""
        hypotheses = list(self.conditions.values())
        if assuming:
            elsewhere = counterexample(claim, self.points, self.notation, cases[1:] or cases)
            return Finding(Kind.ASSUMES, tuple(self.conditions), counterexample=elsewhere, proved=self.trials.proves)
        found = counterexample(claim, self.points, self.notation, cases[1:])
        if found is not None:
            return Finding(Kind.FALSE, counterexample=found)
        if not self.search:
            return Finding(Kind.UNDECIDED)
        looked = [self.at_zeros(claim, hypotheses, case) for case in cases]
        if False in looked:
            return Finding(Kind.FALSE, why=Why.SEEN, proved=False)
        return Finding(Kind.UNDECIDED, why=Why.NO_PROOF if all(looked) else None, every_size=True)

    def at_zeros(self, claim: Equation, hypotheses: Sequence[Equation], case: Case) -> bool | None:
        """Whether a claim holds where the hypotheses do; None where too few zeros were found to tell."""
        trials, lattice = self.trials, self.trials.lattice
        key = (case, tuple(hypotheses))
        if lattice is None or (key not in self.searched and len(self.searched) >= MAX_SEARCHES):
            return None
        if key not in self.searched:
            self.searched[key] = Roots(hypotheses, self.notation, trials.unknowns, case, trials.seed, lattice)
        found = root_search.zeros(claim, self.searched[key])
        return found.holds if found.found >= 4 or (not found.holds and found.found) else None

    def within(
        self, claim: Equation, case: Case, *, only: str | None = None, others: Sequence[Equation] | None = None
    ) -> bool:
        """Whether the claim's entries are combinations of those of the conditions, or of other equations, in a case."""
        try:
            if others is not None:
                return Span(self.trials, case, others).holds(claim)
            if case not in self.spans:
                self.spans[case] = Span(self.trials, case, list(self.conditions.values()))
            if only is None:
                return self.spans[case].holds(claim)
            return Span(self.trials, case, [self.conditions[only]]).holds(claim)
        except (Singular, NotRational, EvaluationError):
            return False


def _without_value(one: Equation, world: World) -> bool:
    """Whether a number in an equation does not exist or is beyond all bounds: log 0, the root of -1."""
    numbers = (
        inner
        for side in (one.left, one.right)
        for inner in tree.walk(side)
        if isinstance(inner, tree.Apply | tree.Power) and not tree.names(inner)
    )
    return not all(np.isfinite(world.value(number)).all() for number in numbers)


def inverts(one: Equation, notation: Notation) -> bool:
    """Whether an equation has an inverse in it, which may not exist in some case."""
    students = [notation.definitions[n] for n in notation.meaning(one.names) & notation.students]
    return any(
        (isinstance(inner, tree.Power) and inner.exponent < 0)
        or (isinstance(inner, tree.Quotient) and not isinstance(inner.bottom, tree.Number))
        for node in (one.left, one.right, *students)
        for inner in tree.walk(node)
    )
