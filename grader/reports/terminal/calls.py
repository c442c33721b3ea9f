"""A call that failed on a terminal: what was given and returned, the traceback, the last lines printed.

Every row is (text, style), at most `width` columns, and safe to print.
"""

import textwrap
from collections.abc import Iterator, Sequence

from grader.reports.code_calls import Failing, Named, last_lines
from grader.reports.formatting import printable

MOST_ROWS = 6
"""Rows of one value that are shown at most."""
MOST_TRACE = 12
"""Rows of a traceback that are shown at most: the first two and the last ones, where the error is."""
MOST_PRINTED = 5
"""Lines printed by the call that are shown at most, the last ones."""

Row = tuple[str, str]


def layout(call: Failing, width: int, indent: str, seen: set[Failing | str]) -> Iterator[Row]:
    """The rows of a call. A call in `seen` has none, a traceback in it is only named; both are put there."""
    if call in seen:
        return
    room = width - len(indent) - 2
    yield from _block("given", _named(call.input, room), indent)
    yield from _block("returned", _named(call.returned, room), indent)
    yield from _block("raised", ["as above"] if call.trace in seen else _trace(call.trace, room), indent)
    printed, more = last_lines(call.printed, MOST_PRINTED)
    rows = [row for line in printed.split("\n") for row in _cut(_wrapped(line, room), 2)] if printed else []
    count = printed.count("\n") + 1
    total = count + more + call.unprinted
    yield from _block("printed" if total == count else f"printed, the last {count} of {total} lines", rows, indent)
    seen |= {call, call.trace} if call.trace else {call}


def _block(title: str, rows: Sequence[str], indent: str) -> Iterator[Row]:
    if rows:
        yield f"{indent}{title}:", "dim"
        yield from ((f"{indent}  {row}", "") for row in rows)


def _named(values: Named, width: int) -> list[str]:
    """`X = …`, the rows below the first indented as far as the value, if that leaves room."""
    found: list[str] = []
    for name, value in values:
        hanging = " " * (len(name) + 3 if len(name) < 12 else 2)
        first, *rest = f"{name} = {value}".split("\n")
        rows = [row for line in (first, *(hanging + line for line in rest)) for row in _wrapped(line, width)]
        found += _cut(rows, MOST_ROWS)
    return found


def _trace(trace: str, width: int) -> list[str]:
    rows = [row for line in trace.split("\n") for row in _cut(_wrapped(line, width), 3)] if trace else []
    return rows if len(rows) <= MOST_TRACE else [*rows[:2], "  …", *rows[3 - MOST_TRACE :]]


def _cut(rows: Sequence[str], most: int) -> list[str]:
    return list(rows) if len(rows) <= most else [*rows[: most - 1], f"{rows[most - 1]} …"]


def _wrapped(line: str, width: int) -> list[str]:
    """One line of a student's as rows; only spaces and what can be seen are left in it."""
    text = printable(line.expandtabs(4))
    return textwrap.wrap(text, max(width - 2, 10), subsequent_indent="  ", break_on_hyphens=False) or [""]
