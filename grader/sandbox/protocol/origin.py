"""With what a student's code failed and where, as far as that can be told without believing the code. Pure.

A program may say anything, and may know what must not be handed on. So only this is taken from it: a name on a fixed
list, a file that was handed in, a line that there is in it.
"""

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

_LIBRARIES = {"AxisError", "LinAlgError", "OutOfMemoryError"}
TYPES = _LIBRARIES | {
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
}
"""The exceptions that are told by name: Python's, and the best known of NumPy and torch."""
LINES = 10_000
"""Lines of code together, beyond which none is told: each is a message that a program may choose."""


def lengths(files: Mapping[str, bytes], entry: str | Sequence[tuple[str, str]]) -> dict[str, int]:
    """The lines of each file of code and of each cell that was handed in; empty where they are more than `LINES`."""
    code = {name: data for name, data in files.items() if name.endswith(".py")}
    if not isinstance(entry, str):
        code |= {name: source.encode(errors="surrogatepass") for name, source in entry}
    found = {name: 1 + max(data.count(b"\n"), data.count(b"\r")) for name, data in code.items()}
    return found if sum(found.values()) <= LINES else {}


def nearest(kind: type[BaseException]) -> str:
    """The name of the first class among an exception's that is Python's own or a library's, and on the list."""
    for each in kind.__mro__:
        home, name = str(each.__module__).partition(".")[0], str(each.__name__).lstrip("_")
        if home in ("builtins", "numpy", "torch") and name in TYPES:
            return name
    return ""


def checked(raised: Any, file: Any, line: Any, known: Mapping[str, int]) -> tuple[str, str, int]:
    """The type, file and line that a student's process reports of a failure, if they exist; else "" and 0.

    Args:
        known: as `lengths` gives them.
    """
    if not isinstance(file, str) or file not in known:
        file, line = "", 0
    if type(line) is not int or not 1 <= line <= known.get(file, 0):
        line = 0
    return raised if isinstance(raised, str) and raised in TYPES else "", file, line
