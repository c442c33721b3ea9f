"""Closures of the real sources, compared with what Python itself imports and with every import that is written."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from grader.provenance import Sources

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = """
import contextlib, importlib, json, os, sys

for library in ("numpy", "yaml", "jsonschema", "jinja2", "markdown_it", "rich.console"):
    with contextlib.suppress(ImportError):  # here once, not in each process
        importlib.import_module(library)
for name in json.loads(sys.argv[1]):
    if os.fork() == 0:
        with contextlib.suppress(ImportError):  # torch need not be there; what comes before it is compared
            importlib.import_module(name)
        found = [each for each in sys.modules if each.partition(".")[0] in ("grader", "reference")]
        os.write(1, (json.dumps([name, found]) + "\\n").encode())
        os._exit(0)
    os.wait()
"""
"""Imports each module alone, in a process that has imported none of ours."""


def modules() -> dict[str, Path]:
    found = {}
    for package in ("grader", "reference"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


ALL = modules()
TAKEN = ("grader.checks", "grader.answers", "grader.sandbox", "grader.engine.", "grader.intake.collect", "reference")
"""Those that verdicts name; all others are behind them."""


def parents(names: Iterable[str]) -> set[str]:
    found = set()
    for name in names:
        while name := name.rpartition(".")[0]:
            found.add(name)
    return found


@pytest.fixture(scope="module")
def sources() -> Sources:
    return Sources.of_the_grader()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="starts a process a module by fork")
def test_closures_hold_all_that_python_imports(sources: Sources) -> None:
    """Python runs the `__init__` of each package on the way as well, with all that it imports."""
    names = [name for name in ALL if name.startswith(TAKEN)]
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, json.dumps(names)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = dict(json.loads(line) for line in done.stdout.splitlines())
    assert loaded.keys() == set(names)
    lacking = {}
    for name, found in loaded.items():
        expected = {name}
        while more := (sources.closure(expected) | parents(sources.closure(expected))) - expected:
            expected |= more
        if missing := set(found) - expected:
            lacking[name] = missing
    assert lacking == {}
    assert len(loaded["grader.engine.batch"]) > 50, "the comparison has something to compare"


def written(path: Path) -> set[str]:
    """What is imported anywhere in a source, each module or name in full."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("module", ALL)
def test_closures_hold_every_import_that_is_written(sources: Sources, module: str) -> None:
    """Of `grader.model.Place` that is `grader.model`; of `grader.intake`, a package, its `__init__`."""
    ours = {name for name in written(ALL[module]) if name.partition(".")[0] in ("grader", "reference")}
    expected = {name if name in ALL else name.rpartition(".")[0] for name in ours}
    assert expected <= sources.closure([module]) <= ALL.keys()


SPARED = {
    # a module, and one that it must not hang on
    "a check of numbers, and the sandbox": ("grader.checks.numbers", "grader.sandbox.host.sandbox"),
    "an oracle, and another": ("reference.resnet_figures", "reference.linear_autoencoder"),
    "a form, and the forms beside it": ("grader.answers.number", "grader.answers.torch_files"),
    "a check, and how pages are drawn": ("grader.checks.sequence", "grader.reports.html.document"),
}


@pytest.mark.parametrize(("module", "apart"), SPARED.values(), ids=SPARED)
def test_what_has_no_part_in_a_module_is_not_in_its_closure(sources: Sources, module: str, apart: str) -> None:
    assert module in ALL and apart in ALL
    assert apart not in sources.closure([module])
