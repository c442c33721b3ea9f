"""Imports point one way: no module imports a package above its own, and `reference` stands apart."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LEVELS = [
    {"grader", "grader.model", "grader.yaml12", "grader.fingerprint", "grader.lazy", "grader.arguments"},
    {"grader.errors"},
    {"grader.oracles", "grader.answers", "grader.algebra", "grader.provenance"},
    {"grader.checks"},
    {"grader.rubric", "grader.intake", "grader.reports", "grader.platforms", "grader.sandbox"},
    {"grader.training"},
    {"grader.engine"},
    {"grader.progress", "grader.review"},
    {"grader.cli"},
    {"grader.__main__"},
]
PURE = ("grader.model", "grader.checks", "grader.answers", "grader.algebra")
EDGE = {
    "pathlib",
    "os",
    "subprocess",
    "socket",
    "time",
    "datetime",
    "shutil",
    "tempfile",
    "random",
    "urllib",
    "sqlite3",
}


def unit(module: str) -> str:
    """The package, or module of `grader` itself, that a module belongs to."""
    return ".".join(module.split(".")[:2])


def level(module: str) -> int:
    return next(height for height, units in enumerate(LEVELS) if unit(module) in units)


def modules(package: str) -> dict[str, Path]:
    names = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import, at its top or in a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute here"
            # `from grader import intake` names the module grader.intake
            found |= (
                {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "grader" else {node.module}
            )
    return found


def upward(module: str, names: set[str]) -> set[str]:
    """The imports that point up, or sideways to another package of the same level."""
    ours = {name for name in names if name.split(".")[0] == "grader" and not name.endswith(".__version__")}
    return {
        name
        for name in ours
        if unit(name) != unit(module) and level(name) >= level(module) and name not in ("grader.__version__",)
    }


@pytest.mark.parametrize("module", modules("grader"))
def test_no_import_points_up(module: str) -> None:
    assert upward(module, imported(modules("grader")[module])) == set()


@pytest.mark.parametrize("module", modules("reference"))
def test_reference_never_imports_the_grader(module: str) -> None:
    assert not {name for name in imported(modules("reference")[module]) if name.split(".")[0] == "grader"}


@pytest.mark.parametrize("module", [name for name in modules("grader") if name.startswith(PURE)])
def test_rules_touch_no_file_clock_or_process(module: str) -> None:
    assert {name.split(".")[0] for name in imported(modules("grader")[module])} & EDGE == set()


def test_an_arrow_that_points_up_is_seen() -> None:
    assert upward("grader.checks.new", {"grader.engine.batch", "grader.model", "numpy"}) == {"grader.engine.batch"}
    assert upward("grader.intake.new", {"grader.reports.html"}) == {"grader.reports.html"}
