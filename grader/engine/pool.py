"""Worker processes whose death costs one retry and then one task, never the rest.

A task and its outcome are bytes. A worker is a fresh interpreter that builds its function once and
then answers one task at a time; what kills it (the kernel out of memory, a crash in a library, a
signal, the deadline) is seen as the end of its pipe.
"""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

Work = Callable[[bytes], bytes]

TRIES = 2


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that no worker survived, and how the last one ended."""

    reason: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: bytes | None = None
    tries: int = 0
    deadline: float = float("inf")


def run(
    make_work: Callable[[bytes], Work],
    setting: bytes,
    tasks: Iterable[bytes],
    *,
    jobs: int,
    seconds: float,
    memory: int | None = None,
) -> Iterator[tuple[bytes, bytes | Lost]]:
    """The outcome of every task, as they come.

    Args:
        make_work: a module's function; each worker calls it once with `setting` for the function to run.
        tasks: drawn one by one as workers become free.
        jobs: how many workers.
        seconds: a task that takes longer is killed.
        memory: bytes of address space that a worker may have.
    """
    queue = iter(tasks)
    again: deque[tuple[bytes, int]] = deque()
    workers: list[_Worker] = []
    try:
        while True:
            _give_out(queue, again, workers, jobs, seconds, lambda: _start(make_work, setting, memory))
            busy = [worker for worker in workers if worker.task is not None]
            if not busy:
                return
            wait = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = multiprocessing.connection.wait([worker.pipe for worker in busy], min(wait, 3600))
            for worker in busy:
                task = worker.task
                assert task is not None
                if worker.pipe in ready:
                    outcome: bytes | Lost = _receive(worker)
                elif time.monotonic() >= worker.deadline:
                    outcome = Lost(f"it took more than {seconds:g} s")
                else:
                    continue
                worker.task = None
                if isinstance(outcome, Lost):
                    _stop(worker)
                    workers.remove(worker)
                    if worker.tries < TRIES:
                        again.append((task, worker.tries))
                        continue
                yield task, outcome
    finally:
        for worker in workers:
            _stop(worker)


def _give_out(
    queue: Iterator[bytes],
    again: deque[tuple[bytes, int]],
    workers: list[_Worker],
    jobs: int,
    seconds: float,
    start: Callable[[], _Worker],
) -> None:
    """Give each free worker a task, first-time ones first; start workers while there are tasks for them."""
    while True:
        free = next((worker for worker in workers if worker.task is None), None)
        if free is None and len(workers) >= jobs:
            return
        task = next(queue, None)
        tries = 0
        if task is None:
            if not again:
                return
            task, tries = again.popleft()
        if free is None:
            free = start()
            workers.append(free)
        free.task, free.tries, free.deadline = task, tries + 1, time.monotonic() + seconds
        with contextlib.suppress(OSError):  # if it is dead its pipe reads as ended, and the task is tried again
            free.pipe.send_bytes(task)


def _start(make_work: Callable[[bytes], Work], setting: bytes, memory: int | None) -> _Worker:
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")  # a worker a core; read when the child imports numpy
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(make_work, setting, theirs, memory), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _receive(worker: _Worker) -> bytes | Lost:
    try:
        return worker.pipe.recv_bytes()
    except (EOFError, OSError):
        worker.process.join(5)
        code = worker.process.exitcode
        if code is not None and code < 0:
            return Lost(f"its process was ended by {signal.Signals(-code).name}")
        return Lost(f"its process ended with status {code}")


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _serve(make_work: Callable[[bytes], Work], setting: bytes, pipe: Connection, memory: int | None) -> None:
    """A worker's life: until the pipe ends, which it does when the parent dies too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory is not None:
        _limit_memory(memory)
    work = make_work(setting)
    try:
        while True:
            pipe.send_bytes(work(pipe.recv_bytes()))
    except (EOFError, OSError):
        pass


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:
        return  # not on this system
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
