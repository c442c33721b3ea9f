"""The matrix benchmark's labels, on a small sample: proved by an evaluation that the grader has no part in."""

import numpy as np
import pytest

from benchmarks.algebra import items, plants
from benchmarks.algebra.bases import bases, families
from benchmarks.algebra.mutants import refitted
from benchmarks.algebra.notation import spec
from benchmarks.algebra.proofs import Witness
from benchmarks.algebra.shapes import fit, fit_sides
from benchmarks.algebra.terms import Misfit, read, read_chain, write
from benchmarks.algebra.values import Point, draw, sample

SHAPES = {"A": ("m", "n"), "B": ("n", "m"), "S": ("m", "m"), "w": ("n", "1"), "c": ("1", "1")}
A_FEW = ("ridge.solution", "softmax.cross_entropy", "autoencoder.conditions", "projection")


def point(**values) -> Point:
    return Point({"m": 2, "n": 3}, {name: np.array(value, float) for name, value in values.items()}, {})


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        pytest.param("A @ B - I", ("m", "m"), id="the size of I from a sum"),
        pytest.param("A @ I @ w", ("m", "1"), id="the size of I in a product"),
        pytest.param("(w.T @ w) * A", ("m", "n"), id="a scalar in front"),
        pytest.param("w.T @ w @ A", ("m", "n"), id="a scalar product in front"),
        pytest.param("tr(A @ B) + c", ("1", "1"), id="a trace"),
        pytest.param("A @ A", None, id="inner sizes differ"),
        pytest.param("A + B", None, id="a sum of two shapes"),
        pytest.param("inv(A)", None, id="an inverse of what is not square"),
        pytest.param("A + c", None, id="a number added to a matrix"),
    ],
)
def test_shapes(source, shape):
    if shape is None:
        with pytest.raises(Misfit):
            fit(read(source), SHAPES)
    else:
        assert fit(read(source), SHAPES)[1] == shape


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("S @ S - 2 * S", [[5, 6], [9, 14]], id="products and sums"),
        pytest.param("S.T", [[1, 3], [2, 4]], id="transpose"),
        pytest.param("inv(S) @ S", [[1, 0], [0, 1]], id="inverse"),
        pytest.param("tr(S) * det(S)", [[-10]], id="trace and determinant"),
        pytest.param("had(S, S)", [[1, 4], [9, 16]], id="entrywise"),
        pytest.param("norm2(S)", [[30]], id="norm"),
        pytest.param("grad(norm2(S), S)", [[2, 4], [6, 8]], id="gradient of the norm"),
        pytest.param("grad(tr(S @ S), S)", [[2, 6], [4, 8]], id="gradient of a trace"),
        pytest.param("total(i, m, col(S, i) @ col(S, i).T)", [[5, 11], [11, 25]], id="sum over columns"),
    ],
)
def test_values(source, value):
    term = fit(read(source), SHAPES)[0]
    assert np.allclose(point(S=[[1, 2], [3, 4]]).value(term), value)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        pytest.param("m × m orthogonal", lambda Q: np.allclose(Q @ Q.T, np.eye(4)), id="orthogonal"),
        pytest.param("m × k orthonormal", lambda Q: np.allclose(Q.T @ Q, np.eye(2)), id="orthonormal"),
        pytest.param("m × m positive definite", lambda S: np.linalg.eigvalsh(S).min() > 0, id="positive definite"),
        pytest.param("m × m diagonal", lambda D: np.count_nonzero(D - np.diag(np.diag(D))) == 0, id="diagonal"),
        pytest.param("k × m diagonal, rank k to m", lambda D: np.linalg.matrix_rank(D) == 2, id="rank"),
        pytest.param("m × k one-hot", lambda Y: (Y.sum(axis=0) == 1).all() and set(Y.ravel()) == {0, 1}, id="one-hot"),
        pytest.param("positive scalar", lambda c: c.shape == (1, 1) and c[0, 0] > 0, id="positive scalar"),
    ],
)
def test_samples_meet_their_hypotheses(text, holds):
    assert holds(draw(spec(text), {"m": 4, "k": 2}, np.random.default_rng(3)))


@pytest.mark.parametrize("base", [base for base in bases().values() if base.kind == "expression"], ids=lambda b: b.id)
def test_right_answers_have_the_value_asked_for(base):
    at = sample(base.notation, np.random.default_rng(5))
    assert all(np.allclose(at.value(answer), at.value(base.value)) for answer in base.answers)


