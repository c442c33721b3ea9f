"""Problems with the formulas of a rubric, found when it is loaded and not when a student is graded."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.algebra import Notation, NotationError, value
from grader.checks.derivation import exercise_of
from grader.checks.formulas import equation_by, key_of, notation_by

Problem = tuple[tuple[str | int, ...], str]


def problems(criterion: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems of a criterion that has a `notation`: the keys that lead to each, and what to fix."""
    said = criterion["notation"]
    try:
        notation = notation_by(key_of(said))
    except NotationError as error:
        yield ("notation", *error.path), error.message
        return
    for position, name in enumerate(criterion.get("unknowns") or ()):
        if name not in notation.symbols:
            yield ("unknowns", position), f"'{name}' is not a symbol of the notation ({', '.join(notation.symbols)})"
    yield from _derived(criterion) if "conclusions" in criterion else ()
    for name, source in (criterion.get("conditions") or {}).items():
        try:
            equation_by(source, key_of(said))
        except NotationError as error:
            yield ("conditions", name), error.message
    yield from _values(criterion, notation)


def _derived(criterion: Mapping[str, Any]) -> Iterator[Problem]:
    put_in, given, unknowns, unfold = (criterion.get(name) for name in ("put_in", "given", "unknowns", "unfold"))
    try:
        exercise_of(criterion["notation"], criterion["conclusions"], put_in, given, unknowns, unfold)
    except NotationError as error:
        yield error.path or ("conclusions",), error.message


def _values(criterion: Mapping[str, Any], notation: Notation) -> Iterator[Problem]:
    asked = [(("value",), criterion["value"])] if "value" in criterion else []
    asked += [(("not_as", at), source) for at, source in enumerate(criterion.get("not_as") or ())]  # type: ignore[misc]
    for path, source in asked:
        try:
            value(source, notation)
        except NotationError as error:
            yield path, error.message
