"""A small rubric that is right, and the ways to get at what `lint` says of one."""

from collections.abc import Mapping
from pathlib import Path

from grader.errors import RubricError
from grader.rubric import lint, source

RIGHT = """\
assignment: hw8
title: A small one
given:
  X: {oracle: linear_autoencoder.sample, m: 8, n: 64, k: 3, seed: 1}
  lam: 0.05
problems:
  - id: one
    title: Weights
    parts:
      - id: one.weights
        answer: {arrays: weights.npz, W1: [k, m], W2: [m, k]}
        criteria:
          - {check: orthonormal, points: 2, limit: 1e-6}
          - check: singular_values
            points: 1
            expected: {oracle: regularized_autoencoder.singular_values, X: X, k: k, lam: lam}
      - id: one.tokens
        answer: {tokens: [w1, w2]}
        criteria:
          - {check: token_sequence, points: 1, step: 0.5, expected: [<sos>, on], other: {answer: one.others}}
      - id: one.others
        answer: {tokens: [w1, w2]}
        criteria:
          - {check: token_sequence, points: 1, expected: [on, <sos>]}
  - id: two
    parts:
      - id: two.layers
        answer: {choice: [yes, no]}
        criteria:
          - {check: choice, points: 1, right: yes, feedback: {chose no: Think again.}}
      - id: two.seconds
        answer: {number: seconds}
        criteria:
          - {check: number, points: 1, accept: [{from: 1, to: 2}]}
      - id: two.essay
        answer: text
        criteria:
          - {check: review_text, points: 3, words: [70, 150]}
      - id: two.code
        answer: {code: solution.py, function: "solve(X, k)"}
        criteria: [{check: review, points: 4}]
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a rubric and its fragments; the path of the first."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder / next(iter(files))


def complaints(path: Path) -> list[str]:
    """What `lint` says, `file:line: message` each, files named from the rubric's folder on."""
    try:
        found = lint.problems(source.read(path))
    except RubricError as error:
        found = list(error.problems)
    return [f"{place}: {text}".replace(f"{path.parent}/", "") for place, text in found]


def edited(*edits: tuple[str, str]) -> str:
    """The right rubric with pieces of its text replaced; each must stand in it."""
    text = RIGHT
    for old, new in edits:
        assert old in text, f"{old!r} does not stand in the rubric"
        text = text.replace(old, new, 1)
    return text
