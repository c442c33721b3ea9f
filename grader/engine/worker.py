"""What a worker process does with one submission, and the bytes in which it is asked and answers."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import grader
from grader import fingerprint, intake
from grader.engine.grade import Grader
from grader.engine.pool import Work
from grader.engine.runs import Runner
from grader.engine.store import Row
from grader.errors import SubmissionError
from grader.model import Assignment, Grade
from grader.reports import html, record
from grader.reports.pieces import pieces
from grader.rubric import load

_MADE = re.compile(r".*-[0-9a-f]{16}", re.IGNORECASE | re.DOTALL)
"""What `file_name` makes of an id."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded submission: what is stored, and the page that its student gets."""

    row: Row
    student_page: str


def key(rubric_hash: str, released: bool, isolation: Mapping[str, Any]) -> str:
    """What a stored grade must agree in to be used again, beside the submission and the code."""
    asked = [f"{name} {value}" for name, value in isolation.items() if value]
    return " ".join([rubric_hash, *(["released"] if released else []), *asked])


def provenance(rubric_hash: str) -> Mapping[str, str]:
    """Which grader and which rubric a grade comes from."""
    return {"grader": grader.__version__, "code": fingerprint.code(), "rubric": rubric_hash}


def setting(rubric: Path, released: bool, isolation: Mapping[str, Any]) -> bytes:
    return json.dumps({"rubric": str(rubric.resolve()), "released": released, "isolation": dict(isolation)}).encode()


def task(name: str, path: Path, known: str | None) -> bytes:
    return json.dumps({"id": name, "path": str(path), "known": known}).encode()


def make_work(asked: bytes) -> Work:
    """The work of a process: the rubric is loaded once, then each submission is graded by it."""
    wanted = json.loads(asked)
    assignment, rubric_hash = load.load(Path(wanted["rubric"]))
    made = Grader(assignment, provenance(rubric_hash), Runner(**wanted["isolation"]))

    def work(asked: bytes) -> Iterator[bytes]:
        wanted_now = json.loads(asked)
        path = Path(wanted_now["path"])
        digest = intake.fingerprint(path)
        if digest == wanted_now["known"]:
            yield b"null"
            return
        grade = grade_path(made, path, wanted_now["id"], digest)
        yield json.dumps(asdict(_graded(assignment, grade, digest, wanted["released"]))).encode()

    return work


def grade_path(made: Grader, path: Path, name: str, digest: str) -> Grade:
    """The grade of a folder or zip. One that cannot be opened is unreadable in every part."""
    try:
        submission = intake.read(path, made.assignment)
    except SubmissionError as error:
        return made.all_unreadable(name, f"The submission cannot be opened: {error}", submission=digest)
    except (MemoryError, RecursionError) as error:
        reason = f"The grader ran out of room while it read the submission ({type(error).__name__})."
        return made.all_our_fault(name, reason, submission=digest)
    return made.grade(dataclasses.replace(submission, id=name), submission=digest)


def graded(answered: bytes) -> Graded | None:
    """What a worker answered; None where the submission is what it was when it was graded last."""
    said: Any = json.loads(answered)
    return None if said is None else Graded(Row(**said["row"]), said["student_page"])


def lost(made: Grader, name: str, reason: str, released: bool) -> Graded:
    """The grade of a submission that no worker survived; it has no hash, so the next run tries again."""
    message = f"The grader's process for this submission ended twice: {reason}. This costs no points."
    return _graded(made.assignment, made.all_our_fault(name, message), "", released)


def student_page(assignment: Assignment, full: record.Record, released: bool) -> str:
    return html.student_page(assignment, record.for_student(full, released=released))


def file_name(name: str, suffix: str) -> str:
    """A file's name for a submission's id: the id itself, cut and made unique where it is too long.

    An id that looks like one so made is made so too: nobody can be called like another's file.
    """
    whole = name + suffix
    if len(whole.encode()) <= 200 and not name.startswith(".") and not _MADE.fullmatch(name):
        return whole
    return f"{name.lstrip('.')[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}{suffix}"


def _graded(assignment: Assignment, grade: Grade, digest: str, released: bool) -> Graded:
    full = record.record(grade)
    text = record.dumps(full) + "\n"
    page = json.dumps([(piece.key, html.packed(piece.render())) for piece in pieces(assignment, full)])
    row = Row(grade.submission, digest, grade.score, grade.max_score, grade.status, text, page)
    return Graded(row, student_page(assignment, full, released))
