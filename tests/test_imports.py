"""Imports point one way: a room imports only rooms below it, no file imports in a circle, `reference` stands apart."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from grader import algebra

ROOT = Path(__file__).resolve().parent.parent

ROOMS = """
    grader
    grader.model  grader.yaml12  grader.fingerprint  grader.lazy  grader.patterns  grader.arguments  grader.counted
    grader.errors
    grader.provenance
    grader.oracles
    grader.answers
    grader.algebra.budget
    grader.algebra.expressions
    grader.algebra.language.lexing
    grader.algebra.language.grammar
    grader.algebra.language
    grader.algebra.reading
    grader.algebra.evaluation
    grader.algebra.equivalence
    grader.algebra.derivation
    grader.algebra
    grader.checks
    grader.rubric
    grader.intake
    grader.reports
    grader.reports.html  grader.reports.terminal
    grader.sandbox.protocol
    grader.sandbox.guest
    grader.sandbox.host
    grader.sandbox
    grader.training.devices
    grader.training
    grader.engine.secrets
    grader.engine.store
    grader.engine.marking
    grader.engine.trace
    grader.engine.output
    grader.engine.workers
    grader.engine
    grader.progress
    grader.cli
    grader.__main__
"""
"""All rooms, the lowest first; those on one line do not know each other. A room is a package without those in it, or
a file that stands here by itself."""
FLOOR = {room: floor for floor, line in enumerate(ROOMS.split("\n")) for room in line.split()}
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


def modules(package: str) -> dict[str, Path]:
    names = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


GRADER, REFERENCE = modules("grader"), modules("reference")
ALL = GRADER | REFERENCE


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import, at its top, in a function, or for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute here"
            for alias in node.names:  # `from grader import intake` names the module grader.intake
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in ALL else node.module)
    return found


def room(module: str) -> str:
    """The room that a module stands in: its package, or itself where it stands at the top, or is a package's face."""
    alone = module in FLOOR or module.count(".") < 2 or GRADER[module].name == "__init__.py"
    return module if alone else module.rpartition(".")[0]


def upward(module: str, names: set[str]) -> set[str]:
    """The imports that point up, or to another room on the same floor."""
    own = room(module)
    ours = {name for name in names if name in GRADER and room(name) != own}
    return {name for name in ours if FLOOR[room(name)] >= FLOOR[own]}


@pytest.mark.parametrize("module", GRADER)
def test_no_import_points_up(module: str) -> None:
    assert upward(module, imported(GRADER[module])) == set()


def test_every_room_stands_on_a_floor_and_every_floor_has_rooms_that_are_there() -> None:
    assert {room(module) for module in GRADER} == set(FLOOR)


def test_the_map_has_every_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = set(text.partition("```\n")[2].partition("```")[0].split())
    assert {room.rpartition(".")[2] for room in FLOOR if GRADER[room].name == "__init__.py"} - rooms <= {
        "grader",
        "grammar",
        "lexing",
    }


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Files that import each other in a circle, if any do."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle({module: (imported(path) & ALL.keys()) - {module} for module, path in ALL.items()}) == []


def behind(face: str, names: set[str]) -> set[str]:
    """The imports of what stands behind a package's face."""
    return {name for name in names if name.startswith(f"{face}.")}


@pytest.mark.parametrize("module", [name for name in GRADER if not f"{name}.".startswith("grader.algebra.")])
def test_the_algebra_is_used_by_its_face(module: str) -> None:
    assert behind("grader.algebra", imported(GRADER[module])) == set()


@pytest.mark.parametrize("module", REFERENCE)
def test_reference_never_imports_the_grader(module: str) -> None:
    assert not {name for name in imported(REFERENCE[module]) if name.split(".")[0] == "grader"}


@pytest.mark.parametrize("module", [name for name in GRADER if name.startswith(PURE)])
def test_rules_touch_no_file_clock_or_process(module: str) -> None:
    assert {name.split(".")[0] for name in imported(GRADER[module])} & EDGE == set()


@pytest.mark.parametrize(
    ("module", "names", "seen"),
    [
        ("grader.checks.code", {"grader.engine.batch", "grader.model", "numpy"}, {"grader.engine.batch"}),
        ("grader.intake.archive", {"grader.reports.record"}, {"grader.reports.record"}),
        ("grader.reports.html.view", {"grader.reports.terminal.lines"}, {"grader.reports.terminal.lines"}),
        (
            "grader.algebra.language.printer",
            {"grader.algebra.evaluation.sampling", "grader.algebra.expressions.tree"},
            {"grader.algebra.evaluation.sampling"},
        ),
        ("grader.sandbox.guest.child", {"grader.sandbox.host.session"}, {"grader.sandbox.host.session"}),
    ],
)
def test_an_arrow_that_points_up_is_seen(module: str, names: set[str], seen: set[str]) -> None:
    assert upward(module, names) == seen


def test_every_name_of_the_face_is_there() -> None:
    assert all(getattr(algebra, name) for name in algebra.__all__)
    assert len(algebra.__all__) <= 30


def test_an_import_from_behind_a_face_is_seen() -> None:
    inner = "grader.algebra.equivalence.systems"
    assert behind("grader.algebra", {"grader.algebra", "grader.model", inner}) == {inner}


def test_a_circle_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
