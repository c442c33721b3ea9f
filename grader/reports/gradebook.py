"""`grades.csv`: a row a student, a column a part."""

import csv
from collections.abc import Callable
from typing import Any, TextIO

from grader.model import Assignment
from grader.reports.record import Record

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula may begin with; some spreadsheets read the full-width signs too."""


def writer(assignment: Assignment, out: TextIO) -> Callable[[Record], None]:
    """Write the header; the function returned writes one student's row.

    A part that waits for a person, a GPU or the grader has an empty cell and is not in the score.
    """
    ids = [part.id for part in assignment.parts]
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([cell(name) for name in ("submission", "score", "max_score", "status", *ids)])

    def write(record: Record) -> None:
        scores = {part["id"]: part["score"] for part in record["parts"]}
        head = (record["submission"], record["score"], record["max_score"], record["status"])
        rows.writerow([cell(value) for value in (*head, *(scores.get(name) for name in ids))])

    return write


def cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front.

    >>> [cell(value) for value in ("=1+1", "oak", -2, None)]
    ["'=1+1", 'oak', -2, '']
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
