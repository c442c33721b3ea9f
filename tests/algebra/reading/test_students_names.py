"""Names as students write them: what is read, what is refused, and what it is worth."""

import tempfile
from pathlib import Path

import pytest

from tests.golden.test_matrix_calculus import Case, feedback, graded

A = r"(a) $U_k^\top (U_kU_k^\top-I)C=U_k^\top C - U_k^\top C=0$"
B = r"(b) $(U_kU_k^\top-I)CU_k=-U_rU_r^\top CU_k=-U_rU_r^\top U_kD_k=0$"
B_S = r"(b) $CU_k = U_k S$, so $(U_kU_k^\top-I)CU_k=(U_kU_k^\top-I)U_k S=U_k S-U_k S=0$"
CONDITIONS = r"$W_2^\top(W_2W_1-I)C=0$, $(W_2W_1-I)CW_1^\top=0$"


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
            r"$H H = (I-\frac1nee^\top)(I-\frac1nee^\top) = I - \frac2nee^\top+\frac1{n^2}e(e^\top e)e^\top"
            r"=I-\frac1nee^\top = H$"
            "\n\n"
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
    ridge__gradient={"a word of Python's": ["2*(W @ X - Y) @ X.T + 2*lambda_*W"]},
    procrustes__condition={
        "Q at its optimum": [r"$Q^{*\top}AB^\top = BA^\top Q^*$", r"$\hat Q^\top AB^\top = BA^\top \hat Q$"],
    },
    pca__conditions={
        "letters that the question does not use": [
            r"Let $\Sigma = XX^\top$. $W_2^\top(W_2W_1-I)\Sigma=0$ and $(W_2W_1-I)\Sigma W_1^\top = 0$.",
            r"Let $\Sigma=\frac1nXX^\top$ be it. $W_2^\top(W_2W_1-I)\Sigma=0$, "
            r"$(W_2W_1-I)\Sigma W_1^\top=0$",
            r"Let $U=W_2$ and $V=W_1$. $U^\top(UV-I)XX^\top=0$, $(UV-I)XX^\top V^\top=0$",
        ],
        "a small delta": [
            r"$\frac{\delta L}{\delta W_1} = 2W_2^\top(W_2W_1-I)XX^\top=0$,"
            r"$\frac{\delta L}{\delta W_2} = 2(W_2W_1-I)XX^\top W_1^\top=0$",
            "δL/δW_1 = 2W_2ᵀ(W_2W_1-I)XXᵀ=0, δL/δW_2 = 2(W_2W_1-I)XXᵀW_1ᵀ=0",
        ],
        "transposes in front": [r"${}^tW_2(W_2W_1-I)X\,{}^tX=0$, $(W_2W_1-I)X\,{}^tX\,{}^tW_1=0$"],
        "identities and zeros": [
            rf"$W_2^\top(W_2W_1-{one})XX^\top={zero}$, $(W_2W_1-{one})XX^\top W_1^\top={zero}$"
            for one, zero in (
                (r"\mathrm{Id}_m", r"\mathbf O"),
                (r"\operatorname{Id}", r"\mathbf{O}"),
                ("Id_m", r"\boldsymbol{0}"),
                (r"\mathbb I", "0"),
                (r"\mathbf{I}_m", r"\mathrm{O}"),
            )
        ],
        "a remark behind the answer": [f"{CONDITIONS}. Let $W_1 = 0$."],
        "a name that has this meaning": [f"Let $C = XX^\\top$. {CONDITIONS}"],
        "both at their optimum": [
            r"$W_2^{*\top}(W_2^*W_1^*-I)XX^\top=0$, $(W_2^*W_1^*-I)XX^\top W_1^{*\top}=0$",
            r"$W^{*\top}_2(W^*_2W^*_1-I)XX^\top=0$, $(W^*_2W^*_1-I)XX^\top W_1^{*\top}=0$",
            r"$\hat W_2^T(\hat W_2\hat{W}_1-I)XX^\top=0$, $(\hat W_2\hat W_1-I)XX^\top \hat{W_1}^{\top}=0$",
        ],
    },
    pca__derivation={
        "blocks of U": [
            f"{said} {A} {B}"
            for said in (
                r"$U=[U_k\;U_r]$.",
                r"$U=[U_k, U_r]$.",
                r"$U=(U_k, U_r)$.",
                r"$U=\begin{bmatrix}U_k & U_r\end{bmatrix}$.",
                r"Let $U=[U_k\ U_r]$, $D = \begin{bmatrix}D_k&0\\0&D_r\end{bmatrix}$.",
                r"Let $U_r=U[:,k:]$.",
                r"Let $U_r=U[:,k:m]$.",
                r"Let $U_r = U_{:,k+1:m}$.",
            )
        ],
        "another letter of it": [f"$U = [U_k, \\bar U]$. {A} {B}".replace("U_r", r"\bar U")],
        "blocks of Sigma": [
            rf"Write $\Sigma = \begin{{bmatrix}}\Sigma_k&0\\0&\Sigma_r\end{{bmatrix}}$. {A} {B_S}".replace(
                " S", r" \Sigma_k^2"
            )
        ],
        "a letter that the question does not use": [
            rf"Let $\Sigma = XX^\top$. {A} {B}".replace("C", r"\Sigma ").replace("(b)", "$U_r = U[:,k:]$ (b)")
        ],
    },
    leastsquares__qr={
        "what is defined, with a hat": [
            r"$\hat w = (X^\top X)^{-1}X^\top y = (R^\top Q^\top QR)^{-1}R^\top Q^\top y = (R^\top R)^{-1}R^\top Q^\top"
            r" y=R^{-1}Q^\top y$",
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
    ridge__gradient={"without lambda": ["2*(W @ X - Y) @ X.T + 2*lambda_"]},
    procrustes__condition={"a transpose": [r"$Q^* AB^\top = BA^\top Q$", r"$Q^* AB^\top = BA^\top Q^*$"]},
    pca__derivation={
        "blocks that U does not have": [f"$U=[U_r, U_k]$. {A} {B}", f"$X=[U_k, U_r]$. {A} {B}"],
        "blocks that C does not have": [
            rf"Let $C = \begin{{bmatrix}}D_k&0\\0&C_r\end{{bmatrix}}$, $U_r = U[:,k:]$. {A} {B}"
        ],
        "no columns": [f"$U_r = U[:,m:]$. {A} {B}"],
        "other columns": [f"$U_r = U[:,:k]$. {A} {B}"],
        "a factor and no block": [rf"$U=[U_k\;R]$. {A} {B}".replace("U_r", "R")],
    },
    pca__conditions={
        "a symbol made something else": [
            f"Let ${said}$. {CONDITIONS}" for said in ("C = I", "C = 0", "X = 0", "W_1 = 0", r"\Sigma = XX^\top, C = 0")
        ],
        "by another name": [f"Let $C = 0$ and $A = C$. {CONDITIONS}".replace("C=", "A=").replace("CW", "AW")],
        "another meaning, and wrong": [
            r"Let $\Sigma = XX^\top + I$. $W_2^\top(W_2W_1-I)\Sigma=0$ and $(W_2W_1-I)\Sigma W_1^\top = 0$.",
            r"Let $V=W_2$ and $U=W_1$. $U^\top(UV-I)XX^\top=0$, $(UV-I)XX^\top V^\top=0$",
        ],
        "transposes": [r"$W_2^*(W_2W_1-I)XX^\top=0$, $(W_2W_1-I)XX^\top W_1^*=0$"],
        "two marks": [
            r"$W_2^{*\top}(W^*_2W^*_1-I)XX^\top=0$, $(\hat W_2\hat W_1-I)XX^\top \hat W_1^{\top}=0$",
        ],
        "a star on brackets": [r"$W_2^T(W_2W_1-I)XX^T=0$, $(W_1 X X^T (W_2 W_1 - I)^*)^* = 0$"],
    },
)

SAID = [
    pytest.param("leastsquares.qr", r"$X^\top X w = \sum_{i=1}^n x_i y_i$", "X_{i,:} for a row of X", id="a row"),
    pytest.param("pca.conditions", f"Let $C = 0$. {CONDITIONS}", "C is made something else by «C = 0»", id="seized"),
    pytest.param("pca.derivation", "$U_r = U[:,m:]$", "«U[:,m:]» picks nothing", id="no columns"),
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
