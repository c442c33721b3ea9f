"""Which sources are behind a part: a walk over the imports of its reader, its checks and its oracles."""

import ast
from functools import cache
from pathlib import Path

from tests.regrade.every_check import CHECKS, ORACLES, READERS, RUN, TRAINED

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("grader", "reference")


def behind(part: str) -> frozenset[str]:
    """The files that may be behind a part's verdict, as far as Python's imports tell."""
    starts = {f"grader/answers/{name}.py" for name, parts in READERS.items() if part in parts}
    starts |= {f"grader/checks/{name}.py" for name, parts in CHECKS.items() if part in parts}
    starts |= {f"reference/{name}.py" for name, parts in ORACLES.items() if part in parts}
    starts |= {"reference/linear_autoencoder.py"}
    if part in RUN:
        sandbox = (ROOT / "grader" / "sandbox").rglob("*.py")
        starts |= {"grader/engine/marking/runs.py", *(path.relative_to(ROOT).as_posix() for path in sandbox)}
    if part in TRAINED:
        devices = (ROOT / "grader" / "training" / "devices").rglob("*.py")
        starts |= {"grader/engine/marking/trainings.py", "grader/training/measure.py"}
        starts |= {path.relative_to(ROOT).as_posix() for path in devices}
    found, waiting = set[str](), list(starts)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += imported(file)
    return frozenset(found)


@cache
def imported(file: str) -> tuple[str, ...]:
    """The files of our packages that a file imports, at its top or in a function."""
    found = set[str]()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {_file(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {_file(f"{node.module}.{alias.name}") for alias in node.names}
            found |= below | {_file(node.module)}
    return tuple(name for name in found if name.startswith(PACKAGES))


def _file(module: str) -> str:
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.relative_to(ROOT).as_posix() if file.is_file() else ""
