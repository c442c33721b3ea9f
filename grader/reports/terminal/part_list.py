"""A result on a terminal: each part, its points, what is right, what is wrong and why, what to do next.

Colour and rich are for a terminal; piped, or with NO_COLOR, the same lines are plain text.
"""

import os
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any, TextIO

from grader.model import Assignment, Part, Status
from grader.reports.formatting import printable
from grader.reports.record import Record
from grader.reports.status_words import SYMBOLS, names

STYLES = {
    Status.CORRECT: "green",
    Status.PARTIAL: "yellow",
    Status.INCORRECT: "red",
    Status.MISSING: "dim",
    Status.UNREADABLE: "red",
    Status.NEEDS_REVIEW: "cyan",
    Status.NEEDS_GPU: "cyan",
    Status.GRADER_ERROR: "magenta",
}
WAITING = {
    "needs_review": "a person will grade it",
    "needs_gpu": "waits for the target GPU",
    "grader_error": "the grader failed; no points are lost",
}
ASCII = str.maketrans("✓✗◐⊘·–—…→×±−⟨⟩‘’“”", "+x~!.--.>x~-<>''\"\"")
"""Marks for a stream that has none of them; each takes one column, as before."""
Line = tuple[str, str]
"""A line's text and its style (`""` for none)."""


def show(assignment: Assignment, record: Record, out: TextIO) -> None:
    """Print a record, made for its reader by `record.for_student`."""
    terminal = out.isatty()
    width = min(shutil.get_terminal_size((100, 24)).columns, 110) if terminal else 100
    rows = list(layout(assignment, record, width))
    if not _has_marks(out):
        rows = [(text.translate(ASCII), style) for text, style in rows]
    if not terminal or os.environ.get("NO_COLOR"):
        out.write("\n".join(text for text, _ in rows) + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, soft_wrap=True)
    for text, style in rows:
        console.print(Text(text, style=style))


