"""Arithmetic modulo p in float64, against Python's own whole numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.algebra.evaluation import prime_field
from grader.algebra.evaluation.prime_field import P, Singular

residues = st.integers(-(P // 2), P // 2)


def exact(matrix: np.ndarray) -> list[list[int]]:
    return [[int(entry) for entry in row] for row in matrix]


def times(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    """The product in whole numbers, reduced into the middle of each class."""
    product = [
        [sum(x * y for x, y in zip(row, column, strict=True)) % P for column in zip(*b, strict=True)] for row in a
    ]
    return [[entry - P if entry > P // 2 else entry for entry in row] for row in product]


def test_p_is_the_largest_prime_below_two_to_the_25th() -> None:
    def prime(number: int) -> bool:
        return all(number % divisor for divisor in range(2, int(number**0.5) + 1))

    assert prime(P) and not any(prime(number) for number in range(P + 1, 2**25))


@pytest.mark.parametrize("inner", [1, 2, 9, prime_field.MAX_INNER])
def test_products_of_the_largest_residues_are_exact(inner: int) -> None:
    worst = np.full((inner, inner), float(P // 2))
    worst[::2] *= -1
    assert exact(prime_field.reduce(worst @ worst)) == times(exact(worst), exact(worst))


@pytest.mark.parametrize("seed", range(5))
def test_random_products_are_exact(seed: int) -> None:
    rng = np.random.default_rng(seed)
    left, right = prime_field.random(rng, (7, 30)), prime_field.random(rng, (30, 5))
    assert exact(prime_field.reduce(left @ right)) == times(exact(left), exact(right))


@pytest.mark.parametrize("size", [1, 2, 3, 8, 13])
def test_an_inverse_times_its_matrix_is_one(size: int) -> None:
    rng = np.random.default_rng(size)
    matrices = prime_field.random(rng, (3, size, size))
    for matrix, found in zip(matrices, prime_field.inverse(matrices), strict=True):
        assert times(exact(matrix), exact(found)) == exact(np.eye(size))


def test_an_inverse_needs_rows_swapped_where_a_pivot_is_zero() -> None:
    swap = np.array([[[0.0, 1.0], [1.0, 0.0]]])
    assert np.array_equal(prime_field.inverse(swap), swap)


@pytest.mark.parametrize("matrix", [[[1.0, 2.0], [2.0, 4.0]], [[0.0]], [[3.0, 3.0], [3.0, 3.0]]])
def test_what_is_singular_has_no_inverse(matrix: list[list[float]]) -> None:
    with pytest.raises(Singular):
        prime_field.inverse(np.array([np.eye(len(matrix)), matrix]))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_determinants_are_those_of_leibniz(size: int) -> None:
    from itertools import permutations

    rng = np.random.default_rng(size)
    matrix = prime_field.random(rng, (2, size, size))
    matrix[1, 0] = 0
    for one, found in zip(matrix, prime_field.determinant(matrix), strict=True):
        total = 0
        for order in permutations(range(size)):
            sign = (-1) ** sum(order[i] > order[j] for i in range(size) for j in range(i + 1, size))
            product = 1
            for row, column in enumerate(order):
                product *= int(one[row, column])
            total += sign * product
        assert int(found[0, 0]) % P == total % P


@given(st.integers(0, 6), st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_a_product_has_the_rank_it_is_made_with(rank: int, rows: int, cols: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rank = min(rank, rows, cols)
    matrix = prime_field.reduce(prime_field.random(rng, (rows, rank)) @ prime_field.random(rng, (rank, cols)))
    assert prime_field.rank(matrix) == rank


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_a_solution_solves_and_none_is_told_where_there_is_none(rows: int, cols: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns = prime_field.random(rng, (rows, cols))
    wanted = prime_field.reduce(columns @ prime_field.random(rng, (cols, 1)))[:, 0]
    found = prime_field.solve(columns, wanted)
    assert found is not None
    assert np.array_equal(prime_field.reduce(columns @ found), wanted)
    if cols < rows:
        assert prime_field.solve(columns, prime_field.random(rng, (rows,))) is None


@given(st.fractions(max_denominator=50))
def test_a_fraction_times_its_denominator_is_its_numerator(value: Fraction) -> None:
    found = int(prime_field.number(value.numerator, value.denominator))
    assert found * value.denominator % P == value.numerator % P


@given(st.lists(residues.filter(bool), min_size=1, max_size=5))
def test_every_entry_times_its_inverse_is_one(values: list[int]) -> None:
    entries = np.array(values, dtype=np.float64)
    assert np.array_equal(prime_field.reduce(entries * prime_field.invert(entries)), np.ones(len(values)))
