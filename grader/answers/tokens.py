"""Token sequences, however people write them down: lists, sentences, tables, `w1 = …` lines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.answers import token_layout as layout
from grader.answers.form import Reading, Settings, Values, kind, scalar, written
from grader.answers.words import HEDGE, MAX_TEXT, invisible, key
from grader.errors import Unreadable
from grader.model import Answer, Block, Place, Section

MAX_TOKENS = 1_000
MAX_LENGTH = 100

_REASON = re.compile(r"because|since", re.IGNORECASE)

Aliases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was `spelled`, and the `key` that equal tokens share (case, aliases, NFKC)."""

    key: str
    spelled: str


def canonical(words: Iterable[str], aliases: Aliases) -> tuple[Token, ...]:
    """Tokens from words; an alias (`<SOS>`, `<bos>`, `SOS`) has the key of the token it means."""
    means = {_bare(alias): key(token) for token, spelled in aliases.items() for alias in (token, *spelled)}
    return tuple(Token(means.get(_bare(word), _bare(word)), word) for word in words)


def special(word: str, aliases: Aliases) -> str | None:
    """The special token that a word is a spelling of, if it is one.

    >>> special("[SOS]", {"<sos>": ["SOS"]}), special("dog", {"<sos>": ["SOS"]})
    ('<sos>', None)
    """
    found = canonical([word], aliases)[0].key
    return next((token for token in aliases if key(token) == found), None)


def _bare(word: str) -> str:
    """A word's key without brackets around it and the sentence's end after it, unless it is nothing else."""
    plain = key(word)
    return plain.strip("*()[]{}").rstrip(".!?:") or plain


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"tokens": tuple of Token, "aliases": …, "positions": names, "unseen": code points dropped}`.

    Raises:
        Unreadable: no sequence, two of them, or one past the bounds.
    """
    raw = written(answer, "a token sequence")
    positions = [str(name) for name in settings["tokens"]]
    aliases = settings.get("aliases", {})
    if isinstance(raw, Section):
        typed = _bounded("\n".join(block.source for block in raw.blocks), raw.place)
        words = _from_section(raw, positions, aliases)
    elif isinstance(raw.value, str):
        typed = _bounded(raw.value, raw.place)
        words = _from_lines(typed.splitlines(), positions, aliases, raw.place)
    else:
        items = _items(raw.value, positions, raw.place)
        typed = _bounded("\n".join(items), raw.place)
        words = [word for item in items for word in layout.split(item) or [""]]
    if not any(words):
        return None
    reason = next((at for at, word in enumerate(words) if at >= len(positions) and _REASON.fullmatch(word)), None)
    words = words[:reason]
    after = re.search(rf"{re.escape(words[-1])}[\W_]{{0,9}}\b({HEDGE})\b", typed, re.IGNORECASE) if words[-1] else None
    if after and after[1].casefold() not in map(str.casefold, words):
        message = f"the sequence is followed by '{' '.join(after[0].split())[:60]}'"
        raise Unreadable(message, raw.place, "Keep one sequence, without a second one next to it.")
    if len(words) > MAX_TOKENS or any(len(word) > MAX_LENGTH for word in words):
        raise Unreadable(f"more than {MAX_TOKENS} tokens, or one of more than {MAX_LENGTH} characters", raw.place)
    return {
        "tokens": canonical(words, aliases),
        "aliases": aliases,
        "positions": tuple(positions),
        "unseen": tuple(invisible(typed)),
    }


def _bounded(text: str, place: Place) -> str:
    if len(text) > MAX_TEXT:
        raise Unreadable(f"an answer of {len(text):,} characters; at most {MAX_TEXT:,} are read", place)
    return text


def _items(value: Any, positions: Sequence[str], place: Place) -> list[str]:
    """The texts of a list, or of a mapping from positions; null is a blank position."""
    if isinstance(value, dict):
        order = {layout.number(str(name), positions): item for name, item in value.items()}
        if None in order or len(order) != len(value):
            raise Unreadable(
                "the keys of this mapping are not the positions asked for", place, f"Write {', '.join(positions)}."
            )
        value = layout.placed({n: item for n, item in order.items() if n is not None}, None)
    if not isinstance(value, list):
        raise Unreadable(f"a {kind(value)} was given where a token sequence is asked for", place)
    return ["" if item is None else scalar(item, place, "a token") for item in value[: MAX_TOKENS + 1]]


def _from_section(section: Section, positions: Sequence[str], aliases: Aliases) -> list[str]:
    """A table or code block is the answer where there is one; else the lines that hold it."""
    rows = [block.cells for block in section.blocks if block.kind == "row"]
    table = layout.table(rows, positions) if rows else []
    if table:
        return _one(table, aliases, section.blocks[-1].place)
    written_out = [block for block in section.blocks if block.kind != "row"]  # below a table that was left empty
    code = [block for block in written_out if block.kind == "code"]
    lines = [line for block in code or written_out for line in block.text.splitlines()]
    labelled = layout.labelled(lines, positions, section.place)
    if labelled is not None:
        return labelled
    spans = [line for block in code or written_out for line in _spans(block)]
    return _from_lines(spans, positions, aliases, section.blocks[-1].place) if spans else []


def _spans(block: Block) -> list[str]:
    """The code spans of a block that hold tokens, where they do: the rest is explanation. Else its lines."""
    spans = re.findall(r"`([^`\n]+)`", block.source) if block.kind in ("text", "item") else []
    sequences = [span for span in spans if len(layout.split(span)) > 1]
    if sequences:
        return sequences
    return [" ".join(spans)] if len(spans) > 2 else block.text.splitlines()


def _from_lines(lines: Sequence[str], positions: Sequence[str], aliases: Aliases, place: Place) -> list[str]:
    """The tokens of lines: by their labels, else of the line that a special token starts or ends.

    If there is none, one token per line, or all that was written.
    """
    labelled = layout.labelled(lines, positions, place)
    if labelled is not None:
        return labelled
    pieces = [words for line in lines if (words := layout.split(layout.trimmed(line, lambda w: _special(w, aliases))))]
    several = [words for words in pieces if len(words) > 1]
    for end in (0, -1):
        marked = [words for words in several if _special(words[end], aliases)]
        if len(marked) == 1:
            return _wrapped(pieces, pieces.index(marked[0]), len(positions))
        if marked:
            return _one(marked, aliases, place)
    single = [words[0] for words in pieces if len(words) == 1]
    if len(single) > 1 and any(_special(word, aliases) for word in single):
        return single
    return several[0] if several and not single else [word for words in pieces for word in words]


def _wrapped(pieces: Sequence[list[str]], start: int, length: int) -> list[str]:
    """The sequence that begins on a line, with the lines after it while it is shorter than what is asked for."""
    words = list(pieces[start])
    for more in pieces[start + 1 :]:
        if len(words) + len(more) > length:
            break
        words += more
    return words


def _one(sequences: Sequence[list[str]], aliases: Aliases, place: Place) -> list[str]:
    """The one sequence among several spellings of it.

    Raises:
        Unreadable: they differ.
    """
    if len({tuple(token.key for token in canonical(words, aliases)) for words in sequences}) > 1:
        raise Unreadable("several token sequences where one is asked for", place, "Keep one sequence.")
    return sequences[0]


def _special(word: str, aliases: Aliases) -> bool:
    return special(word, aliases) is not None or re.fullmatch(r"<[^<>]+>", word) is not None


def _starter(settings: Settings) -> str:
    names = [str(name) for name in settings["tokens"]]
    return "\n".join((f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", f"|{'   |' * len(names)}"))


READING = Reading(
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
