"""Landlock: which files a process may still open. See https://docs.kernel.org/userspace-api/landlock.html.

A process that has restricted itself opens nothing but what it was left, starts no network connection (since
ABI 4), and cannot signal a process outside (since ABI 6). What Landlock leaves (`stat`, `chmod`, UDP), seccomp denies.
"""

import ctypes
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.guest import libc

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The numbers of the system calls, the same on x86-64 and arm64."""
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE, _MAKE, _REFER, _TRUNCATE, _IOCTL = 1 << 4 | 1 << 5, 1 << 7 | 1 << 8, 1 << 13, 1 << 14, 1 << 15
"""Of folders and of files of the usual kind; not of links, sockets, pipes and devices."""
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files each ABI knows; from 5 on, 16."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or folder that is held open to be allowed, and what is allowed below it."""

    descriptor: int
    rights: int


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def abi() -> int:
    """The version of Landlock that the kernel has; 0 where it has none."""
    try:
        return libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    except OSError:
        return 0


def hold(readable: Iterable[str], writable: Iterable[str], hidden: Sequence[str]) -> list[Opened]:
    """Open what may be read, and the devices that may be written too. What does not exist is left out.

    Landlock can only allow. So a folder that holds a hidden one is allowed entry by entry; the names in it stay
    listable, since `import` lists folders.
    """
    secret = [os.path.realpath(path) for path in hidden]
    seen: set[str] = set()
    found = [_open(path, _READ_FILE | _WRITE_FILE | _IOCTL) for path in writable]
    for path in readable:
        found += [_open(each, rights) for each, rights in _around(path, secret, seen)]
    return [opened for opened in found if opened is not None]


def restrict(version: int, held: Iterable[Opened]) -> None:
    """From now on this process opens nothing else, for good. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    known = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    rules = _Ruleset(known, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    for opened in held:
        libc.syscall(_ADD, ruleset, 1, ctypes.byref(_Beneath(opened.rights & known, opened.descriptor)), 0)
    libc.syscall(_RESTRICT, ruleset, 0)
    os.close(ruleset)


def folder(path: str) -> Opened:
    """A folder whose files may be read.

    Raises:
        OSError: it cannot be opened.
    """
    return Opened(os.open(path, os.O_PATH | os.O_CLOEXEC), _READ_FILE | _READ_DIR)


def own_names() -> list[Opened]:
    """What /proc tells a process of itself may be read, and the names of its threads be written; none where there is
    no /proc.

    CUDA does both, and ends with error 304 where it cannot (NVIDIA/OpenShell issue 1628, nolabs-ai/nono pull request
    673, drivers from 570 on). Of the files beside the names, others look after themselves: a process of another user
    that cannot be traced has the kernel's leave for the names alone.
    """
    held = _open("/proc/self", _READ_FILE | _READ_DIR), _open("/proc/self/task", _WRITE_FILE | _TRUNCATE)
    return [opened for opened in held if opened is not None]


def scratch(path: str) -> Opened:
    """A folder in which files and folders may be made, written and removed.

    Raises:
        OSError: it cannot be opened.
    """
    rights = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE | _MAKE | _REFER | _TRUNCATE
    return Opened(os.open(path, os.O_PATH | os.O_CLOEXEC), rights)


def _around(path: str, hidden: Sequence[str], seen: set[str]) -> Iterator[tuple[str, int]]:
    """A path and its rights, or, where something hidden lies below it, those of its other entries. Links are followed
    first: a link among the entries may lead to what is hidden."""
    path = os.path.realpath(path)
    if path in seen or any(path == each or path.startswith(each + "/") for each in hidden):
        return
    seen.add(path)
    if not Path(path).is_dir():
        yield path, _READ_FILE
    elif not any(each.startswith(path + "/") for each in hidden):
        yield path, _READ_FILE | _READ_DIR
    else:
        yield path, _READ_DIR
        for entry in sorted(Path(path).iterdir()):
            yield from _around(str(entry), hidden, seen)


def _open(path: str, rights: int) -> Opened | None:
    try:
        return Opened(os.open(path, os.O_PATH | os.O_CLOEXEC), rights)
    except OSError:
        return None
