"""Systems judged by equivalence: what each equation of a student is, and which conditions they reach together."""

import re

import numpy as np
import pytest

from grader.algebra.equivalence.certificates import certificate
from grader.algebra.equivalence.counterexample import counterexample
from grader.algebra.equivalence.findings import Credit, Judgement, Kind
from grader.algebra.equivalence.root_search import Roots, zeros
from grader.algebra.equivalence.systems import judge
from grader.algebra.evaluation.sampling import FULL, Case
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.language.declarations import declared
from grader.algebra.language.grammar.parser import parse
from tests.algebra.exercises import LOW_RANK

CONDITIONS = {"a": "W_2^T (W_2 W_1 - I) X X^T = 0", "b": "(W_2 W_1 - I) X X^T W_1^T = 0"}


def equation(source: str, notation: Notation = LOW_RANK) -> Equation:
    return Equation(*typed_chain(parse(source, notation), notation)[0].items)


def judged(*answers: str, seed: int = 1) -> Judgement:
    conditions = {name: equation(source) for name, source in CONDITIONS.items()}
    return judge([equation(answer) for answer in answers], conditions, LOW_RANK, ["W1", "W2"], seed)


A, B = CONDITIONS["a"], CONDITIONS["b"]


@pytest.mark.parametrize(
    ("answer", "kind", "of"),
    [
        ("W_2^T W_2 W_1 C = W_2^T C", Kind.SAME, "a"),
        ("-3 C (I - W_1^T W_2^T) W_2 = 0", Kind.SAME, "a"),
        ("W_2^T (W_2 W_1 - I) U D = 0", Kind.SAME, "a"),
        ("W_2^T (W_2 W_1 - I) X = 0", Kind.SAME, "a"),
        ("W_2^T (W_2 W_1 - I) \\sum_i x_i x_i^T = 0", Kind.SAME, "a"),
        ("U^T (W_2 W_1 - I) C W_1^T = 0", Kind.SAME, "b"),
        ("W_2^T (W_2 W_1 - I) C W_1^T = 0", Kind.FOLLOWS, "a"),
        ("W_2^T (W_2 W_1 - I) C + 2 W_1 C (W_2 W_1 - I)^T = 0", Kind.FOLLOWS, "ab"),
        ("X X^T = C", Kind.TRUE, ""),
        ("W_2^T (W_2 W_1 - I) = 0", Kind.ASSUMES, "ab"),
        ("W_2^T (W_2 W_1 - I) C C^{-1} = 0", Kind.ASSUMES, "a"),
        ("(W_2 W_1 - I) X X^T = 0", Kind.FALSE, ""),
        ("(W_2 W_1 - I) W_1^T = 0", Kind.FALSE, ""),
        ("W_2^T (W_2 W_1 + I) X X^T = 0", Kind.FALSE, ""),
        ("W_1 (W_2 W_1 - I) W_2 = 0", Kind.FALSE, ""),
        ("W_2 W_1 = I", Kind.FALSE, ""),
        ("tr(W_2 W_1) = 0", Kind.FALSE, ""),
        ("W_1 = W_2^T", Kind.FALSE, ""),
    ],
)
def test_what_an_equation_is(answer: str, kind: Kind, of: str) -> None:
    (found,) = judged(answer).findings
    assert (found.kind, "".join(found.of)) == (kind, of)


@pytest.mark.parametrize(
    ("answers", "a", "b"),
    [
        ((A, B), Credit.FULL, Credit.FULL),
        ((A,), Credit.FULL, Credit.NONE),
        (("W_2^T (W_2 W_1 - I) C + W_1 C (W_2 W_1 - I)^T = 0",), Credit.NONE, Credit.NONE),
        (
            (
                "W_2^T (W_2 W_1 - I) C + W_1 C (W_2 W_1 - I)^T = 0",
                "W_2^T (W_2 W_1 - I) C - W_1 C (W_2 W_1 - I)^T = 0",
            ),
            Credit.FULL,
            Credit.FULL,
        ),
        (("W_2^T (W_2 W_1 - I) = 0", B), Credit.ASSUMED, Credit.FULL),
        (("W_2^T (W_2 W_1 - I) C W_1^T = 0",), Credit.NONE, Credit.NONE),
        (("(W_2 W_1 - I) X X^T = 0",), Credit.NONE, Credit.NONE),
        (("X X^T = C",), Credit.NONE, Credit.NONE),
        ((), Credit.NONE, Credit.NONE),
    ],
)
def test_which_conditions_are_reached(answers: tuple[str, ...], a: Credit, b: Credit) -> None:
    reached = judged(*answers).conditions
    assert (reached["a"].credit, reached["b"].credit) == (a, b)


