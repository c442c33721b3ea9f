"""A laboratory without machines: programs, a device and a clock, all simulated. Times are sums of powers of two: exact.

The upper half of an image says its class, whatever is done to all images of a run, and the lower half nothing; a
simulated program learns from its training data what each class is called, as honest ones do.
"""

import mmap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from grader.checks.trained import Training
from grader.sandbox import Failure
from grader.training import canary_runs, draw, measure, paired
from grader.training.data import Dataset
from grader.training.devices import Process, State, rested
from grader.training.once import Once
from grader.training.plan import Bench, Plan, Unit
from grader.training.program import Program

CLASSES = 10
TEST = 200
STUDENT = Program({"student.py": b"def train(): ...\n"}, "student.py", "train")
REFERENCE = Program({"reference.py": b"def train(): ...\n"}, "reference.py", "train")


def images_of(labels: NDArray[np.int64]) -> NDArray[np.uint8]:
    """One row of the same brightness always, two that are as bright as the class says, three at random."""
    images = np.random.default_rng(1).integers(0, 256, (len(labels), 1, 6, 6), dtype=np.uint8)
    images[:, :, 0] = 230
    images[:, :, 1:3] = (60 + 16 * labels).reshape(-1, 1, 1, 1)
    return images


def classes_in(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    bright = images[:, 0, 1:3].mean(axis=(1, 2)) / images[:, 0, 0].mean(axis=1)
    return np.rint((230 * bright - 60) / 16).astype(np.int64)


def dataset(train: int = 100, test: int = TEST) -> Dataset:
    """As many images of each class as of any other."""
    labels = np.arange(train + test) % CLASSES
    return Dataset("coded", images_of(labels), labels, CLASSES, test, False, 0, "digest")


def failure(kind: Any = "exception", **more: str) -> Failure:
    return Failure(kind, more.pop("message", "it raised"), more.pop("trace", ""), 0.0, more.pop("output", ""), **more)


@dataclass
class Clock:
    """It stands still but for what is simulated."""

    now: float = 1024.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Act:
    """What a program does in one run.

    Attributes:
        wrong: to how many test images it gives a wrong class.
        start, load, train: seconds.
        image, again: seconds for an image that is asked, and for one that is asked again.
        fails: how its steps fail; "again" is predicting once more. It takes as long as usual.
        fickle: to how many images it gives another class when they are asked again.
        knows: it knows what classes are called, whatever it was taught.
        works: it goes on computing.
        moves: its weights change as it predicts.
    """

    wrong: int = 10
    start: float = 4.0
    load: float = 1.0
    train: float = 8.0
    image: float = 1 / 64
    again: float = 1 / 32
    fails: Mapping[str, Failure] = field(default_factory=dict)
    fickle: int = 0
    knows: bool = False
    works: bool = False
    moves: bool = False


@dataclass
class Trial:
    """A training run as `once` asks it, of which everything that was asked is kept."""

    clock: Clock
    act: Act
    data: int
    knows: NDArray[np.int64] | None = None
    steps: list[tuple[str, float]] = field(default_factory=list)
    """Each step with the seconds that it had."""
    batches: list[NDArray[np.uint8]] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    names: NDArray[np.int64] = field(default_factory=lambda: np.arange(CLASSES))
    told: dict[bytes, int] = field(default_factory=dict)
    """What it said of each image."""
    asked_again = False
    closed = False
    answered = 0

    def begin(self, device: str, threads: int) -> None:
        self.steps.append(("begin", 0.0))
        self.given |= {"device": device, "threads": threads}
        self.clock.wait(self.act.start)

    def load(self, seconds: float) -> Failure | None:
        return self._step("load", self.act.load, seconds)

    def train(self, function: str, shape: tuple[int, ...], seed: int, seconds: float) -> Failure | None:
        size = int(np.prod(shape))
        with mmap.mmap(self.data, 0, mmap.MAP_PRIVATE, mmap.PROT_READ) as mapped:
            whole = bytes(mapped)
        images = np.frombuffer(whole, np.uint8, size).reshape(shape)
        labels = np.frombuffer(whole, np.int64, shape[0], -(-size // 8) * 8)
        self.given |= {"function": function, "seed": seed, "images": images, "labels": labels}
        seen = classes_in(images)
        most = [Counter(labels[seen == each].tolist()).most_common(1) for each in range(CLASSES)]
        self.names = np.array([name[0][0] if name else 0 for name in most]) if self.knows is None else self.knows
        return self._step("train", self.act.train, seconds)

    def predict(self, images: NDArray[np.uint8], classes: int, seconds: float) -> NDArray[np.float32] | Failure:
        self.batches.append(images)
        step, each = ("again", self.act.again) if self.asked_again else ("predict", self.act.image)
        failed = self._step(step, each * len(images), seconds)
        if failed is not None:
            return failed
        found = [self._say(image.tobytes(), right) for image, right in zip(images, classes_in(images), strict=True)]
        return np.eye(classes, dtype=np.float32)[found]

    def _say(self, image: bytes, right: int) -> int:
        self.answered += 1
        if self.asked_again:
            return (self.told[image] + (self.answered <= self.act.fickle)) % CLASSES
        self.told[image] = int(self.names[(right + (self.answered <= self.act.wrong)) % CLASSES])
        return self.told[image]

    def weights(self, seconds: float) -> str:
        self.steps.append(("weights", seconds))
        return f"{len(self.batches) if self.act.moves else 0}"

    def working(self, seconds: float) -> bool:
        self.steps.append(("working", seconds))
        self.clock.wait(seconds)
        self.asked_again, self.answered = True, 0
        return self.act.works

    def _step(self, step: str, takes: float, seconds: float) -> Failure | None:
        self.steps.append((step, seconds))
        self.clock.wait(min(takes, seconds))
        return failure("timeout") if takes > seconds else self.act.fails.get(step)

    def __enter__(self) -> "Trial":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True


@dataclass(frozen=True)
class Device:
    """A GPU whose states come from the laboratory."""

    state: Callable[[], State]
    name: str = "NVIDIA H200"
    torch: str = "cuda:0"
    key: str = "gpu"
    fresh: bool = True
    idle: float = 0.5

    def fingerprint(self) -> Mapping[str, str]:
        return {"device": self.name}

    def environment(self) -> Mapping[str, str]:
        return {}

    def paths(self) -> tuple[tuple[str, bool], ...]:
        return ()


Acts = Callable[[str, int, int], Act]
"""What a program does in a run: by what the run is for, its number, and the attempt at it."""
States = Callable[[str, int, int], State]
"""How the device is: by what the run is for, its number, and how many runs were made for it."""

IDLE = State(memory_used=4.0, temperature=31, slowdown_temperature=87, reasons=("idle",), utilisation=0, heat=0.0)
OTHER = Process(1234, "python", 3000.0)


def always(act: Act) -> Acts:
    return lambda purpose, number, attempt: act


@dataclass
class Lab:
    """Where simulated programs are measured; all that was run is kept."""

    student: Acts = always(Act())
    reference: Acts = always(Act())
    states: States = lambda purpose, number, runs: IDLE
    data: Dataset = field(default_factory=dataset)
    clock: Clock = field(default_factory=Clock)
    now: tuple[str, int] = ("", 0)
    seeded: int = 0
    runs: int = 0
    has_rested: bool = False
    made: list[tuple[str, int, str]] = field(default_factory=list)
    """What each run was for, its number, and whose it was."""
    trials: list[Trial] = field(default_factory=list)

    def seed(self, purpose: str, number: int) -> int:
        self.now, self.runs, self.seeded = (purpose, number), 0, 1000 * number + len(purpose)
        return self.seeded

    def start(self, program: Program, data: int) -> Trial:
        assert self.has_rested, "the device has not rested since the last run"
        self.has_rested = False
        who = "reference" if program.entry == REFERENCE.entry else "student"
        attempt = self.runs // 2 + 1
        act = (self.student if who == "student" else self.reference)(*self.now, attempt)
        self.runs += 1
        self.made.append((*self.now, who))
        names = draw.drawn(self.data, self.seeded).names if act.knows else None
        self.trials.append(Trial(self.clock, act, data, names))
        return self.trials[-1]

    def pause(self, seconds: float) -> None:
        self.has_rested = True
        self.clock.wait(seconds)

    def bench(self) -> Bench:
        device = Device(lambda: self.states(*self.now, self.runs))
        once = Once(self.start, device.torch, 1, 64.0, CLASSES, self.clock)
        return Bench(once, device, self.data, REFERENCE, self.seed)

    def units(
        self, plan: Plan, known: Mapping[str, Any] | None = None, program: Program = STUDENT
    ) -> Iterator[Unit | Training]:
        """The units as they are made, and last what was measured."""
        told = Training((), planned=plan.runs, device="simulated")
        measuring = measure.measure(program, plan, self.bench(), known or {}, told)
        quick = partial(rested, pause=self.pause)
        same = patch.object(canary_runs, "unfamiliar", lambda dataset, seed: dataset)  # the upper half would be gone
        with patch.object(paired, "rested", quick), patch.object(canary_runs, "rested", quick), same:
            yield (yield from measuring)

    def measured(
        self, plan: Plan, known: Mapping[str, Any] | None = None, program: Program = STUDENT
    ) -> tuple[dict[str, Any], Training]:
        """The units that were made, by their names, and what was measured."""
        *units, training = self.units(plan, known, program)
        return {unit.name: unit.value for unit in units}, training
