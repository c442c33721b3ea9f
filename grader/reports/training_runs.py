"""Training runs and their times as values, and what is said of them in words, on the terminal and the pages alike.

`grader.reports.training` reads them from evidence. Texts among them may come from a student's program: untrusted.
"""

import math
from dataclasses import dataclass

from grader.reports.formatting import short

OUTCOMES = {"passes": "reached", "fails": "not reached", "more": "not decided yet"}


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the student's program, and the paired one of the reference. `accuracy` is None where it failed."""

    number: int
    first: str
    accuracy: float | None
    seconds: float
    trained: float | None
    differed: float
    problem: str | None
    notes: tuple[str, ...]
    reference_accuracy: float | None
    reference_seconds: float
    repeated: str | None

    @property
    def remarks(self) -> tuple[str, ...]:
        """Remarks on the run, in addition to its numbers."""
        failed = [self.problem or "It failed."] if self.accuracy is None or self.problem else []
        again = [f"Repeated: {self.repeated}"] if self.repeated else []
        differed = [f"{short(100 * self.differed)} % of the images got another class when they were classified again."]
        return (*failed, *again, *(differed if self.differed > 0 else ()), *self.notes)


@dataclass(frozen=True, slots=True)
class Phase:
    """The seconds of a phase, of the student's program and of the reference."""

    name: str
    student: float | None
    reference: float | None


@dataclass(frozen=True, slots=True)
class Canary:
    """A look at whether a program learns, and what it found. It costs no points."""

    name: str
    passed: bool
    said: str


@dataclass(frozen=True, slots=True)
class Training:
    """All runs of a program for a part. `facts` is what was run where, in words."""

    facts: tuple[str, ...]
    at_least: float
    mean: float | None
    half: float | None
    outcome: str
    runs: tuple[Run, ...]
    left_out: int
    phases: tuple[Phase, ...]
    canaries: tuple[Canary, ...]
    fingerprint: tuple[tuple[str, str], ...]
    claimed: tuple[str, ...]
    stopped: str | None

    @property
    def decision(self) -> str:
        """The mean against what is asked for, in words."""
        asked = f"at least {share(self.at_least)} asked for: {OUTCOMES[self.outcome]}"
        if self.mean is None:
            return f"No mean accuracy; {asked}"
        failed = sum(run.accuracy is None for run in self.runs)
        of = f", of the {len(self.runs) - failed} runs that did not fail" if failed else ""
        return f"Mean accuracy {self.mean_words}{of}; {asked}"

    @property
    def mean_words(self) -> str:
        """The mean, which must be known, with the half of its interval in percentage points."""
        mean = self.mean or 0.0
        half = "" if self.half is None else f" ± {100 * self.half:.2f}"
        return percent(mean, digits(100 * mean, 100 * self.at_least)) + half


@dataclass(frozen=True, slots=True)
class Ratios:
    """The student's seconds by the reference's, pair by pair: None where the student's run failed."""

    ratios: tuple[tuple[int, float | None], ...]
    median: float | None
    interval: tuple[float, float] | None
    at_most: float | None
    seconds: float | None
    student_seconds: float | None
    reference_seconds: float | None

    def __bool__(self) -> bool:
        """Whether anything was measured."""
        return bool(self.ratios or self.medians)

    @property
    def decision(self) -> str:
        """The median against its limit, in words."""
        median = "no median" if self.median is None else f"median {times(self.median, self.at_most)}"
        known = self.interval is not None and math.isfinite(self.interval[0])
        between = (
            f", interval {times(self.interval[0])} to {times(self.interval[1])}" if self.interval and known else ""
        )
        limit = "" if self.at_most is None else f"; limit {short(self.at_most)}×"
        return f"Seconds, student to reference: {median}{between}{limit}"

    @property
    def medians(self) -> str:
        """Both programs' own seconds; empty where neither is known."""
        sides = (("the student's", self.student_seconds), ("the reference's", self.reference_seconds))
        known = [f"{whose} {seconds(value)}" for whose, value in sides if value is not None]
        limit = [] if self.seconds is None else [f"limit {short(self.seconds)}"]
        return f"Median seconds: {', '.join(known)}{'; ' if limit else ''}{''.join(limit)}" if known else ""

    @property
    def each(self) -> tuple[tuple[int, str], ...]:
        """Every pair's number and its ratio in words."""
        return tuple((run, "failed" if value is None else times(value)) for run, value in self.ratios)


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown about runs after the release: their seeds, and the end of the programs' output."""

    seeds: tuple[int, ...]
    told: tuple[tuple[int, str, int], ...]

    def __bool__(self) -> bool:
        return bool(self.seeds or self.told)


# --- numbers in words -----------------------------------------------------------------------------


def percent(value: float, places: int = 2) -> str:
    """A share with the digits that one image in ten thousand needs.

    >>> percent(0.9432), percent(0.943)
    ('94.32 %', '94.30 %')
    """
    return f"{100 * value:.{places}f} %"


def share(value: float) -> str:
    """A round share without its zeros.

    >>> share(0.94), share(0.9425)
    ('94 %', '94.25 %')
    """
    return f"{100 * value:.4f}".rstrip("0").rstrip(".") + " %"


def times(value: float, limit: float | None = None) -> str:
    """A ratio of seconds, with so many digits that it is seen on which side of a limit it is.

    >>> times(1.2), times(0.0123), times(512.3), times(2.004, 2.0), times(float("inf"))
    ('1.20×', '0.0123×', '512×', '2.004×', 'endless')
    """
    if math.isinf(value):
        return "endless"
    return f"{value:.{digits(value, limit)}f}×" if 0.1 <= value < 100 else f"{short(value)}×"


def seconds(value: float) -> str:
    """Seconds, with a digit after the point where they are few.

    >>> seconds(12.34), seconds(12.0), seconds(1234.5), seconds(0.00125), seconds(float("inf"))
    ('12.3', '12.0', '1234', '0.00125', 'endless')
    """
    if math.isinf(value):
        return "endless"
    return f"{value:.1f}" if 1 <= value < 1000 else short(value)


def digits(value: float, limit: float | None) -> int:
    """Digits after the point: two, more where rounding would move the value onto its limit or past it."""
    enough = (
        places for places in range(2, 6) if limit is None or _side(round(value, places), limit) == _side(value, limit)
    )
    return next(enough, 6)


def _side(value: float, limit: float) -> int:
    return 0 if math.isclose(value, limit, rel_tol=1e-9) else 1 if value > limit else -1
