"""One submission in the sandbox: load its code, call its functions, read what comes back as data."""

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

from grader.errors import OwnFault
from grader.sandbox.host import failures
from grader.sandbox.host.channel import Ended, TimedOut
from grader.sandbox.host.fork_server_handle import Status, TemplateDied
from grader.sandbox.host.process import Process
from grader.sandbox.protocol.frames import Handle, Value, WireError
from grader.sandbox.protocol.untrusted_text import clean
from grader.sandbox.protocol.values import Failure, FailureKind, Limits, Loaded, Returned, Usage

RESTARTS = 8
_IN_TIME = 0.8
"""Of the time for loading: what still runs then is stopped, before all that was loaded is lost with its process."""
_Told = TypeVar("_Told")
_RETIRING = ("timeout", "memory", "exit", "killed")
"""After these a child is not used again."""


def loading(
    entry: str | Sequence[tuple[str, str]], files: Sequence[str], seconds: float, *, whole: bool = False
) -> dict[str, Value]:
    """The question that has a child load a file, or cells.

    Args:
        seconds: what still runs then is stopped, and left out.
        whole: the file must run through.
    """
    return {
        "do": "load",
        "entry": entry if isinstance(entry, str) else None,
        "cells": None if isinstance(entry, str) else [list(cell) for cell in entry],
        "files": list(files),
        "seconds": seconds,
        "skip": [],
        "whole": whole,
    }


