"""What one part's calls may return together, and what becomes of a part whose calls could not be made."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.engine.marking import runs
from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner, footprint
from grader.engine.secrets.draws import PUBLISHED, Draws
from grader.errors import OwnFault, Unreadable
from grader.model import Answer, File, PartGrade, Place, Status, Submission
from grader.rubric import load

ROOT = Path(__file__).parents[2]
ASSIGNMENT, _ = load.load(ROOT / "rubrics/hw7.yaml")
DECODER = "translation.decoder_inputs"

SIZES: dict[str, tuple[Any, int, int]] = {
    "an array": (np.zeros(1000), 8000, 8400),
    "empty arrays": ([np.zeros(0)] * 1000, 100_000, 200_000),
    "numbers": (list(range(1000)), 30_000, 200_000),
    "text": ({"a": "ü" * 1000}, 2000, 5000),
    "nothing": (None, 0, 200),
}


@pytest.mark.parametrize(("value", "least", "most"), SIZES.values(), ids=SIZES)
def test_the_memory_that_a_value_takes(value: Any, least: int, most: int) -> None:
    assert least <= footprint(value) <= most


def graded(runner: Any, source: bytes = b"def decoder_inputs(target, predicted, training): ...\nx = 1\n") -> PartGrade:
    source = source.replace(b"...", b"return 1")
    answer = Answer((File(source, Place("solution.py")),))
    return Grader(ASSIGNMENT, {}, runner).grade(Submission("ada", {DECODER: answer}), only=[DECODER]).parts[0]


GREEDY = {
    "large arrays": b"import numpy as np\ndef decoder_inputs(target, predicted, training):\n"
    b"    return np.zeros(12 << 20, np.int8)\n",
    "many small arrays": b"import numpy as np\ndef decoder_inputs(target, predicted, training):\n"
    b"    return [np.zeros(0)] * 90_000\n",
}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(GREEDY["large arrays"], id="large arrays"),
        pytest.param(GREEDY["many small arrays"], id="many small arrays", marks=pytest.mark.journey),
    ],
)
def test_too_much_that_is_returned_is_the_students_failure(monkeypatch: pytest.MonkeyPatch, source: bytes) -> None:
    made: list[tuple[runs.Run, ...]] = []
    with Runner(require="C") as runner:
        call = runner.runs
        monkeypatch.setattr(runner, "runs", lambda *given: made.append(call(*given)) or made[-1])
        found = graded(runner, source)
    assert {result.verdict.status for result in found.results} == {Status.INCORRECT}
    assert sum(footprint(run.returned) for run in made[0]) <= runs.KEPT + 1000 * len(made[0])
    said = [run.problem for run in made[0] if run.problem]
    assert said[0] == "too much was returned: what all calls return may take 128 MB of memory together."
    assert said[1] == "it was not run, for the calls before returned more than 128 MB together."


def test_a_frame_is_no_larger_than_it_need_be() -> None:
    large = GREEDY["large arrays"].replace(b"12 <<", b"60 <<")
    with Runner(require="C") as runner:
        found = graded(runner, large)
    assert found.score == 0
    assert "at most 16,777,216 are read" in found.results[0].verdict.message


class Failing:
    """A runner whose calls cannot be made."""

    required = False

    def __init__(self, error: Exception):
        self.error, self.called = error, 0

    def runs(self, *given: Any) -> tuple[runs.Run, ...]:
        self.called += 1
        raise self.error

    def isolation(self) -> str:
        return "none"


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (MemoryError(), Status.GRADER_ERROR, "(MemoryError at test_returned_bounds.py:"),
        (OwnFault("no process can be started"), Status.GRADER_ERROR, "no process can be started"),
        (Unreadable("too many files"), Status.UNREADABLE, "too many files"),
    ],
    ids=["no memory", "our own fault", "unreadable"],
)
def test_what_kept_calls_from_being_made_is_remembered(error: Exception, status: Status, said: str) -> None:
    runner = Failing(error)
    found = graded(runner)
    assert runner.called == 1
    assert len(found.results) == 3
    for result in found.results:
        assert result.verdict.status is status
        assert said in result.verdict.message


# --- a name that only running the code can tell of

NAMES: dict[str, tuple[dict[str, bytes], Status, str]] = {
    "a star, and it is there": (
        {
            "solution.py": b"from mine import *\n",
            "mine.py": b"def decoder_inputs(target, predicted, training): return 0\n",
        },
        Status.INCORRECT,
        "0 was returned",
    ),
    "a star, and it is not there": (
        {"solution.py": b"from mine import *\n", "mine.py": b"def decode(): return 0\n"},
        Status.UNREADABLE,
        "solution.py: when the code has run, there is no function decoder_inputs; there is decode",
    ),
    "a branch that is not run": (
        {"solution.py": b"if 0:\n    def decoder_inputs(a): return 0\n"},
        Status.UNREADABLE,
        "there is no function decoder_inputs",
    ),
    "a tuple": (
        {"solution.py": b"f = lambda a, b, c: 0\ndecoder_inputs, x = f, 1\n"},
        Status.INCORRECT,
        "0 was returned",
    ),
    "a number": (
        {"solution.py": b"decoder_inputs, x = 1, 2\n"},
        Status.UNREADABLE,
        "decoder_inputs is a value of type int, not a function",
    ),
}


@pytest.mark.parametrize(("files", "status", "said"), NAMES.values(), ids=NAMES)
def test_the_sandbox_finds_out_what_is_there(files: Mapping[str, bytes], status: Status, said: str) -> None:
    answer = Answer((File(files["solution.py"], Place("solution.py")),))
    with Runner(require="C") as runner:
        grade = Grader(ASSIGNMENT, {}, runner).grade(Submission("ada", {DECODER: answer}, files=files), only=[DECODER])
    for result in grade.parts[0].results:
        assert (result.verdict.status, result.score) == (status, 0)
        assert said in result.verdict.message


# --- one function returned, of which one value is asked

ONE = b"def make(a):\n    return lambda b: [a, b]\n"


def test_a_single_value_of_a_returned_function_is_what_it_returned() -> None:
    part = next(part for part in ASSIGNMENT.parts if part.id == "autoencoder.probe")
    settings = {
        "code": "solution.py",
        "function": "make(k)",
        "then": {"pair": "seed"},
        "cases": {"draw": "probe_cases.draw", "kinds": {"digits": ""}},
    }
    part = replace(part, answer=replace(part.answer, settings=settings))
    with Runner(require="C") as runner:
        (run,) = runner.runs(part, Answer((File(ONE, Place("solution.py")),)), {}, Draws(PUBLISHED, "hw7", ""))
    assert run.problem is None and run.returned == {"pair": [16, run.drawn["seed"]]}


# --- what is looked at before the submission is read


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    (path.parent / "target").write_text("import torch")
    path.symlink_to(path.parent / "target")


@pytest.mark.parametrize(
    ("make", "started"),
    [(lambda path: path.write_text("import torch"), True), (Path.mkdir, False), (_pipe, False), (_link, False)],
    ids=["a file", "a folder", "a pipe", "a link"],
)
def test_only_a_regular_file_is_looked_at_before(tmp_path: Path, make: Callable[[Path], Any], started: bool) -> None:
    make(tmp_path / "solution.py")
    runner = Runner()

    class Watched:
        torch: bool | None = None

        def prepare(self, *, torch: bool) -> None:
            self.torch = torch

    watched = runner._sandbox = Watched()
    runner.prepare({"solution.py"}, tmp_path)
    assert watched.torch is (True if started else None)
