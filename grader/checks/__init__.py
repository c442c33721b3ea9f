"""One function per check: (typed answer, givens, parameters) -> Verdict. A new one is a line here."""

from collections.abc import Mapping

from grader.checks.interface import Check
from grader.lazy import Lazy

CHECKS: Mapping[str, Check] = Lazy(
    "grader.checks",
    {
        "orthonormal": "optimality.orthonormal",
        "stationary": "optimality.stationary",
        "least_loss": "optimality.least_loss",
        "principal_directions": "directions.principal_directions",
        "principal_subspace": "directions.principal_subspace",
        "singular_values": "directions.singular_values",
        "penalty": "penalty.penalty",
        "tied": "directions.tied",
        "close": "closeness.close",
        "token_sequence": "sequence.token_sequence",
        "choice": "selection.choice",
        "choices": "selection.choices",
        "number": "numbers.number",
        "equations": "equations.equations",
        "expression": "expression.expression",
        "derivation": "derivation.derivation",
        "code": "code.code",
        "findings": "code.findings",
        "one_of": "values.one_of",
        "training_accuracy": "training.training_accuracy",
        "training_time": "training.training_time",
        "review_text": "review.review_text",
        "review": "review.review",
    },
)
"""The checks by the names that rubrics use, each as `module.function` of this package."""
