"""A matrix as a heat map: inline SVG, diverging colours about 0, the same strength for the same size."""

import math
from collections.abc import Sequence

from grader.reports.formatting import short
from grader.reports.html.charts import rect, svg, text

PRINTED = 8
"""Up to this many rows and columns the cells show their values."""
MOST = 64
"""Rows and columns that are drawn at most."""
STRONGEST = 0.62
"""Opacity at the largest absolute value: light enough that the text on it keeps its contrast."""


def heat_map(label: str, matrix: Sequence[Sequence[float]]) -> str:
    """Rows of equal length; NaN and infinities are marked as such. The scale is the largest finite |value|."""
    rows = [list(row[:MOST]) for row in matrix[:MOST]]
    height, width = len(rows), max(map(len, rows), default=0)
    printed = max(height, width) <= PRINTED
    side = 42.0 if printed else max(5.0, min(20.0, 340.0 / max(height, width)))
    tall = 26.0 if printed else side
    top = scale(rows)
    gap = 1.0 if side > 8 else 0.0
    body = ""
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            kind, opacity = colour(value, top)
            body += rect(j * side, i * tall, side - gap, tall - gap, kind, f'fill-opacity="{opacity:.2g}"')
            if printed:
                body += text((j + 0.5) * side - gap / 2, (i + 0.5) * tall + 3.5, cell(value))
    shape = f"{len(matrix)} × {len(matrix[0]) if matrix else 0}"
    words = f"{label}, a {shape} matrix" + (f", values between ±{short(top)}" if top else ", all zero")
    if printed:
        words += ": " + "; ".join(", ".join(map(cell, row)) for row in rows)
    return svg(max(width * side, 1), max(height * tall, 1), words, body, "heat")


def scale(matrix: Sequence[Sequence[float]]) -> float:
    """The largest absolute value that is finite; 0 if there is none."""
    return max((abs(value) for row in matrix for value in row if math.isfinite(value)), default=0.0)


def colour(value: float, top: float) -> tuple[str, float]:
    """The class of a value's colour and its opacity, which grows linearly with |value| / top."""
    if not math.isfinite(value):
        return "odd", 1.0
    strength = abs(value) / top if top else 0.0
    return ("plus" if value >= 0 else "minus"), STRONGEST * strength


def cell(value: float) -> str:
    """A value for a cell: two decimals, shorter where they say nothing, `0` for what is nearly nothing.

    >>> cell(0.5), cell(-1.0), cell(1e-9), cell(123.4), cell(float("nan"))
    ('0.50', '−1', '≈0', '123', 'nan')
    """
    if not math.isfinite(value) or value == int(value):
        return short(int(value) if math.isfinite(value) and abs(value) < 1e4 else value)
    if abs(value) < 0.005:
        return "≈0"
    return (f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else short(value)).replace(
        "-", "−"
    )
