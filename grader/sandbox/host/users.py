"""The user that a submission's process becomes if the grader is root: one that nobody else is."""

import contextlib
import os
import sys
from pathlib import Path

_USERS = 1 << 30
"""Where the users begin that nobody is, on a system with all of them."""
_SEARCH = 0o001


def possible() -> bool:
    """Whether a process may become another user and would still find its interpreter. The canary has the last word."""
    places = [Path(prefix, "x") for prefix in (sys.prefix, sys.base_prefix)]
    return os.geteuid() == 0 and all(
        parent.stat().st_mode & _SEARCH for place in places for parent in place.resolve().parents
    )


def spare(number: int) -> int | None:
    """Another user for each child: from the upper half of those that this system, or this container, has.

    None where this process is not root, and can make it no other.
    """
    if os.geteuid() != 0 or not hasattr(os, "setresuid"):
        return None
    with contextlib.suppress(OSError, ValueError):
        rows = [[int(word) for word in line.split()] for line in Path("/proc/self/uid_map").read_text().splitlines()]
        first, _, count = max(rows, key=lambda row: row[2])
        count = min(count, 2 * _USERS)
        return first + count - 1 - (os.getpid() * 256 + number) % max(1, count // 2)
    return _USERS
