"""What students say besides the conditions: examples cost nothing and earn nothing, and hide nothing."""

from pathlib import Path

import pytest

from tests.golden.test_matrix_calculus import Case, graded

A, B = "$W_2^T (W_2 W_1 - I) X X^T = 0$", "$(W_2 W_1 - I) X X^T W_1^T = 0$"
BOTH = f"{A} and {B}."
GRADIENTS = "$\\nabla_{W_1} L = 2 W_2^T (W_2 W_1 - I) X X^T$ and $\\nabla_{W_2} L = 2 (W_2 W_1 - I) X X^T W_1^T$."


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (f"{BOTH} (Note $W_1=0, W_2=0$ also satisfies them.)", 4),
        (f"{BOTH} The trivial solution is $W_1=0$, $W_2=0$.", 4),
        (f"{BOTH} PCA, $W_1=U_k^\\top$ and $W_2=U_k$, satisfies these.", 4),
        (f"{BOTH} For example, $W_2=W_1^\\top=U_k$ is a solution.", 4),
        (f"{BOTH} These hold e.g. when $W_2W_1=I$.", 4),
        (f"Let $E=W_2W_1X-X$, $L=\\|E\\|_F^2$, $\\frac{{\\partial L}}{{\\partial E}}=2E$. {BOTH}", 4),
        (f"{GRADIENTS} At a minimum, both are 0.", 4),
        (f"{GRADIENTS} Both must vanish.", 4),
        # claims are judged as before
        (f"{BOTH} Hence $W_1 = 0$.", 3),
        (f"{BOTH} It follows that $W_2 W_1 = I$.", 3),
        (f"{A} For example, $W_2 = U_k$ is a solution.", 2),
        ("For example, $W_1 = 0$ and $W_2 = 0$ is a solution.", None),
    ],
)
def test_examples_are_no_claims(answer: str, points: float, tmp_path: Path) -> None:
    assert graded(Case("hw7.yaml", "pca.conditions", answer), tmp_path).score == points


def test_what_is_beyond_the_equations_that_are_judged_goes_to_a_person(tmp_path: Path) -> None:
    answer = "\n\n".join([BOTH] * 12 + ["$W_2 W_1 = I$", "$W_1 = 0$"])
    assert graded(Case("hw7.yaml", "pca.conditions", answer), tmp_path).score is None
