"""Values on the command line: what is allowed, and the defaults."""

import argparse
import os
from pathlib import Path


def folder(text: str) -> Path:
    """A folder to write into. Raises `argparse.ArgumentTypeError`."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; name a folder, `.` for this one")
    return Path(text)


def draws(text: str) -> int:
    """The number of draws for a golden program: from 6, so that verdicts of three can be doubled, to 1,000."""
    if not text.isdecimal() or not 6 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"draws are a whole number from 6 to 1000, not '{text}'")
    return int(text)


def jobs(text: str) -> int:
    """A number of workers. Raises `argparse.ArgumentTypeError`."""
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of workers from 1 to 1024")
    return int(text)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
