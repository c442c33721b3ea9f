"""Everything that is wrong with a rubric, at once: each problem with its place and how to mend it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader import oracles
from grader.answers import FORMS
from grader.answers.words import did_you_mean
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.errors import OwnFault
from grader.model import Place
from grader.rubric import rules, schema
from grader.rubric.source import Source
from grader.yaml12 import Path

Problem = tuple[Place, str]
Mapped = Mapping[str, Any]


def problems(source: Source) -> list[Problem]:
    """The problems of a rubric, in the order of its lines; none if it can be used."""
    loose = schema.frame(schema.part({}, {"type": "object"}))
    found = list(_not_finite(source, source.value, ()))
    found += [(source.place(path), text) for path, text in _violations(source.value, loose, ())]
    if not found:
        found = [(source.place(path), text) for path, text in _meaning(source.value)]
    return sorted(dict.fromkeys(found), key=lambda problem: (problem[0].file, problem[0].line or 0))


def _meaning(rubric: Mapped) -> Iterator[tuple[Path, str]]:
    given = rubric.get("given") or {}
    yield from _givens(given, {}, ("given",))
    parts = [
        (("problems", i, "parts", j), part)
        for i, problem in enumerate(rubric["problems"])
        for j, part in enumerate(problem["parts"])
    ]
    yield from _repeated([(("problems", i), problem) for i, problem in enumerate(rubric["problems"])], "problem")
    yield from _repeated(parts, "part")
    ids = {part["id"] for _, part in parts}
    for path, part in parts:
        yield from _part(part, path, given, ids)


def _repeated(items: Sequence[tuple[Path, Mapped]], what: str) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for path, item in items:
        if item["id"].casefold() in seen:
            yield (*path, "id"), f"the {what} '{item['id']}' stands here again; give it another id"
        seen.add(item["id"].casefold())


def _part(part: Mapped, path: Path, given: Mapped, ids: set[str]) -> Iterator[tuple[Path, str]]:
    local = part.get("given") or {}
    yield from _givens(local, given, (*path, "given"))
    names = {**_names(given), **_names(local)}
    settings = None
    form, problem = rules.form_of(part["answer"])
    if problem or form is None:
        yield (*path, "answer"), problem or ""
    else:
        settings = rules.settings_of(part["answer"])
        wrong = list(_violations(settings, schema.answer(form), (*path, "answer")))
        wrong = wrong or [((*path, "answer", *at), text) for at, text in rules.answer_problems(form, settings, names)]
        yield from wrong
        settings = None if wrong else settings
    for index, criterion in enumerate(part["criteria"]):
        at = (*path, "criteria", index)
        yield from _criterion(criterion, at, settings, form, names, ids - {part["id"]})


def _criterion(
    criterion: Mapped, path: Path, settings: Mapped | None, form: str | None, names: Mapped, others: set[str]
) -> Iterator[tuple[Path, str]]:
    check = criterion.get("check")
    if check is None:
        yield path, "'check' is missing; name the check that judges the answer"
        return
    if not isinstance(check, str) or check not in CHECKS:
        yield (*path, "check"), f"unknown check '{check}'{did_you_mean(str(check), CHECKS)}"
        return
    interface = signature(CHECKS[check])
    literal = {}
    for name, value in criterion.items():
        if name not in interface.parameters or not rules.is_reference(value):
            literal[name] = value
        elif "oracle" in value:
            yield from _call(value, names, (*path, name))
        elif value["answer"] not in others:
            yield (*path, name), f"no other part '{value['answer']}'{did_you_mean(str(value['answer']), others)}"
    shape = schema.criterion(check)
    shape["required"] = [name for name in shape["required"] if name in literal or name not in criterion]
    wrong = list(_violations(literal, shape, path))
    yield from wrong
    if settings is None or form is None:
        return
    offered = FORMS[form].offers(settings)
    for name in interface.takes:
        if name not in offered and name not in names and name not in interface.optional:
            has = ", ".join(sorted(offered | set(names)))
            yield (*path, "check"), f"'{check}' needs '{name}', which neither the answer nor the givens have ({has})"
    if not wrong:
        for key in criterion.get("feedback") or {}:
            known = schema.feedback_keys(check, settings)
            if key not in known:
                hint = did_you_mean(key, known) or f"; known are {', '.join(sorted(known))}"
                yield (*path, "feedback", key), f"'{check}' never says '{key}'{hint}"
        for at, text in rules.parameter_problems(check, literal, settings):
            yield (*path, *at), text


def _givens(given: Mapped, outer: Mapped, path: Path) -> Iterator[tuple[Path, str]]:
    names = {**_names(outer), **_names(given)}
    for name, value in given.items():
        if isinstance(value, dict):
            yield from _call(value, names, (*path, name))
    sizes: dict[str, int] = {}
    for name, value in given.items():
        for key, item in rules.implied(value).items():
            if sizes.setdefault(key, item) != item or (isinstance(given.get(key), int) and given[key] != item):
                yield (*path, name), f"'{key}' is {item} here and {sizes[key]} elsewhere; one of them must be wrong"
    if rules.circular(given):
        yield path, "these givens need each other in a circle; none can be worked out first"


def _call(call: Mapped, names: Mapped, path: Path) -> Iterator[tuple[Path, str]]:
    name = call["oracle"]
    known = oracles.names()
    if name not in known:
        yield (*path, "oracle"), f"unknown oracle '{name}'{did_you_mean(str(name), known)}"
        return
    try:
        arguments = oracles.arguments(name)
    except OwnFault as error:
        yield (*path, "oracle"), str(error)
        return
    for key, value in call.items():
        if key != "oracle" and key not in arguments:
            yield (*path, key), f"the oracle '{name}' has no argument '{key}'{did_you_mean(key, arguments)}"
        elif key != "oracle" and isinstance(value, str) and value not in names:
            yield (*path, key), f"there is no given '{value}'{did_you_mean(value, names)}"
    for key, needed in arguments.items():
        if needed and key not in call:
            yield path, f"the oracle '{name}' needs the argument '{key}'"


def _names(given: Mapped) -> dict[str, Any]:
    """The givens' names with their values; a call's, or one that is not known yet, is None."""
    listed = {key: item for value in given.values() for key, item in rules.implied(value).items()}
    return {**listed, **{name: None if isinstance(value, dict) else value for name, value in given.items()}}


def _not_finite(source: Source, value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _not_finite(source, item, (*path, key))
    elif isinstance(value, float) and not math.isfinite(value):
        yield source.place(path), f"{value} is no number that a rubric can use; write a finite one"


def _violations(value: Any, shape: Mapped, path: Path) -> Iterator[tuple[Path, str]]:
    """What JSON Schema objects to, in words."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(shape).iter_errors(value):
        yield from rules.in_words(error, (*path, *error.absolute_path))
