"""The template: a process with the libraries loaded and no secrets, which is forked once a submission.

It is started with a clean environment by `grader.sandbox.host.fork_server_handle`, gets its orders as JSON over a
socket and obeys one at a time: `spawn` a child, with its descriptors; `reap` one, dead or alive, with all that it may
have started. It ends, and removes the submissions' folders, when the grader is gone.
"""

import contextlib
import gc
import json
import os
import resource
import select
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.sandbox.guest import becoming, landlock, libc, libraries, namespaces, removal
from grader.sandbox.guest.becoming import CHANNEL
from grader.sandbox.guest.keeper import Keeper
from grader.sandbox.guest.layers import Cage
from grader.sandbox.guest.starter import Starter
from grader.sandbox.protocol.values import Layers

ORDER = 1 << 16
_HELD = 1 << 14
"""Descriptors at most: each folder that children may read is held open."""


class Template(Keeper):
    """The state of the server: its children, and what they may read."""

    def __init__(self, order: Mapping[str, Any]):
        self._layers = Layers(**order["layers"])
        self.namespaces = self._layers.namespaces and namespaces.move_away()
        if libc.LINUX:
            libc.prctl(libc.PR_SET_DUMPABLE, 0)  # a process of the same user cannot read or trace it
        libraries.warm(order["torch"])  # torch looks for a place to write when it is imported, and finds none later
        self.namespaces = self.namespaces and namespaces.mounted_read_only()
        libraries.forget()
        held = landlock.abi() > 0
        self._readable = landlock.hold(libraries.places(), ("/dev/null",), order["hidden"]) if held else []
        super().__init__()

    def become(self, order: Mapping[str, Any], *descriptors: int) -> None:
        """Be a child, with the libraries that there are. Never returns."""
        cage = Cage(
            Layers(**order["layers"]),
            order["folder"],
            order["user"],
            order["cpu"],
            order["memory"],
            self._readable,
            self._self,
            order["cores"],
            len(descriptors) - 2,
        )
        channel, output, *data = descriptors

        def serve() -> None:
            becoming.arrange(os.open(os.devnull, os.O_RDONLY), output, output, channel, *data)
            becoming.serve(cage, order["frame"], order["first_handle"])

        becoming.guarded(serve)


def main(channel: int) -> None:
    """Obey what comes over `channel` until the grader is gone."""
    parent = os.getppid()
    if channel != CHANNEL:  # which from now on is taken, so that a child's channel overwrites nothing else
        os.dup2(channel, CHANNEL)
        os.close(channel)
    control = socket.socket(fileno=CHANNEL)
    _own_limits()
    if libc.LINUX:
        libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    line, _ = _order(control, parent)
    first = json.loads(line)
    base = Path(first["base"])
    above = os.open(base.parent, os.O_RDONLY)  # as it is mounted now: later nothing here can be removed
    try:
        keeper: Keeper = Starter(first) if first["fresh"] else Template(first)
        gc.collect()
        gc.freeze()
        with contextlib.suppress(ConnectionError):  # the grader is gone before it was answered
            _say(control, {"namespaces": keeper.namespaces, "landlock": landlock.abi()})
            _obey(keeper, control, parent)
        keeper.end()
        removal.remove(base.name, above)
    except ImportError as error:
        _say(control, {"error": str(error)})
    os._exit(0)  # nothing is left to tidy up


def _own_limits() -> None:
    """The grader's worker has limits of its own, which are not the students'."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (_HELD if most == resource.RLIM_INFINITY else min(_HELD, most), most))
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _obey(keeper: Keeper, control: socket.socket, parent: int) -> None:
    while True:
        line, descriptors = _order(control, parent)
        if not line:
            return
        order = json.loads(line)
        try:
            answer = keeper.spawn(order, *descriptors) if order["do"] == "spawn" else keeper.reap(order)
        except OSError as error:
            answer = {"error": f"{error.strerror or error}"}
        for descriptor in descriptors:
            os.close(descriptor)
        _say(control, answer)


def _say(control: socket.socket, answer: Mapping[str, Any]) -> None:
    control.sendall(json.dumps(answer).encode() + b"\n")


def _order(control: socket.socket, parent: int) -> tuple[bytes, list[int]]:
    """The next order and its descriptors; empty when the grader is gone, though another process hold its socket."""
    while not select.select([control], [], [], 1.0)[0]:
        if os.getppid() != parent:
            return b"", []
    line, descriptors, _, _ = socket.recv_fds(control, ORDER, 3)
    return line, descriptors