@pytest.mark.parametrize("base", [base for base in bases().values() if base.kind == "derivation"], ids=lambda b: b.id)
def test_the_lines_of_derivations_hold(base):
    assert plants.first_false(base.lines, Witness(base, 7)) == (None, "every step holds at 3 random points")


@pytest.mark.parametrize("base", [base for base in bases().values() if families(base)], ids=lambda base: base.id)
def test_known_solutions_solve_the_conditions(base):
    witness = Witness(base, 2)
    for zeros in witness.zeros:
        gaps = [at.value(left) - at.value(right) for at in zeros for left, right in base.conditions.values()]
        assert max(np.abs(gap).max() for gap in gaps) < 1e-8


@pytest.mark.parametrize(
    ("a", "b", "right"),
    [
        pytest.param(
            "W2.T @ W2 @ W1 @ C == W2.T @ C", "W1 @ C @ (W1.T @ W2.T - I) == 0", True, id="expanded, transposed"
        ),
        pytest.param("W2.T @ W2 @ W1 @ C == W2.T @ C", "C @ (W1.T @ W2.T - I) @ W2 == 0", False, id="(a) twice"),
        pytest.param("W2.T @ (W2 @ W1 - I) == 0", "(W2 @ W1 - I) @ C @ W1.T == 0", False, id="C cancelled"),
        pytest.param("(W2 @ W1 - I) @ C == 0", "", False, id="as if the product were free"),
        pytest.param("W2.T @ (W2 @ W1 - I) @ C == 0", "", False, id="(a) alone"),
        pytest.param("W2.T @ (W2 @ W1 + I) @ C == 0", "(W2 @ W1 - I) @ C @ W1.T == 0", False, id="a sign"),
    ],
)
def test_systems_told_apart(a, b, right):
    """The conditions of the linear autoencoder against answers that are known to be right or wrong."""
    witness = Witness(bases()["autoencoder.conditions"], 1)
    assert witness.equivalent([witness.base.sides(source) for source in (a, b) if source], {}).right is right


@pytest.mark.parametrize("id", A_FEW)
def test_every_label_of_a_sample_is_proved_again_by_other_numbers(id):
    """What one draw of numbers proved, another must; right rewrites have the label they were made for."""
    base = bases()[id]
    witness = Witness(base, 99)
    for item in items.of_base(base, 4, 6, 6):
        assert item.proved and (item.right or not item.planned)
        if any(":=" in said for said in item.statements) or "one equation more" in item.proof:
            continue
        sides = [refitted(read_chain(said), dict(base.notation.shapes)) for said in item.statements]
        if base.kind == "expression":
            found = bool(sides[0]) and all(witness.same(base.value, side, {}).right for side in sides[0])
        else:
            found = all(sides) and witness.equivalent(sides, {}).right
        assert bool(found) is item.right, item


def test_a_planted_step_is_the_first_that_fails():
    base = bases()["svd.pseudo_inverse_derived"]
    shapes = dict(base.notation.shapes)
    for item in plants.of_base(base, 3, 2, 8):
        lines = [fitted for said in item.statements if (fitted := refitted(read_chain(said), shapes))]
        misfits = len(lines) < len(item.statements)
        assert (plants.first_false(tuple(lines), Witness(base, 8))[0] is not None or misfits) is not item.right
        assert (item.first_false is None) is item.right
        if item.first_false:
            assert item.false_step in item.text.split("\n")[item.first_false - 1]


def test_what_is_written_reads_back():
    for base in bases().values():
        for answer in base.answers:
            assert np.all(fit_sides([read(write(answer))], base.notation.shapes)[0][0] == answer)


def test_the_benchmark_is_as_large_as_promised():
    kinds = [base.kind for base in bases().values()]
    asked = kinds.count("expression") + kinds.count("equations")
    assert len(kinds) >= 40 and asked * items.PER_BASE >= 1000
    assert kinds.count("derivation") >= 12 and kinds.count("derivation") * plants.PLANTED >= 200
    base = bases()["kalman.equation"]
    made = list(items.of_base(base, 0, items.PER_BASE, items.PER_BASE))
    assert len({item.statements for item in made}) == 2 * items.PER_BASE
    assert sum(not item.right for item in made) > 0.8 * items.PER_BASE


def test_the_same_seed_makes_the_same_items():
    base = bases()["ridge.normal_equations"]
    first, again, other = (list(items.of_base(base, seed, 5, 5)) for seed in (1, 1, 2))
    assert first == again and first != other
