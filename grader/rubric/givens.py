"""Problems with givens and with calls of oracles."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader import oracles
from grader.answers.words import did_you_mean
from grader.checks.interface import schema_of
from grader.errors import OwnFault
from grader.rubric import schema
from grader.rubric.violations import Violation, shown, violations
from grader.yaml12 import Path

Mapped = Mapping[str, Any]


def names(given: Mapped) -> dict[str, Any]:
    """The givens' names with their values, None where it is not known yet: an oracle's."""
    listed = {key: item for value in given.values() for key, item in implied(value).items()}
    return {**listed, **{name: None if isinstance(value, dict | list) else value for name, value in given.items()}}


def implied(value: Any) -> dict[str, int]:
    """The integers that an oracle call names, which are givens too."""
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if isinstance(v, int) and not isinstance(v, bool) and k != "seed"}


def problems(given: Mapped, outer: Mapped, path: Path) -> Iterator[Violation]:
    """Problems with the givens of a rubric, or of a part, whose `outer` ones are the rubric's."""
    known = {**names(outer), **names(given)}
    sizes: dict[str, Any] = {name: value for name, value in given.items() if not isinstance(value, dict)}
    for name, value in given.items():
        if not name.isidentifier():
            yield (*path, name), f"'{shown(name)}' is not a name for a given: letters, digits and _, no digit first"
        if isinstance(value, dict) and "oracle" in value:
            yield from call(value, known, (*path, name))
        for key, item in implied(value).items():
            if sizes.setdefault(key, item) != item:
                yield (*path, name, key), f"'{key}' is {item} here and {shown(sizes[key])} elsewhere; one is wrong"
    if circular(given):
        yield path, "these givens need each other in a circle; none can be computed first"


def circular(given: Mapped) -> bool:
    """Whether some givens need each other before they can be worked out."""
    needs = {
        name: {item for item in value.values() if isinstance(item, str) and item in given}
        for name, value in given.items()
        if isinstance(value, dict)
    }
    while free := [name for name, needed in needs.items() if not needed & set(needs)]:
        for name in free:
            del needs[name]
    return bool(needs)


def call(call: Mapped, known: Mapped, path: Path) -> Iterator[Violation]:
    """Problems with `{oracle: module.function, …}` where these givens are known."""
    name = call["oracle"]
    wrong = list(violations(call, schema.ORACLE_CALL, path))
    if wrong:
        yield from wrong
        return
    if name not in oracles.names():
        yield (*path, "oracle"), f"unknown oracle '{shown(name)}'{did_you_mean(name, oracles.names())}"
        return
    try:
        arguments = oracles.arguments(name)
    except OwnFault as error:
        yield (*path, "oracle"), str(error)
        return
    for key, value in call.items():
        if key != "oracle" and key not in arguments:
            yield (*path, key), f"the oracle '{name}' has no argument '{shown(key)}'{did_you_mean(key, arguments)}"
        elif key != "oracle":
            yield from _argument(value, schema_of(arguments[key].annotation), known, (*path, key))
    for key, argument in arguments.items():
        if argument.default is argument.empty and key not in call:
            yield path, f"the oracle '{name}' needs the argument '{key}'"


def _argument(value: Any, shape: Mapped, known: Mapped, path: Path) -> Iterator[Violation]:
    if isinstance(value, dict):
        yield path, "an argument is a number, a text, a list or the name of a given; call this oracle as a given"
    elif isinstance(value, str) and value in known:
        if known[value] is not None:
            yield from violations(known[value], shape, path)
    elif isinstance(value, str) and shape.get("type") != "string":
        yield path, f"there is not a given '{shown(value)}'{did_you_mean(value, known)}"
    else:
        yield from violations(value, shape, path)
