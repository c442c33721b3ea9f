"""Many spellings, one meaning: LaTeX, plain text, NumPy and Matlab, and mixtures of them."""

import pytest

from grader.algebra.expressions.notation import GREEK, canonical
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.tree import Chain, Name
from grader.algebra.language.grammar.parser import ParseError, parse
from grader.algebra.language.grammar.precedence import HANDLERS
from grader.algebra.language.lexing.commands import _ROWS, ACCENTS, COMMANDS
from grader.algebra.language.lexing.spelling import CALLS, CHARACTERS, folded
from grader.algebra.language.lexing.tokens import STARTS
from tests.algebra.trees import HW7


def read(source: str) -> Chain:
    return parse(source, HW7)


ALIKE = r"""
a symbol:  W_1  |  W_{1}  |  W1  |  W₁  |  \mathbf{W}_1  |  \mathbf{W}_{1}  |  \mathbf W_1  |  \mathbf{W_1}
    \boldsymbol{W}_1  |  \bm{W}_1  |  \mathrm{W}_1  |  \mathit{W}_1  |  𝐖_1  |  𝐖₁  |  𝑾₁  |  {W}_1  |  {W_1}
    \vec{W}_1  |  W _1  |  Ｗ1
a symbol with a letter below:  U_k  |  U_{k}  |  Uk  |  Uₖ  |  \mathbf{U}_k  |  U_{ k }  |  {U}_{k}
a Greek symbol:  \Sigma  |  Σ  |  Sigma  |  \boldsymbol{\Sigma}  |  \bm\Sigma  |  𝚺
a small Greek symbol:  \lambda  |  λ  |  lambda  |  \boldsymbol\lambda
a name that nobody declared:  V_1  |  V1  |  V₁  |  \mathbf V_1  |  \mathbf{V}_{1}  |  \boldsymbol{V_1}
a transpose:  X^T  |  X^{T}  |  X^\top  |  X^{\top}  |  X^\mathsf{T}  |  X^{\mathsf T}  |  X^{\mathsf{T}}
    X^\mathrm{T}  |  X^{\rm T}  |  X^{\text{T}}  |  X^\intercal  |  X^⊤  |  X^{⊤}  |  X^t  |  X^H  |  Xᵀ  |  X⊤
    X'  |  X′  |  X’  |  X^{\prime}  |  X.T  |  X.mT  |  X.transpose()  |  X.t()  |  transpose(X)
    np.transpose(X)  |  torch.transpose(X)  |  {X}^T  |  (X)^T  |  X^(T)  |  X**T  |  X ^ T
the transpose of a symbol with a subscript:  U_k^T  |  U_k^\top  |  U^\top_k  |  U^T_k  |  U_{k}^{\top}  |  Uₖᵀ
    Uk'  |  {U_k}^T
an inverse:  C^{-1}  |  C^-1  |  C^(-1)  |  C⁻¹  |  C^{ -1 }  |  inv(C)  |  np.linalg.inv(C)  |  C.inverse()
    torch.linalg.inv(C)
a product:  C D  |  CD  |  C \cdot D  |  C\cdot D  |  C \times D  |  C * D  |  C @ D  |  C · D  |  C × D  |  C⋅D
    C∗D  |  C \ast D  |  C\,D  |  C~D  |  C\;D  |  C \quad D  |  {C}{D}  |  (C)(D)  |  (C D)  |  C.dot(D)
    np.matmul(C, D)  |  np.dot(C, D)  |  C \bullet D
a product without spaces:  W_2W_1XX^T  |  W2W1XX^T  |  W₂W₁XXᵀ  |  W_{2}W_{1}XX^{\top}  |  W2 W1 X X'
    \mathbf{W}_2\mathbf{W}_1XX^T
an entrywise product:  C \odot D  |  C \circ D  |  C ⊙ D  |  C ∘ D  |  C .* D  |  np.multiply(C, D)
a difference:  C - D  |  C − D  |  C – D  |  C-D  |  C + -D  |  +C - D
a half:  1/2  |  \frac12  |  \frac 1 2  |  \frac{1}{2}  |  \tfrac{1}{2}  |  \dfrac12  |  \nicefrac{1}{2}  |  0.5
    .5  |  ½  |  2/4  |  {1}/{2}  |  (1/2)  |  1÷2
a trace:  tr(C)  |  Tr(C)  |  tr[C]  |  Tr[C]  |  trace(C)  |  tr C  |  \operatorname{tr}(C)
    \operatorname{tr} C  |  \operatorname{tr}{C}  |  \operatorname*{Tr}(C)  |  \mathrm{tr}(C)  |  \text{tr}(C)
    \textrm{tr}(C)  |  \tr(C)  |  \operatorname{trace}\left(C\right)  |  \mathrm{Tr}\{C\}  |  np.trace(C)
    C.trace()  |  tr\bigl(C\bigr)
a squared norm:  \|X\|^2_F  |  \|X\|_F^2  |  ||X||_F^2  |  ‖X‖_F²  |  ‖X‖²_F  |  \lVert X \rVert_F^2
    \Vert X \Vert_F^{2}  |  \left\|X\right\|_F^2  |  \left\lVert X\right\rVert_{F}^2
    \big\|X\big\|_{\mathrm{F}}^2  |  \|X\|_{\text{F}}^2  |  ∥X∥_F^2  |  np.linalg.norm(X)**2
    norm(X, 'fro')^2  |  norm(X, 'fro')**2  |  \|X\|_\mathrm{F}^2
an inner product:  \langle C, D \rangle  |  ⟨C, D⟩  |  \left\langle C, D\right\rangle  |  \langle C, D\rangle_F
    〈C, D〉
a determinant:  \det(C)  |  \det C  |  det(C)  |  |C|  |  \left|C\right|  |  \lvert C\rvert  |  np.linalg.det(C)
    \operatorname{det}(C)  |  \begin{vmatrix} C \end{vmatrix}  |  \vert C \vert
a logarithm of a determinant:  \log\det C  |  \log \det(C)  |  \ln\det C  |  log det C  |  log(det(C))
    np.log(np.linalg.det(C))  |  \log|C|  |  logdet(C)
a gradient:  \nabla_{W_1} L  |  \nabla_{W_1}L  |  ∇_{W1} L  |  ∇_{W₁} L  |  ∇_W1 L
    \nabla_{\mathbf{W}_1} \mathcal{L}  |  grad_W1 L  |  \frac{\partial L}{\partial W_1}
    \dfrac{\partial L}{\partial \mathbf{W}_1}  |  ∂L/∂W_1  |  \partial L/\partial W_1  |  ∂L/∂W₁  |  dL/dW1
    dL/dW_1  |  \frac{dL}{dW_1}  |  \frac{\mathrm d L}{\mathrm d W_1}  |  \frac{d}{dW_1} L
    \frac{\partial}{\partial W_1} L  |  \partial_{W_1} L  |  ∂/∂W_1 L  |  \nabla_{W_1} L(W_1, W_2; X)
    \frac{\partial L(W_1, W_2)}{\partial W_1}  |  \nabla_{W_1}\left(L\right)
a sum:  \sum_i x_i  |  \sum_{i} x_i  |  ∑_i x_i  |  Σ_i x_i  |  ∑ᵢ xᵢ  |  sum_i x_i  |  \sum\limits_i x_i
    \sum\nolimits_{i} x_i  |  \sum_i X_{:,i}  |  \sum_i X[:, i]  |  \sum_i x^{(i)}  |  \sum_i X_{\cdot,i}
    \sum_i \mathbf{x}_i
a sum with limits:  \sum_{i=1}^n x_i  |  \sum_{i=1}^{n} x_i  |  ∑_{i=1}^n x_i  |  Σ_{i=1}^n x_i
    \Sigma_{i=1}^n x_i  |  sum_{i=1}^n x_i  |  \sum^n_{i=1} x_i  |  ∑_i=1^n x_i  |  \sum_{i = 1}^{n} x_i
first columns:  U[:, :k]  |  U[:,:k]  |  U[:, 0:k]  |  U(:, 1:k)  |  U_{:,:k}  |  U_{:,1:k}
the identity:  I  |  \mathbf{I}  |  \mathbf I  |  \boldsymbol{I}  |  \mathbb{I}  |  𝐈  |  \mathrm{I}
the identity with its size:  I_k  |  I_{k}  |  Iₖ  |  \mathbf{I}_k  |  \mathbf{I}_{k}  |  I_{k\times k}
    I_{k,k}  |  np.eye(k)  |  eye(k)  |  eye(k, k)  |  np.identity(k)
zeros:  0_{m\times k}  |  0_{m×k}  |  0_{m,k}  |  \mathbf{0}_{m \times k}  |  \mathbf 0_{m\times k}
    np.zeros((m, k))  |  zeros(m, k)
ones:  1_n  |  \mathbf{1}_n  |  \mathbf 1_n  |  \mathbb{1}_n  |  \bm{1}_{n}  |  𝟏_n  |  𝟙ₙ  |  ones(n)
    np.ones(n)
a row of blocks:  \begin{pmatrix} I_k & 0 \end{pmatrix}  |  \begin{bmatrix} I_k & 0 \end{bmatrix}  |  [I_k, 0]
    [I_k 0]  |  [I_k \; 0]  |  \left[\begin{matrix} I_k & 0\end{matrix}\right]
    \begin{array}{cc} I_k & 0 \end{array}  |  np.hstack([I_k, 0])  |  np.hstack((I_k, 0))  |  [I_k \mid 0]
    [[I_k, 0]]  |  np.block([[I_k, 0]])  |  [I_k & 0]
an equation:  C = D  |  C := D  |  C \equiv D  |  C ≡ D  |  C == D  |  C \triangleq D  |  C \coloneqq D
    C ≔ D  |  C &= D  |  C =& D  |  C \stackrel{!}{=} D  |  C \overset{(1)}{=} D  |  C = D.  |  C = D,
    C = D \\  |  C = D \tag{1}  |  C = D \label{eq:x}  |  C = D \nonumber  |  C = D \checkmark  |  C = D ✓
    C = D \quad (1)  |  \boxed{C = D}  |  C = \boxed{D}  |  \color{blue} C = D  |  C = D \text{ (given)}
    C = D,\ \text{by (a)}.  |  \text{Hence } C = D  |  \displaystyle C = D
    \begin{aligned} C &= D \end{aligned}  |  C \\ = D  |  C = \\ D  |  \left( C \right) = D
    C = \underbrace{D}_{\text{known}}  |  C = \textcolor{red}{D}  |  C = D \qed
    C = D \in \mathbb{R}^{m\times m}
"""
"""A group a paragraph: what it means, and its spellings with bars between; more of them on indented lines."""


