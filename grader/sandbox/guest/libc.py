"""The few calls of Linux that Python's library does not wrap, through the C library.

PyPI has `landlock` (a development release, of an older interface) and `pyseccomp` (2021, needs libseccomp.so
installed); neither does both, so the calls are made here: four constants and three functions of the kernel.
"""

import ctypes
import errno
import os
import sys

LINUX = sys.platform == "linux"

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x40000000
PR_SET_CHILD_SUBREAPER = 36

_MOUNT_SETATTR = 442
"""The number of the system call on x86-64 and arm64."""
_RECURSIVE, _READ_ONLY, _SLAVE = 0x8000, 1, 1 << 19
_NO_SUID, _NO_DEVICES, _NO_PROGRAMS = 2, 4, 8
_libc = ctypes.CDLL(None, use_errno=True)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = (("sets", ctypes.c_uint32 * 6),)


def prctl(option: int, argument: int = 0, pointer: "ctypes.c_void_p | int" = 0) -> None:
    """prctl(2).

    Raises:
        OSError: refused.
    """
    _checked(_libc.prctl(option, ctypes.c_ulong(argument), pointer, 0, 0))


def syscall(number: int, *arguments: object) -> int:
    """syscall(2): integers of at most 32 bits, or pointers.

    Raises:
        OSError: refused, or this is not Linux.
    """
    if not LINUX:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments))


def unshare(flags: int) -> None:
    """unshare(2).

    Raises:
        OSError: refused.
    """
    _checked(_libc.unshare(flags))


def mount_read_only() -> None:
    """Make every mount that this process sees read-only, for good. Needs a namespace of mounts of its own.

    Raises:
        OSError: refused, or a kernel before 5.12.
    """
    _set_mount("/", _RECURSIVE, (_READ_ONLY, 0, _SLAVE, 0))


def mount_writable(path: str) -> None:
    """Undo that for one mount, by the path that it is at.

    Raises:
        OSError: refused, or it was read-only before.
    """
    _set_mount(path, 0, (0, _READ_ONLY, 0, 0))


def mount_memory(path: str, options: str) -> None:
    """A folder in memory at a path; no program is started from it. Needs a namespace of mounts of its own.

    Raises:
        OSError: refused.
    """
    flags = ctypes.c_ulong(_NO_SUID | _NO_DEVICES | _NO_PROGRAMS)
    _checked(_libc.mount(b"tmpfs", os.fsencode(path), b"tmpfs", flags, options.encode()))


def _set_mount(path: str, flags: int, changed: tuple[int, int, int, int]) -> None:
    """mount_setattr(2): the attributes to set, those to clear, how it propagates, and a namespace of users."""
    attributes = (ctypes.c_uint64 * 4)(*changed)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    syscall(_MOUNT_SETATTR, -1, os.fsencode(path), flags, ctypes.byref(attributes), size)


def drop_capabilities() -> None:
    """Give up every capability: the bounding set too where that is allowed.

    Raises:
        OSError: refused.
    """
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:  # no such capability, or none to drop
            break
    header = _CapabilityHeader(0x20080522, 0)
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(_Capabilities())))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
