"""What honest and hostile programs leave behind: `python -m benchmarks.hostile_code [--count N] [--seed N]`.

Through one sandbox go N submissions: every other one is honest, with an answer of its own; the others are drawn from
the programs of `tests/hostile/programs`. Each of these has been run once before, since the largest answer that the
grader reads raises its memory once, and the allocator keeps what it then has. Told are what is left of processes,
descriptors and files, the honest answers that were wrong, the blocks of memory that the grader's objects hold, and its
resident memory, which levels off at what the few largest answers leave in the allocator's hands. Exits with 1 where
anything is left, an answer is wrong, or the blocks have grown by more than a hundredth.
"""

import argparse
import collections
import gc
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox import Limits, Returned, Sandbox, Value
from tests.hostile.code_cases import all_programs
from tests.hostile.programs.program import PRELUDE, Program
from tests.hostile.run_programs import numbers_of_calls

ROOT = Path(__file__).resolve().parent.parent
GROWTH = 1.01
HONEST = "import numpy as np\ndef f(w):\n    return (np.arange(6.0).reshape(2, 3) @ np.full((3, 1), {number})).sum()\n"


@dataclass(slots=True)
class Tally:
    """What was seen. Memory in megabytes of 10^6 bytes, after each submission."""

    memory: list[float] = field(default_factory=list)
    kinds: collections.Counter[str] = field(default_factory=collections.Counter)
    wrong: int = 0
    seconds: float = 0.0


def left(sandbox: Sandbox) -> dict[str, int]:
    """Processes below this one, its descriptors, and the submissions' files."""
    processes = sum(1 for _ in _below(os.getpid()))
    return {
        "processes": processes,
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "files": len(list(Path(sandbox._folder()).iterdir())),
    }


def _below(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_below(child)]
    return found


def _world() -> dict[str, Value]:
    """What the programs are told: a file that is hidden, this process, and nothing that would answer."""
    told = {"file": "/etc/hostname", "folder": "/tmp", "root": str(ROOT), "mark": f"left-{os.getpid()}", "port": 9}
    return {**told, "drawn": 0.5, "socket": "/nonexistent", "grader": os.getpid(), **numbers_of_calls()}


def blocks() -> int:
    """Thousands of blocks of memory that Python's objects hold."""
    gc.collect()
    return round(sys.getallocatedblocks() / 1000)


def resident() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def go(sandbox: Sandbox, hostile: Sequence[Program], world: dict[str, Value]) -> Tally:
    """Run hostile programs, and an honest one before each."""
    tally = Tally()
    began = time.perf_counter()
    for number, program in enumerate(hostile):
        with sandbox.open({"solution.py": HONEST.format(number=number).encode()}, "solution.py") as session:
            answer = session.call("f", [world])
        tally.wrong += not (isinstance(answer, Returned) and answer.value == 15.0 * number)
        tally.memory.append(resident())
        limits = Limits(wall=program.wall, cpu=program.cpu, memory=program.memory, output=4096, frame=8 << 20)
        files = {"solution.py": (PRELUDE + program.source).encode(), **program.files}
        with sandbox.open(files, "solution.py", limits, torch=False) as session:
            for function in program.calls:
                tally.kinds[getattr(session.call(function, [world]), "kind", "answer")] += 1
        tally.memory.append(resident())
    tally.seconds = time.perf_counter() - began
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    programs = [program for program in all_programs().values() if not program.torch]
    drawn = random.Random(asked.seed).choices(programs, k=asked.count // 2)
    world = _world()
    with Sandbox() as sandbox:
        go(sandbox, programs, world)
        before, used_before = left(sandbox), blocks()
        tally = go(sandbox, drawn, world)
        after, used_after = left(sandbox), blocks()
        isolation = sandbox.isolation
    quarter = max(1, asked.count // 4)
    first, last = (statistics.mean(part) for part in (tally.memory[:quarter], tally.memory[-quarter:]))
    print(f"{isolation}; {asked.count:,} submissions in {tally.seconds:.0f} s; {dict(tally.kinds.most_common())}\n")
    print("| | before | after |\n|---|---|---|")
    for what in before:
        print(f"| {what} | {before[what]} | {after[what]} |")
    print(f"| blocks of memory that the grader's objects hold, thousands | {used_before} | {used_after} |")
    print(f"| the grader's resident memory, MB, first and last quarter | {first:.1f} | {last:.1f} |")
    print(f"| honest answers, and the right ones | {len(drawn)} | {len(drawn) - tally.wrong} |")
    return int(before != after or tally.wrong > 0 or used_after > GROWTH * used_before)


if __name__ == "__main__":
    sys.exit(main())
