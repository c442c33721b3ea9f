"""Words around a formula: those that leave it as it stands, beside those that might not."""

import pytest

from grader.algebra.reading.neutral_words import acting

NEUTRAL = [
    "The gradient is",
    "Hence, by the chain rule, we obtain",
    "Using the product rule and simplifying, the derivative of the loss with respect to $W$ is therefore",
    "Setting the gradient to zero gives the normal equations:",
    "so the first condition is",
    "The second condition follows in the same way.",
    "where E is the n×n identity matrix",
    "with $I_d$ the identity.",
    "By the cyclic property of the trace,",
    "and this must be zero",
    "Die Ableitung ist also",
    "On obtient donc la dérivée",
    "import numpy as np",
    "def gradient(W, X):\n    return",
    "**Final answer:**",
    "w.r.t. `W`, i.e.",
    "",
]
ACTING = [
    # the formula, by what stands around it, is another one
    ("The gradient is half of", "half"),
    ("The negative gradient is", "negative"),
    (", transposed.", "transposed"),
    ("(then multiply by 1/2)", "multiply"),
    ("minus the regulariser", "minus"),
    ("The gradient is the trace of", "trace"),
    ("up to a factor of 2", "up"),
    ("without the last term", "without"),
    ("elementwise", "elementwise"),
    # it is another thing
    ("The Hessian is", "Hessian"),
    ("The second derivative is", "second"),
    ("The update is", "update"),
    # it is not claimed
    ("Not the gradient:", "Not"),
    ("(incorrect)", "incorrect"),
    ("It is a common mistake to write", "common"),
    ("I doubt that", "doubt"),
    ("Option 1:", "Option"),
    ("This isn't the gradient:", "isn't"),
    ("or maybe", "or"),
    # a name is given another meaning
    ("where $P$ are the predicted labels", "predicted"),
    ("where $C$ is the Gram matrix", "Gram"),
    ("Also, $W_2 W_1$ equals the identity.", "identity"),
    ("$U_k$ is the identity", "identity"),
]


@pytest.mark.parametrize("text", NEUTRAL)
def test_words_that_leave_a_formula_as_it_stands(text: str) -> None:
    assert acting(text) is None


@pytest.mark.parametrize(("text", "word"), ACTING)
def test_words_that_a_person_has_to_read(text: str, word: str) -> None:
    assert acting(text) == word


def test_names_are_no_words() -> None:
    assert acting("where yhat is the transpose", ["yhat"]) == "transpose"
    assert acting("where yhat is the solution", ["yhat"]) is None
