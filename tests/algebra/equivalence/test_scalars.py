"""Scalar answers: whatever form sympy brings an expression into is read as the same, and its changes as others.

sympy writes the answers here and never reads one: its parser runs what it is given.
"""

from collections.abc import Callable

import pytest
import sympy

from grader.checks import CHECKS
from grader.model import Verdict

a, b, n, lam = sympy.symbols("a b n lambda", positive=True)
NOTATION = {"symbols": dict.fromkeys(("a", "b", "n", "lambda"), "positive scalar")}
EXPRESSIONS = [
    (a + b) ** 2 / (a - lam),
    lam / (1 + lam) + a / b,
    (n * a - b) * (n * a + b) / n**2,
    1 / (a * (a + lam)),
    (1 - lam * n) ** 3 - b,
    a / (lam + b / n),
    sympy.Rational(3, 4) * a**3 * b - lam / 7,
    sympy.sqrt(a) * sympy.exp(-lam) + sympy.log(b),
    1 / (1 + sympy.exp(-a)),
]
FORMS = [sympy.expand, sympy.factor, sympy.together, sympy.simplify, lambda one: sympy.apart(one, a)]


def judged(answer: sympy.Expr, value: sympy.Expr) -> Verdict:
    pieces = [("math", sympy.latex(answer), 1)]
    return CHECKS["expression"](pieces, notation=NOTATION, value=sympy.latex(value))


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_same(expression: sympy.Expr, form: Callable[[sympy.Expr], sympy.Expr]) -> None:
    rational = expression.is_rational_function()
    found = judged(form(expression) if rational else expression.rewrite(sympy.exp), expression)
    assert found.fraction == 1, found.message


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_a_change_is_seen(expression: sympy.Expr) -> None:
    changes = [expression + 1, -expression, 2 * expression, expression.subs(a, a + b), sympy.diff(expression, a)]
    for changed in changes:
        if sympy.simplify(changed - expression) != 0:
            assert judged(changed, expression).fraction == 0, changed
