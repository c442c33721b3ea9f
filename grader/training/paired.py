"""Runs that are compared: one right after the other on the same data, and again where the device was disturbed."""

from collections.abc import Callable
from typing import TypeVar

from grader.checks.trained import First, Pair, Trained
from grader.errors import OwnFault
from grader.training.devices import Device, State, disturbed, rested
from grader.training.draw import Drawn
from grader.training.once import made
from grader.training.plan import Bench
from grader.training.program import Program

Found = TypeVar("Found")

TRIES = 3
"""How often runs are made while the device is disturbed."""


class Disturbed(Exception):
    """The device was disturbed each time; the message says by what."""


def paired(program: Program, bench: Bench, run: Drawn, number: int) -> Pair:
    """Student and reference on the same data, in the order ABBA by the number of the pair.

    Raises:
        Disturbed: the device was, each time.
        OwnFault: the reference or the machine failed.
    """
    first: First = "student" if number % 4 in (0, 1) else "reference"

    def both(before: State) -> dict[str, Trained]:
        found: dict[str, Trained] = {}
        for who in (first, "reference" if first == "student" else "student"):
            if found:
                rested(bench.device, before)
            found[who] = made(bench.once, program if who == "student" else bench.reference, run).trained
        return found

    found, repeated = undisturbed(bench.device, both)
    _see_the_reference_well(found["reference"])
    return Pair(number, first, found["student"], found["reference"], repeated, run.seed)


def undisturbed(device: Device, make: Callable[[State], Found]) -> tuple[Found, str | None]:
    """The results of runs on an undisturbed device, and why they were repeated, if they were.

    Args:
        make: the runs, given the device's state before them.

    Raises:
        Disturbed: the device was, each time.
    """
    reason = None
    for _ in range(TRIES):
        before = rested(device)
        found = make(before)
        again = disturbed(before, rested(device, before))
        if again is None:
            return found, reason
        reason = again
    raise Disturbed(f"the device was disturbed in {TRIES} attempts at the same runs: {reason}")


def _see_the_reference_well(run: Trained) -> None:
    if run.failed:
        raise OwnFault(f"the reference trainer failed: {run.problem} ({run.told[:500]})")
