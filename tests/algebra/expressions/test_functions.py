"""Every row of the functions is whole: shape, value, slope, where it is flat, LaTeX and spellings agree."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import gelu, silu, softplus

from grader.algebra.equivalence.findings import Kind
from grader.algebra.equivalence.systems import judge
from grader.algebra.evaluation.arithmetic import Dual, Duals, PrimeField, Reals
from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.dimensions import Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.functions import FUNCTIONS, Function, Result
from grader.algebra.expressions.shape_inference import typed, typed_chain
from grader.algebra.language.declarations import declared
from grader.algebra.language.grammar.parser import parse
from grader.algebra.language.lexing.spelling import CALLS, METHODS
from grader.algebra.language.printer import latex, plain

NOTATION = declared({"symbols": {"A": "n × n", "B": "m × n", "w": "n × 1", "lambda": "positive scalar"}})
TORCH = {
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": softplus,
    "gelu": gelu,
    "silu": silu,
    "softmax": lambda x: torch.softmax(x, dim=-2),
    "logsumexp": lambda x: torch.logsumexp(x, dim=-2, keepdim=True),
    "tr": lambda x: torch.diagonal(x, dim1=-2, dim2=-1).sum(-1)[..., None, None],
    "det": lambda x: torch.linalg.det(x)[..., None, None],
    "diag": lambda x: torch.diagonal(x, dim1=-2, dim2=-1)[..., None],
    "sum": lambda x: x.sum(dim=(-2, -1), keepdim=True),
}
"""A second witness for every function, with derivatives of its own."""


@pytest.fixture(params=FUNCTIONS.values(), ids=FUNCTIONS)
def row(request) -> Function:
    return request.param


def points(row: Function, samples: int = 40) -> np.ndarray:
    """Square matrices (samples, 3, 3), entries positive where the function has no other value."""
    found = np.random.default_rng(5).normal(0, 3, (samples, 3, 3))
    return np.abs(found) + 0.1 if row.name in ("log", "sqrt") else found


def test_every_function_has_a_witness() -> None:
    assert TORCH.keys() == FUNCTIONS.keys()


def test_a_row_is_rational_or_has_a_value_and_a_slope(row: Function) -> None:
    assert (row.exact is None) == (row.value is not None) == (row.slope is not None)
    assert (row.exact is None) or row.steep is None


def test_the_value_is_that_of_another_library(row: Function) -> None:
    at = points(row)
    np.testing.assert_allclose(Reals().function(row, at), TORCH[row.name](torch.tensor(at)).numpy(), rtol=1e-9)


def test_the_slope_is_that_of_another_library(row: Function) -> None:
    at, along = points(row), np.random.default_rng(6).normal(size=(1, 40, 3, 3))
    found = Duals(Reals()).function(row, Dual(at, along)).tangent
    _, wanted = torch.autograd.functional.jvp(TORCH[row.name], torch.tensor(at), torch.tensor(along[0]))
    np.testing.assert_allclose(found[0], wanted.numpy(), rtol=1e-7, atol=1e-9)


def test_where_it_is_not_steep_a_change_is_not_seen(row: Function) -> None:
    """Where a row calls a function flat it is, and where it does not a change of 1 % moves the value by 10⁻⁷."""
    if row.steep is None:
        return
    at = np.linspace(-30, 30, 2_001)[:, None, None]
    if row.result is not Result.SAME or row.name == "softmax":  # what one entry is depends on those beside it
        at = np.concatenate([at, np.zeros_like(at)], axis=-2)
    steep = row.steep(at, row.value(at))
    moved = at.copy()
    moved[:, :1] *= 1.01
    seen = (np.abs(row.value(moved) - row.value(at)) > 1e-7).any(axis=(-1, -2))
    away = np.abs(at[:, 0, 0]) > 0.1
    assert seen[away & steep.all(axis=(-1, -2))].all()
    assert steep.all(axis=(-1, -2)).any() and not steep.all()


def numbers(shape: Shape, sizes: dict[str, int]) -> tuple[int, int]:
    return shape.rows.value(sizes), shape.cols.value(sizes)


@pytest.mark.parametrize("symbol", ["A", "w", "B"])
def test_the_shape_is_the_value_s(row: Function, symbol: str) -> None:
    if row.square and (symbol == "B" or (symbol == "w" and row.result is not Result.DIAGONAL)):
        return
    node = tree.Apply(row.name, tree.Name(symbol))
    shape = typed(node, NOTATION)[1]
    sizes = {"m": 2, "n": 3}
    over = Reals() if row.exact is None else PrimeField()
    value = over.function(row, np.ones((1, *numbers(NOTATION.symbols[symbol].shape, sizes))))
    assert value.shape[-2:] == numbers(shape, sizes)
    assert extent(node, NOTATION) in (None, shape)


def test_it_is_printed_as_it_is_read(row: Function) -> None:
    node = tree.Apply(row.name, tree.Name("A"))
    assert parse(latex(node), NOTATION).items == (node,)
    assert parse(plain(node), NOTATION).items == (node,)


@pytest.mark.parametrize("word", [word for word, name in CALLS.items() if name in FUNCTIONS and word != "Sum"])
@pytest.mark.parametrize("spelled", ["{}(A)", "\\operatorname{{{}}}(A)", "torch.{}(A)", "\\mathrm{{{}}}(A)"])
def test_every_spelling_is_read(word: str, spelled: str) -> None:
    if spelled.startswith("torch") and not word.islower():
        return
    assert parse(spelled.format(word), NOTATION).items == (tree.Apply(CALLS[word], tree.Name("A")),)


@pytest.mark.parametrize("word", [word for word, name in METHODS.items() if name in FUNCTIONS])
def test_every_method_is_read(word: str) -> None:
    assert parse(f"A.{word}()", NOTATION).items == (tree.Apply(METHODS[word], tree.Name("A")),)


@pytest.mark.parametrize("name", [row.name for row in FUNCTIONS.values() if row.steep and row.result is Result.SAME])
@pytest.mark.parametrize(("left", "right"), [("-60 - 2 w^T w", "-60 - w^T w"), ("-60 - \\|A\\|^2", "-70 - \\|A\\|^2")])
def test_what_is_flat_hides_nothing(name: str, left: str, right: str) -> None:
    """At the samples both sides are the same to all digits, or to so many that nobody can tell."""
    claim = Equation(*typed_chain(parse(f"{name}({left}) w = {name}({right}) w", NOTATION), NOTATION)[0].items)
    trivial = Equation(*typed_chain(parse("w = w", NOTATION), NOTATION)[0].items)
    (found,) = judge([claim], {"c": trivial}, NOTATION, ["w"], 1).findings
    assert found.kind is not Kind.SAME


def test_the_manual_lists_them() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formulas.md").read_text(encoding="utf-8")
    table = text.partition("| function | what it is |\n")[2].partition("\n\n")[0]
    assert {name for line in table.splitlines()[1:] for name in line.split("|")[1].strip().split(", ")} == set(
        FUNCTIONS
    )
