"""Places in files, for messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place: a file, and in it a line counted from 1 (in a notebook, a line of a cell)."""

    file: str
    line: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}, cell {self.cell}, line {self.line}"
        return self.file if self.line is None else f"{self.file}:{self.line}"
