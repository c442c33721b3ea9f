"""What the statements of an answer claim, where a condition says that a gradient is zero."""

import pytest

from grader.algebra import Aside, Piece, declared, read
from grader.algebra.equivalence.claims import claims
from grader.algebra.language.printer import plain

NOTATION = declared({"symbols": {"X": "n × d", "y": "n × 1", "w": "d × 1"}, "definitions": [r"J = \|X w - y\|^2"]})
GRADIENT = "2 X^T (X w - y)"


def claimed(answer: str, most: int = 9) -> list[str | Aside | None]:
    """What each statement claims, prose left out."""
    found = claims(read([Piece("text", answer)], NOTATION), ["w"], 1, most)
    return [_told(one.equations) or one.aside for one in found if one.statement.kind != "prose"]


def _told(equations: tuple) -> str:
    return ", ".join(f"{plain(one.left)} = {plain(one.right)}" for one in equations)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param("$X w = y$", ["X w = y"], id="an equation"),
        pytest.param("$X^T X w = X^T y$, $X w = y$", ["Xᵀ X w = Xᵀ y", "X w = y"], id="two"),
        pytest.param("$X w$", [Aside.EXPRESSION], id="an expression"),
        pytest.param(r"$\nabla_w J = 0$", [Aside.NAMED_ONLY], id="a gradient that is only named"),
        pytest.param(rf"$\nabla_w J = {GRADIENT}$", [Aside.GRADIENT], id="a gradient that is worked out"),
        pytest.param(rf"$\nabla_w J = {GRADIENT} = 0$", ["2 Xᵀ (X w − y) = 0_{d×1}"], id="and said to be zero"),
        pytest.param(rf"$\nabla_w J = {GRADIENT}$, which must vanish.", ["2 Xᵀ (X w − y) = 0_{d×1}"], id="in words"),
        pytest.param(r"$\|X w - y\|^2 = 0$", ["X w − y = 0_{n×1}"], id="a norm that is zero"),
        pytest.param("$0 = 0$", [Aside.TRIVIAL], id="nothing"),
        pytest.param("$X w = y$. For example $w = 0$", ["X w = y", Aside.EXAMPLE], id="an example"),
    ],
)
def test_what_is_claimed(answer: str, found: list[str | Aside]) -> None:
    assert claimed(answer) == found


def test_no_more_is_judged_than_asked_for() -> None:
    assert claimed("$X w = y$, $y = X w$", most=1) == ["X w = y", Aside.BEYOND]


def test_a_gradient_that_is_another_is_told() -> None:
    (one,) = claims(read([Piece("math", r"\nabla_w J = X^T (X w + y) = 0")], NOTATION), ["w"], 1, 9)
    assert one.equations and one.miscalled is not None
    (right,) = claims(read([Piece("math", rf"\nabla_w J = {GRADIENT} = 0")], NOTATION), ["w"], 1, 9)
    assert right.miscalled is None
