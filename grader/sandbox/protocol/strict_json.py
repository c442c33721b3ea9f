"""JSON from a process that is not trusted. Pure."""

import json
import math
from collections.abc import Mapping
from typing import Any

DIGITS = 400
"""Digits of an integer at most."""


class WireError(ValueError):
    """A value that a frame cannot carry, or bytes that are not a frame; the message says which and where."""


def parse(header: bytes) -> Any:
    """The document.

    Raises:
        WireError: not JSON, a key that occurs twice, NaN, a number out of range, runaway nesting.
    """
    try:
        return json.loads(
            header.decode(),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_integer,
        )
    except WireError:
        raise
    except (ValueError, RecursionError):
        raise WireError("the header is not JSON") from None


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise WireError("a key occurs twice")
    return made


def _refuse(text: str) -> Any:
    raise WireError(f"a number that JSON does not have: {text}")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WireError("a number is out of range")
    return number


def _integer(text: str) -> int:
    if len(text) > DIGITS + 1:
        raise WireError(f"an integer has more than {DIGITS} digits")
    return int(text)
