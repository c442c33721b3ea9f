"""Training runs on a terminal: one line per run, and the totals.

Every row is (text, style), at most `width` columns, and safe to print.
"""

import textwrap
from collections.abc import Iterator

from grader.counted import counted
from grader.reports.formatting import printable
from grader.reports.training_runs import Phase, Ratios, Run, Told, Training, percent, seconds

STYLES = {"passes": "green", "fails": "red", "more": "cyan"}

Row = tuple[str, str]


def layout(found: Training, width: int, indent: str) -> Iterator[Row]:
    """All runs for a part, what they decide, and what gives rise to doubts."""
    yield from _wrapped("; ".join(found.facts), width, indent, "dim")
    for run in found.runs:
        yield from _wrapped(_run(run), width, indent, "red" if run.accuracy is None else "")
    if found.left_out:
        yield from _wrapped(f"… and {found.left_out} more", width, indent, "dim")
    if found.runs:
        yield from _wrapped(f"{found.decision}.", width, indent, STYLES[found.outcome])
    if found.phases:
        each = "; ".join(map(_phase, found.phases))
        yield from _wrapped(f"Seconds by phase, student / reference: {each}", width, indent, "dim")
    for canary in found.canaries:
        if not canary.passed:
            yield from _wrapped(f"? {canary.name}: {canary.said}", width, indent, "yellow")
    if found.claimed:
        claims = "; ".join(found.claimed)
        yield from _wrapped(f"Claimed, worth nothing here: {claims}", width, indent, "dim")
    if found.stopped:
        yield from _wrapped(f"No more runs were made: {found.stopped}", width, indent, "")


def said(found: Training, told: Told | None, width: int, indent: str) -> Iterator[Row]:
    """The output of the first run that failed; before the release, a line on how to see it."""
    failed = any(run.accuracy is None for run in found.runs)
    if told is None and failed:
        yield from _wrapped("On your own machine, --released shows the whole error.", width, indent, "dim")
    for number, lines, before in told.told[:1] if told is not None else ():
        yield from _wrapped(f"Run {number} said:", width, indent, "")
        for line in [f"… {counted(before, 'line')} before"] * bool(before) + lines.splitlines():
            yield from _wrapped(line, width, f"{indent}  ", "dim")


def ratios(found: Ratios, width: int, indent: str) -> Iterator[Row]:
    """The median ratio of seconds with its interval and limit, and every pair's."""
    if found.ratios:
        each = ", ".join(words for _, words in found.each)
        yield from _wrapped(f"{found.decision}; run by run {each}", width, indent, "")
    if found.medians:
        yield from _wrapped(f"{found.medians}.", width, indent, "dim")


def _run(run: Run) -> str:
    said = "".join(f" — {remark}" for remark in run.remarks)
    beside = _reached(run.reference_accuracy, run.reference_seconds)
    return f"Run {run.number}: {_reached(run.accuracy, run.seconds)}; reference {beside}{said}"


def _reached(accuracy: float | None, after: float) -> str:
    return f"failed after {seconds(after)} s" if accuracy is None else f"{percent(accuracy)} in {seconds(after)} s"


def _phase(phase: Phase) -> str:
    student, reference = ("–" if v is None else seconds(v) for v in (phase.student, phase.reference))
    return f"{phase.name} {student} / {reference}"


def _wrapped(text: str, width: int, indent: str, style: str) -> Iterator[Row]:
    for line in textwrap.wrap(printable(text), width, initial_indent=indent, subsequent_indent=f"{indent}  "):
        yield line, style
