"""The machine's processes, as tests see from outside what is left."""

import time
from pathlib import Path


def everyone() -> dict[int, int]:
    """The processes that live, and their parents."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def below(pid: int) -> set[int]:
    """The processes that one has started, directly or not."""
    parents = everyone()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def gone(pids: set[int], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not pids & set(everyone()):
            return True
        time.sleep(0.02)
    return False
