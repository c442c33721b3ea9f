"""seccomp: which system calls a process may still make, as a filter of classic BPF. See seccomp(2).

An allow-list: numpy, torch, scipy and scikit-learn compute with some 60 calls, while a list of what to deny would
have to name chmod, setxattr, io_uring, keyctl, and each call that a later kernel adds. It costs the same: the
kernel looks the plain numbers up in a table that it makes once. A thread may be started, a process may not; a
denied call fails with EPERM, one that is newer than this list with ENOSYS, so that libraries fall back.

A program on a device gets a wider list, for CUDA's driver in its process. It rests on what others wrote down who
confine that driver, and was not tried on a GPU:

- memory files: without `memfd_create` CUDA does not start (error 304; NVIDIA/OpenShell issue 1696, driver 570);
- a socket of its own: it binds and listens at an abstract name, `@cuda-uvmfd-…`, and fails where it cannot (snapd's
  interface cuda-support; nestrilabs/virtio-nvgpu, venus/sandbox). Nobody can be reached by it: it may neither connect,
  accept nor send, and only sockets of this kind can be made;
- ioctl with the numbers of the driver's files: type "F", and for its unified memory numbers below 256 and two more
  (gVisor's pkg/abi/nvgpu). They mean something to these files; the others that can be opened answer that they do not;
- files and folders of its own folder, where CUDA keeps what it has compiled;
- more that Docker's default profile allows, in which CUDA runs, and that harms nobody else.

What Docker's allows and this list does not: starting processes (so the driver's kernel modules must be loaded
before, Triton's compiler does not run, and with it torch.compile on a GPU), reaching another process by a socket,
shared memory, a signal or a trace, and changing modes, owners and times of files.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

from grader.sandbox.guest import libc
from grader.sandbox.guest.syscalls import ASKED_ABOUT, ASKED_ON_A_DEVICE, FEIGNED, NEWEST, ON_A_DEVICE, PLAIN

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""The column in the table of calls, and AUDIT_ARCH of <linux/audit.h>."""
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _AND, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_X32 = 0x40000000

_CLONE_THREAD = 0x00010000
_NAMESPACES = 0x7E020000 | 0x00000080
"""Every CLONE_NEW… of clone(2)."""
_PRCTL = (3, 15, 16, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA: a thread's and a mapping's name."""
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS and TIOCGWINSZ (is this a terminal?), FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
"""Duplicating, flags and locks; not F_SETOWN, which makes the kernel send signals."""
_SEALS = (1033, 1034)
"""F_ADD_SEALS, F_GET_SEALS."""
_UVM = (0x30000001, 0x30000002)
"""UVM_INITIALIZE, UVM_DEINITIALIZE."""
_LOCAL, _STREAM, _PACKETS = 1, 1, 5
"""AF_UNIX; SOCK_STREAM, SOCK_SEQPACKET."""
_SOCKET_OPTIONS = (2, 7, 8, 16)
"""SO_REUSEADDR, SO_SNDBUF, SO_RCVBUF, SO_PASSCRED."""

_Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether the filter is known for this machine."""
    return libc.LINUX and os.uname().machine in _MACHINES and struct.calcsize("P") == 8


def restrict(program: bytes) -> None:
    """From now on this process makes no other calls, for good. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    code = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code)))
    libc.prctl(libc.PR_SET_SECCOMP, 2, ctypes.c_void_p(ctypes.addressof(head)))


def program(pid: int, machine: str | None = None, *, device: bool = False) -> bytes:
    """The filter of the process `pid`, which may signal itself and no other.

    Args:
        device: the wider list.

    Raises:
        KeyError: no such machine in the tables.
    """
    column, arch = _MACHINES[machine or os.uname().machine]
    code: list[_Instruction] = [_load(_ARCH), (_EQUAL, 1, 0, arch), _end(_KILL), _load(_NUMBER)]
    if column == 0:  # the other ABI of the same processor would come with other numbers
        code += [(_GREATER_EQUAL, 0, 1, _X32), _end(_KILL)]
    plain = {**PLAIN, **ON_A_DEVICE} if device else PLAIN
    for numbers in plain.values():
        number = numbers[column]
        if number is not None:
            code += [(_EQUAL, 0, 1, number), _end(_ALLOW)]
    known = {**ASKED_ABOUT, **ASKED_ON_A_DEVICE, **FEIGNED}
    for name, rule in {**_rules(pid), **(_rules_on_a_device() if device else {})}.items():
        number = known[name][column]
        assert number is not None
        code += [(_EQUAL, 0, len(rule), number), *rule]
    code += [(_GREATER_EQUAL, 0, 1, NEWEST + 1), _refuse(errno.ENOSYS), _refuse(errno.EPERM)]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def _rules(pid: int) -> dict[str, list[_Instruction]]:
    """The rules for each call that is allowed only with some arguments."""
    return {
        "clone": [
            _load(_ARGUMENTS),
            (_ANY_BIT, 0, 2, _CLONE_THREAD),
            (_ANY_BIT, 1, 0, _NAMESPACES),
            _end(_ALLOW),
            _refuse(errno.EPERM),
        ],
        "clone3": [_refuse(errno.ENOSYS)],  # its flags lie in memory; glibc falls back to clone
        "kill": _one_of(0, [pid]),
        "tgkill": _one_of(0, [pid]),
        "prctl": _one_of(0, _PRCTL),
        "ioctl": _one_of(1, _IOCTL),
        "fcntl": _one_of(1, _FCNTL),
        "prlimit64": _one_of(0, [0, pid]),
    }


def _rules_on_a_device() -> dict[str, list[_Instruction]]:
    """The rules that differ for a program on a device."""
    return {
        "ioctl": [
            *_among(1, (*_IOCTL, *_UVM), 4),
            (_GREATER_EQUAL, 0, 3, 0x100),
            (_AND, 0, 0, 0xFF00),
            (_EQUAL, 1, 0, ord("F") << 8),
            _refuse(errno.EPERM),
            _end(_ALLOW),
        ],
        "socket": [
            _load(_ARGUMENTS),
            (_EQUAL, 0, 4, _LOCAL),
            _load(_ARGUMENTS + 8),
            (_AND, 0, 0, 0xF),
            (_EQUAL, 2, 0, _STREAM),
            (_EQUAL, 1, 0, _PACKETS),
            _refuse(errno.EPERM),
            _end(_ALLOW),
        ],
        "setsockopt": _one_of(2, _SOCKET_OPTIONS),
        "fcntl": _one_of(1, (*_FCNTL, *_SEALS)),
        **dict.fromkeys(FEIGNED, [_end(_ERRNO)]),
    }


def _one_of(argument: int, allowed: Sequence[int]) -> list[_Instruction]:
    """Allowed where the low half of an argument, all that the kernel reads of these, is among the values."""
    return [*_among(argument, allowed, 1), _refuse(errno.EPERM), _end(_ALLOW)]


def _among(argument: int, values: Sequence[int], skipped: int) -> list[_Instruction]:
    """Instructions that skip themselves and some more if the low half of an argument is among the values."""
    tests = [(_EQUAL, len(values) - 1 - place + skipped, 0, value) for place, value in enumerate(values)]
    return [_load(_ARGUMENTS + 8 * argument), *tests]


def _load(offset: int) -> _Instruction:
    return _LOAD, 0, 0, offset


def _end(action: int) -> _Instruction:
    return _RETURN, 0, 0, action


def _refuse(number: int) -> _Instruction:
    return _end(_ERRNO | number)
