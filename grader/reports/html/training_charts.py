"""Charts of training runs as inline SVG: accuracies, ratios of seconds, and phases next to the reference's.

Like `grader.reports.html.charts`: pure functions from numbers to text, with colours as classes and what they show in
words.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.reports.formatting import short
from grader.reports.html.charts import rect, svg, text, trim
from grader.reports.training_runs import Phase, Ratios, Training, percent, seconds, share

WIDE = 320.0
LEFT, RIGHT, FAILED = 26.0, 294.0, 56.0
"""The ends of an axis, and the space next to it for runs that failed."""
RADIUS, TALLEST = 4.5, 63.0
LETTER = 7.0
"""The width that a letter of a label takes at most, on average."""
ROOM = 36.0
"""Between the words of two ticks, those for 1 and 2 excepted."""
LEAST_RATIO, LARGEST_RATIO = 0.01, 1000.0
"""The ratios between which they are drawn; what is outside is drawn at the end."""
_RATIOS = (1, 2, 0.01, 0.1, 10, 100, 1000, 0.5, 5, 0.2, 20, 50, 0.05, 200, 500, 0.02)
"""Marks of an axis of ratios, those that matter more first."""

Place = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Strip:
    """Runs above an axis, and below them a mean or median with its interval. All places are in user units."""

    dots: Sequence[float]
    failed: int
    failed_at: float
    axis: tuple[float, float]
    ticks: Sequence[tuple[float, str]]
    known: Sequence[float]
    """Places on the axis that are marked with a thin line."""
    limit: tuple[float, str] | None
    middle: float | None
    interval: tuple[float, float] | None


# --- accuracies and ratios ------------------------------------------------------------------------


def accuracies(found: Training) -> str:
    """The runs' accuracies against what is asked for, their mean with its interval."""
    given = [run.accuracy for run in found.runs if run.accuracy is not None]
    failed = len(found.runs) - len(given)
    half = found.half or 0.0
    ends = [] if found.mean is None else [max(found.mean - half, 0.0), min(found.mean + half, 1.0)]
    values = [found.at_least, *given, *ends]
    room = max(0.12 * (max(values) - min(values)), 0.004)
    low, high = max(min(values) - room, 0.0), min(max(values) + room, 1.0)
    left = LEFT + FAILED if failed else LEFT

    def at(value: float) -> float:
        return left + (RIGHT - left) * (value - low) / (high - low)

    strip = Strip(
        dots=[at(value) for value in given],
        failed=failed,
        failed_at=LEFT,
        axis=(left, RIGHT),
        ticks=[(at(value), words) for value, words in percents(low, high)],
        known=(),
        limit=(at(found.at_least), f"asked for {share(found.at_least)}"),
        middle=None if found.mean is None else at(found.mean),
        interval=None if found.mean is None or found.half is None else (at(ends[0]), at(ends[1])),
    )
    each = ", ".join("failed" if run.accuracy is None else percent(run.accuracy) for run in found.runs)
    return drawn(strip, f"Accuracies of the runs: {each or 'none'}. {found.decision}", "accuracies")


def ratios(found: Ratios) -> str:
    """Ratios of seconds on a logarithmic axis that marks 1 and 2, their median with its interval, and the limit."""
    given = [value for _, value in found.ratios if value is not None]
    failed = len(found.ratios) - len(given)
    others = [value for value in (found.median, found.at_most, *(found.interval or ())) if value is not None]
    values = [value for value in (1.0, 2.0, *given, *others) if math.isfinite(value)]
    low, high = max(min(values), LEAST_RATIO) / 1.3, min(max(values), LARGEST_RATIO) * 1.3
    right = RIGHT - FAILED if failed else RIGHT

    def at(value: float) -> float:
        inside = math.log(min(max(value, low), high) / low) / math.log(high / low)
        return LEFT + (right - LEFT) * inside

    strip = Strip(
        dots=[at(value) for value in given],
        failed=failed,
        failed_at=RIGHT,
        axis=(LEFT, right),
        ticks=ratio_ticks(low, high, at),
        known=(at(1), at(2)),
        limit=None if found.at_most is None else (at(found.at_most), f"limit {short(found.at_most)}×"),
        middle=None if found.median is None or math.isinf(found.median) else at(found.median),
        interval=None
        if found.interval is None or math.isinf(found.interval[0])
        else (at(found.interval[0]), at(found.interval[1])),
    )
    each = ", ".join(words for _, words in found.each)
    return drawn(strip, f"Ratios of the runs, on a log scale: {each or 'none'}. {found.decision}", "ratios")