def test_a_reason_is_given_in_words() -> None:
    (found,) = judged("W_2^T (W_2 W_1 - I) C W_1^T = 0").findings
    assert str(found.certificate) == "(a) multiplied by $W_1^\\top$ from the right"


@pytest.mark.parametrize("answer", ["(W_2 W_1 - I) X X^T = 0", "W_2 W_1 = I", "W_1 = W_2^T", "(W_2 W_1 - I) W_1^T = 0"])
def test_a_counterexample_meets_the_conditions_in_whole_numbers_and_refutes(answer: str) -> None:
    (found,) = judged(answer).findings
    assert found.counterexample is not None
    values = dict(found.counterexample.values)
    x, w1, w2 = values["X"], values["W1"], values["W2"]
    assert all(np.array_equal(value, np.rint(value)) for value in values.values())
    apart = w2 @ w1 - np.eye(len(w2))
    assert not (w2.T @ apart @ x @ x.T).any() and not (apart @ x @ x.T @ w1.T).any()
    assert not np.allclose(found.counterexample.left, found.counterexample.right)


def test_a_cancelled_covariance_is_refuted_where_it_is_singular() -> None:
    (found,) = judged("W_2^T (W_2 W_1 - I) = 0").findings
    assert found.counterexample is not None
    x = dict(found.counterexample.values)["X"]
    assert np.linalg.matrix_rank(x) < len(x)


@pytest.mark.parametrize("seed", range(20))
def test_the_seed_makes_no_difference(seed: int) -> None:
    found = judged("W_2^T W_2 W_1 C = W_2^T C", "(W_2 W_1 + I) C W_1^T = 0", seed=seed)
    assert [one.kind for one in found.findings] == [Kind.SAME, Kind.FALSE]


def test_numbers_that_hold_at_the_samples_of_one_answer_hold_at_no_others() -> None:
    """Whoever knows the samples can write a false equation that holds at them; another seed has others."""
    trials = Trials.of(LOW_RANK, ["W1", "W2"], [equation(A)], seed=5)
    seen = trials.world().value(parse("tr(W_2 W_1)", LOW_RANK).items[0])
    product = " ".join(f"(tr(W_2 W_1) - {int(value)})" for value in seen[:, 0, 0])
    assert trials.holds(equation(f"{product} = 0"))
    assert not Trials.of(LOW_RANK, ["W1", "W2"], [equation(A)], seed=6).holds(equation(f"{product} = 0"))


# --- the steps by themselves

SMALL = declared({"symbols": {"A": "n × n", "B": "n × n", "S": "n × n symmetric"}, "sizes": []})


@pytest.mark.parametrize(
    ("wanted", "given", "words"),
    [
        ("A B A = 0", "A B = 0", r"(g) multiplied by $A$ from the right"),
        ("B^T A^T = 0", "A B = 0", r"(g) transposed"),
        ("3 A B = 0", "A B = 0", r"(g)"),
        ("A B + B^T A^T = 0", "A B = 0", r"a combination of (g); (g) transposed"),
        ("B A = 0", "A B = 0", None),
        ("A = 0", "A A^T A = 0", None),
    ],
)
def test_certificates(wanted: str, given: str, words: str | None) -> None:
    goal, fact = equation(wanted, SMALL), equation(given, SMALL)
    found = certificate(goal, {"g": fact}, Trials.of(SMALL, ["A", "B"], [goal, fact], 1))
    assert (None if found is None else str(found)) == words


