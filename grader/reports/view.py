"""What the pages' templates are given: records joined with the assignment, statistics by problem."""

from collections.abc import Iterable, Mapping
from typing import Any

from grader.model import Assignment, Part, Status
from grader.reports import calls, evidence
from grader.reports.record import Record
from grader.reports.shown import points, visible
from grader.reports.statistics import ClassSummary, PartSummary, Row
from grader.reports.words import CODES, OWED, OWED_BY, SYMBOLS, WORDS, names


def student(assignment: Assignment, record: Record) -> dict[str, Any]:
    """A record with titles and questions, grouped by problem."""
    found = {part["id"]: part for part in record["parts"]}
    problems = []
    for problem in assignment.problems:
        parts = [_part(part, found[part.id]) for part in problem.parts if part.id in found]
        if parts:
            problems.append({"id": problem.id, "title": problem.title or problem.id, "parts": parts, **_sums(parts)})
    statuses = {part["status"] for part in record["parts"]}
    return {
        **_sums(record["parts"]),
        "id": record["submission"],
        "score": record["score"],
        "max_score": record["max_score"],
        "notes": record.get("notes", ()),
        "problems": problems,
        "owed": [words for status, words in OWED_BY.items() if status in statuses],
    }


def _part(part: Part, graded: Mapping[str, Any]) -> dict[str, Any]:
    told = graded["criteria"]
    shown = calls.once([criterion["evidence"] for criterion in told])
    criteria = [
        {
            **criterion,
            "name": name or criterion["check"],
            "shown": evidence.read(each, criterion.get("answer_key", {})),
        }
        for criterion, name, each in zip(told, names(part.criteria, len(told)), shown, strict=True)
    ]
    owed = OWED.get(Status(graded["status"]))
    return {**graded, "title": part.title, "question": part.question, "criteria": criteria, "owed": owed}


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


def table(assignment: Assignment, rows: Iterable[Row]) -> dict[str, Any]:
    """The class's table as short JSON values.

    A student is [id, the id made visible or 0 where that is the same, score, points waiting, a letter
    a part for its status, points a part].
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
        ]
        for row in rows
    ]
    statuses = {CODES[status]: {"name": status, "symbol": SYMBOLS[status], "words": WORDS[status]} for status in Status}
    return {"parts": parts, "most": assignment.max_score, "statuses": statuses, "students": students}
