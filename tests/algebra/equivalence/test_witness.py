"""sympy as second witness: every gradient and identity of the exercises, entry by entry, on small matrices.

sympy differentiates with respect to one symbol an entry, and knows nothing of the matrix language. What it finds
must be the closed form that textbooks give, written here in sympy's own matrices, and the value that the grader
gives to the rubric's own formula: the same residues in the prime field, the same numbers in float64.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.arithmetic import PrimeField, Reals
from grader.algebra.evaluation.evaluator import World
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.language import declarations
from grader.algebra.language.grammar.parser import parse
from grader.rubric import load

sympy = pytest.importorskip("sympy")
Matrix = Any
Values = dict[str, Matrix]

ROOT = Path(__file__).resolve().parents[3]
SIZES = {"c": 2, "d": 3, "h": 2, "k": 2, "m": 3, "n": 4, "p": 2}

LINEAR_AUTOENCODER = {
    "symbols": {"X": "m × n", "W1": "k × m", "W2": "m × k"},
    "definitions": [r"L = \|X - W_2 W_1 X\|_F^2"],
}


def whole(name: str, rows: int, cols: int) -> Matrix:
    """Small whole numbers, the same for the same name."""
    rng = np.random.default_rng(sum(name.encode()) * 64 + 8 * rows + cols)
    return sympy.Matrix(rows, cols, [int(entry) for entry in rng.integers(-3, 4, rows * cols)])


def entries(name: str, like: Matrix) -> Matrix:
    return sympy.Matrix(*like.shape, lambda i, j: sympy.Symbol(f"{name}_{i}{j}"))


def differentiated(loss: Any, by: Matrix) -> Matrix:
    """The derivative of a scalar, entry by entry."""
    return sympy.Matrix(*by.shape, lambda i, j: sympy.diff(loss, by[i, j]))


def square(matrix: Matrix) -> Any:
    """The sum of the squares of the entries."""
    return sum(entry**2 for entry in matrix)


def softmax(scores: Matrix) -> Matrix:
    powers = scores.applyfunc(sympy.exp)
    return sympy.Matrix(*scores.shape, lambda i, j: powers[i, j] / sum(powers[:, j]))


# --- gradients ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slope:
    """A loss, its closed gradient with respect to the symbol `by`, and how the grader writes it."""

    by: str
    shapes: Mapping[str, str]
    loss: Callable[..., Any]
    closed: Callable[..., Matrix]
    written: str
    part: str = ""
    given: Values | None = None
    rational: bool = True

    def values(self) -> Values:
        drawn = {
            name: whole(name, *(SIZES[side] if side in SIZES else int(side) for side in shape))
            for name, shape in self.shapes.items()
        }
        return {**drawn, **(self.given or {})}


SPD = sympy.Matrix([[2, 1, 0], [1, 3, 1], [0, 1, 2]])
ONES = sympy.ones(SIZES["n"], 1)

SLOPES = {
    "encoder": Slope(
        "W1",
        {"X": "mn", "W1": "km", "W2": "mk"},
        lambda X, W1, W2: square(X - W2 * W1 * X),
        lambda X, W1, W2: 2 * W2.T * (W2 * W1 - sympy.eye(3)) * X * X.T,
        r"\nabla_{W_1} L",
    ),
    "decoder": Slope(
        "W2",
        {"X": "mn", "W1": "km", "W2": "mk"},
        lambda X, W1, W2: square(X - W2 * W1 * X),
        lambda X, W1, W2: 2 * (W2 * W1 - sympy.eye(3)) * X * X.T * W1.T,
        r"\nabla_{W_2} L",
    ),
    "ridge, one output": Slope(
        "w",
        {"X": "nd", "y": "n1", "w": "d1", "lambda": "11"},
        lambda X, y, w, lam: square(X * w - y) + lam[0] * square(w),
        lambda X, y, w, lam: 2 * (X.T * (X * w - y) + lam[0] * w),
        r"\nabla_w J",
        "ridge.normal",
    ),
    "ridge, many outputs": Slope(
        "W",
        {"X": "dn", "Y": "cn", "W": "cd", "lambda": "11"},
        lambda X, Y, W, lam: square(Y - W * X) + lam[0] * square(W),
        lambda X, Y, W, lam: 2 * (W * X - Y) * X.T + 2 * lam[0] * W,
        r"\nabla_W J",
        "ridge.gradient",
    ),
    "least squares": Slope(
        "w",
        {"X": "nd", "y": "n1", "w": "d1"},
        lambda X, y, w: square(X * w - y) / 2,
        lambda X, y, w: X.T * (X * w - y),
        r"\nabla_w f",
        "leastsquares.normal",
    ),
    "quadratic form": Slope(
        "x",
        {"A": "nn", "x": "n1"},
        lambda A, x: (x.T * A * x)[0],
        lambda A, x: (A + A.T) * x,
        r"\nabla_x f",
        "derivatives.quadratic",
    ),
    "trace": Slope(
        "X",
        {"A": "pm", "X": "mn", "B": "np"},
        lambda A, X, B: (A * X * B).trace(),
        lambda A, X, B: A.T * B.T,
        r"\nabla_X f",
        "derivatives.trace",
    ),
    "log-determinant": Slope(
        "A",
        {},
        lambda A: sympy.log(A.det()),
        lambda A: A.inv().T,
        r"\nabla_A f",
        "derivatives.logdet",
        {"A": sympy.Matrix([[2, 1, 0, 0], [0, 1, 3, 0], [0, 0, 1, 1], [1, 0, 0, 2]])},
        rational=False,
    ),
    "precision": Slope(
        "Lambda",
        {"X": "mn", "mu": "m1"},
        lambda X, mu, Lambda: (
            sympy.Rational(X.cols, 2) * sympy.log(Lambda.det())
            - sum(((X[:, i] - mu).T * Lambda * (X[:, i] - mu))[0] for i in range(X.cols)) / 2
        ),
        lambda X, mu, Lambda: (X.cols * Lambda.inv().T - (X - mu * ONES.T) * (X - mu * ONES.T).T) / 2,
        r"\nabla_\Lambda \ell",
        "statistics.precision",
        {"Lambda": SPD},
        rational=False,
    ),
    "softmax": Slope(
        "W",
        {"X": "dn", "W": "cd"},
        lambda X, W, Y: -sum(sympy.log(p) for p, y in zip(softmax(W * X), Y, strict=True) if y),
        lambda X, W, Y: (softmax(W * X) - Y) * X.T,
        r"\nabla_W L",
        "networks.softmax",
        {"Y": sympy.Matrix([[1, 0, 0, 1], [0, 1, 1, 0]])},
        rational=False,
    ),
    "attention": Slope(
        "W_Q",
        {"X": "nd", "W_Q": "dh", "W_K": "dh", "T": "nn"},
        lambda X, Q, K, T: square(X * Q * K.T * X.T - T) / 2,
        lambda X, Q, K, T: X.T * (X * Q * K.T * X.T - T) * X * K,
        r"\nabla_{W_Q} L",
        "networks.attention",
    ),
    "tied weights": Slope(
        "W",
        {"X": "mn", "W": "km"},
        lambda X, W: square(X - W.T * W * X),
        lambda X, W: 2 * W * (W.T * W * X * X.T + X * X.T * W.T * W - 2 * X * X.T),
        r"\nabla_W L",
        "networks.tied",
    ),
}


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
def test_entrywise_derivatives_are_the_closed_form(slope: Slope) -> None:
    values = slope.values()
    by = entries(slope.by, values[slope.by])
    free = {**values, slope.by: by}
    found = differentiated(slope.loss(*free.values()), by)
    difference = found - slope.closed(*free.values())
    if slope.rational or not difference.has(sympy.exp):
        assert difference.applyfunc(sympy.cancel) == sympy.zeros(*by.shape)
    else:  # sympy knows no normal form with exp in it
        at = dict(zip(by, values[slope.by], strict=True))
        assert max(abs(entry.subs(at).evalf(40)) for entry in difference) < 1e-35


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
def test_the_grader_evaluates_the_same_gradient(slope: Slope) -> None:
    values = slope.values()
    wanted = slope.closed(*values.values())
    notation = notation_of(slope.part)
    assert_close(evaluated(slope.written, notation, values, Reals()), wanted)
    if slope.rational:
        assert_same(evaluated(slope.written, notation, values, PrimeField()), wanted)


def test_a_wrong_closed_form_is_seen() -> None:
    values = SLOPES["quadratic form"].values()
    x = entries("x", values["x"])
    found = differentiated((x.T * values["A"] * x)[0], x)
    assert (found - 2 * values["A"] * x).applyfunc(sympy.expand) != sympy.zeros(*x.shape)


# --- identities -----------------------------------------------------------------------------------

ROTATION = sympy.Matrix([[1, 2, 2], [2, 1, -2], [2, -2, 1]]) / 3
REFLECTION = sympy.Matrix([[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]]) / 2
SIGMA = sympy.Matrix(3, 4, lambda i, j: 5 - 2 * i if i == j else 0)

IDENTITIES: dict[str, Values] = {
    "leastsquares.qr": {
        "Q": REFLECTION[:, :3],
        "R": sympy.Matrix([[2, 1, -1], [0, 3, 1], [0, 0, 1]]),
        "y": whole("y", 4, 1),
    },
    "leastsquares.projection": {"A": sympy.Matrix([[1, 0], [0, 1], [2, 1]])},
    "identities.woodbury": {
        "A": sympy.Matrix([[2, 1, 0, 0], [0, 1, 3, 0], [0, 0, 1, 1], [1, 0, 0, 2]]),
        "U": whole("U", 4, 2),
        "V": whole("V", 2, 4),
    },
    "statistics.centering": {},
    "statistics.whitening": {"E": ROTATION, "Lambda": sympy.diag(9, 4, 1)},
}
WORKED: dict[str, Callable[..., dict[str, Matrix]]] = {
    "leastsquares.qr": lambda Q, R, y: {"solution": ((Q * R).T * (Q * R)).inv() * (Q * R).T * y},
    "leastsquares.projection": lambda A: dict.fromkeys(("idempotent", "symmetric"), A * (A.T * A).inv() * A.T),
    "identities.woodbury": lambda A, U, V: {"inverse": (A + U * V) * (A + U * V).inv()},
    "statistics.centering": lambda: {
        "idempotent": sympy.eye(4) - sympy.ones(4, 4) / 4,
        "centers": sympy.zeros(4, 1),
    },
    "statistics.whitening": lambda E, Lambda: {"white": sympy.eye(3)},
}
"""What both sides of each conclusion are, worked out from the definitions alone."""
TALL = {"leastsquares.projection": {"n": 2}}


@pytest.mark.parametrize("part", IDENTITIES)
def test_both_sides_of_an_identity_are_what_sympy_finds(part: str) -> None:
    notation = notation_of(part)
    worked = WORKED[part](*IDENTITIES[part].values())
    stated = criterion(part)["conclusions"]
    assert stated.keys() == worked.keys()
    over: Any = Reals() if part == "statistics.whitening" else PrimeField()
    for name, source in stated.items():
        for side in evaluated_sides(source, notation, IDENTITIES[part], over, TALL.get(part, {})):
            if isinstance(over, Reals):
                assert_close(side, worked[name])
            else:
                assert_same(side, worked[name])


def test_pca_meets_both_conditions_and_other_pairs_do_not() -> None:
    X = ROTATION * SIGMA * REFLECTION.T
    first, second = SLOPES["encoder"].closed, SLOPES["decoder"].closed
    pca = (X, ROTATION[:, :2].T, ROTATION[:, :2])
    assert first(*pca) == sympy.zeros(2, 3)
    assert second(*pca) == sympy.zeros(3, 2)
    # orthonormal, and no eigenvectors of X Xᵀ
    axes = sympy.eye(3)
    other = (X, axes[:2, :], axes[:, :2])
    assert second(*other) != sympy.zeros(3, 2)
    # the free matrix: PCA does not satisfy it
    assert (ROTATION[:, :2] * ROTATION[:, :2].T - sympy.eye(3)) * X * X.T != sympy.zeros(3, 3)


def test_procrustes_is_stationary_where_the_product_is_symmetric() -> None:
    """d/dε ‖A − Q(I + εΩ)B‖² at 0 is −2⟨QᵀABᵀ, Ω⟩ + 2⟨BBᵀ, Ω⟩, and BBᵀ is symmetric."""
    A, B, Q = whole("A", 3, 4), whole("B", 3, 4), ROTATION
    M = Q.T * A * B.T
    left, right = evaluated_sides(
        criterion("procrustes.condition")["conditions"]["symmetric"],
        notation_of("procrustes.condition"),
        {"A": A, "B": B, "Q": Q},
        PrimeField(),
    )
    assert_same(left, M)
    assert_same(right, M.T)
    step = sympy.Symbol("step")
    for i, j in ((0, 1), (0, 2), (1, 2)):
        turn = sympy.zeros(3, 3)
        turn[i, j], turn[j, i] = 1, -1
        slope = sympy.diff(square(A - Q * (sympy.eye(3) + step * turn) * B), step).subs(step, 0)
        assert sympy.expand(slope + 2 * (M - M.T)[i, j]) == 0


# --- the grader's side ----------------------------------------------------------------------------


@cache
def assignment() -> Any:
    return load.load(ROOT / "rubrics" / "matrix_calculus.yaml")[0]


def criterion(part: str) -> Mapping[str, Any]:
    return next(each.criteria[0].parameters for each in assignment().parts if each.id == part)


def notation_of(part: str) -> Notation:
    return declarations.declared(criterion(part)["notation"] if part else LINEAR_AUTOENCODER)


def evaluated_sides(
    source: str, notation: Notation, values: Values, over: PrimeField | Reals, sizes: Mapping[str, int] | None = None
) -> list[Any]:
    """The value of each side, as the grader's own evaluation gives it: (rows, columns)."""
    chain, _ = typed_chain(parse(source, notation), notation)
    world = World(notation, {**SIZES, **(sizes or {})}, over, {name: given(m, over) for name, m in values.items()})
    return [world.value(item)[0] for item in chain.items]


def evaluated(source: str, notation: Notation, values: Values, over: PrimeField | Reals) -> Any:
    (value,) = evaluated_sides(source, notation, values, over)
    return value


def given(matrix: Matrix, over: PrimeField | Reals) -> Any:
    return (residues(matrix) if isinstance(over, PrimeField) else numbers(matrix))[None]


def residues(matrix: Matrix) -> Any:
    return np.array([[prime_field.number(int(e.p), int(e.q)) for e in row] for row in matrix.tolist()])


def numbers(matrix: Matrix) -> Any:
    return np.array(matrix.evalf(17).tolist(), dtype=np.float64)


def assert_same(found: Any, wanted: Matrix) -> None:
    """Exactly: residues have one representation each."""
    assert np.broadcast_shapes(found.shape, wanted.shape) == found.shape
    assert np.array_equal(found, np.broadcast_to(residues(wanted), found.shape))


def assert_close(found: Any, wanted: Matrix) -> None:
    assert found.shape == wanted.shape
    error = np.abs(found - numbers(wanted)).max()
    assert error <= 1e-9 * (1 + np.abs(numbers(wanted)).max())
