"""Hidden inputs stay hidden until the release: no program carries one out.

Each program of `giving_away` is graded with its calls in the sandbox. What a student may see is looked through for the
input and for any word of the program's; what graders see shows that the program said it.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

from grader.checks.program_run import shown
from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.model import Answer, Cells, Place, Submission
from grader.reports.record import Record, dumps, for_student, record
from grader.rubric import load
from reference import decoder_cases, probe_cases, solver_cases
from tests.hostile.giving_away import HIDDEN, KEY, PROGRAMS, WORD, Program
from tests.hostile.told import criteria, in_a_file, in_cells, read

RUBRIC = """
assignment: small
title: A small one
problems:
  - id: small
    parts:
      - id: small.f
        answer:
          code: solution.py
          function: f(X, word)
          cases:
            draw: solver_cases.draw
            expected: decoder_cases.readings
            sizes: [2, 3]
            kinds: {tall: a tall matrix, plain: a plain matrix, wide: a wide matrix}
            visible: [plain]
          limits: {seconds: 3}
        criteria:
          - {id: form, check: code, points: 1}
          - {id: result, check: code, points: 1, each: {check: one_of}}
          - {id: plain, check: code, points: 1, each: {check: one_of}, kinds: [plain]}
          - {id: wide, check: code, points: 1, each: {check: one_of}, kinds: [wide]}
          - {id: found, check: findings, points: 1, judge: {oracle: probe_cases.judge}, credit: {odd: 0.5}}
      - id: small.h
        answer:
          code: solution.py
          function: h(X, word)
          shapes: {X: [m, n], result: [m, n]}
          cases: {draw: solver_cases.draw, sizes: [2, 3], kinds: {tall: a tall matrix, wide: a wide matrix}}
          limits: {seconds: 3}
        criteria:
          - {check: code, points: 1}
      - id: small.g
        answer:
          code: solution.py
          function: g(X, word)
          cases:
            draw: solver_cases.draw
            expected: decoder_cases.readings
            sizes: [2]
            kinds: {plain: a plain matrix}
            visible: [plain]
        criteria:
          - {check: code, points: 1, each: {check: one_of}}
