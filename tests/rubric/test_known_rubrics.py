"""The folder of rubrics that were found right: when a rubric is validated again, and what a warm start imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import grader
from grader import fingerprint
from grader.errors import RubricError
from grader.rubric import lint, load, parsed
from tests.rubric.small_rubric import RIGHT, write

ROOT = Path(grader.__file__).parent.parent
INCLUDING = RIGHT.replace("words: [70, 150]", "include: essay.yaml")


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were validated, one entry a time."""
    seen: list[str] = []
    real = lint.problems

    def problems(read: parsed.Source) -> list[lint.Problem]:
        seen.append(Path(read.file).name)
        return real(read)

    monkeypatch.setattr(lint, "problems", problems)
    return seen


def test_a_rubric_found_right_is_not_validated_again(tmp_path: Path, validated: list[str]) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    first = load.load(path, known=tmp_path / "known")
    again = load.load(path, known=tmp_path / "known")
    assert first == again
    assert validated == ["r.yaml"]


def test_without_a_folder_it_is_validated_every_time(tmp_path: Path, validated: list[str]) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    load.load(path)
    load.load(path)
    assert validated == ["r.yaml", "r.yaml"]


def test_a_changed_rubric_is_validated_again(tmp_path: Path, validated: list[str]) -> None:
    known = tmp_path / "known"
    _, before = load.load(write(tmp_path, {"r.yaml": RIGHT}), known=known)
    _, after = load.load(write(tmp_path, {"r.yaml": RIGHT.replace("points: 2", "points: 3")}), known=known)
    assert before != after
    assert len(validated) == 2


def test_a_changed_include_is_validated_again(tmp_path: Path, validated: list[str]) -> None:
    known = tmp_path / "known"
    _, before = load.load(write(tmp_path, {"r.yaml": INCLUDING, "essay.yaml": "words: [1, 2]"}), known=known)
    _, after = load.load(write(tmp_path, {"r.yaml": INCLUDING, "essay.yaml": "words: [1, 3]"}), known=known)
    assert before != after
    with pytest.raises(RubricError, match="least number"):
        load.load(write(tmp_path, {"r.yaml": INCLUDING, "essay.yaml": "words: [3, 1]"}), known=known)
    assert len(validated) == 3


def test_other_code_validates_again(tmp_path: Path, validated: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    _, before = load.load(path, known=tmp_path / "known")
    monkeypatch.setattr(fingerprint, "code", lambda: "sha256:another")
    _, after = load.load(path, known=tmp_path / "known")
    assert before == after, "the rubric's own hash does not depend on the code"
    assert len(validated) == 2


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '{"files": ["/none"]}', '{"files": [], "digest": "", "places": 1}']
)
def test_what_is_kept_and_damaged_is_validated_again(tmp_path: Path, validated: list[str], text: str) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    first = load.load(path, known=tmp_path / "known")
    (kept,) = (tmp_path / "known").iterdir()
    kept.write_text(text)
    assert load.load(path, known=tmp_path / "known") == first
    assert len(validated) == 2


def test_two_rubrics_of_the_same_text_keep_their_own_fragments(tmp_path: Path) -> None:
    for name, words in (("a", "[1, 2]"), ("b", "[1, 3]")):
        (tmp_path / name).mkdir()
        write(tmp_path / name, {"r.yaml": INCLUDING, "essay.yaml": f"words: {words}"})
    loaded = [load.load(tmp_path / name / "r.yaml", known=tmp_path / "known") for name in ("a", "b", "a", "b")]
    assert loaded[0] == loaded[2] != loaded[1] == loaded[3]


def test_a_wrong_rubric_is_never_taken_for_right(tmp_path: Path) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT.replace("points: 2", "points: -2")})
    for _ in range(2):
        with pytest.raises(RubricError, match="must be more than 0"):
            load.load(path, known=tmp_path / "known")
    assert not (tmp_path / "known").exists()


@pytest.mark.parametrize("spoil", ["a file", "below a file", "a name too long"])
def test_a_folder_that_cannot_be_written_is_harmless(tmp_path: Path, spoil: str, validated: list[str]) -> None:
    (tmp_path / "file").write_text("")
    known = {"a file": "file", "below a file": "file/known", "a name too long": "x" * 300}[spoil]
    path = write(tmp_path, {"r.yaml": RIGHT})
    for _ in range(2):
        assert load.load(path, known=tmp_path / known)[0].id == "hw8"
    assert len(validated) == 2


def test_a_warm_start_imports_nothing_heavy(tmp_path: Path) -> None:
    path = write(tmp_path, {"r.yaml": RIGHT})
    known = tmp_path / "known"
    load.load(path, known=known)
    code = (
        "import json, sys; from pathlib import Path; from grader.rubric import load; "
        f"load.load(Path({str(path)!r}), known=Path({str(known)!r})); print(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.partition(".")[0] for name in json.loads(ran.stdout)}
    assert "grader" in loaded
    assert not loaded & {"yaml", "jsonschema", "torch", "sympy", "numpy", "rich", "jinja2", "markdown_it", "reference"}
