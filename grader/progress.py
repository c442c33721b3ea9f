"""The progress of a batch: a bar with the time left on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from grader.counted import counted
from grader.engine.summary import Progress, Summary
from grader.reports.formatting import printable

EVERY = 5.0
"""Seconds between two lines where there is no terminal, and after which it is said who is running if nobody is done."""
NAMES = 5
"""Names of those running."""
NAME = 30
"""Characters of a name."""

_PAGES = {
    "before": "as before the release: without the answer key",
    "after": "as after the release: with what is right (--pages takes that back)",
}
Clock = Callable[[], float]


@contextmanager
def bar(stream: TextIO, clock: Clock = time.monotonic) -> Iterator[Callable[[Progress], None]]:
    """A function to call for each submission that is done, and now and then in between."""
    if not stream.isatty():
        yield _lines(stream, clock)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar
    from rich.table import Column

    rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    said = TextColumn("{task.fields[said]}", markup=False, table_column=rest)
    columns = (TextColumn("grading"), BarColumn(20), MofNCompleteColumn(), said)
    with Bar(*columns, console=Console(file=stream), expand=True) as shown:
        task = shown.add_task("grading", total=None, said="")
        still, name = _still(clock), ""

        def report(progress: Progress) -> None:
            nonlocal name
            name = _short(progress.submission) if progress.submission is not None else name
            text = "  ".join(filter(None, [_left(progress), _running(progress) if still(progress) else name]))
            if progress.note:
                shown.console.print(progress.note, markup=False, highlight=False)
            shown.update(task, completed=progress.done, total=progress.total, said=text)
            if progress.lost:
                shown.console.print(_lost(progress), markup=False, highlight=False)

        yield report


def _lines(stream: TextIO, clock: Clock) -> Callable[[Progress], None]:
    last, still, word = clock(), _still(clock), "graded"

    def report(progress: Progress) -> None:
        nonlocal last, word
        if progress.note:
            print(progress.note, file=stream, flush=True)
        if progress.lost:
            print(_lost(progress), file=stream, flush=True)
        if progress.reused or progress.lost:
            word = "done"
        stands = still(progress)
        if clock() - last >= EVERY and progress.done < progress.total:
            last = clock()
            told = [f"{progress.done} of {progress.total} {word}", _left(progress)]
            line = ", ".join(filter(None, told)) + (f"; {_running(progress)}" if stands else "")
            print(line, file=stream, flush=True)

    return report


def _still(clock: Clock) -> Callable[[Progress], bool]:
    """Whether nobody was done for so long that it is said who is running."""
    done, since = 0, clock()

    def still(progress: Progress) -> bool:
        nonlocal done, since
        if progress.done != done:
            done, since = progress.done, clock()
        return bool(progress.running) and clock() - since >= EVERY

    return still


def _left(progress: Progress) -> str:
    return "" if progress.left is None else f"about {_span(progress.left)} left"


def _running(progress: Progress) -> str:
    names = [
        f"{_short(name)} for {_span(seconds)}" + (f" ({said})" if (said := progress.measuring.get(name)) else "")
        for name, seconds in progress.running[:NAMES]
    ]
    more = len(progress.running) - NAMES
    return f"running: {', '.join(names)}" + (f" and {more} more" if more > 0 else "")


def _span(seconds: float) -> str:
    """Some seconds in words: nobody waits for none."""
    return f"{max(1, seconds):.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"


def _short(name: str) -> str:
    shown = printable(name).replace("\n", " ")
    return shown if len(shown) <= NAME else f"{shown[: NAME - 1]}…"


def _lost(progress: Progress) -> str:
    return f"{progress.submission}: not graded, the grader's process ended twice ({progress.lost})"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def closing(summary: Summary, out: Path) -> str:
    """The summary of a batch, in a few lines."""
    lines = [f"{counted(summary.total, 'submission')} graded"]
    if not summary.graded:
        lines[0] += " (nothing to grade since the last run)"
    elif summary.reused:
        now = counted(summary.total - summary.reused, "submission")
        lines[0] += f" (now {counted(summary.graded, 'part')} of {now}, the rest unchanged)"
    else:
        lines[0] += f" ({counted(summary.graded, 'part')} graded now)"
    lines += summary.said
    if summary.gone:
        lines.append(f"no longer in the class, and left out of the reports: {_listed(summary.gone)}")
    if summary.outdated:
        stay, them = ("stays as it is", "it") if summary.outdated == 1 else ("stay as they are", "them")
        lines.append(
            f"{counted(summary.outdated, 'part')} of other code, another rubric or another machine {stay}; "
            f"a plain batch grades {them} again"
        )
    if summary.ungraded:
        lines.append(f"not graded yet, and in no report: {_listed(summary.ungraded)}")
    if summary.waiting:
        wait = "waits" if summary.waiting == 1 else "wait"
        lines.append(f"{summary.waiting} {wait} for a person or a device on some parts; those count in no score yet")
    if summary.unreadable:
        lines.append(f"{len(summary.unreadable)} could not be read at all: {_listed(summary.unreadable)}")
    if summary.failed:
        lines.append(
            f"the grader failed on parts of {len(summary.failed)}: {_listed(summary.failed)}; no points are lost"
        )
    if summary.lost:
        lines.append(f"{summary.lost} could not be graded at all, through the grader's own fault; run again to retry")
    if summary.ignored:
        lines.append(f"not a submission, and left out: {_listed(summary.ignored)}")
    if summary.pages:
        lines.append(f"pages      {out / 'students'}, {_PAGES[summary.pages]}")
    lines.append(f"report     {out / 'index.html'}")
    lines.append(f"gradebook  {out / 'grades.csv'}")
    return "\n".join(lines)
