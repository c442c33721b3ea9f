"""All that is measured of one program: pairs with the reference, as many as it takes, then canaries.

It is made in units, a pair or a canary's runs. Each is handed over as plain values when it is there, so that it can be
kept; a unit that is known already is not made again.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import Any

from grader.checks import canaries, decision
from grader.checks.trained import Canary, First, Pair, Trained, Training, dumped, loaded
from grader.errors import OwnFault
from grader.training import draw
from grader.training.data import Dataset
from grader.training.devices import Device, disturbed, rested
from grader.training.once import Once, made
from grader.training.program import MOST, Program

FAILURES = 2
"""Runs of a program that may fail before the part stops."""
TRIES = 3
"""How often a pair is made while the device is disturbed."""

Seed = Callable[[str, int], int]
"""From what a run is for, and its number among its like, its seed."""
Known = Mapping[str, Any]
"""Units by their names, as plain values."""


@dataclass(frozen=True, slots=True)
class Few:
    """The canary of few data: `each` images a class to train on, in `sets` sets."""

    each: int = 2
    sets: int = 5
    margin: float = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """How a program is measured.

    Attributes:
        runs: pairs that are fixed beforehand.
        thresholds: the mean accuracies that criteria ask for; none where time alone is asked for.
        reaching: the mean accuracy from which points can be earned; 0 where all can be.
        canaries: whether they are flown.
        least: seconds below which nobody can be honest, and why, where that is known.
    """

    runs: int
    thresholds: tuple[float, ...]
    reaching: float = 0.0
    canaries: bool = True
    few: Few = Few()
    least: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where programs are measured, and against what."""

    once: Once
    device: Device
    dataset: Dataset
    reference: Program
    seed: Seed


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that has been made now. `left` units are still to be made at most."""

    name: str
    value: Any
    left: int


class Incomplete(Exception):
    """A unit is not known, and cannot be made."""


class Disturbed(Exception):
    """The device was disturbed each time; the message says by what."""


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
            found = yield from _canaries(program, plan, bench, known, pairs)
    except Disturbed as error:
        return replace(told, pairs=(), absent=str(error))
    stopped = f"after {FAILURES} runs that failed no more were made" if _failures(pairs) >= FAILURES else None
    return replace(told, pairs=tuple(pairs), canaries=found, stopped=stopped)


def most(plan: Plan) -> int:
    """The units of a program at most."""
    return 2 * plan.runs + (1 + plan.few.sets if plan.canaries else 0)


def _pairs(program: Program, plan: Plan, bench: Bench | None, known: Known, pairs: list[Pair]) -> Iterator[Unit]:
    while not _enough(plan, pairs):
        number = len(pairs) + 1
        name = f"pair {number}"
        if name in known:
            pairs.append(loaded(known[name]))
            continue
        pairs.append(_pair(program, _there(bench), number))
        yield Unit(name, dumped(pairs[-1]), most(plan) - number)


def _there(bench: Bench | None) -> Bench:
    if bench is None:
        raise Incomplete
    return bench


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
    return bool(reached) and mean(reached) >= min([plan.reaching, *plan.thresholds])


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
        _see_the_reference_well(found["reference"])
        again = disturbed(before, rested(bench.device, before))
        if again is None:
            return Pair(number, first, found["student"], found["reference"], reason, run.seed)
        reason = again
    raise Disturbed(f"the device was disturbed in {TRIES} attempts at one pair of runs: {reason}")


def _see_the_reference_well(run: Trained) -> None:
    if run.failed:
        raise OwnFault(f"the reference trainer failed: {run.problem} ({run.told[:500]})")


def _canaries(
    program: Program, plan: Plan, bench: Bench | None, known: Known, pairs: list[Pair]
) -> Generator[Unit, None, tuple[Canary, ...]]:
    found = [_size(program)]
    name = "random labels"
    told = known.get(name)
    if told is None:
        told = _random_labels(program, _there(bench))
        yield Unit(name, told, plan.few.sets)
    found += _judged_random(told, [pair.student.seconds for pair in pairs])
    sides: dict[str, list[float | None]] = {"student": [], "reference": []}
    for number in range(1, plan.few.sets + 1):
        name = f"few data {number}"
        told = known.get(name)
        if told is None:
            told = _few(program, plan, _there(bench), number)
            yield Unit(name, told, plan.few.sets - number)
        for side, accuracies in sides.items():
            accuracies.append(told[side])
    found.append(canaries.few_data(sides["student"], sides["reference"], plan.few.margin))
    own = [pair.student.accuracy for pair in pairs if pair.student.accuracy is not None]
    least, words = plan.least or (None, "")
    seconds = median(pair.student.seconds for pair in pairs)
    found.append(canaries.faster_than_known(seconds, mean(own), least, words))
    found.append(canaries.too_good(_accuracies(pairs), [pair.reference.accuracy for pair in pairs]))
    return tuple(found)


def _size(program: Program) -> Canary:
    size = program.size
    said = f"The program is {size:,} bytes, compressed; {MOST:,} are looked at by nobody."
    return Canary("size", size <= MOST, said, {"bytes": size, "most": MOST})


def _random_labels(program: Program, bench: Bench) -> Mapping[str, Any]:
    """One run on labels from which nothing can be learned: who gave which class to whom, and the seconds."""
    run = draw.drawn(bench.dataset, bench.seed("random labels", 1))
    rested(bench.device)
    outcome = made(bench.once, program, draw.with_random_labels(run))
    classes = bench.dataset.classes
    confusion = [[0] * classes for _ in range(classes)]
    for right, given in zip(run.test_labels.tolist(), outcome.predicted.tolist(), strict=True):
        if given >= 0:
            confusion[right][given] += 1
    return {"confusion": confusion, "seconds": outcome.trained.seconds, "problem": outcome.trained.problem}


def _judged_random(told: Mapping[str, Any], seconds: list[float]) -> list[Canary]:
    if told["problem"] is not None:
        said = f"With labels dealt out at random it failed: {told['problem']}."
        return [Canary("random labels", False, said, {"seconds": told["seconds"]})]
    return [canaries.random_labels(told["confusion"]), canaries.pace(told["seconds"], seconds)]


def _few(program: Program, plan: Plan, bench: Bench, number: int) -> Mapping[str, float | None]:
    """Both programs on the same few images of each class: their accuracies on the hidden ones."""
    run = draw.drawn(bench.dataset, bench.seed("few data", number), few=plan.few.each)
    found = {}
    for side, each in (("student", program), ("reference", bench.reference)):
        rested(bench.device)
        found[side] = made(bench.once, each, run).trained.accuracy
    return found
