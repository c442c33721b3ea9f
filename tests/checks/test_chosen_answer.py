"""Which expression of an answer is judged, where students say more than they are asked for."""

from functools import cache
from pathlib import Path

import pytest

from grader import intake
from grader.engine.marking.grade import Grader
from grader.model import PartGrade, Status
from grader.rubric import load

RUBRIC = Path(__file__).resolve().parents[2] / "rubrics" / "matrix_calculus.yaml"
RIDGE = "2(WX - Y)X^T + 2\\lambda W"


@cache
def grader() -> Grader:
    return Grader(load.load(RUBRIC)[0], {})


def graded(part: str, answer: str, folder: Path) -> PartGrade:
    (folder / "answers.md").write_text(f"## {part}\n\n{answer}\n", encoding="utf-8")
    (found,) = grader().grade(intake.read(folder, grader().assignment), only=[part]).parts
    return found


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("networks.softmax", "$\\nabla_W L=(P-Y)X^\\top$ where $P=\\operatorname{softmax}(WX)$"),
        ("networks.softmax", "$\\nabla_W L=(P-Y)X^\\top$, with $P=\\operatorname{softmax}(WX)$."),
        ("networks.attention", "$\\nabla_{W_Q}L=X^\\top(S-T)XW_K$ where $S=XW_QW_K^\\top X^\\top$"),
        (
            "ridge.gradient",
            f"$\\nabla_W J={RIDGE}$. Setting this to zero gives $W=YX^\\top(XX^\\top+\\lambda I)^{{-1}}$.",
        ),
        ("ridge.gradient", f"$\\nabla_W J={RIDGE} = 0$"),
        ("ridge.gradient", f"$\\nabla_W J = 2W(XX^T + \\lambda I) - 2 Y X^T = {RIDGE}$"),
        (
            "derivatives.trace",
            "$\\nabla_X f=A^\\top B^\\top$, since $\\operatorname{tr}(AXB)=\\operatorname{tr}(BAX)$.",
        ),
        ("derivatives.quadratic", "Let $g = (A+A^T)x$. Then $\\nabla_x f = g$."),
    ],
)
def test_the_derivative_that_is_named_is_the_answer(part: str, answer: str, tmp_path: Path) -> None:
    found = graded(part, answer, tmp_path)
    assert found.status is Status.CORRECT, found.results[0].verdict.message


@pytest.mark.parametrize(
    ("part", "answer", "status"),
    [
        # the last that is named counts
        ("ridge.gradient", f"$\\nabla_W J={RIDGE}$\n\n$\\nabla_W J = 2 W X$", Status.INCORRECT),
        ("derivatives.quadratic", "$\\nabla_x f=2Ax$. For symmetric $A$, $\\nabla_x f=(A+A^T)x$.", Status.INCORRECT),
        # it is not what it is said to be
        ("ridge.gradient", f"$-\\nabla_W J = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$\\nabla_W J / 5 = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$\\nabla_W (5 J) = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$\\nabla_X J = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$\\nabla_W J = 0 = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$\\nabla_W J = W = {RIDGE}$", Status.INCORRECT),
        ("ridge.gradient", f"$J = {RIDGE}$", Status.INCORRECT),
        # the answer itself cannot be read: nothing before it is graded
        ("ridge.gradient", f"$G = {RIDGE}$\n\n$\\nabla_W J = G + Z_3$", Status.NEEDS_REVIEW),
        ("ridge.gradient", f"$\\nabla_W J = {RIDGE}$\n\nSo finally $\\nabla_W J = mean(X) W$", Status.NEEDS_REVIEW),
        ("networks.attention", "where $E := X^T (S - T) X W_K$\n\n$\\nabla_{W_Q} L = E 0$", Status.NEEDS_REVIEW),
        # a derivative that is named is not worked out
        ("ridge.gradient", "Let $G = \\nabla_W J$. Then $\\nabla_W J = 1 \\cdot G$.", Status.INCORRECT),
    ],
)
def test_what_is_wrong_or_missing_there_is_not_made_up_for(
    part: str, answer: str, status: Status, tmp_path: Path
) -> None:
    found = graded(part, answer, tmp_path)
    assert (found.status, found.score) == (status, None if status.pending else 0)
    assert "?" not in found.results[0].verdict.message


