"""A submission's record, and what reports need of it, put together from its rows. Pure."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import methodcaller

import grader
from grader.engine.marking import assemble
from grader.engine.store.rows import HandIn, Packed, Report, Row, loaded, packed
from grader.model import Assignment, Place, Submission
from grader.provenance import Sources, digest
from grader.reports import record
from grader.reports.html import document
from grader.reports.html.pieces import Piece, pieces
from grader.reports.html.templates import drawing
from grader.reports.statistics import slim


@dataclass(frozen=True, slots=True)
class Wanted:
    """The settings of reports: the digest of their look, the provenance that they state, and students' pages, if any.

    `page` is "" for none, "before" or "after" the release.
    """

    look: str
    provenance: Mapping[str, str]
    page: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The record's text, what is stored of it, the pieces of its page, and the student's own page if one is wanted."""

    record: str
    report: Report
    pieces: tuple[Piece, ...]
    page: str | None


def look(rubric_hash: str, sources: Sources) -> str:
    """The digest of what reports depend on besides the rows: the rubric's words and points, and what draws them."""
    modules = ["grader.engine.marking.assemble", "grader.engine.output.reporting", *sources.package("grader.reports")]
    drawn = [sources.file(sources.name(module)) for module in sources.closure(modules)]
    return digest([rubric_hash, grader.__version__, drawing(), sorted(drawn)])


def provenance(rubric_hash: str) -> Mapping[str, str]:
    """The grader's version and the rubric's digest, for records."""
    return {"grader": grader.__version__, "rubric": rubric_hash}


def reported(
    assignment: Assignment,
    name: str,
    rows: Mapping[str, Row],
    hand_in: HandIn,
    wanted: Wanted,
    text: Callable[[Piece], str] = methodcaller("render"),
) -> Reported:
    """Put a submission's reports together. `text` gives a piece's HTML, for callers who keep what was made before.

    Raises:
        ValueError, KeyError, TypeError: a row's verdicts are not what a row holds.
    """
    told = {part.id: loaded(part.ids, rows[part.id].verdicts) for part in assignment.parts if part.id in rows}
    said = {
        **wanted.provenance,
        "submission": hand_in.digest,
        **assemble.ran_in(rows[part].isolation for part in told),
    }
    begins = {part: Place(*place) for part, place in hand_in.begins.items()}
    grade = assemble.grade(assignment, Submission(name, {}, hand_in.notes), told, said, begins)
    full = record.record(grade, is_plain=True)
    drawn = tuple(pieces(assignment, full))
    page = None
    if wanted.page:
        page = document.student_page(assignment, record.for_student(full, released=wanted.page == "after"), text)
    report = Report(wanted.look, wanted.page, packed(json.dumps(slim(full))), tuple(piece.key for piece in drawn))
    return Reported(record.dumps(full) + "\n", report, drawn, page)


def unknown(drawn: tuple[Piece, ...], known: set[str]) -> dict[str, Packed]:
    """The pieces whose keys are not known, by key; from now on they are."""
    new = {piece.key: piece for piece in drawn if piece.key not in known}
    known.update(new)
    return {key: packed(piece.render()) for key, piece in new.items()}
