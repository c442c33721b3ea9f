"""Whether a student's equations and the reference conditions say the same.

In this order: a multiple of a condition; the spans of the entries at fixed givens (Gaussian elimination over the
prime field); a certificate in words; a counterexample in small whole numbers; zeros by damped least squares. The
first that decides is taken. Zeros only refute: that an equation holds at all that were found is no reason to accept it,
since others may be rare. Where the rank of a symbol may vary, each case is looked at for itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.algebra.budget import TOO_MUCH, Exhausted
from grader.algebra.equivalence.certificates import Certificate, Words, certificate
from grader.algebra.equivalence.counterexample import Points, counterexample
from grader.algebra.equivalence.findings import Credit, Finding, Judgement, Kind, Reached
from grader.algebra.equivalence.linear_span import Span, multiple
from grader.algebra.equivalence.root_search import Roots, zeros
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
_NO_PROOF = "it held at all points that were tried, and no proof was found"
_WEAKER = (Kind.SAME, Kind.FOLLOWS, Kind.ASSUMES, Kind.TRUE, Kind.UNDECIDED, Kind.FALSE)


def judge(
    answers: Sequence[Equation],
    conditions: Mapping[str, Equation],
    notation: Notation,
    unknowns: Iterable[str],
    seed: int,
) -> Judgement:
    """Judge a student's equations against the conditions of the exercise."""
    trials = Trials.of(notation, unknowns, [*answers, *conditions.values()], seed, every=True)
    system = System(notation, conditions, trials)
    findings = tuple(system.finding(answer) for answer in answers)
    sound = [one for one, found in zip(answers, findings, strict=True) if found.kind in (Kind.SAME, Kind.FOLLOWS)]
    assumed = [one for one, found in zip(answers, findings, strict=True) if found.kind is Kind.ASSUMES]
    unsure = [one for one, found in zip(answers, findings, strict=True) if found.kind is Kind.UNDECIDED]
    same = {found.of[0] for found in findings if found.kind is Kind.SAME}
    reached = {
        name: Reached(Credit.FULL) if name in same else system.reached(name, sound, assumed) for name in conditions
    }
    if unsure:
        reached = {
            name: one if one.credit is Credit.FULL else _unsure(one, system.reached(name, [*sound, *unsure], assumed))
            for name, one in reached.items()
        }
    return Judgement(findings, reached)


