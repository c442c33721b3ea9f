"""Programs handed in, and all that a reader of a record gets to see."""

import io
from collections.abc import Mapping
from typing import Any

from grader.model import Answer, Assignment, Cells, File, Place
from grader.reports.record import Record, dumps
from grader.reports.terminal import part_list
from tests.reports.classroom import fragment


def in_a_file(source: str) -> Answer:
    return Answer((File(source.encode(), Place("solution.py")),))


def in_cells(source: str) -> Answer:
    head, _, body = source.partition("\ndef f(")
    return Answer((Cells((("cell 1", head), ("cell 2", f"def f({body}")), Place("hw.ipynb")),))


def read(assignment: Assignment, told: Record) -> str:
    """All that a reader of a record gets to see: JSON, a page, a terminal."""
    out = io.StringIO()
    part_list.show(assignment, told, out)
    return "\n".join([dumps(told), fragment(assignment, told), out.getvalue()])


def criteria(told: Record) -> list[Mapping[str, Any]]:
    return [criterion for part in told["parts"] for criterion in part["criteria"]]