def drawn(strip: Strip, label: str, kind: str) -> str:
    """A strip as SVG. Dots that would touch are stacked, and failed runs are crosses next to the axis."""
    levels = stacked(strip.dots)
    highest = max([0, *levels, strip.failed - 1])
    step = min(2 * RADIUS, TALLEST / max(highest, 1))
    top = 20.0 if strip.limit else 6.0
    base = top + step * highest + 2 * RADIUS
    bar, axis = base + 11, base + (8 if strip.middle is None and strip.interval is None else 22)
    body = "".join(_upright(at, top - 2, axis, "known") for at in strip.known)
    if strip.limit:
        body += _upright(strip.limit[0], top - 4, axis, "limit") + _label(*strip.limit, 11)
    body += _axis(strip, axis)
    for at, level in zip(strip.dots, levels, strict=True):
        centre = f'cx="{trim(at)}" cy="{trim(base - RADIUS - step * level)}"'
        body += f'<circle {centre} r="{RADIUS}" class="dot"/>'
    for level in range(strip.failed):
        corner = f"{trim(strip.failed_at - 3.5)} {trim(base - RADIUS - 3.5 - step * level)}"
        body += f'<path d="M{corner}l7 7m0 -7l-7 7" class="cross"/>'
    if strip.interval:
        start, end = strip.interval
        body += rect(start, bar - 3, max(end - start, 1), 6, "interval", 'rx="3"')
    if strip.middle is not None:
        body += f'<path d="M{trim(strip.middle)} {trim(bar - 6)}l5 6l-5 6l-5 -6z" class="middle"/>'
    return svg(WIDE, axis + 21, label, body, f"strip {kind}")


def _axis(strip: Strip, y: float) -> str:
    """The axis with its ticks, words of neighbours pushed apart where they would touch."""
    body = f'<path d="M{trim(strip.axis[0])} {trim(y)}H{trim(strip.axis[1])}" class="axis"/>'
    ticks = sorted(strip.ticks)
    places = [at for at, _ in ticks]
    for at in range(1, len(ticks)):
        room = LETTER * (len(ticks[at - 1][1]) + len(ticks[at][1])) / 2 + 3
        lacking = max(room - (places[at] - places[at - 1]), 0)
        places[at - 1 : at + 1] = places[at - 1] - lacking / 2, places[at] + lacking / 2
    for (tick, words), place in zip(ticks, places, strict=True):
        body += f'<path d="M{trim(tick)} {trim(y)}v4" class="axis"/>' + text(place, y + 15, words)
    return body + (_label(strip.failed_at, "failed", y + 15) if strip.failed else "")


def stacked(dots: Sequence[float]) -> list[int]:
    """The level of each dot, so that no two of a level touch: the lowest that is free, from the left.

    >>> stacked([10, 50, 12, 14, 25])
    [0, 0, 1, 2, 0]
    """
    levels = [0] * len(dots)
    last: list[float] = []
    for at in sorted(range(len(dots)), key=dots.__getitem__):
        free = (level for level, before in enumerate(last) if dots[at] - before >= 2 * RADIUS)
        levels[at] = next(free, len(last))
        last[levels[at] : levels[at] + 1] = [dots[at]]
    return levels


def percents(low: float, high: float) -> list[tuple[float, str]]:
    """Round shares from `low` to `high`, at most five of them, with their words.

    >>> percents(0.932, 0.961)
    [(0.94, '94 %'), (0.95, '95 %'), (0.96, '96 %')]
    """
    power = math.floor(math.log10(high - low)) - 1
    steps = (base * 10.0 ** (power + more) for more in (0, 1) for base in (1, 2, 5))
    step = next(step for step in steps if math.floor(high / step) - math.ceil(low / step) < 5)
    places = max(0, -math.floor(math.log10(step) + 1e-9) - 2)
    whole = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [(round(at * step, 12), percent(at * step, places)) for at in whole]


def ratio_ticks(low: float, high: float, at: Place) -> list[tuple[float, str]]:
    """1× and 2×, and whatever fits next to them."""
    ticks: list[tuple[float, str]] = []
    for value in _RATIOS:
        place, words = at(value), f"{short(value)}×"
        if low <= value <= high and (value in (1, 2) or all(abs(place - other) >= ROOM for other, _ in ticks)):
            ticks.append((place, words))
    return ticks


def _upright(at: float, top: float, bottom: float, kind: str) -> str:
    return f'<path d="M{trim(at)} {trim(top)}V{trim(bottom)}" class="{kind}"/>'


def _label(at: float, words: str, y: float) -> str:
    """Words below or above their place, moved so that they stay in the picture."""
    half = LETTER * len(words) / 2
    return text(max(min(at, WIDE - half), half), y, words)


# --- phases ---------------------------------------------------------------------------------------


def phases(found: Sequence[Phase]) -> str:
    """Seconds of each phase as two bars, the student's above the reference's."""
    left, longest, row = 120.0, 150.0, 28.0
    known = [value for phase in found for value in (phase.student, phase.reference) if value is not None]
    most = max([value for value in known if math.isfinite(value)], default=0.0) or 1.0
    body, words = "", []
    for at, phase in enumerate(found):
        body += text(left - 8, at * row + 15, phase.name, anchor="end")
        for offset, value, kind in ((2.0, phase.student, "given"), (13.0, phase.reference, "expected")):
            top, wide = at * row + offset, longest * (min(value or 0.0, most) / most)
            body += rect(left, top, max(wide, 1), 9, kind if value is not None else "nothing", 'rx="2"')
            amount = "none" if value is None else f"{seconds(value)} s"
            body += text(left + wide + 6, top + 8, amount, "tiny", "start")
        student, reference = ("none" if v is None else seconds(v) for v in (phase.student, phase.reference))
        words.append(f"{phase.name}: student {student}, reference {reference}")
    return svg(WIDE, max(row * len(found), 1), "Seconds by phase. " + "; ".join(words), body, "phases")
