"""How fast a class is graded: `python -m benchmarks.throughput [--jobs N] [--sizes 250 1000]`.

Submissions a second on N workers, reports included, and the peak memory of the process that hands out the
work and of its largest worker, for classes of growing size. Beside it, in the same run, the floor of any
grader that starts an interpreter a submission: `python -c "import numpy"`, N at a time.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 40
"""Interpreters started for the floor."""


def peak(pid: int) -> int:
    """The most memory that a process has had resident, in bytes, as Linux tells; 0 where it does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def grade(folder: Path, out: Path, jobs: int) -> tuple[float, int, int]:
    """Seconds for a class, and the peak memory in bytes of the parent and of the largest worker."""
    command = [sys.executable, "grade.py", "batch", str(folder), "--rubric", "rubrics/hw7.yaml", "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--jobs", str(jobs)], cwd=ROOT, stdout=subprocess.DEVNULL)
    parent = worker = 0
    while process.poll() is None:
        parent = max(parent, peak(process.pid))
        worker = max([worker, *(peak(child) for child in children(process.pid))])
        time.sleep(0.1)
    if process.returncode != 0:
        raise RuntimeError(f"the batch ended with {process.returncode}")
    return time.perf_counter() - start, parent, worker


def floor(jobs: int) -> float:
    """Interpreters with numpy started and ended a second, `jobs` at a time."""
    start = time.perf_counter()
    with ThreadPoolExecutor(jobs) as threads:
        command = [sys.executable, "-c", "import numpy"]
        list(threads.map(lambda _: subprocess.run(command, check=True), range(FLOOR)))
    return FLOOR / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 1000])
    asked = parser.parse_args()
    print("| class | seconds | a second | ratio to the floor | parent, MB | largest worker, MB |")
    print("|---|---|---|---|---|---|")
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "class"
            generate = [sys.executable, "-m", "sample_class", "generate", str(size), str(made)]
            subprocess.run(generate, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            bare = floor(asked.jobs)
            seconds, parent, worker = grade(made, Path(folder) / "out", asked.jobs)
        rate = size / seconds
        print(
            f"| {size} | {seconds:.1f} | {rate:.0f} | {rate / bare:.1f} | {parent / 1e6:.0f} | {worker / 1e6:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
