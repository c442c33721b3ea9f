"""Grades as HTML: a page for one student, and one file for a whole class.

Both pages stand alone: no network, no fonts, no dates. A Content Security Policy allows just the
style and the script that are in the page, by their hashes. All text of students is escaped, and what
could not be seen in it is made visible (`grader.reports.shown`).
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TextIO

from grader.model import Assignment, Status
from grader.reports import view
from grader.reports.record import Record
from grader.reports.statistics import Tally
from grader.reports.templates import asset, render

_NEITHER = "base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One student of a class page: the grader's record, and what `student_fragment` made of it, `packed`."""

    record: Record
    page: str


def student_fragment(assignment: Assignment, record: Record) -> str:
    """One student's result as HTML without a frame, from a full record or one made for the student.

    Parts of the record that the assignment does not have are left out.
    """
    return render("fragment.html.j2", student=view.student(assignment, record))


def student_page(assignment: Assignment, record: Record) -> str:
    """A page of its own for one student: static, no script."""
    style = asset("style.css")
    return render(
        "student.html.j2",
        assignment=assignment,
        student=record["submission"],
        html={"policy": policy(style), "style": style, "fragment": student_fragment(assignment, record)},
    )


def class_page(assignment: Assignment, entries: Iterable[ClassEntry], out: TextIO) -> None:
    """Writes the page of a whole class, entries by id, one at a time.

    Of each entry only a summary row is kept; its page is written at once and opened by the page's script
    when it is asked for. `out` should write UTF-8 and leave line ends as they are: the policy's hashes are
    of the text with plain line feeds.
    """
    style, script = asset("style.css") + asset("class.css"), asset("script.js")
    out.write(
        render("class_head.html.j2", assignment=assignment, html={"policy": policy(style, script), "style": style})
    )
    tally = Tally(assignment)
    for at, entry in enumerate(entries):
        tally.add(entry.record)
        out.write(f'\n<script type="text/plain" id="s{at}">{entry.page}</script>')
    tail = render(
        "class_tail.html.j2",
        assignment=assignment,
        summary=view.statistics(assignment, tally.summary()),
        statuses=tuple(Status),
        filters=(Status.NEEDS_REVIEW, Status.NEEDS_GPU, Status.UNREADABLE, Status.GRADER_ERROR),
        html={"rows": script_json(view.table(assignment, tally.rows)), "script": script},
    )
    out.write("\n" + tail)


def policy(style: str, script: str | None = None) -> str:
    """The page's Content Security Policy: this style, this script if any, and nothing else."""
    scripts = f" script-src '{_hash(script)}';" if script is not None else ""
    return f"default-src 'none';{scripts} style-src '{_hash(style)}'; img-src data:; {_NEITHER}"


def packed(fragment: str) -> str:
    """A fragment as the class page embeds it: deflated, in base64; the same bytes for the same fragment."""
    return base64.b64encode(zlib.compress(fragment.encode(), 6)).decode()


def script_json(value: Any) -> str:
    """JSON that can stand in a script element: ASCII, and nothing that could end the element."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
