"""What samples cannot tell: numbers that the prime field or floating point hide, and values that do not exist."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.algebra.equivalence.findings import Kind
from grader.algebra.equivalence.systems import judge
from grader.algebra.evaluation.coefficient_bounds import small, trusted
from grader.algebra.evaluation.prime_field import P
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.expressions.tree import Node
from grader.algebra.language.declarations import declared
from grader.algebra.language.grammar.parser import parse
from tests.algebra.trees import HW7, trees

NOTATION = declared({"symbols": {"A": "n × n", "w": "n × 1", "lambda": "positive scalar"}})


def equation(source: str) -> Equation:
    return Equation(*typed_chain(parse(source, NOTATION), NOTATION)[0].items)


@pytest.mark.parametrize(
    ("source", "glance"),
    [
        ("A + A = 2 A", True),
        ("\\frac{1}{2} (A^T A + 3 I)^{-1} w = 0", True),
        ("(2 \\|w\\|^2)^2 = 5 \\operatorname{tr}(A)", True),
        (f"A + {P} A = A", False),
        ("(A + (5 A)^2)^{20} = 0", False),
        ("((((\\lambda^{64})^{64})^{64})^{64})^{64} = 0", False),
        ("\\exp(50) A = 0", False),
        ("\\det(5 I_n) A = 0", False),
    ],
)
def test_what_is_small_at_a_glance(source: str, glance: bool) -> None:
    assert small(equation(source).nodes, NOTATION, exact=True) is glance


@given(trees(), trees(), st.booleans())
def test_what_is_small_at_a_glance_is_trusted(left: Node, right: Node, exact: bool) -> None:
    if small(Equation(left, right).nodes, HW7, exact=exact):
        assert trusted((left, right), HW7, exact=exact)


@pytest.mark.parametrize(
    ("source", "exact", "real"),
    [
        ("A + A = 2 A", True, True),
        ("\\frac{1}{2} (A + A^T) = 0.5 A + 0.5 A^T", True, True),
        ("1000 A = 10 (100 A)", True, False),
        (f"A + {P} A = A", False, False),
        (f"A + \\frac{{{P}}}{{2}} A = A", False, False),
        ("A + (2^{25} - 39) A = A", False, False),
        ("A + (2^{13} 2^{12} - 39) A = A", False, False),
        ("A + \\det(5 I_n) A = A", True, False),
        ("A + \\det(100 I_n) A = A", False, False),
        ("A + 10^{-9} A = A", False, False),
        ("A + \\exp(-50) A = A", False, False),
    ],
)
def test_which_numbers_are_small_enough(source: str, exact: bool, real: bool) -> None:
    one = equation(source)
    assert trusted((one.left, one.right), NOTATION, exact=True) is exact
    assert trusted((one.left, one.right), NOTATION, exact=False) is real


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("A w = 0", Kind.SAME),
        ("50 A w = 0", Kind.SAME),
        (f"A w + {P} w = 0", Kind.FALSE),
        (f"(A + {P} I) w = 0", Kind.FALSE),
        # λᵖ is λ in the field; nothing small shows that it is not, so a person looks
        ("A w + ((((\\lambda^{64})^{64})^{64})^{64})^2 w - \\lambda^{40} w = 0", Kind.UNDECIDED),
        ("\\exp(10^6) A w = 0", Kind.FALSE),
        ("\\log(0) A w = 0", Kind.FALSE),
        ("A w + \\sqrt{-1} w = 0", Kind.FALSE),
        ("\\exp(1) A w = 0", Kind.SAME),
        ("A w + \\exp(-w^T w) w = 0", Kind.FALSE),
        # numbers of which one hides the other
        ("A w + 10^{-12} w = 0", Kind.UNDECIDED),
        ("A w + \\exp(-60) w = 0", Kind.UNDECIDED),
        ("\\|A w\\| = 0", Kind.UNDECIDED),
    ],
)
def test_what_hides_is_not_accepted(claim: str, kind: Kind) -> None:
    (found,) = judge([equation(claim)], {"c": equation("A w = 0")}, NOTATION, ["w"], 1).findings
    assert found.kind is kind


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("\\|A w\\| = \\|-A w\\|", True),
        ("\\|A w\\| = 7 \\|w\\|", False),
        ("\\sqrt{4} A A^T w - A (A^T w) = A A^T w", True),
        # zeros whose parts are large: what is left of them is rounding
        ("A A A A A^T w - A A A A A^T w + \\sqrt{4} w = 2 w", True),
        ("\\exp(1000) w = w", False),
        ("\\exp(-\\|A\\|^2) w = 0", False),
    ],
)
def test_rounding_is_measured_by_the_numbers_on_the_way(source: str, holds: bool) -> None:
    one = equation(source)
    trials = Trials.of(NOTATION, (), [one], 3)
    assert trials.real
    assert trials.holds(one) is holds


PIECES = declared(
    {
        "symbols": {"w": "n × 1", "x": "n × 1", "t": "scalar", "lambda": "positive scalar"},
        "definitions": ["L = \\operatorname{relu}(1 - t w^T x)"],
    }
)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        # what holds on one piece only is seen not to hold, however seldom the other one is met
        ("\\nabla_w L = -t x", False),
        ("\\operatorname{relu}(t) = \\|t\\|", False),
        ("\\operatorname{relu}(t) - \\operatorname{relu}(-t) = t", True),
        ("5 - \\operatorname{relu}(5 - \\lambda) = \\lambda", False),
        ("\\|\\lambda - 3\\| = 3 - \\lambda", False),
        ("\\|\\lambda - 40\\| = 40 - \\lambda", False),
        ("\\sqrt{\\lambda^2} = \\lambda", True),
        ("\\operatorname{relu}(\\lambda w) = \\lambda \\operatorname{relu}(w)", True),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_both_pieces_of_a_function_are_looked_at(source: str, holds: bool, seed: int) -> None:
    one = Equation(*typed_chain(parse(source, PIECES), PIECES)[0].items)
    trials = Trials.of(PIECES, (), [one], seed)
    assert (trials.holds(one) and trials.trusts(one)) is holds


def test_where_one_piece_is_never_met_samples_are_not_trusted() -> None:
    one = Equation(*typed_chain(parse("\\operatorname{relu}(w^T w) = w^T w", PIECES), PIECES)[0].items)
    assert not Trials.of(PIECES, (), [one], 1).trusts(one)
