"""Progress and summary of a batch, as values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a batch, reported for each submission that is done, and now and then in between.

    Attributes:
        submission: the one that is done: graded now, `reused` from an earlier run, or `lost` and why. None if none is.
        left: seconds until all are done, None where nobody can tell.
        running: while none is done, those that are being graded and for how many seconds, the longest first.
        note: what is to be said before anything is done, if so.
        measuring: how far the training of some of those is, in words.
    """

    submission: str | None
    done: int
    total: int
    reused: bool
    lost: str | None
    left: float | None = None
    running: tuple[tuple[str, float], ...] = ()
    measuring: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a batch: numbers of submissions, and the names of those that somebody should look at.

    Attributes:
        total: submissions that are in the reports.
        graded: parts graded now, of all submissions together.
        reused: submissions of which nothing was graded.
        waiting: those a person or a device must still look at.
        unreadable: those that could not be read in any part.
        failed: those with a part on which the grader failed.
        ungraded: those of which nothing has been graded yet.
        outdated: rows that no longer hold and stay, since only what waits was asked for.
        gone: those who were in the reports before, and are not in the class any more.
        ignored: what is in the class folder and is not a submission.
        pages: whether students' pages were written: "" if not, "before" or "after" the release.
        said: what else is to be said, a line each.
    """

    total: int
    graded: int
    reused: int
    lost: int
    waiting: int
    unreadable: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    ungraded: tuple[str, ...] = ()
    outdated: int = 0
    gone: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    pages: str = ""
    said: tuple[str, ...] = ()


def summary(
    names: Sequence[str],
    statuses: Mapping[str, Collection[str]],
    graded: Mapping[str, Mapping[str, float]],
    lost: int,
    **rest: Any,
) -> Summary:
    """The summary of a batch.

    Args:
        names: the submissions of the class.
        statuses: those of their parts, of all that have a report.
        graded: the seconds of each part that was graded now, by submission.
        rest: the other attributes of a summary.
    """
    seen = {name: set(statuses[name]) for name in names if name in statuses}
    return Summary(
        total=len(seen),
        graded=sum(map(len, graded.values())),
        reused=len(seen) - len(graded),
        lost=lost,
        waiting=sum("needs_review" in statuses or "needs_gpu" in statuses for statuses in seen.values()),
        unreadable=tuple(name for name, statuses in seen.items() if statuses == {"unreadable"}),
        failed=tuple(name for name, statuses in seen.items() if "grader_error" in statuses),
        ungraded=tuple(name for name in names if name not in seen),
        **rest,
    )
