"""Every oracle that a rubric may name is there, says what it does, and costs no more to load than it must."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import reference

ROOT = Path(reference.__file__).parent


@pytest.mark.parametrize("name", sorted(reference.ORACLES))
def test_an_oracle_exists_and_is_documented(name: str) -> None:
    module, function = name.split(".")
    oracle = getattr(importlib.import_module(f"reference.{module}"), function)
    assert inspect.isfunction(oracle)
    assert oracle.__module__ == f"reference.{module}", "an oracle is named where it is defined"
    assert inspect.getdoc(oracle)
    assert inspect.signature(oracle).return_annotation is not inspect.Signature.empty


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("reference", {"numpy", "torch"}),
        ("reference.resnet_figures", {"numpy", "torch"}),
        ("reference.translation", {"numpy", "torch"}),
        ("reference.figures", {"numpy", "torch"}),
        ("reference.decoder_cases", {"numpy", "torch"}),
        ("reference.linear_autoencoder", {"torch"}),
        ("reference.solver_cases", {"torch"}),
        ("reference.regularized_training", {"torch"}),
        ("reference.digits", {"torch"}),
        ("reference.cifar10", {"torch"}),
        ("reference.probe", {"torch"}),
        ("reference.regularized_autoencoder", {"torch"}),
    ],
)
def test_a_module_loads_without_what_it_does_not_need(module: str, heavy: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert not heavy & set(loaded.stdout.split())


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.py")), ids=lambda path: path.name)
def test_the_reference_never_imports_the_grader(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not [name for name in names if name.split(".")[0] == "grader"]
