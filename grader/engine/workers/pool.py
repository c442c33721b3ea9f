"""Worker processes whose death costs one retry and then one task, never the rest.

A task is a name; what a worker is told of it, and what it answers, are bytes. A worker is a fresh
interpreter that builds its function once and then works on one task at a time; what kills it (the
kernel out of memory, a crash in a library, a signal, the deadline) is seen as the end of its pipe.
"""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

Work = Callable[[bytes], Iterator[bytes]]
"""What a worker does for a task: any number of answers, each of which is passed on as soon as it is there."""

TRIES = 2
_MORE, _LAST = b"+", b"."
"""The first byte of what a worker sends; the answer is what follows."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a task. When its worker has no more of them, an empty answer follows that is the `last`."""

    task: str
    answer: bytes
    last: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that no worker survived, and how the last one ended. What it said before stays said."""

    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """No task came to its end for a while: those that are worked on, each with its seconds, the longest first."""

    running: tuple[tuple[str, float], ...]


Event = Said | Lost | Waiting


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: str | None = None
    tries: int = 0
    started: float = 0.0
    deadline: float = float("inf")

    def send(self, told: bytes) -> None:
        with contextlib.suppress(OSError):  # if it is dead its pipe reads as ended, and the task is tried again
            self.pipe.send_bytes(told)


class Pool:
    """Workers that are started at once: while they import what they need, what they are to be told can be worked out.

    Args:
        make_work: a module's function; each worker calls it once, with the setting of `run`, for the function to run.
        jobs: how many workers.
        memory: bytes of address space that a worker may have.
    """

    def __init__(self, make_work: Callable[[bytes], Work], *, jobs: int, memory: int | None = None):
        self._start, self.jobs = partial(_start, make_work, memory), jobs
        self._idle = [self._start() for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._idle:
            _stop(worker)

    def run(
        self,
        setting: bytes,
        tasks: Iterable[str],
        ask: Callable[[str], bytes],
        *,
        seconds: float,
        tick: float = 1.0,
    ) -> Iterator[Event]:
        """The workers' events, as they come. Each task ends with its last answer, or is lost.

        Args:
            setting: what each worker is told first.
            tasks: their names, drawn one by one as workers become free.
            ask: the bytes to send for a task. It is called when they are sent: for a second try, once more.
            seconds: a task that says nothing for longer is killed.
            tick: seconds without the end of a task after which it is said who is working.
        """
        crew = _Crew(partial(self._hired, setting), iter(tasks), ask, self.jobs, seconds)
        try:
            crew.give_out()
            quiet = time.monotonic()
            while crew.busy():
                heard = crew.listen(quiet + tick)
                crew.give_out()  # nobody is idle while what was heard is kept
                yield from heard
                ended = any(isinstance(event, Lost) or (isinstance(event, Said) and event.last) for event in heard)
                if not ended and time.monotonic() >= quiet + tick:
                    yield crew.waiting()
                    ended = True
                if ended:
                    quiet = time.monotonic()
                crew.give_out()  # what is to be done once more
        finally:
            crew.end()

    def _hired(self, setting: bytes) -> _Worker:
        worker = self._idle.pop() if self._idle else self._start()
        worker.send(setting)
        return worker


@dataclass(slots=True)
class _Crew:
    """The workers, what each is at, and what is left to do."""

    start: Callable[[], _Worker]
    tasks: Iterator[str]
    ask: Callable[[str], bytes]
    jobs: int
    seconds: float
    again: deque[tuple[str, int]] = field(default_factory=deque)
    workers: list[_Worker] = field(default_factory=list)

    def busy(self) -> list[_Worker]:
        return [worker for worker in self.workers if worker.task is not None]

    def waiting(self) -> Waiting:
        now = time.monotonic()
        running = [(worker.task, now - worker.started) for worker in self.workers if worker.task is not None]
        return Waiting(tuple(sorted(running, key=lambda each: -each[1])))

    def give_out(self) -> None:
        """Give each free worker a task, first-time ones first; start workers while there are tasks for them."""
        while True:
            free = next((worker for worker in self.workers if worker.task is None), None)
            if free is None and len(self.workers) >= self.jobs:
                return
            task, tries = next(self.tasks, None), 0
            if task is None:
                if not self.again:
                    return
                task, tries = self.again.popleft()
            if free is None:
                free = self.start()
                self.workers.append(free)
            told = self.ask(task)
            free.task, free.tries, free.started = task, tries + 1, time.monotonic()
            free.deadline = free.started + self.seconds
            free.send(told)

    def listen(self, until: float) -> list[Event]:
        """The workers' next events, waiting at most until then, by the monotonic clock."""
        said = list[Event]()
        busy = self.busy()
        wait = max(0.0, min(until, *(worker.deadline for worker in busy)) - time.monotonic())
        ready = multiprocessing.connection.wait([worker.pipe for worker in busy], min(wait, 3600))
        for worker in busy:
            assert worker.task is not None
            if worker.pipe in ready:
                heard = _receive(worker, worker.task)
            elif time.monotonic() >= worker.deadline:
                heard = Lost(worker.task, f"it took more than {self.seconds:g} s")
            else:
                continue
            if isinstance(heard, Said):
                worker.deadline = time.monotonic() + self.seconds
                worker.task = None if heard.last else heard.task
            else:
                self.workers.remove(worker)
                _stop(worker)
                if worker.tries < TRIES:
                    self.again.append((heard.task, worker.tries))
                    continue
            said.append(heard)
        return said

    def end(self) -> None:
        for worker in self.workers:
            _stop(worker)


def _start(make_work: Callable[[bytes], Work], memory: int | None) -> _Worker:
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")  # a worker a core; read when the child imports numpy
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(make_work, theirs, memory), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _receive(worker: _Worker, task: str) -> Said | Lost:
    try:
        frame = worker.pipe.recv_bytes()
    except (EOFError, OSError):
        worker.process.join(5)
        code = worker.process.exitcode
        if code is not None and code < 0:
            return Lost(task, f"its process was ended by {signal.Signals(-code).name}")
        return Lost(task, f"its process ended with status {code}")
    return Said(task, frame[1:], frame[:1] == _LAST)


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _serve(make_work: Callable[[bytes], Work], pipe: Connection, memory: int | None) -> None:
    """A worker's life: until the pipe ends, or the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory is not None:
        _limit_memory(memory)
    try:
        work = make_work(pipe.recv_bytes())
        while True:
            for answer in work(pipe.recv_bytes()):
                pipe.send_bytes(_MORE + answer)
            pipe.send_bytes(_LAST)
    except (EOFError, OSError):
        pass


def _end_with_parent() -> None:
    """End this process as soon as its parent has, whatever it is at: a student's program may run for minutes."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "workers are started by multiprocessing"
    parent.join()
    os._exit(1)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:
        return  # not on this system
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
