"""The words of one source, with their places: kinds for the parser, brackets paired."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from grader.algebra.expressions.notation import GREEK
from grader.algebra.expressions.tree import Span
from grader.algebra.language.lexing import letters, tex
from grader.algebra.language.lexing.scanner import WORDS, Scanner, shapes
from grader.algebra.language.lexing.spelling import folded
from grader.algebra.language.lexing.token_cleanup import cut_ending, match_brackets, tidied
from grader.algebra.language.lexing.tokens import ParseError, Tokens
from grader.algebra.language.lexing.work import Work
from grader.patterns import pattern

MAX_LENGTH = 20_000
LOOKAHEAD = 4
"""Tokens of kind `end` behind the last one, so that nobody looks past the end."""
_LETTERS = frozenset({"letter", "short", "command", "other"})
"""Shapes that a symbol or a word can start with."""
_BARE = pattern(
    r"\\(?:[dtc]|nice)?frac(?![A-Za-z])\s*(?:([A-Za-z0-9])(?![_^'])|\{[^{}]*\}|\\[A-Za-z]+)\s*(?:([A-Za-z0-9])(?![_^']))?"
    r"|\\sqrt(?![A-Za-z])\s*([A-Za-z])(?![_^'])"
)
"""Arguments of one sign, with no braces: TeX takes n and 2 of `\\frac n2`, and 1 and n of `\\frac1nee^T`."""
_APART = frozenset(("", *" \n)]}+-*/@=^.,"))
"""What stands right behind a letter that has nothing below it."""
_SIGNS = frozenset("+-*/^_(){}[],='")
"""Operators that are what they look like."""
_RUN = pattern(r"(?<![\\A-Za-z0-9_])[A-Za-z][A-Za-z0-9]+")


def bare(text: str) -> frozenset[int]:
    """The places of the signs that are the whole argument of a command."""
    return frozenset(found.start(group) for found in _BARE.finditer(text) for group in (1, 2, 3) if found[group])


def lexed(source: str, scan: Scanner) -> Tokens:
    """All tokens of a source, brackets matched. Raises ParseError."""
    if len(source) > MAX_LENGTH:
        span = Span(MAX_LENGTH, len(source))
        raise ParseError(f"this is longer than {MAX_LENGTH:,} characters", span, "hand in less at once")
    text = folded(source)
    work = Work(source, scan)
    if scan.several:
        _refuse_double_readings(work, text)
    alone = bare(text) if "frac" in text or "\\sqrt" in text else frozenset[int]()
    at, scanned = 0, shapes()
    while at < len(text):
        if at in alone:
            sign = text[at]
            work.tokens.add("number" if sign.isdigit() else "name", scan.resolve(sign), at, at + 1)
            at += 1
        else:
            at = _next(work, text, at, scanned)
    tokens = cut_ending(work.tokens, source, scan)
    if work.loose:
        tokens = tidied(tokens, scan)
    end = len(text.rstrip())
    for _ in range(LOOKAHEAD):
        tokens.add("end", "", end, end)
    match_brackets(tokens, source)
    return tokens


def _next(work: Work, text: str, start: int, scanned: re.Pattern[str]) -> int:
    """Write the token that starts at a place; where it ends."""
    match = scanned.match(text, start)
    assert match, "every character has a shape"
    kind = match.lastgroup
    if kind in _LETTERS:
        names = work.scan.names
        if text[start] in names and text[start + 1 : start + 2] in _APART:  # nothing longer begins here
            work.tokens.add("name", names[text[start]], start, start + 1)
            return start + 1
        if found := work.scan.known(text, start):
            letters.known(work, found[0], start, found.end())
            return found.end()
    end = match.end()
    if kind == "op":
        sign = match[0]
        if sign in _SIGNS:
            work.tokens.add(sign, sign, start, end)
        else:
            work.operator(sign, start, end)
    elif kind != "skip":
        _WRITERS[str(kind)](work, match, start, end)
    return end


def _refuse_double_readings(work: Work, text: str) -> None:
    """Letters in a row that are declared symbols in two ways: with A, B and AB, what is AB?"""
    for run in _RUN.finditer(text):
        letters = run[0]
        if letters in WORDS or letters in GREEK:
            continue
        readings = work.scan.readings(letters)
        if len(readings) > 1:
            one, two = (" ".join(parts) for parts in readings[:2])
            raise work.fail(
                f"{letters} can be read as {one} or as {two}", *run.span(), "put spaces between the factors"
            )


_WRITERS: Mapping[str, Callable[[Work, Any, int, int], None]] = {
    "number": letters.number,
    "dotted": letters.dotted,
    "short": letters.dotted,  # of a library of one letter; a declared symbol has been found before
    "word": letters.word,
    "letter": letters.letter,
    "raised": letters.raised,
    "string": letters.string,
    "up": letters.up,
    "low": letters.low,
    "method": letters.method,
    "sized": tex.sized,
    "styled": tex.styled,
    "named": tex.named,
    "text": tex.said,
    "stacked": tex.stacked,
    "environment": tex.environment,
    "command": tex.command,
    "other": tex.other,
}
"""What writes a token of each shape of `scanner.shapes`."""
