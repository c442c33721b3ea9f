"""Commands timed side by side: in turn, round after round, so that a machine that drifts drifts for all."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians over the rounds: wall and processor seconds, and the wall ratio to the first command."""

    wall: float
    processor: float
    ratio: float
    lowest: float
    highest: float


def side_by_side(commands: Mapping[str, Sequence[str]], *, rounds: int, warm: int = 1) -> dict[str, Timing]:
    """Run each command once a round, in turn; the first is what the others are compared with, round by round.

    Raises:
        RuntimeError: a command failed; what it said.
    """
    walls: dict[str, list[float]] = {name: [] for name in commands}
    processors: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(warm + rounds):
        for name, command in commands.items():
            wall, processor = _run(command)
            if number >= warm:
                walls[name].append(wall)
                processors[name].append(processor)
    first = next(iter(walls.values()))
    ratios = {name: [mine / base for mine, base in zip(all_, first, strict=True)] for name, all_ in walls.items()}
    return {
        name: Timing(
            statistics.median(walls[name]),
            statistics.median(processors[name]),
            statistics.median(ratios[name]),
            min(ratios[name]),
            max(ratios[name]),
        )
        for name in commands
    }


def table(timings: Mapping[str, Timing]) -> str:
    """A Markdown table of the timings."""
    lines = ["| command | wall, ms | processor, ms | ratio (least to most) |", "|---|---|---|---|"]
    for name, t in timings.items():
        ratio = f"{t.ratio:.2f} ({t.lowest:.2f} to {t.highest:.2f})"
        lines.append(f"| {name} | {1000 * t.wall:.0f} | {1000 * t.processor:.0f} | {ratio} |")
    return "\n".join(lines)


def _environment() -> dict[str, str]:
    """This process's, with byte code kept: without it every start compiles every module anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_COLOR": "1"}


def _run(command: Sequence[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-500:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
