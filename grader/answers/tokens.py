"""Token sequences, however people write them down: lists, sentences, tables, `w1 = …` lines."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.answers.form import Form, Settings, Values, kind, written
from grader.answers.words import invisible, key, normal, unlatex
from grader.errors import Unreadable
from grader.model import Answer, Block, Place, Section

MAX_TOKENS = 1_000
MAX_LENGTH = 100

_CAPTION = re.compile(
    r"(the )?(decoder )?(inputs?|tokens?|words?|positions?|steps?|time( steps?)?|index|values?|answers?|#):?\Z"
)
_SPECIAL = re.compile(r"(<\s*[^<>\s]{1,20}\s*>)")
_SEPARATOR = re.compile(r"[\s,;|→⇒]+|->|=>")
_NUMBERING = re.compile(r"\(?\d{1,3}[.):]\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was `spelled`, and the `key` that equal tokens share (case, aliases, NFKC)."""

    key: str
    spelled: str


def canonical(words: Iterable[str], aliases: Mapping[str, Sequence[str]]) -> tuple[Token, ...]:
    """Tokens from words; an alias (`<SOS>`, `<bos>`, `SOS`) has the key of the token it means."""
    means = {key(alias): key(token) for token, spelled in aliases.items() for alias in (token, *spelled)}
    return tuple(Token(means.get(key(word), key(word)), word) for word in words)


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"tokens": tuple of Token, "aliases": …, "positions": names, "unseen": code points dropped}`.

    Raises:
        Unreadable: no sequence, two of them, or one past the bounds.
    """
    raw = written(answer, "a token sequence")
    positions = [str(name) for name in settings["tokens"]]
    aliases = settings.get("aliases", {})
    if isinstance(raw, Section):
        words = _from_section(raw, positions, aliases)
        unseen = invisible("".join(block.source for block in raw.blocks))
    else:
        words = _from_value(raw.value, positions, raw.place)
        unseen = invisible(str(raw.value))
    if not words:
        return None
    if len(words) > MAX_TOKENS or any(len(word) > MAX_LENGTH for word in words):
        raise Unreadable(f"more than {MAX_TOKENS} tokens, or one of more than {MAX_LENGTH} characters", raw.place)
    return {
        "tokens": canonical(words, aliases),
        "aliases": aliases,
        "positions": tuple(positions),
        "unseen": tuple(unseen),
    }


def split(text: str) -> list[str]:
    """The tokens of a line: cut at spaces, commas, bars and arrows; quotes, brackets, `**` dropped.

    >>> split("['<sos>', 'I', 'see', 'a', 'dog.']"), split("<sos>I see → a, dog")
    (['<sos>', 'I', 'see', 'a', 'dog'], ['<sos>', 'I', 'see', 'a', 'dog'])
    """
    spaced = _SPECIAL.sub(lambda match: f" {''.join(match[1].split())} ", _folded(text))
    words = []
    for piece in _SEPARATOR.split(spaced):
        word = piece.strip("\"'`“”‘’«»„*()[]{}")
        if len(word) > 1 and not word.startswith("<"):
            word = word.rstrip(".!?:")
        if word and not _NUMBERING.match(piece):
            words.append(word)
    return words


def _folded(text: str) -> str:
    """Brackets alike and LaTeX gone; letters stay as typed, so that look-alikes can be named."""
    return unlatex(text if text.isascii() else normal(text))


def _from_value(value: Any, positions: list[str], place: Place) -> list[str]:
    if isinstance(value, str):
        return _from_lines(value.splitlines(), positions)
    if isinstance(value, dict):
        order = {_label(str(name), positions): item for name, item in value.items()}
        if None in order or len(order) != len(value):
            raise Unreadable(
                "the keys of this mapping are not the positions asked for", place, f"Write {', '.join(positions)}."
            )
        value = [order[index] for index in sorted(index for index in order if index is not None)]
    if not isinstance(value, list):
        raise Unreadable(f"a {kind(value)} stands where a token sequence is asked for", place)
    for item in value:
        if not isinstance(item, str | int | float) or isinstance(item, bool):
            raise Unreadable(f"a {kind(item)} stands where a token is asked for", place, "Put the token in quotes.")
    return [word for item in value for word in split(str(item))]


