"""The common part of all formats of array files: names, bounds, and headers checked before any number is read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.answers.form import quoted
from grader.errors import Unreadable
from grader.model import File, Place

MAX_MEMBERS = 1_000


MAX_HEADER = 10_000
"""Bytes of a .npy header that are parsed at most."""


Shapes = Mapping[str, tuple[int, ...]]


Raw = np.ndarray[Any, Any]
"""An array of floats or integers as stored; bfloat16, which numpy does not have, as float32."""


def check_names(there: Iterable[Any], wanted: Shapes, place: Place) -> None:
    """Refuse a file that has arrays, and none of those wanted.

    Raises:
        Unreadable: with the names that it has.
    """
    names = [str(name) for name in there]
    if names and not set(names) & set(wanted):
        listed = quoted(name[:40] for name in names[:10])
        raise Unreadable(f"no array {quoted(wanted)}; it has {listed}", place, f"Save them as {keywords(wanted)}.")


def check_directory(file: File) -> None:
    """Refuse a zip of more than `MAX_MEMBERS` entries before `zipfile` makes an object of each.

    Each entry of the directory begins with these four bytes, which hardly ever occur by chance (APPNOTE
    4.3.12).
    """
    if file.data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise Unreadable(f"more than {MAX_MEMBERS} members in the archive", file.place)


def check_header(name: str, stored: Sequence[int], dtype: str, kind: str, shape: tuple[int, ...], place: Place) -> None:
    """Refuse what is not an array of real numbers of the wanted shape.

    Raises:
        Unreadable: objects, text, complex numbers, true/false, or another shape.
    """
    if kind not in "fiu":
        kinds = {
            "O": "Python objects",
            "U": "text",
            "S": "text",
            "c": "complex numbers",
            "b": "true/false",
            "V": "records",
        }
        raise Unreadable(
            f"{name} holds {kinds.get(kind, dtype)}; real numbers are asked for", place, "Save a plain float array."
        )
    if tuple(stored) != shape:
        turned = "; is it transposed?" if tuple(stored) == shape[::-1] else ""
        sizes = "×".join(map(str, stored)) if len(stored) else "a single number"
        raise Unreadable(f"{name} is {sizes[:80]}; {'×'.join(map(str, shape))} is asked for{turned}", place)


def keywords(wanted: Iterable[str]) -> str:
    return ", ".join(f"{name}={name}" for name in wanted)
