"""A class graded: what is finished is kept, and a second run comes to the same grades."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.engine import batch
from grader.engine.workers.plan import Wish
from grader.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent.parent
RUBRIC = """
assignment: quiz
given:
  X: {oracle: linear_autoencoder.sample, m: 8, n: 64, k: 3, seed: 182}
problems:
  - id: quiz
    parts:
      - id: quiz.colour
        answer: {choice: [red, green]}
        criteria: [{check: choice, points: 1, right: green}]
      - id: quiz.weights
        answer: {arrays: weights.npz, W1: [k, m], W2: [m, k]}
        criteria: [{check: stationary, points: 2}]
      - id: quiz.why
        answer: text
        criteria: [{check: review_text, points: 3}]
"""
STUDENTS = 24


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A rubric and a class of small submissions."""
    (tmp_path / "quiz.yaml").write_text(RUBRIC)
    for number in range(STUDENTS):
        folder = tmp_path / "class" / f"oak-{number:02}"
        folder.mkdir(parents=True)
        colour = "green" if number % 3 else "red"
        (folder / "answers.md").write_text(f"## quiz.colour\n\n{colour}\n\n## quiz.why\n\nReason {number}.\n")
        if number % 4 == 0:
            (folder / "weights.npz").write_bytes(b"PK broken")
    return tmp_path


def grade(school: Path, out: str = "out", wish: Wish | None = None, **options: Any) -> batch.Summary:
    asked = batch.Options(jobs=2, pages=True, wish=wish or Wish(), **options)
    return batch.run(school / "class", school / "quiz.yaml", school / out, asked)


ALL_GRADED = batch.Summary(STUDENTS, graded=3 * STUDENTS, reused=0, lost=0, waiting=STUDENTS, pages="before")


def command(school: Path, out: str) -> list[str]:
    paths = [str(school / "class"), "--rubric", str(school / "quiz.yaml"), "--out", str(school / out)]
    return [sys.executable, "grade.py", "batch", *paths, "--jobs", "2", "--pages"]


