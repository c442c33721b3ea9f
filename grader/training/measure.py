"""All that is measured of one program: pairs with the reference, as many as it takes, then canaries.

It is made in units, a pair or a canary's runs. Each is handed over as plain values when it is there, so that it can be
kept; a unit that is known already is not made again.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace
from statistics import mean

from grader.checks import decision
from grader.checks.trained import Canary, Pair, Training, dumped, loaded
from grader.training import draw
from grader.training.canary_runs import flown
from grader.training.paired import Disturbed, paired
from grader.training.plan import Bench, Few, Incomplete, Known, Plan, Unit, there
from grader.training.program import Program

__all__ = ["Bench", "Few", "Incomplete", "Measuring", "Plan", "Unit", "measure"]

FAILURES = 2
"""Runs of a program that may fail before the part stops."""

Measuring = Generator[Unit, None, Training]


def measure(program: Program, plan: Plan, bench: Bench | None, known: Known, told: Training) -> Measuring:
    """Measure a program.

    Args:
        bench: None: from what is known alone.
        known: units that were made before, by the same program with the same seeds on the same device.
        told: what is known beforehand; pairs, canaries and what comes of them are filled in.

    Raises:
        Incomplete: there is no bench, and a unit is not known.
        OwnFault: the reference, the machine or the grader failed.
    """
    pairs: list[Pair] = []
    try:
        yield from _pairs(program, plan, bench, known, pairs)
        found: tuple[Canary, ...] = ()
        if plan.canaries and _earns(plan, pairs):
            found = yield from flown(program, plan, bench, known, pairs)
    except Disturbed as error:
        return replace(told, pairs=(), absent=str(error))
    stopped = f"{FAILURES} runs had failed" if _failures(pairs) >= FAILURES else None
    return replace(told, pairs=tuple(pairs), canaries=found, stopped=stopped)


def _pairs(program: Program, plan: Plan, bench: Bench | None, known: Known, pairs: list[Pair]) -> Iterator[Unit]:
    while not _enough(plan, pairs):
        number = len(pairs) + 1
        name = f"pair {number}"
        if name in known:
            pairs.append(loaded(known[name]))
            continue
        bench = there(bench)
        pairs.append(paired(program, bench, draw.drawn(bench.dataset, bench.seed("pair", number)), number))
        yield Unit(name, dumped(pairs[-1]), plan.most - number)


def _enough(plan: Plan, pairs: list[Pair]) -> bool:
    if _failures(pairs) >= FAILURES:
        return True
    if len(pairs) < plan.runs:
        return False
    found = (decision.decide(_accuracies(pairs), plan.runs, threshold) for threshold in plan.thresholds)
    return all(each.outcome != "more" for each in found)


def _earns(plan: Plan, pairs: list[Pair]) -> bool:
    """Whether points may be earned, for accuracy or for time: only then does anything rest on canaries."""
    reached = [accuracy for accuracy in _accuracies(pairs) if accuracy is not None]
    return bool(reached) and decision.reaches(mean(reached), min([plan.reaching, *plan.thresholds]))


def _accuracies(pairs: list[Pair]) -> list[float | None]:
    return [pair.student.accuracy for pair in pairs]


def _failures(pairs: list[Pair]) -> int:
    return sum(pair.student.failed for pair in pairs)
