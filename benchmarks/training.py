"""What the harness adds to a training run: `python -m benchmarks.training [--seconds S] [--pairs N]`.

Two trainers that take S seconds, one of which computes on one thread (a fixed number of matrix products) while the
other sleeps, are run in turn, ABBA: by the harness in its sandbox, whose figure is what a student is charged for
loading, training and predicting; and in a plain process of its own, where the clock stands around the call of `train`
alone. Both on the same core, which no other training run uses meanwhile. The overhead is the mean of ratio − 1 over
the pairs, with Student's 95 % interval.

Other work on that core stretches seconds, and not processor time: so the overhead in that is told too, less what a
run uses that does nothing.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from grader.checks.decision import half_width
from grader.checks.trained import Trained
from grader.sandbox import Limits, Sandbox
from grader.sandbox.host.trial import Trial
from grader.training import data, draw, once
from grader.training.devices import cpu, lock
from grader.training.program import Program, of_file

SIZE = 256
"""Rows and columns of the matrices."""
WARM = 2.0
"""Seconds for which products are counted, to know how many take S seconds."""
MORE = 120.0
"""Seconds that a run may take beyond S."""

COMPUTES = """
import torch

def train(images, labels, *, seed, device):
    torch.manual_seed(seed)
    a, b = torch.eye({size}), torch.nn.init.orthogonal_(torch.empty({size}, {size}))
    for _ in range({products}):
        a = a @ b
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(images[0].numel(), 10))
"""
SLEEPS = """
import time, torch

def train(images, labels, *, seed, device):
    time.sleep({seconds})
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(images[0].numel(), 10))
"""


@dataclass(frozen=True, slots=True)
class Plain:
    """Seconds of a call in a plain process: by the clock, and of processor time."""

    seconds: float
    processor: float


@dataclass(frozen=True, slots=True)
class Charged:
    """A run by the harness, and the seconds of processor time that it used in all."""

    trained: Trained
    processor: float


Pair = tuple[Plain, Charged]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where both are run, on what data; `trials` are those of the harness."""

    once: once.Once
    run: draw.Drawn
    core: int
    trials: list[Trial] = field(default_factory=list)

    def plainly(self, source: str) -> Plain:
        """The call of `train` in a new process with one thread, in which torch is ready."""
        context = multiprocessing.get_context("spawn")
        mine, its = context.Pipe()
        given = (its, source, self.run.images, self.run.labels, self.run.seed, self.core)
        process = context.Process(target=_called, args=given)
        process.start()
        its.close()
        try:
            return Plain(*mine.recv())
        finally:
            process.join()

    def charged(self, source: str) -> Charged:
        """The same, as a student's program is run.

        Raises:
            RuntimeError: it failed.
        """
        made = once.made(self.once, of_file("train.py", source.encode(), {}, "train"), self.run).trained
        if made.failed:
            raise RuntimeError(f"{made.problem}: {made.told}")
        return Charged(made, self.trials.pop().usage.cpu)

    def in_turn(self, source: str, pairs: int) -> Iterator[Pair]:
        """Plain and by the harness, harness and plain, and so on."""
        for number in range(pairs):
            if number % 2:
                charged = self.charged(source)
                yield self.plainly(source), charged
            else:
                plain = self.plainly(source)
                yield plain, self.charged(source)


def _called(answer: Any, source: str, images: Any, labels: Any, seed: int, core: int) -> None:
    import torch

    os.sched_setaffinity(0, {core})
    torch.set_num_threads(1)
    square = torch.ones(SIZE, SIZE)
    float((square @ square).sum())
    space: dict[str, Any] = {}
    exec(compile(source, "train.py", "exec"), space)  # noqa: S102 — one of the two trainers above
    given = torch.from_numpy(images), torch.from_numpy(labels)
    start, used = time.monotonic(), time.process_time()
    space["train"](*given, seed=seed, device=torch.device("cpu"))
    answer.send((time.monotonic() - start, time.process_time() - used))


@contextmanager
def ready(seconds: float, core: int) -> Iterator[Bench]:
    """The harness as it is used on the processor, with one thread."""
    dataset, most = data.load("digits"), seconds + MORE
    limits = Limits(wall=most, cpu=most, memory=4 << 30)
    trials: list[Trial] = []
    with Sandbox() as sandbox:

        def start(program: Program, descriptor: int) -> Trial:
            trials.append(sandbox.trial(program.files, program.entry, limits, data=descriptor, cores=(core,)))
            return trials[-1]

        yield Bench(once.Once(start, "cpu", 1, most, dataset.classes), draw.drawn(dataset, 1), core, trials)


def products(bench: Bench, seconds: float) -> int:
    """How many matrix products take about this long, by processor time."""
    count = 1000
    for _ in range(2):
        count = max(1, round(count * WARM / bench.plainly(COMPUTES.format(size=SIZE, products=count)).processor))
    return max(1, round(count * seconds / WARM))


def row(name: str, pairs: list[Pair], idle: float) -> str:
    """A line of the table; seconds and milliseconds are medians. `idle`: the processor time of a run of nothing."""
    clock = over([charged.trained.seconds / plain.seconds - 1 for plain, charged in pairs])
    busy = [(charged.processor - idle) / plain.processor - 1 for plain, charged in pairs if plain.processor > 1e-2]
    plain = statistics.median(plain.seconds for plain, _ in pairs)
    seconds = statistics.median(charged.trained.seconds for _, charged in pairs)
    loads, asks = (1000 * statistics.median(c.trained.phases[each] for _, c in pairs) for each in ("load", "predict"))
    processor = over(busy) if busy else ""
    return f"| {name} | {plain:.3f} | {seconds:.3f} | {clock} | {processor} | {loads:.0f} | {asks:.0f} |"


def over(overheads: Sequence[float]) -> str:
    """The mean with its interval, and the least and the largest, in percent."""
    half = half_width(overheads, 0.975) if len(overheads) > 1 else float("nan")
    mean, least, most = (100 * each for each in (statistics.mean(overheads), min(overheads), max(overheads)))
    return f"{mean:+.2f} ± {100 * half:.2f} % ({least:+.2f} to {most:+.2f})"


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="what a trainer takes, about")
    parser.add_argument("--pairs", type=int, default=5, help="of runs of each trainer")
    asked = parser.parse_args()
    core = max(os.sched_getaffinity(0))
    with ready(asked.seconds, core) as bench, lock.held(cpu.Cpu().key, lambda _: None, every=0.05):
        nothing = SLEEPS.format(seconds=0)
        idle = min(bench.charged(nothing).processor for _ in range(3))
        count = products(bench, asked.seconds)
        say(f"load of the machine over the last minute: {os.getloadavg()[0]:.2f}")
        print("| trainer | plain, s | charged, s | overhead | in processor time | load, ms | predict, ms |")
        print("|---|---|---|---|---|---|---|", flush=True)
        computes = COMPUTES.format(size=SIZE, products=count)
        for name, source in {"computes": computes, "sleeps": SLEEPS.format(seconds=asked.seconds)}.items():
            print(row(name, list(bench.in_turn(source, asked.pairs)), idle), flush=True)
        say(f"load of the machine over the last minute: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
