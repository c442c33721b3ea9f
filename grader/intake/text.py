"""Bytes to text, and text to what may be shown."""

from collections.abc import Iterable

from grader.errors import Unreadable
from grader.intake import limits
from grader.model import Place

_SAVE = "Save the file as UTF-8 text."


def decode(data: bytes, file: str) -> str:
    """UTF-8, or UTF-16 with a byte order mark; the line ends become "\\n".

    Raises:
        Unreadable: the bytes are not such text, with the line and the position (in bytes, from 0).
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "UTF-16" if encoding == "utf-16" else "UTF-8"
        message = f"{file} cannot be read: not {what} text at byte {error.start}"
        raise Unreadable(message, Place(file, line), _SAVE) from None
    if "\0" in text:
        position = text.index("\0")
        line = text.count("\n", 0, position) + 1
        message = f"{file} cannot be read: a NUL character at position {position}, so it is not plain text"
        raise Unreadable(message, Place(file, line), _SAVE)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def printable(name: str) -> str:
    """`name` with backslashes, control characters and undecodable bytes escaped, so that it can be shown.

    Distinct names stay distinct.

    >>> printable("tab\\t"), printable("café"), printable("\\udcff")
    ('tab\\\\t', 'café', '\\\\udcff')
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in name)


def brief(name: str) -> str:
    """A file's name for a note, without its middle where it is too long to be read anyway."""
    return name if len(name) <= 2 * limits.SHOWN else f"{name[: limits.SHOWN]}…{name[-limits.SHOWN :]}"


def shown(text: str) -> str:
    """A student's own words, short and on one line, for a note or a message."""
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * limits.SHOWN])
    line = " ".join(line.split())
    return line if len(line) <= limits.SHOWN else line[: limits.SHOWN - 1] + "…"


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was likely meant to be."""
    import difflib

    table = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold()[: 2 * limits.SHOWN], table, n=1, cutoff=0.75)
    return table[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to add to a message, or nothing where no known word is near."""
    found = near(word, known)
    return f"; did you mean '{found}'?" if found else ""
