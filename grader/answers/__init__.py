"""Raw answers become typed values here: bounded, and never executed."""

from collections.abc import Mapping

from grader.answers.form import Form
from grader.lazy import Lazy

FORMS: Mapping[str, Form] = Lazy(
    "grader.answers",
    {
        "arrays": "arrays.FORM",
        "tokens": "tokens.FORM",
        "choice": "choice.CHOICE",
        "choices": "choice.CHOICES",
        "number": "number.FORM",
        "text": "text.TEXT",
        "equations": "formulas.EQUATIONS",
        "derivation": "formulas.DERIVATION",
        "code": "code.FORM",
        "training": "training.FORM",
    },
)
"""The forms of answers by the names that rubrics use, each as `module.attribute` of this package."""
