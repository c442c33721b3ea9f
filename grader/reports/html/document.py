"""Grades as HTML: a page for one student, and one file for a whole class.

Both pages are self-contained: no network, no fonts, no dates. A Content Security Policy allows just the
style and the script that are in the page, by their hashes. All text of students is escaped, and what
could not be seen in it is made visible (`grader.reports.formatting`).
"""

import base64
import hashlib
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from operator import methodcaller
from typing import Any, TextIO

from grader.model import Assignment, Status
from grader.reports.html import view
from grader.reports.html.pieces import Piece, pieces
from grader.reports.html.templates import asset, render
from grader.reports.record import Record
from grader.reports.statistics import Tally

MOST_AHEAD = 8
"""Students whose pieces wait to be packed."""
_NEITHER = "base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """One student of a class page: a record, of which the slim form will do, and the keys of the pieces in order."""

    record: Record
    pieces: tuple[str, ...]


def student_page(assignment: Assignment, record: Record, text: Callable[[Piece], str] = methodcaller("render")) -> str:
    """A page of its own for one student: static, no script. `text` may keep what it gave for a piece."""
    style = asset("style.css")
    result = "".join(map(text, pieces(assignment, record)))
    return render(
        "student.html.j2",
        assignment=assignment,
        student=record["submission"],
        html={"policy": policy(style), "style": style, "result": result},
    )


def class_page(assignment: Assignment, entries: Iterable[ClassEntry], piece: Callable[[str], str], out: TextIO) -> None:
    """Writes the page of a whole class, entries by id, one at a time.

    `piece` gives the piece of a key. Each is asked for once, and written with the first student who has
    it; what later students share they name by its number. Of an entry only a row and these numbers are kept. `out`
    should write UTF-8 and leave line ends as they are: the policy's hashes are of the text with plain line feeds.
    """
    style, script = asset("style.css") + asset("class.css"), asset("script.js")
    out.write(
        render("class_head.html.j2", assignment=assignment, html={"policy": policy(style, script), "style": style})
    )
    tally = Tally(assignment)
    numbers: dict[str, int] = {}
    pages: list[list[int]] = []

    def new_ones() -> Iterator[list[str]]:
        for entry in entries:
            tally.add(entry.record)
            new = [key for key in dict.fromkeys(entry.pieces) if key not in numbers]
            numbers.update({key: number for number, key in enumerate(new, len(numbers))})
            pages.append([numbers[key] for key in entry.pieces])
            yield [piece(key) for key in new]

    for at, text in enumerate(_ahead(_pack, new_ones())):
        out.write(f'\n<script type="text/plain" id="s{at}">{text}</script>')
    tail = render(
        "class_tail.html.j2",
        assignment=assignment,
        summary=view.statistics(assignment, tally.summary()),
        statuses=tuple(Status),
        filters=(Status.NEEDS_REVIEW, Status.NEEDS_GPU, Status.UNREADABLE, Status.GRADER_ERROR),
        html={"rows": script_json(view.table(assignment, tally.rows, pages)), "script": script},
    )
    out.write("\n" + tail)


def policy(style: str, script: str | None = None) -> str:
    """The page's Content Security Policy: this style, this script if any, and nothing else."""
    scripts = f" script-src '{_hash(script)}';" if script is not None else ""
    return f"default-src 'none';{scripts} style-src '{_hash(style)}'; img-src data:; {_NEITHER}"


def packed(piece: str) -> str:
    """A text as a page holds it: deflated, in base64; the same bytes for the same text."""
    return base64.b64encode(zlib.compress(piece.encode(), 6)).decode()


def unpacked(text: str) -> str:
    """The text that was `packed`."""
    return zlib.decompress(base64.b64decode(text)).decode()


def _pack(new: list[str]) -> str:
    """Pieces in one: a student's own are so alike that together they take two thirds of the room."""
    return packed(json.dumps(new, ensure_ascii=False, separators=(",", ":")))


def _ahead(make: Callable[[list[str]], str], given: Iterable[list[str]]) -> Iterator[str]:
    """The results for each item, in order, made in a second thread: `zlib` works in parallel."""
    waiting = deque[Future[str]]()
    with ThreadPoolExecutor(1) as thread:
        for each in given:
            waiting.append(thread.submit(make, each))
            if len(waiting) > MOST_AHEAD:
                yield waiting.popleft().result()
        for made in waiting:
            yield made.result()


def script_json(value: Any) -> str:
    """JSON that is safe in a script element: ASCII, and nothing that could end the element."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
