"""Equations and derivations: the pieces of an answer as they were typed, for the matrix language to read."""

import re
from collections.abc import Iterable, Iterator

from grader.answers.form import Reading, Settings, Values, block_text, scalar, written
from grader.answers.words import MAX_TEXT
from grader.errors import Unreadable
from grader.model import Answer, Block, Section, Value

Piece = tuple[str, str, int]
"""Kind (`text`, `math` or `code`), what was typed, and its first line, counted from where the answer begins."""

_COMMENT = re.compile(r"<!--|-->")


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"text": str, "source": str, "pieces": tuple of (kind, text, line)}`; quotes are not part of the answer.

    Raises:
        Unreadable: not a text, or more than `MAX_TEXT` characters.
    """
    raw = written(answer, "a text")
    if isinstance(raw, Section):
        blocks = [block for block in raw.blocks if block.kind != "quote"]
        pieces = _joined(piece for block in blocks for piece in _pieces(block))
        text = "\n\n".join(block_text(block) for block in blocks)
        source = raw.source
    else:
        pieces = tuple(_lines(raw))
        text = source = "\n".join(piece[1] for piece in pieces)
    size = max(len(text), sum(len(piece[1]) for piece in pieces))
    if size > MAX_TEXT:
        raise Unreadable(f"a text of {size:,} characters; at most {MAX_TEXT:,} are read", raw.place)
    return {"text": text.strip(), "source": source.strip(), "pieces": pieces} if text.strip() else None


def _pieces(block: Block) -> Iterator[Piece]:
    line = block.place.line or 1
    if block.kind == "row":
        if any(cell.strip() for cell in block.cells):
            yield "text", f"| {' | '.join(block.cells)} |", line
    elif block.kind in ("math", "code"):
        yield block.kind, block.text, line + _offset(block)
    else:
        # as typed, for a backslash may be TeX's; but what stands in a comment was not said
        yield "text", block.text if _COMMENT.search(block.source) else block.source, line


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with consecutive lines of text joined: `- W_2 C` may be an item, or continue the line before."""
    joined: list[Piece] = []
    for kind, text, line in pieces:
        above = joined[-1] if joined else ("", "", 0)
        if kind == above[0] == "text" and line == above[2] + above[1].count("\n") + 1:
            joined[-1] = (kind, f"{above[1]}\n{text}", above[2])
        else:
            joined.append((kind, text, line))
    return tuple(joined)


def _offset(block: Block) -> int:
    """The number of lines from a block's fence to the beginning of its text."""
    first = block.text.lstrip("\n").partition("\n")[0].strip()
    return next((number for number, typed in enumerate(block.source.split("\n")) if first in typed), 0)


def _lines(raw: Value) -> Iterator[Piece]:
    line = raw.place.line or 0
    if isinstance(raw.value, list):
        yield from (("text", scalar(item, raw.place, "a line of text"), line) for item in raw.value)
    else:
        text = scalar(raw.value, raw.place, "a text")
        # the lines of a block of YAML begin below its key
        yield "text", text, line + ("\n" in text.strip())


def _offers(settings: Settings) -> frozenset[str]:
    return frozenset({"text", "source", "pieces"})


def _reading(name: str, description: str) -> Reading:
    return Reading(read, _offers, {"properties": {name: {"type": ["null", "string"], "description": description}}})


EQUATIONS = _reading("equations", "One or more equations, in LaTeX, plain text or NumPy spelling.")
DERIVATION = _reading("derivation", "A chain of lines, each following from what came before.")
