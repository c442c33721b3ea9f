"""What is typed and the tree that it becomes, and short names for the parts of trees."""

from fractions import Fraction

from grader.algebra.expressions.dimensions import Dim, Shape
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.expressions.tree import (
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
)
from grader.algebra.language.grammar.parser import parse
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


def notation(*names: str, **more: Shape) -> Notation:
    square = Shape(M, M)
    return Notation({name: Symbol(name, more.get(name, square)) for name in (*names, *more)})


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
    ("np.linalg.matrix_power(C, 2)", power(C, 2)),
    ("np.linalg.matrix_power(C, -3)", power(C, -3)),
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
