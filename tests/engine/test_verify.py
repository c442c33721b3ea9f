"""A rubric tried out: what only shows when its oracles run."""

from pathlib import Path

import pytest

from grader.engine import verify
from grader.rubric import load

ROOT = Path(__file__).resolve().parent.parent.parent
RUBRIC = """
assignment: quiz
given:
  X: {{oracle: linear_autoencoder.sample, m: {m}, n: 64, k: 3, seed: 1}}
problems:
  - id: quiz
    parts:
      - id: quiz.weights
        answer: {{arrays: w.npz, W1: [3, 8], W2: [8, 3]}}
        criteria:
          - check: singular_values
            points: 1
            expected: {expected}
"""
RIGHT = "{oracle: regularized_autoencoder.singular_values, X: X, k: 3, lam: 0.05}"


def problems(tmp_path: Path, **changes: object) -> list[str]:
    path = tmp_path / "quiz.yaml"
    path.write_text(RUBRIC.format(**{"m": 8, "expected": RIGHT, **changes}))
    assignment, _ = load.load(path)
    return [f"{place.line}: {text}" for place, text in verify.problems(assignment)]


def test_a_rubric_that_works(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "line", "said"),
    [
        pytest.param({"m": 2}, 4, "the oracle 'linear_autoencoder.sample' failed: ValueError", id="an oracle fails"),
        pytest.param(
            {"expected": "{oracle: linear_autoencoder.least_loss, X: X, k: 3}"},
            13,
            "the oracle 'linear_autoencoder.least_loss' gives no 'expected' that the check can use",
            id="a number where a list is needed",
        ),
        pytest.param(
            {"expected": "{oracle: regularized_autoencoder.singular_values, X: X, k: 3, lam: -1}"},
            13,
            "the oracle 'regularized_autoencoder.singular_values' failed",
            id="an argument that makes no sense",
        ),
    ],
)
def test_what_only_shows_when_oracles_run(tmp_path: Path, changes: dict[str, object], line: int, said: str) -> None:
    first = problems(tmp_path, **changes)[0]
    assert first.startswith(f"{line}: {said}")


def test_hw7_works() -> None:
    assignment, _ = load.load(ROOT / "rubrics" / "hw7.yaml")
    assert verify.problems(assignment) == []
