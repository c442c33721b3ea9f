"""The parameters of a student's function, and how arguments are bound to them. Runs in the child."""

import contextlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.sandbox.guest.failed import Failed


def parameters(function: Callable[..., Any]) -> list[str]:
    """The names of a function's parameters; none where it does not tell."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def bound(
    function: Callable[..., Any], given: Mapping[str, Any] | Sequence[Any], asked_for: str
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """The arguments as the function takes them: by name; in order where it names its parameters otherwise."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # a builtin: the call itself will tell
        return (list(given.values()) if isinstance(given, Mapping) else given), {}
    if not isinstance(given, Mapping):
        return fits(signature, given, {}, asked_for)
    mine = list(signature.parameters)
    try:
        return fits(signature, (), given, asked_for)
    except Failed as told:
        if any(name in mine and mine.index(name) != place for place, name in enumerate(given)):
            raise
        with contextlib.suppress(Failed):
            return fits(signature, list(given.values()), {}, asked_for)
        raise told from None


def fits(
    signature: inspect.Signature, positional: Sequence[Any], named: Mapping[str, Any], asked_for: str
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    try:
        signature.bind(*positional, **named)
    except TypeError as error:
        how = ", ".join([*("…" for _ in positional), *(f"{key}=…" for key in named)])
        called = asked_for.removesuffix("()")
        raise Failed("signature", f"{called}{signature} cannot be called as {called}({how}): {error}") from None
    return positional, named
