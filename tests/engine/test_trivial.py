# ruff: noqa: E501, each case on a line of its own
"""What `verify` says trivial answers earn: in files of arrays, in code, in functions that code returns."""

from pathlib import Path

import pytest

from grader.engine import trivial
from grader.rubric import load

HEAD = """
assignment: quiz
given: {X: {oracle: linear_autoencoder.sample, m: 8, n: 64, k: 3, seed: 1}}
problems:
  - id: quiz
    parts:
      - id: quiz.it
"""
ARRAYS = """
        answer: {arrays: w.npz, W1: [k, m], W2: [m, k]}
        criteria:
          - {check: tied, points: 1%s}
          - {check: stationary, points: 2}
"""
CODE = """
        answer:
          code: solution.py
          function: solve(X, k)
          returns: [W1, W2]
          shapes: {X: [m, n], W1: [k, m], W2: [m, k]}
          cases: {draw: solver_cases.draw, kinds: {generic: any data}, sizes: [5]}
        criteria:
          - {id: form, check: code, points: 1%s}
          - {id: orthonormal, check: code, points: 2, each: {check: orthonormal}%s}
          - {id: least, check: code, points: 1, each: {check: least_loss}}
"""
NO_ARRAYS = """
        answer: {choice: [yes, no]}
        criteria: [{check: choice, points: 1, right: yes}]
"""
NO_SHAPES = """
        answer:
          code: solution.py
          function: solve(X, k)
          cases: {draw: solver_cases.draw, kinds: {generic: any data}, sizes: [5]}
        criteria: [{check: code, points: 1}]
"""
PARTS = {
    # a part, the line on it, and the criteria that are advised to count beside others
    "arrays": (ARRAYS % "", "quiz.it: of 3 points trivial answers earn zeros 1, unit vectors 1, random numbers 0", ["tied"]),
    "arrays, with": (ARRAYS % ", with: stationary", "quiz.it: trivial answers earn nothing (zeros, unit vectors, random numbers)", []),
    "code": (CODE % ("", ""), "quiz.it: of 4 points trivial answers earn zeros 1, unit vectors 3, random numbers 1", ["form", "orthonormal"]),
    "code, with": (CODE % (", with: orthonormal", ", with: least"), "quiz.it: trivial answers earn nothing (zeros, unit vectors, random numbers)", []),
    "no arrays": (NO_ARRAYS, None, []),
    "no shapes": (NO_SHAPES, None, []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "advised"), PARTS.values(), ids=PARTS)
def test_what_trivial_answers_earn(tmp_path: Path, text: str, line: str | None, advised: list[str]) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(HEAD + text)
    found = list(trivial.earned(load.load(path)[0]))
    assert [trivial.told(*each) for each in found] == ([line] if line else [])
    said = [words for each in found for _, words in trivial.advice(*each)]
    assert [words.split("'")[1] for words in said] == advised
    assert all("`with:`" in words for words in said)
