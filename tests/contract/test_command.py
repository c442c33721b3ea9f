"""The command's contract: exit statuses, what goes to which stream, and the JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
RUBRIC = "rubrics/hw7.yaml"

STATUS = {
    "enum": ["correct", "partial", "incorrect", "missing", "unreadable", "needs_review", "needs_gpu", "grader_error"]
}
SCORE = {"type": ["number", "null"]}
RESULT = {
    "type": "object",
    "required": ["schema", "assignment", "submission", "score", "max_score", "status", "parts"],
    "properties": {
        "schema": {"const": "grader/result/v1"},
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["graded", "needs_review"]},
        "parts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "score", "max_score", "status", "criteria"],
                "properties": {
                    "score": SCORE,
                    "status": STATUS,
                    "criteria": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["check", "score", "max_score", "status", "message", "hint", "evidence"],
                            "properties": {
                                "score": SCORE,
                                "status": STATUS,
                                "message": {"type": "string", "minLength": 1},
                                "hint": {"type": ["string", "null"]},
                                "evidence": {"type": "object"},
                            },
                        },
                    },
                },
            },
        },
    },
}


def grade(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, piped."""
    command = [sys.executable, "grade.py", *map(str, arguments)]
    env = {**os.environ, "PYTHONUTF8": "1", **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def oak(tmp_path: Path) -> Path:
    folder = tmp_path / "oak"
    folder.mkdir()
    (folder / "answers.yaml").write_text(
        "translation.train_inputs: <sos> I see a dog\n"
        "translation.eval_inputs: [<sos>, I, sea, a, dog]\n"
        "regularized.layers: 2\n"
        "resnet.learned: The series taught me that measuring comes first.\n",
        encoding="utf-8",
    )
    return folder


def test_json_is_the_contract_and_nothing_else(oak: Path) -> None:
    done = grade("check", oak, "--rubric", RUBRIC, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    jsonschema.validate(result, RESULT)
    parts = {part["id"]: part for part in result["parts"]}
    assert result["submission"] == "oak" and result["assignment"] == "hw7"
    assert result["max_score"] == 73 == sum(part["max_score"] for part in result["parts"])
    assert result["score"] == 6 == sum(part["score"] or 0 for part in result["parts"])
    assert result["status"] == "needs_review"
    assert parts["translation.train_inputs"]["score"] == 3
    assert parts["translation.eval_inputs"] | {"criteria": None} == {
        "id": "translation.eval_inputs",
        "score": 2,
        "max_score": 3,
        "status": "partial",
        "criteria": None,
    }
    assert parts["resnet.learned"]["score"] is None and parts["resnet.learned"]["status"] == "needs_review"
    assert parts["pca.weights"]["score"] == 0 and parts["pca.weights"]["status"] == "missing"


def test_a_part_alone(oak: Path) -> None:
    done = grade("check", oak, "--rubric", RUBRIC, "--json", "--part", "regularized.layers", "--part", "pca.weights")
    result = json.loads(done.stdout)
    assert [part["id"] for part in result["parts"]] == ["pca.weights", "regularized.layers"]
    assert (result["score"], result["max_score"], result["status"]) == (1, 7, "graded")


def test_the_answer_key_is_shown_only_after_the_release(oak: Path) -> None:
    wrong = grade("check", oak, "--rubric", RUBRIC, "--json", "--part", "translation.eval_inputs")
    assert "saw" not in wrong.stdout
    released = grade("check", oak, "--rubric", RUBRIC, "--json", "--part", "translation.eval_inputs", "--released")
    (criterion,) = json.loads(released.stdout)["parts"][0]["criteria"]
    assert criterion["answer_key"]["tokens"] == ["<sos>", "I", "saw", "a", "dog"]


def test_people_read_points_reasons_and_what_is_missing(oak: Path) -> None:
    done = grade("check", oak, "--rubric", RUBRIC)
    assert done.returncode == 0
    assert "◐ translation.eval_inputs" in done.stdout and "w3 sea ✗" in done.stdout
    assert "Score: 6 of 73 points" in done.stdout
    assert "3 of them are not settled: a person will grade it." in done.stdout
    assert "Not answered yet: pca.conditions" in done.stdout
    assert "\x1b" not in done.stdout, "piped output is plain"


CANNOT = [
    pytest.param(["check", "{tmp}/none", "--rubric", RUBRIC], "none", id="no such submission"),
    pytest.param(["check", "{tmp}/broken.zip", "--rubric", RUBRIC], "broken.zip", id="a broken zip"),
    pytest.param(["check", "{tmp}/oak", "--rubric", "{tmp}/none.yaml"], "none.yaml", id="no such rubric"),
    pytest.param(
        ["check", "{tmp}/oak", "--rubric", "{tmp}/bad.yaml"], "bad.yaml:2: 'problems' has no entries", id="a bad rubric"
    ),
    pytest.param(
        ["check", "{tmp}/oak", "--rubric", RUBRIC, "--part", "pca.weight"], "did you mean 'pca.weights'", id="part"
    ),
    pytest.param(["check", "{tmp}/oak"], "--rubric", id="no rubric named"),
    pytest.param(["grade"], "grade", id="no such command"),
    pytest.param([], "COMMAND", id="nothing asked"),
    pytest.param(["batch", "{tmp}/none", "--rubric", RUBRIC, "--out", "{tmp}/out"], "none", id="no such class"),
    pytest.param(["batch", "{tmp}/empty", "--rubric", RUBRIC, "--out", "{tmp}/out"], "no submissions", id="no one"),
    pytest.param(["batch", "{tmp}", "--rubric", RUBRIC, "--out", "{tmp}/bad.yaml"], "bad.yaml", id="out is a file"),
    pytest.param(["batch", "{tmp}", "--rubric", RUBRIC, "--out", "{tmp}/o", "--jobs", "0"], "jobs", id="no workers"),
    pytest.param(["batch", "{tmp}", "--rubric", RUBRIC, "--out", ""], "the name is empty", id="out is empty"),
    pytest.param(["batch", "{tmp}", "--rubric", RUBRIC, "--out", "/"], "is not a place for reports", id="the root"),
    pytest.param(["batch", "{tmp}", "--rubric", RUBRIC, "--out", "{tmp}/" + "o" * 300], "too long", id="a long name"),
    pytest.param(
        ["batch", "{tmp}", "--rubric", RUBRIC, "--out", "{tmp}/o", "--fresh", "--part", "pca.weights"],
        "leave one of them out",
        id="everything, and a part",
    ),
    pytest.param(["template", RUBRIC, "{tmp}/oak"], "not empty", id="a starter over somebody's work"),
]


@pytest.mark.parametrize(("arguments", "said"), CANNOT)
def test_what_cannot_be_used_is_said_in_one_plain_line(oak: Path, arguments: list[str], said: str) -> None:
    tmp = oak.parent
    (tmp / "broken.zip").write_bytes(b"PK\x03\x04 and then nothing")
    (tmp / "bad.yaml").write_text("assignment: hw\nproblems: []\npionts: 3\n")
    (tmp / "empty").mkdir()
    done = grade(*[argument.format(tmp=tmp) for argument in arguments])
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and said in done.stderr
    assert "Traceback" not in done.stderr


def test_lint_says_every_problem_and_where(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(
        "assignment: hw\nproblems:\n  - id: p\n    parts:\n      - id: p.a\n        answer: text\n"
        "        criteria:\n          - {check: orthonormol, points: 1}\n          - {check: review, points: -1}\n"
    )
    done = grade("lint", tmp_path / "bad.yaml")
    assert done.returncode == 2 and done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first.endswith("bad.yaml:8: unknown check 'orthonormol'; did you mean 'orthonormal'?")
    assert "bad.yaml:9: 'points' is -1" in second
    assert grade("lint", RUBRIC).stdout == "rubrics/hw7.yaml: no problems; 23 parts, 73 points\n"


def test_the_untouched_starter_scores_nothing_and_every_part_is_missing(tmp_path: Path) -> None:
    assert grade("template", RUBRIC, tmp_path / "starter").returncode == 0
    result = json.loads(grade("check", tmp_path / "starter", "--rubric", RUBRIC, "--json").stdout)
    assert (result["score"], result["status"], result["notes"]) == (0, "graded", [])
    assert {part["status"] for part in result["parts"]} == {"missing"}


OUR_FAULT = """
assignment: quiz
problems:
  - id: quiz
    parts:
      - id: quiz.colour
        answer: {choice: [red, green]}
        criteria: [{check: choice, points: 1, right: green}]
      - id: quiz.number
        answer: {number: plain}
        criteria:
          - {check: number, points: 2, accept: {oracle: linear_autoencoder.sample, m: -8, n: 64, k: 3, seed: 1}}
"""


def test_our_own_fault_is_status_1_and_keeps_what_is_settled(tmp_path: Path) -> None:
    """The oracle raises for m = -8: that part waits for us, the other keeps its point."""
    (tmp_path / "quiz.yaml").write_text(OUR_FAULT)
    (tmp_path / "fir").mkdir()
    (tmp_path / "fir" / "answers.yaml").write_text("quiz.colour: green\nquiz.number: 5\n")
    done = grade("check", tmp_path / "fir", "--rubric", tmp_path / "quiz.yaml", "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    jsonschema.validate(result, RESULT)
    assert [part["score"] for part in result["parts"]] == [1, None]
    assert (result["score"], result["max_score"], result["status"]) == (1, 3, "needs_review")
    assert result["parts"][1]["status"] == "grader_error"


@pytest.mark.parametrize("module", ["torch", "sympy", "jsonschema", "rich", "jinja2"])
def test_a_check_of_arrays_tokens_and_choices_imports_no(oak: Path, tmp_path: Path, module: str) -> None:
    script = (
        "import sys; sys.argv = ['grade.py', 'check', sys.argv[1], '--rubric', sys.argv[2], '--json'];"
        "from grader.cli import main; status = main();"
        f"sys.exit(status or ({module!r} in sys.modules) * 9)"
    )
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for _ in range(2):  # the first run validates the rubric and remembers it
        command = [sys.executable, "-c", script, str(oak), RUBRIC]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0
