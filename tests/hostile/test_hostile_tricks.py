"""Tricks on the grader itself: doubled answers, names that collide, output that drives a terminal, stale grades."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from grader import intake, progress
from grader.engine import batch
from grader.engine.marking.grade import Grader
from grader.engine.output.files import file_name
from grader.engine.workers import worker
from grader.intake import limits
from grader.model import Grade
from grader.reports import gradebook, record
from grader.rubric import load
from sample_class.classes import RUBRIC

RIGHT = "## regularized.layers\n\n2\n"


@pytest.fixture(scope="module")
def grader() -> Grader:
    assignment, _ = load.load(RUBRIC)
    return Grader(assignment, {})


def graded(grader: Grader, folder: Path, files: dict[str, str]) -> Grade:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return grader.grade(worker.read(folder, "eve", grader.assignment))


def result(grade: Grade, part: str) -> tuple[str, float | None]:
    return next((str(found.status), found.score) for found in grade.parts if found.part.id == part)


# --- one answer a part, whatever it is spread over --------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"answers.md": RIGHT, "answers.yaml": "regularized.layers: 3\n"}, id="two sources"),
        pytest.param(
            {"answers.yml": "regularized.layers: 2\n", "answers.yaml": "regularized.layers: 3\n"}, id="endings"
        ),
        pytest.param({"ANSWERS.md": RIGHT, "Answers.MD": RIGHT.replace("2", "3")}, id="two letter cases"),
        pytest.param({"a/answers.md": RIGHT, "b/answers.md": RIGHT.replace("2", "3")}, id="two folders"),
        pytest.param({"answers.md": RIGHT + "## REGULARIZED.LAYERS\n\n3\n"}, id="heading in capitals"),
        pytest.param({"answers.md": RIGHT + "## regularized.lay\u200bers\n\n3\n"}, id="zero width in the heading"),
        pytest.param({"answers.md": RIGHT + "## ｒegularized.layers\n\n3\n"}, id="full-width heading"),
        pytest.param({"answers.yaml": "regularized.layers: 2\nRegularized.Layers: 3\n"}, id="keys in two cases"),
        pytest.param({"answers.md": "## regularized.layers\n\n0 1 2 3\n"}, id="every option in a line"),
        pytest.param({"answers.md": "## regularized.layers\n\n- 0\n- 1\n- 2\n- 3\n"}, id="every option in a list"),
    ],
)
def test_two_answers_are_none(grader: Grader, tmp_path: Path, files: dict[str, str]) -> None:
    assert result(graded(grader, tmp_path / "eve", files), "regularized.layers") == ("unreadable", 0)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"answers.md": RIGHT, "old/answers.md": RIGHT.replace("2", "3")}, id="the top one counts"),
        pytest.param({"answers.md": RIGHT + "<!--\n## regularized.layers\n\n3\n-->\n"}, id="a comment is none"),
        pytest.param({"answers.md": RIGHT + "## regularized.layers\n"}, id="an empty section is none"),
        pytest.param({"answers.md": "## \u200bregularized.layers\n\n2\n"}, id="zero width"),
    ],
)
def test_one_answer_beside_what_is_none(grader: Grader, tmp_path: Path, files: dict[str, str]) -> None:
    assert result(graded(grader, tmp_path / "eve", files), "regularized.layers") == ("correct", 1)


def test_every_option_written_out_is_an_answer(grader: Grader, tmp_path: Path) -> None:
    """The starter lists the options too, but with boxes: words without boxes were typed."""
    text = "## regularized.needed\n\nWeight Decay\nDropout\nLayer Norm\nBatch Norm\nSGD optimizer\n"
    status, _ = result(graded(grader, tmp_path / "eve", {"answers.md": text}), "regularized.needed")
    assert status != "missing"


# --- names ------------------------------------------------------------------------------------------


def test_nobody_is_called_like_another_students_file() -> None:
    long = "x" * 250
    victim = file_name(long, ".json")
    thief = victim.removesuffix(".json")
    names = [long, thief, thief.upper(), file_name(thief, ""), "ada", "ada.json"]
    assert len({file_name(name, ".json").casefold() for name in names}) == len(names)
    assert file_name("ada", ".json") == "ada.json"


def test_a_class_of_names_that_collide_loses_nobody(tmp_path: Path) -> None:
    names = ["ada", "ada.json", "ada.zip", "-", "con", "a\nb", "a\\nb", "grades.sqlite", "[red]ada", "x" * 255]
    names.append(file_name("x" * 255, ".json").removesuffix(".json"))
    for name in names:
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "answers.md").write_text(RIGHT)
    (tmp_path / "class" / "ada.zip.zip").write_bytes(b"")
    assert batch.run(tmp_path / "class", RUBRIC, tmp_path / "out").total == len(names) + 1
    results = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out" / "results").iterdir()]
    assert sorted(found["score"] for found in results) == [0, *[1] * len(names)]
    assert len({found["submission"] for found in results}) == len(names) + 1


def test_no_name_is_a_formula_or_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [gradebook.cell(sign + "1")[0] for sign in "=+-@\t\r\n＝＋－＠"] == ["'"] * 11
    out = io.StringIO()
    csv.writer(out).writerow([gradebook.cell('=1,"\n')])
    assert next(csv.reader(io.StringIO(out.getvalue()))) == ["'=1,\"\n"]
    monkeypatch.setattr(out, "isatty", lambda: True)
    with progress.bar(out) as report:
        report(batch.Progress("[red]\\[@click=x]ada", 1, 1, False, None))
    assert "[red]" in out.getvalue()


# --- output -----------------------------------------------------------------------------------------


def test_json_on_a_terminal_drives_nothing(grader: Grader, tmp_path: Path) -> None:
    text = "\x1b[2J \x9b31m \x7f \u202e \u2028 \U000e0041 é ✓"
    grade = graded(grader, tmp_path / "eve", {"answers.md": f"## resnet.learned\n\n{text}\n"})
    full = record.record(grade)
    printed = record.dumps(full)
    assert json.loads(printed) == full
    assert all(char.isprintable() or char == "\n" for char in printed)
    assert "é ✓" in printed


def test_a_message_says_the_name_and_not_the_place(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "eve.zip").write_bytes(b"")
    grade = grader.grade(worker.read(tmp_path / "eve.zip", "eve", grader.assignment))
    message = grade.parts[0].results[0].verdict.message
    assert "eve.zip is not a whole zip file" in message and str(tmp_path) not in message


def test_a_long_name_makes_no_long_note(grader: Grader, tmp_path: Path) -> None:
    grade = graded(grader, tmp_path / "eve", {f"{'d' * 200}/{'e' * 200}/{n:0200}.txt": "" for n in range(30)})
    assert max(map(len, grade.notes)) < 20 * (2 * limits.SHOWN + 20)


# --- grades that go stale ---------------------------------------------------------------------------


def test_what_changes_behind_a_heap_of_junk_is_seen(tmp_path: Path) -> None:
    """A grade is used again by the hash: junk that sorts in front must not keep an answer out of it."""
    for number in range(4):
        (tmp_path / f"a{number}.bin").touch()
        os.truncate(tmp_path / f"a{number}.bin", limits.ARRAYS)
    answers = tmp_path / "answers.md"
    answers.write_text(RIGHT)
    before = intake.fingerprint(tmp_path)
    answers.write_text(RIGHT.replace("2", "3"))
    assert intake.fingerprint(tmp_path) != before


def test_a_folder_that_is_gone_is_its_own_matter(grader: Grader, tmp_path: Path) -> None:
    grade = grader.grade(worker.read(tmp_path / "gone", "eve", grader.assignment))
    assert {str(part.status) for part in grade.parts} == {"unreadable"}
