# ruff: noqa: E501, each case on a line of its own
"""What `lint` says of a code answer that is wrong: a small right rubric, and one edit each."""

from pathlib import Path

import pytest

from tests.rubric.small_rubric import complaints, write

RIGHT = """\
assignment: hw8
problems:
  - id: one
    parts:
      - id: one.solver
        answer:
          code: solution.py
          function: linear_autoencoder(X, k)
          returns: [W1, W2]
          shapes: {X: [m, n], W1: [k, m], W2: [m, k]}
          cases:
            draw: solver_cases.draw
            kinds: {generic: any data, tiny: data scaled by 1e-6}
            sizes: [3, 5]
            visible: [generic]
          limits: {seconds: 5}
        criteria:
          - {check: code, points: 1}
          - {check: code, points: 1, each: {check: orthonormal, limit: 1e-3}, kinds: [tiny]}
"""
CASES = {
    "unknown oracle": ("draw: solver_cases.draw", "draw: solver_case.draw",
                       "12: 'solver_case.draw' is not on the list of oracles; did you mean 'solver_cases.draw'?"),
    "visible, no kind": ("visible: [generic]", "visible: [genric]", "15: 'genric' is not one of the kinds; did you mean 'generic'?"),
    "kinds, no kind": ("kinds: [tiny]", "kinds: [tinny]", "19: 'tinny' is not one of the kinds; did you mean 'tiny'?"),
    "ordinary, no kind": ("kinds: [tiny]", "ordinary: [generc]", "19: 'generc' is not one of the kinds; did you mean 'generic'?"),
    "unknown check": ("check: orthonormal,", "check: orthonormol,", "19: unknown check 'orthonormol'; did you mean 'orthonormal'?"),
    "unknown parameter": ("limit: 1e-3}", "limits: 1e-3}", "19: 'orthonormal' has no parameter 'limits'; did you mean 'limit'?"),
    "unknown limit": ("limits: {seconds: 5}", "limits: {second: 5}", "16: unknown key 'second'; did you mean 'seconds'?"),
    "no seconds": ("limits: {seconds: 5}", "limits: {seconds: 0}", "16: 'seconds' is 0; it must be more than 0"),
    "a function's names twice": ("returns: [W1, W2]", "returns: [W1, W2]\n          then: {codes: X}",
                                 "9: `then` names what is returned; leave one of the two out"),
}  # fmt: skip


def test_the_rubric_is_right(tmp_path: Path) -> None:
    assert complaints(write(tmp_path, {"r.yaml": RIGHT})) == []


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in RIGHT
    assert complaints(write(tmp_path, {"r.yaml": RIGHT.replace(old, new, 1)})) == [f"r.yaml:{said}"]


def test_what_is_for_running_needs_cases(tmp_path: Path) -> None:
    start, end = RIGHT.index("          cases:"), RIGHT.index("          limits:")
    told = complaints(write(tmp_path, {"r.yaml": RIGHT[:start] + RIGHT[end:]}))
    assert any("'returns' needs 'cases': without inputs the function is not run" in line for line in told)
    assert any("'code' needs 'runs'" in line for line in told)
