"""Digests of values: equal values have equal digests, in every process and on every machine."""

import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

SIZE = 16
"""Bytes of a digest; it is written as twice as many hexadecimal digits."""


def digest(value: Any) -> str:
    """The digest of a plain value, of bytes, or of a dataclass of such.

    Numbers, texts and truth values of different types differ, and so do mappings of another order. A tuple is as
    good as a list.

    >>> digest([1, "a"]) == digest((1, "a")), digest(1) == digest(1.0), len(digest(None))
    (True, False, 32)

    Raises:
        TypeError: a value of another kind, of which nothing is known.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return of_bytes(text.encode("utf-8", "surrogatepass"))  # escaped, two halves of a character would be the whole one


def of_bytes(data: bytes) -> str:
    """The digest of bytes as they are: a file's."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": of_bytes(value), "length": len(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {"class": type(value).__name__, "fields": [getattr(value, each.name) for each in fields(value)]}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return {"set": sorted(value)}
    raise TypeError(f"a value of type {type(value).__name__} has no digest")