class Session:
    """The code of one submission. A child that dies is replaced at the next call, at most `RESTARTS` times.

    Args:
        entry: the file to load, or the cells: name and source.
        lengths: the lines of each file of code and of each cell.
        start: starts a child; raises TemplateDied.
        renew: gets a new template after one has died, or raises OwnFault.
        remove: called when the session is closed.
    """

    def __init__(
        self,
        entry: str | Sequence[tuple[str, str]],
        files: Sequence[str],
        lengths: Mapping[str, int],
        limits: Limits,
        *,
        start: Callable[[], Process],
        renew: Callable[[TemplateDied], None],
        remove: Callable[[], None],
    ):
        self._subject = entry if isinstance(entry, str) else "the notebook"
        self._source = loading(entry, files, _IN_TIME * min(limits.wall, limits.cpu))
        self._limits, self._lengths = limits, lengths
        self._start, self._renew, self._remove = start, renew, remove
        self._process: Process | None = None
        self._starts, self._unused = 0, False
        self._unloadable: Failure | None = None
        self._cpu, self._memory, self._wall = 0.0, 0, 0.0

    def load(self) -> Loaded | Failure:
        """Run the statements of the file, or the cells, one after the other; what fails loses only itself.

        Raises:
            OwnFault: the grader's own machinery failed, twice.
        """
        return self._persistently(self._load)

    def find(self, function: str, names: Sequence[str]) -> Failure | None:
        """The failure of a loaded function that cannot be called with arguments of these names; None if it can.

        The code is given nothing for that, so what it says then tells of no input.

        Raises:
            OwnFault: the grader's own machinery failed, twice.
        """
        return self._persistently(lambda: self._find(function, names))

    def call(self, function: str | Handle, arguments: Mapping[str, Value] | Sequence[Value]) -> Returned | Failure:
        """Call a function of the submission, or one that it has returned. Loads the code where that was not done.

        Args:
            arguments: by name, or in order. A function that names none of its parameters so gets them in order.

        Raises:
            OwnFault: the grader's own machinery failed, twice.
            ValueError: an argument that does not travel.
        """
        return self._persistently(lambda: self._call(function, arguments))

    def start(self) -> int:
        """Start a child now, without loading anything; its number among the machine's processes.

        Raises:
            OwnFault: the grader's own machinery failed, twice.
        """
        return self._persistently(self._begin)

    def ask(self, question: Mapping[str, Value], subject: str, seconds: float) -> Mapping[str, Value] | Failure:
        """Put any question to the child that was started, once. It is not replaced.

        Raises:
            OwnFault: the grader's own machinery failed.
        """
        if self._process is None:
            return Failure("killed", f"its process had ended before {subject} was asked", "", 0.0, "")
        try:
            told = self._ask(question, subject, seconds)
        except TemplateDied as died:
            self._process = None
            self._renew(died)
            raise OwnFault("the process that starts students' code died") from None
        return told if isinstance(told, Failure) else told[0]

    @property
    def usage(self) -> Usage:
        """The resources used by the children that have ended: by all, once the session is closed."""
        return Usage(self._cpu, self._memory, self._wall)

    def close(self) -> None:
        """End the child and remove the submission's files."""
        try:
            with contextlib.suppress(TemplateDied):
                self._retire()
        finally:
            self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _persistently(self, do: Callable[[], _Told]) -> _Told:
        """A template that died is not the student's fault: once more, with a new one."""
        while True:
            try:
                return do()
            except TemplateDied as died:
                self._process = None
                self._renew(died)

    def _begin(self) -> int:
        self._retire()
        self._process = self._start()
        self._starts, self._unused = self._starts + 1, True
        return self._process.pid

    def _load(self) -> Loaded | Failure:
        if not self._unused:
            if self._starts > RESTARTS:
                return failures.worn_out(RESTARTS)
            self._begin()
        self._unused = False
        loaded = self._asked_to_load()
        if isinstance(loaded, Loaded) and loaded.stopped:  # its time is used up: once more, without what took it
            self._source["skip"] = list(loaded.stopped)
            self._begin()
            self._unused = False
            loaded = self._asked_to_load()
        self._unloadable = loaded if isinstance(loaded, Failure) else None
        return loaded

    def _asked_to_load(self) -> Loaded | Failure:
        told = self._ask(self._source, self._subject)
        return told if isinstance(told, Failure) else failures.loaded(*told, self._lengths)

    def _find(self, function: str, names: Sequence[str]) -> Failure | None:
        if self._process is None:
            return self._unloadable
        told = self._ask({"do": "find", "function": function, "arguments": list(names)}, f"{function}()")
        return told if isinstance(told, Failure) else None

    def _call(self, function: str | Handle, arguments: Mapping[str, Value] | Sequence[Value]) -> Returned | Failure:
        if self._unloadable is not None:
            return self._unloadable
        if self._process is None and isinstance(loaded := self._load(), Failure):
            return loaded
        given: Value = dict(arguments) if isinstance(arguments, Mapping) else list(arguments)
        subject = f"{function}()" if isinstance(function, str) else "the function that was returned"
        told = self._ask({"do": "call", "function": function, "arguments": given}, subject)
        return told if isinstance(told, Failure) else failures.returned(*told)

    def _ask(
        self, question: Mapping[str, Value], subject: str, seconds: float | None = None
    ) -> tuple[Mapping[str, Value], float, str] | Failure:
        """The child's answer, the seconds it took, and what was printed; or why there is none."""
        assert self._process is not None
        began, most = time.monotonic(), self._limits.wall if seconds is None else seconds
        try:
            answer = self._process.ask(question, most)
        except TimedOut:
            return self._dead(began, lambda status, printed: failures.late(subject, most))
        except Ended:
            return self._dead(began, lambda status, printed: failures.ended(subject, status, printed, self._limits))
        except WireError as error:
            told = failures.unreadable(subject, error)
            return self._dead(began, lambda status, printed: told)
        seconds = time.monotonic() - began
        self._wall += seconds
        printed = clean(self._process.printed())
        if "kind" not in answer:
            return answer, seconds, printed
        failure = failures.told(answer, seconds, printed, self._lengths)
        if failure.kind in _RETIRING:
            self._retire()
        return failure

    def _dead(self, began: float, tell: Callable[[Status, str], tuple[FailureKind, str]]) -> Failure:
        """End a child that gave no answer; why."""
        seconds = time.monotonic() - began
        self._wall += seconds
        ended = self._retire()
        assert ended is not None
        status, printed = ended
        kind, message = tell(status, printed)
        return Failure(kind, message, "", seconds, clean(printed))

    def _retire(self) -> tuple[Status, str] | None:
        """End the child, if there is one; how it ended, and the last that it printed."""
        process, self._process = self._process, None
        if process is None:
            return None
        status, printed = process.end()
        self._cpu += status.cpu
        self._memory = max(self._memory, status.memory)
        return status, printed
