"""All that is measured of one program: pairs with the reference, as many as it takes, then canaries.

It is made in units, a pair or a canary's runs. Each is handed over as plain values when it is there, so that it can be
kept; a unit that is known already is not made again.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace
from statistics import mean

from grader.checks import decision
from grader.checks.trained import Canary, First, Pair, Trained, Training, dumped, loaded
from grader.errors import OwnFault
from grader.training import draw
from grader.training.canary_runs import flown
from grader.training.devices import disturbed, rested
from grader.training.once import made
from grader.training.plan import Bench, Few, Incomplete, Known, Plan, Unit, there
from grader.training.program import Program

__all__ = ["Bench", "Few", "Incomplete", "Measuring", "Plan", "Unit", "measure"]

FAILURES = 2
"""Runs of a program that may fail before the part stops."""
TRIES = 3
"""How often a pair is made while the device is disturbed."""

Measuring = Generator[Unit, None, Training]


class Disturbed(Exception):
    """The device was disturbed each time; the message says by what."""


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
        pairs.append(_pair(program, there(bench), number))
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


def _pair(program: Program, bench: Bench, number: int) -> Pair:
    """Student and reference on the same data, in the order ABBA; again where the device was disturbed.

    Raises:
        Disturbed: it was, each time.
    """
    run = draw.drawn(bench.dataset, bench.seed("pair", number))
    first: First = "student" if number % 4 in (0, 1) else "reference"
    reason = None
    for _ in range(TRIES):
        before = rested(bench.device)
        found: dict[str, Trained] = {}
        for who in (first, "reference" if first == "student" else "student"):
            if found:
                rested(bench.device, before)
            found[who] = made(bench.once, program if who == "student" else bench.reference, run).trained
        again = disturbed(before, rested(bench.device, before))
        if again is None:
            _see_the_reference_well(found["reference"])
            return Pair(number, first, found["student"], found["reference"], reason, run.seed)
        reason = again
    raise Disturbed(f"the device was disturbed in {TRIES} attempts at one pair of runs: {reason}")


def _see_the_reference_well(run: Trained) -> None:
    if run.failed:
        raise OwnFault(f"the reference trainer failed: {run.problem} ({run.told[:500]})")
