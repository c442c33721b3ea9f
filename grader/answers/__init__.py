"""Raw answers become typed values here: bounded, and never executed."""

from collections.abc import Mapping

from grader.answers import arrays, choice, code, number, text, tokens
from grader.answers.form import Form

FORMS: Mapping[str, Form] = {
    "arrays": arrays.FORM,
    "tokens": tokens.FORM,
    "choice": choice.CHOICE,
    "choices": choice.CHOICES,
    "number": number.FORM,
    "text": text.TEXT,
    "equations": text.EQUATIONS,
    "derivation": text.DERIVATION,
    "code": code.FORM,
}
