"""How much work one answer may cause: counted, not timed, so that the same answer always gets the same verdict.

An operation of a small matrix takes ten units, and large ones more; a million units take a fifth to two thirds of a
second on a core of 2024 (benchmarks/algebra).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
UNITS = 2_000_000
"""What the check of one answer may cost: five times what the dearest answer of benchmarks/algebra does."""
_OPERATION, _ENTRIES = 10, 100
"""Units of an operation, and how many entries of its result cost one unit more."""


class Exhausted(Exception):
    """The work that an answer may cause is done."""


_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def limited(units: int = UNITS) -> Iterator[None]:
    """Bound what is worked out inside; outside of all bounds nothing is counted."""
    token = _left.set([units])
    try:
        yield
    finally:
        _left.reset(token)


def bounded(check: Callable[_P, _T]) -> Callable[_P, _T]:
    """A check within the bound of one answer."""

    @wraps(check)
    def within(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        with limited():
            return check(*args, **kwargs)

    return within


def spend(operations: int, entries: int = 0) -> None:
    """Count operations, and the entries of their results. Raises Exhausted."""
    left = _left.get()
    if left is not None:
        left[0] -= operations * _OPERATION + entries // _ENTRIES
        if left[0] < 0:
            raise Exhausted


def left() -> int:
    """The units that are left; all of them where nothing is counted."""
    found = _left.get()
    return found[0] if found is not None else UNITS
