"""The values that a student's function returns, as plain data. Runs in the child, so the grader checks them again."""

import sys
from collections.abc import Callable
from typing import Any

from grader.sandbox.protocol.frames import DEPTH, Handle, Value, WireError

HANDLES = 1000


class Kept:
    """The functions that were returned, kept so that they can be called by their handle.

    Numbers start at `first`, which differs from process to process: a handle from before a restart finds nothing.
    """

    def __init__(self, first: int):
        self._first = first
        self._functions: list[Callable[..., Any]] = []

    def add(self, function: Callable[..., Any]) -> Handle:
        if len(self._functions) >= HANDLES:
            raise WireError(f"more than {HANDLES} functions were returned")
        self._functions.append(function)
        return Handle(self._first + len(self._functions) - 1)

    def get(self, handle: Handle) -> Callable[..., Any] | None:
        place = handle.id - self._first
        return self._functions[place] if 0 <= place < len(self._functions) else None


def plain(value: Any, kept: Kept, depth: int = 0, *, listed: bool = False) -> Value:
    """The value as the wire carries it: tensors and NumPy's scalars as arrays, functions as handles.

    In a list NumPy's scalars are Python's, as `list` of an array makes them; NumPy's text always is.

    Raises:
        WireError: a type that cannot be carried, by name.
    """
    if depth > DEPTH:
        raise WireError(f"it is nested more than {DEPTH} deep")
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value  # type: ignore[no-any-return]
    if kind is list:
        return [plain(item, kept, depth + 1, listed=True) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item, kept, depth + 1, listed=listed) for item in value)
    if isinstance(value, dict):
        return {key: plain(item, kept, depth + 1, listed=listed) for key, item in value.items()}
    return _array(value, kept, listed)


def _array(value: Any, kept: Kept, listed: bool) -> Value:
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        if type(value) is numpy.ndarray:
            return value  # type: ignore[no-any-return]
        if isinstance(value, numpy.generic):
            array = numpy.asarray(value)
            python = array.dtype.kind == "U" or (listed and array.dtype.kind in "biuf")
            return array.item() if python else array  # type: ignore[no-any-return]
        if isinstance(value, numpy.ndarray):
            raise WireError(f"a value of type {type_name(value)} does not travel; return numpy.asarray(…) of it")
    if torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter):
        return _tensor(value)
    if callable(value):
        return kept.add(value)
    raise WireError(
        f"a value of type {type_name(value)} does not travel; return arrays, numbers, text, lists or tuples"
    )


def _tensor(value: Any) -> Value:
    try:
        return value.detach().cpu().numpy()  # type: ignore[no-any-return]
    except TypeError:
        raise WireError(f"a tensor of {value.dtype} does not travel; convert it with .float()") from None


def type_name(value: object) -> str:
    """The full name of a value's type."""
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
