"""The reference page of forms and checks, from their schemas, signatures and docstrings.

python -m grader.rubric.reference > docs/checks.md
"""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers import FORMS
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.rubric import schema

_HEAD = """\
# Forms of answers, and checks

What `rubrics.md` explains by example is listed here in full. This page is generated from the code: write it again with
`python -m grader.rubric.reference > docs/checks.md`.

An answer of a form offers named values; a check takes those that it names, from the answer first and then from the
givens. Any parameter of a check may also be an oracle call, `{oracle: module.function, …}`.
"""
_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
    "object": "mapping",
    "array": "list",
}


def markdown() -> str:
    """The page, one section a form and one a check."""
    lines = [_HEAD, "## Keys of every criterion", "", *_table(schema.STANDING, ("check", "points")), ""]
    lines += ["## Forms of answers", ""]
    for name in FORMS:
        lines += _form(name)
    lines += ["## Checks", ""]
    for name in CHECKS:
        lines += _check(name)
    return "\n".join(lines).rstrip() + "\n"


def _form(name: str) -> Iterator[str]:
    form = FORMS[name]
    shape = schema.answer(name)
    yield from (f"### `{name}`", "")
    if form.short:
        yield from (f"The bare name will do: `answer: {name}`.", "")
    yield from _table(shape["properties"], shape["required"])
    others = shape["additionalProperties"]
    if others:
        yield f"| *any other name* | {_type(others)} | | {_cell(others.get('description', ''))} |"
    names = sorted(form.reading.offers({}))
    also = ", and each array by its name" if others else ""
    yield from ("", f"Offers {', '.join(f'`{offered}`' for offered in names)}{also}.", "")


def _check(name: str) -> Iterator[str]:
    check = CHECKS[name]
    interface = signature(check)
    yield from (f"### `{name}`", "", _prose(inspect.getdoc(check) or ""), "")
    takes = [f"`{taken}`{' (if there)' if taken in interface.optional else ''}" for taken in interface.takes]
    yield from (f"Takes {', '.join(takes)}.", "")
    parameters = schema.parameters(name)
    if parameters:
        yield from (*_table(parameters, interface.required, _defaults(check)), "")
    if interface.mistakes:
        yield from (f"Mistakes that it names: {', '.join(f'`{said}`' for said in sorted(interface.mistakes))}.", "")


def _defaults(check: Any) -> dict[str, Any]:
    listed = inspect.signature(check).parameters.values()
    return {p.name: p.default for p in listed if p.default is not p.empty and p.default is not None}


def _table(shapes: Mapping[str, Any], required: Any, defaults: Mapping[str, Any] | None = None) -> Iterator[str]:
    yield from ("| key | value | needed | what it says |", "|---|---|---|---|")
    for name, shape in shapes.items():
        needed = "yes" if name in required else f"no; `{defaults[name]}`" if defaults and name in defaults else "no"
        yield f"| `{name}` | {_type(shape)} | {_cell(needed)} | {_cell(shape.get('description', ''))} |"


def _type(shape: Mapping[str, Any]) -> str:
    """A JSON Schema in words.

    >>> _type({"type": "number", "exclusiveMinimum": 0, "maximum": 1}), _type({"enum": ["a", "b"]})
    ('number, more than 0, at most 1', '`a` or `b`')
    """
    if shape == schema.OTHER_ANSWER:
        return "`{answer: part id}`"
    if "enum" in shape:
        return " or ".join(f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if "type" not in shape:
        return "anything"
    kinds = shape["type"]
    listed = [kinds] if isinstance(kinds, str) else kinds
    words = " or ".join(_PLAIN[kind] for kind in listed if kind != "integer" or "number" not in listed)
    bounds = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
    words += "".join(f", {said} {shape[key]}" for key, said in bounds.items() if key in shape)
    if "items" in shape:
        items = _type(shape["items"])
        words += f" of ({items})" if " or " in items and "(" not in items else f" of {items}"
    if "properties" in shape:
        needed = shape.get("required", ())
        entries = (f"`{key}`{'' if key in needed else '?'} {_type(item)}" for key, item in shape["properties"].items())
        return f"{words} ({'; '.join(entries)})"
    if isinstance(inner := shape.get("additionalProperties"), dict) and inner:
        words += f" of {_type(inner)}"
    return words


def _prose(text: str) -> str:
    """Text in which nothing but code spans is Markdown."""
    pieces = text.split("`")
    pieces[::2] = [piece.replace("*", "\\*").replace("<", "\\<") for piece in pieces[::2]]
    return "`".join(pieces)


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|")


if __name__ == "__main__":
    print(markdown(), end="")
