"""The environment that the templates are drawn in: what they may call, and how every value is escaped.

Import this only to draw: it loads Jinja.
"""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import jinja2
from markupsafe import Markup

from grader.model import Assignment
from grader.reports import formula_lines, mathml, prose, training_runs
from grader.reports.formatting import clipped, label, points, short, visible
from grader.reports.html import charts, heatmap, training_charts
from grader.reports.status_words import CODES, OWED_BY, SYMBOLS, WORDS


class Environment(jinja2.Environment):
    """Every expression of a template is made visible, then escaped."""

    def __init__(self) -> None:
        super().__init__(
            loader=jinja2.PackageLoader("grader.reports.html", "pages"),
            autoescape=True,
            finalize=_finalized,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.filters.update(FILTERS)
        self.globals["chart"] = SimpleNamespace(**{function.__name__: _markup(function) for function in CHARTS})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Of a dict its item, never a method: `items` that a student named so is not a method, and it is faster."""
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def _markup(function: Any) -> Any:
    return lambda *values: Markup(function(*values))


def _finalized(value: Any) -> Any:
    if type(value) is str:
        return visible(value)
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _brief(value: Any) -> str:
    """Any scalar of JSON in few characters."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return short(value)
    return clipped(str(value))


def _percent(value: float) -> str:
    return f"{value:.0f} %"


def _flat(values: Any) -> bool:
    return not any(isinstance(value, list | tuple | Mapping) for value in values)


def _columns(values: Any) -> tuple[str, ...]:
    """The keys that all of a list's mappings have, where they have the same few; else none."""
    if not all(isinstance(value, Mapping) for value in values):
        return ()
    names = tuple(values[0])
    return names if len(names) <= 6 and all(tuple(value) == names for value in values) else ()


def _index(part: str, assignment: Assignment) -> int:
    return [known.id for known in assignment.parts].index(part)


def _short_id(part: str, problem: str) -> str:
    """`conditions` for `pca.conditions` under the problem `pca`."""
    return part.removeprefix(f"{problem}.")


CHARTS: tuple[Callable[..., str], ...] = (
    charts.residual_bar,
    charts.number_line,
    charts.paired_bars,
    charts.share_bar,
    charts.histogram,
    heatmap.heat_map,
    training_charts.accuracies,
    training_charts.ratios,
    training_charts.phases,
)
"""What templates draw, as `chart.number_line(…)` and so on."""

FILTERS: Mapping[str, Callable[..., Any]] = {
    "short": short,
    "brief": _brief,
    "points": points,
    "label": label,
    "percent": _percent,
    "share": training_runs.percent,
    "seconds": training_runs.seconds,
    "flat": _flat,
    "columns": _columns,
    "scale": heatmap.scale,
    "prose": _markup(prose.paragraphs),
    "inline": _markup(prose.inline),
    "formula": _markup(lambda latex: mathml.formula(latex) or ""),
    "sign": formula_lines.MARKS.get,
    "symbol": lambda status: SYMBOLS[status],
    "words": lambda status: WORDS[status],
    "code": lambda status: CODES[status],
    "owed": lambda status: OWED_BY[status],
    "index": _index,
    "short_id": _short_id,
}
"""What templates may apply to a value."""