@pytest.mark.parametrize(
    ("claim", "hypotheses", "holds"),
    [
        ("A = 0", ["A A^T A = 0"], True),
        ("A = 0", ["A A^T = 0"], True),
        ("A = 0", ["A A = 0"], False),
        ("A B = 0", ["A A^T A B = 0"], True),
        ("A^T = A", ["A A + A^T = 2 A"], False),  # rotations by 30 degrees, times the root of 3
    ],
)
def test_zeros_decide_what_no_certificate_does(claim: str, hypotheses: list[str], holds: bool) -> None:
    given = [equation(source, SMALL) for source in hypotheses]
    found = zeros(equation(claim, SMALL), Roots(given, SMALL, frozenset("AB"), FULL, seed=3))
    assert found.found >= 1
    assert found.holds is holds


@pytest.mark.parametrize("seed", range(20))
def test_an_equation_with_rare_other_solutions_is_not_accepted(seed: int) -> None:
    """P² + Pᵀ = 2P holds for projections, and for √3 times a rotation by 30°."""
    root = np.sqrt(3.0) / 2
    P = np.array([[1.5, -root], [root, 1.5]])
    assert np.allclose(P @ P + P.T, 2 * P) and not np.allclose(P, P.T)
    conditions = {"idempotent": equation("A A = A", SMALL), "symmetric": equation("A^T = A", SMALL)}
    found = judge([equation("A A + A^T = 2 A", SMALL)], conditions, SMALL, ["A"], seed)
    assert {one.credit for one in found.conditions.values()} == {Credit.NONE}


@pytest.mark.parametrize(
    ("answers", "condition", "credit"),
    [
        pytest.param(["A^T A = 0"], "A = 0", Credit.UNDECIDED, id="true, and by no combination"),
        pytest.param(["A^T A = 0", "A = 0"], "A = 0", Credit.FULL, id="said besides"),
        pytest.param(["A^T A = 0"], "A + B = 0", Credit.NONE, id="refuted, whether it follows or not"),
    ],
)
def test_what_was_only_never_refuted_is_no_proof(answers: list[str], condition: str, credit: Credit) -> None:
    given = [equation(answer, SMALL) for answer in answers]
    assert judge(given, {"c": equation(condition, SMALL)}, SMALL, ["A", "B"], 1).conditions["c"].credit is credit


@pytest.mark.parametrize(
    ("claim", "found"),
    [("A B = B A", True), ("A S = S A", True), ("S^T = S", False), ("tr(A B) = tr(B A)", False), ("A A = A", True)],
)
def test_counterexamples_are_found_where_there_are_any(claim: str, found: bool) -> None:
    assert (counterexample(equation(claim, SMALL), (), SMALL) is not None) is found


@pytest.mark.parametrize("case", [Case("largest"), Case("middle"), Case("least")])
def test_ranks_are_those_of_the_case(case: Case) -> None:
    from grader.algebra.evaluation import prime_field, sampling

    sizes = {"k": 3, "m": 6, "n": 8}
    world = sampling.world(LOW_RANK, sizes, (1,), case=case)
    x = world.value(parse("X", LOW_RANK).items[0])
    wanted = {"largest": 6, "middle": 5, "least": 3}[case.rank]
    assert [prime_field.rank(one) for one in x] == [wanted] * 3


def test_samples_do_not_depend_on_the_order_in_which_they_are_asked_for() -> None:
    claim = Equation(*parse("X = X", LOW_RANK).items)
    one, other = (Trials.of(LOW_RANK, (), [claim], seed=5) for _ in range(2))
    names = sorted(LOW_RANK.symbols)
    cases = [FULL, Case("middle"), Case("least")]
    first = {(name, case): one.world(case).value(tree.Name(name)) for case in cases for name in names}
    for case in reversed(cases):
        for name in reversed(names):
            assert np.array_equal(other.world(case).value(tree.Name(name)), first[name, case])


def test_every_word_of_a_reason_is_latex() -> None:
    (found,) = judged("U^T (W_2 W_1 - I) C W_1^T = 0").findings
    assert re.fullmatch(r"\(b\) multiplied by \$U\^\\top\$ from the left", str(found.certificate))
