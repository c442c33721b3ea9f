r"""A paragraph's Markdown to what a reader sees, with nothing lost that may be maths.

CommonMark would take `W2*W1*X` for emphasis, `[W2 W1](X)` for a link and `<sos>` for HTML. Here code spans,
backslash escapes and entities are resolved as in CommonMark (spec.commonmark.org/0.31.2, 2.4, 2.5 and 6.1),
maths stays as typed, `*` and `_` are marks only where they hug words, and links and HTML are plain text.
`\,` and its kin stay too: they are TeX's, nobody escapes a comma in Markdown.
"""

import html
import re
from bisect import bisect_right

_PIECE = re.compile(
    r"""
    (?P<code>`+)
  | (?P<math>\$\$[^$]++\$\$ | \$[^$\\]*+(?:\\.[^$\\]*+)*+\$(?!\d)
      | \\\([^\\]*+(?:\\[^()][^\\]*+)*+\\\) | \\\[[^\\]*+(?:\\[^\[\]][^\\]*+)*+\\\])
  | (?P<kept>\\[\\,;:!])
  | \\(?P<escaped>[-"#$%&'()*+./<=>?@\[\]^_`{|}~])
  | (?P<hard>\\\n | <br[ ]?/?>)
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<mark>\*+|_+)
    """,
    re.VERBOSE | re.DOTALL,
)
_MARKS = frozenset(("*", "**", "***", "_", "__", "___"))
_BEFORE = frozenset("([{\"'“‘«–—")
_AFTER = frozenset(")]}\"'”’»–—.,;:!?")
_OPERATOR = re.compile(r"[=+@^\\]")


def visible(source: str) -> str:
    """The text that a reader of `source` sees.

    >>> visible(r"**w1** = \\<sos\\>, `<sos>`, &lt;sos&gt; and W2*W1*X")
    'w1 = <sos>, <sos>, <sos> and W2*W1*X'
    """
    source = "\n".join(line.strip(" \t") for line in source.split("\n"))
    pieces: list[str] = []
    openers: dict[str, tuple[int, int]] = {}
    runs = _backtick_runs(source)
    position = 0
    while match := _PIECE.search(source, position):
        pieces.append(source[position : match.start()])
        position = match.end()
        kind, text = match.lastgroup, match[0]
        if kind == "code":
            close = _closing(runs, len(text), position)
            if close is not None:
                text = _code(source[position:close])
                position = close + len(match[0])
        elif kind == "escaped":
            text = match["escaped"]
        elif kind == "hard":
            text = "\n"
        elif kind == "entity":
            text = html.unescape(text)
        elif kind == "mark":
            text = _mark(source, match, pieces, openers)
        pieces.append(text)
    pieces.append(source[position:])
    return "".join(pieces)


def _mark(source: str, match: re.Match[str], pieces: list[str], openers: dict[str, tuple[int, int]]) -> str:
    """The marks as text: nothing where they close a pair, whose opening marks are then emptied too."""
    run, start, end = match[0], match.start(), match.end()
    before, after = source[start - 1 : start], source[end : end + 1]
    if run not in _MARKS:
        return run
    closes = not after.strip() or after in _AFTER or (len(run) > 1 and not after.isalnum())
    if before.strip() and closes and run in openers:
        piece, opened = openers.pop(run)
        sure = len(run) > 1 or source[opened - 1 : opened] in ("", "\n")
        if sure or not _OPERATOR.search(source, opened, start):
            pieces[piece] = ""
            return ""
    elif after.strip() and (not before.strip() or before in _BEFORE):
        openers[run] = (len(pieces), start)
    return run


def _backtick_runs(source: str) -> dict[int, list[int]]:
    """The starts of the runs of backticks, by their length."""
    runs: dict[int, list[int]] = {}
    for match in re.finditer("`+", source):
        runs.setdefault(len(match[0]), []).append(match.start())
    return runs


def _closing(runs: dict[int, list[int]], length: int, after: int) -> int | None:
    starts = runs.get(length, [])
    index = bisect_right(starts, after)
    return starts[index] if index < len(starts) else None


def _code(content: str) -> str:
    """A code span's content: line ends are spaces, and one space at each end is dropped."""
    text = content.replace("\n", " ")
    if text.strip() and text.startswith(" ") and text.endswith(" "):
        return text[1:-1]
    return text
