"""What is typed and the tree that it becomes, with the place of every part."""

import pytest

from grader.algebra.expressions.dimensions import SCALAR, Dim, Shape
from grader.algebra.expressions.notation import Notation, Symbol
from grader.algebra.expressions.tree import (
    Apply,
    Chain,
    Identity,
    Name,
    Negative,
    Node,
    Ones,
    Power,
    Quotient,
    Sum,
    Total,
    Transpose,
    walk,
)
from grader.algebra.language.grammar.parser import parse
from tests.algebra.language.sources import (
    EXPRESSIONS,
    STATEMENTS,
    W1,
    W2,
    T,
    X,
    lam,
    mul,
    notation,
    num,
    only,
    power,
    x,
)
from tests.algebra.trees import HW7, M


@pytest.mark.parametrize(("source", "chain"), STATEMENTS, ids=[case[0] for case in STATEMENTS])
def test_a_statement_becomes_a_chain(source: str, chain: Chain) -> None:
    assert parse(source, HW7) == chain


@pytest.mark.parametrize(("source", "node"), EXPRESSIONS, ids=[case[0] for case in EXPRESSIONS])
def test_an_expression_becomes_a_tree(source: str, node: Node) -> None:
    assert only(source) == node


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
