"""The filter of system calls, decided by a machine of its own, and the numbers of the calls by other sources."""

import ctypes
import ctypes.util
import errno
import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.sandbox.guest import seccomp, syscalls

X86, ARM = "x86_64", "aarch64"
ARCH = {X86: 0xC000003E, ARM: 0xC00000B7}
TABLE = {
    **syscalls.PLAIN,
    **syscalls.ASKED_ABOUT,
    **syscalls.ON_A_DEVICE,
    **syscalls.ASKED_ON_A_DEVICE,
    **syscalls.FEIGNED,
}
PID = 4242


def decide(program: bytes, arch: int, number: int, arguments: Sequence[int] = ()) -> str:
    """What a filter says, by interpreting it as the kernel does."""
    code = list(struct.iter_unpack("HBBI", program))
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("iIQ6Q", number, arch, 0, *(argument & (1 << 64) - 1 for argument in padded))
    accumulator = place = 0
    while True:
        operation, if_true, if_false, value = code[place]
        place += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("I", data, value)
        elif operation == 0x06:
            names = {0x80000000: "kill", 0x7FFF0000: "allow"}
            return names.get(value) or (errno.errorcode[value & 0xFFFF] if value & 0xFFFF else "feigned")
        elif operation == 0x54:
            accumulator &= value
        else:
            tests = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}
            place += if_true if tests[operation] else if_false


THREAD = 0x3D0F00
"""The flags with which glibc starts a thread."""

DECISIONS = {
    "read": ("read", (), "allow"),
    "start a thread": ("clone", (THREAD,), "allow"),
    "fork": ("clone", (17,), "EPERM"),
    "vfork": ("clone", (0x4111,), "EPERM"),
    "a thread in a network of its own": ("clone", (THREAD | 0x40000000,), "EPERM"),
    "a thread with users of its own": ("clone", (THREAD | 0x10000000,), "EPERM"),
    "clone3": ("clone3", (), "ENOSYS"),
    "signal itself": ("kill", (PID, 9), "allow"),
    "signal another": ("kill", (PID + 1, 9), "EPERM"),
    "signal everybody": ("kill", (-1, 9), "EPERM"),
    "signal its group": ("kill", (0, 9), "EPERM"),
    "signal a thread of its own": ("tgkill", (PID, PID + 1, 6), "allow"),
    "signal a thread of another": ("tgkill", (PID + 1, PID + 1, 6), "EPERM"),
    "name a thread": ("prctl", (15,), "allow"),
    "become dumpable": ("prctl", (4, 1), "EPERM"),
    "another filter": ("prctl", (22, 2), "EPERM"),
    "is it a terminal": ("ioctl", (0, 0x5401), "allow"),
    "type into a terminal": ("ioctl", (0, 0x5412), "EPERM"),
    "its own limits": ("prlimit64", (0, 7), "allow"),
    "the limits of another": ("prlimit64", (1, 7), "EPERM"),
    "flags of a descriptor": ("fcntl", (3, 3), "allow"),
    "have another signalled": ("fcntl", (3, 8, 1), "EPERM"),
    "a larger pipe": ("fcntl", (3, 1031, 1 << 20), "EPERM"),
}


@pytest.mark.parametrize("machine", [X86, ARM])
@pytest.mark.parametrize(("name", "arguments", "decision"), DECISIONS.values(), ids=DECISIONS)
def test_what_may_be_called(machine: str, name: str, arguments: Sequence[int], decision: str) -> None:
    number = TABLE[name][machine == ARM]
    assert number is not None
    assert decide(seccomp.program(PID, machine), ARCH[machine], number, arguments) == decision


ON_A_DEVICE = {
    # what a program on a device may call, and what any other may
    "a memory file": ("memfd_create", (), "allow", "EPERM"),
    "a local socket": ("socket", (1, 1), "allow", "EPERM"),
    "a local socket of packets, closed on exec": ("socket", (1, 5 | 0x80000), "allow", "EPERM"),
    "a local socket of datagrams": ("socket", (1, 2), "EPERM", "EPERM"),
    "a socket of the internet": ("socket", (2, 1), "EPERM", "EPERM"),
    "a socket of the kernel's": ("socket", (16, 3), "EPERM", "EPERM"),
    "who is at the other end": ("setsockopt", (3, 1, 16), "allow", "EPERM"),
    "a filter on a socket": ("setsockopt", (3, 1, 26), "EPERM", "EPERM"),
    "an address": ("bind", (), "allow", "EPERM"),
    "the driver's control": ("ioctl", (3, 0xC020462A), "allow", "EPERM"),
    "unified memory begins": ("ioctl", (3, 0x30000001), "allow", "EPERM"),
    "unified memory ends": ("ioctl", (3, 0x30000002), "allow", "EPERM"),
    "no call of unified memory": ("ioctl", (3, 0x30000003), "EPERM", "EPERM"),
    "unified memory is mapped": ("ioctl", (3, 33), "allow", "EPERM"),
    "a number too large": ("ioctl", (3, 0x100), "EPERM", "EPERM"),
    "is it a terminal": ("ioctl", (0, 0x5401), "allow", "allow"),
    "type into a terminal": ("ioctl", (0, 0x5412), "EPERM", "EPERM"),
    "seal a file": ("fcntl", (3, 1033), "allow", "EPERM"),
    "have another signalled": ("fcntl", (3, 8, 1), "EPERM", "EPERM"),
    "other cores": ("sched_setaffinity", (), "feigned", "EPERM"),
    "another priority": ("setpriority", (), "feigned", "EPERM"),
    "a thread": ("clone", (THREAD,), "allow", "allow"),
    "a process": ("clone", (17,), "EPERM", "EPERM"),
    "a folder": ("mkdirat", (), "allow", "EPERM"),
}


