"""The layers around one child, laid one after the other; from the last on, only the student's code runs.

Each can be left out by name, so that a test can show what gets through without it.
"""

import contextlib
import ctypes
import math
import os
import random
import resource
import select
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.guest import landlock, libc, seccomp
from grader.sandbox.guest.landlock import Opened
from grader.sandbox.protocol.values import Layers

_CLOSE_RANGE = 436
"""The number of the system call on x86-64 and arm64."""
FILES = 256
FILES_ON_A_DEVICE = 1024
THREADS = 128
WRITTEN = 64 << 20
"""Bytes of one file at most, where a process may write some."""


@dataclass(frozen=True, slots=True)
class Cage:
    """The cage of one child.

    Attributes:
        folder: the submission's folder, which becomes the working directory.
        user: the user and group that the child becomes, which nothing else is; None: it stays what it is. Without
            the layer, for an interpreter that only root can reach, it becomes so in name only: its threads are
            counted as that user's, and files are still root's to open.
        cpu: seconds of processor time.
        memory: bytes of address space beyond what the template has.
        parent: a descriptor of the template that can be polled for its end; None where the kernel has none.
        cores: the processor's cores that the child may use, all where none are named; it cannot choose others.
        data: descriptors that it keeps in addition to 0 to 3.
        device: it is to use a device, as CUDA's driver does in its process: with a wider filter of system calls, more
            descriptors, and files of `WRITTEN` bytes. Its address space has no limit, since CUDA reserves twice the
            device's memory of it, and more. RLIMIT_DATA, which does not count what is only reserved, is not known to
            be safe with CUDA, and not used. So its memory has no bound; the system ends it first when there is none.
    """

    layers: Layers
    folder: str
    user: int | None
    cpu: float
    memory: int
    readable: Sequence[Opened]
    parent: int | None
    cores: Sequence[int] = ()
    data: int = 0
    device: bool = False


def enclose(cage: Cage) -> None:
    """Close the cage around this process, which runs nothing yet and keeps descriptors 0 to 3, and those for data.

    The order matters: a change of user clears the parent-death signal, Landlock and seccomp need no_new_privs, and
    seccomp forbids most of what comes before it. That the process cannot be traced is seen to before.

    Raises:
        OSError: a layer that was asked for could not be laid.
    """
    layers = cage.layers
    own = [landlock.folder(cage.folder)] if layers.landlock else []
    os.chdir(cage.folder)
    steps: tuple[tuple[bool, Callable[[], object]], ...] = (
        (bool(cage.cores), lambda: _keep_to(cage.cores)),
        (layers.session, os.setsid),
        (layers.limits, lambda: _limit(cage)),
        (True, lambda: _become(cage.user, wholly=layers.user)),
        (layers.limits, lambda: _limit_threads(cage.user)),
        (layers.death, lambda: _die_with_the_template(cage.parent)),
        (layers.seeds, _seed),
        (layers.privileges and libc.LINUX, _give_up_privileges),
        (layers.landlock, lambda: landlock.restrict(landlock.abi(), [*cage.readable, *own])),
        (layers.descriptors, lambda: _close_others(4 + cage.data)),
        (layers.limits, lambda: _limit_files(cage)),  # only now, since the template held more open
        (layers.seccomp, lambda: seccomp.restrict(seccomp.program(os.getpid(), device=cage.device))),
    )
    for wanted, lay in steps:
        if wanted:
            lay()


def _keep_to(cores: Sequence[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def _limit_files(cage: Cage) -> None:
    files = FILES_ON_A_DEVICE if cage.device else FILES
    _lower(resource.RLIMIT_NOFILE, files, files)


def _close_others(first: int) -> None:
    try:
        libc.syscall(_CLOSE_RANGE, first, ctypes.c_uint(0xFFFFFFFF), 0)
    except OSError:  # not Linux, or older than 5.9
        os.closerange(first, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _limit(cage: Cage) -> None:
    seconds = max(1, math.ceil(cage.cpu)) + int(time.process_time())  # what it took to load is not the program's
    written = WRITTEN if cage.device else 0
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),  # SIGXCPU can be ignored, SIGKILL a second later cannot
        resource.RLIMIT_FSIZE: (written, written),
        resource.RLIMIT_CORE: (0, 0),
    }
    if not cage.device:
        memory = _address_space() + cage.memory
        limits[resource.RLIMIT_AS] = memory, memory
    for name, (soft, hard) in limits.items():
        _lower(name, soft, hard)


def _limit_threads(user: int | None) -> None:
    """The limit counts all threads of a user: where the child shares its user, those that there are come on top."""
    others = 0 if os.getuid() == user else _threads_of_the_machine()
    if others is not None:
        _lower(resource.RLIMIT_NPROC, others + THREADS, others + THREADS)


def _threads_of_the_machine() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])
    return None


def _lower(name: int, soft: int, hard: int) -> None:
    most = resource.getrlimit(name)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(name, (soft, hard))


def _address_space() -> int:
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return 0


def _become(user: int | None, *, wholly: bool) -> None:
    if user is None:
        return
    if not wholly:
        with contextlib.suppress(OSError):  # root of a container that may not
            os.setresuid(user, -1, -1)
        return
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _die_with_the_template(parent: int | None) -> None:
    if libc.LINUX:
        libc.prctl(libc.PR_SET_PDEATHSIG, 9)
    if parent is not None and select.select([parent], [], [], 0)[0]:
        os._exit(1)  # it died before the signal was asked for


def _seed() -> None:
    """Every child starts the same, so that a grade can be repeated; hidden inputs are drawn elsewhere."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.manual_seed(0)


def _give_up_privileges() -> None:
    libc.drop_capabilities()
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
