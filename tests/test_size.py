"""No file of the grader is longer than 300 lines, and no function longer than 40: what does not fit is two ideas."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE, FUNCTION = 300, 40
"""Lines at most. Ruff sees to how many branches a function has: see pyproject.toml."""

LONGER: dict[str, str] = {}
"""What is longer, a file or `file:function`, and why."""


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "grader").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def long_functions(text: str) -> list[str]:
    """The names of the functions in a source that are too long."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [each.name for each in functions if (each.end_lineno or 0) - each.lineno + 1 > FUNCTION]


def test_no_file_is_too_long() -> None:
    assert [name for name, text in sources() if len(text.splitlines()) > FILE and name not in LONGER] == []


def test_no_function_is_too_long() -> None:
    found = [f"{name}:{function}" for name, text in sources() for function in long_functions(text)]
    assert [each for each in found if each not in LONGER] == []


def test_a_long_function_is_seen() -> None:
    body = "    pass\n"
    assert long_functions(f"def short():\n{39 * body}def long():\n{40 * body}") == ["long"]
