"""The beginning of a regular file. Links, pipes and devices, which may lead anywhere or block, are never opened."""

import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def beginning(path: Path, most: int) -> bytes:
    """At most the first `most` bytes of a file, and of nothing that takes its place meanwhile.

    Raises:
        OSError: it is not a regular file, or cannot be read.
    """
    if stat.S_ISREG(path.lstat().st_mode):
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(most)
    raise OSError(0, "not a regular file")


def glance(path: Path, most: int) -> bytes | None:
    """The same, None where there is none."""
    try:
        return beginning(path, most)
    except (OSError, ValueError):
        return None
