"""Derivations: every step judged by itself, and which conclusions are reached by steps that hold.

A step is true if its sides are the same under the hypotheses, or if it follows from what was given and from
earlier lines. `reachability` tells which conclusions true steps reach.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from grader.algebra.budget import Exhausted
from grader.algebra.derivation.exercise import Exercise, Outcome, Step
from grader.algebra.derivation.reachability import Graph
from grader.algebra.derivation.sayings import Samples
from grader.algebra.derivation.zero_steps import false_replacement, is_zero
from grader.algebra.equivalence.certificates import certificate
from grader.algebra.equivalence.claims import Aside, Claims, Judged
from grader.algebra.equivalence.counterexample import counterexample
from grader.algebra.equivalence.findings import Finding, Kind, Why, unfit
from grader.algebra.equivalence.implied import System
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.equation import Equation, equations, fitting
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError
from grader.algebra.expressions.tree import Chain
from grader.algebra.reading.statements import Reading, Statement


@dataclass(frozen=True, slots=True)
class DerivationJudged:
    """The statements of an answer, and what its steps reach."""

    statements: tuple[Judged, ...]
    outcome: Outcome


def judge_answer(reading: Reading, exercise: Exercise, seed: int, most: int) -> DerivationJudged | None:
    """Judge a derivation: its first steps, at `most` so many. None where that takes too long."""
    exercise = exercise.within(reading.notation)
    try:
        claimed = _claims(reading, most)
        outcome = judge([one.equations for one in claimed if one.equations], exercise, seed)
    except Exhausted:
        return None
    findings = (step.finding for step in outcome.steps)
    return DerivationJudged(tuple(Judged(one, tuple(islice(findings, len(one.equations)))) for one in claimed), outcome)


def _claims(reading: Reading, most: int) -> list[Claims]:
    found: list[Claims] = []
    count = 0
    for statement in reading.statements:
        one = claims(statement, reading.notation)
        count += len(one.equations)
        beyond = statement.kind == "chain" and count > most
        found.append(Claims(statement, aside=Aside.BEYOND) if beyond else one)
    return found


def claims(statement: Statement, notation: Notation) -> Claims:
    """The steps of a statement, those before and behind the place where its shapes do not fit."""
    chain = statement.chain
    if statement.kind != "chain" or chain is None:
        return Claims(statement)
    if len(chain.items) == 1:
        return Claims(statement, aside=Aside.EXPRESSION)
    if all(item == chain.items[0] for item in chain.items) and not chain.names:
        return Claims(statement, aside=Aside.TRIVIAL)
    parts, error = fitting(chain, notation)
    if error and not error.misfit and error.name is None and notation.dims:
        parts, error = _sized(chain, notation)
    return Claims(statement, _neighbours(parts), unfit=unfit(error) if error else None)


def _neighbours(parts: Sequence[Chain]) -> tuple[Equation, ...]:
    return tuple(one for part in parts for one in equations(part))


def _sized(chain: Chain, notation: Notation) -> tuple[list[Chain], ShapeError | None]:
    """The parts of a chain with an I whose size is not said, as in tr(I) = k: of the size with which most is true."""
    sized = [fitting(chain, notation, Dim.of(name)) for name in sorted(notation.dims)]
    return max(sized, key=lambda found: sum(_holds(one, notation) for one in _neighbours(found[0])))


def _holds(one: Equation, notation: Notation) -> bool:
    try:
        return Trials.of(notation, (), [one], 0).holds(one)
    except (EvaluationError, NotRational, Singular):
        return False


def judge(statements: Sequence[Sequence[Equation]], exercise: Exercise, seed: int) -> Outcome:
    """Judge a derivation, given as the equations of each statement in order."""
    listed = [(at, one) for at, equations in enumerate(statements) for one in equations]
    everything = [one for _, one in listed] + list(exercise.given.values())
    trials = Trials.of(exercise.put, exercise.unknowns, everything, seed)
    known: dict[str, Equation] = dict(exercise.given)
    called = {name: name for name in known}
    steps: list[Step] = []
    for at, one in listed:
        finding = System(exercise.put, known, trials, search=bool(exercise.given)).finding(one)
        if finding.kind is Kind.UNDECIDED and not exercise.given and finding.why is None:
            finding = replace(finding, kind=Kind.FALSE)
        if finding.kind is Kind.TRUE:
            finding = _not_vacuous(one, finding, trials)
        steps.append(Step(at, one, replace(finding, of=tuple(called[name] for name in finding.of))))
        if finding.kind in (Kind.SAME, Kind.FOLLOWS):
            name = f"step {len(steps)}"
            known[name], called[name] = one, f"line {at + 1}"
    graph = Graph(exercise, seed)
    for step in steps:
        if step.true:
            graph.add(step)
    reached = {name for name in exercise.conclusions if graph.reaches(name) or graph.follows(name)}
    stated = {name for name in exercise.conclusions if name not in reached and graph.stated(name)}
    broken, idle = _broken(steps, reached, exercise, seed)
    thin = {name for name in exercise.conclusions if name not in reached | broken and graph.leads_to(name)}
    return Outcome(tuple(steps), frozenset(reached), frozenset(stated), broken, idle, frozenset(thin))


def _not_vacuous(one: Equation, finding: Finding, trials: Trials) -> Finding:
    """A true step as it was found, unless it is one of 0 = 0 that puts one thing for another that it is not."""
    put = false_replacement(one, trials) if is_zero(one.left, trials) else None
    if put is None:
        return finding
    example = counterexample(put, (), trials.notation)
    return Finding(Kind.FALSE, why=Why.VACUOUS, counterexample=example, about=put)


def _broken(
    steps: Sequence[Step], reached: Collection[str], exercise: Exercise, seed: int
) -> tuple[frozenset[str], int]:
    """The conclusions that false steps lead to, and how many statements with a false step none of them needs."""
    false: dict[int, list[Step]] = {}
    for step in steps:
        if step.finding.kind is Kind.FALSE:
            false.setdefault(step.statement, []).append(step)
    if not false:
        return frozenset(), 0
    graph = Graph(exercise, seed)
    for step in steps:
        graph.add(step)
    used: set[int] = set()
    broken: set[str] = set()
    for name in exercise.conclusions:
        if name not in reached:
            rests = graph.rests_on(name, false)
            used |= rests
            if rests or graph.stated(name):
                broken.add(name)
    idle = false.keys() - used
    trials = graph.trial(Samples.GENERIC)
    for position in sorted(idle):
        # a false line that later false steps are made with: "C = D", and then D put for C
        lines = {str(position): step.equation for step in false[position]}
        later = [step.equation for at in used if at > position for step in false[at]]
        if any(certificate(one, lines, trials) for one in later):
            idle = idle - {position}
    return frozenset(broken), len(idle)
