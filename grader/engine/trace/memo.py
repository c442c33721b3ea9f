"""Rows of the same answer, given by several students: it is judged once in a process."""

from grader.engine.marking.notes import Notes
from grader.engine.store.rows import Row
from grader.engine.trace.inputs import Inputs
from grader.model import Status

SIZE = 16 * 2**20
"""Bytes that rows may take, about, before all are dropped."""
ROW = 1000
"""Bytes that a row takes in addition to its verdicts, about."""
PERSONAL = frozenset({"secret", "draws", "files", "isolation"})
"""Inputs of verdicts that depend on who the student is, or on a program that may do otherwise the next time."""


class Memo:
    """Rows by their part and their own inputs. All inputs that submissions share are the same in one process."""

    def __init__(self, size: int = SIZE):
        self._size, self._held = size, 0
        self._rows: dict[tuple[str, tuple[tuple[str, str], ...]], Row] = {}
        self._names: dict[str, set[tuple[str, ...]]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, part: str, inputs: Inputs) -> Row | None:
        """The row of a part that was made from the same inputs, None where there is none."""
        for names in self._names.get(part, ()):
            row = self._rows.get((part, tuple((name, inputs.digest(name)) for name in names)))
            if row is not None:
                return row
        return None

    def keep(self, row: Row, notes: Notes) -> None:
        """Keeps a row, unless the same answer of another student may deserve another one, or the grader failed."""
        if row.status == Status.GRADER_ERROR or not notes.names.isdisjoint(PERSONAL):
            return
        if self._held > self._size:
            self._rows, self._names, self._held = {}, {}, 0
        own = tuple(sorted(row.own.items()))
        self._rows[row.part, own] = row
        self._names.setdefault(row.part, set()).add(tuple(name for name, _ in own))
        self._held += ROW + len(row.verdicts)
