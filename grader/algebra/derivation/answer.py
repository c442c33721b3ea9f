"""A whole answer that is a derivation: its statements become steps, which are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from grader.algebra.budget import Exhausted
from grader.algebra.derivation.exercise import Exercise, Outcome
from grader.algebra.derivation.judge import judge as judge_steps
from grader.algebra.equivalence.claims import Aside, Claims, Judged
from grader.algebra.equivalence.findings import unfit
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.equation import Equation, equations
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, fitting
from grader.algebra.expressions.tree import Chain
from grader.algebra.reading.statements import Reading, Statement


@dataclass(frozen=True, slots=True)
class DerivationJudged:
    """The statements of an answer, and what its steps reach."""

    statements: tuple[Judged, ...]
    outcome: Outcome


def judge(reading: Reading, exercise: Exercise, seed: int, most: int) -> DerivationJudged | None:
    """Judge a derivation: its first steps, at `most` so many. None where that takes too long."""
    exercise = exercise.within(reading.notation)
    try:
        claimed = _claims(reading, most)
        outcome = judge_steps([one.equations for one in claimed if one.equations], exercise, seed)
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
