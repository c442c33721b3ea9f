"""The grader's handle on a template process: start it, order children, have them reaped."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from grader.errors import OwnFault, UsageError
from grader.sandbox.protocol.values import Layers

_ROOT = Path(__file__).resolve().parents[3]
_MAIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from grader.sandbox.guest.fork_server import main; main(int(sys.argv[2]))"
)
_START, _ANSWER, _END = 180.0, 60.0, 10.0
"""Seconds that a template has to load its libraries, to obey, and to end."""
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
"""All that a template and its children see. More threads in a template would leave its children waiting for them."""

Kind = Literal["numpy", "torch", "fresh"]


class TemplateDied(Exception):
    """The template is gone."""

    def __init__(self, template: "Template"):
        super().__init__()
        self.template = template


@dataclass(frozen=True, slots=True)
class Status:
    """The end of a child: its status (as from `os.wait`), seconds of processor time and peak memory in bytes."""

    status: int
    cpu: float
    memory: int


class Template:
    """A running template. It is started at once, and waited for when it is first needed.

    Args:
        kind: the library that it has loaded; "fresh": none, since its children are new interpreters, with torch.
    """

    def __init__(self, kind: Kind, *, base: str, layers: Layers):
        self._library = "numpy" if kind == "numpy" else "torch"
        mine, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", _MAIN, str(_ROOT), str(theirs.fileno())],
                env=_ENVIRONMENT | {k: v for k, v in os.environ.items() if k == "LD_LIBRARY_PATH"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is the grader's
            )
        self._control = mine
        hidden = [str(_ROOT / "grader"), str(_ROOT / "reference")]
        order = {"torch": kind == "torch", "fresh": kind == "fresh", "base": base, "layers": asdict(layers)}
        self._send({**order, "root": str(_ROOT), "hidden": hidden})
        self._facts: Mapping[str, Any] | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """The template's findings: `namespaces`, `landlock`.

        Raises:
            UsageError: a library is not installed.
            TemplateDied: it could not start.
        """
        if self._facts is None:
            self._facts = self._answer(_START)
        if "error" in self._facts:
            said = self._facts["error"]
            raise UsageError(f"students' code needs {self._library}, which cannot be imported here: {said}")
        return self._facts

    def spawn(self, order: Mapping[str, Any], descriptors: Sequence[int]) -> int:
        """Fork a child; its number among the machine's processes.

        Raises:
            TemplateDied: there is no template any more.
            OwnFault: the machine has no room for a process.
        """
        _ = self.facts
        answer = self._ask({"do": "spawn", **order}, descriptors)
        if "error" in answer:
            raise OwnFault(f"no process could be started for a submission: {answer['error']}")
        return int(answer["pid"])

    def reap(self, number: int, user: int | None) -> Status:
        """Kill a child and all that it started.

        Raises:
            TemplateDied: there is no template any more; its children have died with it.
        """
        answer = self._ask({"do": "reap", "id": number, "user": user})
        return Status(answer["status"], answer["cpu"], answer["memory"])

    def close(self) -> None:
        """End the template; its children die with it."""
        if self._control.fileno() >= 0:
            with contextlib.suppress(OSError):
                self._control.shutdown(socket.SHUT_WR)
            if not self._hung_up():
                self._process.kill()
            self._control.close()
        self._process.wait()

    def _hung_up(self) -> bool:
        """Whether the template ends in time. (`Popen.wait` with a limit would look only now and then.)"""
        until = time.monotonic() + _END
        while select.select([self._control], [], [], max(0.0, until - time.monotonic()))[0]:
            with contextlib.suppress(ConnectionError):
                if self._control.recv(1 << 16):
                    continue
            return True
        return False

    def _ask(self, order: Mapping[str, Any], descriptors: Sequence[int] = ()) -> Mapping[str, Any]:
        if self._control.fileno() < 0:  # closed, with a session still open
            raise TemplateDied(self)
        self._send(order, descriptors)
        return self._answer(_ANSWER)

    def _send(self, order: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        with contextlib.suppress(ConnectionError):  # `_answer` finds out
            socket.send_fds(self._control, [json.dumps(order).encode()], descriptors)

    def _answer(self, seconds: float) -> Mapping[str, Any]:
        if not select.select([self._control], [], [], seconds)[0]:
            self._process.kill()
            raise TemplateDied(self)
        try:
            line = self._control.recv(1 << 16)
        except ConnectionError:
            line = b""
        if not line:
            raise TemplateDied(self)
        answer: Mapping[str, Any] = json.loads(line)
        return answer
