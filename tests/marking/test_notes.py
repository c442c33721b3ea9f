"""What is taken for a verdict is noted as it is taken, also where there is nothing of that name."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from grader.checks import CHECKS
from grader.engine.marking.notes import NotedChecks, NotedGivens, Notes
from grader.model import Call, Place
from grader.oracles import Givens

HERE = Place("rubric.yaml", 1)
SAMPLE = Call("linear_autoencoder.sample", {"m": 4, "n": 8, "k": 2, "seed": 1}, HERE)
WEIGHTS = Call("linear_autoencoder.weights", {"X": "X", "k": "k"}, HERE)
FIGURES = Call("resnet_figures.figures", {}, HERE)
GIVEN = {"X": SAMPLE, "W": WEIGHTS, "half": 0.5, "figures": FIGURES}
AUTOENCODER, RESNET = "reference.linear_autoencoder", "reference.resnet_figures"

Taking = Callable[[Mapping[str, Any]], object]
TAKEN: Mapping[str, tuple[Taking, set[str], set[str]]] = {
    "nothing": (lambda givens: None, set(), set()),
    "a literal": (lambda givens: givens["half"], {"given p half"}, set()),
    "a call, and its oracle": (lambda givens: givens["figures"], {"given p figures"}, {RESNET}),
    "a call on another given": (lambda givens: givens["W"], {"given p W"}, {AUTOENCODER}),
    "a number that a call names": (lambda givens: givens["m"], {"given p m"}, set()),
    "two": (lambda givens: (givens["half"], givens["X"]), {"given p half", "given p X"}, {AUTOENCODER}),
    "twice": (lambda givens: (givens["X"], givens["X"]), {"given p X"}, {AUTOENCODER}),
    "whether there is one": (lambda givens: "X" in givens, {"given p X"}, set()),
    "whether there is one, and there is not": (lambda givens: "Y" in givens, {"given p Y"}, set()),
    "one, if it is there": (lambda givens: givens.get("half"), {"given p half"}, set()),
    "one, if it is there, and it is not": (lambda givens: givens.get("Y"), {"given p Y"}, set()),
    "their names": (list, {"givens p"}, set()),
    "how many": (len, {"givens p"}, set()),
    "all of them": (
        lambda givens: dict(givens.items()),
        {"givens p", *(f"given p {name}" for name in ("X", "W", "half", "figures", "m", "n", "k"))},
        {AUTOENCODER, RESNET},
    ),
}


@pytest.mark.parametrize(("take", "names", "modules"), TAKEN.values(), ids=TAKEN)
def test_givens_that_are_taken(take: Taking, names: set[str], modules: set[str]) -> None:
    notes, givens = Notes(), Givens(GIVEN)
    take(NotedGivens("p", givens, notes))
    assert notes == Notes(names, modules)


def test_givens_are_what_they_are_without_notes() -> None:
    givens = Givens(GIVEN)
    noted = NotedGivens("p", givens, Notes())
    assert list(noted) == list(givens) and len(noted) == len(givens)
    assert all(noted[name] is givens[name] for name in givens)


def test_a_given_that_is_not_there_is_noted_and_missed() -> None:
    notes = Notes()
    with pytest.raises(KeyError):
        NotedGivens("p", Givens(GIVEN), notes)["Y"]
    assert notes.names == {"given p Y"}


CHECKED = {
    "none": (lambda checks: None, set()),
    "one": (lambda checks: checks["number"], {"grader.checks.numbers"}),
    "one, if it is there": (lambda checks: checks.get("choice"), {CHECKS["choice"].__module__}),
    "their names": (list, set()),
    "how many": (len, set()),
}


@pytest.mark.parametrize(("take", "modules"), CHECKED.values(), ids=CHECKED)
def test_modules_of_checks_that_are_taken(take: Callable[[Mapping[str, Any]], object], modules: set[str]) -> None:
    notes = Notes()
    take(NotedChecks(CHECKS, notes))
    assert notes == Notes(set(), modules)


def test_a_check_that_is_not_there_is_missed() -> None:
    notes = Notes()
    with pytest.raises(KeyError):
        NotedChecks(CHECKS, notes)["none"]
    assert notes == Notes()


def test_notes_of_an_answer_that_two_parts_read_count_for_both() -> None:
    answer = Notes({"answer a", "form a"}, {"grader.answers.tokens"})
    own = Notes({"criteria b"}, {"grader.checks.sequence"})
    own.add(answer)
    assert own == Notes({"criteria b", "answer a", "form a"}, {"grader.checks.sequence", "grader.answers.tokens"})
    assert answer == Notes({"answer a", "form a"}, {"grader.answers.tokens"}), "and it is as it was"
