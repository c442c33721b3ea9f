"""What each form says of itself, so that nobody need ask for its name."""

from collections.abc import Mapping
from typing import Any

import pytest

from grader.answers import FORMS

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "arrays": {"arrays": "w.npz", "W1": ["k", "m"], "code": [3]},
    "tokens": {"tokens": ["t1", "t2"]},
    "choice": {"choice": ["yes", "no"]},
    "choices": {"choices": ["a", "b", "c"]},
    "number": {"number": "seconds"},
    "text": {"text": None},
    "equations": {"equations": None},
    "derivation": {"derivation": None},
    "code": {"code": "solution.py", "function": "solve(X, k)"},
    "training": {"training": "train.py", "function": "train(images, labels, *, seed, device)"},
}
NOTHING: Mapping[str, Any] = {"file": "", "arrays": (), "options": (), "positions": ()}
SAID: Mapping[str, Mapping[str, Any]] = {
    "arrays": {"file": "w.npz", "arrays": ("W1", "code")},
    "tokens": {"positions": ["t1", "t2"]},
    "choice": {"options": ["yes", "no"]},
    "choices": {"options": ["a", "b", "c"]},
    "code": {"file": "solution.py"},
    "training": {"file": "train.py"},
}


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_makes_of_its_settings(name: str) -> None:
    form, settings = FORMS[name], SETTINGS[name]
    assert {what: getattr(form, what)(settings) for what in NOTHING} == {**NOTHING, **SAID.get(name, {})}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_no_file_is_a_text(name: str) -> None:
    assert FORMS[name].is_text == (FORMS[name].file(SETTINGS[name]) == "")


def test_what_is_run() -> None:
    with_cases = {**SETTINGS["code"], "cases": {}}
    assert FORMS["code"].is_called(with_cases) and FORMS["code"].is_run(with_cases)
    run = [name for name in FORMS if FORMS[name].is_run(SETTINGS[name])]
    called = [name for name in FORMS if FORMS[name].is_called(SETTINGS[name])]
    assert (run, called) == (["training"], [])
