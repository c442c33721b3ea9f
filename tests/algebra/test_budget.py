"""What one answer may cost is counted: past the bound it is undecided, never refused; what was found before stays."""

import pytest

from benchmarks.algebra import ours
from grader.algebra import budget
from grader.algebra.budget import Exhausted, limited, spend
from grader.algebra.reading.blanking import MAX_CALLS, equated
from grader.model import Status

A, B = "W_2^T (W_2 W_1 - I) X X^T", "(W_2 W_1 - I) X X^T W_1^T"
WRONG = "$W_1 W_2 = I$"


def many(form: str, count: int = 24) -> str:
    """That many equations, each with another number."""
    return "\n\n".join("$" + form.replace("A", f"({A})").replace("B", f"({B})").replace("#", str(n)) + "$"
                       for n in range(2, 2 + count))  # fmt: skip


DEAR = {
    "numbers from sizes": many("k^4 A W_2 + m^5 W_1 B + # W_1 B = 0"),
    "sums over indices": many(r"\sum_{i=1}^n W_2^T(W_2 W_1 - I) x_i x_i^T = #\sum_{i=1}^n x_i^T x_i A"),
    "norms": many(r"\|A\|_F + # \|B\|_F = 0"),
}


@pytest.mark.parametrize("what", DEAR)
def test_what_takes_too_long_goes_to_a_person(what: str) -> None:
    found = ours.verdict("autoencoder.conditions", DEAR[what])
    assert found.status is Status.NEEDS_REVIEW
    assert "takes too long" in str(found.message)


@pytest.mark.parametrize("what", DEAR)
def test_the_same_answer_gets_the_same_verdict(what: str) -> None:
    first, second = (ours.verdict("autoencoder.conditions", DEAR[what]) for _ in range(2))
    assert first == second


def test_what_is_wrong_behind_it_is_not_forgotten() -> None:
    right = f"${A} = 0$ and ${B} = 0$"
    assert ours.verdict("autoencoder.conditions", right).fraction == 1
    assert ours.verdict("autoencoder.conditions", f"{right}\n\n{WRONG}").fraction < 1
    assert (
        ours.verdict("autoencoder.conditions", f"{right}\n\n{DEAR['norms']}\n\n{WRONG}").status is Status.NEEDS_REVIEW
    )


def test_a_derivation_past_the_bound_goes_to_a_person() -> None:
    steps = "\n\n".join(f"$K (H P H^T + R) = P H^T + {n} K - {n} K H H^T$" for n in range(2, 80))
    found = ours.verdict("kalman.solved", steps)
    assert found.status is Status.NEEDS_REVIEW
    assert {line["label"] for line in found.evidence["lines"]} == {"not checked"}


def test_work_is_counted_inside_a_bound_and_nowhere_else() -> None:
    spend(10**9)
    with limited(100):
        spend(4, 1_000)
        assert budget.left() == 100 - 4 * 10 - 10
        with pytest.raises(Exhausted):
            spend(6)
    assert budget.left() == budget.UNITS


def test_names_made_of_names_do_not_double_the_work() -> None:
    """Each name mentions the one before twice: unfolded without memory that is 2³⁰ places."""
    names = " ".join(f"Let $a_{{{n + 1}}} = a_{{{n}}} + a_{{{n}}}$." for n in range(1, 30))
    answer = f"Let $a_1 = W_1 x_i$. {names} $\\sum_i a_{{30}} x_i^T = 0$"
    assert ours.verdict("autoencoder.conditions", answer).fraction != 1


def test_so_many_calls_are_looked_at_and_no_more() -> None:
    assert equated("np.equal(" * 4_000) == "np.equal(" * 4_000
    assert equated("np.equal(A, B) " * 150).count("=") == MAX_CALLS
    assert equated("np.allclose(A @ B, 0, atol=1e-8)").split() == ["A", "@", "B=", "0"]


def test_a_step_that_samples_cannot_settle_is_not_called_false() -> None:
    step = r"$P P = \frac{\tanh(50)}{\tanh(50)} P P = P$, $P^T=P$"
    found = ours.verdict("projection.idempotent", step)
    assert found.status is Status.NEEDS_REVIEW
    assert all(line["mark"] != "wrong" for line in found.evidence["lines"])
