"""Images and labels in a sealed memory file: handed to a process as a descriptor, and changed by nobody.

A process maps it private and writable, so that a program may work in place on its own copy.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

_ADD_SEALS = 1033
_SEALS = 0x1 | 0x2 | 0x4 | 0x8
"""F_ADD_SEALS; F_SEAL_SEAL, _SHRINK, _GROW and _WRITE of <linux/fcntl.h>."""


@contextmanager
def sealed(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> Iterator[int]:
    """The descriptor of a file that holds the images, and from the next multiple of eight bytes on the labels."""
    descriptor = _made()
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(np.ascontiguousarray(images).data)
            file.write(bytes(-images.nbytes % 8))
            file.write(np.ascontiguousarray(labels, dtype="<i8").data)
        if hasattr(os, "memfd_create"):
            fcntl.fcntl(descriptor, _ADD_SEALS, _SEALS)
        yield descriptor
    finally:
        os.close(descriptor)


def _made() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("images", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile() as file:  # has no name any more; private mappings leave it as it is
        return os.dup(file.fileno())
