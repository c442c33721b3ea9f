"""The plan of what is to be measured of a program, where, and in which units, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.training.data import Dataset
from grader.training.devices import Device
from grader.training.once import Once
from grader.training.program import Program

Seed = Callable[[str, int], int]
"""From what a run is for, and its number among its like, its seed."""
Known = Mapping[str, Any]
"""Units by their names, as plain values."""


@dataclass(frozen=True, slots=True)
class Few:
    """Two canaries of few data, each `sets` training sets with one image of a class, asked for `asked` others singly.

    In `copied` sets each image comes so many times, lightly changed, that there are as many as in a run that counts.
    The margins are what accuracy may have above the reference's. They, and the numbers, were measured on digits with
    40 honest programs of many kinds and 11 that bring knowledge along: docs/decisions/training.md.
    """

    sets: int = 10
    margin: float = 0.10
    copied: int = 4
    copied_margin: float = 0.10
    asked: int = 600


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan by which a program is measured.

    Attributes:
        runs: pairs that are fixed beforehand.
        thresholds: the mean accuracies that criteria ask for; none where time alone is asked for.
        reaching: the mean accuracy from which points can be earned; 0 where all can be.
        canaries: whether they are flown.
        few: how those of few data are.
        least: seconds below which nobody can be honest, and why, where that is known.
    """

    runs: int
    thresholds: tuple[float, ...]
    reaching: float = 0.0
    canaries: bool = True
    few: Few = Few()
    least: tuple[float, str] | None = None

    @property
    def most(self) -> int:
        """The units of a program at most."""
        return 2 * self.runs + (self.flown if self.canaries else 0)

    @property
    def flown(self) -> int:
        """The units of its canaries: four on random labels and on unfamiliar images, and the sets of few."""
        return 8 + self.few.sets + self.few.copied


@dataclass(frozen=True, slots=True)
class Bench:
    """The place where programs are measured, and what they are compared with."""

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


def there(bench: Bench | None) -> Bench:
    """The bench. Raises Incomplete where there is none."""
    if bench is None:
        raise Incomplete
    return bench
