"""Each hostile submission costs its author the part that it attacks, in one plain line, and nobody anything else."""

import re
from pathlib import Path

import pytest

from grader import intake
from grader.engine.marking.grade import Grader
from grader.engine.workers import worker
from grader.errors import SubmissionError
from grader.model import Grade
from grader.rubric import load
from sample_class.classes import RUBRIC
from tests.hostile.cases import POINTS, TRAP, Case, all_cases, lay

ROOT = Path(__file__).resolve().parents[2]
CASES = all_cases()
BARE = re.compile(r"(?:\w*\.)*\w*(?:Error|Exception|Warning)\b")
"""A message that begins with the name of an exception was meant for us, not for a student."""


@pytest.fixture(scope="module")
def grader() -> Grader:
    assignment, _ = load.load(RUBRIC)
    return Grader(assignment, {})


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


def test_the_corpus_is_large_and_its_names_are_its_own() -> None:
    assert len(CASES) >= 300
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, grader: Grader, tmp_path: Path) -> None:
    path = lay(case, tmp_path / "class" if case.archive is None else tmp_path)
    grade = grader.grade(worker.read(path, "eve", grader.assignment))
    found = {part.part.id: part for part in grade.parts}
    said = [line for part in grade.parts for r in part.results for line in (r.verdict.message, r.verdict.hint) if line]
    for line in [*said, *grade.notes]:
        assert_plain(line, tmp_path)
    assert "grader_error" not in {str(part.status) for part in grade.parts}
    attacked = [found[part] for part in case.parts] or grade.parts
    for part in attacked:
        assert str(part.status) in case.status, part.results[0].verdict.message
        assert not part.score
    assert case.says in attacked[0].results[0].verdict.message
    assert grade.score == POINTS[case.witness], scores(grade)
    assert case.witness is None or found[case.witness].score == POINTS[case.witness]
    assert case.refused == refuses(path, grader)
    assert not list((tmp_path / "cwd").iterdir()) and not (ROOT / TRAP).exists()


def assert_plain(line: str, folder: Path) -> None:
    """One line of printable text in words, without what is the machine's own business."""
    assert line.strip() and "\n" not in line and len(line) < 1_000
    assert "Traceback" not in line and not BARE.match(line)
    assert not any(place in line for place in (str(folder), str(ROOT), "site-packages", "/tmp/"))


def scores(grade: Grade) -> dict[str, float]:
    return {part.part.id: part.score for part in grade.parts if part.score}


def refuses(path: Path, grader: Grader) -> bool:
    try:
        intake.read(path, grader.assignment)
    except SubmissionError:
        return True
    return False
