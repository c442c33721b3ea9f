"""The work on one submission: reading it, grading the parts that no longer hold, putting its record together."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from operator import methodcaller
from pathlib import Path
from typing import Any

from grader import intake
from grader.engine.marking import assemble
from grader.engine.marking.grade import Grader
from grader.engine.marking.handed import Handed, Read, Remembered, remembered
from grader.engine.marking.jobs import Kept
from grader.engine.marking.paper import Paper
from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.runs import Runner
from grader.engine.marking.trainings import Measured
from grader.engine.output import files, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Reported, Wanted
from grader.engine.secrets.draws import PUBLISHED, Secret
from grader.engine.store.rows import HandIn, Row, Unit, dumped, packed, unpacked
from grader.engine.trace.inputs import Inputs, Shared
from grader.engine.trace.memo import Memo
from grader.engine.trace.tracer import Tracer
from grader.engine.workers import talk
from grader.engine.workers.pool import Work
from grader.engine.workers.talk import Asked, Told
from grader.errors import OwnFault, SubmissionError, UsageError
from grader.model import Answer, Assignment, Part, Status, Submission, Verdict, summary
from grader.provenance import Libraries, Opened, Sources
from grader.rubric import load, parsed
from grader.rubric.parsed import Source

SOON = 0.5
"""Seconds of grading after which what is done is handed over, and kept, before the submission goes on."""
TEXTS = 500
"""Pieces of students' own pages that are kept, drawn, for the next student who has the same."""
ORACLES = ("reference",)
"""The packages whose modules may open files."""


class NoRoom(Exception):
    """The grader has no memory to read a hand-in."""


def setting(
    rubric: Source,
    isolation: Mapping[str, Any],
    secret: Secret | None,
    wanted: Wanted,
    out: Out,
    since: float,
    rehearsal: Rehearsal,
) -> bytes:
    """The settings that a worker gets once; `since` is when the batch began, in seconds since the epoch."""
    told = {
        "out": str(out.folder),
        "since": since,
        "rubric": parsed.dumped(rubric),
        "isolation": dict(isolation),
        "secret": None if secret is None else secret.key.hex(),
        "look": wanted.look,
        "provenance": dict(wanted.provenance),
        "page": wanted.page,
        "small": rehearsal.small,
        "data": None if rehearsal.data is None else str(rehearsal.data),
    }
    return json.dumps(told).encode()


def make_work(told: bytes) -> Work:
    """The work of a process: graders and oracles are made ready once, then each submission is graded."""
    opened = Opened(ORACLES)
    opened.watch()
    said = json.loads(told)
    assignment = load.build(parsed.loaded(said["rubric"]))
    secret = None if said["secret"] is None else Secret(bytes.fromhex(said["secret"]))
    runner = Runner(**said["isolation"])
    rehearsal = Rehearsal(said["small"], None if said["data"] is None else Path(said["data"]))
    sources = Sources.of_the_grader(said["since"])
    shared = Shared(assignment, secret or PUBLISHED, sources, Libraries(), lambda: tier(runner), rehearsal=rehearsal)
    wanted = Wanted(said["look"], said["provenance"], said["page"])
    grader = Grader(assignment, {}, runner, secret, rehearsal)
    return Worker(grader, shared, Tracer(shared, opened), wanted, Out(Path(said["out"]))).work


def tier(runner: Runner) -> str:
    """The tier that students' code is kept in, as a verdict depends on it."""
    try:
        return runner.isolation().partition(" ")[0]
    except UsageError:
        return "refused"
    except OwnFault:
        return "failed"


