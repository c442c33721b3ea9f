"""A worker that trains may be silent for longer than one run may take, with either program, and over again."""

from pathlib import Path
from typing import Any

import pytest

from grader.engine import batch
from grader.rubric import load
from tests.training.batch.school import School, rubric


@pytest.mark.parametrize(
    ("answer", "small", "budget"),
    [
        pytest.param({"budget": 5000}, False, 5000, id="the rubric's budget"),
        pytest.param({"budget": 5000, "small": {"budget": 10}}, True, 10, id="a small one"),
        pytest.param({"budget": 10, "small": {"budget": 5000}}, True, 5000, id="a small variant that takes longer"),
        pytest.param({"budget": 10, "small": {"budget": 5000}}, False, 10, id="which is not asked for"),
    ],
)
def test_patience_goes_by_the_budget(tmp_path: Path, answer: dict[str, Any], small: bool, budget: float) -> None:
    school = School(tmp_path)
    school.ask(rubric(**answer))
    assignment, _ = load.load(school.rubric)
    patience = batch._patience(assignment, small=small)
    assert patience >= batch.SECONDS
    assert 2 * batch.TRIES * budget <= patience <= 2 * batch.TRIES * budget + batch.SECONDS
