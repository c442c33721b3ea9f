"""The pages' templates and assets, which are package data."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.reports.html.environment import Environment

_PACKAGE = files("grader.reports")


def render(template: str, *, html: Mapping[str, str] | None = None, **values: Any) -> str:
    """A template with these values. What is in `html` is our own markup and goes in as it is."""
    from markupsafe import Markup

    trusted = {name: Markup(text) for name, text in (html or {}).items()}
    return _environment().get_template(template).render(**values, **trusted)


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script, with plain line feeds."""
    return (_PACKAGE / "html" / "pages" / name).read_text(encoding="utf-8")


@cache
def drawing() -> bytes:
    """A digest of what draws: the templates, the sources of this package, and the library that writes formulas."""
    digest = hashlib.blake2b(version("latex2mathml").encode(), digest_size=32)
    html = _PACKAGE / "html"
    sources = [*_PACKAGE.iterdir(), *html.iterdir(), *(html / "pages").iterdir()]
    for source in sorted(sources, key=lambda source: source.name):
        if source.name.endswith((".py", ".j2")):
            text = source.read_bytes()
            digest.update(f"\0{source.name} {len(text)}\0".encode() + text)
    return digest.digest()


@cache
def _environment() -> "Environment":
    from grader.reports.html.environment import Environment

    return Environment()
