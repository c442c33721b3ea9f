"""The starter: a keeper of processes that begin as new interpreters, since a device's context cannot be forked.

It has no libraries loaded. Each of its children is an interpreter with an environment of its own, that of the device
and a folder of its own to write to among it; `grader.sandbox.guest.fresh_child` is what it runs.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from grader.sandbox.guest import becoming, libc, namespaces
from grader.sandbox.guest.keeper import Keeper
from grader.sandbox.protocol.values import Layers

_MAIN = "import sys; sys.path.insert(0, sys.argv[1]); from grader.sandbox.guest.fresh_child import main; main()"
_FOLDERS = ("HOME", "TMPDIR", "TRITON_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR")
"""Variables that say where a program may write."""


class Starter(Keeper):
    """The state of the server: its children."""

    def __init__(self, order: Mapping[str, Any]):
        wanted = Layers(**order["layers"]).namespaces
        self._root, self._hidden = order["root"], order["hidden"]
        if importlib.util.find_spec("torch") is None:
            raise ImportError("No module named 'torch'")
        self.namespaces = wanted and namespaces.move_away() and namespaces.mounted_read_only()
        if libc.LINUX:
            libc.prctl(libc.PR_SET_DUMPABLE, 0)  # a process of the same user cannot read or trace it
        super().__init__()

    def become(self, order: Mapping[str, Any], *descriptors: int) -> None:
        """Be a new interpreter, which reads its order as its input. Never returns."""
        channel, output, *data = descriptors
        fresh, user = order["fresh"], order["user"] if order["layers"]["user"] else None

        def start() -> None:
            reading, writing = os.pipe()
            told = {**order, "hidden": self._hidden, "data": len(data), "watched": self._self is not None}
            os.write(writing, json.dumps(told).encode())
            os.close(writing)
            watched = [] if self._self is None else [self._self]
            becoming.arrange(reading, output, output, channel, *data, *watched)
            sys.stderr = becoming.text(2)
            if self.namespaces:
                namespaces.own_scratch(fresh["scratch"], user)
            folders = dict.fromkeys(_FOLDERS, fresh["scratch"])
            command = [sys.executable, "-I", "-B", "-c", _MAIN, self._root]
            os.execve(sys.executable, command, {**os.environ, **folders, **fresh["environment"]})

        becoming.guarded(start)