def pairs() -> list[tuple[str, str]]:
    """Each spelling beside the first of its group."""
    found = []
    for line in ALIKE.strip().splitlines():
        if not line.startswith(" "):
            first = line.split(":  ", 1)[1].split("  |  ")[0]
        spellings = line.split(":  ", 1)[-1].strip().split("  |  ")
        found += [(first, spelling) for spelling in spellings if spelling != first]
    return found


@pytest.mark.parametrize(("first", "other"), pairs())
def test_spellings_mean_the_same(first: str, other: str) -> None:
    assert read(other) == read(first)


def test_a_logarithm_spelled_by_bars_is_that_of_a_determinant() -> None:
    assert read(r"\log |C|") == read(r"\log\det C")


@pytest.mark.parametrize("greek", sorted(GREEK))
def test_a_greek_letter_has_three_spellings(greek: str) -> None:
    assert read(rf"\{greek}_2") == read(f"{GREEK[greek]}_2") == read(f"{greek}_2")
    assert read(f"{GREEK[greek]}") == read(rf"\{greek}")


def test_every_symbol_is_found_by_its_canonical_spelling() -> None:
    for name in HW7.symbols:
        assert read(name).items == read(canonical(name)).items == (Name(name),)


def test_styled_letters_keep_their_places() -> None:
    source = "𝐖₁ ℒ Ｘ µ ½ ² ₁ 𝟏 Σ ‖"
    assert len(folded(source)) == len(source)
    assert folded(source) == "W₁ L X μ ½ ² ₁ 𝟏 Σ ‖"


