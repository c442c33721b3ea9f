"""Statistics of a class, gathered one record at a time.

`Tally.add` keeps a short `Row` per student and running counts per part; the records themselves can go.
"""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Assignment, Part, Status
from grader.reports.record import Record
from grader.reports.status_words import judged

BINS = 10
MOST_MISTAKES = 500
"""Different mistakes that are kept a part, so that memory stays bounded; later ones are not counted."""
MOST_MESSAGE = 300
"""Characters of a message that are looked at and shown."""
_FIGURE = re.compile(r"[-−+]?(?<![\w.])\d+(?:\.\d+)?(?:[eE][-−+]?\d+)?(?![\w])")
_SILENT = (Status.CORRECT, Status.MISSING)
_TOTALS = ("submission", "score", "max_score", "status")
_PART = ("id", "score", "max_score", "status")
_CRITERION = ("id", "check", "score", "max_score", "status", "mistake")


_STATUS = {str(status): status for status in Status}
"""By name: `Status(name)` takes ten times as long."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student in the table: points, points still waiting, and status and points a part."""

    id: str
    score: float
    waiting: float
    statuses: tuple[Status | None, ...]
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that several students made: its name or its message, and one message as it was said."""

    name: str | None
    example: str
    count: int


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean points of those who were scored; None where nobody was."""

    points: float | None
    of: float
    count: int


@dataclass(frozen=True, slots=True)
class PartSummary:
    part: Part
    mean: Mean
    statuses: tuple[tuple[Status, int], ...]
    criteria: tuple[tuple[str, Mean], ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of the students' scores as percent of their settled points; quartiles interpolate linearly."""

    mean: float
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ClassSummary:
    students: int
    spread: Spread | None
    histogram: tuple[int, ...]
    waiting: int
    owed: tuple[tuple[Status, int], ...]
    """How many students wait for each of: a person, a GPU, the grader itself."""
    parts: tuple[PartSummary, ...]


def percent(record: Record) -> float | None:
    """A student's score as percent of the points of the parts that have a score; None if none has."""
    settled = sum(part["max_score"] for part in record["parts"] if part["score"] is not None)
    return 100 * record["score"] / settled if settled > 0 else None


def spread(percents: Sequence[float]) -> Spread | None:
    """None for nobody. For one student all four are that student's."""
    if not percents:
        return None
    middle = percents if len(percents) > 1 else [*percents, *percents]
    lower, median, upper = statistics.quantiles(middle, n=4, method="inclusive")
    return Spread(statistics.fmean(percents), median, lower, upper)


def histogram(percents: Sequence[float]) -> tuple[int, ...]:
    """Counts in tens of percent: [0, 10), …, [90, 100]; what lies outside goes to the nearest."""
    counts = Counter(min(BINS - 1, max(0, int(percent * BINS // 100))) for percent in percents)
    return tuple(counts[at] for at in range(BINS))


def mistake_key(criterion: Record) -> str | None:
    """The key by which a mistake is counted: its name, or its message without figures; None if there is no mistake."""
    if not _counts(criterion):
        return None
    return criterion["mistake"] or _FIGURE.sub("…", criterion["message"][:MOST_MESSAGE])[:200]


def _counts(criterion: Record) -> bool:
    status = _STATUS[criterion["status"]]
    return not (status in _SILENT or status.pending)


def slim(record: Record) -> Record:
    """The part of a record that table, statistics and gradebooks need: for them it is as good as the whole."""
    parts = [
        {**_only(_PART, part), "criteria": [_slim_criterion(criterion) for criterion in part["criteria"]]}
        for part in record["parts"]
    ]
    return {**_only(_TOTALS, record), "parts": parts}


def _slim_criterion(criterion: Record) -> Record:
    message = criterion["message"][:MOST_MESSAGE] if _counts(criterion) else ""
    return {**_only(_CRITERION, criterion), "message": message}


def _only(keys: tuple[str, ...], values: Record) -> Record:
    return {key: values[key] for key in keys if key in values}


class _PartTally:
    def __init__(self, part: Part):
        self.part = part
        self.statuses: Counter[Status] = Counter()
        self.points = _Points(part.max_score)
        self.criteria = [_Points(criterion.points) for criterion in part.criteria]
        self.mistakes: Counter[str] = Counter()
        self.examples: dict[str, tuple[str | None, str]] = {}

    def add(self, record: Record) -> None:
        self.statuses[_STATUS[record["status"]]] += 1
        self.points.add(record["score"])
        for points, criterion in zip(self.criteria, record["criteria"], strict=False):
            points.add(criterion["score"])
        # A student who makes a mistake under two criteria of a part has made it once.
        keys = {key: criterion for criterion in record["criteria"] if (key := mistake_key(criterion))}
        for key, criterion in keys.items():
            if key in self.examples or len(self.examples) < MOST_MISTAKES:
                self.mistakes[key] += 1
                self.examples.setdefault(key, (criterion["mistake"], criterion["message"][:MOST_MESSAGE]))

    def summary(self, most: int) -> PartSummary:
        ranked = sorted(self.mistakes.items(), key=lambda item: (-item[1], item[0]))[:most]
        return PartSummary(
            self.part,
            self.points.mean(),
            tuple((status, self.statuses[status]) for status in Status if self.statuses[status]),
            tuple((judged(c), p.mean()) for c, p in zip(self.part.criteria, self.criteria, strict=True)),
            tuple(Mistake(*self.examples[key], count) for key, count in ranked),
        )


class _Points:
    """A running mean."""

    def __init__(self, of: float):
        self.of, self.total, self.count = of, 0.0, 0

    def add(self, points: float | None) -> None:
        if points is not None:
            self.total += points
            self.count += 1

    def mean(self) -> Mean:
        return Mean(self.total / self.count if self.count else None, self.of, self.count)


class Tally:
    """Counts a class as its records come by, in any order."""

    def __init__(self, assignment: Assignment):
        self._parts = {part.id: _PartTally(part) for part in assignment.parts}
        self._percents: list[float] = []
        self._owed: Counter[Status] = Counter()
        self._waiting = 0
        self.rows: list[Row] = []

    def add(self, record: Record) -> None:
        """Counts one student. Parts that the assignment does not have are left out."""
        found = {part["id"]: part for part in record["parts"]}
        for id, tally in self._parts.items():
            if id in found:
                tally.add(found[id])
        if (share := percent(record)) is not None:
            self._percents.append(share)
        statuses = {_STATUS[part["status"]] for part in record["parts"]}
        self._owed.update(status for status in statuses if status.pending)
        self._waiting += record["status"] != "graded"
        self.rows.append(self._row(record, found))

    def _row(self, record: Record, found: Record) -> Row:
        parts = [found.get(id) for id in self._parts]
        return Row(
            record["submission"],
            record["score"],
            sum(part["max_score"] for part in record["parts"] if part["score"] is None),
            tuple(part and _STATUS[part["status"]] for part in parts),
            tuple(part and part["score"] for part in parts),
        )

    def summary(self, most: int = 5) -> ClassSummary:
        """Everything counted so far, with the `most` commonest mistakes a part."""
        return ClassSummary(
            len(self.rows),
            spread(self._percents),
            histogram(self._percents),
            self._waiting,
            tuple((status, self._owed[status]) for status in Status if status.pending),
            tuple(tally.summary(most) for tally in self._parts.values()),
        )
