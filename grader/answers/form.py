"""A form of answers: where it is found, how it is read, what it offers to checks, how a starter shows it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from typing import Any

from grader.errors import Unreadable
from grader.model import Answer, Block, Cells, File, Place, Section, Value

Values = Mapping[str, Any]
Settings = Mapping[str, Any]

_STRUCK = re.compile(r"~~[^~\n]+~~")

MAX_BITS = 3_400
"""Bits of a whole number that is read: about a thousand digits."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader of answers of one form.

    `read(answer, settings, givens)` gives the named values that checks take, or None where nothing was
    answered; it raises `Unreadable`. `offers(settings)` are those names. `schema` is the JSON Schema of
    the settings, whose first key is the form's own name. `starter(settings)` is what the student's
    starter shows under the question.
    """

    read: Callable[[Answer, Settings, Values], Values | None]
    offers: Callable[[Settings], frozenset[str]]
    schema: Mapping[str, Any]
    starter: Callable[[Settings], str] = field(default=lambda settings: "")


class Held(Enum):
    """The place of an answer in a submission, which also says what the setting under the form's own name is."""

    TEXT = "under the part's heading in answers.md or a notebook, or its key in answers.yaml"
    ARRAYS = "in a file of arrays, or one for each; the setting names it"
    PROGRAM = "in a Python file, which the setting names, or in a notebook's cells: a function"


class Lists(Enum):
    """The entries that the setting under the form's own name lists, if it is a list."""

    NOTHING = "no entries"
    OPTIONS = "what can be chosen"
    POSITIONS = "the places of a sequence"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers: all that the grader has to know of it before one is read.

    Attributes:
        name: the name in rubrics, which is also the key of its first setting.
        where: its `Reading`, as `module.attribute` of this package; imported when it is first asked for.
        held: where an answer is found in a submission.
        lists: what its first setting lists.
        is_trained: whether it is a program that is measured while it trains a network.
        short: whether the bare name will do as the whole setting: `answer: text`.
    """

    name: str
    where: str
    held: Held = Held.TEXT
    lists: Lists = Lists.NOTHING
    is_trained: bool = False
    short: bool = False

    @property
    def reading(self) -> Reading:
        module, _, attribute = self.where.rpartition(".")
        reading: Reading = getattr(import_module(f"grader.answers.{module}"), attribute)
        return reading

    @property
    def is_text(self) -> bool:
        return self.held is Held.TEXT

    @property
    def is_program(self) -> bool:
        """Whether the answer is a function, in a file or a notebook."""
        return self.held is Held.PROGRAM

    def file(self, settings: Settings) -> str:
        """The file that the answer is asked for in; "" for a text."""
        return "" if self.is_text else str(settings[self.name])

    def arrays(self, settings: Settings) -> tuple[str, ...]:
        """The names of the arrays asked for, which are the settings but the file; none in other forms."""
        return tuple(name for name in settings if name != self.name) if self.held is Held.ARRAYS else ()

    def options(self, settings: Settings) -> Sequence[Any]:
        """The options to choose from; none in forms other than a choice."""
        return settings[self.name] if self.lists is Lists.OPTIONS else ()

    def positions(self, settings: Settings) -> Sequence[Any]:
        """The places of a sequence; none in other forms."""
        return settings[self.name] if self.lists is Lists.POSITIONS else ()

    def is_called(self, settings: Settings) -> bool:
        """Whether the student's function is called on inputs that are drawn for it."""
        return self.is_program and "cases" in settings

    def is_run(self, settings: Settings) -> bool:
        """Whether the student's program is run at all: called, or trained."""
        return self.is_trained or self.is_called(settings)


def written(answer: Answer, wanted: str) -> Section | Value:
    """The one piece of the answer that was written in answers.md or answers.yaml.

    Raises:
        Unreadable: a file was handed in where text is asked for.
    """
    for raw in answer.raw:
        if not isinstance(raw, File | Cells):
            return raw
    raise Unreadable(f"a file was given where {wanted} is asked for", answer.raw[0].place)


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
        raise Unreadable(f"a {kind(value)} was given where {wanted} is asked for", place)
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