def _has_marks(out: TextIO) -> bool:
    try:
        "✓✗◐⊘…→".encode(getattr(out, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def layout(assignment: Assignment, record: Record, width: int) -> Iterator[Line]:
    """The lines of a result, wrapped to `width` columns."""
    parts = {part["id"]: part for part in record["parts"]}
    yield f"{assignment.title} ({assignment.id}) — {printable(record['submission'])}", "bold"
    for problem in assignment.problems:
        graded = [(part, parts[part.id]) for part in problem.parts if part.id in parts]
        if graded:
            yield "", ""
            yield problem.title, "bold"
        for part, result in graded:
            yield from _part(part, result, width)
    yield "", ""
    yield from _closing(record, width)


def _part(part: Part, result: Record, width: int) -> Iterator[Line]:
    status = Status(result["status"])
    points = f"– / {result['max_score']}" if result["score"] is None else f"{result['score']} / {result['max_score']}"
    yield f"  {SYMBOLS[status]} {result['id']:<30} {points:>9}  {part.title}", STYLES[status]
    criteria, seen = result["criteria"], set[Any]()
    if status is Status.MISSING:
        return  # the closing lines list what is missing
    if len({(c["status"], c["message"], c["hint"]) for c in criteria}) == 1:
        yield from _said(criteria[0], width, "      ", seen)
        return
    for at, (criterion, name) in enumerate(zip(criteria, names(part.criteria, len(criteria)), strict=True)):
        status = Status(criterion["status"])
        score = "–" if criterion["score"] is None else criterion["score"]
        yield f"      {SYMBOLS[status]} {name or criterion['check']} {score}/{criterion['max_score']}", STYLES[status]
        if at + 1 == len(criteria) or not _alike(criterion, criteria[at + 1]):
            yield from _said(criterion, width, "        ", seen)


def _alike(one: Record, other: Record) -> bool:
    """Whether there is the very same to say of two criteria."""
    return all(one.get(key) == other.get(key) for key in ("status", "message", "hint", "evidence", "answer_key"))


def _said(criterion: Record, width: int, indent: str, seen: set[Any]) -> Iterator[Line]:
    yield from _wrapped(_plain(criterion["message"]), width, indent, "")
    yield from _line_by_line(criterion["evidence"], width, indent)
    if criterion["status"] in ("partial", "incorrect") and criterion["evidence"].get("tokens"):
        yield from _wrapped(_tokens(criterion["evidence"]["tokens"]), width, indent, "")
    yield from _call(criterion["evidence"].get("first"), width, indent, seen)
    yield from _training(criterion, width, indent)
    if criterion["hint"]:
        yield from _wrapped(f"→ {_plain(criterion['hint'])}", width, indent, "italic")
    key = criterion.get("answer_key", {})
    yield from _conditions(key, width, indent)
    explanation = key.get("explanation")
    if explanation:
        yield from _wrapped(f"→ {_plain(explanation)}", width, indent, "italic")


def _call(first: Any, width: int, indent: str, seen: set[Any]) -> Iterator[Line]:
    """The first call of a student's function that failed, what was shown above left out."""
    if first is None:
        return
    from grader.reports import code_calls
    from grader.reports.terminal import calls

    if told := code_calls.failing(first):
        yield from calls.layout(told, width, indent, seen)


def _plain(text: str) -> str:
    """Prose with its $maths$, if any, as plain text."""
    if "$" not in text:
        return text
    from grader.reports import prose

    return prose.plain(text)


def _line_by_line(evidence: Record, width: int, indent: str) -> Iterator[Line]:
    if not evidence.keys() & {"lines", "conclusions"}:
        return
    from grader.reports import formula_lines
    from grader.reports.terminal import lines

    yield from lines.layout(formula_lines.lines(evidence.get("lines")) or (), width, indent)
    yield from lines.summing_up(formula_lines.conclusions(evidence.get("conclusions")) or (), width, indent)


def _training(criterion: Record, width: int, indent: str) -> Iterator[Line]:
    """Training runs, what failed ones said where that is told, and ratios of their times."""
    evidence = criterion["evidence"]
    if not evidence.keys() & {"training", "ratios"}:
        return
    from grader.reports import training
    from grader.reports.terminal import trained

    if runs := training.read(evidence.get("training")):
        yield from trained.layout(runs, width, indent)
        told = training.told(criterion.get("answer_key", {}).get("training"))
        yield from trained.said(runs, told, width, indent)
    if ratios := training.ratios(evidence.get("ratios")):
        yield from trained.ratios(ratios, width, indent)


def _conditions(key: Record, width: int, indent: str) -> Iterator[Line]:
    if "conditions" not in key:
        return
    from grader.reports import formula_lines, prose

    for name, latex in formula_lines.conditions(key["conditions"]) or ():
        yield from _wrapped(f"→ ({name}) {prose.typed(latex)}", width, indent, "italic")


def _tokens(tokens: list[dict[str, Any]]) -> str:
    """`w1 <sos> ✓   w2 saw ✗`: each position with what was given."""
    return "   ".join(
        f"{token['position']} {token['given'] if token['given'] else '(nothing)'} {'✓' if token['right'] else '✗'}"
        for token in tokens[:30]
    )


def _closing(record: Record, width: int) -> Iterator[Line]:
    waiting = sum(part["max_score"] for part in record["parts"] if part["score"] is None)
    yield f"Score: {record['score']} of {record['max_score']} points", "bold"
    if waiting:
        owed = sorted({WAITING[part["status"]] for part in record["parts"] if part["score"] is None})
        are = "is" if waiting == 1 else "are"
        yield from _wrapped(f"{waiting:g} of them {are} not settled: {'; '.join(owed)}.", width, "", "")
    for status, text in (("missing", "Not answered yet"), ("unreadable", "Could not be read")):
        ids = [part["id"] for part in record["parts"] if part["status"] == status]
        if ids:
            yield from _wrapped(f"{text}: {', '.join(ids)}.", width, "", "")
    if isolation := record["provenance"].get("isolation"):
        yield from _wrapped(f"The code was run in isolation {isolation}.", width, "", "dim")
    for note in record["notes"]:
        yield from _wrapped(f"Note: {note}", width, "", "dim")


def _wrapped(text: str, width: int, indent: str, style: str) -> Iterator[Line]:
    for paragraph in printable(text).split("\n"):
        hanging = indent + ("  " if paragraph.startswith("→") else "")
        for line in textwrap.wrap(paragraph, width, initial_indent=indent, subsequent_indent=hanging) or [""]:
            yield line, style
