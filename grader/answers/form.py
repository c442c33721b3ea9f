"""What a form of answers is: how it is read, what it offers to checks, how a starter shows it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.errors import Unreadable
from grader.model import Answer, Block, Cells, File, Place, Section, Value

Values = Mapping[str, Any]
Settings = Mapping[str, Any]

_STRUCK = re.compile(r"~~[^~\n]+~~")

MAX_BITS = 3_400
"""Bits of a whole number that is read: about a thousand digits."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers.

    `read(answer, settings, givens)` gives the named values that checks take, or None where nothing was
    answered; it raises `Unreadable`. `offers(settings)` are those names. `schema` is the JSON Schema of
    the settings, whose first key is the form's own name. `starter(settings)` is what the student's
    starter shows under the question.
    """

    read: Callable[[Answer, Settings, Values], Values | None]
    offers: Callable[[Settings], frozenset[str]]
    schema: Mapping[str, Any]
    starter: Callable[[Settings], str] = field(default=lambda settings: "")
    short: bool = False
    """Whether the form's bare name will do as the whole setting: `answer: text`."""


def written(answer: Answer, wanted: str) -> Section | Value:
    """The one piece of the answer that was written in answers.md or answers.yaml.

    Raises:
        Unreadable: a file was handed in where text is asked for.
    """
    for raw in answer.raw:
        if not isinstance(raw, File | Cells):
            return raw
    raise Unreadable(f"a file stands where {wanted} is asked for", answer.raw[0].place)


def prose(raw: Section | Value, wanted: str) -> str:
    """The answer as one text, as a reader sees it.

    Raises:
        Unreadable: a list or mapping where text is asked for.
    """
    if isinstance(raw, Section):
        return _STRUCK.sub("", "\n".join(block_text(block) for block in raw.blocks)).strip()
    return scalar(raw.value, raw.place, wanted).strip()


def scalar(value: Any, place: Place, wanted: str) -> str:
    """A text or number of answers.yaml as text.

    Raises:
        Unreadable: something else, or a number of thousands of digits.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unreadable(f"a {kind(value)} stands where {wanted} is asked for", place)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise Unreadable("a whole number of more than a thousand digits", place)
    return str(value)


def block_text(block: Block) -> str:
    """A block's text, a table's row with its cells apart."""
    return " | ".join(block.cells) if block.kind == "row" else block.text


def kind(value: Any) -> str:
    """A value's type in words.

    >>> [kind(value) for value in (True, 1, 0.5, "x", [], {}, None)]
    ['true/false', 'number', 'number', 'text', 'list', 'mapping', 'null']
    """
    names = {bool: "true/false", int: "number", float: "number", str: "text", list: "list", dict: "mapping"}
    return names.get(type(value), "null")


def boxes(raw: Section) -> list[tuple[str, bool, Place]]:
    """The task boxes of a section: text, ticked or not, where."""
    return [(b.text.strip(), b.ticked, b.place) for b in raw.blocks if b.kind == "item" and b.ticked is not None]


def quoted(items: Iterable[str]) -> str:
    """`'a', 'b' and 'c'`, for messages."""
    listed = [f"'{item}'" for item in items]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)
