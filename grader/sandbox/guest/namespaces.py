"""Namespaces of Linux: a network without interfaces, and mounts that cannot be written to."""

import contextlib
import os
from pathlib import Path

from grader.sandbox.guest import libc

SCRATCH = 256 << 20
"""Bytes of all files together that a process may have at a time in a folder that is memory."""
_SCRATCH_FILES = 8192


def move_away() -> bool:
    """New namespaces for the network, System V IPC and mounts, made once for the template and so for all its children.

    One for processes would take a second fork a child, and forbids nothing that seccomp leaves.
    """
    if not libc.LINUX:
        return False
    user, group = os.geteuid(), os.getegid()
    wanted = libc.CLONE_NEWNET | libc.CLONE_NEWIPC | libc.CLONE_NEWNS
    try:
        libc.unshare(wanted if user == 0 else wanted | libc.CLONE_NEWUSER)
    except OSError:
        return False
    if user != 0:
        for name, text in {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}.items():
            Path(f"/proc/self/{name}").write_text(text)
    return True


def mounted_read_only() -> bool:
    """Nothing that the children see can be written. Nor does the kernel note there when a file was last read: in that
    a program could leave word to the next one, thousands of bits of what it was given."""
    try:
        libc.mount_read_only()
    except OSError:
        return False
    return True


def own_scratch(folder: str, user: int | None) -> None:
    """For this process alone: memory of a bounded size in place of a folder. It goes with the process.

    /proc becomes writable again, where it was, since CUDA gives up where it cannot write its threads' names there;
    which of its files are opened is for the other layers.

    Raises:
        OSError: refused.
    """
    libc.unshare(libc.CLONE_NEWNS)
    owner = "" if user is None else f",uid={user},gid={user}"
    libc.mount_memory(folder, f"size={SCRATCH},nr_inodes={_SCRATCH_FILES},mode=700{owner}")
    with contextlib.suppress(OSError):
        libc.mount_writable("/proc")
