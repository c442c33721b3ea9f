"""What is typed, the tree that it becomes, and the words for what cannot be read."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.algebra.dims import SCALAR, Dim, Shape
from grader.algebra.notation import Notation, Symbol
from grader.algebra.parser import MAX_DEPTH, MAX_LENGTH, MAX_NODES, ParseError, parse
from grader.algebra.tree import (
    Apply,
    Block,
    Chain,
    Gradient,
    Hadamard,
    Identity,
    Indexed,
    Inner,
    Leading,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Ones,
    Power,
    Product,
    Quotient,
    Sum,
    Total,
    Transpose,
    Zero,
    walk,
)
from tests.algebra.trees import HW7, K, M, N

X, W1, W2, U, C, D, L, A, w = (Name(name) for name in ("X", "W1", "W2", "U", "C", "D", "L", "A", "w"))
Uk, lam, Sigma, n = Name("U_k"), Name("lambda"), Name("Sigma"), Name("n")
I, zero = Identity(), Zero()  # noqa: E741 - the field's name


def num(top: int, bottom: int = 1) -> Number:
    return Number(Fraction(top, bottom))


def mul(*factors: Node) -> Product:
    return Product(factors)


def add(*terms: Node) -> Sum:
    return Sum(terms)


def sub(left: Node, right: Node) -> Sum:
    return Sum((left, Negative(right)))


def power(body: Node, top: int, bottom: int = 1) -> Power:
    return Power(body, Fraction(top, bottom))


def T(body: Node) -> Transpose:
    return Transpose(body)


def x(index: str | int) -> Indexed:
    return Indexed(X, None, index)


def sigma(index: str | int) -> Indexed:
    return Indexed(Sigma, index, index)


def only(source: str, notation: Notation = HW7) -> Node:
    (node,) = parse(source, notation).items
    return node


CONDITION = Chain((mul(T(W2), sub(mul(W2, W1), I), X, T(X)), zero))

STATEMENTS = [
    (r"W_2^\top (W_2 W_1 - I) X X^\top = 0", CONDITION),
    ("W2ᵀ(W2 W1 − I) X Xᵀ = 0", CONDITION),
    ("W2ᵀ(W2W1−I)XXᵀ=0", CONDITION),
    ("W2' (W2 W1 - I) X X' = 0", CONDITION),
    ("W2'*(W2*W1 - I)*X*X' == 0", CONDITION),
    ("W2.T @ (W2 @ W1 - I) @ X @ X.T == 0", CONDITION),
    ("np.transpose(W2) @ (W2 @ W1 - I) @ X @ X.T == 0", CONDITION),
    (
        r"\mathbf{W}_2^{\mathsf T}(\mathbf{W}_2\mathbf{W}_1-\mathbf{I})\mathbf{X}\mathbf{X}^{\mathsf{T}}=\mathbf 0",
        CONDITION,
    ),
    (r"W_2^T \left( W_2 W_1 - I \right) X X^T &= 0 \tag{1}", CONDITION),
    (r"\boxed{W_2^{T}\bigl(W_{2}W_{1}-I\bigr)X\,X^{T}=0}\quad\checkmark", CONDITION),
    (r"W_2^\top [W_2 W_1 - I] \cdot X \times X^\top = 0, \qquad (2)", CONDITION),
    (r"\text{So } W_2^\top (W_2 W_1 - I) X X^\top = 0 \text{ by (a)}.", CONDITION),
    ("C := X X^T", Chain((C, mul(X, T(X))))),
    (r"C \equiv X X^T", Chain((C, mul(X, T(X))))),
    (r"C \stackrel{(1)}{=} X X^T \overset{\text{def}}{=} D", Chain((C, mul(X, T(X)), D))),
    (r"C = X X^T \\ = D", Chain((C, mul(X, T(X)), D))),
    (r"\begin{aligned} C &= X X^T \\ &= D \end{aligned}", Chain((C, mul(X, T(X)), D))),
    (r"C = D \in \mathbb{R}^{m \times m}", Chain((C, D))),
    ("C = 0 (a)", Chain((C, zero))),
    (r"\color{red} C = \textcolor{blue}{D}", Chain((C, D))),
]


@pytest.mark.parametrize(("source", "chain"), STATEMENTS, ids=[case[0] for case in STATEMENTS])
def test_a_statement_becomes_a_chain(source: str, chain: Chain) -> None:
    assert parse(source, HW7) == chain


EXPRESSIONS: list[tuple[str, Node]] = [
    # sums and products are flat, and keep their order
    ("C - D + A", Sum((C, Negative(D), A))),
    ("-C D", Negative(mul(C, D))),
    ("C (-D)", mul(C, Negative(D))),
    ("C * -D", mul(C, Negative(D))),
    ("(C + D) + A", add(C, D, A)),
    ("C (D A)", mul(C, D, A)),
    ("C - (D - A)", sub(C, sub(D, A))),
    ("2 C 3 . ".replace("3 . ", "A"), mul(num(2), C, A)),
    ("C · 2", mul(C, num(2))),
    # numbers and quotients
    ("1/2 X", mul(num(1, 2), X)),
    (r"\frac12 X", mul(num(1, 2), X)),
    (r"\frac{1}{2} X", mul(num(1, 2), X)),
    ("½ X", mul(num(1, 2), X)),
    ("0.5 X", mul(num(1, 2), X)),
    ("1e-3 X", mul(num(1, 1000), X)),
    (r"\tfrac1n X", mul(Quotient(num(1), n), X)),
    ("2/n (C - I)", mul(Quotient(num(2), n), sub(C, I))),
    ("1/n tr(C)", mul(Quotient(num(1), n), Apply("tr", C))),
    ("X X^T / n", Quotient(mul(X, T(X)), n)),
    ("C / (2 n)", Quotient(C, mul(num(2), n))),
    (r"\frac{C - D}{2}", Quotient(sub(C, D), num(2))),
    ("0.0", zero),
    # powers
    ("C^{-1}", power(C, -1)),
    ("C⁻¹", power(C, -1)),
    ("C^-1", power(C, -1)),
    ("C^(-1)", power(C, -1)),
    ("inv(C)", power(C, -1)),
    ("np.linalg.inv(C)", power(C, -1)),
    ("C.inverse()", power(C, -1)),
    ("C^2", power(C, 2)),
    ("C²", power(C, 2)),
    ("C^{1/2}", power(C, 1, 2)),
    (r"C^{-\frac{1}{2}}", power(C, -1, 2)),
    ("C^{0.5}", power(C, 1, 2)),
    (r"\sqrt[3]{\lambda}", power(lam, 1, 3)),
    ("C^{-T}", T(power(C, -1))),
    (r"C^{-\top}", T(power(C, -1))),
    ("C⁻ᵀ", T(power(C, -1))),
    ("(C^T)^{-1}", power(T(C), -1)),
    ("C^{-1}C", mul(power(C, -1), C)),
    ("{C^T}^{-1}", power(T(C), -1)),
    ("lambda**2", power(lam, 2)),
    ("X**2", Hadamard((X, X))),
    ("np.square(X)", Hadamard((X, X))),
    (r"X^{\odot 2}", Hadamard((X, X))),
    (r"\sqrt{\lambda}", Apply("sqrt", lam)),
    (r"\|w\|^2/2", Quotient(power(Norm(w, ""), 2), num(2))),
    # transposes behind anything
    ("(C D)^T", T(mul(C, D))),
    ("(C D)'", T(mul(C, D))),
    ("[C - D]^T", T(sub(C, D))),
    ("C^H", T(C)),
    ("C''", T(T(C))),
    # functions
    ("tr(C D)", Apply("tr", mul(C, D))),
    (r"\operatorname{tr}(C)", Apply("tr", C)),
    (r"\mathrm{Tr}\left[C\right]", Apply("tr", C)),
    (r"\text{tr}(C)", Apply("tr", C)),
    ("np.trace(C)", Apply("tr", C)),
    ("C.trace()", Apply("tr", C)),
    ("tr C", Apply("tr", C)),
    ("tr C + D", add(Apply("tr", C), D)),
    ("tr(C) D", mul(Apply("tr", C), D)),
    ("tr(C)^2", power(Apply("tr", C), 2)),
    (r"\log\det C", Apply("log", Apply("det", C))),
    (r"\ln |C|", Apply("log", Apply("det", C))),
    ("|C D|", Apply("det", mul(C, D))),
    ("|C||D|", mul(Apply("det", C), Apply("det", D))),
    (r"e^{-\lambda}", Apply("exp", Negative(lam))),
    (r"\exp(\lambda)", Apply("exp", lam)),
    (r"\sigma(w)", Apply("sigmoid", w)),
    ("np.sum(X)", Apply("sum", X)),
    ("np.outer(w, w)", mul(w, T(w))),
    ("np.multiply(C, D)", Hadamard((C, D))),
    ("C.dot(D)", mul(C, D)),
    ("diag(w)", Apply("diag", w)),
    # norms and inner products
    (r"\|X - W_2 W_1 X\|_F^2", power(Norm(sub(X, mul(W2, W1, X)), "F"), 2)),
    ("||X||_F^2", power(Norm(X, "F"), 2)),
    ("‖X‖²_F", power(Norm(X, "F"), 2)),
    (r"\left\| X \right\|_{\mathrm{F}}", Norm(X, "F")),
    (r"\lVert w \rVert_2", Norm(w, "2")),
    ("np.linalg.norm(X - W2@W1@X)**2", power(Norm(sub(X, mul(W2, W1, X)), "F"), 2)),
    ("norm(X, 'fro')^2", power(Norm(X, "F"), 2)),
    ("np.linalg.norm(X, ord='fro')", Norm(X, "F")),
    ("2||w|| ||X||", mul(num(2), Norm(w, ""), Norm(X, ""))),
    (r"\langle C, D\rangle", Inner(C, D)),
    (r"\left\langle C, D \right\rangle_F", Inner(C, D)),
    ("⟨C, D - A⟩", Inner(C, sub(D, A))),
    # entrywise products hold whole products together
    (r"C \odot D", Hadamard((C, D))),
    (r"C D \circ A", Hadamard((mul(C, D), A))),
    ("C ∘ D ⊙ A", Hadamard((C, D, A))),
    ("2 C ⊙ D", Hadamard((mul(num(2), C), D))),
    ("C .* D", Hadamard((C, D))),
    # gradients
    (r"\nabla_{W_1} L", Gradient(L, W1)),
    ("∇_W1 L", Gradient(L, W1)),
    ("grad_W1 L", Gradient(L, W1)),
    (r"\partial_{W_1} L", Gradient(L, W1)),
    (r"\frac{\partial L}{\partial W_1}", Gradient(L, W1)),
    (r"\frac{\partial}{\partial W_1} L", Gradient(L, W1)),
    ("∂L/∂W_1", Gradient(L, W1)),
    ("∂L/∂W₁", Gradient(L, W1)),
    ("dL/dW1", Gradient(L, W1)),
    (r"\frac{dL}{dW_1}", Gradient(L, W1)),
    (r"\frac{\mathrm{d}L}{\mathrm{d}W_1}", Gradient(L, W1)),
    (r"\frac{d}{dW_1} L", Gradient(L, W1)),
    (r"\nabla_{W_1} L(W_1, W_2; X)", Gradient(L, W1)),
    (r"\nabla_{W_1} \mathcal{L}", Gradient(L, W1)),
    (r"\nabla_X \|X\|_F^2", Gradient(power(Norm(X, "F"), 2), X)),
    (r"\frac{\partial \|X\|_F^2}{\partial X}", Gradient(power(Norm(X, "F"), 2), X)),
    (r"\nabla_X \frac12 \|X\|^2 + C", add(Gradient(mul(num(1, 2), power(Norm(X, ""), 2)), X), C)),
    (r"\nabla_X \lambda \|X\|^2", Gradient(mul(lam, power(Norm(X, ""), 2)), X)),
    (r"\nabla_{W_1} L \, W_1^T", mul(Gradient(L, W1), T(W1))),
    (r"L(W_1, W_2; X)", L),
    ("L (C + D)", mul(L, add(C, D))),
    # sums over an index
    (r"\sum_{i=1}^n x_i x_i^\top", Total("i", 1, N, mul(x("i"), T(x("i"))))),
    (r"\sum\limits_{i=1}^{n} x_i x_i^\top", Total("i", 1, N, mul(x("i"), T(x("i"))))),
    (r"\sum^n_{i=1} x_i x_i^\top", Total("i", 1, N, mul(x("i"), T(x("i"))))),
    ("∑_{i=1}^n x_i x_i^T", Total("i", 1, N, mul(x("i"), T(x("i"))))),
    ("Σ_{i=1}^n x_i x_iᵀ", Total("i", 1, N, mul(x("i"), T(x("i"))))),
    ("sum_i x_i x_i'", Total("i", 1, None, mul(x("i"), T(x("i"))))),
    ("Σ_i x_i x_iᵀ", Total("i", 1, None, mul(x("i"), T(x("i"))))),
    ("∑ᵢ xᵢ xᵢᵀ", Total("i", 1, None, mul(x("i"), T(x("i"))))),
    ("sum_i xi xi^T", Total("i", 1, None, mul(x("i"), T(x("i"))))),
    (r"\sum_{i=1}^{m-k} \sigma_i^2", Total("i", 1, M - K, power(sigma("i"), 2))),
    (r"\sum_i x_i + w", add(Total("i", 1, None, x("i")), w)),
    (r"\frac1n \sum_i \|x_i\|^2", mul(Quotient(num(1), n), Total("i", 1, None, power(Norm(x("i"), ""), 2)))),
    (r"\sum_i (\sum_j x_j) x_i^T", Total("i", 1, None, mul(Total("j", 1, None, x("j")), T(x("i"))))),
    (r"\sum_{i,j} X_{ij}^2", Total("i", 1, None, Total("j", 1, None, power(Indexed(X, "i", "j"), 2)))),
    ("U Σ V'", mul(U, Sigma, T(Name("V")))),
    ("Σ Σᵀ", mul(Sigma, T(Sigma))),
    # columns, entries, leading parts
    ("x_i", x("i")),
    ("x_1", x(1)),
    ("x1", x(1)),
    ("x^{(i)}", x("i")),
    (r"x^{(i)\top} x^{(i)}", mul(T(x("i")), x("i"))),
    ("u_i^T", T(Indexed(U, None, "i"))),
    (r"\sigma_i^2", power(sigma("i"), 2)),
    ("σ_1", sigma(1)),
    ("w_i", Indexed(w, "i", None)),
    ("X_{ij}", Indexed(X, "i", "j")),
    ("X_{i,j}", Indexed(X, "i", "j")),
    ("X_{12}", Indexed(X, 1, 2)),
    ("X_{:,i}", Indexed(X, None, "i")),
    (r"X_{\cdot i}", Indexed(X, None, "i")),
    ("X_{i:}", Indexed(X, "i", None)),
    ("X[:, i]", Indexed(X, None, "i")),
    ("X[:, 0]", Indexed(X, None, 1)),
    ("X(:, 1)", Indexed(X, None, 1)),
    ("X[i, j]", Indexed(X, "i", "j")),
    ("W1_{ij}", Indexed(W1, "i", "j")),
    ("(X X^T)_{ij}", Indexed(mul(X, T(X)), "i", "j")),
    ("U[:, :k]", Leading(U, None, K)),
    ("U[:, 0:k]", Leading(U, None, K)),
    ("U(:, 1:k)", Leading(U, None, K)),
    ("U_{:,1:k}", Leading(U, None, K)),
    ("D[:k, :k]", Leading(D, K, K)),
    ("U.T[:k, :]", Leading(T(U), K, None)),
    # the identity, zeros and ones
    ("I_k", Identity(K)),
    (r"\mathbf{I}_{k}", Identity(K)),
    ("I_{m-k}", Identity(M - K)),
    (r"I_{m \times m}", Identity(M)),
    ("I_{m,k}", Leading(Identity(M), None, K)),
    ("Iₘ", Identity(M)),
    ("Im", Identity(M)),
    ("I2", Identity(Dim(2))),
    ("np.eye(m)", Identity(M)),
    ("eye(m, m)", Identity(M)),
    (r"\mathbb{I}", I),
    (r"0_{m \times k}", Zero(M, K)),
    (r"0_{k \times (m-k)}", Zero(K, M - K)),
    ("np.zeros((m, k))", Zero(M, K)),
    (r"\mathbf{1}_n", Ones(N)),
    (r"\mathbf 1", Ones()),
    ("1_n 1_n^T", mul(Ones(N), T(Ones(N)))),
    ("np.ones((n, m))", Ones(N, M)),
    # blocks
    (r"\begin{pmatrix} I_k & 0 \end{pmatrix}", Block(((Identity(K), zero),))),
    (r"\left[\begin{array}{c|c} C & 0 \\ 0 & D \end{array}\right]", Block(((C, zero), (zero, D)))),
    (r"\begin{bmatrix} C \\ D \end{bmatrix}^T", T(Block(((C,), (D,))))),
    (r"\begin{vmatrix} C & D \\ D & C \end{vmatrix}", Apply("det", Block(((C, D), (D, C))))),
    ("[I_k 0]", Block(((Identity(K), zero),))),
    ("[I_k, 0; 0, D]", Block(((Identity(K), zero), (zero, D)))),
    ("[C D; -D C]", Block(((C, D), (Negative(D), C)))),
    ("[U_k | D]", Block(((Uk, D),))),
    ("np.block([[C, D], [D, C]])", Block(((C, D), (D, C)))),
    ("np.hstack([C, D])", Block(((C, D),))),
    ("np.vstack((C, D))", Block(((C,), (D,)))),
    ("diag(1, 2)", Block(((num(1), zero), (zero, num(2))))),
    (
        r"\operatorname{diag}(\sigma_1^2, \dots, \sigma_m^2)",
        Total("i", 1, M, mul(power(sigma("i"), 2), Indexed(Identity(M), None, "i"), Indexed(Identity(M), "i", None))),
    ),
    # letters
    ("U^\\top_k", T(Uk)),
    (r"\underbrace{C D}_{= 0} A", mul(C, D, A)),
    ("k C", mul(Name("k"), C)),
    ("x̂ + ŷ", add(Name("xhat"), Name("yhat"))),
    ("loss", Name("loss")),
    ("grad_W1", Name("gradW1")),
    ("W_{enc}", Name("Wenc")),
    (r"W_\text{enc}", Name("Wenc")),
    ("U_\\perp", Name("Uperp")),
    ("W^{[1]} + W^{(2)}", add(W1, W2)),
]


@pytest.mark.parametrize(("source", "node"), EXPRESSIONS, ids=[case[0] for case in EXPRESSIONS])
def test_an_expression_becomes_a_tree(source: str, node: Node) -> None:
    assert only(source) == node


# what was typed, the text that is underlined, what is said of it
AMBIGUOUS = [
    ("tr C D", "tr C D", "tr(C) D or as tr(C D)"),
    (r"\log\det C D", r"\det C D", r"\det(C) D or as \det(C D)"),
    ("tr(C - D)^T C", "tr(C - D)^T", "transposes a function's value, or its argument?"),
    ("a/b c", "a/b c", "does c stand above or below?"),
    ("1/2n", "1/2n", "does n stand above or below?"),
    ("C^1/2", "C^1", "can be a power or a quotient"),
    ("C ⊙ D A", "C ⊙ D A", "(A ⊙ B) C or as A ⊙ (B C)"),
    ("[C D]", "[C D]", "a product or a row of blocks"),
    ("{C D}^T", "{C D}", "all in the braces, or the last of it?"),
    (r"\mathbf{XX}^\top", "{XX}", "all in the braces, or the last of it?"),
    ("X @ C * D", "*", "the matrix product or the entrywise one"),
    ("np.sum(X * X)", "*", "the matrix product or the entrywise one"),
    ("X XT", "T", "can be a transpose or a factor"),
    ("L(W_1 + W_2)", "L(W_1 + W_2)", "a product or L at another place"),
    ("U_{:k}", "U_{:k}", "rows or columns"),
    ("(X X^T)_i", "(X X^T)_i", "a row, or a column?"),
    ("X^T_{ij}", "X^T_{ij}", "which comes first?"),
    ("x_{ij}", "x_{ij}", "is not clear"),
    (r"\sum_i x_i + u_i", "u_i", "does the sum over i end before this term?"),
    (r"\nabla_X \|X\|^2 C", r"\nabla_X \|X\|^2"[9:], "where does what the gradient is taken of end"),
    (r"C^\dagger", r"^\dagger", "the pseudo-inverse or the transpose"),
    ("C^*", "^*", "the transpose or another matrix"),
    ("|w|", "|w|", "an absolute value, a norm or a determinant"),
]

WRONG = [
    ("", "", "something is missing"),
    ("   ", "", "something is missing"),
    ("(C", "(", "the bracket ( is never closed"),
    (r"C \left( D", r"\left(", r"the bracket \left( is never closed"),
    ("C)", ")", "the bracket ) closes nothing"),
    ("(C]", "(C]", "the bracket ( is closed by ]"),
    (r"\begin{pmatrix} C", r"\begin{pmatrix}", "is never closed"),
    ("‖C", "‖", "the bar ‖ is never closed"),
    ("‖‖", "‖‖", "nothing between these bars"),
    ("C +", "+", "something is missing after «+»"),
    ("= C", "=", "something is missing before «=»"),
    ("C = = D", "=", "something is missing after «=»"),
    ("C + * D", "+ *", "something is missing between «+» and «*»"),
    ("C ** ** D", "** **", "this power is not read"),
    ("^T", "^T", "stands on nothing"),
    ("C ≤ D", "≤", "is not an equation"),
    (r"C \neq D", r"\neq", "is not an equation"),
    (r"C \approx D", r"\approx", "is not an equation"),
    (r"C = D \Rightarrow D = C", r"\Rightarrow", "joins two statements"),
    ("C = 0, D = 0", ",", "these are two statements"),
    (r"C = 0 \\ D = 0", r"\\", "more than one line"),
    (r"C = 0 \text{ and } D = 0", r"\text{ and }", "the words 'and' stand in the middle"),
    (r"\foo{C}", r"\foo", r"the command \foo is not known"),
    (r"\operatorname{rank}(C)", r"\operatorname{rank}", "the function rank is not known"),
    ("np.kron(C, D)", "np.kron", "the function kron is not known"),
    ("C.foo()", ".foo()", "is not known"),
    ("C 2", "2", "a number stands right behind a factor"),
    ("C / 0", "C / 0", "divides by zero"),
    ("C^n", "^n", "this power is not read"),
    ("C^{C}", "{C}", "this power is not read"),
    ("C^{65}", "C^{65}", "powers up to 64"),
    ("1, 2, …", ",", "two statements"),
    ("C + … + D", "…", "dots are not read"),
    (r"\nabla L", r"\nabla", "the gradient by which symbol?"),
    (r"\nabla_{W_1} = C", r"\nabla_{W_1}", "the gradient of what?"),
    ("(C = D)", "=", "has no place inside brackets"),
    ("I_{m \\times n}", "I_{m \\times n}", "the sizes"),
    (r"\nabla_{W_1 W_2} L", "W_1 W_2", "no symbol that a gradient can be taken by"),
    (r"\sum x_i", r"\sum", "a sum over what?"),
    (r"\sum_{i<n} x_i", r"\sum_{i<n}", "what this sum runs over is not read"),
    (r"\sum_{i=k+1}^m u_i", r"\sum_{i=k+1}", "what this sum runs over is not read"),
    (r"\|C\|_*", "_*", "the norm _* is not read"),
    ("L(U_k^T, U_k)", "L(U_k^T, U_k)", "is not read"),
    ("tr(C, D)", "tr(C, D)", "has one argument here, not 2"),
    ("[C, D; C]", "[C, D; C]", "have 2 and 1 blocks"),
    (r"\begin{pmatrix} C & \\ D & C \end{pmatrix}", "&", "something is missing after «&»"),
    (r"\operatorname{diag}(1, \dots, 5)", r"\operatorname{diag}(1, \dots, 5)", "what this diagonal goes through"),
    ("C! = D", "!", "! does not fit here"),
    ("C Ж", "Ж", "CYRILLIC CAPITAL LETTER ZHE"),
    ("$C$", "$", "DOLLAR SIGN"),
    ("C \x00 D", "\x00", "U+0000"),
    ("1" * 31, "1" * 31, "this number is too long"),
    ("U_k_2", "U_k_2", "has two subscripts"),
    ("W1_k C", "W1_k", "has two subscripts"),
    ("σ'(w)", "σ'", "the derivative of σ is not read"),
]


@pytest.mark.parametrize(("source", "underlined", "said"), AMBIGUOUS + WRONG, ids=lambda part: repr(part)[:50])
def test_what_cannot_be_read_is_underlined_and_said_in_plain_words(source: str, underlined: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(source, HW7)
    error = caught.value
    assert said in error.message
    assert source[error.span.start : error.span.end] == underlined


@pytest.mark.parametrize("source", [case[0] for case in AMBIGUOUS])
def test_two_readings_come_with_a_way_to_mend_them(source: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(source, HW7)
    assert caught.value.hint


def notation(*names: str, **more: Shape) -> Notation:
    square = Shape(M, M)
    return Notation({name: Symbol(name, more.get(name, square)) for name in (*names, *more)})


LETTERS = [
    ("AB", ["A", "B"], mul(Name("A"), Name("B"))),
    ("AB", ["AB"], Name("AB")),
    ("ABA", ["AB", "A"], mul(Name("AB"), Name("A"))),
    ("W2W1", ["W1", "W2"], mul(Name("W2"), Name("W1"))),
    ("U_kU", ["U", "U_k"], mul(Name("U_k"), Name("U"))),
    ("V_1 V1", [], mul(Name("V1"), Name("V1"))),
    (r"\mathbf V_1", [], Name("V1")),
    ("tr C", ["tr", "C"], mul(Name("tr"), Name("C"))),
    ("e^2", ["e"], power(Name("e"), 2)),
    ("I", ["I"], Name("I")),
    ("X T", ["X", "T"], mul(Name("X"), Name("T"))),
    ("X^T T", ["X", "T"], mul(T(Name("X")), Name("T"))),
    ("d C / d", ["C", "d"], Quotient(mul(Name("d"), Name("C")), Name("d"))),
    (r"\hat{y}", ["yhat"], Name("yhat")),
    ("xi", ["xi"], Name("xi")),
    ("xi", ["x", "i"], mul(Name("x"), Name("i"))),
    ("A'", ["A'"], Name("A'")),
    ("A''", ["A'"], T(Name("A'"))),
    ("lambdaA", ["lambda", "A"], mul(Name("lambda"), Name("A"))),
]


@pytest.mark.parametrize(("source", "declared", "node"), LETTERS, ids=[f"{c[0]} of {c[1]}" for c in LETTERS])
def test_letters_are_split_by_the_declared_symbols(source: str, declared: list[str], node: Node) -> None:
    assert only(source, notation(*declared)) == node


CAPITALS = Notation(
    {"X": Symbol("X", Shape(Dim.of("d"), Dim.of("N")), columns="x"), "h": Symbol("h", Shape(M, Dim.of("T")))}
)


@pytest.mark.parametrize(
    ("source", "node"),
    [
        (r"\sum_{i=1}^N x_i", Total("i", 1, Dim.of("N"), x("i"))),
        (r"\sum_{t=1}^T x_t", Total("t", 1, Dim.of("T"), x("t"))),
        (r"\sum_{t=1}^{T} x_t", Total("t", 1, Dim.of("T"), x("t"))),
        ("I_N", Identity(Dim.of("N"))),
        ("1_N", Ones(Dim.of("N"))),
        (r"\frac1N X", mul(Quotient(num(1), Name("N")), X)),
    ],
    ids=repr,
)
def test_dimensions_may_be_capitals(source: str, node: Node) -> None:
    assert only(source, CAPITALS) == node


TWO_WAYS = [
    ("AB C", ["A", "B", "AB", "C"], "AB", "AB can be read as AB or as A B"),
    ("ABC", ["AB", "C", "A", "BC"], "ABC", "ABC can be read as"),
    ("A' C", ["A", "A'", "C"], "A'", "the symbol A' or the transpose of A"),
    ("Σ_k C_k", ["Sigma_k", "C"], "Σ_k", "a sum over k or the symbol Sigma_k"),
]


@pytest.mark.parametrize(("source", "declared", "underlined", "said"), TWO_WAYS, ids=[c[0] for c in TWO_WAYS])
def test_letters_with_two_readings_are_not_guessed(
    source: str, declared: list[str], underlined: str, said: str
) -> None:
    with pytest.raises(ParseError, match=said) as caught:
        parse(source, notation(*declared))
    assert source[caught.value.span.start : caught.value.span.end] == underlined


def test_a_letter_of_columns_that_is_a_vector_too_is_not_guessed() -> None:
    both = Notation({"X": Symbol("X", Shape(M, N), columns="x"), "x": Symbol("x", Shape(M, Dim(1)))})
    with pytest.raises(ParseError, match="a column of X or an entry of x"):
        parse("x_i", both)


def test_a_scalar_beside_a_star_is_no_entrywise_product() -> None:
    assert only("lambda * W2 @ W1") == mul(lam, W2, W1)
    assert only("c * W2 @ W1", notation("W1", "W2", c=SCALAR)) == mul(Name("c"), W2, W1)


SPANS = [
    ("W_2 (W_2 W_1 - I) X", Sum, "(W_2 W_1 - I)"),
    (r"2 \left(C - D\right)^T", Transpose, r"\left(C - D\right)^T"),
    ("C + tr(D) A", Apply, "tr(D)"),
    (r"\frac{1}{n} C", Quotient, r"\frac{1}{n}"),
    (r"C - \|X\|_F^2", Power, r"\|X\|_F^2"),
    ("A = W2ᵀ C", Transpose, "W2ᵀ"),
    (r"C = \mathbf{W}_1 X", Name, "C"),
    ("C - D X + A", Negative, "- D X"),
    (r"\sum_{i=1}^n x_i + w", Total, r"\sum_{i=1}^n x_i"),
]


@pytest.mark.parametrize(("source", "kind", "text"), SPANS, ids=[case[0] for case in SPANS])
def test_a_node_knows_the_text_that_it_was_read_from(source: str, kind: type[Node], text: str) -> None:
    found = next(node for item in parse(source, HW7).items for node in walk(item) if isinstance(node, kind))
    assert source[found.span.start : found.span.end] == text


BOUNDS = [
    ("(" * MAX_DEPTH + "C" + ")" * MAX_DEPTH, "nested more than"),
    ("C" + "^T" * (MAX_DEPTH + 1), "more than 60 powers or transposes in a row"),
    ("-(" * MAX_DEPTH + "C" + ")" * MAX_DEPTH, "nested more than"),
    ("C" + "/2" * (MAX_DEPTH + 1), "nested more than"),
    (" + ".join(["C"] * (MAX_NODES + 1)), "more than 2,000 parts"),
    ("C" + "**2" * 30, "more than 2,000 parts"),
    ("C" * (MAX_LENGTH + 1), "longer than 20,000 characters"),
]


@pytest.mark.parametrize(("source", "said"), BOUNDS, ids=[f"{case[1]}: {case[0][:12]}" for case in BOUNDS])
def test_past_a_bound_stands_a_plain_error(source: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(source, HW7)
    assert said in caught.value.message


def test_just_within_the_bounds_is_read() -> None:
    nested = "(" * (MAX_DEPTH - 1) + "C" + ")" * (MAX_DEPTH - 1)
    assert only(nested) == C
    assert len(only(" + ".join(["C"] * (MAX_NODES - 1))).terms) == MAX_NODES - 1  # type: ignore[attr-defined]


FRAGMENTS = st.sampled_from(
    r"""W_1 W1 X X^T ^\top ' .T ᵀ ^{-1} ⁻¹ ² ^ _ _i _{ij} _{:,i} { } ( ) [ ] \left( \right) \{ + - = == & \\ \cdot * @
    ** / ⊙ , ; : . | || ‖ \| \lVert \rVert \langle ⟩ I I_k 0 0_{m×k} 1_n 2 0.5 \frac \frac12 \sqrt{ \sum_{i=1}^n Σ_i
    ∑ᵢ x_i \sigma_i \nabla_{W_1} ∇ ∂ \frac{\partial dL /dW1 d L L( e^{ \log \det tr Tr[ \operatorname{tr} \text{and}
    np.trace( np.block([[ np. .inv() diag( … \begin{pmatrix} \end{pmatrix} \begin{aligned} \boxed{ \underbrace{ }_{
    \color{red} \tag{1} ✓ \hat ŷ 𝐖 𝟏 ½ U Sigma C D n foo \stackrel{!}{=} ≤ ⇒ $ ! " # ~ \, [:, :k] [0] ^* ^{(i)} sum
    σ( Ж ﷺ""".split()
    + [" ", "\n", "\x00", "\ud800", "\u202e", "\u0302", "\u200d"]
)


def survives(source: str) -> None:
    """A chain or an error with a place in the source; anything else fails."""
    try:
        chain = parse(source, HW7)
    except ParseError as error:
        assert 0 <= error.span.start <= error.span.end <= len(source)
        assert error.message
    else:
        for item in chain.items:
            assert all(0 <= node.span.start < node.span.end <= len(source) for node in walk(item))


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14), st.sampled_from(["", " "]))
def test_fragments_of_the_language_never_crash(parts: list[str], joint: str) -> None:
    survives(joint.join(parts))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_crashes(source: str) -> None:
    survives(source)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([case[0] for case in (*STATEMENTS, *EXPRESSIONS)]), st.data())
def test_a_slip_of_the_keyboard_never_crashes(source: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(at, min(len(source), at + 3)))
    survives(source[:at] + data.draw(FRAGMENTS | st.just("")) + source[end:])


FLOODS = r"""( [ { ^ _ \frac \frac{ \sqrt a X AB T tr - + = * | ‖ \| ' X' .T ^T ^{ \left( \mathbf{ \hat{ \text{
\stackrel{ \begin{pmatrix} \boxed{ \sum_i Σ_i( ∂L/ d( \nabla_{ \nabla_X e^ x_i & \\ [[ [0 [A; L( I_{ 1 ² ₁ X**2
np.block([[ diag(1, A+ A⊙ 𝐖 UkU""".split()
FLOODS += ["\x00", "\ud800", "\u202e", "\u0302", "x\u0302", "\u200b", " ", "\\", r"\quad (1)", r"\text{a} A"]


@pytest.mark.parametrize("unit", FLOODS, ids=repr)
def test_a_flood_ends_in_a_chain_or_an_error(unit: str) -> None:
    survives((unit * MAX_LENGTH)[:MAX_LENGTH])
    survives("X " + (unit * MAX_LENGTH)[: MAX_LENGTH - 2])
