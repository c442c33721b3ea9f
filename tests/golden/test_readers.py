"""Answers by two readers who had not seen the code, written before any was graded, with what each deserves.

`want` are the points that a fair person could give at least and at most. What the grader gives lies between them, or a
person is asked; the answers of which that is not so are listed here.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader import yaml12
from grader.engine.marking.grade import Grader
from grader.model import Answer, Place, Status, Submission, Value
from grader.rubric import load

READERS = Path(__file__).parent / "readers"
RUBRICS = Path(__file__).resolve().parents[2] / "rubrics"
TOO_HIGH = {
    "first": {"w001", "w025", "w047", "w054", "w100"},
    "second": {"w088"},
}
"""Wrong answers that get more than they deserve: most of them a true line of a proof that says too little."""
TOO_LOW = {
    "first": {"r043", "r046"},
    "second": {"r055", "w100"},
}
"""Answers that get less than they deserve: tr(Λ Σ_i …) without brackets, a product beside a bracket."""
MOST_FOR_A_PERSON = {"first": 26, "second": 16}
"""Of 200 answers each."""


@cache
def grader(rubric: Path) -> Grader:
    return Grader(load.load(rubric)[0], {})


@cache
def graded(reader: str) -> dict[str, tuple[Status, float | None, list[float]]]:
    """The status, the points and what they should be, by the answer's id."""
    found = {}
    for case in yaml12.parse((READERS / reader / "answers.yaml").read_bytes()).value:
        beside = READERS / reader / case["rubric"]
        made = grader(beside if beside.exists() else RUBRICS / case["rubric"])
        answer: Any = Answer((Value(str(case["answer"]), Place("answers.yaml", 1)),))
        (part,) = made.grade(Submission("oak", {case["part"]: answer}), only=[case["part"]]).parts
        found[case["id"]] = part.status, part.score, case["want"]
    return found


@pytest.mark.parametrize("reader", TOO_HIGH)
def test_answers_get_what_they_deserve_or_wait_for_a_person(reader: str) -> None:
    decided = {name: (score, want) for name, (_, score, want) in graded(reader).items() if score is not None}
    assert {name for name, (score, (_, most)) in decided.items() if score > most + 1e-9} == TOO_HIGH[reader]
    assert {name for name, (score, (least, _)) in decided.items() if score < least - 1e-9} == TOO_LOW[reader]


@pytest.mark.parametrize("reader", TOO_HIGH)
def test_few_answers_wait(reader: str) -> None:
    waiting = [name for name, (status, _, _) in graded(reader).items() if status is Status.NEEDS_REVIEW]
    assert len(waiting) <= MOST_FOR_A_PERSON[reader]
    assert not [name for name, (status, _, _) in graded(reader).items() if status is Status.GRADER_ERROR]
