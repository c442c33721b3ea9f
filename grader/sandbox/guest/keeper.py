"""The keeper of submissions' processes: it starts one, and reaps it, dead or alive, with all that it may have started.

Orphans come to it, since it is their reaper: see `grader.sandbox.guest.fork_server.main`.
"""

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.sandbox.guest import libc

_PATIENCE = 5.0
"""Seconds to get rid of what a child may have started."""


class Keeper:
    """The children that there are, by the numbers that the grader gave them."""

    namespaces = False

    def __init__(self) -> None:
        self._children: dict[int, int] = {}
        self._self = os.pidfd_open(os.getpid()) if hasattr(os, "pidfd_open") else None
        """Can be polled for the end of this process."""

    def spawn(self, order: Mapping[str, Any], *descriptors: int) -> Mapping[str, Any]:
        """Start a child that serves on a channel and prints to another; a third descriptor holds data for it."""
        pid = os.fork()
        if pid == 0:
            self.become(order, *descriptors)
        self._children[order["id"]] = pid
        return {"pid": pid}

    def become(self, order: Mapping[str, Any], *descriptors: int) -> None:
        """Be a child, just forked. Never returns."""
        raise NotImplementedError

    def reap(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """End a child, and say how it ended and what it used."""
        pid = self._children.pop(order["id"])
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
        self._sweep(order["user"])
        unit = 1024 if libc.LINUX else 1
        cpu = usage.ru_utime + usage.ru_stime
        return {"status": status, "cpu": cpu, "memory": usage.ru_maxrss * unit}

    def end(self) -> None:
        """Kill all the children that are left."""
        for number in list(self._children):
            self.reap({"id": number, "user": None})

    def _sweep(self, user: int | None) -> None:
        """Kill what a dead child has left behind: its orphans have become this process's children."""
        until = time.monotonic() + _PATIENCE
        while (left := self._strays()) and time.monotonic() < until:
            if user is not None:
                _kill_all_of(user)
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)

    def _strays(self) -> list[int]:
        """Processes that are children of this one and no submission's."""
        mine = set(self._children.values())
        listed = _read(f"/proc/self/task/{os.getpid()}/children").split()
        strays = [int(pid) for pid in listed if int(pid) not in mine]
        return [pid for pid in strays if os.waitpid(pid, os.WNOHANG) == (0, 0)]


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _kill_all_of(user: int) -> None:
    """Every process of a user at once: as that user, one signal reaches them all, however fast they fork."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgid(user)
            os.setuid(user)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
