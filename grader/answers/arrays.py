"""Named arrays: their shape and numbers are checked before anybody computes with them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.answers.array_files import load
from grader.answers.form import Reading, Settings, Values, kind, quoted, written
from grader.answers.stored import Raw
from grader.errors import Unreadable
from grader.model import Answer, File, Place, Section, Value


def names(settings: Settings) -> tuple[str, ...]:
    """The names of the arrays asked for."""
    return tuple(name for name in settings if name != "arrays")


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{name: float64 array of the shape asked for, …, "arrays": all of them}`, whatever type they were stored in.

    Raises:
        Unreadable: a file that is not an array file, a name missing, a wrong shape, text, objects, NaN, Inf.
    """
    wanted = {name: shape(settings[name], givens) for name in names(settings)}
    files = [raw for raw in answer.raw if isinstance(raw, File)]
    if files:
        found = load(files, wanted)
        place = files[0].place
    else:
        raw = written(answer, "arrays")
        found, place = _from_text(raw, wanted), raw.place
    missing = [name for name in wanted if name not in found]
    if missing:
        there = f"; it has {quoted(sorted(found)[:10])}" if found else "; it has none"
        raise Unreadable(f"no array {quoted(missing)}{there}", place, f"Save the arrays as {quoted(wanted)}.")
    typed: dict[str, Any] = {name: _typed(name, found[name], wanted[name], place) for name in wanted}
    return {**typed, "arrays": typed}


def shape(dimensions: Any, givens: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers behind a shape like `[k, m]`: each entry a number, or the name of a given."""
    return tuple(int(givens[size] if isinstance(size, str) else size) for size in dimensions)


def _typed(name: str, raw: Raw, wanted: tuple[int, ...], place: Place) -> np.ndarray[Any, np.dtype[np.float64]]:
    if raw.shape != wanted:
        turned = " Is it transposed?" if raw.shape == wanted[::-1] else ""
        raise Unreadable(f"{name} has the shape {_times(raw.shape)}; {_times(wanted)} is asked for.{turned}", place)
    with np.errstate(over="ignore"):  # a long double beyond float64 becomes infinite, and is refused
        array = raw.astype(np.float64)
    if not np.isfinite(array).all():
        count = int((~np.isfinite(array)).sum())
        raise Unreadable(f"{name} has {count} entr{'y' if count == 1 else 'ies'} that are NaN or infinite", place)
    return array


def _times(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes)) if sizes else "of a single number"


def _from_text(raw: Section | Value, wanted: Mapping[str, tuple[int, ...]]) -> dict[str, Raw]:
    """Arrays written out in answers.yaml as lists of rows."""
    if isinstance(raw, Section):
        raise Unreadable(
            "text was given where an array file is asked for", raw.place, f"Hand in {quoted(wanted)} in the file."
        )
    if not isinstance(raw.value, dict):
        raise Unreadable(f"a {kind(raw.value)} was given where named arrays are asked for", raw.place)
    found = {}
    for name, rows in raw.value.items():
        if name in wanted:
            found[name] = _rectangular(name, rows, raw.place)
    return found


def _rectangular(name: str, rows: Any, place: Place) -> np.ndarray[Any, Any]:
    flat = (
        [item for row in rows for item in (row if isinstance(row, list) else [row])]
        if isinstance(rows, list)
        else [rows]
    )
    for item in flat:
        if isinstance(item, bool) or not isinstance(item, int | float):
            raise Unreadable(f"{name} holds a {kind(item)} where a number is asked for", place)
    try:
        return np.array(rows, dtype=np.float64)
    except (ValueError, OverflowError):
        raise Unreadable(f"the rows of {name} have different lengths, or a number too large", place) from None


READING = Reading(
    read=read,
    offers=lambda settings: frozenset({*names(settings), "arrays"}),
    schema={
        "properties": {
            "arrays": {
                "type": "string",
                "pattern": r"^[\w.-]+\.(npz|npy|safetensors|pt)$",
                "description": "The file that holds the arrays; its stem counts, every array format is read.",
            },
        },
        "additionalProperties": {
            "type": "array",
            "items": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]},
            "maxItems": 8,
            "description": "An array's shape, in numbers and names of givens: [k, m].",
        },
        "minProperties": 2,
    },
)
