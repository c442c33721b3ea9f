"""Training runs as checks see them: what a program reached and how long it took, next to a reference. Pure.

A part's training is a few *pairs*: the student's program and the reference trainer, one right after the other, on the
same images, split, names of classes and seed. *Canaries* are runs and figures beside them that show whether a program
learns; they cost no points.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

First = Literal["student", "reference"]


@dataclass(frozen=True, slots=True)
class Trained:
    """One run of one program, by the grader's clock; all times in seconds.

    Attributes:
        accuracy: the share of hidden test images that it classified right; None where the run failed.
        seconds: what is charged, from before the program was imported until its last first prediction had arrived.
        trained: until `train` returned; None where it did not.
        phases: seconds of each phase by its name: "start" (not charged), "load", "train", "predict".
        differed: the share of the images asked for again, in other batches, that got another class.
        problem: why it failed, in one sentence of the grader's own; None where it did not.
        step: at which it failed: "load" where it could not be called at all, "train" or "predict"; "" where it did not.
        told: the same in the program's own words, and what it printed, for graders: untrusted.
        notes: what else was seen: threads left running, weights that changed while it predicted.
    """

    accuracy: float | None
    seconds: float
    trained: float | None = None
    phases: Mapping[str, float] = field(default_factory=dict)
    differed: float = 0.0
    problem: str | None = None
    step: str = ""
    told: str = ""
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.accuracy is None


@dataclass(frozen=True, slots=True)
class Pair:
    """One run of the student's program and one of the reference, on the same data, `first` one before the other.

    `repeated` says why it had to be made again, if so: the device was disturbed.
    """

    number: int
    first: First
    student: Trained
    reference: Trained
    repeated: str | None = None
    seed: int = 0
    """The seed that both programs were given."""

    @property
    def ratio(self) -> float:
        """The student's seconds by the reference's; infinite where the student's run failed."""
        if self.student.failed or not self.reference.seconds > 0:
            return math.inf
        return self.student.seconds / self.reference.seconds


@dataclass(frozen=True, slots=True)
class Canary:
    """The result of one test of a program's learning: a sentence with its figure, and the figures behind it."""

    name: str
    passed: bool
    said: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Training:
    """All that was measured of one program for one part.

    Attributes:
        pairs: in the order of their numbers; none is dropped.
        canaries: empty where the accuracy was not reached, since then nothing rests on them.
        planned: how many pairs were fixed beforehand; where they do not decide, as many again are made.
        device: what it ran on, by name; "" where it did not run.
        absent: why it could not be measured here; None where it was. Then there are no pairs.
        small: whether this is the rubric's small variant.
        counts: whether points rest on it: always but for a small variant that only rehearses.
        data, reference: the names of the data set and of the reference trainer.
        fingerprint: of the device, the libraries, the data and the programs.
        attempt: how many different programs this student has had trained for this part, this one included.
        claimed: what the student's own `run.json` says, and how it compares; {} where there is none.
        stopped: why no more runs were made, if so.
        refused: what is wrong with the program whatever it runs on, seen before a run was made; None if nothing is.
        earlier: what earlier turns of the same program came to, where a person had it run again.
        reaching: the mean accuracy from which time counts; None where the part asks for no accuracy.
    """

    pairs: tuple[Pair, ...]
    canaries: tuple[Canary, ...] = ()
    planned: int = 5
    device: str = ""
    absent: str | None = None
    small: bool = False
    counts: bool = True
    data: str = ""
    reference: str = ""
    fingerprint: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1
    claimed: Mapping[str, Any] = field(default_factory=dict)
    stopped: str | None = None
    refused: str | None = None
    earlier: tuple[Mapping[str, Any], ...] = ()
    reaching: float | None = None

    @property
    def seeds(self) -> tuple[int, ...]:
        """Of the pairs, in order: for graders, and for students after the release."""
        return tuple(pair.seed for pair in self.pairs)


def dumped(pair: Pair) -> dict[str, Any]:
    """A pair as JSON values."""
    return asdict(pair)


def loaded(told: Mapping[str, Any]) -> Pair:
    """The pair that was `dumped`."""
    sides = {side: Trained(**{**told[side], "notes": tuple(told[side]["notes"])}) for side in ("student", "reference")}
    return Pair(**{**told, **sides})
