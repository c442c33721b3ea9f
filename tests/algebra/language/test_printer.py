"""What is printed reads well, and reads back as the same tree."""

import pytest
from hypothesis import given, settings

from grader.algebra.expressions import tree
from grader.algebra.expressions.tree import Node, walk
from grader.algebra.language.declarations import declared
from grader.algebra.language.grammar.parser import parse
from grader.algebra.language.printer import latex, plain
from tests.algebra.trees import HW7, K, M, N, shaped, trees

# what was typed, as LaTeX, as plain text
CASES = [
    ("W2.T @ (W2 @ W1 - np.eye(m)) @ X @ X.T", r"W_2^\top (W_2 W_1 - I_m) X X^\top", "W₂ᵀ (W₂ W₁ − Iₘ) X Xᵀ"),
    ("1/2 X", r"\frac{1}{2} X", "(1/2) X"),
    ("2/n (W2W1 - I) X", r"\frac{2}{n} (W_2 W_1 - I) X", "(2 / n) (W₂ W₁ − I) X"),
    ("-(C - D)", "-(C - D)", "−(C − D)"),
    ("C - (D - C)", "C - (D - C)", "C − (D − C)"),
    ("(C + D) + C", "C + D + C", "C + D + C"),
    ("C (-D)", "C (-D)", "C (−D)"),
    ("(C^T)^{-1}", r"(C^\top)^{-1}", "(Cᵀ)⁻¹"),
    ("C^{-T}", r"(C^{-1})^\top", "(C⁻¹)ᵀ"),
    ("C^{-1/2}", "C^{-1/2}", "C^{-1/2}"),
    (r"\|X - W_2 W_1 X\|_F^2", r"\|X - W_2 W_1 X\|_F^2", "‖X − W₂ W₁ X‖_F²"),
    (r"\nabla_{W_1} L", r"\nabla_{W_1} L", "∇_{W₁} L"),
    (r"\nabla_{W_1} \|X\|^2", r"\nabla_{W_1} (\|X\|^2)", "∇_{W₁} (‖X‖²)"),
    (r"\sum_{i=1}^n x_i x_i^T", r"\sum_{i=1}^{n} x_i x_i^\top", "∑_{i=1}^{n} xᵢ xᵢᵀ"),
    (r"\sum_i x_i + w", r"\sum_{i} x_i + w", "∑_{i} xᵢ + w"),
    (r"C \odot (D C)", r"C \odot (D C)", "C ⊙ (D C)"),
    ("U Sigma V'", r"U \Sigma V^\top", "U Σ Vᵀ"),
    ("sigma_i^2", r"\sigma_i^2", "σᵢ²"),
    ("U[:, :k]", "U_{:,1:k}", "U[:, :k]"),
    ("[I_k 0; 0 D]", r"\begin{pmatrix} I_k & 0 \\ 0 & D \end{pmatrix}", "[Iₖ, 0; 0, D]"),
    ("0_{m×k} + 1_n", r"0_{m \times k} + \mathbf{1}_{n}", "0_{m×k} + 𝟏_{n}"),
    ("tr(C) log(det(C))", r"\operatorname{tr}(C) \log(\det(C))", "tr(C) log(det(C))"),
    (r"\bar\sigma_i + \hat{x}_1", r"\bar{\sigma}_i + \hat{x}_1", "sigmabari + xhat1"),
    ("loss + yhat + V1", r"\mathrm{loss} + \hat{y} + V_1", "loss + yhat + V₁"),
]


@pytest.mark.parametrize(("typed", "in_latex", "in_plain"), CASES, ids=[case[0] for case in CASES])
def test_an_expression_is_printed_with_no_more_brackets_than_it_needs(typed: str, in_latex: str, in_plain: str) -> None:
    (node,) = parse(typed, HW7).items
    assert (latex(node, HW7), plain(node, HW7)) == (in_latex, in_plain)
    assert parse(in_latex, HW7).items == parse(in_plain, HW7).items == (node,)


def test_columns_are_printed_by_their_place_where_no_notation_gives_them_a_letter() -> None:
    (node,) = parse("x_i + sigma_i", HW7).items
    assert latex(node) == r"X_{:,i} + \Sigma_{i,i}"


def adds_no_number(node: Node) -> bool:
    """A number beside a matrix may be read as that number in every entry."""
    sums = [inner.terms for inner in tree.walk(node) if isinstance(inner, tree.Sum)]
    bare = [term.body if isinstance(term, tree.Negative) else term for terms in sums for term in terms]
    return not any(isinstance(term, tree.Number) for term in bare)


@settings(max_examples=300)
@given(trees().filter(adds_no_number))
def test_what_is_printed_parses_to_the_same_tree(node: Node) -> None:
    for text in (latex(node), plain(node), latex(node, HW7), plain(node, HW7)):
        assert parse(text, HW7).items == (node,), text


@settings(max_examples=100)
@given(shaped(M, K) | shaped(N, N))
def test_expressions_whose_shapes_fit_parse_back_too(node: Node) -> None:
    assert parse(latex(node), HW7).items == parse(plain(node), HW7).items == (node,)


@settings(max_examples=200)
@given(trees())
def test_every_part_knows_the_text_that_it_was_read_from(node: Node) -> None:
    text = latex(node)
    (read,) = parse(text, HW7).items
    assert (read.span.start, read.span.end) == (0, len(text))
    for part in walk(read):
        assert 0 <= part.span.start < part.span.end <= len(text)


ROWS = declared({"symbols": {"X": "n × d, rows x", "w": "d × 1", "y": "n × 1"}})


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x_i", "x_i"),
        ("x_i^T w", r"x_i^\top w"),
        ("(x_i^T w - y_i) x_i", r"(x_i^\top w - y_{i,:}) x_i"),
        ("x_i w", r"x_i^\top w"),  # as a column it would not fit
        ("X_{i,:} w", r"x_i^\top w"),
    ],
)
def test_rows_by_their_letter(source: str, shown: str) -> None:
    assert latex(parse(source, ROWS).items[0], ROWS) == shown