def files(out: Path) -> dict[str, bytes]:
    """All that a batch wrote but the database, which holds times."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.name.startswith("grades.sqlite")
    }


def test_a_class_gets_its_gradebook_pages_and_results(school: Path) -> None:
    assert grade(school) == batch.Summary(
        total=STUDENTS, graded=3 * STUDENTS, reused=0, lost=0, waiting=STUDENTS, pages="before"
    )
    out = school / "out"
    result = json.loads((out / "results" / "oak-01.json").read_text(encoding="utf-8"))
    assert [part["score"] for part in result["parts"]] == [1, 0, None]
    lines = (out / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "submission,score,max_score,status,quiz.colour,quiz.weights,quiz.why"
    assert lines[1:3] == ["oak-00,0,6,needs_review,0,0,", "oak-01,1,6,needs_review,1,0,"]
    assert len(lines) == STUDENTS + 1
    assert len(list((out / "students").iterdir())) == STUDENTS
    assert "oak-01" in (out / "index.html").read_text(encoding="utf-8")


def test_a_second_run_grades_nobody_again_and_changes_nothing(school: Path) -> None:
    grade(school)
    before = files(school / "out")
    assert grade(school).reused == STUDENTS
    assert files(school / "out") == before
    assert grade(school, wish=Wish(fresh=True)).reused == 0
    assert files(school / "out") == before


def test_who_changed_is_graded_again_and_the_old_grade_kept(school: Path) -> None:
    grade(school)
    (school / "class" / "oak-03" / "answers.md").write_text("## quiz.colour\n\ngreen\n")
    assert grade(school).reused == STUDENTS - 1
    connection = sqlite3.connect(school / "out" / "grades.sqlite")
    asked = "SELECT part, status FROM rows WHERE submission = 'oak-03' ORDER BY number"
    rows = connection.execute(asked).fetchall()
    connection.close()
    assert rows == [
        ("quiz.colour", "incorrect"),
        ("quiz.weights", "missing"),
        ("quiz.why", "needs_review"),
        ("quiz.colour", "correct"),
        ("quiz.why", "missing"),
    ], "of the new hand-in, the parts that changed"


def test_a_changed_part_of_the_rubric_is_graded_again_and_no_other(school: Path) -> None:
    grade(school)
    (school / "quiz.yaml").write_text(RUBRIC.replace("points: 1, right: green", "points: 5, right: red"))
    assert grade(school).graded == STUDENTS
    assert "oak-00,5,10,needs_review,5,0," in (school / "out" / "grades.csv").read_text(encoding="utf-8")


def test_who_left_the_class_leaves_the_gradebook_and_stays_in_the_database(school: Path) -> None:
    grade(school)
    for path in (school / "class" / "oak-05").iterdir():
        path.unlink()
    (school / "class" / "oak-05").rmdir()
    grade(school)
    assert not [name for name in files(school / "out") if "oak-05" in name]
    assert "oak-05" not in (school / "out" / "grades.csv").read_text(encoding="utf-8")


def test_a_missing_file_is_written_again_without_grading(school: Path) -> None:
    grade(school)
    before = files(school / "out")
    for name in ("results/oak-07.json", "students/oak-08.html", "index.html"):
        (school / "out" / name).unlink()
    assert grade(school).reused == STUDENTS
    assert files(school / "out") == before


def test_a_submission_that_cannot_be_opened_is_one_students_matter(school: Path) -> None:
    (school / "class" / "zed.zip").write_bytes(b"PK\x05\x06 this is no zip")
    assert grade(school).total == STUDENTS + 1
    (school / "class" / "late.rar").write_bytes(b"Rar!")
    (school / "class" / "oak-01.expected.yaml").write_text("")
    again = grade(school)
    assert (again.unreadable, again.ignored, again.failed) == (("zed",), ("late.rar",), ())
    result = json.loads((school / "out" / "results" / "zed.json").read_text(encoding="utf-8"))
    assert {part["status"] for part in result["parts"]} == {"unreadable"}
    assert result["score"] == 0


def test_two_submissions_of_one_name_are_both_graded(school: Path) -> None:
    (school / "class" / "oak-01.zip").write_bytes(b"no zip")
    grade(school)
    names = {path.name for path in (school / "out" / "results").iterdir()}
    assert {"oak-01.json", "oak-01.zip.json"} <= names


def test_workers_that_cannot_live_are_our_fault_and_tried_again(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(batch, "MEMORY", 32 << 20)
        assert grade(school).lost == STUDENTS
    result = json.loads((school / "out" / "results" / "oak-01.json").read_text(encoding="utf-8"))
    assert {part["status"] for part in result["parts"]} == {"grader_error"}
    assert {part["score"] for part in result["parts"]} == {None}
    assert (result["score"], result["status"]) == (0, "needs_review")
    assert grade(school) == batch.Summary(
        total=STUDENTS, graded=3 * STUDENTS, reused=0, lost=0, waiting=STUDENTS, pages="before"
    )


def test_out_may_lie_in_the_class_folder_and_is_no_student(school: Path) -> None:
    out = school / "class" / "out"
    for _ in range(2):
        assert batch.run(school / "class", school / "quiz.yaml", out).total == STUDENTS


def test_a_second_batch_on_the_same_folder_is_refused(school: Path) -> None:
    def during(progress: batch.Progress) -> None:
        if progress.done == 1:
            with pytest.raises(UsageError, match="another batch is writing there"):
                grade(school)

    batch.run(school / "class", school / "quiz.yaml", school / "out", report=during)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not condition() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


def children(pid: int) -> set[int]:
    """The processes that a process started, as Linux tells."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(status.parent.name))
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@pytest.mark.journey
@linux
@pytest.mark.parametrize("finished", [0, 1, 9, STUDENTS])
def test_killed_at_any_moment_the_same_command_comes_to_the_same_grades(school: Path, finished: int) -> None:
    grade(school, "undisturbed")
    process = subprocess.Popen(command(school, "out"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    results = school / "out" / "results"
    wait_for(lambda: len(list(results.glob("*.json"))) >= finished and (school / "out").exists(), process)
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    end = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < end:
        time.sleep(0.01)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()], "a worker outlived its parent"
    summary = grade(school)
    assert summary.reused >= min(finished, STUDENTS) - 2, "what was finished is not graded again"
    assert files(school / "out") == files(school / "undisturbed")


@pytest.mark.journey
@linux
def test_a_worker_that_is_killed_changes_no_grade(school: Path) -> None:
    grade(school, "undisturbed")
    process = subprocess.Popen(command(school, "out"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    results = school / "out" / "results"
    wait_for(lambda: len(list(results.glob("*.json"))) >= 2, process)
    for pid in children(process.pid):
        os.kill(pid, signal.SIGKILL)
    assert process.wait(60) == 0
    assert files(school / "out") == files(school / "undisturbed")
