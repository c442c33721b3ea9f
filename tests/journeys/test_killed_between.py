"""Killed between what it writes and what it keeps, by a rubric that is then taken back: nothing is left of that one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys import small_class
from tests.journeys.command import ROOT, files, grade, rows

pytestmark = pytest.mark.journey

DIES = """
import os, signal
from grader.cli import run
from grader.engine.store import Store

work, left = Store.{method}, {calls}

def dying(*given, **named):
    global left
    left -= 1
    if left == 0 and {before}:
        os.kill(os.getpid(), signal.SIGKILL)
    found = work(*given, **named)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return found

Store.{method} = dying
run()
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    small_class.write(folder, "bluebell", "fern")
    grade(*asked(folder))
    return folder


@pytest.fixture
def school(graded: Path, tmp_path: Path) -> Path:
    shutil.copytree(graded, tmp_path / "school")
    return tmp_path / "school"


def asked(school: Path) -> list[str | Path]:
    """What a batch is asked."""
    named = ["--rubric", school / "small.yaml", "--out", school / "out", "--secret", school / "secret"]
    return ["batch", school / "class", *named, "--jobs", "1", "--pages"]


def die(arguments: list[str | Path], method: str, calls: int, *, before: bool) -> None:
    """A batch that is killed before or after a certain call of the store."""
    program = DIES.format(method=method, calls=calls, before=before)
    command = [sys.executable, "-c", program, *map(str, arguments)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == -9


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(
    ("method", "calls"),
    [
        pytest.param("add", 1, id="the rows of the first"),
        pytest.param("add", 2, id="the rows of the second"),
        pytest.param("write", 1, id="that the class's files are written anew"),
        pytest.param("write", 2, id="that they are written"),
    ],
)
def test_the_files_are_of_the_rubric_that_is_there(school: Path, method: str, calls: int, before: bool) -> None:
    rubric, out, arguments = school / "small.yaml", school / "out", asked(school)
    written, kept, text = files(out), rows(out), rubric.read_text(encoding="utf-8")
    other = text.replace("title: Layers", "title: Layers, as they were once").replace("points: 3", "points: 30")
    rubric.write_text(other, encoding="utf-8")
    die(arguments, method, calls, before=before)
    rubric.write_text(text, encoding="utf-8")
    grade(*arguments)
    assert files(out) == written
    assert rows(out) == kept, "points and titles grade nothing again"


def test_what_it_had_begun_to_write_goes_although_nobody_asks_for_it_any_more(school: Path) -> None:
    names = sorted(path.name for path in (school / "out").iterdir())
    die([*asked(school), "--criteria", "--fresh"], "report", 1, before=False)
    assert (school / "out" / ".criteria.csv.part").exists()
    grade(*asked(school))
    assert sorted(path.name for path in (school / "out").iterdir()) == names
