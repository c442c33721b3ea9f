"""All programs that train, again and again, in as many lanes as there are cores: each is disturbed by the others.

    python -m tests.training.rounds 10

A lane grades every so many-th program, with locks of its own, so that a device is shared as it never is for students.
It ends with the first round in which a program did not get what it deserves.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LANE = "LANE"
"""The variable that says which lane a process is, as in 2/3, and where its locks lie, behind a colon."""
TESTS = Path(__file__).with_name("test_programs.py")


def mine(names: list[str]) -> list[str]:
    """The names that this process has to look at: all, unless it is a lane."""
    if LANE not in os.environ:
        return names
    lane, _, lanes = os.environ[LANE].partition(":")[0].partition("/")
    return names[int(lane) - 1 :: int(lanes)]


def locks() -> Path | None:
    """Where this lane's locks lie; None for a process that is no lane."""
    return Path(os.environ[LANE].partition(":")[2]) if LANE in os.environ else None


def one_round(number: int, lanes: int) -> bool:
    """Whether every program got what it deserves in every lane; what did not is printed by its tests."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        started = [_lane(f"{lane}/{lanes}", Path(folder, str(lane))) for lane in range(1, lanes + 1)]
        passed = [process.wait() == 0 for process in started]
    print(f"round {number}: {sum(passed)} of {lanes} lanes, {(time.monotonic() - start) / 60:.0f} minutes", flush=True)
    return all(passed)


def _lane(lane: str, folder: Path) -> subprocess.Popen[bytes]:
    folder.mkdir()
    command = [sys.executable, "-m", "pytest", "-m", "nightly or not nightly", "-p", "no:cacheprovider", str(TESTS)]
    return subprocess.Popen(command, env={**os.environ, LANE: f"{lane}:{folder}"})


def main(times: int) -> int:
    lanes = len(os.sched_getaffinity(0))
    return 0 if all(one_round(number, lanes) for number in range(1, times + 1)) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
