"""Removing a folder that a program could write to: however deep it is, and whatever the modes in it.

`shutil.rmtree` goes down as deep as the folders do and gives up there, and passes over what it may not list.
"""

import contextlib
import os
import secrets
import stat

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def remove(folder: str, dir_fd: int | None = None) -> None:
    """Remove a folder, if there is one. Nobody may be writing to it any more; others may be removing it too."""
    with contextlib.suppress(OSError):
        top = os.open(folder, _FOLDER, dir_fd=dir_fd)
        try:
            while names := os.listdir(top):  # noqa: PTH208 - of a descriptor
                for name in names:
                    with contextlib.suppress(FileNotFoundError):
                        _remove_entry(top, name)
        finally:
            os.close(top)
        os.rmdir(folder, dir_fd=dir_fd)


def _remove_entry(top: int, name: str) -> None:
    """Remove an entry of a folder; what is in it comes up into the folder first."""
    if not _is_open_folder(name, top):
        os.unlink(name, dir_fd=top)
        return
    inner = os.open(name, _FOLDER, dir_fd=top)
    try:
        for each in os.listdir(inner):  # noqa: PTH208 - of a descriptor
            if _is_open_folder(each, inner):
                os.rename(each, secrets.token_hex(16), src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(each, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)


def _is_open_folder(name: str, parent: int) -> bool:
    """Whether an entry is a folder, which is then made one that may be listed and changed."""
    mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    if not stat.S_ISDIR(mode):
        return False
    if mode & 0o700 != 0o700:
        os.chmod(name, 0o700, dir_fd=parent)
    return True
