"""How far a batch is: a bar with the time left on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from grader.engine.batch import Progress, Summary

EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def bar(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """What to call for each submission that is done."""
    if not stream.isatty():
        yield _lines(stream)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    with Bar(*columns, console=Console(file=stream)) as shown:
        task = shown.add_task("grading", total=None, now="")

        def report(progress: Progress) -> None:
            shown.update(task, completed=progress.done, total=progress.total, now=progress.submission[:30])
            if progress.lost:
                shown.console.print(_lost(progress), markup=False, highlight=False)

        yield report


def _lines(stream: TextIO) -> Callable[[Progress], None]:
    started = last = time.monotonic()

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if progress.lost:
            print(_lost(progress), file=stream, flush=True)
        if now - last >= EVERY and progress.done < progress.total:
            last = now
            left = (now - started) / progress.done * (progress.total - progress.done)
            print(f"{progress.done} of {progress.total} graded, about {left:.0f} s left", file=stream, flush=True)

    return report


def _lost(progress: Progress) -> str:
    return f"{progress.submission}: not graded, the grader's process ended twice ({progress.lost})"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def closing(summary: Summary, out: Path) -> str:
    """What a batch did, in a few lines."""
    lines = [f"{summary.total} submission{'' if summary.total == 1 else 's'} graded"]
    if summary.reused:
        lines[0] += f" ({summary.reused} unchanged since the last run)"
    if summary.waiting:
        lines.append(f"{summary.waiting} wait for a person on some parts; those parts are in no score yet")
    if summary.unreadable:
        lines.append(f"{len(summary.unreadable)} could not be read at all: {_listed(summary.unreadable)}")
    if summary.failed:
        lines.append(
            f"the grader failed on parts of {len(summary.failed)}: {_listed(summary.failed)}; no points are lost"
        )
    if summary.lost:
        lines.append(f"{summary.lost} could not be graded at all, by the grader's own fault; run again to retry")
    if summary.ignored:
        lines.append(f"no submission, and left out: {_listed(summary.ignored)}")
    lines.append(f"report     {out / 'index.html'}")
    lines.append(f"gradebook  {out / 'grades.csv'}")
    return "\n".join(lines)
