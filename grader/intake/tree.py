"""A submission's regular files, read-only, whether they lie in a folder or in a zip."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import SubmissionError, Unreadable
from grader.intake import limits
from grader.model import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file: its size in bytes as listed, and how to read its first bytes (raises OSError)."""

    size: int
    read: Callable[[int], bytes]


@dataclass(slots=True)
class Tree:
    """Files by relative name (printable, with "/"), and notes on what was skipped. Counts what is read."""

    entries: dict[str, Entry]
    notes: list[str] = field(default_factory=list)
    unread: int = limits.TOTAL

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.entries))

    def read(self, name: str, limit: int) -> bytes:
        """The whole file.

        Raises:
            Unreadable: it is larger than `limit` bytes, or all together are too much, or it cannot be read.
        """
        entry, place = self.entries[name], Place(name)
        if entry.size > limit:
            raise _too_large(name, f"has {entry.size:,} bytes", limit)
        if entry.size > self.unread:
            message = f"{name} is not read: the files together have more than {limits.TOTAL:,} bytes"
            raise Unreadable(message, place, "Hand in only the files that the assignment asks for.")
        try:
            data = entry.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"{name} cannot be read: {error.strerror or error}", place) from None
        if len(data) > limit:
            raise _too_large(name, "is larger than it was listed", limit)
        self.unread -= len(data)
        return data


def shown_path(path: Path) -> str:
    """The name of `path` on one printable line, for a message: students need not know where it is."""
    from grader.intake.text import printable

    return printable(path.name or path.as_posix())


def ignored(part: str) -> bool:
    """Whether a file or folder of this name is the system's or a tool's own, never an answer."""
    return part.startswith(".") or part.casefold() in ("__macosx", "__pycache__", "thumbs.db", "desktop.ini")


def neither(path: Path) -> SubmissionError:
    return SubmissionError(f"{shown_path(path)} is neither a folder nor a zip file; name the folder with the answers")


def too_many(path: Path, limit: int) -> SubmissionError:
    return SubmissionError(
        f"{shown_path(path)} holds more than {limit:,} files; hand in only those that the assignment asks for"
    )


def _too_large(name: str, size: str, limit: int) -> Unreadable:
    message = f"{name} {size}; at most {limit:,} bytes are read"
    return Unreadable(message, Place(name), "Hand in a smaller file.")
