"""A new interpreter that becomes a submission's process: it loads the libraries, closes its cage and serves.

It is what the template's child is, but for what a device needs: its files, a folder to write to, what CUDA reads about
the machine and about its own process. The context of the device is made inside the cage.
"""

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.sandbox.guest import becoming, landlock, libc, libraries
from grader.sandbox.guest.landlock import Opened
from grader.sandbox.guest.layers import Cage
from grader.sandbox.protocol.values import Layers

_MACHINE = ("/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/sys/devices/system/node")
"""CUDA sizes itself by these; without the nodes it was seen to crash where memory has several (google/gvisor, issue
12876)."""


def main() -> None:
    """Do what the order says that is this process's input. Never returns."""
    sys.stderr = becoming.text(2)
    becoming.guarded(_become)


def _become() -> None:
    with open(0, "rb", closefd=False) as told:
        order = json.loads(told.read())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    _be_the_first_to_go()
    if libc.LINUX:  # a process of the same user cannot read or trace it; most of /proc/self is now root's to write
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
    libraries.warm(order["torch"])
    libraries.forget()
    becoming.serve(_cage(order), order["frame"], order["first_handle"])


def _cage(order: Mapping[str, Any]) -> Cage:
    return Cage(
        Layers(**order["layers"]),
        order["folder"],
        order["user"],
        order["cpu"],
        order["memory"],
        _opened(order) if order["layers"]["landlock"] else [],
        4 + order["data"] if order["watched"] else None,
        order["cores"],
        order["data"],
        device=True,
    )


def _opened(order: Mapping[str, Any]) -> list[Opened]:
    """The files and folders that stay open to it."""
    paths = order["fresh"]["paths"]
    writable = [path for path, write in paths if write]
    readable = [path for path, write in paths if not write]
    drivers = libraries.drivers(os.environ.get("LD_LIBRARY_PATH", ""))
    readable = [*libraries.places(), *drivers, *_MACHINE, *readable]
    held = landlock.hold(readable, ("/dev/null", *writable), order["hidden"])
    return [*held, *landlock.own_names(), landlock.scratch(order["fresh"]["scratch"])]


def _be_the_first_to_go() -> None:
    """Make the system end this process first when memory runs out: nothing else bounds its memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
