"""Text and numbers as a reader sees them: nothing invisible, no more digits than mean something."""

import math
import unicodedata
from typing import Any

from grader.counted import counted

MOST_TEXT = 20_000
"""Characters of one text that are shown at most."""
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def visible(text: str) -> str:
    """The text with its control, bidirectional and other unseen characters named; lines and tabs stay.

    >>> visible("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    if text.isprintable():
        return text
    return "".join(map(_visible, text.replace("\r\n", "\n")))


def _visible(char: str) -> str:
    hidden = char not in "\n\t" and unicodedata.category(char) in _HIDDEN
    return f"⟨U+{ord(char):04X}⟩" if hidden else char


def printable(text: str) -> str:
    """Text that cannot drive the terminal: control characters and direction marks are spelled out."""
    return "".join(char if char == "\n" or char.isprintable() else f"⟨U+{ord(char):04X}⟩" for char in text)


def clipped(text: str, most: int = MOST_TEXT) -> str:
    """The text, its end left out where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[:most]} … and {counted(len(text) - most, 'more character')}"


def number(value: Any) -> float | None:
    """A JSON number, or one of the words that stand for NaN and the infinities; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return float(value) if value in ("nan", "inf", "-inf") else None


def short(value: float) -> str:
    """A number with 3 significant digits, a whole one as it is.

    >>> short(3.14159e-16), short(1e-06), short(0.0123), short(1234.56), short(103)
    ('3.14e-16', '1e-6', '0.0123', '1235', '103')
    """
    if isinstance(value, int) and abs(value) < 10**12:
        return str(value).replace("-", "−")
    try:
        number = float(value)
    except OverflowError:
        return "over 1e308" if value > 0 else "under −1e308"
    if 1000 <= abs(number) < 1e6:
        return f"{number:.0f}".replace("-", "−")
    mantissa, e, exponent = f"{number:.3g}".partition("e")
    return mantissa.replace("-", "−") + (f"e{int(exponent)}" if e else "")


def points(value: float | None) -> str:
    """Points with at most two decimals; a dash where there are none yet.

    >>> points(2.0), points(2.5), points(4 / 3), points(None)
    ('2', '2.5', '1.33', '–')
    """
    if value is None:
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def label(name: str) -> str:
    """A name from the code as words: `least_loss` is "Least loss"; a symbol such as `m` stays.

    >>> label("least_loss"), label("m")
    ('Least loss', 'm')
    """
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if len(words) > 2 else words