class Worker:
    """Grades the submissions of one assignment, and hands over what it found: reports as drafts where it can."""

    def __init__(self, grader: Grader, shared: Shared, tracer: Tracer, wanted: Wanted, out: Out | None = None):
        self._grader, self._shared, self._tracer, self._wanted, self._out = grader, shared, tracer, wanted, out
        self._memo = Memo()
        self._known: set[str] = set()
        self._text = lru_cache(maxsize=TEXTS)(methodcaller("render"))

    def work(self, data: bytes) -> Iterator[bytes]:
        """The results for one submission; nothing if all is as it was."""
        asked = talk.asked(data)
        digest = intake.fingerprint(Path(asked.path))
        hand_in, rows = asked.hand_in, {row.part: row for row in asked.rows}
        same = hand_in is not None and (hand_in.digest, hand_in.intake) == (digest, self._shared.reading)
        if same and asked.current and not asked.stale:
            return
        if not asked.whole:
            yield talk.encoded(Told(changed=True))
            return
        fresh: list[Row] = []
        reads: list[str] = []
        try:
            now, handed = self._handed(asked, digest, hand_in if same else None, reads)
        except NoRoom as error:
            yield talk.encoded(self._no_room(asked, str(error)))
            return
        inputs = Inputs(self._shared, handed)
        if asked.only and not same and not all(inputs.hold(row.own) for row in asked.rows):
            now = replace(now, intake="")  # rows of another hand-in stay: the next batch has to look at them
        since = time.perf_counter()
        for row in self._graded(asked, handed, inputs, rows, same=same):
            if isinstance(row, Told):
                yield talk.encoded(row)
                continue
            fresh.append(row)
            rows[row.part] = row
            if time.perf_counter() - since >= SOON:
                yield talk.encoded(Told(tuple(fresh), self._tracer.take(), tuple(rows)))
                fresh, since = [], time.perf_counter()
        if reads and intake.fingerprint(Path(asked.path)) != digest:
            now = replace(now, intake="")  # changed meanwhile: the next batch has to look which of it was read
        yield talk.encoded(self._told(asked, fresh, rows, now))

    def _handed(self, asked: Asked, digest: str, known: HandIn | None, reads: list[str]) -> tuple[HandIn, Handed]:
        """The submission: as remembered if it has not changed, else read now. `reads` gets an entry when it is read."""

        def read_now() -> Submission:
            reads.append(asked.name)
            return read(Path(asked.path), asked.name, self._grader.assignment)

        if known is not None:
            return known, Remembered(json.loads(unpacked(known.answers)), read_now)
        submission = read_now()
        handed = Read(submission)
        written = remembered(handed, (part.id for part in self._grader.assignment.parts))
        answers = packed(json.dumps(written, ensure_ascii=False))  # escaped, halves of a character become the whole one
        return HandIn(digest, self._shared.reading, submission.notes, _begins(submission), answers), handed

    def _graded(
        self, asked: Asked, handed: Handed, inputs: Inputs, rows: dict[str, Row], *, same: bool
    ) -> Iterator[Row | Told]:
        """A new row for each part that has to be graded. Rows that do not hold are taken out of `rows` before.
        What is measured of a program that is trained comes before its row, piece by piece.

        Of the `same` hand-in all rows hold that are not stale: when it was last read, they did.
        """
        wanted = []
        for part in self._grader.assignment.parts:
            holds = part.id in rows and (same or asked.only or inputs.hold(rows[part.id].own))
            if part.id in asked.stale or not (holds or asked.only):
                rows.pop(part.id, None)
                wanted.append(part)
        paper = self._grader.paper(asked.name, handed)
        known = [_kept(unit) for unit in asked.units]
        for part in wanted:
            if (row := self._memo.find(part.id, inputs)) is not None:
                yield row
                continue
            began = time.perf_counter()
            for measured in paper.train(part, known, again=part.id in asked.again):
                yield _measured(measured)
            yield self._marked(paper, part, inputs, began)

    def _marked(self, paper: Paper, part: Part, inputs: Inputs, began: float) -> Row:
        marked = self._grader.mark(paper, part)
        trace = self._tracer.trace(marked.notes, inputs)
        took = time.perf_counter() - began
        row = row_of(part, marked.verdicts, trace.context, trace.own, took, marked.isolation)
        self._memo.keep(row, marked.notes)
        return row

    def _no_room(self, asked: Asked, reason: str) -> Told:
        """Our fault in every part; the hand-in counts as unread, so that the next run tries again."""
        message = f"The grader ran out of space while it read the submission ({reason})."
        rows = [fault(part, message) for part in self._grader.assignment.parts]
        return self._told(asked, rows, {row.part: row for row in rows}, HandIn("", ""))

    def _told(self, asked: Asked, fresh: list[Row], rows: Mapping[str, Row], hand_in: HandIn) -> Told:
        found = reporting.reported(self._grader.assignment, asked.name, rows, hand_in, self._wanted, self._text)
        self._known |= set(asked.pieces)
        drafted = self._drafted(asked.name, found)
        return Told(
            tuple(fresh),
            self._tracer.take(),
            tuple(rows),
            hand_in,
            found.report,
            "" if drafted else found.record,
            None if drafted else found.page,
            reporting.unknown(found.pieces, self._known),
            drafted,
        )

    def _drafted(self, name: str, found: Reported) -> bool:
        """Whether its record and page could be written as drafts: so they need not be told."""
        if self._out is None or not files.drafted(self._out.result(name), found.record):
            return False
        return found.page is None or files.drafted(self._out.page(name), found.page)


def read(path: Path, name: str, assignment: Assignment) -> Submission:
    """A hand-in, under the name that it has in its class. One that cannot be opened is unreadable in every part.

    Raises:
        NoRoom: the grader has no memory for it.
    """
    try:
        found = intake.read(path, assignment)
    except (MemoryError, RecursionError) as error:
        raise NoRoom(type(error).__name__) from None
    except SubmissionError as error:
        problem = Answer(problem=(f"The submission cannot be opened: {error}", None, None))
        return Submission(name, {part.id: problem for part in assignment.parts})
    return replace(found, id=name)


def row_of(
    part: Part,
    verdicts: tuple[Verdict, ...],
    context: str,
    own: Mapping[str, str],
    seconds: float,
    isolation: str | None = None,
) -> Row:
    """The row of a part's verdicts."""
    status = summary(tuple(verdict.status for verdict in verdicts))
    return Row(part.id, str(status), dumped(part.ids, verdicts), context, own, round(seconds, 4), isolation)


def _kept(unit: Unit) -> Kept:
    return Kept(unit.part, unit.what, unit.program, unit.turn, unit.made_on, unit.unit, json.loads(unit.value))


def _measured(measured: Measured) -> Told:
    kept = measured.kept
    if kept is None:
        return Told(measuring=str(measured))
    value = json.dumps(kept.value, separators=(",", ":"))
    unit = Unit(kept.part, kept.what, kept.program, kept.turn, kept.on, kept.unit, value)
    return Told(units=(unit,), measuring=str(measured))


def fault(part: Part, message: str) -> Row:
    """The row of a part on which the grader itself failed. It was made from nothing, and so never holds."""
    verdict = Verdict.pending(Status.GRADER_ERROR, message)
    return row_of(part, (verdict,) * len(part.criteria), "", {}, 0.0)


def _begins(submission: Submission) -> dict[str, tuple[str, int | None, int | None]]:
    return {part: (place.file, place.line, place.cell) for part, place in assemble.begins(submission).items()}
