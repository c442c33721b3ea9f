"""One hash for all that a submission holds."""

from pathlib import Path

from grader.errors import SubmissionError, Unreadable
from grader.intake import limits
from grader.intake.opening import opened


def fingerprint(path: Path) -> str:
    """A string `sha256:…` over the names and contents of the regular files, the smallest first.

    A folder and a zip of it have the same. What is larger than we ever read, alone or with all that is smaller,
    counts by its name and size, and a submission that cannot be opened by the reason why. Nothing is raised.
    """
    import hashlib

    total = hashlib.sha256()
    try:
        with opened(path) as tree:
            for name in sorted(tree.names(), key=lambda name: tree.entries[name].size):
                try:
                    content = hashlib.sha256(tree.read(name, limits.ARRAYS)).hexdigest()
                except Unreadable as error:
                    content = error.message
                total.update(f"{name}\0{tree.entries[name].size}\0{content}\0".encode())
            total.update("\0".join(tree.notes).encode())
    except SubmissionError as error:
        total.update(str(error).encode())
    return f"sha256:{total.hexdigest()}"
