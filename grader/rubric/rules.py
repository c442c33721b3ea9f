"""What a rubric must keep to beyond its schema, and a schema's complaints in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers import FORMS
from grader.answers.choice import folded
from grader.answers.form import kind
from grader.answers.words import did_you_mean
from grader.yaml12 import Path

Mapped = Mapping[str, Any]


def form_of(answer: Any) -> tuple[str | None, str | None]:
    """The form that an `answer:` has, or what is wrong with it."""
    if isinstance(answer, str):
        if answer not in FORMS:
            return None, f"unknown form of answer '{answer}'{did_you_mean(answer, FORMS)}"
        if not FORMS[answer].short:
            return None, f"the form '{answer}' needs its settings: write `answer: {{{answer}: …}}`"
        return answer, None
    if not isinstance(answer, dict):
        return None, f"answer: names the form of the answer, such as `text`, and not a {kind(answer)}"
    forms = [name for name in answer if name in FORMS]
    if len(forms) == 1:
        return forms[0], None
    if forms:
        return None, f"an answer has one form, and here are {' and '.join(forms)}"
    named = "".join(did_you_mean(name, FORMS) for name in list(answer)[:1])
    return None, f"none of the forms of answers ({', '.join(FORMS)}) stands here{named}"


def settings_of(answer: Any) -> dict[str, Any]:
    """The settings of an answer's form, its own key first."""
    return {answer: None} if isinstance(answer, str) else dict(answer)


def is_reference(value: Any) -> bool:
    """Whether a parameter is an oracle call or another part's answer."""
    return isinstance(value, dict) and (isinstance(value.get("oracle"), str) or set(value) == {"answer"})


def implied(given: Any) -> dict[str, int]:
    """The integers that an oracle call names, which are givens too."""
    if not isinstance(given, dict):
        return {}
    return {k: v for k, v in given.items() if isinstance(v, int) and not isinstance(v, bool) and k != "seed"}


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


def answer_problems(form: str, settings: Mapped, names: Mapped) -> Iterator[tuple[Path, str]]:
    """What is wrong with an answer's settings although their schema holds."""
    if form == "arrays":
        for array, shape in settings.items():
            for size in shape if array != "arrays" else ():
                if isinstance(size, str) and size not in names:
                    yield (array,), f"the size '{size}' of {array} is no given{did_you_mean(size, names)}"
                elif isinstance(size, str) and (isinstance(names[size], bool) or not isinstance(names[size], int)):
                    yield (array,), f"the size '{size}' of {array} must be a whole number"
    if form in ("choice", "choices"):
        spelled = [folded(option) for option in settings[form]]
        if len(set(spelled)) < len(spelled) or "" in spelled:
            yield (form,), "two options are the same but for case, spaces or punctuation, or one has no letters"


def parameter_problems(check: str, criterion: Mapped, settings: Mapped) -> Iterator[tuple[Path, str]]:
    """What is wrong with a criterion's parameters although their schema holds."""
    if check in ("choice", "choices") and "right" in criterion:
        options = settings.get("choice") or settings.get("choices") or []
        known = {folded(option) for option in options}
        right = criterion["right"] if isinstance(criterion["right"], list) else [criterion["right"]]
        for option in right:
            if folded(option) not in known:
                yield ("right",), f"'{option}' is none of the options{did_you_mean(str(option), map(str, options))}"
    for index, accepted in enumerate(criterion.get("accept") or ()):
        if accepted["from"] > accepted["to"]:
            yield ("accept", index), f"from {accepted['from']} to {accepted['to']} is empty"
    if isinstance(criterion.get("words"), list) and criterion["words"][0] > criterion["words"][1]:
        yield ("words",), "the least number of words comes first"


def in_words(error: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """A complaint of JSON Schema for somebody who never read one."""
    where = f"'{path[-1]}'" if path and isinstance(path[-1], str) else "this"
    value, rule = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for key in value:
                if key not in known:
                    yield (*path, key), f"unknown key '{key}'{did_you_mean(key, known)}"
        case "required":
            for key in rule:
                if key not in value:
                    yield path, f"'{key}' is missing here"
        case "type":
            wanted = " or ".join(rule if isinstance(rule, list) else [rule])
            names = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a whole number"}
            wanted = " or ".join({**names, "number": "a number"}.get(word, word) for word in wanted.split(" or "))
            shown = f" '{value}'" if isinstance(value, str | int | float) else ""
            yield path, f"{where} must be {wanted}, and is a {kind(value)}{shown}"
        case "enum":
            hint = did_you_mean(str(value), map(str, rule))
            yield path, f"{where} is '{value}'; it may be {', '.join(map(str, rule))}{hint}"
        case "exclusiveMinimum" | "minimum":
            yield (
                path,
                f"{where} is {value}; it must be {'more than' if 'ex' in error.validator else 'at least'} {rule}",
            )
        case "exclusiveMaximum" | "maximum":
            yield path, f"{where} is {value}; it must be at most {rule}"
        case "minItems" | "minProperties":
            yield path, f"{where} has too few entries; at least {rule} are needed"
        case "pattern" if rule.startswith("^[A-Za-z][A-Za-z0-9_-]*"):
            yield path, f"'{value}' is no id: letters, digits, - and _, with dots between, a letter first"
        case _:
            yield path, f"{where}: {error.message[:200]}"
