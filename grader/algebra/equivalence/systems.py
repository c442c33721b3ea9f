"""Whether a student's equations and the reference conditions say the same: what each is, and what they reach."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from grader.algebra.budget import Exhausted
from grader.algebra.equivalence.certificates import certificate
from grader.algebra.equivalence.claims import Claims, Judged, claims, unclaimed
from grader.algebra.equivalence.counterexample import counterexample
from grader.algebra.equivalence.findings import Credit, Finding, Judgement, Kind, Reached, Why
from grader.algebra.equivalence.implied import System
from grader.algebra.evaluation.sampling import FULL, Case
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Name
from grader.algebra.reading.statements import Reading


@dataclass(frozen=True, slots=True)
class SystemJudged:
    """The statements of an answer, and how far each condition is reached."""

    statements: tuple[Judged, ...]
    conditions: Mapping[str, Reached]


def judge_answer(
    reading: Reading,
    conditions: Mapping[str, Equation],
    base: Notation,
    unknowns: Collection[str],
    seed: int,
    most: int,
) -> SystemJudged:
    """Judge an answer against the conditions in the exercise's notation: the first equations, at `most` so many.

    Of equations with "or" between them none counts, unless all say one condition.
    """
    conditions = {name: Equation(*reading.pinned(base, one.left, one.right)) for name, one in conditions.items()}
    found = claims(reading, unknowns, seed, most)
    judged = _judged(found, reading, conditions, unknowns, seed)
    neither = frozenset(_alternatives(judged.statements))
    if not neither:
        return judged
    kept = tuple(unclaimed(one) if at in neither else one for at, one in enumerate(found))
    return _judged(kept, reading, conditions, unknowns, seed)


def _judged(
    found: Sequence[Claims],
    reading: Reading,
    conditions: Mapping[str, Equation],
    unknowns: Collection[str],
    seed: int,
) -> SystemJudged:
    asked = [equation for one in found for equation in one.equations]
    judgement = judge(asked, conditions, reading.notation, unknowns, seed)
    told = (_told(*pair, reading.notation) for pair in zip(asked, judgement.findings, strict=True))
    statements = tuple(Judged(one, tuple(islice(told, len(one.equations)))) for one in found)
    return SystemJudged(statements, judgement.conditions)


def _told(equation: Equation, finding: Finding, notation: Notation) -> Finding:
    """What an equation is; of one that is always true, whether it says what a symbol of the exercise stands for."""
    left = equation.left
    restates = finding.kind is Kind.TRUE and isinstance(left, Name) and left.name in notation.definitions
    return replace(finding, why=Why.DEFINITION) if restates else finding


def _alternatives(statements: Sequence[Judged]) -> Iterator[int]:
    """The places of statements with "or" between them that do not say the same condition: none of them is claimed."""
    group: list[int] = []
    for at, one in enumerate(statements):
        if one.claims.statement.kind == "prose":
            continue
        if one.claims.statement.either:
            group.append(at)
        elif group:
            yield from _different(group, statements)
            group = []
    yield from _different(group, statements)


def _different(group: Sequence[int], statements: Sequence[Judged]) -> Sequence[int]:
    """The group, where its statements do not all say one condition."""
    found = {(finding.kind, finding.of) for at in group for finding in statements[at].findings}
    same = len(found) == 1 and next(iter(found))[0] is Kind.SAME
    return () if same else group


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

    def those(*kinds: Kind) -> list[Equation]:
        return [one for one, found in zip(answers, findings, strict=True) if found.kind in kinds]

    sound, unsure = those(Kind.SAME, Kind.FOLLOWS), those(Kind.UNDECIDED)
    reaching = _Reaching(system, those(Kind.ASSUMES))
    same = {found.of[0] for found in findings if found.kind is Kind.SAME}
    reached = {name: Reached(Credit.FULL) if name in same else reaching.reached(name, sound) for name in conditions}
    if unsure:
        reached = {
            name: one if one.credit is Credit.FULL else _unsure(one, reaching.reached(name, [*sound, *unsure]))
            for name, one in reached.items()
        }
    return Judgement(findings, reached)


def _unsure(without: Reached, with_them: Reached) -> Reached:
    """What a condition earns where some equations are undecided: whether they follow matters only if it helps."""
    return without if without.credit is with_them.credit else Reached(Credit.UNDECIDED)


@dataclass(frozen=True, slots=True)
class _Reaching:
    """Which conditions equations imply, alone or with those that follow only where something is assumed."""

    system: System
    assumed: Sequence[Equation]

    def reached(self, name: str, sound: Sequence[Equation]) -> Reached:
        """Whether the sound equations imply a condition, or the sound ones with those that assume something."""
        try:
            return self._implied(name, sound)
        except Exhausted:
            return Reached(Credit.UNDECIDED)

    def _implied(self, name: str, sound: Sequence[Equation]) -> Reached:
        found = self._at(self.system, name, sound)
        if not self.system.trials.sized or found.credit is Credit.NONE or found.every_size:
            return found
        if self.system.elsewhere is None:
            return Reached(Credit.UNDECIDED)
        every = [found, *(self._at(system, name, sound) for system in self.system.elsewhere)]
        return max(every, key=lambda one: list(Credit).index(one.credit))

    def _at(self, system: System, name: str, sound: Sequence[Equation]) -> Reached:
        """What is reached at the sizes of a system."""
        condition, assumed = system.conditions[name], self.assumed
        proved = system.trials.proves
        if not sound and not assumed:
            return Reached(Credit.NONE)
        cases = system.trials.cases([condition, *sound, *assumed])
        if sound:
            refuted = counterexample(condition, sound, system.notation)
            if refuted is not None and not assumed:
                return Reached(Credit.NONE, counterexample=refuted)
            held = {case: refuted is None and system.within(condition, case, others=sound) for case in cases}
            if all(held.values()):
                return Reached(Credit.FULL, proved=proved)
            if refuted is None and certificate(condition, _named(sound), system.trials) is not None:
                return Reached(Credit.FULL, proved=proved)
            if held[FULL]:
                return Reached(Credit.ASSUMED, proved=proved)
        everything = [*sound, *assumed]
        if assumed and (
            system.within(condition, FULL, others=everything)
            or certificate(condition, _named(everything), system.trials)
        ):
            return Reached(Credit.ASSUMED, proved=proved)
        return _missing(system, condition, sound, cases) if sound else Reached(Credit.NONE)


def _named(equations: Sequence[Equation]) -> dict[str, Equation]:
    return {str(position): one for position, one in enumerate(equations)}


def _missing(system: System, condition: Equation, sound: Sequence[Equation], cases: Sequence[Case]) -> Reached:
    """A condition that no reason was found for: not implied where it fails at a point at which they hold."""
    found = counterexample(condition, sound, system.notation, cases)
    if found is not None:
        return Reached(Credit.NONE, counterexample=found)
    looked = [system.at_zeros(condition, sound, case) for case in cases]
    if False in looked:
        return Reached(Credit.NONE, proved=False)
    return Reached(Credit.UNDECIDED, proved=False, every_size=True)
