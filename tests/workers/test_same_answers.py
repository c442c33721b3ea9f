"""The same answer of several students is judged once in a process, and each gets what they would have got alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.marking.grade import Grader, Marked
from grader.engine.marking.notes import Notes
from grader.engine.marking.paper import Paper
from grader.engine.marking.runs import Runner
from grader.engine.output.reporting import Wanted
from grader.engine.secrets.draws import Secret
from grader.engine.store import Row
from grader.engine.trace.inputs import Shared
from grader.engine.trace.memo import PERSONAL, Memo
from grader.engine.trace.tracer import Tracer
from grader.engine.workers import talk
from grader.engine.workers.talk import Asked
from grader.engine.workers.worker import Worker, row_of
from grader.model import Assignment, Part, Status, Verdict
from grader.provenance import Libraries, Opened, Sources
from grader.rubric import load
from tests.regrade import every_check

SECRET = Secret(b"a secret of sixteen bytes")
SOURCES, LIBRARIES, OPENED = Sources.of_the_grader(), Libraries(), Opened(["reference"])
WRONG = {
    "first": "<sos> you",
    "second": "<sos> we",
    "one": "no",
    "many": "- [x] red\n- [x] green\n- [ ] blue",
    "seconds": "a while",
    "why": "Yes.",
    "normal": "$X^T X w = y$",
    "gradient": "$A x$",
    "projection": "$P^T = A$",
}
SOLUTIONS = (every_check.SOLUTION, "def solve(X, k):\n    return X[:k], X[:k].T\n", "raise ValueError\n")


class Counting(Grader):
    """Counts the parts that it marks."""

    marked = 0

    def mark(self, paper: Paper, part: Part) -> Marked:
        self.marked += 1
        return super().mark(paper, part)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    path = tmp_path_factory.mktemp("rubric") / "rubric.yaml"
    path.write_text(json.dumps(every_check.rubric()), encoding="utf-8")
    return load.load(path)[0]


class Desk:
    """One worker, and how many parts it has marked."""

    def __init__(self, assignment: Assignment, runner: Runner):
        self.grader = Counting(assignment, {}, runner, SECRET)
        shared = Shared(assignment, SECRET, SOURCES, LIBRARIES, lambda: "B")
        self._worker = Worker(self.grader, shared, Tracer(shared, OPENED), Wanted("look", {}, ""))

    def rows(self, path: Path) -> dict[str, Row]:
        """The rows of a submission, without what they took and what else was loaded then."""
        asked = Asked(path.name, str(path), None, (), (), only=False, current=False, pieces=())
        answers = [talk.told(each) for each in self._worker.work(talk.encoded(asked))]
        return {row.part: replace(row, seconds=0, context="") for told in answers for row in told.rows}


def written(pick: Mapping[str, Any]) -> bytes:
    return ("Some words before.\n\n" * pick["above"] + every_check.markdown(pick["answers"])).encode()


answers = st.fixed_dictionaries(
    {
        "above": st.integers(0, 3),
        "answers": st.fixed_dictionaries(
            {}, optional={name: st.sampled_from([right, WRONG[name]]) for name, right in every_check.ANSWERS.items()}
        ),
    }
)
calm = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@calm
@given(st.lists(answers, min_size=2, max_size=4))
def test_written_answers_get_what_they_get_alone(
    assignment: Assignment, runner: Runner, tmp_path_factory: pytest.TempPathFactory, picks: list[Any]
) -> None:
    desk, root = Desk(assignment, runner), tmp_path_factory.mktemp("class")
    for number, pick in enumerate(picks):
        every_check.lay(root / f"s{number}", {"answers.md": written(pick)})
        alone = Desk(assignment, runner).rows(root / f"s{number}")
        assert desk.rows(root / f"s{number}") == alone
        assert alone.keys() == every_check.PARTS


def test_a_second_student_with_the_same_answers_costs_only_what_is_run(
    assignment: Assignment, runner: Runner, tmp_path: Path
) -> None:
    """But for the network: to train one takes seconds, and is each student's own as code that is run is."""
    desk, files = Desk(assignment, runner), every_check.hand_in()
    del files["network.py"]
    for name in ("ada", "ben"):
        every_check.lay(tmp_path / name, files)
    ada = desk.rows(tmp_path / "ada")
    assert desk.grader.marked == len(every_check.PARTS)
    ben = desk.rows(tmp_path / "ben")
    assert {name for name in ada if ada[name] != ben[name]} <= every_check.RUN, "whose hidden inputs are their own"
    assert desk.grader.marked == len(every_check.PARTS) + len(every_check.RUN)


@pytest.mark.parametrize("beside", [*SOLUTIONS, None])
def test_programs_are_run_for_each_student(
    assignment: Assignment, runner: Runner, tmp_path: Path, beside: str | None
) -> None:
    desk = Desk(assignment, runner)
    files = {"solution.py": every_check.SOLUTION.encode()}
    every_check.lay(tmp_path / "ada", files)
    desk.rows(tmp_path / "ada")
    every_check.lay(tmp_path / "ben", files if beside is None else {"solution.py": beside.encode()})
    alone = Desk(assignment, runner).rows(tmp_path / "ben")
    assert desk.rows(tmp_path / "ben") == alone


def test_an_answer_that_another_part_asks_for_counts(assignment: Assignment, runner: Runner, tmp_path: Path) -> None:
    desk = Desk(assignment, runner)
    same = {"first": "<sos> you"}
    for name, other in (("ada", "<sos> you"), ("ben", "<sos> I"), ("cat", "<sos> you")):
        every_check.lay(tmp_path / name, {"answers.md": every_check.markdown({**same, "second": other}).encode()})
    rows = {name: desk.rows(tmp_path / name)["first"] for name in ("ada", "ben", "cat")}
    assert rows["ada"].own != rows["ben"].own
    assert rows["ada"] == rows["cat"]


RIGHT = Verdict(Status.CORRECT, 1.0, "right")
FAILED = Verdict.pending(Status.GRADER_ERROR, "failed")
NOT_KEPT = {"the grader failed": (FAILED, set[str]())} | {
    f"the verdict depends on {name}": (RIGHT, {name}) for name in sorted(PERSONAL)
}


def row(part: Part, verdict: Verdict, answer: str) -> Row:
    return row_of(part, (verdict,) * len(part.criteria), "context", {f"answer {part.id}": answer}, 1.0)


@pytest.mark.parametrize(("verdict", "names"), NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_is_not_kept(assignment: Assignment, verdict: Verdict, names: set[str]) -> None:
    memo, part = Memo(), assignment.parts[0]
    memo.keep(row(part, verdict, "an answer"), Notes({f"answer {part.id}", *names}))
    assert len(memo) == 0


def test_what_is_kept_is_bounded(assignment: Assignment) -> None:
    memo, part = Memo(size=10_000), assignment.parts[0]
    for number in range(100):
        memo.keep(row(part, RIGHT, str(number)), Notes({f"answer {part.id}"}))
        assert len(memo) <= 11
    assert len(memo) > 0
