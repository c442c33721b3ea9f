"""The grader's end of one child: a question out, one frame back, and what was printed meanwhile, all bounded."""

import contextlib
import os
import select
import socket
import time

from grader.sandbox.protocol import frames
from grader.sandbox.protocol.frames import WireError

_PIECE = 1 << 16
_LEFT_OVER = 256
"""Pieces of output read after an answer at most: a thread of the student's may print for ever."""


class Ended(Exception):
    """The child is gone, or has closed its end."""


class TimedOut(Exception):
    """No whole answer came in time."""


class Output:
    """The output of a child, of which the beginning and the end are kept."""

    def __init__(self, limit: int):
        self._half = max(1, limit // 2)
        self._head, self._tail, self._lost = bytearray(), bytearray(), 0

    def add(self, piece: bytes) -> None:
        room = max(0, self._half - len(self._head))
        self._head += piece[:room]
        self._tail += piece[room:]
        if len(self._tail) > 2 * self._half + _PIECE:
            self._cut()

    def take(self) -> str:
        """The text so far, which is then forgotten."""
        self._cut()
        gap = f"\n… {self._lost:,} bytes left out …\n".encode() if self._lost else b""
        text = b"".join([self._head, gap, self._tail]).decode(errors="replace")
        self._head, self._tail, self._lost = bytearray(), bytearray(), 0
        return text

    def _cut(self) -> None:
        lost = max(0, len(self._tail) - self._half)
        del self._tail[:lost]
        self._lost += lost


class Channel:
    """A socket to a child and the pipe that it prints to; both are closed with it."""

    def __init__(self, connection: socket.socket, pipe: int, *, frame: int, output: int):
        self._socket, self._pipe, self._frame = connection, pipe, frame
        self.output = Output(output)
        connection.setblocking(False)
        os.set_blocking(pipe, False)

    def ask(self, question: bytes, seconds: float) -> bytes:
        """The one frame that answers.

        Raises:
            Ended, TimedOut: there is no answer.
            WireError: bytes that nobody asked for, or a frame too large.
        """
        if self._peek():
            raise WireError("it wrote to the grader without being asked")
        until = time.monotonic() + seconds
        self._send(memoryview(question), until)
        return self.receive(until)

    def receive(self, until: float) -> bytes:
        """The next frame, by the clock of `time.monotonic`. Raises as `ask` does."""
        prefix = self._receive(frames.PREFIX.size, until)
        frame = prefix + self._receive(frames.length(bytes(prefix), self._frame), until)
        self._collect()
        return bytes(frame)

    def close(self) -> None:
        self._collect()
        self._socket.close()
        os.close(self._pipe)

    def _peek(self) -> bool:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            return bool(self._socket.recv(1, socket.MSG_PEEK))
        return False

    def _send(self, data: memoryview, until: float) -> None:
        while data:
            try:
                data = data[self._socket.send(data[: 1 << 20]) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, until)
            except ConnectionError:
                raise Ended from None

    def _receive(self, count: int, until: float) -> bytearray:
        received = bytearray()
        while len(received) < count:
            try:
                piece = self._socket.recv(min(count - len(received), 1 << 20))
            except BlockingIOError:
                self._wait(select.POLLIN, until)
                continue
            except ConnectionError:
                raise Ended from None
            if not piece:
                raise Ended
            received += piece
        return received

    def _wait(self, event: int, until: float) -> None:
        """Until the socket is ready; meanwhile the pipe is kept from filling."""
        poll = select.poll()
        poll.register(self._socket, event)
        poll.register(self._pipe, select.POLLIN)
        while (left := until - time.monotonic()) > 0:
            ready = dict(poll.poll(left * 1000))
            if self._pipe in ready and not self._read():
                poll.unregister(self._pipe)
            if self._socket.fileno() in ready:
                return
        raise TimedOut

    def _collect(self) -> None:
        for _ in range(_LEFT_OVER):
            if not self._read():
                return

    def _read(self) -> bool:
        """One piece of output; False where there is none now, or none will come."""
        try:
            piece = os.read(self._pipe, _PIECE)
        except BlockingIOError:
            return False
        self.output.add(piece)
        return bool(piece)
