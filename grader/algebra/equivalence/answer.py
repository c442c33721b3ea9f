"""A whole answer that is a system of equations, judged against the conditions of the exercise."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from grader.algebra.equivalence import systems
from grader.algebra.equivalence.claims import Claims, Judged, claims, unclaimed
from grader.algebra.equivalence.findings import Finding, Kind, Reached, Why
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Name
from grader.algebra.reading.statements import Reading


@dataclass(frozen=True, slots=True)
class SystemJudged:
    """The statements of an answer, and how far each condition is reached."""

    statements: tuple[Judged, ...]
    conditions: Mapping[str, Reached]


def judge(
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
    equations = [equation for one in found for equation in one.equations]
    judgement = systems.judge(equations, conditions, reading.notation, unknowns, seed)
    findings = (
        _named(equation, one, reading.notation) for equation, one in zip(equations, judgement.findings, strict=True)
    )
    statements = tuple(Judged(one, tuple(islice(findings, len(one.equations)))) for one in found)
    return SystemJudged(statements, judgement.conditions)


def _named(equation: Equation, finding: Finding, notation: Notation) -> Finding:
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