def _from_section(section: Section, positions: list[str], aliases: Mapping[str, Sequence[str]]) -> list[str]:
    """A table or code block is the answer where there is one; else the lines that hold it."""
    rows = [block for block in section.blocks if block.kind == "row"]
    if rows:
        return _from_rows([[" ".join(split(cell)) for cell in row.cells] for row in rows], positions)
    code = [block for block in section.blocks if block.kind == "code"]
    pieces = [_span(block) for block in code or section.blocks]
    words = [_from_lines(piece.splitlines(), positions) for piece in pieces]
    if any(block.kind == "item" for block in section.blocks):
        return [word for piece in words for word in piece]
    special = {token.key for token in canonical(aliases, aliases)}
    marked = [piece for piece in words if special & {token.key for token in canonical(piece, aliases)}]
    if len(marked) > 1 and len({tuple(map(key, piece)) for piece in marked}) > 1 and all(len(p) > 1 for p in marked):
        place = section.blocks[-1].place
        raise Unreadable("several token sequences where one is asked for", place, "Keep one sequence.")
    return (
        marked[0]
        if len(marked) == 1 or (marked and len(marked[0]) > 1)
        else [word for piece in words for word in piece]
    )


def _span(block: Block) -> str:
    """The one code span that holds several tokens, if there is one: the rest is explanation."""
    spans = re.findall(r"`([^`]+)`", block.source) if block.kind in ("text", "item") else []
    sequences = [span for span in spans if len(split(span)) > 1]
    return sequences[0] if len(sequences) == 1 else block.text


def _from_lines(lines: list[str], positions: list[str]) -> list[str]:
    """Tokens of lines; where positions are named (`w1 = <sos>`), in their order, the rest left out."""
    found: dict[int, list[str]] = {}
    names = "|".join(re.escape(name[:-1]) + r"_?\{?" + name[-1] + r"\}?" for name in positions if name)
    label = re.compile(rf"(?<![\w<])({names})\s*(?:=|:|->|→)\s*", re.IGNORECASE)
    for line in map(_folded, lines):
        marks = list(label.finditer(line))
        ends = [mark.start() for mark in marks[1:]] + [len(line)]
        for mark, end in zip(marks, ends, strict=False):
            index = _label(mark[1], positions)
            words = split(line[mark.end() : end])
            if index is not None and words:
                found.setdefault(index, words)
    if found:
        return _placed(found)
    return [word for line in lines for word in split(_after_colon(line))]


def _after_colon(line: str) -> str:
    """`In training: <sos> I see` is `<sos> I see`: words before a colon introduce."""
    before, colon, after = line.partition(": ")
    return after if colon and split(after) and not _SPECIAL.search(before) else line


def _from_rows(rows: list[list[str]], positions: list[str]) -> list[str]:
    """A table across (labels above, or none) or down (a label before each token)."""
    for above, below in itertools.pairwise(rows):
        if _is_head(above, positions):
            labelled = zip((_label(cell, positions) for cell in above), below, strict=False)
            return _placed({index: cell.split() for index, cell in labelled if index is not None})
    plain = [row for row in rows if not _is_head(row, positions)]
    down = {_label(row[0], positions): row[1].split() for row in plain if len(row) >= 2}
    placed = _placed({index: words for index, words in down.items() if index is not None})
    return placed or [
        word for row in plain for cell in row if not _CAPTION.match(cell.casefold()) for word in cell.split()
    ]


def _is_head(row: list[str], positions: list[str]) -> bool:
    """Whether a row holds nothing but positions' names and captions."""
    named = [cell for cell in row if cell and not _CAPTION.match(cell.casefold())]
    return len(named) > 0 and all(_label(cell, positions) is not None for cell in named)


def _placed(found: Mapping[int, list[str]]) -> list[str]:
    """Words in the order of their positions; a position left blank between others keeps its place."""
    filled = {index: words for index, words in found.items() if words}
    if not filled:
        return []
    if any(len(words) > 1 for words in filled.values()):
        return [word for index in sorted(filled) for word in filled[index]]
    return [filled.get(index, [""])[0] for index in range(max(filled) + 1)]


def _label(cell: str, positions: list[str]) -> int | None:
    """The position that a label names: `w1`, `w_1`, `w_{1}`, `1`, `step 1`, `t=1`."""
    plain = re.sub(r"[\s_{}$*:=.]", "", normal(cell)).casefold()
    for index, name in enumerate(positions):
        number = re.sub(r"\D", "", name) or str(index + 1)
        if plain in (
            name.casefold(),
            number,
            *(word + number for word in ("w", "t", "step", "position", "input", "token")),
        ):
            return index
    return None


def _starter(settings: Settings) -> str:
    names = [str(name) for name in settings["tokens"]]
    return "\n".join((f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", f"|{'   |' * len(names)}"))


FORM = Form(
    read=read,
    offers=lambda settings: frozenset({"tokens", "aliases", "positions", "unseen"}),
    schema={
        "properties": {
            "tokens": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "maxItems": MAX_TOKENS,
                "description": "The names of the positions, such as [w1, w2, w3].",
            },
            "aliases": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "Other spellings of a token: {<sos>: [<s>, <bos>, SOS]}.",
            },
        }
    },
    starter=_starter,
)
