"""Raw answers become typed values here: bounded, and never executed."""

from collections.abc import Mapping
from types import MappingProxyType

from grader.answers.form import Form, Held, Lists
from grader.model import Part

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.name: form
        for form in (
            Form("arrays", "arrays.READING", Held.ARRAYS),
            Form("tokens", "tokens.READING", lists=Lists.POSITIONS),
            Form("choice", "choice.CHOICE", lists=Lists.OPTIONS),
            Form("choices", "choice.CHOICES", lists=Lists.OPTIONS),
            Form("number", "number.READING"),
            Form("text", "text.READING", short=True),
            Form("equations", "formulas.EQUATIONS", short=True),
            Form("derivation", "formulas.DERIVATION", short=True),
            Form("code", "code.READING", Held.PROGRAM),
            Form("training", "training.READING", Held.PROGRAM, is_trained=True),
        )
    }
)
"""The forms of answers by their names in rubrics. Each says what sets it apart: nobody else need ask for its name."""


def form_of(part: Part) -> Form:
    """The form of a part's answer."""
    return FORMS[part.answer.form]
