"""The gradebook, the class page and the CSV of criteria, from what is stored of each submission."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from grader.engine.output.files import Out, replacing
from grader.engine.store import Store, unpacked
from grader.model import Assignment
from grader.reports import gradebook, html

Seen = dict[str, frozenset[str]]
"""The statuses of each submission's parts."""


def write(out: Out, assignment: Assignment, store: Store, names: Sequence[str], *, criteria: bool) -> Seen:
    """Write what is of the whole class; who has no report yet is left out. Each one's parts' statuses.

    Raises:
        UsageError: a file cannot be written.
    """
    seen: Seen = {}
    pieces = set[str]()
    with ExitStack() as files:
        book = gradebook.writer(assignment, files.enter_context(replacing(out.folder / "grades.csv")))
        page = files.enter_context(replacing(out.folder / "index.html"))
        table: Path | None = out.folder / "criteria.csv" if criteria else None
        rows = gradebook.criteria_writer(assignment, files.enter_context(replacing(table))) if table else None

        def entries() -> Iterator[html.ClassEntry]:
            for name in names:
                found = store.report(name)
                if found is None:
                    continue
                slim = json.loads(unpacked(found[0].slim))
                seen[name] = frozenset(part["status"] for part in slim["parts"])
                book(slim)
                if rows is not None:
                    rows(slim)
                pieces.update(found[0].pieces)
                yield html.ClassEntry(slim, found[0].pieces)

        html.class_page(assignment, entries(), store.piece, page)
    store.keep_pieces(pieces)
    return seen
