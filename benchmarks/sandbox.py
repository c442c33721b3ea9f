"""How fast students' code is run: `python -m benchmarks.sandbox [--jobs N] [--count N]`.

Submissions a second on N workers, each with its own sandbox, warmed up: open, load, one call of a trivial
function, close. Beside it, in the same run, what a grader pays that starts an interpreter for each submission,
N at a time; and what a self-check pays, from a cold start, beside `python -c "import numpy"`.
"""

import argparse
import multiprocessing
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks import timing

ROOT = Path(__file__).resolve().parent.parent

SOURCES = {
    "numpy": "import numpy as np\n\ndef f(X):\n    return np.tanh(X).sum()\n",
    "torch": "import torch\n\ndef f(X):\n    return torch.tensor(X).tanh().sum()\n",
}
FRESH = {"numpy": 40, "torch": 6}
"""Interpreters started for the peer."""
WARM = 5
SELF_CHECK = """
from grader.sandbox import Sandbox
with Sandbox() as sandbox:
    sandbox.prepare()
    import numpy as np
    with sandbox.open({"solution.py": b"import numpy as np\\ndef f(X): return X.sum()"}, "solution.py") as session:
        assert session.call("f", [np.ones((3, 3))]).value == 9
"""


def work(kind: str, count: int, barrier: Barrier) -> None:
    """One worker: meet the others before and after its submissions."""
    import numpy as np

    from grader.sandbox import Returned, Sandbox

    with Sandbox() as sandbox:
        for number in range(WARM + count):
            if number == WARM:
                barrier.wait()
            with sandbox.open({"solution.py": SOURCES[kind].encode()}, "solution.py") as session:
                answer = session.call("f", [np.ones((3, 3))])
            if not isinstance(answer, Returned):
                raise RuntimeError(f"{kind}: {answer.message}")
        barrier.wait()


def rate(kind: str, jobs: int, count: int) -> float:
    """Submissions a second, all workers together."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(jobs + 1, timeout=300)
    workers = [context.Process(target=work, args=(kind, count, barrier)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return jobs * count / seconds


def fresh(kind: str, jobs: int) -> float:
    """Interpreters a second that do the same once."""
    code = f"{SOURCES[kind]}\nimport numpy\nf(numpy.ones((3, 3)))"
    start = time.perf_counter()
    with ThreadPoolExecutor(jobs) as threads:
        list(threads.map(lambda _: subprocess.run([sys.executable, "-c", code], check=True), range(FRESH[kind])))
    return FRESH[kind] / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--count", type=int, default=150, help="submissions of each worker")
    asked = parser.parse_args()
    print("| submissions | a second | fresh interpreters a second | ratio |\n|---|---|---|---|")
    for kind in SOURCES:
        bare, caged = fresh(kind, asked.jobs), rate(kind, asked.jobs, asked.count)
        print(f"| {kind} | {caged:.0f} | {bare:.1f} | {caged / bare:.0f} |", flush=True)
    commands = {
        "import numpy": [sys.executable, "-c", "import numpy"],
        "a function in the sandbox": [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}){SELF_CHECK}",
        ],
    }
    print("\n" + timing.table(timing.side_by_side(commands, rounds=11)))


if __name__ == "__main__":
    main()