def _unsure(without: Reached, with_them: Reached) -> Reached:
    """What a condition earns where some equations are undecided: whether they follow matters only if it helps."""
    if without.credit is with_them.credit:
        return without
    return Reached(Credit.UNDECIDED, "an equation could be neither proved nor refuted")


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

    # --- what an equation of the student is

    def finding(self, claim: Equation) -> Finding:
        """What an equation is, given the conditions; undecided where that takes too long."""
        try:
            return self._found(claim)
        except Exhausted:
            return Finding(Kind.UNDECIDED, reason=TOO_MUCH)

    def _found(self, claim: Equation) -> Finding:
        found = self._judged(claim)
        if found.kind is not Kind.FALSE and not self.trials.trusts(claim):
            return self._at_small_numbers(claim)
        if not self.trials.sized or found.kind is Kind.FALSE or found.every_size:
            return found
        if self.elsewhere is None:
            return Finding(Kind.UNDECIDED, reason="it has too many numbers that come from the sizes of matrices")
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
        return Finding(Kind.UNDECIDED, reason="its numbers or powers are too large to be sure")

    def _judged(self, claim: Equation) -> Finding:
        try:
            return self._finding(claim)
        except EvaluationError as error:
            return Finding(Kind.FALSE, reason=error.message)
        except Singular:
            return Finding(Kind.FALSE, reason="it inverts something that has no inverse")
        except NotRational:
            return Finding(Kind.UNDECIDED, reason="it has a function that is not read here")

    def _finding(self, claim: Equation) -> Finding:
        trials = self.trials
        proved = trials.proves
        if trials.real and _without_value(claim, trials.world()):
            return Finding(Kind.FALSE, reason="it has a number in it that does not exist")
        values = trials.values(claim, trials.world())
        cases = trials.cases([claim, *self.conditions.values()])
        if trials.vectors.zero(values.residual, values.scale):
            return self._everywhere(claim, cases, Finding(Kind.TRUE, proved=proved))
        for name in self.conditions:
            if multiple(trials, values.residual, self._residual(name)):
                return self._everywhere(claim, cases, Finding(Kind.SAME, (name,), f"({name})", proved))
        if not self.conditions:
            return Finding(Kind.FALSE, counterexample=counterexample(claim, (), self.notation, cases))
        single = certificate(claim, self.conditions, trials, sums=False, made=self.words)
        if single is not None:
            return self._everywhere(claim, cases, self._multiplied(claim, single))
        refuted = counterexample(claim, self.points, self.notation)
        if refuted is not None:
            return Finding(Kind.FALSE, counterexample=refuted)
        held = {case: self._within(claim, case) for case in cases}
        if all(held.values()):
            return self._linear(claim, cases)
        reason = certificate(claim, self.conditions, trials, made=self.words)
        if reason is not None:
            names = tuple(dict.fromkeys(term.name for term in reason.terms))
            return self._everywhere(claim, cases, Finding(Kind.FOLLOWS, names, f"{reason}", proved))
        generic = certificate(claim, self.conditions, trials, inverses=True, made=self.words)
        return self._refuted(claim, cases, assuming=held[FULL] or generic is not None)

    def _residual(self, name: str) -> Array:
        """left − right of a condition at the samples, worked out once."""
        if name not in self.residuals:
            self.residuals[name] = self.trials.values(self.conditions[name], self.trials.world()).residual
        return self.residuals[name]

    def _multiplied(self, claim: Equation, reason: Certificate) -> Finding:
        """An equation that is a condition times words: the same, if the condition is that equation times words."""
        (name,) = (term.name for term in reason.terms)
        back = certificate(self.conditions[name], {name: claim}, self.trials, sums=False)
        kind = Kind.FOLLOWS if back is None else Kind.SAME
        return Finding(kind, (name,), str(reason), self.trials.proves)

    def _everywhere(self, claim: Equation, cases: Sequence[Case], found: Finding) -> Finding:
        """What holds in the full case, unless an inverse in it does not exist in another."""
        if not inverts(claim, self.notation):
            return found
        for case in cases[1:]:
            try:
                self.trials.values(claim, self.trials.world(case))
            except Singular:
                return Finding(Kind.ASSUMES, found.of, "it inverts what may be singular", found.proved)
        return found

    def _linear(self, claim: Equation, cases: Sequence[Case]) -> Finding:
        """An equation whose entries are combinations of the conditions' entries: of which, and is it the same."""
        proved = self.trials.proves
        for name in self.conditions:
            if all(self._within(claim, case, only=name) for case in cases):
                reason = f"({name}), its entries combined"
                if all(self._within(self.conditions[name], case, others=[claim]) for case in cases):
                    return Finding(Kind.SAME, (name,), reason, proved)
                return Finding(Kind.FOLLOWS, (name,), reason, proved)
        return Finding(Kind.FOLLOWS, tuple(self.conditions), "a combination of the conditions", proved)

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
        looked = [self._zeros(claim, hypotheses, case) for case in cases]
        if False in looked:
            return Finding(Kind.FALSE, proved=False, reason="seen numerically, at a point where the conditions hold")
        return Finding(Kind.UNDECIDED, reason=_NO_PROOF if all(looked) else "", every_size=True)

    def _zeros(self, claim: Equation, hypotheses: Sequence[Equation], case: Case) -> bool | None:
        trials, lattice = self.trials, self.trials.lattice
        key = (case, tuple(hypotheses))
        if lattice is None or (key not in self.searched and len(self.searched) >= MAX_SEARCHES):
            return None
        if key not in self.searched:
            self.searched[key] = Roots(hypotheses, self.notation, trials.unknowns, case, trials.seed, lattice)
        found = zeros(claim, self.searched[key])
        return found.holds if found.found >= 4 or (not found.holds and found.found) else None

    def _within(
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

    # --- which conditions they reach

    def reached(self, name: str, sound: Sequence[Equation], assumed: Sequence[Equation]) -> Reached:
        """Whether the sound equations imply a condition, or the sound ones with those that assume something."""
        try:
            return self._implied(name, sound, assumed)
        except Exhausted:
            return Reached(Credit.UNDECIDED, TOO_MUCH)

    def _implied(self, name: str, sound: Sequence[Equation], assumed: Sequence[Equation]) -> Reached:
        found = self._reached(name, sound, assumed)
        if not self.trials.sized or found.credit is Credit.NONE or found.every_size:
            return found
        if self.elsewhere is None:
            return Reached(Credit.UNDECIDED)
        every = [found, *(system._reached(name, sound, assumed) for system in self.elsewhere)]
        return max(every, key=lambda one: list(Credit).index(one.credit))

    def _reached(self, name: str, sound: Sequence[Equation], assumed: Sequence[Equation]) -> Reached:
        condition = self.conditions[name]
        proved = self.trials.proves
        if not sound and not assumed:
            return Reached(Credit.NONE)
        cases = self.trials.cases([condition, *sound, *assumed])
        if sound:
            refuted = counterexample(condition, sound, self.notation)
            if refuted is not None and not assumed:
                return Reached(Credit.NONE, counterexample=refuted)
            held = {case: refuted is None and self._within(condition, case, others=sound) for case in cases}
            if all(held.values()):
                return Reached(Credit.FULL, proved=proved)
            named = {str(position): one for position, one in enumerate(sound)}
            if refuted is None and certificate(condition, named, self.trials) is not None:
                return Reached(Credit.FULL, proved=proved)
            if held[FULL]:
                return Reached(Credit.ASSUMED, proved=proved)
        everything = [*sound, *assumed]
        if assumed:
            named = {str(position): one for position, one in enumerate(everything)}
            if self._within(condition, FULL, others=everything) or certificate(condition, named, self.trials):
                return Reached(Credit.ASSUMED, proved=proved)
        return self._missing(condition, sound, cases) if sound else Reached(Credit.NONE)

    def _missing(self, condition: Equation, sound: Sequence[Equation], cases: Sequence[Case]) -> Reached:
        found = counterexample(condition, sound, self.notation, cases)
        if found is not None:
            return Reached(Credit.NONE, counterexample=found)
        looked = [self._zeros(condition, sound, case) for case in cases]
        if False in looked:
            return Reached(Credit.NONE, proved=False)
        return Reached(Credit.UNDECIDED, _NO_PROOF if all(looked) else "", proved=False, every_size=True)


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
