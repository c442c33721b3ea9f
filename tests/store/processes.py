"""Work done in processes of their own, which are killed, or have no room to write."""

import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="starts processes by fork")


def die() -> None:
    """End this process as a kill does: nothing is closed or put in order."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], object]) -> bool:
    """Do something in a process of its own; whether it was killed by it, and did not come to its end."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    status = os.waitpid(pid, 0)[1]
    assert status in (0, signal.SIGKILL), "it raised an exception"
    return status != 0


class Dying(sqlite3.Connection):
    """A connection that ends its process after so many steps of all such connections together."""

    left = 0

    def __init__(self, *arguments: Any, **more: Any):
        super().__init__(*arguments, **more)
        self.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        Dying.left -= 1
        if Dying.left < 0:
            die()
        return 0


def killed_after(steps: int, work: Callable[[], object]) -> bool:
    """Whether something is killed that may take so many steps of the database's, in a process of its own."""

    def counted() -> None:
        real = sqlite3.connect
        Dying.left = steps
        sqlite3.connect = lambda *given, **more: real(*given, **{"factory": Dying, **more})  # type: ignore[assignment]
        work()

    return killed(counted)


def in_little_room(most: int, work: Callable[[], str]) -> str:
    """What something says when it is done in a process of its own, whose files may have so many bytes each.

    If it raises an exception, it says nothing.
    """
    import resource  # which not every system has

    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            os.write(write, work().encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        said = file.read().decode()
    os.waitpid(pid, 0)
    return said
