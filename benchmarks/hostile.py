"""What hostile input costs: `python -m benchmarks.hostile [--only TEXT]`.

Every case of `tests/hostile` is checked by the command in a fresh process of its own, as an autograder would. Of
each the wall time and the peak of resident memory are the kernel's (`wait4`), and both are also told beyond those of
an interpreter that does nothing. The bounds are for what lies beyond. Exits with 1 where a case is past them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 2.0
MEGABYTES = 500.0
SHOWN = 10
LISTED = "cases.json"


@dataclass(frozen=True, slots=True)
class Cost:
    """A process's wall and processor seconds, and its peak of resident memory in megabytes of 10^6 bytes."""

    case: str
    wall: float
    processor: float
    memory: float
    status: int


def measured(case: str, command: list[str]) -> Cost:
    """Run a command, what it prints thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(case, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, process.returncode)


def checked(folder: Path, only: str) -> list[Cost]:
    """What each case costs the command, in the order of the corpus."""
    # laid by another process: a peak of memory counts what the process that started this one held
    subprocess.run([sys.executable, "-m", "benchmarks.hostile", "--lay", str(folder)], cwd=ROOT, check=True)
    listed = json.loads((folder / LISTED).read_text(encoding="utf-8"))
    check = [sys.executable, str(ROOT / "grade.py"), "check"]
    rest = ["--json", "--rubric", str(ROOT / "rubrics" / "hw7.yaml")]
    os.chdir(folder)
    return [measured(id, [*check, os.fsdecode(path.encode("latin-1")), *rest]) for id, path in listed if only in id]


def lay(folder: Path) -> None:
    """Write the corpus into `folder`, and the list of its cases as (id, path; a byte is a letter of Latin-1)."""
    from tests.hostile import cases

    (folder / "class").mkdir()
    laid = [(case.id, os.fsencode(cases.lay(case, folder / "class")).decode("latin-1")) for case in cases.all_cases()]
    (folder / LISTED).write_text(json.dumps(laid), encoding="utf-8")


def report(costs: list[Cost], base: Cost) -> bool:
    """Print the slowest and the largest; whether all are within the bounds."""
    print(f"{len(costs)} cases; an interpreter alone: {base.wall:.3f} s, {base.memory:.0f} MB\n")
    for title, key in (("slowest", lambda cost: cost.wall), ("largest", lambda cost: cost.memory)):
        print("\n".join(_table(title, costs, base, key)) + "\n")
    strange = [cost for cost in costs if cost.status not in (0, 2)]
    past = [c for c in costs if c.wall - base.wall > SECONDS or c.memory - base.memory > MEGABYTES]
    for cost in strange:
        print(f"{cost.case} ended with status {cost.status}")
    bounds = f"{SECONDS:g} s and {MEGABYTES:g} MB beyond the interpreter"
    print(f"all within {bounds}" if not past else f"past {bounds}: {', '.join(cost.case for cost in past)}")
    return not past and not strange


def _table(title: str, costs: list[Cost], base: Cost, key: Callable[[Cost], float]) -> list[str]:
    lines = [f"| {title} | wall, s | beyond | processor, s | memory, MB | beyond |", "|---|---|---|---|---|---|"]
    for c in sorted(costs, key=key, reverse=True)[:SHOWN]:
        time_cells = f"{c.wall:.2f} | {c.wall - base.wall:.2f} | {c.processor:.2f}"
        lines.append(f"| {c.case} | {time_cells} | {c.memory:.0f} | {c.memory - base.memory:.0f} |")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose id holds this text")
    parser.add_argument("--lay", type=Path, metavar="FOLDER", help="only write the corpus into this folder")
    asked = parser.parse_args()
    if asked.lay:
        lay(asked.lay)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        nothing = min((measured("", [sys.executable, "-c", "pass"]) for _ in range(5)), key=lambda cost: cost.wall)
        costs = checked(Path(folder), asked.only)
        return 0 if report(costs, nothing) else 1


if __name__ == "__main__":
    sys.exit(main())
