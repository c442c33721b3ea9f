"""The lines of a mathematical answer on a terminal: marks, the part that is wrong underlined, counterexamples.

Every row is (text, style), fits the width that is asked for, and is safe to print: what could drive the
terminal is spelled out before it is measured.
"""

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.checks.marks import Mark
from grader.reports.formatting import printable
from grader.reports.formula_lines import MARKS, Conclusion, Counterexample, Line, Quantity, entry, groups
from grader.reports.prose import plain

STYLES = {
    Mark.RIGHT: "green",
    Mark.HALF: "yellow",
    Mark.WRONG: "red",
    Mark.UNREAD: "magenta",
    Mark.SKIPPED: "dim",
}
MOST_ROWS = 4
"""Rows of one source that are shown at most."""

Row = tuple[str, str]
Cells = list[tuple[str, int, bool]]
"""What is printed for a character, its width in columns, whether it is in the span."""


def columns(text: str) -> int:
    """The columns that printable text takes: two for a wide character, none for a combining one."""
    return sum(_width(char) for char in text)


def layout(found: Sequence[Line], width: int, indent: str) -> Iterator[Row]:
    """All lines of an answer, prose folded."""
    digits = max((len(str(line.number)) for line in found if line.number is not None), default=0)
    for group in groups(found):
        line = group[0]
        place = "" if line.number is None else str(line.number)
        gutter = f"{indent}{MARKS[line.mark]} {place:>{digits}}{'  ' if digits else ''}"
        hanging = " " * len(gutter)
        if line.prose:
            yield _folded(group, width, gutter), "dim"
        else:
            yield from _line(line, width, gutter, hanging)


def summing_up(found: Sequence[Conclusion], width: int, indent: str) -> Iterator[Row]:
    """Lines on what had to be shown, and whether it was."""
    for conclusion in found:
        how = "not reached" if not conclusion.reached else "reached"
        if conclusion.mark is Mark.HALF:
            how += f", {conclusion.credit:.0%} of the credit"
        how += f": {plain(conclusion.says)}" if conclusion.says else ""
        text = f"{MARKS[conclusion.mark]} ({conclusion.name}) {how}"
        yield from _wrapped(text, width, indent, indent + "  ", STYLES[conclusion.mark])


def underlined(source: str, span: tuple[int, int] | None, width: int) -> Iterator[tuple[str, str]]:
    """The rows of a source with what is drawn below each: `^` under the span, or nothing.

    Of several rows, those that the span touches; a row too long for `width` is cut around its part of the span.

    >>> list(underlined("W_2 W_1 = X", (4, 7), 40))
    [('W_2 W_1 = X', '    ^^^')]
    """
    rows, at = [], 0
    for text in source.split("\n"):
        start, end = (-1, -1) if span is None else (span[0] - at, max(span[1], span[0] + 1) - at)
        touched = start <= len(text) and end > 0
        lead = len(text) - len(text.lstrip())
        cells = [_cell(char, start <= place < end) for place, char in enumerate(text)][lead:]
        if touched and start == len(text):
            cells.append((" ", 1, True))  # something is missing at the end
        if cells and (touched or span is None):
            rows.append(cells)
        at += len(text) + 1
    for cells in rows[:MOST_ROWS]:
        cells = _cut(cells, width)
        below = "".join(("^" if marked else " ") * wide for _, wide, marked in cells)
        yield "".join(text for text, _, _ in cells).rstrip(), below.rstrip()
    if len(rows) > MOST_ROWS:
        yield "…", ""


def matrices(found: Sequence[tuple[str, Quantity]], width: int, lead: str) -> Iterator[str]:
    """Matrices side by side, as NumPy would read them, in as many bands as the width requires.

    `lead` comes before the first; what follows is indented as far.
    """
    bands: list[list[list[str]]] = [[]]
    for name, quantity in found:
        block = _block(name, quantity)
        if bands[-1] and sum(columns(b[0]) + 3 for b in [*bands[-1], block]) > width - len(lead):
            bands.append([])
        bands[-1].append(block)
    for at, band in enumerate(bands):
        for row in range(max(map(len, band))):
            cells = [block[row] if row < len(block) else " " * columns(block[0]) for block in band]
            yield (lead if at == row == 0 else " " * len(lead)) + "   ".join(cells).rstrip()


