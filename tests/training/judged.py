"""A program graded as a student's is, and what is wrong with what came of it."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from grader.engine.single import check
from grader.reports.record import Record, dumps, for_student
from grader.training.devices.holding import hold
from grader.training.plan import Few, Plan
from tests.training.programs.program import HEAD, REVIEW, SECRET, Program
from tests.training.rounds import locks

CRITERIA = ("training_accuracy", "twice", "as_fast")
POINTS = (4, 2, 2)
FEW = Few(sets=2, copied=2, asked=100)
"""Training sets of few images: hardly any, since tests/training/test_honest.py judges those canaries, on many."""
LONGEST = 700
"""Characters of a message: more is no sentence."""
STUDENT = "ada"


def rubric(program: Program) -> dict[str, Any]:
    """A part with three criteria: two runs, each of a minute at most, beside the small reference."""
    answer = {
        "training": "train_resnet.py",
        "function": "train(images, labels, *, seed, device)",
        **{"data": "digits", "reference": "small", "runs": 2, "budget": 60},
        **program.settings,
    }
    criteria = [
        {"check": "training_accuracy", "points": POINTS[0], "at_least": 0.94},
        {"check": "training_time", "id": "twice", "points": POINTS[1], "at_most": 2},
        {"check": "training_time", "id": "as_fast", "points": POINTS[2], "at_most": 1},
    ]
    parts = [{"id": "resnet.training", "answer": answer, "criteria": criteria}]
    return {"assignment": "programs", "problems": [{"id": "resnet", "parts": parts}]}


def graded(program: Program, folder: Path) -> Record:
    """The grader's record of a program that alone was handed in; the folder is empty."""
    (folder / "rubric.yaml").write_text(yaml.safe_dump(rubric(program)), encoding="utf-8")
    own = folder / STUDENT
    for name, data in {program.name: _file(program), **program.files}.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(data)
    mine = {} if (folder_of_locks := locks()) is None else {"folder": folder_of_locks}
    with (
        patch("grader.training.measure.Plan", partial(Plan, few=FEW)),
        patch("grader.training.devices.holding.hold", partial(hold, **mine)),
    ):
        return check(own, folder / "rubric.yaml").record


def _file(program: Program) -> bytes:
    if not program.name.endswith(".ipynb"):
        return (HEAD + program.source).encode()
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell.strip()}
        for cell in program.source.split("# %%")
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def wrong(program: Program, record: Record) -> Iterator[str]:
    """What the program does not deserve, and what no program may bring about."""
    criteria = record["parts"][0]["criteria"]
    for criterion, wanted in zip(criteria, (program.accuracy, program.twice, program.as_fast), strict=True):
        if criterion["status"] not in wanted.split("|"):
            yield f"{criterion['id']} is {criterion['status']}, not {wanted}: {criterion['message']}"
    if missing := _lacking(program.says, criteria[0]["message"]):
        yield f"the message says nothing of {missing}: {criteria[0]['message']}"
    training = criteria[0]["evidence"].get("training", {})
    yield from _runs(program, training.get("runs", []), criteria[0]["status"])
    yield from _canaries(program, training.get("canaries", []), criteria[0])
    yield from _told(record)


def _runs(program: Program, runs: list[Mapping[str, Any]], status: str) -> Iterator[str]:
    for run in runs:
        if not run["reference_accuracy"] > 0.95 or not run["reference_seconds"] > 0:
            yield f"the reference came to harm in run {run['number']}: {run['reference_accuracy']}"
        if run["accuracy"] is not None and not program.above <= run["accuracy"] <= program.below:
            yield f"the accuracy of run {run['number']} is {run['accuracy']:.4f}"
    notes = [note for run in runs for note in run["notes"]]
    if missing := _lacking(program.notes, " ".join(notes)):
        yield f"no run has a note on {missing}: {notes}"
    if program.judge is not None:
        yield from program.judge(runs, status)


def _canaries(program: Program, canaries: list[Mapping[str, Any]], accuracy: Mapping[str, Any]) -> Iterator[str]:
    """`name?` among the doubts: it may fail."""
    failed = {canary["name"] for canary in canaries if not canary["passed"]}
    may = {name.rstrip("?") for name in program.doubts}
    must = {name for name in program.doubts if not name.endswith("?")}
    if failed - may or must - failed:
        yield f"the canaries {failed or 'none'} failed, not {must or 'none'}"
    if failed and accuracy["status"] != REVIEW:
        yield f"the canaries {failed} failed, and it is {accuracy['status']}"
    for canary in canaries:
        if canary["name"] in failed and canary["said"].rstrip(".") not in accuracy["message"]:
            yield f"the figure is not told: {canary['said']}"


def _told(record: Record) -> Iterator[str]:
    """What a student reads before the release has none of the program's words; a grader's message is a sentence."""
    if SECRET in dumps(for_student(record, released=False)):
        yield "before the release a student reads what the program said"
    for criterion in record["parts"][0]["criteria"]:
        message = criterion["message"]
        if len(message) > LONGEST or not message.isprintable():
            yield f"a message of {len(message)} characters: {message[:300]!r}"
        if criterion["status"] == REVIEW and criterion["score"] is not None:
            yield f"{criterion['id']} waits, and has {criterion['score']} points"
    if record["parts"][0]["status"] == "grader_error":
        yield "the program broke the grader"


def _lacking(words: tuple[str, ...], text: str) -> list[str]:
    """Those of which no alternative is there."""
    low = text.lower()
    return [each for each in words if not any(word.lower() in low for word in each.split("|"))]
