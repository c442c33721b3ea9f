"""A symbol's name as it is printed: its letter, what stands below it, a hat, or a word."""

import re
from functools import cache, lru_cache
from typing import Literal

from grader.algebra.expressions.notation import GREEK
from grader.algebra.language.lexing.spelling import SUBSCRIPTS
from grader.patterns import pattern

Style = Literal["latex", "plain"]

_SMALL = {chr(digit): chr(code) for code, digit in SUBSCRIPTS.items()}
_LETTERS = "|".join(sorted(GREEK, key=len, reverse=True))
_WORD = pattern(r"[A-Za-z][a-z]{2,}")


@cache
def _greek() -> re.Pattern[str]:
    """A Greek letter with what stands below it."""
    return re.compile(rf"({_LETTERS})_?(\w+)")


@cache
def _name() -> re.Pattern[str]:
    """A letter with what stands below it, and primes."""
    return re.compile(rf"({_LETTERS}|[A-Za-z])(?:_(\w+)|(\d+)|([a-z]))?('*)")


@cache
def _marked() -> re.Pattern[str]:
    """A letter with a hat, a tilde or a bar."""
    return re.compile(rf"({_LETTERS}|[A-Za-z])(hat|tilde|bar)([0-9]+|[a-z])?")


@lru_cache(maxsize=4096)
def symbol(style: Style, name: str) -> str:
    """A symbol's name: its letter with its subscript, or a word."""
    latex = style == "latex"
    if name in GREEK:
        return _letter(style, name)
    if parts := _marked().fullmatch(name):
        return rf"\{parts[2]}{{{_letter(style, parts[1])}}}" + below(style, parts[3] or "") if latex else name
    if parts := _name().fullmatch(name):
        return subscripted(style, parts[1], parts[2] or parts[3] or parts[4]) + parts[5]
    if parts := _greek().fullmatch(name):
        return subscripted(style, parts[1], parts[2])
    if _WORD.fullmatch(name) or (name.isalpha() and latex):
        return rf"\mathrm{{{name}}}" if latex else name
    base, _, under = name.partition("_")
    return base + below(style, under) if under else name[0] + below(style, name[1:])


def subscripted(style: Style, letter: str, under: str | None) -> str:
    """A letter, by its name where it is Greek, with what stands below it."""
    if style == "plain" and letter == "Sigma" and under:  # Σᵢ would look like a sum
        return f"Sigma_{under}" if len(under) == 1 or under.isdigit() else f"Sigma_{{{under}}}"
    return _letter(style, letter) + below(style, under or "")


def below(style: Style, text: str) -> str:
    """A subscript; in plain text by small letters where there are such."""
    if not text:
        return ""
    if style == "plain" and all(char in _SMALL for char in text):
        return "".join(_SMALL[char] for char in text)
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def _letter(style: Style, letter: str) -> str:
    if letter not in GREEK:
        return letter
    return f"\\{letter}" if style == "latex" else GREEK[letter]
