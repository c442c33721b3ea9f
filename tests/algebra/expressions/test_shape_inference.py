"""Shapes: what fits, the size of I and 0, and the very factor where something does not fit."""

import pytest

from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.language.declarations import declared
from grader.algebra.language.grammar.parser import parse

NOTATION = declared(
    {
        "symbols": {
            "X": "m × n, columns x",
            "W1": "k × m",
            "W2": "m × k",
            "A": "m × m",
            "w": "m × 1",
            "y": "n × 1",
            "lambda": "scalar",
        },
        "definitions": ["C = X X^T"],
        "sizes": ["k < m"],
    }
)


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ("W_2 W_1 - I", "m×m"),
        ("W_1 W_2 - I", "k×k"),
        ("W_2^T (W_2 W_1 - I) X X^T = 0", "k×m"),
        ("[I_k, 0]", "k×?"),
        ("[I_k, 0] A", "k×m"),
        ("A [I_k, 0; 0, 0] + A", "m×m"),
        ("w^T A w", "a scalar"),
        ("A w^T w", "m×m"),
        ("w w^T w", "m×1"),
        ("A w w^T", "m×m"),
        ("lambda I + A", "m×m"),
        ("2 A lambda w", "m×1"),
        ("tr(X X^T)", "a scalar"),
        ("diag(w)", "m×m"),
        ("diag(A)", "m×1"),
        ("\\sum_i x_i x_i^T", "m×m"),
        ("\\nabla_{W_1} tr(W_1 A W_2)", "k×m"),
        ("X[:, :k]", "m×k"),
        ("\\|X\\|_F^2 A", "m×m"),
        ("A^{-1} w", "m×1"),
    ],
)
def test_what_fits_has_a_shape(source: str, shape: str) -> None:
    assert str(typed_chain(parse(source, NOTATION), NOTATION)[1]) == shape


@pytest.mark.parametrize(
    ("source", "message", "marked"),
    [
        ("W_2 (W_1 X W_2)", "cannot multiply m×n by m×k: the inner dimensions n and m differ", "W_1 X W_2"),
        ("X^T W_2 W_1 X + W_1", "cannot add n×n and k×m", "X^T W_2 W_1 X + W_1"),
        ("tr(W_1 X X^T W_2^T)", "cannot multiply k×m by k×m: the inner dimensions m and k differ", "X^T W_2^T"),
        ("W_2^T (W_1 - I)", "cannot add k×m and I, which is square", "W_1 - I"),
        ("W_1 = W_2", "the sides of '=' do not fit: k×m on the left, m×k on the right", "W_1 = W_2"),
        ("A + lambda", "cannot add m×m and a scalar; a multiple of I may be meant", "A + lambda"),
        ("A + w", "cannot add m×m and m×1", "A + w"),
        ("tr(X)", "only a square matrix has a trace; this is m×n", "tr(X)"),
        ("X^{-1} w", "only a square matrix has an inverse; this is m×n", "X^{-1}"),
        ("w^2", "only a square matrix has the power 2; this is m×1", "w^2"),
        ("w / A", "cannot divide by m×m; multiply by its inverse, on the side that is meant", "A"),
        ("A \\odot X", "cannot multiply entry by entry m×m and m×n", "A \\odot X"),
        ("B w", "«B» is not defined; say what it stands for", "B"),
        ("\\nabla_w (A w)", "only a scalar has a gradient here; this is m×1", "(A w)"),
        ("tr(I)", "the size of this is not clear here; write it, as in I_k", "I"),
        ("[A, w; w^T, A]", "this block of m×m does not fit the blocks beside or above it", "A"),
    ],
)
def test_what_does_not_fit_is_named_at_the_very_factor(source: str, message: str, marked: str) -> None:
    with pytest.raises(ShapeError) as caught:
        typed_chain(parse(source, NOTATION), NOTATION)
    assert caught.value.message.startswith(message)
    span = caught.value.span
    found = source[span.start : span.end]
    assert marked in found or found in marked
