"""What is handed to a program when, and what is known of hidden inputs when it fails."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from grader.checks.program_run import Run
from grader.engine.marking.runs import Runner
from grader.engine.secrets.draws import Draws, Secret
from grader.errors import Unreadable
from grader.model import Answer, AnswerSpec, File, Part, Place
from grader.sandbox import Failure, Loaded, Returned
from grader.sandbox.protocol.values import FailureKind

HERE = Place("rubric.yaml", 1)
CASES = {
    "draw": "solver_cases.draw",
    "sizes": [3, 5],
    "kinds": {"tiny": "tiny", "generic": "generic", "huge": "huge", "one direction": "one"},
    "visible": ["generic", "one direction"],
}
SETTINGS = {"code": "solution.py", "function": "f(X, k)", "cases": CASES}
SAID = "31415"
RETURNED = Returned(7, 0.1, "")


def failure(kind: FailureKind) -> Failure:
    return Failure(kind, SAID, SAID, 0.1, SAID)


@dataclass
class Session:
    """A session that is told what to answer, and notes the sizes that it is given."""

    loaded: Loaded | Failure = field(default_factory=lambda: Loaded({"f": ("X", "k")}, 0.1, ""))
    unfit: Failure | None = None
    answer: Returned | Failure = RETURNED
    given: list[int] = field(default_factory=list)

    def load(self) -> Loaded | Failure:
        return self.loaded

    def find(self, function: str, names: Any) -> Failure | None:
        assert (function, tuple(names), self.given) == ("f", ("X", "k"), [])
        return self.unfit

    def call(self, function: str, arguments: Mapping[str, Any]) -> Returned | Failure:
        self.given.append(len(arguments["X"]))
        return self.answer

    @contextlib.contextmanager
    def open(self, *_: Any) -> Iterator["Session"]:
        yield self

    def close(self) -> None:
        pass


def made(session: Session, **more: Any) -> tuple[Run, ...]:
    part = Part("p", "", "", AnswerSpec("code", {**SETTINGS, **more}, HERE), (), {}, HERE)
    runner = Runner()
    runner._sandbox = session
    draws = Draws(Secret(b"a secret"), "hw", "ada")
    return runner.runs(part, Answer((File(b"def f(X, k): return 7", Place("solution.py")),)), {}, draws)


def test_visible_inputs_are_handed_over_before_hidden_ones_and_of_each_the_smallest_first() -> None:
    session = Session()
    runs = made(session)
    assert [run.visible for run in runs] == [True] * 4 + [False] * 4
    assert session.given == [len(run.drawn["X"]) for run in runs] == [3, 3, 5, 5, 3, 3, 5, 5]


@pytest.mark.parametrize(
    "session",
    [
        pytest.param(Session(loaded=failure("import")), id="a file that does not run through"),
        pytest.param(Session(loaded=failure("timeout")), id="a file without end"),
        pytest.param(Session(unfit=failure("signature")), id="other arguments"),
        pytest.param(
            Session(Loaded({}, 0.1, "", (("cell 1", 1, "no"),)), failure("missing")),
            id="no function, for a cell failed",
        ),
    ],
)
def test_what_fails_before_an_input_is_handed_over_is_told_in_full(session: Session) -> None:
    runs = made(session)
    assert session.given == []
    assert {(run.hidden, run.problem, run.trace, run.output) for run in runs} == {(False, SAID, SAID, SAID)}


def test_where_there_is_no_function_that_is_said_before_an_input_is_handed_over() -> None:
    session = Session(unfit=failure("missing"))
    with pytest.raises(Unreadable, match=f"when the code has run, {SAID}"):
        made(session)
    assert session.given == []


@pytest.mark.parametrize("kind", ["import", "missing", "signature", "exception", "exit", "reply", "killed", "memory"])
def test_what_fails_later_is_told_discreetly_whatever_it_was(kind: FailureKind) -> None:
    """A process that was started again, a function that is gone: hidden inputs are known by then."""
    hidden = [run for run in made(Session(answer=failure(kind))) if run.hidden]
    assert len(hidden) == 4
    assert all(run.problem == SAID and SAID not in run.discreet for run in hidden)


def test_what_is_no_function_is_told_discreetly_too() -> None:
    *_, run = made(Session(answer=Returned(SAID, 0.1, "")), then={"value": "X"})
    assert (run.hidden, run.problem) == (True, "f() must return a function; it returned str.")
    assert run.discreet == "it did not return a function."
