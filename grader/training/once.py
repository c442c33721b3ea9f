"""One program trained and asked once, by the grader's clock.

The clock starts when the device is ready and before the program is imported; it stops when the first prediction for
every hidden image has come, and is never paused. What is asked after that is not charged.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from grader.checks.trained import Trained
from grader.sandbox import Failure
from grader.training import memory
from grader.training.draw import Drawn
from grader.training.program import Program

BATCHES = (100, 500)
"""Images of a batch that is asked, at least and at most: drawn anew for each."""
AGAIN = 2000
"""Images that are asked again, in other batches."""
_BYTES = 4 << 20
"""Bytes of a batch at most."""
_QUIET = 0.05
"""Seconds for which a process is watched that has nothing to do any more."""

Clock = Callable[[], float]


class Trial(Protocol):
    """A training run in the sandbox: `grader.sandbox.host.trial.Trial`."""

    def begin(self, device: str, threads: int) -> None: ...
    def load(self, seconds: float) -> Failure | None: ...
    def train(self, function: str, shape: tuple[int, ...], seed: int, seconds: float) -> Failure | None: ...
    def predict(self, images: NDArray[np.uint8], classes: int, seconds: float) -> NDArray[np.float32] | Failure: ...
    def weights(self, seconds: float) -> str: ...
    def working(self, seconds: float) -> bool: ...


Start = Callable[[Program, int], AbstractContextManager[Trial]]
"""Makes a trial of a program; the descriptor is that of its data."""


@dataclass(frozen=True, slots=True)
class Once:
    """The settings of each run: the same for the student's program and for the reference."""

    start: Start
    device: str
    threads: int
    budget: float
    classes: int
    clock: Clock = time.monotonic


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run, and the class that it gave each test image; −1 where it gave none."""

    trained: Trained
    predicted: NDArray[np.int64]


class _Failed(Exception):
    """A step of the program's failed."""

    def __init__(self, failure: Failure, step: str):
        super().__init__()
        self.failure, self.step = failure, step


@dataclass(slots=True)
class _Watch:
    """The clock of a run, what each phase took, and the seconds that are left."""

    clock: Clock
    budget: float
    began: float = 0.0
    last: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        self.began = self.last = self.clock()

    def lap(self, phase: str) -> None:
        now = self.clock()
        self.phases[phase], self.last = now - self.last, now

    @property
    def charged(self) -> float:
        return self.last - self.began

    @property
    def left(self) -> float:
        return max(0.0, self.budget - (self.clock() - self.began))


def made(once: Once, program: Program, run: Drawn, *, singly: bool = False) -> Outcome:
    """Train a program on a run's data, and ask it for the class of every test image.

    Args:
        singly: each image is asked by itself, and none again: no network learns from the others.

    Raises:
        OwnFault: the machine, and not the program, failed.
    """
    watch = _Watch(once.clock, once.budget)
    predicted = np.full(len(run.test_images), -1, dtype=np.int64)
    with memory.sealed(run.images, run.labels) as data, once.start(program, data) as trial:
        watch.start()
        trial.begin(once.device, once.threads)
        watch.lap("start")
        watch.start()
        trained = None
        try:
            _checked(trial.load(watch.left), "load")
            watch.lap("load")
            _checked(trial.train(program.function, run.images.shape, run.seed, watch.left), "train")
            watch.lap("train")
            trained = watch.charged
            order = np.random.Generator(np.random.PCG64([run.secret, 1]))
            for batch in _batches(run.test_images, order, most=1 if singly else BATCHES[1]):
                predicted[batch] = _asked(trial, run, once.classes, batch, watch)
            watch.lap("predict")
            differed, notes = (0.0, ()) if singly else _again(trial, run, once.classes, predicted, watch)
        except _Failed as failed:
            if failed.step not in watch.phases:  # what fails when it is asked again is charged no more than the rest
                watch.lap(failed.step)
            return Outcome(_failure(failed, program, once, watch, trained), predicted)
    accuracy = float(np.mean(predicted == run.test_labels))
    return Outcome(Trained(accuracy, watch.charged, trained, watch.phases, differed, notes=notes), predicted)


def _asked(trial: Trial, run: Drawn, classes: int, batch: NDArray[np.int64], watch: _Watch) -> NDArray[np.int64]:
    scores = trial.predict(run.test_images[batch], classes, watch.left)
    if isinstance(scores, Failure):
        raise _Failed(scores, "predict")
    found: NDArray[np.int64] = scores.argmax(axis=1)
    return found


def _again(
    trial: Trial, run: Drawn, classes: int, first: NDArray[np.int64], watch: _Watch
) -> tuple[float, tuple[str, ...]]:
    """The share of some images that get another class when they are asked again; and what was seen. Not charged."""
    notes = []
    if trial.working(_QUIET):
        notes.append("it went on computing after it had answered; that was stopped")
    before = trial.weights(watch.budget)
    random = np.random.Generator(np.random.PCG64([run.secret, 2]))
    some = random.permutation(len(first))[:AGAIN]
    patience = _Watch(watch.clock, watch.budget)
    patience.start()
    differ = 0
    for batch in _batches(run.test_images[some], random):
        found = _asked(trial, run, classes, some[batch], patience)
        differ += int((found != first[some[batch]]).sum())
    if trial.weights(watch.budget) != before:
        notes.append("its weights changed while it predicted")
    return differ / len(some), tuple(notes)


def _batches(
    images: NDArray[np.uint8], random: np.random.Generator, most: int = BATCHES[1]
) -> Iterator[NDArray[np.int64]]:
    """The places of all images, in batches of sizes drawn at random."""
    most = max(1, min(most, _BYTES // max(1, images[0].nbytes)))
    at = 0
    while at < len(images):
        size = int(random.integers(min(BATCHES[0], most), most + 1))
        yield np.arange(at, min(at + size, len(images)))
        at += size


def _checked(failure: Failure | None, step: str) -> None:
    if failure is not None:
        raise _Failed(failure, step)


_UNCALLED = ("import", "missing", "signature")
"""Failures of a program that cannot be called, whatever it would be given."""
_REPLY: Mapping[str, str] = {
    "train": "it did not return a torch.nn.Module",
    "predict": "its network did not give one plain tensor of scores",
}


def _failure(failed: _Failed, program: Program, once: Once, watch: _Watch, trained: float | None) -> Trained:
    """A run that failed. Its author reads what the program could not choose: see `Failure.discreet`."""
    failure = _as_written(failed.failure, program)
    if failure.kind == "timeout":
        problem = f"it was not done within {once.budget:g} seconds"
    else:
        problem = _REPLY.get(failed.step, "") if failure.kind == "reply" else ""
    told = "\n".join(text for text in (failure.message, failure.trace, failure.output) if text)
    step = "load" if failure.kind in _UNCALLED else failed.step
    problem = (problem or failure.discreet).rstrip(".")
    return Trained(None, watch.charged, trained, watch.phases, problem=problem, step=step, told=told)


def _as_written(failure: Failure, program: Program) -> Failure:
    """A failure with the lines of the program as it was handed in: what is run has no comments and another layout."""
    line = program.line(failure.file, failure.line) if failure.line else 0
    place, message = f"{failure.file}:{failure.line} ", failure.message
    if failure.line and message.startswith(place):
        message = f"{failure.file}:{line} {message.removeprefix(place)}"
    return replace(failure, line=line, message=message, trace=program.trace(failure.trace))
