"""JSON Schema's objections, in words for an author who has never read a schema."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from grader.answers.words import did_you_mean
from grader.rubric.schema import ID
from grader.yaml12 import Path

LARGEST = 1e300
KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
Violation = tuple[Path, str]


def violations(value: Any, shape: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    """The problems that keep the value at `path` from fitting this schema, each with the path of the node to fix."""
    for error in _validator()(shape).iter_errors(value):
        yield from _in_words(error, path)


@cache
def _validator() -> Any:
    """Draft 2020-12, where 8.0 counts as an integer, but that as a size or a seed it is none."""
    from jsonschema import Draft202012Validator, validators

    whole = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    return validators.extend(Draft202012Validator, type_checker=whole)  # type: ignore[no-untyped-call]


def not_finite(value: Any, path: Path) -> Iterator[Violation]:
    """The numbers that no schema can refuse: `.nan`, `.inf`, and those too large for a float."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from not_finite(item, (*path, key))
    elif isinstance(value, int | float) and not abs(value) <= LARGEST:
        yield path, f"{shown(value)} is not a number that a rubric can use; write a finite one"


def shown(value: Any) -> str:
    """A value in one short line."""
    line = " ".join(str(value).split())
    return line if len(line) <= 60 else f"{line[:57]}…"


def _in_words(error: Any, above: Path) -> Iterator[Violation]:
    path = (*above, *error.relative_path)
    if error.validator in _SEVERAL:
        yield from _SEVERAL[error.validator](error, path)
    else:
        yield path, _SAID.get(error.validator, _misfit)(error, _where(path), error.instance, error.validator_value)


def _unknown(error: Any, path: Path) -> Iterator[Violation]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            yield (*path, key), f"unknown key '{shown(key)}'{did_you_mean(key, known)}"


def _lacking(error: Any, path: Path) -> Iterator[Violation]:
    for key in error.validator_value:
        if key not in error.instance:
            yield path, f"'{key}' is missing here"


def _none_of(error: Any, path: Path) -> Iterator[Violation]:
    """Of several schemas none holds: what is wrong by the one that was meant, as far as that can be told."""
    value, rule = error.instance, error.validator_value
    no = {e.relative_schema_path[0] for e in error.context if e.validator == "type" and not e.relative_path}
    nearer = [inner for inner in error.context if inner.relative_schema_path[0] not in no]
    if isinstance(value, dict):  # a mapping is meant for what takes mappings
        nearer = [e for e in nearer if rule[e.relative_schema_path[0]].get("type") == "object"] or nearer
    if nearer:
        yield from _or_a_mapping(_in_words(nearer[0], path), nearer[0], [rule[number] for number in no])
    else:
        kinds = [inner.validator_value for inner in error.context if inner.validator == "type"]
        flat = [word for kind in kinds for word in (kind if isinstance(kind, list) else [kind])]
        yield path, _of_kind(_where(path), value, flat)


def _option(error: Any, where: str, value: Any, rule: Any) -> str:
    hint = did_you_mean(str(value), map(str, rule))
    return f"{where} is '{shown(value)}'; it may be {', '.join(map(str, rule))}{hint}"


def _too_few(error: Any, where: str, value: Any, rule: Any) -> str:
    others = error.schema.get("additionalProperties")
    what = f" ({others['description']})" if isinstance(others, dict) and "description" in others else ""
    return f"{where} has {_entries(value)}; at least {rule} {'is' if rule == 1 else 'are'} needed{what}"


def _pattern(error: Any, where: str, value: Any, rule: Any) -> str:
    if rule == ID:
        return f"'{shown(value)}' is not an id: letters, digits, - and _, with dots between, a letter first"
    if "description" in error.schema:
        return f"{where} is '{shown(value)}', which is not what belongs here: {error.schema['description']}"
    return _misfit(error, where, value, rule)


def _misfit(error: Any, where: str, value: Any, rule: Any) -> str:
    return f"{where} is '{shown(value)}', which does not fit {error.validator} {shown(rule)}"


def _or_a_mapping(said: Iterator[Violation], error: Any, others: list[Any]) -> Iterator[Violation]:
    """Words on a value that is none of a few; a mapping would do too, where there is a schema for one."""
    keys = [key for other in others if other.get("type") == "object" for key in other.get("properties", ())]
    more = f", or a mapping: {{{', '.join(f'{key}: …' for key in keys[:2])}}}" if keys else ""
    for path, words in said:
        before, asks, hint = words.partition("; did you mean")
        yield path, before + (more if error.validator in ("enum", "const") else "") + asks + hint


def _where(path: Path) -> str:
    match path:
        case (*_, str(key)):
            return f"'{shown(key)}'"
        case (*_, str(key), int(index)):
            return f"entry {index + 1} of '{shown(key)}'"
        case (*_, int(index)):
            return f"entry {index + 1} of this list"
    return "a rubric"


def _of_kind(where: str, value: Any, wanted: list[str]) -> str:
    names = list(dict.fromkeys(KINDS[word] for word in wanted))
    mend = "; put it in quotes" if wanted == ["string"] and isinstance(value, int | float) else ""
    return f"{where} must be {' or '.join(names)}, but is {_kind(value)}{mend}"


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{shown(value)}'"
    if isinstance(value, dict | list):
        return KINDS["object" if isinstance(value, dict) else "array"]
    return f"the number {shown(value)}"


def _entries(value: Any) -> str:
    return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}" if value else "no entries"


_SEVERAL: Mapping[str, Callable[[Any, Path], Iterator[Violation]]] = {
    "additionalProperties": _unknown,
    "required": _lacking,
    "anyOf": _none_of,
}
"""Rules that can be broken in several ways at once, or below the value: each with its objections."""

_SAID: Mapping[str, Callable[[Any, str, Any, Any], str]] = {
    "type": lambda error, where, value, rule: _of_kind(where, value, rule if isinstance(rule, list) else [rule]),
    "enum": _option,
    "const": lambda error, where, value, rule: f"{where} is '{shown(value)}'; it may be {shown(rule)}",
    "exclusiveMinimum": lambda error, where, value, rule: f"{where} is {shown(value)}; it must be more than {rule}",
    "minimum": lambda error, where, value, rule: f"{where} is {shown(value)}; it must be at least {rule}",
    "maximum": lambda error, where, value, rule: f"{where} is {shown(value)}; it must be at most {rule}",
    "minItems": _too_few,
    "minProperties": _too_few,
    "maxItems": lambda error, where, value, rule: f"{where} has {_entries(value)}; at most {rule} are allowed here",
    "uniqueItems": lambda error, where, value, rule: f"{where} has the same entry twice",
    "pattern": _pattern,
}
"""The other rules, each with its words: of the error, the name of the place, the value, and the rule broken."""
