"""Words as people type them: one normal form, and names for what only looks right."""

import re
import unicodedata
from collections.abc import Iterable

MAX_TEXT = 100_000
"""Characters of one answer's text that are read at most."""

_BRACKETS = str.maketrans("⟨⟩〈〉‹›", "<><><>")
_QUOTES = "\"'`“”‘’«»„"


def normal(text: str) -> str:
    """NFKC (full-width and styled letters become plain), angle brackets alike, no invisible characters.

    >>> normal("＜ＳＯＳ＞"), normal("w₁"), normal("se\\u200be")
    ('<SOS>', 'w1', 'see')
    """
    if text.isascii():
        return text
    # one character may become eighteen: what came within the bound stays within it
    plain = unicodedata.normalize("NFKC", text)[: max(MAX_TEXT, len(text))]
    return "".join(char for char in plain if unicodedata.category(char) != "Cf").translate(_BRACKETS)


_LATEX = (
    (re.compile(r"\\(?:langle|lt)\b\s*"), "<"),
    (re.compile(r"\s*\\(?:rangle|gt)\b"), ">"),
    (re.compile(r"\\(?:text(?:tt|rm|sf|bf|it)?|math(?:rm|tt|bf|it|sf)|operatorname)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\(?:approx|sim|quad|qquad|ldots|dots|to|rightarrow)\b|\\[,;:! ]|\$"), " "),
    (re.compile(r"\\([%<>_{}#&])"), r"\1"),
)


def unlatex(text: str) -> str:
    """The words and figures of a text with simple LaTeX around them.

    >>> unlatex(r"$26\\,\\text{s}$").split(), unlatex(r"\\langle sos \\rangle").split()
    (['26', 's'], ['<sos>'])
    """
    if "\\" not in text and "$" not in text:
        return text
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    return text


def key(text: str) -> str:
    """A key that all spellings of a word share: normal form, case folded, quotes and spaces around it dropped."""
    return normal(text).strip().strip(_QUOTES).strip().casefold()


def strangers(word: str) -> list[str]:
    """The characters of a word that are not visible ASCII after normalising, each by its name.

    >>> strangers("ѕee")
    ["'ѕ' is U+0455 CYRILLIC SMALL LETTER DZE"]
    """
    seen = dict.fromkeys(char for char in normal(word) if not " " <= char <= "~")
    return [f"'{char}' is U+{ord(char):04X} {unicodedata.name(char, 'without a name')}" for char in seen]


def invisible(text: str) -> list[str]:
    """The invisible and direction-changing characters in a text, as code points."""
    return [f"U+{ord(char):04X}" for char in dict.fromkeys(text) if unicodedata.category(char) == "Cf"]


HEDGE = r"(?:or(?!\s+so\b)|xor|maybe|perhaps|possibly|otherwise|alternatively|unless|wait|actually|i\s+mean|but|wrong)"
"""Words with which an answer is taken back, or a second one added: a hedged answer is not read as the better half."""


def did_you_mean(word: str, known: Iterable[str], *, closeness: float = 0.6) -> str:
    """`"; did you mean 'points'?"` where a known word is close (1 is the same, as difflib counts), else nothing."""
    from difflib import get_close_matches

    choices = [str(item) for item in known]
    folded = {item.casefold(): item for item in choices}
    close = get_close_matches(str(word).casefold()[:100], list(folded), n=1, cutoff=closeness)
    return f"; did you mean '{folded[close[0]]}'?" if close else ""


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order: cut after . ! ? before a space, and at blank lines."""
    pieces = re.split(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[-*] )", text[:MAX_TEXT])
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def count_words(text: str) -> int:
    """Words as a reader counts them: runs without white space that hold a letter or a digit."""
    return sum(1 for word in text[:MAX_TEXT].split() if any(char.isalnum() for char in word))
