"""Derivations step by step: what is reached, what is only asserted, and which step is false."""

import pytest

from grader.algebra.derivation.judge import Outcome, judge
from grader.algebra.equivalence.findings import Kind
from grader.algebra.expressions.equation import equations
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.language.grammar.parser import parse
from grader.checks.derivation import exercise_of
from grader.checks.lines import reason
from tests.algebra.exercises import LEAST_SQUARES

NOTATION = {
    "symbols": {
        "X": "m × n",
        "W1": "k × m",
        "W2": "m × k",
        "U": "m × m orthogonal",
        "Sigma": "m × n diagonal, rank k to m",
        "V": "n × n orthogonal",
    },
    "definitions": [
        "X = U Sigma V^T",
        "C = X X^T",
        "D = Sigma Sigma^T",
        "U_k = U[:, :k]",
        "D_k = D[:k, :k]",
    ],
    "sizes": ["k < m"],
}
PCA = exercise_of(
    NOTATION,
    {"a": "W_2^T (W_2 W_1 - I) X X^T = 0", "b": "(W_2 W_1 - I) X X^T W_1^T = 0"},
    ["W_1 = U_k^T", "W_2 = U_k"],
    unfold=["X", "C", "D"],
)
A = "W_2^T (W_2 W_1 - I) C = U_k^T (U_k U_k^T - I) C = (U_k^T - U_k^T) C = 0"
B = "(W_2 W_1 - I) C W_1^T = (U_k U_k^T - I) C U_k = (U_k U_k^T - I) U_k D_k = (U_k - U_k) D_k = 0"


def judged(*lines: str, exercise: object = PCA) -> Outcome:
    notation = exercise.put  # type: ignore[attr-defined]
    return judge([equations(typed_chain(parse(line, notation), notation)[0]) for line in lines], exercise, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "reached"),
    [
        ((A, B), "ab"),
        ((A,), "a"),
        ((B,), "b"),
        (("U_k^T (U_k U_k^T - I) C = U_k^T U_k U_k^T C - U_k^T C = 0",), "a"),
        (("U_k^T (U_k U_k^T - I) C = U_k^T C - U_k^T C = 0",), "a"),
        (("U_k^T U_k = I", "W_2^T (W_2 W_1 - I) C = 0"), "a"),
        (("C U_k = U_k D_k", "U_k^T U_k = I", "(W_2 W_1 - I) C W_1^T = 0"), "b"),
        (("W_2 W_1 C W_1^T = U_k U_k^T C U_k = U_k U_k^T U_k D_k = U_k D_k", "C W_1^T = C U_k = U_k D_k"), "b"),
        (("0 = (U_k^T - U_k^T) C = U_k^T (U_k U_k^T - I) C",), "a"),
        # asserted, with nothing between but names put in
        (("W_2^T (W_2 W_1 - I) C = 0", "(W_2 W_1 - I) C W_1^T = 0"), ""),
        (("W_2^T (W_2 W_1 - I) C = U_k^T (U_k U_k^T - I) X X^T = 0",), ""),
        (("W_2^T (W_2 W_1 - I) C = U_k^T (U_k U_k^T - I) U D U^T = 0",), ""),
        (("2 W_2^T (W_2 W_1 - I) C = -2 U_k^T (I - U_k U_k^T) C = 0",), ""),
        (("(C (W_2 W_1 - I)^T W_2)^T = U_k^T I (U_k U_k^T - I) C = 0",), ""),
        (("U_k^T (U_k U_k^T - I) C = 0 C = 0",), ""),
        (("U_k^T (U_k U_k^T - I) C = U_k^T (U_k U_k^T - I) C + W_1 C - W_1 C = 0",), ""),
        # true lines that lead elsewhere
        (("U_k^T U_k = I", "C U_k = U_k D_k"), ""),
        (("tr(U_k^T U_k) = tr(U_k U_k^T) = k",), ""),
        ((), ""),
    ],
)
def test_what_is_reached(lines: tuple[str, ...], reached: str) -> None:
    outcome = judged(*lines)
    assert all(step.true for step in outcome.steps)
    assert "".join(sorted(outcome.reached)) == reached