@pytest.mark.parametrize(
    "answer",
    [
        "Let $E = R^{-1}Q^T$. $Ey$",
        "Let `E = R⁻¹Qᵀ`. Then `E y`",
        "Write $t := Q^T y$ for short.\n\n$R^{-1} t = R^{-1} Q^T y$",
        "Let $Z = R^{-1}$. So we get $Z\\bigl(Q^Ty\\bigr)$.",
    ],
)
def test_what_is_named_first_is_not_the_answer(answer: str) -> None:
    from benchmarks.algebra import ours

    assert ours.verdict("qr.solution", answer).status is Status.CORRECT


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ("derivatives.quadratic", "$\\nabla_x f=(A+A^\\top)x$. For symmetric $A$, $\\nabla_x f=2Ax$."),
        ("networks.softmax", "$\\nabla_W L=(P-Y)X^\\top$. Check: if $P = Y$ the gradient vanishes."),
        ("ridge.gradient", f"Is it $\\nabla_W J={RIDGE}$?"),
        ("ridge.gradient", f"$\\nabla_W J \\propto {RIDGE}$"),
        ("ridge.gradient", f"$\\nabla_W J=\\cancel{{{RIDGE}}}$"),
    ],
)
def test_a_person_reads_what_words_and_signs_make_of_a_right_formula(part: str, answer: str, tmp_path: Path) -> None:
    assert (found := graded(part, answer, tmp_path)).status is Status.NEEDS_REVIEW, found


@pytest.mark.parametrize(
    "answer",
    ["```python\n# grad = 2*(W @ X - Y) @ X.T + 2*lam*W\ngrad = 0*W\n```",
     "```python\ndef grad(W):\n    return -W\n    return 2*(W @ X - Y) @ X.T + 2*lam*W\n```"],
)  # fmt: skip
def test_what_a_program_does_not_run_is_no_answer(answer: str, tmp_path: Path) -> None:
    assert graded("ridge.gradient", answer, tmp_path).score in (0, None)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Let $P = \\operatorname{softmax}(2WX)$. $\\nabla_W L = (P-Y)X^\\top$", Status.NEEDS_REVIEW),
        ("```python\nP = W @ X\ngrad = (P - Y) @ X.T\n```", Status.NEEDS_REVIEW),
        ("```python\nP = softmax(W @ X, axis=1)\ngrad = (P - Y) @ X.T\n```", Status.NEEDS_REVIEW),
        ("$\\nabla_W L = (P-Y)X^\\top$, where $P$ are the predicted labels", Status.NEEDS_REVIEW),
        ("With $P = \\operatorname{softmax}(WX)$: $\\nabla_W L = (P-Y)X^\\top$", Status.CORRECT),
        ("```python\nP = softmax(W @ X, axis=0)\ngrad = (P - Y) @ X.T\n```", Status.CORRECT),
        ("The model predicts $P$. As it is well known, $\\nabla_W L = (P-Y)X^\\top$", Status.CORRECT),
    ],
)
def test_what_is_said_of_a_name_of_the_exercise_must_hold(answer: str, status: Status, tmp_path: Path) -> None:
    assert (found := graded("networks.softmax", answer, tmp_path)).status is status, found


@pytest.mark.parametrize(
    "answer",
    [
        "| right | wrong |\n|---|---|\n| $5W$ | $" + RIDGE + "$ |",
        f"% $\\nabla_W J = {RIDGE}$",
        f"Option 1: $5W$\n\nOption 2: ${RIDGE}$",
    ],
)
def test_what_is_set_beside_an_answer_is_weighed(answer: str, tmp_path: Path) -> None:
    assert graded("ridge.gradient", answer, tmp_path).score in (0, None)
