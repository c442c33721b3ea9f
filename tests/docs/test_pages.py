"""What the pages tell a reader to do, done: every walk of CONTRIBUTING, every command of the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.walk import Step, apply, steps

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = (
    *("grader", "reference", "rubrics", "submissions", "examples", "tests", "docs"),
    *("grade.py", "pyproject.toml", "README.md"),
)
LONG = ("README.md", "docs/secret.md", "docs/students.md", "docs/tas.md")
"""The pages whose commands grade the sample class, again and again, or train, which only one job of a machine does."""
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to be changed at will."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def run(script: str, project: Path) -> str:
    """A block of shell commands as a reader would type them, with this interpreter as `python`."""
    tools = project / ".tools"
    tools.mkdir(exist_ok=True)
    for name, command in (("python", ""), ("grader", "-m grader")):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n')
        (tools / name).chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(project), "NO_COLOR": "1"}
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=project, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def follow(walk: list[Step], project: Path) -> None:
    for step in walk:
        if step.title:
            apply(step, project)
        elif step.language == "sh" and "setup" not in step.flags:
            run(step.body, project)


def test_contributing_leads_to_a_new_check_a_new_assignment_and_a_new_function(project: Path) -> None:
    walk = steps(ROOT / "CONTRIBUTING.md")
    titles = {step.title for step in walk}
    assert {"grader/checks/rank.py", "rubrics/ridge.yaml", "reference/ridge.py"} <= titles
    follow(walk, project)
    assert "rank" in (project / "docs" / "checks.md").read_text(encoding="utf-8")
    assert "Score: 0 of 4 points" in run("python grade.py check starters/ridge --rubric rubrics/ridge.yaml", project)


def test_a_wrong_line_in_a_walk_is_noticed(project: Path) -> None:
    walk = steps(ROOT / "CONTRIBUTING.md")
    broken = [step for step in walk if step.title != "reference/__init__.py"]
    with pytest.raises(AssertionError, match="unknown oracle 'ridge.design'"):
        follow(broken, project)


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.journey] if page in LONG else []) for page in PAGES]
)
def test_every_command_of_a_page_runs(page: str, project: Path) -> None:
    for step in steps(ROOT / page):
        if step.language == "sh" and "setup" not in step.flags:
            run(step.body, project)


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md"])
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    import re

    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (ROOT / page).parent.joinpath(target).exists(), f"{page} links to {target}"