def test_the_tables_do_not_contradict_each_other() -> None:
    assert not set(COMMANDS) & set(GREEK)
    assert ACCENTS.keys() | set(ACCENTS.values()) <= {name for name, one in COMMANDS.items() if one.token == "accent"}
    assert not set(CALLS) & set(GREEK)
    assert all(len(char) == 1 and ord(char) > 127 for char in CHARACTERS)


@pytest.mark.parametrize(
    ("source", "other"),
    [
        (r"\operatorname{tr} w \mathbf{1}^T", r"\operatorname{tr}(w \mathbf{1}^T)"),
        ("tr X X^T", "tr(X X^T)"),
        (r"\log\det W_1 W_1^T + L", r"\log(\det(W_1 W_1^T)) + L"),
        (r"2 \operatorname{tr} W_1 \frac{1}{2} C W_1^T", r"2 \operatorname{tr}(W_1 \frac{1}{2} C W_1^T)"),
    ],
)
def test_a_trace_reaches_as_far_as_makes_it_square(source: str, other: str) -> None:
    assert read(source) == read(other)


@pytest.mark.parametrize("source", [r"\operatorname{tr} C D", r"\det C \mathbf{1}", r"\operatorname{tr} C \bar D"])
def test_where_both_readings_have_shapes_neither_is_taken(source: str) -> None:
    with pytest.raises(ParseError, match="can be read as"):
        read(source)


