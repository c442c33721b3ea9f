"""A program that tries to get out. It is run in a real child, before any student's code, to see what holds.

It is read as text and given to the sandbox as a submission; nothing imports it.
"""

import ctypes
import mmap
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import numpy

_SEIZE = 0x4206
"""PTRACE_SEIZE."""


def usable(value: float) -> float:
    """The honest canary: what every submission does, reading its own file and importing more of the libraries."""
    for path in ("data.txt", os.__file__, numpy.__file__):
        Path(path).read_bytes()
    return value


def attacks(readable: str, private: str, folder: str, port: int, grader: int, memory: int) -> dict[str, bool]:
    """The attempts, by name, and whether each got through."""
    return {
        "read": through(lambda: Path(readable).read_bytes()),
        "private": through(lambda: Path(private).read_bytes()),
        "write": through(lambda: Path(folder, "written").write_bytes(b"")),
        "connect": through(lambda: socket.create_connection(("127.0.0.1", port), 1).close()),
        "fork": through(fork),
        "exec": through(execute),
        "signal": through(lambda: os.kill(grader, 0)),
        "trace": through(lambda: trace(grader)),
        "memory": through(lambda: Path(f"/proc/{grader}/mem").open("rb").close()),
        "allocate": through(lambda: mmap.mmap(-1, memory).close()),
    }


def through(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Exception:  # noqa: BLE001 - however it was refused
        return False
    return True


def fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def execute() -> None:
    """Nothing is started, since the file does not exist; what counts is that the call was looked at."""
    try:
        os.execv("/nonexistent/program", ["program"])
    except FileNotFoundError:
        return


def trace(pid: int) -> None:
    """Seizing does not stop the other process, and ends with the thread that seized."""
    refused: list[bool] = []
    library = ctypes.CDLL(None)
    thread = threading.Thread(target=lambda: refused.append(library.ptrace(_SEIZE, pid, None, None) != 0))
    thread.start()
    thread.join()
    if refused[0]:
        raise PermissionError
