"""The lines of a mathematical answer as its checks describe them: read from evidence for the terminal and the pages."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from grader.checks.marks import Mark
from grader.counted import counted
from grader.reports.formatting import number, short

MOST_LINES = 200
"""Lines of an answer, and conclusions, that are shown at most."""
MOST_SYMBOLS = 12
"""Symbols of a counterexample that are shown at most."""
MOST_ROWS = 12
"""Rows and columns up to which a matrix of a counterexample is written out."""

MOST_SOURCE = 400
"""Characters of a line that a page shows before, in and after its span."""

MARKS = {Mark.RIGHT: "✓", Mark.HALF: "~", Mark.WRONG: "✗", Mark.UNREAD: "?", Mark.SKIPPED: "·"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A matrix, or a scalar as its one entry, with its name and the LaTeX of what it is the value of."""

    name: str
    latex: str
    rows: tuple[tuple[float, ...], ...]
    scalar: bool

    @property
    def written(self) -> bool:
        """Whether it is small enough to be written out."""
        return len(self.rows) <= MOST_ROWS and len(self.rows[0]) <= MOST_ROWS

    @property
    def text(self) -> str:
        """As NumPy would read it: `[[1, 0], [0, 2]]`."""
        if not self.written:
            return f"a {len(self.rows)} × {len(self.rows[0])} matrix"
        rows = [f"[{', '.join(map(entry, row))}]" for row in self.rows]
        return entry(self.rows[0][0]) if self.scalar else f"[{', '.join(rows)}]"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Values of the symbols, and what the sides of an equation are there."""

    values: tuple[Quantity, ...]
    sides: tuple[Quantity, ...]

    def differs(self, row: int, column: int) -> bool:
        """Whether two sides of one shape have different entries at this place."""
        if len(self.sides) != 2 or len({(len(side.rows), len(side.rows[0])) for side in self.sides}) != 1:
            return False
        first, second = (side.rows[row][column] for side in self.sides)
        return not math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-9)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the student wrote, and what is said of it. `start` and `end` of the span count `source`."""

    source: str
    latex: str
    number: int | None
    mark: Mark
    label: str
    says: str
    span: tuple[int, int] | None
    counterexample: Counterexample | None

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The source before the span, in it and after it, each cut to what a page shows."""
        if self.span is None:
            return _until(self.source), "", ""
        start, end = self.span[0], max(self.span[1], self.span[0] + 1)
        before = self.source[:start]
        before = before if len(before) <= MOST_SOURCE else f"…{before[-MOST_SOURCE:]}"
        return before, _until(self.source[start:end]) or "‸", _until(self.source[end:])

    @property
    def prose(self) -> bool:
        """Whether it was passed over, with nothing in it that was read as maths."""
        return self.mark is Mark.SKIPPED and not self.latex


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Something that had to be shown, and how far it was."""

    name: str
    reached: bool
    credit: float
    says: str

    @property
    def mark(self) -> Mark:
        if self.reached and self.credit >= 1:
            return Mark.RIGHT
        return Mark.HALF if self.reached or self.credit > 0 else Mark.WRONG


def lines(values: Any) -> tuple[Line, ...] | None:
    """`evidence["lines"]`, or None where it has another form. What is cut off is said in a last line."""
    found = _each(values, _line)
    if found is None or len(values) <= MOST_LINES:
        return found
    more = f"… and {counted(len(values) - MOST_LINES, 'more line')}"
    return (*found, Line(more, "", None, Mark.SKIPPED, "not shown", "", None, None))


def conclusions(values: Any) -> tuple[Conclusion, ...] | None:
    """`evidence["conclusions"]`, or None where it has another form."""
    return _each(values, _conclusion)


def conditions(values: Any) -> tuple[tuple[str, str], ...] | None:
    """`answer_key["conditions"]` as names with their LaTeX, or None where it has another form."""
    return _each(values, lambda value: (_text(value["name"]), _text(value["latex"])))


def entry(value: float) -> str:
    """A number as code has it."""
    return short(value).replace("−", "-")


def groups(found: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines in order; consecutive ones that were passed over for the same reason are one group."""
    for (prose, _), group in groupby(found, lambda line: (line.prose, line.label if line.prose else "")):
        if prose:
            yield tuple(group)
        else:
            yield from ((line,) for line in group)


def _each(values: Any, reader: Any) -> tuple[Any, ...] | None:
    if not isinstance(values, list):
        return None
    try:
        return tuple(reader(value) for value in values[:MOST_LINES])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _line(value: Mapping[str, Any]) -> Line:
    source, mark, span, place = _text(value["source"]), Mark(value["mark"]), value.get("span"), value.get("line")
    if span is not None:
        start, end = (min(max(int(at), 0), len(source)) for at in span)
        span = (start, max(start, end))
    found = value.get("counterexample")
    return Line(
        source,
        _text(value.get("latex") or ""),
        place if isinstance(place, int) else None,
        mark,
        _text(value["label"]),
        _text(value.get("says") or ""),
        span,
        None if found is None else Counterexample(_quantities(found["values"]), _quantities(found["sides"])),
    )


def _quantities(values: list[Mapping[str, Any]]) -> tuple[Quantity, ...]:
    return tuple(_quantity(value) for value in values[:MOST_SYMBOLS])


def _quantity(value: Mapping[str, Any]) -> Quantity:
    given = value["value"]
    scalar = not isinstance(given, list)
    rows = tuple(tuple(_number(item) for item in row) for row in ([[given]] if scalar else given))
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        raise ValueError("no matrix")
    return Quantity(_text(value.get("name") or ""), _text(value.get("latex") or ""), rows, scalar)


def _conclusion(value: Mapping[str, Any]) -> Conclusion:
    return Conclusion(
        _text(value["name"]), value["reached"] is True, _number(value.get("credit", 1)), _text(value.get("says") or "")
    )


def _until(text: str) -> str:
    return text if len(text) <= MOST_SOURCE else f"{text[:MOST_SOURCE]}…"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    found = number(value)
    if found is None:
        raise TypeError(value)
    return found
