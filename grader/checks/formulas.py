"""What the checks of formulas share: the notation of a rubric, and an answer that is read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from grader import algebra
from grader.algebra import Equation, Notation, Piece, Reading, latex


def key_of(notation: Mapping[str, Any]) -> str:
    """A rubric's notation as one text, under which what is read of it is remembered."""
    return json.dumps(notation)


@lru_cache(maxsize=64)
def notation_by(key: str) -> Notation:
    """The notation that a rubric declares. Raises NotationError."""
    return algebra.declared(json.loads(key))


@lru_cache(maxsize=256)
def asked_by(key: str, sources: tuple[str, ...], unknowns: tuple[str, ...]) -> Notation:
    """The notation of a question: only what these equations are about is fixed. Raises NotationError."""
    notation = notation_by(key)
    mentioned = {name for source in sources for name in equation_by(source, key).names}
    return replace(notation, fixed=notation.about({*mentioned, *unknowns}))


@lru_cache(maxsize=256)
def equation_by(source: str, key: str) -> Equation:
    """An equation of the rubric's author. Raises NotationError."""
    return algebra.equation(source, notation_by(key))


@lru_cache(maxsize=256)
def shown_by(source: str, key: str) -> str:
    """An equation of the rubric's author in LaTeX. Raises NotationError."""
    return shown(equation_by(source, key))


def shown(equation: Equation) -> str:
    """An equation in LaTeX."""
    return f"{latex(equation.left)} = {latex(equation.right)}"


def reading_of(pieces: Sequence[Sequence[Any]], notation: Notation, sought: Iterable[str] = ()) -> Reading:
    """The statements of an answer; pieces are (kind, text, line). `sought` are the symbols that it is to find."""
    return algebra.read([Piece(*piece) for piece in pieces], notation, sought)


def seed_of(pieces: Sequence[Sequence[Any]]) -> int:
    """A seed that depends on every character of the answer: whoever changes the answer changes the samples."""
    from hashlib import blake2b

    text = "\x00".join(str(piece[1]) for piece in pieces)
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")
