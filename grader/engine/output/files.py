"""The files that a batch writes: each takes its place once it is whole, so that a kill leaves no half of one."""

import hashlib
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from grader.errors import UsageError

_MADE = re.compile(r".*-[0-9a-f]{16}", re.IGNORECASE | re.DOTALL)
"""What `file_name` makes of an id."""
_DRAFTS = (".*.json.part", ".*.html.part", ".*.csv.part", ".grades*.sqlite.part")
OF_THE_CLASS = ("grades.csv", "index.html", "criteria.csv")
"""The files of the whole class."""


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

    @property
    def folders(self) -> tuple[Path, Path]:
        """The folders in it."""
        return self.folder / "results", self.students

    def make(self) -> None:
        """Make the folder, and the one of the results.

        Raises:
            UsageError: they cannot be made.
        """
        _make(self.folder / "results")

    def make_students(self) -> None:
        """Make the folder of students' pages.

        Raises:
            UsageError: it cannot be made.
        """
        _make(self.students)

    def tidy(self, left: Collection[str]) -> tuple[str, ...]:
        """Remove the results and pages of those who left the class; which of them still had one.

        Drafts that killed batches left go too. Whatever else lies there is not a batch's, and stays.

        Raises:
            UsageError: something cannot be removed.
        """
        theirs = {path: name for name in left for path in (self.result(name), self.page(name))}
        # what is listed, not what is named: a name in a file of grades may lead anywhere
        there = [path for folder in (self.folder, *self.folders) for path in folder.glob("*") if path.is_file()]
        gone = [path for path in there if path in theirs]
        for path in (*gone, *(path for path in there if any(map(path.match, _DRAFTS)))):
            remove(path)
        return tuple(sorted(theirs[path] for path in gone if path.suffix == ".json"))


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


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


def drafted(path: Path, text: str) -> bool:
    """Write a file's draft, which `settle` gives its place; whether that could be done."""
    try:
        with _new(draft(path)) as file:
            file.write(text)
    except OSError:
        return False
    return True


def settle(path: Path) -> None:
    """Give a draft its place.

    Raises:
        UsageError: that cannot be done.
    """
    try:
        draft(path).replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file that takes the place of `path` once it is whole.

    Raises:
        UsageError: it cannot be written (no space, no permission).
    """
    written = draft(path)
    try:
        with _new(written) as file:
            yield file
        written.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def is_there(path: Path) -> bool:
    """Whether a file is there. An empty one, as a power cut may leave it, is none."""
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def draft(path: Path) -> Path:
    """The path at which a file is written until it is complete."""
    return path.with_name(f".{path.name[:200]}.part")


def _new(path: Path) -> TextIO:
    """A new file, and not what a link or a pipe that lies there leads to."""
    path.unlink(missing_ok=True)
    return path.open("x", encoding="utf-8", newline="\n")


def file_name(name: str, suffix: str) -> str:
    """A file's name for a submission's id: the id itself, cut and made unique where it is too long.

    An id that looks like one so made is made so too: nobody can be called like another's file.
    """
    whole = name + suffix
    if len(whole.encode()) <= 200 and not name.startswith(".") and not _MADE.fullmatch(name):
        return whole
    return f"{name.lstrip('.')[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}{suffix}"
