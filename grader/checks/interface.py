"""The interface of a check, which is a function whose signature says everything.

    def least_loss(W1, W2, X, k, *, lam: NonNegative = 0.0, limit: Limit = LOSS_LIMIT) -> Verdict

The parameters before the `*` are filled by name, from the typed answer and the assignment's givens.
Those after it are set in the rubric's criterion; their annotations are the JSON Schema of it. A check is
pure: no files, no clock, no network. What misconceptions it can name is said by `@mistakes(…)`.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from grader.model import Verdict

Check = Callable[..., Verdict]
CheckType = TypeVar("CheckType", bound=Check)


@dataclass(frozen=True, eq=False)
class Rules:
    """JSON Schema keywords in addition to a type: `Annotated[float, Rules({"minimum": 0})]`."""

    keywords: Mapping[str, Any]


Limit = Annotated[float, Rules({"exclusiveMinimum": 0, "description": "The largest residual that passes."})]
NothingFrom = Annotated[
    float,
    Rules(
        {
            "exclusiveMinimum": 0,
            "description": "The residual that earns nothing: from `limit` to here points fall with its logarithm.",
        }
    ),
]
NonNegative = Annotated[float, Rules({"minimum": 0})]
Fraction = Annotated[float, Rules({"minimum": 0, "maximum": 1})]
Notation = Annotated[
    dict[str, Any],
    Rules(
        {
            "properties": {
                "symbols": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {
                        "type": "string",
                        "description": "such as X: m × n, or U: m × m orthogonal, columns u",
                    },
                    "description": "The symbols with their sizes, and what is known of them.",
                },
                "definitions": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "What symbols stand for, in order, such as C = X X^T.",
                },
                "sizes": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Which sizes are below which, such as k < m.",
                },
            },
            "required": ["symbols"],
            "additionalProperties": False,
            "description": "The symbols of the exercise.",
        }
    ),
]
Option = Annotated[Any, Rules({"type": ["string", "number", "boolean"]})]


@dataclass(frozen=True, slots=True)
class Signature:
    """A check's interface, read off the function."""

    takes: tuple[str, ...]
    """Filled from the answer and the givens."""
    optional: frozenset[str]
    """Those of `takes` that have a default."""
    parameters: Mapping[str, Any]
    """JSON Schema of each parameter that is set in the rubric."""
    required: tuple[str, ...]
    mistakes: frozenset[str]


def mistakes(*names: str) -> Callable[[CheckType], CheckType]:
    """Say which misconceptions a check names; a rubric may have feedback for each."""

    def mark(check: CheckType) -> CheckType:
        vars(check)["mistakes"] = frozenset(names)
        return check

    return mark


@cache
def takes(check: Check) -> tuple[str, ...]:
    """The names of what a check takes from the answer and the givens; quicker than its whole `signature`."""
    return tuple(p.name for p in inspect.signature(check).parameters.values() if p.kind is not p.KEYWORD_ONLY)


@cache
def signature(check: Check) -> Signature:
    """Read a check's interface."""
    hints = get_type_hints(check, include_extras=True)
    listed = inspect.signature(check).parameters.values()
    positional = [p for p in listed if p.kind is not p.KEYWORD_ONLY]
    keyword = [p for p in listed if p.kind is p.KEYWORD_ONLY]
    return Signature(
        takes=takes(check),
        optional=frozenset(p.name for p in positional if p.default is not p.empty),
        parameters={p.name: schema_of(hints[p.name]) for p in keyword},
        required=tuple(p.name for p in keyword if p.default is p.empty),
        mistakes=vars(check).get("mistakes", frozenset()),
    )


def schema_of(hint: Any) -> dict[str, Any]:
    """The JSON Schema of a type annotation.

    >>> schema_of(list[str]), schema_of(Limit | None)["exclusiveMinimum"]
    ({'type': 'array', 'items': {'type': 'string'}}, 0)
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {**schema_of(arguments[0]), **arguments[1].keywords}
    if origin in (Union, UnionType):
        kinds = [argument for argument in arguments if argument is not NoneType]
        return schema_of(kinds[0]) if len(kinds) == 1 else {"anyOf": [schema_of(kind) for kind in kinds]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(arguments[1])}
    simple = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": simple[hint]} if hint in simple else {}
