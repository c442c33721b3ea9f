"""The files that a batch writes: each takes its place once it is whole, so that a kill leaves no half of one."""

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from grader.errors import UsageError

_MADE = re.compile(r".*-[0-9a-f]{16}", re.IGNORECASE | re.DOTALL)
"""What `file_name` makes of an id."""


@dataclass(frozen=True, slots=True)
class Out:
    """A batch's folder."""

    folder: Path

    @property
    def grades(self) -> Path:
        return self.folder / "grades.sqlite"

    @property
    def students(self) -> Path:
        return self.folder / "students"

    def result(self, name: str) -> Path:
        return self.folder / "results" / file_name(name, ".json")

    def page(self, name: str) -> Path:
        return self.students / file_name(name, ".html")

    def make(self, *, pages: bool) -> None:
        """Make the folders.

        Raises:
            UsageError: they cannot be made.
        """
        for path in (self.folder / "results", *([self.students] if pages else [])):
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None

    def tidy(self, names: Collection[str]) -> None:
        """Remove the results and pages of those who are not in the class, and drafts that killed batches left."""
        for folder, kept in (("results", map(self.result, names)), ("students", map(self.page, names))):
            wanted = set(kept)
            for path in (self.folder / folder).glob("*"):
                if path not in wanted and path.is_file():
                    path.unlink()
        for path in self.folder.glob(".*.part"):
            path.unlink()


def write(path: Path, text: str) -> None:
    """Write a file whole.

    Raises:
        UsageError: it cannot be written.
    """
    with replacing(path) as file:
        file.write(text)


def remove(path: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        UsageError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file that takes the place of `path` once it is whole.

    Raises:
        UsageError: it cannot be written (no space, no permission).
    """
    draft = path.with_name(f".{path.name[:200]}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def file_name(name: str, suffix: str) -> str:
    """A file's name for a submission's id: the id itself, cut and made unique where it is too long.

    An id that looks like one so made is made so too: nobody can be called like another's file.
    """
    whole = name + suffix
    if len(whole.encode()) <= 200 and not name.startswith(".") and not _MADE.fullmatch(name):
        return whole
    return f"{name.lstrip('.')[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}{suffix}"