@pytest.mark.parametrize("machine", [X86, ARM])
@pytest.mark.parametrize(("name", "arguments", "on_a_device", "usually"), ON_A_DEVICE.values(), ids=ON_A_DEVICE)
def test_what_may_be_called_on_a_device(
    machine: str, name: str, arguments: Sequence[int], on_a_device: str, usually: str
) -> None:
    number = TABLE[name][machine == ARM]
    assert number is not None
    for device, decision in ((True, on_a_device), (False, usually)):
        assert decide(seccomp.program(PID, machine, device=device), ARCH[machine], number, arguments) == decision


NEVER = {
    # numbers on x86-64 and arm64
    "socket": (41, 198), "connect": (42, 203), "sendmsg": (46, 211), "recvmsg": (47, 212), "socketpair": (53, 199),
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "tkill": (200, 130), "unshare": (272, 97),
    "setns": (308, 268), "mount": (165, 40), "io_uring_setup": (425, 425), "bpf": (321, 280),
    "perf_event_open": (298, 241), "keyctl": (250, 219), "userfaultfd": (323, 282), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "memfd_create": (319, 279), "personality": (135, 92),
    "chmod": (90, None), "fchmodat": (268, 53), "setxattr": (188, 5), "unlinkat": (263, 35), "mkdirat": (258, 34),
    "setuid": (105, 146), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    "kexec_load": (246, 104), "reboot": (169, 142), "setpriority": (141, 140), "sched_setaffinity": (203, 122),
    "seccomp": (317, 277), "landlock_restrict_self": (446, 446), "rt_sigqueueinfo": (129, 138), "quotactl": (179, 60),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "mknodat": (259, 33), "symlinkat": (266, 36),
    "linkat": (265, 37), "utimensat": (280, 88), "truncate": (76, 45), "mbind": (237, 235),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "inotify_init1": (294, 26), "syslog": (103, 116),
}  # fmt: skip


@pytest.mark.parametrize("machine", [X86, ARM])
@pytest.mark.parametrize("numbers", NEVER.values(), ids=NEVER)
def test_what_may_never_be_called(machine: str, numbers: tuple[int, int | None]) -> None:
    number = numbers[machine == ARM]
    if number is not None:
        assert decide(seccomp.program(PID, machine), ARCH[machine], number) == "EPERM"


LEFT_OUT = {"memfd_create", "unlinkat", "mkdirat", "setpriority", "sched_setaffinity", "socket"}
"""Calls that are allowed on a device, or feigned; of `socket`, which decides by its arguments, see above."""


@pytest.mark.parametrize("machine", [X86, ARM])
@pytest.mark.parametrize("name", [name for name in NEVER if name not in LEFT_OUT])
def test_what_may_never_be_called_on_a_device_either(machine: str, name: str) -> None:
    number = NEVER[name][machine == ARM]
    if number is not None:
        assert decide(seccomp.program(PID, machine, device=True), ARCH[machine], number) == "EPERM"


@pytest.mark.parametrize("machine", [X86, ARM])
def test_numbers_of_another_architecture_kill(machine: str) -> None:
    program = seccomp.program(PID, machine)
    assert decide(program, 0x40000003, 1) == "kill"  # i386, by int 0x80
    assert decide(program, ARCH[ARM if machine == X86 else X86], 63) == "kill"
    if machine == X86:
        assert decide(program, ARCH[X86], 0x40000000) == "kill"  # x32
        assert decide(program, ARCH[X86], 0x40000000 + 59) == "kill"


def test_calls_that_are_newer_than_the_list_do_not_exist() -> None:
    assert decide(seccomp.program(PID, X86), ARCH[X86], syscalls.NEWEST + 1) == "ENOSYS"
    assert decide(seccomp.program(PID, X86), ARCH[X86], syscalls.NEWEST) == "EPERM"


HEADERS = {
    X86: ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    ARM: ("/usr/include/asm-generic/unistd.h",),
}


def in_header(machine: str) -> dict[str, int]:
    text = next((Path(path).read_text() for path in HEADERS[machine] if Path(path).exists()), None)
    if text is None:
        pytest.skip("the kernel's headers are not installed here")
    found = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    return {**found, "newfstatat": found.get("newfstatat", found.get("fstatat", -1))}


@pytest.mark.parametrize("machine", [X86, ARM])
def test_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    theirs = in_header(machine)
    ours = {name: numbers[machine == ARM] for name, numbers in TABLE.items()}
    assert {name: number for name, number in ours.items() if number is not None} == {
        name: theirs[name] for name, number in ours.items() if number is not None
    }


def by_libseccomp() -> Iterator[tuple[str, int, int]]:
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    for name in TABLE:
        resolved = [library.seccomp_syscall_resolve_name_arch(arch, name.encode()) for arch in ARCH.values()]
        yield name, resolved[0], resolved[1]


@pytest.mark.skipif(not ctypes.util.find_library("seccomp"), reason="libseccomp is not installed here")
def test_numbers_are_those_of_libseccomp() -> None:
    for name, x86, arm in by_libseccomp():
        ours = TABLE[name]
        assert ours[0] == x86 or x86 < 0, name
        assert (ours[1] if ours[1] is not None else -1) == max(arm, -1), name
