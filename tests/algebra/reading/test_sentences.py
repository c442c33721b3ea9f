"""How sentences give an answer: what stands around a formula, and what is said of it, is no part of it."""

import pytest

from grader.algebra.reading.reader import read
from grader.algebra.reading.statements import Piece
from tests.algebra.exercises import AUTOENCODER
from tests.checks.test_formulas import told

TRACE = r"A^\top B^\top"
SOFTMAX = r"(P-Y)X^\top"
EXPRESSIONS = {
    # where it lies
    "a space behind an equation": ("derivatives.trace", rf"$\nabla_X f={TRACE}\in\mathbb R^{{m\times n}}$", 1),
    "a space behind an expression": ("networks.softmax", rf"${SOFTMAX} ∈ R^{{c×d}}$", 1),
    "a space in plain text": ("networks.softmax", "(P-Y)Xᵀ ∈ ℝ^(c×d)", 1),
    "a space behind a wrong one": ("networks.softmax", r"$(Y-P)X^\top \in \mathbb{R}^{c\times d}$", 0),
    "a name is declared": ("networks.softmax", r"$W \in \mathbb{R}^{c\times d}$", None),
    "a transposed name is declared": (
        "networks.softmax", rf"${SOFTMAX}$ where $X^\top \in \mathbb{{R}}^{{n\times d}}$", 1),
    # its size
    "a size in brackets": ("networks.softmax", "(P − Y)Xᵀ  (c×d)", 1),
    "a size in dollars": ("networks.attention", r"$X^\top(S-T)XW_K$ ($d\times h$)", 1),
    "a size with an x": ("networks.attention", "X^T (S - T) X W_K   (d x h)", 1),
    "a size in words": ("networks.attention", "X^T (S - T) X W_K (a d×h matrix)", 1),
    "a size after a comma": ("networks.softmax", rf"${SOFTMAX}$, a $c\times d$ matrix.", 1),
    "a size behind a wrong one": ("networks.softmax", "(Y − P)Xᵀ  (c×d)", 0),
    "a factor of sizes": ("networks.softmax", "(P − Y)Xᵀ · (c×d)", 0),
    # words before it and behind it
    "equals": ("derivatives.trace", f"The gradient equals ${TRACE}$.", 1),
    "a colon": ("derivatives.quadratic", r"After simplifying: $\frac{1}{2} (2A x + 2A^{\mathsf T} x)$.", 1),
    "a remark": ("derivatives.trace", f"${TRACE}$ (denominator layout)", 1),
    "a remark on a factor": ("networks.tied", "W(WᵀW−I)XXᵀ + WXXᵀ(WᵀW−I) (up to a factor 2)", 1),
    "names explained": ("networks.softmax", f"The gradient is ${SOFTMAX}$, where $P$ are the probabilities.", 1),
    "a special case aside": ("derivatives.logdet", "$A^{-T}$ (for symmetric A, this is $A^{-1}$)", None),
    "a special case": ("derivatives.quadratic", r"$(A+A^\top)x$. For symmetric $A$ it is $2Ax$.", None),
    "a special case alone": ("derivatives.quadratic", "For symmetric $A$ it is $2Ax$.", None),
    "a special case first": ("derivatives.quadratic", "$2Ax$ (for symmetric A, else $(A+A^T)x$)", 0),
    "commands around letters": ("networks.softmax", r"(\operatorname{softmax}(\mathbf{W}\,\mathbf{X}) - Y)\,X'", 1),
    "a name and code": ("derivatives.trace", "Let `Z = B A`. `Z'`", 1),
    "a word for a side": ("derivatives.trace", rf"$\text{{grad}} = {TRACE}$", 1),
    "a word for a side of a wrong one": ("derivatives.trace", r"$\text{grad} = A B$", 0),
    "words before a wrong one": ("derivatives.trace", r"The gradient equals $B^\top A^\top$ (denominator layout)", 0),
}  # fmt: skip


@pytest.mark.parametrize(("part", "answer", "credit"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expressions(part: str, answer: str, credit: float) -> None:
    assert told(part, answer, "matrix_calculus.yaml").fraction == credit


A = "W_2^T (W_2 W_1 - I) X X^T"
B = "(W_2 W_1 - I) X X^T W_1^T"
CONDITIONS = {
    "a space": (rf"${A} = 0 \in \mathbb{{R}}^{{k\times m}}$, ${B} = 0$", 1),
    "a space behind a definition": (
        rf"Let $S=XX^\top\in\mathbb R^{{m\times m}}$. $W_2^T (W_2 W_1 - I) S = 0$, ${B} = 0$", 1),
    "neither": (f"Neither ${A} = 0$ nor ${B} = 0$.", None),
    "not true": (f"It is not true that ${A} = 0$. ${B} = 0$", 0.5),
    "never": (f"${A} = 0$ never holds. ${B} = 0$", 0.5),
    "sides in words": (f"LHS = {A} = 0 = RHS\n\nLHS = {B} = 0 = RHS", 1),
    "sides in dollars": (rf"$\text{{LHS}} = {A} = 0$" + "\n\n" + rf"$\text{{LHS}} = {B} = 0$", 1),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "credit"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(answer: str, credit: float) -> None:
    assert told("pca.conditions", answer).fraction == credit


COMMENTS = {
    "#": "# W2 @ W1 = I",
    "//": "// since W2 @ W1 = I",
    "one word": "# distribute",
}


@pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)
def test_a_chain_goes_on_below_a_comment(comment: str) -> None:
    """What stands behind a comment sign is said aside."""
    text = f"```\nW2.T @ (W2 @ W1 - I) @ C\n= W2.T @ W2 @ W1 @ C - W2.T @ C  {comment}\n= 0\n```"
    chains = [one for one in read([Piece("text", text)], AUTOENCODER).statements if one.kind == "chain"]
    assert len(chains[0].chain.items) == 3 if chains[0].chain else False
