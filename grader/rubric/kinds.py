"""The kinds of values in a rubric that is known to be right."""

from dataclasses import fields
from typing import Any

from grader.answers import FORMS
from grader.model import Criterion

OWN = (frozenset(field.name for field in fields(Criterion)) | {"with"}) - {"place", "parameters", "beside"}
"""The keys of every criterion; all others are parameters of its check."""


def form_name(answer: Any) -> str:
    """The form that an `answer:` has."""
    return answer if isinstance(answer, str) else next(name for name in answer if name in FORMS)


def settings_of(answer: Any) -> dict[str, Any]:
    """The settings of an answer's form, its own key among them."""
    return {answer: None} if isinstance(answer, str) else dict(answer)


def is_call(value: Any) -> bool:
    """Whether a parameter is an oracle call."""
    return isinstance(value, dict) and isinstance(value.get("oracle"), str)


def is_other_answer(value: Any) -> bool:
    """Whether a parameter is another part's answer."""
    return isinstance(value, dict) and set(value) == {"answer"}


def beside(value: Any) -> tuple[str, ...]:
    """The criteria that `with:` names, one or several; none if it is something else."""
    listed = value if isinstance(value, list) else [value]
    return tuple(name for name in listed if isinstance(name, str))
