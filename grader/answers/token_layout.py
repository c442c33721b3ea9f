"""The layouts of token sequences: words on a line, labelled positions, tables across and down."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from grader.answers.words import normal, unlatex
from grader.errors import Unreadable
from grader.model import Place

_CAPTION = re.compile(
    r"(the )?(decoder )?(inputs?|outputs?|tokens?|words?|positions?|steps?|time( steps?)?|index|"
    r"values?|answers?|(in )?(train|training|teacher forcing|eval|evaluation|testing|inference)|#)?:?\Z"
)
_COLUMN = re.compile(r"(the )?(decoder )?(inputs?|tokens?|words?|answers?):?\Z")
_BRACKETED = re.compile(r"(<\s*[^<>\s]{1,20}\s*>)")
_SEPARATOR = re.compile(r"[\s,;|→⇒]+|[-=]>")
_NUMBERING = re.compile(r"\(?\d{1,3}[.):]\Z")
_JOINTS = frozenset(("-", "–", "—", "+", "/", "&", "then"))
_STEP = r"(?:time ?steps?|time|steps?|t|pos(?:ition)?|inputs?|tokens?|words?|x)"
_IS = r"[\s)\]}\"'`*]*(?:=(?!>)|:|->|=>|→|\s[-–—]\s|\bis\b)\s*"
_INTRODUCTION = re.compile(
    r"[^<>]*?(?:[:=]|\b(?:is|are|be|fed|gets?|receives?|inputs?|sequence|tokens?)\b)\s*(?=[\[({\"'`“*]*<)"
)
_COLON = re.compile(r"([^<>:=]*)(?::\s+|=\s+|=(?=[\[(]))(?=\S)")
_NEXT_SENTENCE = re.compile(r"(?<=[\w>])[.!?]\s+(?=[A-Z][^<]*\Z)")
_REMARK = re.compile(r"([^(]*[^(\s])\s+\((?!\s*x?or\b)[^()]*\)\W*\Z", re.IGNORECASE)

Item = TypeVar("Item")


def split(text: str) -> list[str]:
    """The tokens of a line: cut at spaces, commas, bars and arrows; quotes, brackets, `**` dropped.

    >>> split("['<sos>', 'I', 'see', 'a', 'dog']"), split("<sos>I see → a, dog"), split("1. I - see - it.")
    (['<sos>', 'I', 'see', 'a', 'dog'], ['<sos>', 'I', 'see', 'a', 'dog'], ['I', 'see', 'it'])
    """
    spaced = _BRACKETED.sub(lambda match: f" {''.join(match[1].split())} ", _folded(text))
    pieces = [piece for piece in _SEPARATOR.split(spaced) if piece]
    words = [
        word
        for index, piece in enumerate(pieces)
        if (word := _stripped(piece)) and not (index + 1 < len(pieces) and _NUMBERING.match(piece))
    ]
    joints = words[1::2]
    return words[::2] if len(words) % 2 and joints and joints[0] in _JOINTS and len(set(joints)) == 1 else words


def _stripped(piece: str) -> str:
    word = piece.strip("\"'`“”‘’«»„*()[]{}\\")
    return word if len(word) == 1 or word.startswith("<") else word.rstrip(".!?:")


def _folded(text: str) -> str:
    """Brackets alike and LaTeX gone; letters stay as typed, so that look-alikes can be named."""
    return unlatex(text if text.isascii() else normal(text))


def trimmed(line: str, special: Callable[[str], bool]) -> str:
    """A line without the words that introduce the tokens, and without what is said after them.

    >>> trimmed("In training: <sos> I see. It is teacher forcing.", lambda word: word == "<sos>")
    '<sos> I see'
    """
    line = _folded(line)
    introduced = _INTRODUCTION.match(line) or _COLON.match(line)
    if introduced and not any(special(word) for word in split(introduced[0])):
        line = line[introduced.end() :]
    line = _NEXT_SENTENCE.split(line, maxsplit=1)[0]
    remark = _REMARK.match(line)
    return remark[1] if remark else line


def number(label: str, positions: Sequence[str]) -> int | None:
    """The number of the position that a label names: `w1`, `w_1`, `w_{1}`, `1`, `step 1`, `t=1`; counted from 1.

    >>> [number(label, ["w1", "w2"]) for label in ("w_{2}", "Step 1", "t=0", "dog")]
    [2, 1, 0, None]
    """
    plain = re.sub(r"[\s_{}$*:=.()\[\]]", "", _folded(label)).casefold()
    names = [name.casefold() for name in positions]
    found = re.fullmatch(rf"(?:{_stems(positions)}|{_STEP})?(\d{{1,2}})", plain, re.IGNORECASE)
    if found:
        return int(found[1])
    return names.index(plain) + 1 if plain in names else None


def _stems(positions: Sequence[str]) -> str:
    """The names of positions without their numbers, as a pattern: `w` of w1 … w5."""
    stems = dict.fromkeys(re.sub(r"\d+\Z", "", name) for name in positions)
    return "|".join(re.escape(stem) for stem in stems if stem) or r"(?!)"


def labelled(lines: Iterable[str], positions: Sequence[str], place: Place) -> list[str] | None:
    """The tokens of lines that name their positions (`w1 = <sos>`), in order; None where no line does.

    Raises:
        Unreadable: one position has two tokens.
    """
    folded = [_folded(line) for line in lines]
    own = rf"(?:{_stems(positions)})[ _]?\{{?\d{{1,2}}\}}?"
    named = "|".join(re.escape(name) for name in positions if name) or r"(?!)"
    found = _by_label(folded, rf"(?:{own}|{named})", positions, place)
    if any(found.values()) or len(found) == len(positions):
        return joined(found)
    try:
        found = _by_label(folded, rf"{_STEP}[ _=]*\{{?\d{{1,2}}\}}?", positions, place)
    except Unreadable:
        return None
    # "Step 1: …" may as well begin a sentence of an explanation
    return joined(found) if len(found) > 1 and all(len(words) == 1 for words in found.values()) else None


def _by_label(lines: Sequence[str], label: str, positions: Sequence[str], place: Place) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    pattern = re.compile(rf"(?<![\w<])(?P<label>{label})(?:{_IS})", re.IGNORECASE)
    bare = re.compile(rf"\W*(?P<label>{label})\s+(?=\S+\s*\Z)", re.IGNORECASE)
    for line in lines:
        first = bare.match(line)
        marks = list(pattern.finditer(line)) or ([first] if first else [])
        ends = [*(mark.start() for mark in marks), len(line)][1:]
        for mark, end in zip(marks, ends, strict=True):
            index = number(mark["label"], positions)
            words = split(trimmed(line[mark.end() : end], lambda word: True))
            if index is None:
                continue
            found[index] = found.get(index) or words
            if words and [word.casefold() for word in found[index]] != [word.casefold() for word in words]:
                raise Unreadable(f"'{mark['label']}' is given twice", place, "Keep one token for each position.")
    return found


def placed(found: Mapping[int, Item], blank: Item) -> list[Item]:
    """Items in the order of their positions, from 0 or 1 on; a position without one is `blank`."""
    return [found.get(index, blank) for index in range(min(1, *found), max(found) + 1)] if found else []


def joined(found: Mapping[int, list[str]]) -> list[str]:
    """Words in the order of their positions; a position left blank before others keeps its place."""
    filled = {index: words for index, words in found.items() if words}
    if len(filled) == 1 and len(all_words := next(iter(filled.values()))) > 1:
        return all_words  # "w1 … w5 = <sos> I see a dog"
    return [word for words in placed(filled, [""]) for word in words]


def table(rows: Sequence[Sequence[str]], positions: Sequence[str]) -> list[list[str]]:
    """The sequences in a table: across (labels above, or none) or down (a label before each token)."""
    heads = [_numbers(row, positions) for row in rows]
    head = next((numbers for numbers in heads if len(numbers) >= min(2, len(positions))), None)
    body = [row for row, numbers in zip(rows, heads, strict=True) if not numbers]
    if head:
        across = ({n: split(row[column]) for column, n in head.items() if column < len(row)} for row in body)
        return [words for words in map(joined, across) if words]
    down = {n: row for row in rows if len(row) > 1 and (n := number(row[0], positions)) is not None}
    if down:
        columns = _columns(rows[0], max(len(row) for row in down.values()))
        tokens = ({n: split(row[column]) for n, row in down.items() if column < len(row)} for column in columns)
        return [words for words in map(joined, tokens) if words]
    plain = [[word for cell in row if not _is_caption(cell) for word in split(cell)] for row in body]
    plain = [words for words in plain if words]
    return plain if all(len(words) > 1 for words in plain) else [list(itertools.chain(*plain))]


def _numbers(row: Sequence[str], positions: Sequence[str]) -> dict[int, int]:
    """Of a row that holds nothing but labels and captions: column -> number of the position."""
    named = {column: cell for column, cell in enumerate(row) if not _is_caption(cell)}
    numbers = {column: number(cell, positions) for column, cell in named.items()}
    return {c: n for c, n in numbers.items() if n is not None} if None not in numbers.values() else {}


def _columns(head: Sequence[str], width: int) -> Sequence[int]:
    """The columns that hold tokens: the one headed `input` or `token`, else all but the labels."""
    asked = [column for column, cell in enumerate(head) if column and _COLUMN.match(cell.strip().casefold())]
    return asked[:1] or range(1, width)


def _is_caption(cell: str) -> bool:
    return _CAPTION.match(cell.strip().casefold()) is not None
