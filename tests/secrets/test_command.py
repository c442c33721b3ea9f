"""With a secret, `check` draws what the batch draws for the same student; without one, the same for everybody."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.cli import CANNOT, OK, main
from grader.reports.record import Record

pytestmark = pytest.mark.journey

RUBRIC = """
assignment: small
problems:
  - id: small
    parts:
      - id: small.f
        answer:
          code: solution.py
          function: f(X, k)
          shapes: {X: [m, n], result: [m, n]}
          cases:
            draw: solver_cases.draw
            sizes: [3]
            times: 12
            kinds: {generic: a data matrix, tiny: a tiny one, huge: a huge one, one direction: a direction}
            visible: [generic]
          limits: {seconds: 30}
        criteria:
          - {id: shown, check: code, points: 1, kinds: [generic]}
          - {id: tiny, check: code, points: 1, kinds: [tiny]}
          - {id: huge, check: code, points: 1, kinds: [huge]}
          - {id: direction, check: code, points: 1, kinds: [one direction]}
"""
PROGRAM = "def f(X, k):\n    return X if f'{X[0][0]:.6e}'[6] in '02468' else 'odd'\n"
"""It fails on about half of all inputs, and which ones depends on their numbers."""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A class of three with the same program, and two secrets."""
    (tmp_path / "small.yaml").write_text(RUBRIC)
    for name in ("class/oak", "class/elm", "elsewhere/oak", "elsewhere/fir"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "solution.py").write_text(PROGRAM)
    for folder in ("class/ash.zip", "elsewhere/oak.zip"):
        with zipfile.ZipFile(tmp_path / folder, "w") as archive:
            archive.writestr("solution.py", PROGRAM)
    for name, key in (("one", "1" * 64), ("two", "2" * 64)):
        (tmp_path / name).touch(0o600)
        (tmp_path / name).write_text(f"oracle-grader secret 1: {key}\n")
    return tmp_path


def drawn(record: Record) -> tuple[Any, ...]:
    """What shows the inputs: the first visible one that failed, and of each kind how many of its twelve did."""
    (part,) = record["parts"]
    shown, *_ = criteria = part["criteria"]
    found = tuple(criterion["evidence"]["failed"] for criterion in criteria)
    assert all(0 < count < 12 for count in found), "the verdicts depend on what was drawn"
    return shown["evidence"]["first"]["input"]["X"], found


def batch(school: Path, out: str, *options: str) -> dict[str, tuple[Any, ...]]:
    told = [str(school / "class"), "--rubric", str(school / "small.yaml"), "--out", str(school / out)]
    assert main(["batch", *told, "--jobs", "2", *options]) == OK
    results = [json.loads(path.read_text("utf-8")) for path in (school / out / "results").iterdir()]
    return {result["submission"]: drawn(result) for result in results}


def check(school: Path, capsys: pytest.CaptureFixture[str], folder: str, *options: str) -> tuple[Any, ...]:
    capsys.readouterr()
    told = [str(school / folder), "--rubric", str(school / "small.yaml"), "--json", "--released"]
    assert main(["check", *told, *options]) == OK
    return drawn(json.loads(capsys.readouterr().out))


def test_check_draws_what_the_batch_draws_for_the_same_student(
    school: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = ("--secret", str(school / "one"))
    graded = batch(school, "out", *one)
    assert graded.keys() == {"oak", "elm", "ash"} and len(set(graded.values())) == 3, "no two students have the same"
    for name, path in (("oak", "class/oak"), ("elm", "class/elm"), ("ash", "class/ash.zip")):
        assert check(school, capsys, path, *one) == graded[name]
    assert check(school, capsys, "elsewhere/oak", *one) == graded["oak"], "wherever the folder lies"
    assert check(school, capsys, "elsewhere/oak.zip", *one) == graded["oak"], "and if it is zipped"
    monkeypatch.chdir(school / "class" / "oak")
    assert check(school, capsys, "class/oak/.", *one) == graded["oak"], "and from inside"
    assert batch(school, "again", *one) == graded, "every attempt and every regrade"
    other = batch(school, "other", "--secret", str(school / "two"))
    assert not set(other.values()) & set(graded.values())


def test_a_secret_that_a_batch_has_made_serves_a_check(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graded = batch(school, "out")
    assert check(school, capsys, "class/elm", "--secret", str(school / "out.secret")) == graded["elm"]


def test_without_a_secret_everybody_has_the_same_inputs(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ("class/oak", "class/elm", "class/ash.zip", "elsewhere/oak.zip", "elsewhere/fir")
    (published,) = {check(school, capsys, folder) for folder in folders}
    assert published not in batch(school, "out").values()
    assert not list(school.glob("class/*.secret")) and not list(school.glob("elsewhere/*.secret"))


REFUSED = {
    "none": ("cannot be read: No such file", lambda path: path.unlink()),
    "open to others": ("can be read by others", lambda path: path.chmod(0o640)),
    "no secret": ("does not hold a secret", lambda path: path.write_text("mine\n")),
}


@pytest.mark.parametrize(("said", "change"), REFUSED.values(), ids=REFUSED)
def test_a_check_makes_no_secret_and_takes_no_open_one(
    school: Path, capsys: pytest.CaptureFixture[str], said: str, change: Any
) -> None:
    path = school / "one"
    change(path)
    there = path.exists()
    told = [str(school / "class/oak"), "--rubric", str(school / "small.yaml"), "--secret", str(path)]
    assert main(["check", *told]) == CANNOT
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert str(path) in captured.err and said in captured.err
    assert path.exists() == there
