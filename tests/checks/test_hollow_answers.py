"""Answers that look right and are not: nothing is shown, it is denied, taken back, or hidden where numbers round."""

import pytest

from benchmarks.algebra import ours

GRADIENT = r"2(WX-Y)X^\top"
A, B = "W_2^T (W_2 W_1 - I) X X^T", "(W_2 W_1 - I) X X^T W_1^T"
PROJECTION = "X(X^TX)^{-1}X^T"

NOTHING_SHOWN = [
    ("projection.idempotent", "$P=P$, $PP=P$, $P^T=P$"),
    ("projection.idempotent", "$PP=PP=P$, $P^T=P^T=P$"),
    ("projection.idempotent", "Let $Z = P$. $PP = ZP=P$. $P^T=Z^T = P$"),
    ("ridge.solved", r"$y = y$, $w = (X^T X + \lambda I)^{-1} X^T y$"),
    ("ridge.solved", r"$1+1=2$, $w = (X^T X + \lambda I)^{-1} X^T y$"),
    ("ridge.solved", r"$w = (X^T X + \lambda I)^{-1} X^T y= (\lambda I + X^T X)^{-1} X^T y$"),
    ("factorisation.solved", r"$M=M$. $V = M^TU(U^TU+\lambda I)^{-1}$"),
    ("least_squares.gradient_derived", r"$L = L^2/L$. $\nabla_W L = 2(WXX^T-YX^T)$"),
    ("least_squares.gradient_derived", r"$L = \|Y - WX\|_F^2$. $\nabla_W L = 2(WXX^T-YX^T)$"),
    ("recurrent.gradient_through_time", r"$L = L + 1 - 1$. $\nabla_h L = W^TWh + W^T(Ux-y)$"),
]
ASSERTED = """```python
assert np.allclose(W2.T @ (W2 @ W1 - np.eye(m)) @ X @ X.T, 0)
assert np.allclose((W2 @ W1 - np.eye(m)) @ X @ X.T @ W1.T, 0)
```"""
NOT_CLAIMED = [
    ("projection", "$PP=P$ or $P^T=P$"),
    ("eigenvector", r"$Cv=\lambda v$ or $v^Tv=1$"),
    ("autoencoder.conditions", f"Either ${A} = 0$ or else ${B} = 0$"),
    ("orthonormal_columns", "It would be wrong to say $W^T W = I$."),
    ("orthonormal_columns", "Never: $W^T W = I$"),
    ("orthonormal_columns", "Wrong: $W^T W = I$"),
    ("orthonormal_columns", "By no means does $W^TW=I$ follow."),
    ("orthonormal_columns", r"$\nabla f = W^TW - I$. This is never zero."),
    ("least_squares.gradient", rf"It would be wrong to say $\nabla_W L = {GRADIENT}$."),
    ("least_squares.gradient", rf"$\nabla_W L$ is not equal to ${GRADIENT}$."),
    ("autoencoder.conditions", f"It isn't the case that ${A} = 0$ and it isn't the case that ${B} = 0$"),
    ("autoencoder.conditions", f"${A} = 0$ and ${B} = 0$ are both false."),
    ("autoencoder.conditions", f"${A} = 0$ (false)\n\n${B} = 0$ (false)"),
    ("autoencoder.conditions", f"${A} = 0$ ✗\n\n${B} = 0$ ✗"),
    ("autoencoder.conditions", f"¬({A} = 0), ¬({B} = 0)"),
    ("autoencoder.conditions", f"$\\neg ({A} = 0)$, $\\neg ({B} = 0)$"),
    ("autoencoder.conditions", f"My first attempt: ~~{A} = 0~~\nand ~~{B} = 0~~\nI could not find it."),
    ("autoencoder.conditions", ASSERTED.replace("assert", "assert not")),
]
NOT_CLAIMED += [
    ("autoencoder.conditions", f"${A} = 0${between}${B} = 0$")
    for between in (
        " xor ",
        " oder ",
        " and/or ",
        " or rather ",
        " unless ",
        "\n\n**or**\n\n",
        ". Or: ",
        ". Alternatively, ",
    )
] + [("autoencoder.conditions", f"${A} = 0 {between} {B} = 0$") for between in (r"\lor", r"\vee")]
DENIED_TOGETHER = [
    f"It is false that ${A} = 0$ and ${B} = 0$",
    f"It is not the case that ${A} = 0$, nor that ${B} = 0$.",
    f"${A} = 0$ and ${B} = 0$ do not hold in general.",
]
TAKEN_BACK = [
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$. In every case, $\nabla_W L = 5W$."),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$. The only correct answer is $\nabla_W L = 5W$."),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$ plus $5W$"),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$ times 7"),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$ or $5W$"),
    ("least_squares.gradient", rf"$\nabla_W L = Z$, where $Z = {GRADIENT}$ and $Z=5W$"),
    ("quadratic.gradient", "Answer - $-(A + A^T)x$"),
] + [
    ("newton.step", f"Let $r = (A^\\top A + \\lambda I)^{{-1}} A^\\top b$.\n\n{behind}")
    for behind in ("-r # sign", "-r % done", r"The answer is $-r\%$.", "w - r is it.", "The answer is not $r$.")
]
FALSE_ON_THE_WAY = [
    ("least_squares.gradient", rf"$\nabla_W L = {what} = {GRADIENT}$")
    for what in (
        "W W",
        "(W-W)^{-1}",
        r"\log(-1) W",
        r"\sqrt{W}",
        rf"(p - 6)\,{GRADIENT}",
        rf"(\mathrm{{tr}}(I_n) - 5)\,{GRADIENT}",
    )
] + [("least_squares.gradient", rf"$\|\nabla_W L\| = {GRADIENT}$")]
BELOW_ROUNDING = [
    ("least_squares.gradient", rf"${GRADIENT} + e^{{-90(\|X\|^2+\|W\|^2+\|Y\|^2)}}W$"),
    ("least_squares.gradient", rf"$\tanh(99){GRADIENT}$"),
    ("orthonormal_columns", r"$W^TW = I + e^{-400\|W\|^2} I$"),
    ("orthonormal_columns", r"$W^TW = \tanh(50) I$"),
    ("orthonormal_columns", r"$\tanh(400\|W\|^2)(W^TW - I) = 0$"),
    ("lyapunov", r"$AP + PA^T + Q=\exp(-70-\|A\|^2) A$"),
    ("sylvester", r"$AX + XB = C \tanh(50)$"),
    ("norm.rotated", r"$\|X\|_F^2 + e^{-900\|X\|^2}$"),
    ("softmax.cross_entropy", r"$(P-Y)X^\top+ W \exp(-\exp(\|X\|^2+5))$"),
    ("softmax.cross_entropy", r"$\sigma(99)(P-Y)X^\top$"),
    ("norm.rotated", r"$\frac12\log(\exp(2\|X\|_F^2) + 3)$"),
    ("norm.rotated", r"$\frac14\log(\exp(4\|X\|_F^2)+\|X\|^2)$"),
    ("norm.rotated", r"$\log(\exp(\|X\|_F^2) + \exp(-\|X\|^2))$"),
    ("projection.idempotent", rf"$PP = \tanh(50) {PROJECTION}{PROJECTION} = P$, $P^T = ({PROJECTION})^T = P$"),
]


