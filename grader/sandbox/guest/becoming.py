"""The steps by which a process becomes a submission's: descriptors in order, cage closed, requests answered."""

import fcntl
import os
import sys
from collections.abc import Callable
from typing import TextIO

from grader.sandbox.guest import child, layers
from grader.sandbox.guest.layers import Cage

CHANNEL = 3
"""The child's end of its socket to the grader."""
_ASIDE = 16


def arrange(*descriptors: int) -> None:
    """Have these as 0, 1, 2 and so on, also in a program that is started."""
    aside = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, _ASIDE) for each in descriptors]
    for target, source in enumerate(aside):
        os.dup2(source, target)


def guarded(do: Callable[[], None]) -> None:
    """Do this and end. What fails is told as output; the grader sees that the process is gone. Never returns."""
    try:
        do()
    except Exception as error:  # noqa: BLE001 - whatever it is, this process is not the grader's any more
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(70)


def serve(cage: Cage, frame: int, first_handle: int) -> None:
    """Close the cage, and answer questions until there are no more."""
    sys.stdout, sys.stderr = text(1), text(2)
    sys.argv[:] = [""]
    layers.enclose(cage)
    child.serve(CHANNEL, frame, first_handle)


def text(descriptor: int) -> TextIO:
    """A stream for what is printed."""
    return open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
