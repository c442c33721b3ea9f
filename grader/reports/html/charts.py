"""Small charts as inline SVG: pure functions from numbers to text, without scripts and style attributes.

Colours are classes that the page's style sheet fills in, so a chart follows light and dark. Each
chart has its content in words as its label. Lengths are in SVG user units.
"""

import math
from collections.abc import Sequence
from html import escape

from grader.reports.formatting import short, visible

LEAST_DECADE, LAST_DECADE = -17, 17


def svg(width: float, height: float, label: str, body: str, kind: str) -> str:
    """An image of its own size that shrinks with the page."""
    return (
        f'<svg class="chart {kind}" viewBox="0 0 {trim(width)} {trim(height)}" width="{trim(width)}" '
        f'height="{trim(height)}" role="img" aria-label="{escape(visible(label))}">{body}</svg>'
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    kind = f' class="{kind}"' if kind else ""
    return f'<text x="{trim(x)}" y="{trim(y)}" text-anchor="{anchor}"{kind}>{escape(visible(words))}</text>'


def rect(x: float, y: float, width: float, height: float, kind: str, rest: str = "") -> str:
    return (
        f'<rect x="{trim(x)}" y="{trim(y)}" width="{trim(max(width, 0))}" height="{trim(max(height, 0))}" '
        f'class="{kind}"{" " + rest if rest else ""}/>'
    )


def trim(value: float) -> str:
    """A length or place: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


# --- one number against its limit -----------------------------------------------------------------


def decades(values: Sequence[float], limit: float) -> tuple[int, int]:
    """The powers of ten between which values and limit are drawn, at least two beyond the limit each side."""
    ends = [math.log10(limit), *(math.log10(value) for value in values if math.isfinite(value) and value > 0)]
    low = max(math.floor(min(ends)) - 1, LEAST_DECADE)
    high = min(math.ceil(max(ends)) + 1, LAST_DECADE)
    return min(low, math.floor(ends[0]) - 2), max(high, math.ceil(ends[0]) + 2)


def log_position(value: float, low: int, high: int) -> float:
    """The position of a value between 10^low (0) and 10^high (1); of one outside, the nearer end."""
    if value <= 0:
        return 0.0
    return min(1.0, max(0.0, (min(math.log10(value), high) - low) / (high - low)))


def residual_bar(value: float, limit: float, beside: Sequence[float] = ()) -> str:
    """A residual on a log scale: the allowed stretch, the limit (> 0, finite), the value.

    Adjacent bars share a scale if each is given the values `beside` it.
    """
    left, width, top, thick = 6.0, 228.0, 8.0, 8.0
    low, high = decades([value, *beside], limit)
    at_limit = left + width * log_position(limit, low, high)
    body = rect(left, top, width, thick, "track", 'rx="4"')
    body += rect(left, top, at_limit - left, thick, "allowed", 'rx="4"')
    body += f'<path d="M{trim(at_limit)} 3v18" class="limit"/>' + text(at_limit, 33, f"limit {short(limit)}")
    if not math.isnan(value):
        at = left + width * log_position(value, low, high)
        kind = "marker passes" if value <= limit else "marker fails"
        body += f'<circle cx="{trim(at)}" cy="{trim(top + thick / 2)}" r="5.5" class="{kind}"/>'
    words = f"{short(value)} against the limit {short(limit)}, on a log scale from 1e{low} to 1e{high}"
    return svg(240, 38, words, body, "residual")


# --- a number among what is accepted --------------------------------------------------------------


def number_line(value: float | None, accepted: Sequence[tuple[float, float, float]]) -> str:
    """Accepted stretches (from, to, credit) on a line, stronger for more credit, and the value."""
    ends = [end for low, high, _ in accepted for end in (low, high)]
    finite = value is not None and math.isfinite(value)
    seen = [*ends, value] if value is not None and finite else ends
    low, high = min(seen), max(seen)
    room = 0.12 * (high - low) or max(abs(high) * 0.1, 1.0)
    low, high = low - room, high + room

    def x(number: float) -> float:
        return 10 + 300 * (number - low) / (high - low)

    body = '<path d="M10 30h300" class="axis"/>'
    for start, end, credit in sorted(accepted, key=lambda band: band[2]):
        middle, wide = (x(start) + x(end)) / 2, max(x(end) - x(start), 4)
        opacity = f'rx="3" opacity="{trim(0.3 + 0.7 * min(1.0, max(0.0, credit)))}"'
        body += rect(middle - wide / 2, 22, wide, 16, "allowed", opacity)
    if value is not None and finite:
        body += f'<path d="M{trim(x(value))} 30l-5 -11h10z" class="marker"/>'
        body += text(min(296.0, max(24.0, x(value))), 14, short(value), "strong")
    best = max(accepted, key=lambda band: band[2])
    for end, anchor in zip(best[:2], ("end", "start"), strict=True):
        body += text(min(286.0, max(34.0, x(end))), 53, short(end), anchor=anchor)
    stretches = "; ".join(f"{short(start)} to {short(end)}" for start, end, _ in accepted)
    given = "no number" if value is None else short(value)
    return svg(320, 58, f"{given}; accepted: {stretches}", body, "line")


# --- bars -----------------------------------------------------------------------------------------


def paired_bars(given: Sequence[float], expected: Sequence[float] | None) -> str:
    """Bars side by side: what was given and, where known, what is right. At most 16 are drawn."""
    given, expected = list(given)[:16], list(expected or ())[:16]
    count = max(len(given), len(expected))
    top = max([abs(number) for number in [*given, *expected] if math.isfinite(number)], default=0) or 1.0
    step, base, tall = 58.0, 92.0, 70.0
    body = f'<path d="M4 {trim(base)}h{trim(step * count)}" class="axis"/>'
    for at in range(count):
        left = 8 + step * at
        for offset, numbers, kind in ((0.0, given, "given"), (25.0, expected, "expected")):
            if at < len(numbers):
                high = tall * abs(numbers[at]) / top if math.isfinite(numbers[at]) else 0.0
                body += rect(left + offset, base - high, 22, high, kind, 'rx="2"')
                body += text(left + offset + 11, base - high - 4, short(numbers[at]), "tiny")
        body += text(left + (23 if expected else 11), base + 15, str(at + 1))
    words = "given " + ", ".join(map(short, given))
    if expected:
        words += "; expected " + ", ".join(map(short, expected))
    return svg(step * count + 10, 112, words, body, "pairs")


def share_bar(shares: Sequence[tuple[str, float, str]]) -> str:
    """A stacked bar as wide as its place: (class, amount, words) each. Widths are in percent of the sum."""
    total = math.fsum(amount for _, amount, _ in shares)
    body, at = "", 0.0
    for kind, amount, words in shares:
        width = 100 * amount / total if total else 0.0
        if width > 0:
            title = f"<title>{escape(visible(words))}</title>"
            body += f'<rect x="{trim(at)}%" width="{trim(width)}%" height="100%" class="{kind}">{title}</rect>'
        at += width
    label = escape(visible(", ".join(words for _, amount, words in shares if amount)))
    return f'<svg class="chart shares" width="100%" height="12" role="img" aria-label="{label}">{body}</svg>'


def histogram(counts: Sequence[int]) -> str:
    """A chart of how many students reached each tenth of the percent scale."""
    left, base, tall, wide = 34.0, 150.0, 122.0, 36.0
    most = max(counts, default=0) or 1
    body = "".join(
        text(left - 6, base - tall * tick / most + 4, str(tick), anchor="end")
        + f'<path d="M{trim(left)} {trim(base - tall * tick / most)}h{trim(wide * len(counts))}" class="rule"/>'
        for tick in ticks(most)
    )
    for at, count in enumerate(counts):
        high = tall * count / most
        if count:
            body += rect(left + wide * at + 2, base - high, wide - 4, high, "bar", 'rx="3"')
            body += text(left + wide * (at + 0.5), base - high - 5, str(count), "strong")
    body += f'<path d="M{trim(left)} {trim(base)}h{trim(wide * len(counts))}" class="axis"/>'
    step = 100 / len(counts)
    for at in range(0, len(counts) + 1, 2):
        body += text(left + wide * at, base + 17, f"{step * at:.0f} %")
    body += text(4, 10, "students", anchor="start")
    body += text(left + wide * len(counts) / 2, base + 35, "score, percent of the points settled so far")
    said = (f"{step * at:.0f} to {step * (at + 1):.0f} percent: {count}" for at, count in enumerate(counts) if count)
    return svg(
        left + wide * len(counts) + 24,
        192,
        "Students by score. " + ("; ".join(said) or "Nobody yet"),
        body,
        "histogram",
    )


def ticks(most: int) -> tuple[int, ...]:
    """Whole numbers for an axis from 0 to `most`: steps of 1, 2 or 5 times a power of ten, at most five.

    >>> ticks(3), ticks(24), ticks(2350)
    ((1, 2, 3), (5, 10, 15, 20), (500, 1000, 1500, 2000))
    """
    power = 10 ** max(0, math.floor(math.log10(max(most, 1))) - 1)
    step = next(step for scale in (1, 10) for base in (1, 2, 5) if most / (step := base * scale * power) <= 5)
    return tuple(range(step, most + 1, step))
