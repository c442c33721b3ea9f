"""The pages' templates and assets, which are package data, and what the templates may call."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from grader.model import Assignment, Status
from grader.reports import charts, heatmap, lines, mathml, prose
from grader.reports.shown import clipped, label, points, short, visible
from grader.reports.words import CODES, OWED_BY, SYMBOLS, WORDS

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, *, html: Mapping[str, str] | None = None, **values: Any) -> str:
    """A template with these values. What is in `html` is our own markup and goes in as it is."""
    from markupsafe import Markup

    trusted = {name: Markup(text) for name, text in (html or {}).items()}
    return _environment().get_template(template).render(**values, **trusted)


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script, with plain line feeds."""
    return (files("grader.reports") / "pages" / name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    """Every expression of a template is made visible, then escaped."""
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("grader.reports", "pages"),
        autoescape=True,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def markup(function: Any) -> Any:
        return lambda *values: Markup(function(*values))

    environment.filters.update(
        short=short,
        brief=_brief,
        points=points,
        label=label,
        percent=_percent,
        flat=_flat,
        columns=_columns,
        scale=heatmap.scale,
        prose=markup(prose.paragraphs),
        inline=markup(prose.inline),
        formula=markup(lambda latex: mathml.formula(latex) or ""),
        sign=lines.MARKS.get,
        symbol=lambda status: SYMBOLS[Status(status)],
        words=lambda status: WORDS[Status(status)],
        code=lambda status: CODES[Status(status)],
        owed=lambda status: OWED_BY[Status(status)],
        index=_index,
        short_id=_short_id,
    )
    drawn = {
        function.__name__: markup(function)
        for function in (
            charts.residual_bar,
            charts.number_line,
            charts.paired_bars,
            charts.share_bar,
            charts.histogram,
            heatmap.heat_map,
        )
    }
    environment.globals["chart"] = SimpleNamespace(**drawn)
    return environment


def _finalized(value: Any) -> Any:
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
