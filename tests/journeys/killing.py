"""Batches killed: when, how far they had come, and who is left of them."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.journeys.command import ROOT

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: whoever loses its parent below this process becomes its child, wherever it hides."""
SECONDS = 14.0
"""What those who lost their parent have to end."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Some seconds after a file of this name is written into the batch's folder; with no name, after the start."""

    file: str
    seconds: float


NEVER = Moment("", float("inf"))
MOVING = (".grades.v1*.part", "grades.v1*.sqlite")
"""What is written while grades of the older version become history."""


def moments(random: Random, whole: float, *, older: bool) -> Iterator[Moment]:
    """Moments for one folder, `whole` being the seconds of an undisturbed batch: from the start to the reports."""
    for name in MOVING if older else ():
        yield Moment(name, random.uniform(0, 0.05))
    kinds = [
        ("", 0, whole / 5),  # while it starts
        *[("", whole / 5, whole * 2 / 3)] * 3,  # while it grades
        ("grades.sqlite-journal", 0, whole / 4),  # when it has begun to write rows
        ("results/.*.part", 0, 0.01),  # while it writes records and pages
        (".*.part", 0, 0.05),  # while it writes what is of the whole class
    ]
    while True:
        name, least, most = random.choice(kinds)
        yield Moment(name, random.uniform(least, most))


def killed(command: list[str], out: Path, moment: Moment, temporary: Path) -> bool:
    """Run a batch and kill it at this moment. Whether it was: else it has ended well by itself before."""
    old = _written(out, moment.file)
    env = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as batch:
        assert batch.stderr is not None
        while moment.file and batch.poll() is None and not _written(out, moment.file) - old:
            time.sleep(0.0002)
        try:
            batch.wait(None if moment == NEVER else moment.seconds)
        except subprocess.TimeoutExpired:
            batch.kill()
        said = batch.stderr.read() if batch.wait() != -signal.SIGKILL else ""
    assert batch.returncode in (0, -signal.SIGKILL), said
    return batch.returncode != 0


def _written(out: Path, name: str) -> set[tuple[str, int]]:
    found = set()
    for path in out.glob(name) if name else ():
        try:
            found.add((path.name, path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return found


@contextmanager
def adopting() -> Iterator[Callable[[], list[str]]]:
    """What to call for those who still live, below this process, although the batch that they worked for does not."""
    libc, there = ctypes.CDLL(None, use_errno=True), set(_children())
    assert libc.prctl(_SUBREAPER, 1, 0, 0, 0) == 0

    def survivors() -> list[str]:
        until = time.monotonic() + SECONDS
        while (left := set(_children()) - there) and time.monotonic() < until:
            for pid in left:
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.005)
        return [_called(pid) for pid in left]

    try:
        yield survivors
    finally:
        libc.prctl(_SUBREAPER, 0, 0, 0, 0)


def _children() -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            yield int(stat.parent.name)


def _called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return str(pid)
