"""A hand-in that changes while a worker is at it counts as unread: the next batch looks which of it was read."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.engine.marking.grade import Grader
from grader.engine.output.reporting import Wanted
from grader.engine.secrets.draws import PUBLISHED
from grader.engine.trace.inputs import Shared
from grader.engine.trace.tracer import Tracer
from grader.engine.workers import talk, worker
from grader.engine.workers.talk import Asked, Told
from grader.engine.workers.worker import Worker
from grader.model import Submission
from grader.provenance import Libraries, Opened, Sources
from grader.rubric import load

RUBRIC = {
    "assignment": "quiz",
    "problems": [
        {
            "id": "quiz",
            "parts": [
                {
                    "id": "quiz.colour",
                    "answer": {"choice": ["red", "green"]},
                    "criteria": [{"check": "choice", "points": 1, "right": "green"}],
                }
            ],
        }
    ],
}
RED, GREEN = "quiz.colour: red\n", "quiz.colour: green\n"


def change(path: Path) -> None:
    (path / "answers.yaml").write_text(RED)


CHANGES: Mapping[str, tuple[Callable[[Path], Any], bool]] = {
    # what happens as soon as it was read, and whether it counts as read
    "nothing": (lambda path: None, True),
    "the same is written again": (lambda path: (path / "answers.yaml").write_text(GREEN), True),
    "another answer": (change, False),
    "it is gone": (lambda path: (path / "answers.yaml").unlink(), False),
    "a file more": (lambda path: (path / "notes.txt").write_text("x"), False),
}


@pytest.mark.parametrize(("change", "is_read"), CHANGES.values(), ids=CHANGES)
def test_what_changes_meanwhile_counts_as_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], Any], is_read: bool
) -> None:
    (tmp_path / "rubric.yaml").write_text(json.dumps(RUBRIC))
    path = tmp_path / "oak"
    path.mkdir()
    (path / "answers.yaml").write_text(GREEN)
    read = worker.read

    def and_then(*told: Any) -> Submission:
        found = read(*told)
        change(path)
        return found

    monkeypatch.setattr(worker, "read", and_then)
    told = looked_at(load.load(tmp_path / "rubric.yaml")[0], path)
    assert [row.status for row in told.rows] == ["correct"], "what was read is judged"
    assert told.hand_in is not None and bool(told.hand_in.intake) == is_read


def looked_at(assignment: Any, path: Path) -> Told:
    shared = Shared(assignment, PUBLISHED, Sources.of_the_grader(), Libraries(), lambda: "B")
    tracer = Tracer(shared, Opened(["reference"]))
    asked = Asked(path.name, str(path), None, (), (), only=False, current=False, pieces=())
    answers = Worker(Grader(assignment, {}), shared, tracer, Wanted("look", {}, "")).work(talk.encoded(asked))
    (told,) = map(talk.told, answers)
    return told
