"""Values returned by a student's function: named, with their shapes and numbers checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Returned:
    """The values by the names that the rubric gives them, as they came back.

    `misfit` says what is wrong with their number, shapes or types, `odd` what is wrong with their precision alone,
    `infinite` which entries are not finite numbers. `shaped` are the names of the arrays whose shape was asked for.
    """

    values: Mapping[str, Any]
    misfit: str | None = None
    odd: str | None = None
    infinite: str | None = None
    shaped: frozenset[str] = frozenset()


def typed(
    found: Mapping[str, Any] | str, shapes: Mapping[str, Sequence[str | int]], passed: Mapping[str, Any]
) -> Returned:
    """The values that came back by their names, or what is wrong with their number, as `named` tells them.

    Args:
        shapes: by name, of returned and of passed arrays: numbers, or names that the passed values bind.
    """
    if isinstance(found, str):
        return Returned({}, found)
    sizes = _sizes(shapes, passed)
    given = [item.dtype for item in passed.values() if isinstance(item, np.ndarray) and item.dtype.kind == "f"]
    odd = infinite = None
    for name, item in found.items():
        if name not in shapes:
            continue
        wrong = _wrong(name, item, tuple(sizes.get(size, size) for size in shapes[name]))
        if wrong:
            return Returned(found, wrong)
        if given and not _as_fine(item.dtype, given):
            odd = odd or f"{name} is {item.dtype}, and what was given is {given[0]}."
        infinite = infinite or _infinite(name, item)
    return Returned(found, odd=odd, infinite=infinite, shaped=frozenset(found) & frozenset(shapes))


def _as_fine(returned: Any, given: Sequence[Any]) -> bool:
    """Whether a type is at least as precise as one that was given; a finer one loses nothing."""
    return returned.kind == "f" and any(np.finfo(returned).eps <= np.finfo(one).eps for one in given)


def named(value: Any, names: Sequence[str]) -> dict[str, Any] | str:
    """The values in one that came back, by their names; or what is wrong with their number."""
    if len(names) == 1:
        return {names[0]: value}
    asked = f"{len(names)} values ({', '.join(names)})"
    if isinstance(value, dict):
        missing = [name for name in names if name not in value]
        return f"{asked} are asked for; there is no {missing[0]}." if missing else {name: value[name] for name in names}
    if not isinstance(value, list | tuple):
        return f"{asked} are asked for; one {kind(value)} came back."
    if len(value) != len(names):
        return f"{asked} are asked for; {len(value)} came back."
    return dict(zip(names, value, strict=True))


def _sizes(shapes: Mapping[str, Sequence[str | int]], passed: Mapping[str, Any]) -> dict[str | int, int]:
    """The numbers behind the names of sizes: what was passed under a name, and the sides of the arrays passed."""
    known: dict[str | int, int] = {name: item for name, item in passed.items() if type(item) is int}
    for name, shape in shapes.items():
        item = passed.get(name)
        if isinstance(item, np.ndarray) and item.ndim == len(shape):
            known |= {side: size for side, size in zip(shape, item.shape, strict=True) if isinstance(side, str)}
    return known


def _wrong(name: str, item: Any, wanted: tuple[Any, ...]) -> str | None:
    if not isinstance(item, np.ndarray):
        return f"{name} is a {kind(item)}; a NumPy array is asked for."
    if item.shape != wanted:
        turned = " Is it transposed?" if item.shape == wanted[::-1] else ""
        sizes = ["×".join(map(str, shape)) or "()" for shape in (item.shape, wanted)]
        return f"{name} has the shape {sizes[0]}; {sizes[1]} is asked for.{turned}"
    if item.dtype.kind not in "fiu":
        return f"{name} is an array of {item.dtype}; numbers are asked for."
    return None


def _infinite(name: str, item: Any) -> str | None:
    bad = int((~np.isfinite(item)).sum())
    many = "entries that are" if bad > 1 else "entry that is"
    return f"{name} has {bad} {many} NaN or infinite." if bad else None


def kind(value: Any) -> str:
    """A word for the type of a value."""
    if isinstance(value, np.ndarray):
        return "NumPy array"
    return {type(None): "None", bool: "bool"}.get(type(value), type(value).__name__)
