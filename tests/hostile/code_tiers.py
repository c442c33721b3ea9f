"""The circumstances in which the hostile programs are run: what a process becomes before it starts the sandbox."""

import ctypes
import functools
import os
import platform
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox.guest import landlock, libc, seccomp

ROOT = Path(__file__).resolve().parent.parent.parent
_PREFIXES = [str(Path(prefix).resolve()) for prefix in (sys.prefix, sys.base_prefix, ROOT)]
_NEW_MOUNTS, _BIND, _PRIVATE = 0x20000, 4096, 1 << 18 | 16384
_UNSHARE, _MOUNT, _CLONE = {"x86_64": (272, 165, 56), "aarch64": (97, 40, 220)}.get(platform.machine(), (0, 0, 0))
_NEW_USERS = 0x10000000
_CONTAINERS = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""The capabilities that root has in a container of Docker's: chown, the files', kill, setuid, … and not sys_admin."""
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Tier:
    """Circumstances.

    Attributes:
        become: done in the process before it starts the sandbox.
        lacking: why this machine cannot offer it, or nothing.
        offers: the letters of the tier, one of which the sandbox must find.
        layers: the layers that are left out.
    """

    become: Callable[[], None]
    lacking: Callable[[], str]
    offers: str
    layers: Mapping[str, bool] = field(default_factory=dict)


def _nothing() -> None:
    pass


def _without_namespaces() -> None:
    """As root in a container: no CAP_SYS_ADMIN, and a filter that refuses namespaces and mounts."""
    keep = sum(1 << number for number in _CONTAINERS) if os.geteuid() == 0 else 0
    for number in range(64):
        if not keep >> number & 1 and _libc.prctl(libc.PR_CAPBSET_DROP, number, 0, 0, 0) != 0:
            break
    low, high = keep & 0xFFFFFFFF, keep >> 32
    header, sets = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", low, low, 0, high, high, 0)
    _checked(_libc.capset(header, sets))
    refused, load, end = 0x50001, (0x20, 0, 0, 0), (0x06, 0, 0, 0x7FFF0000)
    code = [load, (0x15, 1, 0, _UNSHARE), (0x15, 0, 1, _MOUNT), (0x06, 0, 0, refused)]
    code += [(0x15, 0, 3, _CLONE), (0x20, 0, 0, 16), (0x45, 0, 1, _NEW_USERS), (0x06, 0, 0, refused), end]
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.restrict(b"".join(struct.pack("HBBI", *instruction) for instruction in code))


def _as_nobody() -> None:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)


def _reachable() -> None:
    """In mounts of its own, let every user reach this interpreter: a folder in the way is covered, but for it."""
    blocked = {prefix: parent for prefix in _PREFIXES if (parent := _in_the_way(prefix))}
    if not blocked:
        return
    libc.unshare(_NEW_MOUNTS)
    _mount(None, "/", None, _PRIVATE, None)
    held = {prefix: os.open(prefix, os.O_PATH) for prefix in blocked}
    for parent in set(blocked.values()):
        _mount("none", parent, "tmpfs", 0, "mode=755")
    for prefix, descriptor in held.items():
        Path(prefix).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", prefix, None, _BIND, None)
        os.close(descriptor)


def _in_the_way(prefix: str) -> str:
    """The topmost folder above that other users cannot enter."""
    folders = [prefix, *map(str, Path(prefix).parents)]
    return next((folder for folder in reversed(folders) if Path(folder).stat().st_mode & 5 != 5), "")


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None) -> None:
    texts = [text.encode() if text is not None else None for text in (source, target, kind, data)]
    _checked(_libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]))


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _not_linux() -> str:
    return "" if sys.platform == "linux" and _UNSHARE else "students' code is kept in on Linux on x86-64 or arm64 only"


def _no_landlock() -> str:
    return _not_linux() or ("" if landlock.abi() > 0 else "the kernel has no Landlock")


@functools.cache
def _not_reachable() -> str:
    """Whether root can run the interpreter as another user here; a process of its own tries."""
    if why := _not_linux():
        return why
    if os.geteuid() != 0:
        return "only root can become another user"
    pid = os.fork()
    if pid == 0:
        try:
            _reachable()
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1] != 0:
        return "this interpreter lies in a folder that other users cannot enter, and mounting is refused"
    return ""


def _then(*steps: Callable[[], None]) -> Callable[[], None]:
    def all_of_them() -> None:
        for step in steps:
            step()

    return all_of_them


def _no_landlock_or_not_reachable() -> str:
    return _no_landlock() or _not_reachable()


TIERS = {
    "as it is": Tier(_nothing, _no_landlock, "AB"),
    "in a container": Tier(_without_namespaces, _no_landlock, "B"),
    "root, a user for each": Tier(_reachable, _no_landlock_or_not_reachable, "AB"),
    "plain user": Tier(_then(_reachable, _as_nobody), _no_landlock_or_not_reachable, "AB"),
}
GAPS = {
    "C": Tier(_reachable, _not_reachable, "C", {"landlock": False, "namespaces": False}),
    "D": Tier(_reachable, _not_reachable, "D", {"landlock": False, "seccomp": False, "namespaces": False}),
}
"""Where each submission is another user, and nothing more, so that what gets through does no harm."""
