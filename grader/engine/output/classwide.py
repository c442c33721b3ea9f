"""The gradebook, the class page and the CSV of criteria, from what is stored of each submission."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from grader.engine.output.files import OF_THE_CLASS, Out, is_there, replacing
from grader.engine.store import Store, unpacked
from grader.model import Assignment
from grader.provenance import digest
from grader.reports import gradebook
from grader.reports.html import document


def write(out: Out, assignment: Assignment, store: Store, names: Sequence[str], look: str, *, criteria: bool) -> None:
    """Write what is of the whole class, if something has changed; who has no report yet is left out.

    Raises:
        UsageError: a file cannot be written.
    """
    book, page, table = (out.folder / name for name in OF_THE_CLASS)
    state = digest([look, names, criteria, store.state])
    if state == store.written() and all(map(is_there, (book, page, *([table] if criteria else [])))):
        return
    store.write("")  # killed from here on, they are of no state, whatever comes next
    with ExitStack() as files:
        write_row = gradebook.writer(assignment, files.enter_context(replacing(book)))
        shown = files.enter_context(replacing(page))
        write_criteria = (
            gradebook.criteria_writer(assignment, files.enter_context(replacing(table))) if criteria else None
        )

        def entries() -> Iterator[document.ClassEntry]:
            for name in names:
                if (found := store.report(name)) is None:
                    continue
                slim = json.loads(unpacked(found.slim))
                write_row(slim)
                if write_criteria is not None:
                    write_criteria(slim)
                yield document.ClassEntry(slim, found.pieces)

        document.class_page(assignment, entries(), store.piece, shown)
    store.drop_pieces()
    store.write(state)