"""
OF_VERDICTS = {"calls", "where", "finding", "first"}
OF_CALLS = {"kind", "visible", "raised", "file", "line"}


def draw(kind: str, seed: int, size: int) -> dict[str, Any]:
    """What is hidden can be told by its numbers and by its word."""
    random, low = Random(f"{seed} {kind} {size}"), 1 if kind == "plain" else int(HIDDEN)
    X = np.array([[low + random.random() for _ in range(3)] for _ in range(size)])
    return {"X": X, "word": "pear" if kind == "plain" else WORD}


def judge() -> Any:
    return lambda runs: ("odd", "It is odd.", {"results": [shown(run["result"]) for run in runs]})


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    path = tmp_path_factory.mktemp("rubric") / "small.yaml"
    path.write_text(RUBRIC)
    with pytest.MonkeyPatch.context() as patched, Runner(require="C") as runner:
        assignment, _ = load.load(path)
        patched.setattr(solver_cases, "draw", draw)
        patched.setattr(decoder_cases, "readings", lambda X, word: [[word, len(X)]])
        patched.setattr(probe_cases, "judge", judge)
        yield Grader(assignment, {}, runner)


def graded(grader: Grader, answer: Answer) -> Record:
    parts = {part.id: answer for part in grader.assignment.parts}
    return record(grader.grade(Submission("ada", parts)))


def gives_away(criterion: Mapping[str, Any], lines: int) -> list[str]:
    """What a criterion on calls with hidden inputs says more than it may."""
    evidence = criterion["evidence"]
    first = evidence.get("first", {})
    found = [] if criterion["score"] else sorted(evidence.keys() - OF_VERDICTS)
    if not first.get("visible", True):
        found += sorted(first.keys() - OF_CALLS)
    return found + (["line"] if not 0 <= first.get("line", 0) <= lines else [])


TRIED = [
    pytest.param(program, hand_in, id=f"{name}, {hand_in.__name__}", marks=pytest.mark.journey if program.slow else ())
    for name, program in PROGRAMS.items()
    for hand_in in ((in_a_file,) if program.slow else (in_a_file, in_cells))
]


@pytest.mark.parametrize(("program", "hand_in"), TRIED)
def test_no_program_carries_a_hidden_input_out(grader: Grader, program: Program, hand_in: Any) -> None:
    full = graded(grader, hand_in(program.source))
    student = for_student(full, released=False)
    said = read(grader.assignment, student)
    assert [each for each in (HIDDEN, WORD, KEY, "86,420", program.tells, "calls fail") if each in said] == []
    lines = program.source.count("\n") + 1
    assert [gives_away(criterion, lines) for criterion in criteria(student)[:6]] == [[]] * 6
    for everything in (full, for_student(full, released=True)):
        assert program.graders in (program.tells in read(grader.assignment, everything), None)


# --- honest programs ------------------------------------------------------------------------------

VISIBLE = "def f(X, word):\n    if X[0, 0] < 9: return [word, len(X)]\n"
TOLD = {
    # a program; what its author reads, and, after it, what stands in the evidence
    "an exception": (
        VISIBLE + "    return X[len(X)]",
        "It fails on a tall matrix: solution.py:3 raised IndexError.",
        "",
    ),
    "one of NumPy's": (
        "import numpy as np\n" + VISIBLE + "    return np.linalg.inv(X[:, :2] * 0)",
        "It fails on a tall matrix: solution.py:4 raised LinAlgError.",
        "",
    ),
    "one of its own": (
        "class Oh(KeyError): pass\n" + VISIBLE + "    raise Oh(word)",
        "It fails on a tall matrix: solution.py:4 raised KeyError.",
        "",
    ),
    "a wrong answer": (VISIBLE + "    return 7", "It fails on a tall matrix: what came back is not right.", ""),
    "a function": (VISIBLE + "    return open", "It fails on a tall matrix: what came back is not right.", ""),
    "its end": (VISIBLE + "    import os; os._exit(3)", "It fails on a tall matrix: it ended its own process.", ""),
    "an exception on visible inputs too": (
        "def f(X, word):\n    return {}[word]",
        "It fails on a plain matrix: solution.py:2 raised KeyError: 'pear'",
        "return {}[word]",
    ),
    "a wrong answer on visible inputs too": (
        "def f(X, word):\n    return 7",
        "It fails on a plain matrix: 7 was returned.",
        '"returned": {"result": "7"}',
    ),
    "what is missing": (
        "from nothing_of_that_name import f\n",
        "(6 of 6 calls fail): solution.py:1 raised ModuleNotFoundError: No module named 'nothing_of_that_name'",
        'File \\"solution.py\\", line 1, in <module>',
    ),
    "a slip on loading": (
        "print('so far')\nx = undefined\n@x\n" + VISIBLE,
        "solution.py:3 raised NameError: name 'x' is not defined",
        '"output": "so far\\n"',
    ),
    "a slip that costs nothing": (
        "print('so far')\nx = undefined\n" + VISIBLE,
        "It fails on a tall matrix: what came back is not right.",
        "A line failed when the code was loaded: solution.py, line 2: raised NameError: name 'undefined'",
    ),
    "other arguments": ("def f(X): return 7", "f(X) cannot be called as f(X=…, word=…)", ""),
    "no function": ("f = 3", "when the code has run, f is a value of type int, not a function", ""),
}


@pytest.mark.parametrize(("source", "said", "shown"), TOLD.values(), ids=TOLD)
def test_an_honest_program_is_told_what_helps(grader: Grader, source: str, said: str, shown: str) -> None:
    student = for_student(graded(grader, in_a_file(source)), released=False)
    _, result, *_ = criteria(student)
    assert said in result["message"]
    assert shown in dumps(student)


def test_what_failed_on_loading_is_told_of_hidden_inputs_too(grader: Grader) -> None:
    full = graded(grader, in_a_file("from nothing_of_that_name import f\n"))
    _, _, _, wide, *_ = criteria(for_student(full, released=False))
    assert "No module named 'nothing_of_that_name'" in wide["message"]
    assert "line 1, in <module>" in wide["evidence"]["first"]["trace"]


def test_a_cell_that_failed_is_told_of_hidden_inputs_too(grader: Grader) -> None:
    cells = (("cell 1", "import nothing_of_that_name as no"), ("cell 2", VISIBLE + "    return no.sum(X)"))
    full = graded(grader, Answer((Cells(cells, Place("hw.ipynb")),)))
    _, result, *_ = criteria(for_student(full, released=False))
    assert result["message"] == "It fails on a tall matrix: cell 2:3 raised NameError."
    (said,) = result["evidence"]["first"]["cells that failed"]
    assert said.startswith("cell 1, line 1: ") and "No module named" in said
