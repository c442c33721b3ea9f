"""Points from verdicts."""

import dataclasses
import math
from collections.abc import Mapping, Sequence

from grader.model import Criterion, Part, Result, Status, Verdict

DUST = 1e-9
"""Rounding error, in steps, that must not cost a step."""


def points(criterion: Criterion, verdict: Verdict) -> float | None:
    """The points of a verdict; None while it is pending.

    A fraction strictly between 0 and 1 is weighted by the criterion's `partial`; the points are rounded
    down to its `step`.

    >>> from grader.model import Place
    >>> tokens = Criterion("token_sequence", 3, Place("rubric.yaml"), step=0.5)
    >>> [points(tokens, Verdict.scored(right / 5, "")) for right in (0, 3, 4, 5)]
    [0.0, 1.5, 2.0, 3.0]
    """
    if verdict.fraction is None:
        return None
    weight = criterion.partial if 0 < verdict.fraction < 1 else 1.0
    given = criterion.points * verdict.fraction * weight
    if criterion.step and verdict.fraction < 1:
        given = math.floor(given / criterion.step + DUST) * criterion.step
    return float(given)


def result(criterion: Criterion, verdict: Verdict) -> Result:
    """The verdict with its points, and with the rubric's own words where it has them."""
    words = criterion.feedback.get(verdict.mistake or "") or criterion.feedback.get(str(verdict.status))
    if words:
        verdict = dataclasses.replace(verdict, hint=words)
    return Result(criterion, verdict, points(criterion, verdict))


def results(part: Part, verdicts: Sequence[Verdict]) -> tuple[Result, ...]:
    """The verdicts of a part's criteria, in their order, with the points that count together with others."""
    alone = {
        name: result(criterion, verdict)
        for name, criterion, verdict in zip(part.ids, part.criteria, verdicts, strict=True)
    }
    return tuple(_counted(name, alone) for name in part.ids)


def _counted(name: str, alone: Mapping[str, Result]) -> Result:
    """A result, without its points if all those that it counts together with have earned nothing.

    One of them that waits may yet earn some; until then the points stay.
    """
    found = alone[name]
    beside = found.criterion.beside
    if not found.score or not beside or any(_counted(other, alone).score != 0 for other in beside):
        return found
    named = " or ".join(f"'{other}'" for other in beside)
    said = f"This earns points only together with {named}, which earned nothing here."
    verdict = found.verdict
    before = verdict.before_release and f"{verdict.before_release} {said}"
    lost = dataclasses.replace(
        verdict, status=Status.INCORRECT, fraction=0.0, message=f"{verdict.message} {said}", before_release=before
    )
    return result(found.criterion, lost)