@pytest.mark.parametrize(
    ("base", "answer"), NOTHING_SHOWN + NOT_CLAIMED + TAKEN_BACK + FALSE_ON_THE_WAY + BELOW_ROUNDING
)
def test_no_full_points(base: str, answer: str) -> None:
    found = ours.verdict(base, answer)
    assert found.fraction is None or found.fraction < 1, found.message


@pytest.mark.parametrize("answer", DENIED_TOGETHER)
def test_what_is_denied_together_earns_nothing(answer: str) -> None:
    assert not ours.verdict("autoencoder.conditions", answer).fraction


DEEP = [
    ("projection.idempotent", "$(((((((P+I)^8+I)^8+I)^8+I)^8+I)^8+I)^8+I)^8 = 0$"),
    ("projection.idempotent", "${({({({({({({(P)^8})^8})^8})^8})^8})^8})^8} = 0$"),
    ("ridge.stationary_point", "$((((((A^8+A)^8)^8)^8)^8)^8)^8 w= 0$"),
    (
        "projection.idempotent",
        "Let $Z = " + " + ".join(["P P"] * 600) + "$. $PP = "
        + " = ".join(f"\\frac{{1}}{{600}} Z P^{i % 9 + 1} + P^{i // 9 + 1} Z - Z " for i in range(70)) + "=P$",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("base", "answer"), DEEP)
def test_powers_of_powers_and_long_names_end(base: str, answer: str) -> None:
    """These took from 4 to 31 seconds each when forms were not counted."""
    found = ours.verdict(base, answer)
    assert found.fraction is None or found.fraction < 1


CODE = """```python
R = W2 @ W1 @ X - X
assert np.allclose(W2.T @ R @ X.T, 0)
assert np.allclose(R @ X.T @ W1.T, 0)
```"""
ZEROS = """```python
W2.T @ (W2 @ W1 - np.eye(m)) @ X @ X.T == np.zeros_like(W1)
(W2 @ W1 - np.eye(m)) @ X @ X.T @ W1.T == np.zeros_like(W2)
```"""
CODES = r"""With $h_i = W_1 x_i$ and $\hat x_i = W_2 h_i$:
$\sum_i W_2^\top(\hat x_i - x_i)x_i^\top = 0$ and $\sum_i (\hat x_i - x_i)h_i^\top = 0$"""
LEMMA = r"""$$W_2^\top(W_2W_1 - I)XX^\top = U_k^\top(U_kU_k^\top - I)XX^\top = (U_k^\top - U_k^\top)XX^\top = 0$$

$$(W_2W_1-I)XX^\top W_1^\top = (U_kU_k^\top - I)UDU^\top U_k$$

Since $UDU^\top U_k = U_kD_k$, $(U_kU_k^\top - I)U_kD_k = U_kU_k^\top U_kD_k - U_kD_k = 0.$"""
WOODBURY = """(A + U V)(A^{-1} - A^{-1} U K^{-1} V A^{-1})
= I + U V A^{-1} - U (I + V A^{-1} U) K^{-1} V A^{-1}
= I + U V A^{-1} - U K K^{-1} V A^{-1}
= I   QED"""
WITH_ID = A.replace("I", r"\mathrm{Id}")
OTHER_WORDS = [
    ("least_squares.gradient", rf"The gradient of the loss is in total ${GRADIENT}$, as computed above"),
    ("least_squares.gradient", rf"${GRADIENT}$ of size $c\times d$"),
    ("least_squares.gradient", "```python\ndef grad(W):\n    return 2 * (W @ X - Y) @ X.T\n```"),
    ("least_squares.gradient", rf"∇ = ${GRADIENT}$"),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$. At a stationary point $\nabla_W L = 0$."),
    ("least_squares.gradient", rf"$Z = WX$, $\frac{{dL}}{{dW}} = \frac{{dL}}{{dZ}}X^\top = {GRADIENT}$"),
    ("autoencoder.conditions", f"${WITH_ID} = \\mathbb{{0}}$, ${B} = \\mathbb{{0}}$"),
    ("autoencoder.conditions", CODE),
    ("autoencoder.conditions", ZEROS),
    ("autoencoder.conditions", f"For all $i,j$: $[{A}]_{{ij}} = 0$ and $[{B}]_{{ij}} = 0$."),
    ("autoencoder.conditions", CODES),
    ("autoencoder.conditions", ASSERTED),
    ("autoencoder.conditions", f"*Condition for W_1*: {A} = 0\n\n*Condition for W_2*: {B} = 0"),
    ("autoencoder.conditions", f"{A} = 0 # cond a\n{B} = 0 # cond b"),
    ("autoencoder.conditions", f"Condition 1 - ${A} = 0$\n\nCondition 2 - ${B} = 0$"),
    ("autoencoder.conditions", f"${A}$ and ${B}$ are zero."),
    ("autoencoder.conditions", f"Both ${A}$ and ${B}$ must vanish."),
    ("autoencoder.conditions", f"- dW1: {A} = 0\n- dW2: {B} = 0"),
    ("autoencoder.conditions", f"{A} ~~W_1~~ = 0\n\n{B} = 0"),
    ("quadratic.gradient", "Answer - $(A + A^T)x$"),
    ("quadratic.gradient", "Gradient – (A + A^T)x"),
    ("quadratic.gradient", "The gradient is - $-(A + A^T)x$"),
    ("autoencoder.pca_is_stationary", LEMMA),
    ("woodbury.checked", WOODBURY),
]


@pytest.mark.parametrize(("base", "answer"), OTHER_WORDS)
def test_right_answers_in_other_words(base: str, answer: str) -> None:
    assert ours.verdict(base, answer).fraction == 1


FOR_A_PERSON = [
    ("autoencoder.conditions", f"${A}=0$ or $W_2^TW_2W_1XX^T = W_2^TXX^T$; ${B}=0$"),
    ("least_squares.gradient", rf"$\nabla_W L = {GRADIENT}$ or $2WXX^\top - 2YX^\top$"),
    ("autoencoder.conditions", f"We do not need $W_1 = W_2^T$; the conditions are ${A} = 0$ and ${B} = 0$."),
]
"""Right formulas, with words that might take something back."""


@pytest.mark.parametrize(("base", "answer"), FOR_A_PERSON)
def test_words_that_a_person_has_to_weigh(base: str, answer: str) -> None:
    assert ours.verdict(base, answer).fraction is None
