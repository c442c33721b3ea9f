"""The checks of formulas against tricks: what an answer may rename, say twice, leave open or hide, and what it gets."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.checks import CHECKS
from grader.model import Status, Verdict
from grader.rubric import load

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def criteria(rubric: str) -> dict[str, Any]:
    assignment, _ = load.load(ROOT / "rubrics" / rubric)
    return {part.id: part.criteria[0] for part in assignment.parts}


def told(part: str, answer: str, rubric: str = "hw7.yaml") -> Verdict:
    criterion = criteria(rubric)[part]
    pieces = [("text", answer, 1)]
    return CHECKS[criterion.check](pieces, **criterion.parameters)


A = "W_2^T (W_2 W_1 - I) X X^T = 0"
B = "(W_2 W_1 - I) X X^T W_1^T = 0"

CONDITIONS = {
    "right": (f"${A}$\n\n${B}$", 1),
    "said twice": (f"${A}$\n\n${B}$\n\n$2 {A.replace('= 0', '')} = 0$", 1),
    "with what always holds": (f"${A}$, ${B}$, $X X^T = (X X^T)^T$, $tr(X X^T) = tr(X^T X)$", 1),
    "one, many times": (f"${A}$\n\n" * 8, 0.5),
    "both added up": ("$W_2^T (W_2 W_1 - I) X X^T + W_1 X X^T (W_2 W_1 - I)^T = 0$", 0),
    "weights declared zero": (f"Let $W_1 = 0$ and $W_2 = 0$. ${A}$, ${B}$", None),
    "data declared zero": ("Let $X = 0$. $X = 0$", 0),
    "zero renamed": ("Let $Z = W_2$. $W_2^T (W_2 W_1 - I) X X^T = Z - Z$, $(W_2 W_1 - I) X X^T W_1^T = 0$", 0.25),
    "the identity renamed": ("Let $I = W_2 W_1$. $W_2^T (W_2 W_1 - I) X X^T = 0$", None),
    "a name for everything": (
        "Let $G = W_2^T (W_2 W_1 - I) X X^T$ and $H = (W_2 W_1 - I) X X^T W_1^T$. $G = 0$, $H = 0$",
        1,
    ),
    "a name nobody defined": ("$G = 0$ and $H = 0$", 0),
    "names in a circle": ("Let $P = Q$. Let $Q = P$. $P = 0$", 0),
    "C taken for the wrong matrix": ("Let $C = X^T X$. $W_2^T (W_2 W_1 - I) C = 0$", 0),
    "C taken for the sample covariance": (
        r"Let $C = \frac{1}{n} X X^T$. $W_2^T (W_2 W_1 - I) C = 0$ and $(W_2 W_1 - I) C W_1^T = 0$",
        1,
    ),
    "C taken for zero": ("Let $C = X X^T - X X^T$. $W_2^T (W_2 W_1 - I) C = 0$ and $(W_2 W_1 - I) C W_1^T = 0$", 0),
    "the gradients named only": (r"$\nabla_{W_1} L = 0$ and $\nabla_{W_2} L = 0$", 0),
    "the gradients named twice": (r"Let $G = \nabla_{W_1} L$, $H = \nabla_{W_2} L$. Then $G = 0$, $H = 0$", None),
    "zero divided": ("$0 \\cdot W_1 = 0$, $W_1 - W_1 = 0$", 0),
    "a product of both": ("$W_2^T (W_2 W_1 - I) X X^T (W_2 W_1 - I) X X^T W_1^T = 0$", 0),
    "many wrong ones": ("$W_1 = W_2^T$, $W_1 W_2 = I$, $W_2 W_1 = I$, $X = 0$, " + f"${A}$, ${B}$", 0),
    "words alone": ("The gradient must vanish with respect to both.", None),
}


@pytest.mark.parametrize(("answer", "credit"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(answer: str, credit: float | None) -> None:
    verdict = told("pca.conditions", answer)
    assert credit is None or not verdict.status.pending
    assert verdict.fraction == credit if credit is not None else (verdict.fraction or 0) < 0.5


CA = "W_2^T (W_2 W_1 - I) C = U_k^T (U_k U_k^T - I) C = (U_k^T - U_k^T) C = 0"
CB = "(W_2 W_1 - I) C W_1^T = (U_k U_k^T - I) C U_k = (U_k U_k^T - I) U_k D_k = (U_k - U_k) D_k = 0"
DERIVATIONS = {
    "right": (f"${CA}$\n\n${CB}$", 1),
    "eigenvectors declared zero": ("Let $U_k = 0$. $W_2^T (W_2 W_1 - I) C = 0 W_1 C = 0$", 0),
    "eigenvectors a difference": ("Let $U_k = X X^T W_2 - C W_2$. $W_2^T (W_2 W_1 - I) C = U_k^T C = 0$", 0),
    "eigenvectors redefined": ("Let $U_k := W_2 - W_2$.\n\n$W_2^T (W_2 W_1 - I) C = U_k^T C = 0$", 0),
    "covariance declared zero": ("Let $C = X X^T - X X^T$. $W_2^T (W_2 W_1 - I) C = W_2^T C = 0$", 0),
    "weights declared zero": ("Let $W_1 = 0$. $W_2^T (W_2 W_1 - I) X X^T = -W_2^T X X^T = 0$", None),
    "only what is to be shown": ("$W_2^T (W_2 W_1 - I) C = 0$ and $(W_2 W_1 - I) C W_1^T = 0$", 0),
    "what is to be shown, four times": ("$W_2^T (W_2 W_1 - I) C = 0 = 0 = 0 = 0$", 0),
    "in other brackets": (
        "$W_2^T (W_2 W_1 - I) C = (W_2^T) ((W_2 W_1) - (I)) (C) = 1 \\cdot W_2^T (W_2 W_1 - I) C = 0$",
        0,
    ),
    "in the student's name": ("Let $F = W_2^T (W_2 W_1 - I) C$. $W_2^T (W_2 W_1 - I) C = F = 0$", 0),
    "a wrong identity": (f"$U_k U_k^T = I$\n\n${CA}$\n\n${CB}$", 0.75),
    "two wrong identities": (f"$U_k U_k^T = I$\n\n$C = D$\n\n${CA}$\n\n${CB}$", 0.5),
    "a wrong identity used": (f"${CA.replace('(U_k^T - U_k^T)', 'U_k^T (I - I)')}$\n\n${CB}$", 0.5),
}


@pytest.mark.parametrize(("answer", "credit"), DERIVATIONS.values(), ids=DERIVATIONS)
def test_derivations(answer: str, credit: float) -> None:
    verdict = told("pca.derivation", answer)
    assert credit is None or not verdict.status.pending
    assert verdict.fraction == credit


def test_a_product_that_does_not_fit_is_marked_at_the_very_factor() -> None:
    line = told("pca.conditions", "$tr(X^T W_2 W_1 X) = tr(W_1 X X^T W_2^T)$").evidence["lines"][0]
    assert line["label"] == "shapes do not fit"
    assert line["says"] == "Cannot multiply k×m by k×m: the inner dimensions m and k differ."
    assert line["source"][slice(*line["span"])] == "X^T W_2^T"


def test_what_is_wrong_is_named_for_what_it_is() -> None:
    cancelled = told("pca.conditions", f"$W_2^T (W_2 W_1 - I) = 0$ and ${B}$")
    assert (cancelled.fraction, cancelled.mistake) == (0.75, "assumption")
    assert "X Xᵀ is invertible" in cancelled.evidence["lines"][0]["says"]
    free = told("pca.conditions", "$(W_2 W_1 - I) X X^T = 0$")
    assert (free.fraction, free.mistake) == (0, "unsound")
    assert free.evidence["lines"][0]["counterexample"]["sides"][0]["value"] != [[0, 0], [0, 0]]
    identity = told("pca.derivation", "$U_k U_k^T = I$").evidence["lines"][0]
    assert identity["label"] == "false step"
    assert [value["name"] for value in identity["counterexample"]["values"]] == ["Uk"]


def test_the_conditions_are_hidden_from_what_a_student_sees() -> None:
    verdict = told("pca.conditions", "$W_2 W_1 = I$")
    assert "conditions" in verdict.answer_key
    assert "W_1^\\top" not in str(verdict.evidence)


@pytest.mark.parametrize("part", ["pca.conditions", "pca.derivation"])
@pytest.mark.parametrize(
    "answer", ["", " ", "$$", "$", "\\", "=", "= 0", "$=$", "\x00", "\ud800", "\u202e$X$", "0", "{"]
)
def test_scraps_are_told_in_words(part: str, answer: str) -> None:
    verdict = told(part, answer)
    assert verdict.status in (Status.INCORRECT, Status.UNREADABLE)
    assert verdict.message


NUMBERS = {
    "one size": "(tr(I_k) - {s}) (tr(I_m) - {s}) (tr(I_n) - {s})",
    "a number of rows": "(k - {s})",
    "by an orthogonal matrix": "(tr(U U^T) - {s}) (tr(V V^T) - {s})",
    "by an inverse": "(tr(U U^{{-1}}) - {s})",
    "by columns": "(\\sum_{{i=1}}^m u_i^T u_i - {s})",
    "a gap between two sizes": "(m - k - {s})",
}


@pytest.mark.parametrize("factor", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("size", range(1, 17))
def test_what_holds_at_some_sizes_only_is_not_right(size: int, factor: str) -> None:
    """The sizes at which the grader looks are no secret: no factor that vanishes at one of them helps."""
    verdict = told("pca.conditions", f"${A.replace('= 0', '')} + {factor.format(s=size)} W_1 = 0$\n\n${B}$")
    assert (verdict.fraction or 0) <= 0.25


def test_what_vanishes_at_every_size_that_can_be_looked_at_is_for_a_person() -> None:
    factor = " ".join(f"(tr(I_k) - {size})" for size in range(1, 31))
    verdict = told("pca.conditions", f"${A.replace('= 0', '')} + {factor} W_1 = 0$\n\n${B}$")
    assert verdict.status is Status.NEEDS_REVIEW
    trace = {"notation": {"symbols": {"A": "k × n"}}, "value": r"\operatorname{tr}(A A^T)"}
    assert CHECKS["expression"]([("math", f"tr(A A^T) + {factor}", 1)], **trace).status is Status.NEEDS_REVIEW


def test_numbers_that_come_from_sizes_are_right_where_they_are() -> None:
    trace = {"notation": {"symbols": {"A": "n × n", "Q": "n × n orthogonal"}}, "value": r"\operatorname{tr}(A) + n"}
    for answer in ("tr(A + I)", "tr(A + Q Q^T)", r"tr(A) + \|Q\|_F^2", r"n + \sum_{i=1}^n A_{ii}"):
        assert CHECKS["expression"]([("math", answer, 1)], **trace).fraction == 1, answer


def test_the_sign_of_a_determinant_is_looked_at_in_odd_and_even_sizes() -> None:
    asked = {"notation": {"symbols": {"S": "d × d positive definite"}}, "value": r"\log \det(S)"}
    answers = {r"\log \det S": 1, r"\log \det(-S)": 0, r"\frac{1}{2} \log \det (S S)": 1, r"\log \det (2 S)": 0}
    for answer, credit in answers.items():
        assert CHECKS["expression"]([("math", answer, 1)], **asked).fraction == credit, answer
    plain = {"notation": {"symbols": {"A": "n × n"}}, "value": r"\det(A)"}
    assert CHECKS["expression"]([("math", r"\det(-A)", 1)], **plain).fraction == 0