@pytest.mark.parametrize(
    ("source", "other"),
    [
        (r"X - (1 - W_2 \odot W_2) W_1 X", r"X - (\mathbf{1}_{m \times k} - W_2 \odot W_2) W_1 X"),
        (r"w \odot (1 - w)", r"w \odot (\mathbf{1}_{m \times 1} - w)"),
        (r"\tanh(C) (2 - \tanh(C))", r"\tanh(C) (2 \mathbf{1}_{m \times m} - \tanh(C))"),
    ],
)
def test_a_number_is_added_to_every_entry_where_only_that_fits(source: str, other: str) -> None:
    assert read(source) == read(other)


@pytest.mark.parametrize("source", ["1 - C", "C (1 - D)", "1 - W_2 W_1"])
def test_a_number_beside_a_square_matrix_may_be_the_identity(source: str) -> None:
    with pytest.raises(ShapeError):
        typed_chain(read(source), HW7)


def test_a_command_stands_in_one_row() -> None:
    assert sum(len(names.split()) for _, _, names in _ROWS) == len(COMMANDS)


def test_what_a_formula_holds_is_what_the_parser_can_start_or_go_on_with() -> None:
    assert HANDLERS.keys() - {"-", "sup"} == STARTS


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_read_or_refused_by_name(name: str) -> None:
    """No command is taken for something else: what a formula cannot hold is named in the message."""
    if COMMANDS[name].token:
        return
    with pytest.raises(ParseError) as caught:
        read(rf"C \{name} C")
    assert name in caught.value.message


REFUSED = [
    ("А", "CYRILLIC CAPITAL LETTER A"),
    ("X ≤ C", "is not an equation"),
    ("C ⟹ D", "joins two statements"),
    ("C ; D", "two statements"),
    (r"\mathbb{E} x_1 \sim C", "is not an equation"),
    ("C ± D", "PLUS-MINUS SIGN"),
    ("C⊗D", "CIRCLED TIMES"),
    ("∫ C", "INTEGRAL"),
    ("x̲", "COMBINING LOW LINE"),
]


@pytest.mark.parametrize(("source", "said"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_is_not_in_the_language_is_named(source: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(source)
    assert said in caught.value.message
