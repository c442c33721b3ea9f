"""Oracles by name, and givens that are worked out when they are asked for."""

import numpy as np
import pytest

from grader import oracles
from grader.errors import OwnFault
from grader.model import Call, Place
from grader.oracles import Givens
from reference import linear_autoencoder

HERE = Place("r.yaml", 1)
SAMPLE = Call("linear_autoencoder.sample", {"m": 5, "n": 20, "k": 2, "seed": 1}, HERE)


@pytest.mark.parametrize("name", sorted(oracles.names()))
def test_every_oracle_on_the_list_can_be_loaded_and_asked_for_its_arguments(name: str) -> None:
    assert callable(oracles.load(name))
    assert all(argument.kind is argument.POSITIONAL_OR_KEYWORD for argument in oracles.arguments(name).values())


@pytest.mark.parametrize(
    "name", ["os.system", "linear_autoencoder", "linear_autoencoder.np.save", "", "translator.train"]
)
def test_nothing_that_is_not_on_the_list_can_be_loaded(name: str) -> None:
    with pytest.raises(OwnFault, match="not on the list"):
        oracles.load(name)


def test_a_call_is_worked_out_once_and_its_whole_numbers_are_givens_too() -> None:
    givens = Givens({"X": SAMPLE, "lam": 0.05})
    assert set(givens) == {"X", "m", "n", "k", "lam"}
    assert len(givens) == 5
    assert (givens["m"], givens["lam"]) == (5, 0.05)
    assert np.array_equal(givens["X"], linear_autoencoder.sample(5, 20, 2, 1))
    assert givens["X"] is givens["X"]


def test_an_argument_that_names_a_given_stands_for_its_value() -> None:
    givens = Givens({"X": SAMPLE, "U": Call("linear_autoencoder.principal_directions", {"X": "X", "k": "k"}, HERE)})
    assert np.array_equal(givens["U"], linear_autoencoder.principal_directions(givens["X"], 2))


def test_the_parts_own_givens_go_before_the_rubrics() -> None:
    outer = Givens({"X": SAMPLE, "lam": 0.05})
    inner = Givens({"lam": 0.1}, outer)
    assert (inner["lam"], outer["lam"], inner["k"]) == (0.1, 0.05, 2)
    assert inner["X"] is outer["X"]
    with pytest.raises(KeyError):
        inner["Y"]


def test_an_oracle_that_fails_is_our_fault_and_is_named() -> None:
    givens = Givens({"X": Call("linear_autoencoder.sample", {"m": 2, "n": 20, "k": 2, "seed": 1}, HERE)})
    with pytest.raises(OwnFault, match=r"the oracle 'linear_autoencoder.sample' failed: ValueError: .*k < m"):
        givens["X"]
