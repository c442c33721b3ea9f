"""Grades as tables: `grades.csv`, one row per student and one column per part; and all criteria, one row each."""

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
    row = _rows(out)
    row("submission", "score", "max_score", "status", *ids)

    def write(record: Record) -> None:
        scores = {part["id"]: part["score"] for part in record["parts"]}
        head = (record["submission"], record["score"], record["max_score"], record["status"])
        row(*head, *(scores.get(name) for name in ids))

    return write


def criteria_writer(assignment: Assignment, out: TextIO) -> Callable[[Record], None]:
    """Write the header; the function returned writes a row for each criterion of a student's record.

    What has no id of its own goes by its check's name. The score of what waits is empty.
    """
    ids = [part.id for part in assignment.parts]
    row = _rows(out)
    row("submission", "part", "criterion", "check", "score", "max_score", "status", "mistake")

    def write(record: Record) -> None:
        found = {part["id"]: part for part in record["parts"]}
        for part in (found[id] for id in ids if id in found):
            for criterion in part["criteria"]:
                name = criterion.get("id", criterion["check"])
                rest = (criterion.get(key) for key in ("check", "score", "max_score", "status", "mistake"))
                row(record["submission"], part["id"], name, *rest)

    return write


def _rows(out: TextIO) -> Callable[..., None]:
    """A function that writes its arguments as a row."""
    rows = csv.writer(out, lineterminator="\n")

    def row(*values: Any) -> None:
        rows.writerow([cell(value) for value in values])

    return row


def cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front.

    >>> [cell(value) for value in ("=1+1", "oak", -2, None)]
    ["'=1+1", 'oak', -2, '']
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
