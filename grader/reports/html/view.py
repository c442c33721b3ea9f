"""The data for the pages' templates: records joined with the assignment, statistics by problem."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.model import Assignment, Part, Status
from grader.reports import code_calls
from grader.reports.formatting import points, visible
from grader.reports.html import evidence
from grader.reports.record import Record
from grader.reports.statistics import ClassSummary, PartSummary, Row
from grader.reports.status_words import CODES, OWED, OWED_BY, SYMBOLS, WORDS, names

_SHOWN = ("id", "status", "score", "max_score", "message", "hint", "evidence", "answer_key", "visible")
"""What pages show of a criterion; the key of a piece knows nothing else of it."""


def head(assignment: Assignment, record: Record) -> dict[str, Any]:
    """The data for the head of a student's result, as plain JSON: points by problem, and one status per part."""
    found = {part["id"]: part for part in record["parts"]}
    problems = []
    for problem in assignment.problems:
        parts = [_summed(found[part.id]) for part in problem.parts if part.id in found]
        if parts:
            problems.append({"id": problem.id, "title": problem.title or problem.id, "parts": parts, **_sums(parts)})
    statuses = {part["status"] for part in record["parts"]}
    return {
        **_sums(record["parts"]),
        "id": record["submission"],
        "score": record["score"],
        "max_score": record["max_score"],
        "notes": list(record.get("notes", ())),
        "problems": problems,
        "owed": [words for status, words in OWED_BY.items() if status in statuses],
    }


def part(asked: Part, graded: Record) -> dict[str, Any]:
    """The data for a part, as plain JSON: the question, and what pages show of its record."""
    told = graded["criteria"]
    criteria = [
        {**{key: criterion[key] for key in _SHOWN if key in criterion}, "name": name or criterion["check"]}
        for criterion, name in zip(told, names(asked.criteria, len(told)), strict=True)
    ]
    return {**_summed(graded), "title": asked.title, "question": asked.question, "criteria": criteria}


def opened(part: Record) -> Record:
    """A part with its evidence read into panels, and with who owes what waits."""
    told = part["criteria"]
    shown = code_calls.once([criterion["evidence"] for criterion in told])
    criteria = [
        {**criterion, "shown": evidence.read(each, criterion.get("answer_key", {}))}
        for criterion, each in zip(told, shown, strict=True)
    ]
    return {**part, "criteria": criteria, "owed": OWED.get(Status(part["status"]))}


def _summed(graded: Mapping[str, Any]) -> dict[str, Any]:
    return {key: graded[key] for key in ("id", "status", "score", "max_score")}


def _sums(parts: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Points of several parts: got, possible, settled and waiting."""
    parts = list(parts)
    settled = sum(part["max_score"] for part in parts if part["score"] is not None)
    possible = sum(part["max_score"] for part in parts)
    score = sum(part["score"] for part in parts if part["score"] is not None)
    return {"score": score, "max_score": possible, "settled": settled, "waiting": possible - settled}


def statistics(assignment: Assignment, summary: ClassSummary) -> dict[str, Any]:
    """A class's statistics, the parts grouped by problem."""
    parts = iter(summary.parts)
    problems = [
        {"title": problem.title or problem.id, "parts": [_statistics(next(parts)) for _ in problem.parts]}
        for problem in assignment.problems
    ]
    return {
        "students": summary.students,
        "spread": summary.spread,
        "histogram": summary.histogram,
        "waiting": summary.waiting,
        "owed": summary.owed,
        "problems": [problem for problem in problems if problem["parts"]],
    }


def _statistics(summary: PartSummary) -> dict[str, Any]:
    return {
        "part": summary.part,
        "mean": summary.mean,
        "statuses": summary.statuses,
        "shares": [(f"s-{status}", count, f"{count} {WORDS[status]}") for status, count in summary.statuses],
        "criteria": [
            (
                check,
                mean,
                [
                    ("earned", mean.points, f"{points(mean.points)} of {points(mean.of)} points"),
                    ("lost", mean.of - mean.points, ""),
                ]
                if mean.points is not None
                else [],
            )
            for check, mean in summary.criteria
        ],
        "mistakes": summary.mistakes,
    }


def table(assignment: Assignment, rows: Iterable[Row], pages: Iterable[Sequence[int]]) -> dict[str, Any]:
    """The class's table as short JSON values.

    A student is [id, the id made visible or 0 where that is the same, score, points waiting, a letter
    a part for its status, points a part, the numbers of the pieces of its page].
    """
    parts = [
        {"id": part.id, "max": part.max_score, "first": at == 0}
        for problem in assignment.problems
        for at, part in enumerate(problem.parts)
    ]
    students = [
        [
            row.id.encode("utf-8", "backslashreplace").decode(),
            shown if (shown := visible(row.id)) != row.id else 0,
            row.score,
            row.waiting,
            "".join(CODES[status] if status else "-" for status in row.statuses),
            row.scores,
            page,
        ]
        for row, page in zip(rows, pages, strict=True)
    ]
    statuses = {CODES[status]: {"name": status, "symbol": SYMBOLS[status], "words": WORDS[status]} for status in Status}
    return {"parts": parts, "most": assignment.max_score, "statuses": statuses, "students": students}
