"""One child as the grader sees it: started, asked, ended and measured."""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.errors import OwnFault
from grader.sandbox.host.channel import Channel, Ended, TimedOut
from grader.sandbox.host.fork_server_handle import Status, Template
from grader.sandbox.host.fresh import Fresh
from grader.sandbox.protocol import frames
from grader.sandbox.protocol.frames import Value, WireError
from grader.sandbox.protocol.values import Layers, Limits

_START, _LOADING = 60.0, 120.0
"""Seconds that a child has to close its cage, and more if it loads libraries before: the machine's time, not the
student's."""
_HANDLES = 1 << 20
"""How far apart the handles of one child and of the next are."""


@dataclass(frozen=True, slots=True)
class Order:
    """The settings that a child is started with: see `layers.Cage`."""

    layers: Layers
    folder: str
    user: int | None
    limits: Limits
    cores: tuple[int, ...] = ()
    data: int | None = None
    """A descriptor of data for it, open for reading."""
    fresh: Fresh | None = None
    """It begins as a new interpreter, on a device."""
    scratch: str = ""
    """The folder that it may then write to."""
    torch: bool = False
    """Whether it then loads torch."""


class Process:
    """A child of the template, with its cage closed.

    Raises:
        TemplateDied: there is no template any more.
        OwnFault: the child could not be started, or its cage not be closed.
    """

    def __init__(self, template: Template, number: int, order: Order):
        self._template, self._number, self._user = template, number, order.user
        self._frame = order.limits.frame
        mine, theirs = socket.socketpair()
        reading, writing = os.pipe()
        self._channel = Channel(mine, reading, frame=order.limits.frame, output=order.limits.output)
        try:
            data = [] if order.data is None else [order.data]
            self.pid = template.spawn(_asked(order, number), [theirs.fileno(), writing, *data])
        except BaseException:
            self._channel.close()
            raise
        finally:
            theirs.close()
            os.close(writing)
        self._see_it_ready(_START + (_LOADING if order.fresh else 0))

    def ask(self, question: Mapping[str, Value], seconds: float) -> Mapping[str, Value]:
        """The answer to a question.

        Raises:
            Ended, TimedOut: there is none.
            WireError: what came is not an answer to this question.
            ValueError: the question cannot be sent.
        """
        nonce = os.urandom(16).hex()  # not known before, so no answer can be written in advance
        try:
            sent = frames.encode({**question, "nonce": nonce}, self._frame)
        except WireError as error:
            raise ValueError(f"what is given to a submission's code cannot be sent: {error}") from None
        answer = frames.decode(self._channel.ask(sent, seconds))
        if not isinstance(answer, dict) or answer.pop("nonce", None) != nonce:
            raise WireError("it does not belong to the question")
        return answer

    def printed(self) -> str:
        """The text printed since this was last asked."""
        return self._channel.output.take()

    def end(self) -> tuple[Status, str]:
        """Kill the child and all that it started; how it ended, and the last that it printed.

        Raises:
            TemplateDied: the template died, and the child with it.
        """
        try:
            status = self._template.reap(self._number, self._user)
        finally:
            self._channel.close()
        return status, self.printed()

    def _see_it_ready(self, seconds: float) -> None:
        try:
            if frames.decode(self._channel.receive(time.monotonic() + seconds)) == frames.READY:
                return
        except (Ended, TimedOut, WireError):
            pass
        _, printed = self.end()
        raise OwnFault(f"a submission's process could not be enclosed: {printed.strip() or 'it said nothing'}")


def _asked(order: Order, number: int) -> Mapping[str, Any]:
    limits = order.limits
    return {
        "id": number,
        "layers": asdict(order.layers),
        "folder": order.folder,
        "user": order.user,
        "cores": order.cores,
        "cpu": limits.cpu,
        "memory": limits.memory,
        "frame": limits.frame,
        "first_handle": number * _HANDLES,
        "fresh": order.fresh and {"scratch": order.scratch, **order.fresh.told},
        "torch": order.torch,
    }


def processor_time(pid: int) -> float | None:
    """Seconds of processor time that a process has used, over all its threads; None where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None
