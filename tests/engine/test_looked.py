"""For which parts a hand-in seems to hold code, at a glance, whatever lies there."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from grader.engine.workers import looked
from grader.model import AnswerSpec, Part, Place

HERE = Place("rubric.yaml", 1)
CASES = {"draw": "solver_cases.draw", "kinds": {"generic": ""}}


def part(name: str, **settings: object) -> Part:
    return Part(name, name, "", AnswerSpec("code", settings, HERE), (), {}, HERE)


PARTS = (
    part("solve", code="solution.py", function="solve(X, k)", cases=CASES),
    part("train", code="solution.py", function="train(X)", cases=CASES),
    part("read", code="solution.py", function="solve(X, k)"),
    Part("why", "why", "", AnswerSpec("text", {}, HERE), (), {}, HERE),
)
SOLVE = "import numpy as np\n\n\ndef solve(X, k):\n    return X[:k]\n"
TRAIN = "def train(X):\n    return X\n"
STUB = 'def train(X):\n    """Train it.\n\n    In k steps.\n    """\n    raise NotImplementedError\n'


def notebook(source: str) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": source.splitlines(keepends=True)}]})


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"answers.md": SOLVE, "notes.py": SOLVE}, set(), id="no file of that name"),
        pytest.param({"solution.py": SOLVE}, {"solve"}, id="one function"),
        pytest.param({"solution.py": SOLVE + TRAIN}, {"solve", "train"}, id="two functions"),
        pytest.param({"Solution.PY": SOLVE}, {"solve"}, id="another letter case"),
        pytest.param({"hw7/code/solution.py": SOLVE}, {"solve"}, id="in a folder in a folder"),
        pytest.param({"a/b/c/solution.py": SOLVE}, set(), id="too deep"),
        pytest.param({".git/solution.py": SOLVE, "__MACOSX/solution.py": TRAIN}, set(), id="in a tool's folder"),
        pytest.param({"solution.py": SOLVE + "\n\n" + STUB}, {"solve"}, id="a stub of the starter's is no code"),
        pytest.param({"solution.py": STUB + "\n\n" + SOLVE}, {"solve"}, id="code after a stub"),
        pytest.param({"solution.py": "from mine import solve\ntrain = solve\n"}, {"solve", "train"}, id="other names"),
        pytest.param({"solution.py": "def solve(X, k)\n  oops"}, {"solve"}, id="no Python"),
        pytest.param({"solution.py": "solve(1, 2)\ndef solver():\n    pass\n"}, set(), id="called, and not defined"),
        pytest.param({"hw7.ipynb": notebook("x = 1\n" + SOLVE)}, {"solve"}, id="in a notebook"),
        pytest.param({"hw7.ipynb": notebook("solver = 1\n# solve")}, set(), id="not in a notebook"),
        pytest.param({"hw7.ipynb": " " * looked.SIZE + notebook(SOLVE)}, {"solve", "train"}, id="too long to tell"),
        pytest.param({"hw7.ipynb": "no JSON"}, set(), id="no notebook"),
    ],
)
def test_code_is_seen(tmp_path: Path, files: dict[str, str], found: set[str]) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert looked.code_in(tmp_path, PARTS) == found


def test_a_zip_may_hold_anything_and_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "oak.zip", "w") as archive:
        archive.writestr("answers.md", "no code")
    (tmp_path / "elm.zip").write_bytes(b"no zip")
    for name in ("oak.zip", "elm.zip"):
        assert looked.code_in(tmp_path / name, PARTS) == {"solve", "train"}
        assert looked.code_in(tmp_path / name, PARTS[2:]) == frozenset()


def test_whatever_lies_there_nothing_is_raised_opened_or_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(SOLVE)
    hostile = tmp_path / "hostile"
    for name in ("deep", "solution.py"):
        (hostile / name).mkdir(parents=True)
    (hostile / "link").symlink_to(tmp_path)
    (hostile / "deep" / "solution.py").symlink_to(tmp_path / "outside.py")
    os.mkfifo(hostile / "pipe.ipynb")
    (hostile / "gone.ipynb").symlink_to("nowhere")
    (hostile / os.fsdecode(b"\xff.ipynb")).write_bytes(b"\xff\x00def solv\xff")
    assert looked.code_in(hostile, PARTS) == frozenset()
    for path in ("nowhere", "hostile/link", "hostile/pipe.ipynb", "outside.py/x", "a\0b"):
        assert looked.code_in(tmp_path / path, PARTS) == frozenset()


def test_only_so_much_is_looked_at(tmp_path: Path) -> None:
    for number in range(looked.FILES):
        (tmp_path / f"{number}.ipynb").write_text("{}")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "solution.py").write_text(SOLVE)
    assert looked.code_in(tmp_path, PARTS) == frozenset(), "the nearest come first"
    (tmp_path / "0.ipynb").unlink()
    assert looked.code_in(tmp_path, PARTS) == {"solve"}