def _line(line: Line, width: int, gutter: str, hanging: str) -> Iterator[Row]:
    style = STYLES[line.mark]
    rows = list(underlined(line.source, line.span, width - len(gutter))) or [("", "")]
    beside = f"{rows[0][0]} — {_flat(line.label)}" if len(rows) == 1 else ""
    if line.label and not line.says and beside and not rows[0][1] and columns(gutter + beside) <= width:
        rows, line = [(beside, "")], replace(line, label="")
    for at, (text, below) in enumerate(rows):
        yield (hanging if at else gutter) + text, style
        if below:
            yield hanging + below, style
    yield from _wrapped(_said(line), width, hanging, hanging, "dim" if line.mark is Mark.SKIPPED else "")
    if line.counterexample is not None:
        yield from ((text, "") for text in _shown(line.counterexample, width, hanging))


def _said(line: Line) -> str:
    return f"{line.label}: {plain(line.says)}" if line.label and line.says else line.label or plain(line.says)


def _shown(found: Counterexample, width: int, indent: str) -> Iterator[str]:
    values = [(quantity.name, quantity) for quantity in found.values]
    names = ("left", "right") if len(found.sides) == 2 else [f"side {at + 1}" for at in range(len(found.sides))]
    if values:
        yield from matrices(values, width, f"{indent}for ")
    if found.sides:
        yield from matrices(list(zip(names, found.sides, strict=True)), width, f"{indent}    ")


def _block(name: str, quantity: Quantity) -> list[str]:
    """`X = [[1, 0],` and the rows below it, all of one width."""
    head = f"{_flat(name, 24)} = "
    if quantity.scalar or not quantity.written:
        return [head + quantity.text]
    entries = [[entry(value) for value in row] for row in quantity.rows]
    widths = [max(map(len, column)) for column in zip(*entries, strict=True)]
    rows = ["[" + ", ".join(f"{text:>{wide}}" for text, wide in zip(row, widths, strict=True)) + "]" for row in entries]
    last = len(rows) - 1
    return [
        (" " * columns(head) if at else head) + ("[" if at == 0 else " ") + row + ("]" if at == last else ",")
        for at, row in enumerate(rows)
    ]


def _folded(group: Sequence[Line], width: int, gutter: str) -> str:
    """Lines that were passed over, as one row: how many, or the words of the only one."""
    label = _flat(group[0].label, width // 2) or "not checked"
    if len(group) > 1:
        return f"{gutter}{len(group)} lines {label}"
    room = max(width - len(gutter) - columns(label) - 3, 10)
    text = next((text for text, _ in underlined(group[0].source, None, room)), "")
    return f"{gutter}{text} — {label}"


def _flat(text: str, width: int = 60) -> str:
    """A name or label as one row that is not too long."""
    return "".join(cell[0] for cell in _cut([_cell(char, False) for char in text.replace("\n", " ")], width))


def _wrapped(text: str, width: int, first: str, hanging: str, style: str) -> Iterator[Row]:
    for line in textwrap.wrap(printable(text), width, initial_indent=first, subsequent_indent=hanging):
        yield line, style


def _cell(char: str, marked: bool) -> tuple[str, int, bool]:
    text = " " if char == "\t" else printable(char)
    return text, columns(text), marked


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(cells: Cells, width: int) -> Cells:
    """As much as fits, with the start of what is marked a third from the left."""
    if sum(wide for _, wide, _ in cells) <= width:
        return cells
    start = next((at for at, cell in enumerate(cells) if cell[2]), 0)
    room = width // 3
    while start > 0 and room >= cells[start - 1][1]:
        start -= 1
        room -= cells[start][1]
    while start > 0 and cells[start][1] == 0:
        start -= 1  # a combining mark stays with its letter
    dots: Cells = [("…", 1, False)]
    room, kept = width - 1 - bool(start), list[tuple[str, int, bool]]()
    for cell in cells[start:]:
        room -= cell[1]
        if room < 0:
            return dots * bool(start) + kept + dots
        kept.append(cell)
    return dots + kept
