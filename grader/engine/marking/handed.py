"""A submission as grading sees it: answers without their places, and the files that code can read.

Written answers are remembered as JSON: if a submission has not changed, one part can be graded again without the
rest being read.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

from grader.engine.marking import places
from grader.model import Answer, Block, Place, Section, Submission, Value


class Handed(Protocol):
    """A hand-in."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The submission's own small files, for its code to read."""

    def answer(self, part: str) -> Answer:
        """The answer to a part, its places counted from where it begins."""


class Read:
    """A hand-in that has been read."""

    def __init__(self, submission: Submission):
        self.files = submission.files
        self._answers = submission.answers
        self._known: dict[str, Answer] = {}

    def answer(self, part: str) -> Answer:
        """The answer to a part, its places counted from where it begins."""
        if part not in self._known:
            self._known[part] = places.relative(self._answers.get(part, Answer()))
        return self._known[part]


class Remembered:
    """A hand-in that is what it was when it was last read; it is read again only for what is not remembered.

    Args:
        answers: what `remembered` made of it.
        read: reads it again.
    """

    def __init__(self, answers: Mapping[str, str], read: Callable[[], Submission]):
        self._answers, self._reading = answers, read
        self._known: dict[str, Answer] = {}

    @cached_property
    def _read(self) -> Read:
        return Read(self._reading())

    @property
    def files(self) -> Mapping[str, bytes]:
        """The submission's own small files, for its code to read."""
        return self._read.files

    def answer(self, part: str) -> Answer:
        """The answer to a part, its places counted from where it begins."""
        if part not in self._known:
            text = self._answers.get(part)
            self._known[part] = self._read.answer(part) if text is None else _answer(json.loads(text))
        return self._known[part]


def remembered(handed: Handed, parts: Iterable[str]) -> dict[str, str]:
    """The answers that are written, and those that are not given, each as JSON; what lies in files is read again."""
    found = {}
    for part in parts:
        answer = handed.answer(part)
        try:
            found[part] = json.dumps(_plain(answer), ensure_ascii=False)
        except (TypeError, ValueError):
            continue
    return found


def _plain(answer: Answer) -> list[Any]:
    problem = answer.problem and (answer.problem[0], _spot(answer.problem[1]), answer.problem[2])
    return [[_piece(raw) for raw in answer.raw], problem]


def _piece(raw: Any) -> list[Any]:
    if isinstance(raw, Value):
        return [raw.value]
    if isinstance(raw, Section):
        return [raw.source, [[b.kind, b.text, b.source, _spot(b.place), b.cells, b.ticked] for b in raw.blocks]]
    raise TypeError("a file is not remembered")


def _answer(told: list[Any]) -> Answer:
    pieces, problem = told
    if problem is not None:
        problem = (problem[0], _place(problem[1]), problem[2])
    return Answer(tuple(_raw(piece) for piece in pieces), problem)


def _raw(piece: list[Any]) -> Section | Value:
    if len(piece) == 1:
        return Value(piece[0], places.HERE)
    source, blocks = piece
    found = (
        Block(kind, text, typed, _place(spot) or places.HERE, tuple(cells), ticked)
        for kind, text, typed, spot, cells, ticked in blocks
    )
    return Section(tuple(found), source, places.HERE)


def _spot(place: Place | None) -> list[Any] | None:
    return None if place is None else [place.file, place.line, place.cell]


def _place(spot: list[Any] | None) -> Place | None:
    return None if spot is None else Place(*spot)
