"""JSON Schemas of a rubric, made from the forms of answers and the signatures of checks.

A rubric is validated in pieces: its frame first, then each answer by its form and each criterion by its
check, so that an error names the very key and not "no alternative of oneOf fits". Editors get the
pieces put together, as one schema with a condition for each check.
"""

from collections.abc import Mapping
from typing import Any

from grader.answers import FORMS
from grader.answers.choice import folded
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.model import Status

ID = r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$(?!\n)"  # Python's $ also stands before a last newline
DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = Mapping[str, Any]

STANDING: Schema = {
    "check": {"type": "string", "description": "The check that judges the answer."},
    "id": {
        "type": "string",
        "pattern": ID,
        "description": "Its name within the part; the check's name unless given.",
    },
    "points": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 10000,
        "description": "What a right answer is worth.",
    },
    "partial": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "What partial credit is worth, 1 unless given.",
    },
    "step": {
        "type": "number",
        "minimum": 0.01,
        "description": "Points come in steps of this size, rounded down.",
    },
    "feedback": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Your words to the student, by status or by the name of a mistake.",
    },
    "with": {
        "type": ["string", "array"],
        "items": {"type": "string"},
        "minItems": 1,
        "description": "The points count only if this criterion of the part, or one of these, has earned some.",
    },
    "visible": {"enum": ["always", "after_release"], "description": "When students see this feedback."},
}
"""The keys of every criterion; all others are parameters of its check."""

ORACLE_CALL: Schema = {
    "type": "object",
    "properties": {"oracle": {"type": "string", "description": "A reference implementation: module.function."}},
    "required": ["oracle"],
}
OTHER_ANSWER: Schema = {
    "type": "object",
    "properties": {"answer": {"type": "string", "description": "The id of another part."}},
    "required": ["answer"],
    "additionalProperties": False,
}
INCLUDE: Schema = {"type": "string", "pattern": r"\.ya?ml$", "description": "A file whose keys are inserted here."}


def frame(part: Schema) -> dict[str, Any]:
    """The schema of a rubric whose parts have the schema `part`."""
    problem = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": ID},
            "title": {"type": "string"},
            "parts": {"type": "array", "minItems": 1, "items": part},
        },
        "required": ["id", "parts"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "assignment": {"type": "string", "pattern": ID, "description": "The assignment's id."},
            "title": {"type": "string"},
            "given": _given("What all parts are given: numbers, or oracle calls."),
            "problems": {"type": "array", "minItems": 1, "items": problem},
        },
        "required": ["assignment", "problems"],
        "additionalProperties": False,
    }


def part(answer: Schema, criterion: Schema) -> dict[str, Any]:
    """The schema of a part whose answer and criteria have these schemas."""
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": ID},
            "title": {"type": "string"},
            "question": {"type": "string", "description": "What the student is asked; Markdown."},
            "answer": answer,
            "given": _given("What this part is given in addition."),
            "criteria": {"type": "array", "minItems": 1, "items": criterion},
        },
        "required": ["id", "answer", "criteria"],
        "additionalProperties": False,
    }


def answer(form: str) -> dict[str, Any]:
    """The schema of an answer's settings in this form."""
    schema = FORMS[form].reading.schema
    required = [form, *(name for name in schema.get("required", []) if name != form)]
    return {"type": "object", "additionalProperties": False, **schema, "required": required}


def parameters(check: str) -> dict[str, Any]:
    """The schema of each parameter of a check; one of the type `dict[str, Any]` is another part's answer."""
    listed = signature(CHECKS[check]).parameters
    anything = {"type": "object", "additionalProperties": {}}
    return {name: OTHER_ANSWER if shape == anything else shape for name, shape in listed.items()}


def criterion(check: str) -> dict[str, Any]:
    """The schema of a criterion with this check."""
    return {
        "type": "object",
        "properties": {**STANDING, **parameters(check)},
        "required": ["check", "points", *signature(CHECKS[check]).required],
        "additionalProperties": False,
    }


def for_editors() -> dict[str, Any]:
    """One schema of all that a rubric may hold, for completion and hints in an editor."""
    short = [name for name, form in FORMS.items() if form.short]
    formed = [{"required": [form]} for form in FORMS]
    any_answer = {
        "anyOf": [{"enum": short}, {"type": "object", "anyOf": [*formed, {"required": ["include"]}]}],
        "allOf": [_when({"type": "object", "required": [form]}, answer(form)) for form in FORMS],
    }
    any_criterion = {
        "type": "object",
        "properties": {**STANDING, "check": {"enum": list(CHECKS)}},
        "required": ["check", "points"],
        "allOf": [
            _when({"properties": {"check": {"const": name}}, "required": ["check"]}, _callable(criterion(name)))
            for name in CHECKS
        ],
    }
    described = {"$schema": DRAFT, "title": "A rubric"}
    return {**described, **_includable(frame(part(any_answer, any_criterion)))}


def feedback_keys(check: str, form: str, settings: Schema) -> frozenset[str]:
    """The statuses, and the mistakes that the check can name for an answer of this form with these settings."""
    listed = FORMS[form].options(settings)
    options = [folded(option) if isinstance(option, bool) else str(option) for option in listed]
    said = [f"{verb} {option}" for option in options for verb in ("chose", "ticked", "left out")]
    return frozenset({*(str(status) for status in Status), *signature(CHECKS[check]).mistakes, *said})


def _given(description: str) -> dict[str, Any]:
    number_or_call = {"anyOf": [{"type": ["number", "string", "boolean"]}, ORACLE_CALL]}
    return {"type": "object", "additionalProperties": number_or_call, "description": description}


def _when(condition: Schema, then: Schema) -> dict[str, Any]:
    return {"if": condition, "then": then}


def _callable(schema: dict[str, Any]) -> dict[str, Any]:
    """A criterion in which a parameter may also be an oracle call."""
    properties = {
        name: value if name in STANDING else {"anyOf": [value, ORACLE_CALL]}
        for name, value in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _includable(schema: Any) -> Any:
    """The schema with `include:` allowed in every mapping, which may bring the required keys."""
    if isinstance(schema, list):
        return [_includable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    opened = {key: item if key == "if" else _includable(item) for key, item in schema.items()}
    if "properties" in opened or "additionalProperties" in opened:
        opened["properties"] = {**opened.get("properties", {}), "include": INCLUDE}
        if required := opened.pop("required", None):
            opened["anyOf"] = [{"required": required}, {"required": ["include"]}]
    return opened
