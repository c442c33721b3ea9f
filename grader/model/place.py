"""Where something stands, for messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and in it a line counted from 1 (in a notebook, a cell's)."""

    file: str
    line: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}, cell {self.cell}, line {self.line}"
        return self.file if self.line is None else f"{self.file}:{self.line}"
