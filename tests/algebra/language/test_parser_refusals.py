"""The words for what cannot be read, and the text that they underline."""

import pytest

from grader.algebra.expressions.dimensions import Dim, Shape
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.language.grammar.parser import MAX_DEPTH, MAX_LENGTH, MAX_NODES, ParseError, parse
from tests.algebra.language.sources import C, notation, only
from tests.algebra.trees import HW7, M, N

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
    ("^T", "^T", "has no base"),
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
    ("np.linalg.matrix_power(C, n)", "n", "this power is not read"),
    ("C^{C}", "{C}", "this power is not read"),
    ("C^{65}", "C^{65}", "powers up to 64"),
    ("1, 2, …", ",", "two statements"),
    ("C + … + D", "…", "dots are not read"),
    (r"\nabla L", r"\nabla", "the gradient by which symbol?"),
    (r"\nabla_{W_1} = C", r"\nabla_{W_1}", "the gradient of what?"),
    ("(C = D)", "=", "has no place inside brackets"),
    ("I_{m \\times n}", "I_{m \\times n}", "the sizes"),
    (r"\nabla_{W_1 W_2} L", "W_1 W_2", "not a symbol that a gradient can be taken by"),
    (r"\sum x_i", r"\sum", "a sum over what?"),
    (r"\sum_{i<n} x_i", r"\sum_{i<n}", "what this sum runs over is not read"),
    (r"\sum_{i=j^2}^m u_i", r"\sum_{i=j^2}", "what this sum runs over is not read"),
    (r"\|C\|_*", "_*", "the norm _* is not read"),
    ("L(U_k^T, U_k)", "L(U_k^T, U_k)", "is not read"),
    ("tr(C, D)", "tr(C, D)", "has one argument here, not 2"),
    ("[C, D; C]", "[C, D; C]", "have 2 and 1 blocks"),
    (r"\begin{pmatrix} C & \\ D & C \end{pmatrix}", "&", "something is missing after «&»"),
    (r"\operatorname{diag}(1, \dots, 5)", r"\operatorname{diag}(1, \dots, 5)", "what this diagonal goes through"),
    ("C! = D", "!", "«!» does not fit here"),
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
