"""The inputs that code is run on, and the bounds that it is run within."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from grader.checks.program_run import Run
from grader.engine.marking import inputs, runs
from grader.engine.secrets.draws import Draws, Secret
from grader.errors import OwnFault
from reference import decoder_cases, regularized_training, solver_cases

KINDS = dict(solver_cases.KINDS)
ADA = Draws(Secret(b"a secret"), "hw7", "ada")
CASES: Mapping[str, Any] = {"draw": "solver_cases.draw", "kinds": KINDS, "sizes": [3, 8], "visible": ["generic"]}


def listed(cases: Mapping[str, Any], passed: tuple[str, ...] = ("X", "k"), draws: Draws = ADA) -> list[Run]:
    return list(inputs.drawn(cases, passed, inputs.seeds(draws, "pca.solver")))


def test_the_smallest_inputs_come_first_and_every_kind_in_each_size() -> None:
    found = listed(CASES)
    assert [len(run.drawn["X"]) for run in found] == [3] * len(KINDS) + [8] * len(KINDS)
    assert [run.kind for run in found[: len(KINDS)]] == list(KINDS)
    assert {run.kind for run in found if run.visible} == {"generic"}


def test_a_student_sees_the_same_inputs_each_time_and_another_student_others() -> None:
    first, again, other = (listed(CASES, draws=who)[0].drawn["X"] for who in (ADA, ADA, replace(ADA, student="eve")))
    assert (first == again).all() and (first != other).any()


def test_no_input_is_drawn_from_the_seed_of_another() -> None:
    seeds = inputs.seeds(ADA, "pca.solver")
    found = {seeds(kind, size, number) for kind in KINDS for size in (None, 3, 8) for number in range(3)}
    assert len(found) == len(KINDS) * 9


def test_right_answers_are_drawn_with_the_inputs() -> None:
    cases = {"draw": "decoder_cases.draw", "expected": "decoder_cases.readings", "kinds": {"training": ""}, "times": 3}
    found = listed(cases, ("target", "predicted", "training"))
    assert len(found) == 3
    assert all(run.drawn["expected"][0][0] == "<sos>" for run in found)


def test_an_oracle_that_fails_is_our_own_fault() -> None:
    with pytest.raises(OwnFault, match="the oracle 'solver_cases.draw' failed for 'no such kind'"):
        listed({**CASES, "kinds": {"no such kind": ""}})


@pytest.mark.parametrize(
    ("limits", "wall", "cpu", "memory"),
    [
        ({}, 10, 10, 2 << 30),
        ({"seconds": 20}, 20, 20, 2 << 30),
        ({"seconds": 1}, 1, 10, 2 << 30),
        ({"seconds": 20, "cpu_seconds": 90}, 20, 90, 2 << 30),
        ({"memory_mb": 512}, 10, 10, 512 << 20),
    ],
)
def test_limits_come_from_the_rubric(limits: dict[str, float], wall: float, cpu: float, memory: int) -> None:
    found = runs.limits({"limits": limits})
    assert (found.wall, found.cpu, found.memory) == (wall, cpu, memory)


@pytest.mark.parametrize("module", [solver_cases, decoder_cases, regularized_training])
def test_the_rubric_has_the_kinds_and_the_words_of_the_oracles(module: Any) -> None:
    from pathlib import Path

    from grader.rubric import load

    assignment, _ = load.load(Path(__file__).parents[2] / "rubrics/hw7.yaml")
    name = f"{module.__name__.removeprefix('reference.')}.draw"
    cases = [part.answer.settings["cases"] for part in assignment.parts if "cases" in part.answer.settings]
    (ours,) = [each for each in cases if each["draw"] == name]
    assert ours["kinds"] == dict(module.KINDS)
