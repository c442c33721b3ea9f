"""Untrusted text, made short and harmless. Pure; used on both sides."""

import re

LINES, CHARACTERS = 40, 4_000
"""Of a traceback."""
MESSAGE = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without control characters, which would move about in a terminal, and halves of characters, which no file
    or page can hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def sentence(text: str, characters: int = MESSAGE) -> str:
    """One clean line, cut."""
    text = " ".join(clean(text).split())
    return text if len(text) <= characters else text[: characters - 2] + " …"


def shortened(text: str) -> str:
    """The ends of a long text: at most `LINES` lines and `CHARACTERS` characters."""
    lines = clean(text).splitlines()
    if len(lines) > LINES:
        left_out = len(lines) - LINES + 1
        lines = [*lines[: LINES // 2], f"… {left_out} lines left out …", *lines[left_out + LINES // 2 :]]
    text = "\n".join(lines)
    half = CHARACTERS // 2 - 2
    return text if len(text) <= CHARACTERS else f"{text[:half]}\n…\n{text[-half:]}"
