"""A check's signature is its interface: what it takes, what the rubric may set, which mistakes it names."""

from typing import Any, Literal

import pytest

from grader.answers import FORMS
from grader.checks import CHECKS
from grader.checks.interface import Limit, mistakes, schema_of, signature
from grader.model import Verdict

SCHEMAS: list[tuple[Any, dict[str, Any]]] = [
    (int, {"type": "integer"}),
    (float | None, {"type": "number"}),
    (list[str], {"type": "array", "items": {"type": "string"}}),
    (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}),
    (Literal["a", "b"], {"enum": ["a", "b"]}),
    (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    (Any, {}),
]


@pytest.mark.parametrize(("hint", "schema"), SCHEMAS, ids=lambda item: str(item)[:40])
def test_an_annotation_is_a_schema(hint: Any, schema: dict[str, Any]) -> None:
    assert schema_of(hint) == schema


def test_a_signature_tells_what_comes_from_where() -> None:
    @mistakes("too_small")
    def check(W1: Any, k: int = 1, *, limit: Limit | None = None, right: str) -> Verdict:
        return Verdict.scored(1, "")

    told = signature(check)
    assert (told.takes, set(told.optional)) == (("W1", "k"), {"k"})
    assert (list(told.parameters), told.required) == (["limit", "right"], ("right",))
    assert told.parameters["limit"]["exclusiveMinimum"] == 0
    assert told.mistakes == {"too_small"}


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_a_docstring_and_an_interface(name: str) -> None:
    told = signature(CHECKS[name])
    assert CHECKS[name].__doc__
    assert told.takes


@pytest.mark.parametrize("name", FORMS)
def test_every_form_names_itself_first_in_its_schema(name: str) -> None:
    assert next(iter(FORMS[name].reading.schema["properties"])) == name