@pytest.mark.parametrize(
    ("lines", "false", "reached", "idle"),
    [
        (("U_k U_k^T = I", A, B), {0}, "ab", 1),
        ((A.replace("(U_k^T - U_k^T)", "U_k^T (I - I)"), B), {0}, "b", 0),
        ((A, "(U_k U_k^T - I) C U_k = (U_k U_k^T - I) C U_k U_k^T U_k = U_k = 0"), {1}, "a", 0),
        (("X X^T = D", A), {0}, "a", 1),
        ((A, "C = D", "(U_k U_k^T - I) C U_k = (U_k U_k^T - I) D U_k = 0"), {1, 2}, "a", 0),
    ],
)
def test_false_steps(lines: tuple[str, ...], false: set[int], reached: str, idle: int) -> None:
    outcome = judged(*lines)
    assert {step.statement for step in outcome.steps if step.finding.kind is Kind.FALSE} == false
    assert ("".join(sorted(outcome.reached)), outcome.idle) == (reached, idle)


def test_a_step_of_zeros_says_what_was_put_for_what() -> None:
    finding = judged("U_k^T (U_k U_k^T - I) C = U_k^T (I - I) C = 0").steps[0].finding
    assert reason(finding) == "both sides are 0, but $U_k U_k^\\top$ was replaced by $I_m$, which is not equal to it"


QR = exercise_of(
    {
        "symbols": {
            "Q": "n × d orthonormal",
            "R": "d × d upper triangular invertible",
            "y": "n × 1",
            "w": "d × 1",
        },
        "definitions": ["X = Q R"],
        "sizes": ["d < n"],
    },
    {"solution": "w = R^{-1} Q^T y"},
    given=["X^T X w = X^T y"],
    unknowns=["w"],
)


@pytest.mark.parametrize(
    ("lines", "reached", "true"),
    [
        (("R^T Q^T Q R w = R^T Q^T y", "R^T R w = R^T Q^T y", "R w = Q^T y", "w = R^{-1} Q^T y"), True, 4),
        (("R w = Q^T y", "w = R^{-1} Q^T y"), True, 2),
        (("X^T X w = X^T y", "w = R^{-1} Q^T y"), False, 2),
        (("w = R^{-1} Q^T y",), False, 1),
        (("R w = Q^T y",), False, 1),
        (("R^T R w = Q^T y", "w = R^{-1} R^{-T} Q^T y"), False, 0),
    ],
)
def test_steps_from_an_equation_that_is_given(lines: tuple[str, ...], reached: bool, true: int) -> None:
    outcome = judged(*lines, exercise=QR)
    assert sum(step.true for step in outcome.steps) == true
    assert (outcome.reached == {"solution"}) is reached


GRADIENT = exercise_of(LEAST_SQUARES, {"gradient": r"\nabla_W L = 2 (W X - Y) X^T"})


@pytest.mark.parametrize(
    ("lines", "reached"),
    [
        # the loss expanded, and the gradient read off; or step by step
        ((r"L = \tr(X^T W^T W X) - 2 \tr(Y^T W X) + \tr(Y^T Y)", r"\nabla_W L = 2 (W X - Y) X^T"), True),
        ((r"\|W X - Y\|_F^2 = \tr((W X - Y)^T (W X - Y))", r"\nabla_W L = 2 (W X - Y) X^T"), True),
        ((r"\nabla_W L = 2 W X X^T - 2 Y X^T = 2 (W X - Y) X^T",), True),
        # stated; the definition repeated; another form of what is to be shown is no form of the loss
        ((r"\nabla_W L = 2 (W X - Y) X^T",), False),
        ((r"L = \|W X - Y\|_F^2", r"\nabla_W L = 2 (W X - Y) X^T"), False),
        ((r"\nabla_W L = 2 (W X - Y) X^T", r"2 (W X - Y) X^T = 2 W X X^T - 2 Y X^T"), False),
        # expanded wrongly
        ((r"L = \tr(X^T W^T W X) - \tr(Y^T W X) + \tr(Y^T Y)", r"\nabla_W L = 2 (W X - Y) X^T"), False),
    ],
)
def test_a_gradient_is_shown_by_another_form_of_the_loss(lines: tuple[str, ...], reached: bool) -> None:
    assert (judged(*lines, exercise=GRADIENT).reached == {"gradient"}) is reached
