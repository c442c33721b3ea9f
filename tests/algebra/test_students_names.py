"""Names as students write them: what is read, what is refused, and what it is worth."""

import tempfile
from pathlib import Path

import pytest

from tests.golden.test_matrix_calculus import Case, feedback, graded


def outcome(part: str, answer: str) -> tuple[float, str]:
    """The share of the points, and all words that the student may see."""
    rubric = "hw7.yaml" if part.startswith("pca") else "matrix_calculus.yaml"
    with tempfile.TemporaryDirectory() as folder:
        grade = graded(Case(rubric, part, answer), Path(folder))
    return float(grade.score or 0) / float(grade.part.max_score), feedback(grade)


def cases(**groups: dict[str, list[str]]):
    return [
        pytest.param(part.replace("__", "."), answer, id=f"{part}: {name}: {answer[:40]}")
        for part, named in groups.items()
        for name, answers in named.items()
        for answer in answers
    ]


RIGHT = cases(
    statistics__precision={
        "fractions of one sign each": [
            r"$\frac n2\Lambda^{-1} - \tfrac12\sum_{i=1}^n(x_i-\mu)(x_i-\mu)^\top$",
            r"$\tfrac n2\Lambda^{-1} - \frac{1}2\sum_{i=1}^n(x_i-\mu)(x_i-\mu)^\top$",
        ],
    },
    statistics__centering={
        "a sign below, letters behind it": [
            r"$H H = (I-\frac1nee^\top)(I-\frac1nee^\top) = I - \frac2nee^\top+\frac1{n^2}e(e^\top e)e^\top=I-\frac1nee^\top"
            "= H$\n\n"
            r"$He = e - \frac1nee^\top e = e - \frac1n n e = 0$",
        ],
    },
    ridge__normal={
        "w at its optimum": [
            r"$\hat w=(X^\top X+\lambda I)^{-1}X^\top y$",
            r"$\hat{\mathbf{w}}=(X^\top X+\lambda I)^{-1}X^\top y$",
            r"$X^\top X\hat w + \lambda\hat w=X^\top y$",
            r"$w^*=(X^\top X+\lambda I)^{-1}X^\top y$",
            r"$w^{\star}=(X^\top X+\lambda I)^{-1}X^\top y$",
            r"$w_{opt}=(X^\top X+\lambda I)^{-1}X^\top y$",
            "ŵ = (XᵀX + λI)⁻¹Xᵀy",
            r"$\nabla_w J(\hat w)=2X^\top(X\hat w-y)+2\lambda\hat w=0$",
            r"$X^\top(X w^*-y)+\lambda w^*=0$ with $w^* = w$",
        ],
    },
    procrustes__condition={
        "Q at its optimum": [r"$Q^{*\top}AB^\top = BA^\top Q^*$", r"$\hat Q^\top AB^\top = BA^\top \hat Q$"],
    },
    pca__conditions={
        "both at their optimum": [
            r"$W_2^{*\top}(W_2^*W_1^*-I)XX^\top=0$, $(W_2^*W_1^*-I)XX^\top W_1^{*\top}=0$",
            r"$W^{*\top}_2(W^*_2W^*_1-I)XX^\top=0$, $(W^*_2W^*_1-I)XX^\top W_1^{*\top}=0$",
            r"$\hat W_2^T(\hat W_2\hat{W}_1-I)XX^\top=0$, $(\hat W_2\hat W_1-I)XX^\top \hat{W_1}^{\top}=0$",
        ],
    },
    leastsquares__qr={
        "what is defined, with a hat": [
            r"$\hat w = (X^\top X)^{-1}X^\top y = (R^\top Q^\top QR)^{-1}R^\top Q^\top y = (R^\top R)^{-1}R^\top Q^\top y"
            r"=R^{-1}Q^\top y$",
        ],
    },
)

WRONG = cases(
    statistics__precision={
        "2/n": [r"$\frac 2n\Lambda^{-1} - \tfrac12\sum_{i=1}^n(x_i-\mu)(x_i-\mu)^\top$"],
    },
    ridge__normal={
        "w at its optimum, and wrong": [
            r"$\hat w=(X^\top X-\lambda I)^{-1}X^\top y$",
            r"$w^*=(X^\top X+\lambda I)^{-1}Xy$",
        ],
        "two names": [r"$X^\top(X w-y)+\lambda\hat w=0$", r"$X^\top(X w^*-y)+\lambda\hat w=0$"],
        "a mark on what is not sought": [
            r"$X^\top(X w-\hat y)+\lambda w=0$",
            r"$X^*(X w-y)+\lambda w=0$",
            r"$\hat X^\top(\hat X w-y)+\lambda w=0$",
        ],
        "a mean": [r"$X^\top(X \bar w-y)+\lambda \bar w=0$"],
    },
    procrustes__condition={"a transpose": [r"$Q^* AB^\top = BA^\top Q$", r"$Q^* AB^\top = BA^\top Q^*$"]},
    pca__conditions={
        "transposes": [r"$W_2^*(W_2W_1-I)XX^\top=0$, $(W_2W_1-I)XX^\top W_1^*=0$"],
        "two marks": [
            r"$W_2^{*\top}(W^*_2W^*_1-I)XX^\top=0$, $(\hat W_2\hat W_1-I)XX^\top \hat W_1^{\top}=0$",
        ],
        "a star on brackets": [r"$W_2^T(W_2W_1-I)XX^T=0$, $(W_1 X X^T (W_2 W_1 - I)^*)^* = 0$"],
    },
)

SAID = [
    pytest.param("ridge.normal", r"$X^\top(X \bar w-y)+\lambda \bar w=0$", r"«\bar w» is not defined", id="as typed"),
    pytest.param("procrustes.condition", "$Q^* A B^T = B A^T Q$", "or its transpose: write ^T for that", id="star"),
    pytest.param(
        "ridge.normal", r"$X^\top(X w-y)+\lambda\hat w=0$", r"«\hat w» can be w, which stands beside", id="hat"
    ),
]


@pytest.mark.parametrize(("part", "answer"), RIGHT)
def test_right(part, answer):
    share, said = outcome(part, answer)
    assert share == 1, said


@pytest.mark.parametrize(("part", "answer"), WRONG)
def test_wrong(part, answer):
    share, said = outcome(part, answer)
    assert share < 1, said


@pytest.mark.parametrize(("part", "answer", "words"), SAID)
def test_what_is_said(part, answer, words):
    assert words.casefold() in outcome(part, answer)[1]
