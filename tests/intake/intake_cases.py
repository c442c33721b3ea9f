"""What the tests of intake share: a small assignment, and how to lay out a submission."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.model import AnswerSpec, Assignment, Block, Part, Place, Problem

RUBRIC = Place("rubric.yaml", 1)


def part(id: str, form: str, question: str = "", **settings: Any) -> Part:
    return Part(id, id, question, AnswerSpec(form, settings, RUBRIC), (), {}, RUBRIC)


ASSIGNMENT = Assignment(
    "hw",
    "A homework",
    {"X": [1.0]},
    (
        Problem(
            "pca",
            "PCA",
            (
                part("pca.conditions", "equations", "Write the **first-order** conditions,\nwith `W1` and $W_2$."),
                part("pca.weights", "arrays", arrays="pca_weights.npz", W1=["k", "m"], W2=["m", "k"]),
                part("pca.solver", "code", code="solution.py", function="linear_autoencoder(X, k)"),
            ),
        ),
        Problem(
            "more",
            "More",
            (
                part("more.tokens", "tokens", tokens=["w1", "w2", "w3"]),
                part("more.train_inputs", "tokens", tokens=["w1", "w2", "w3"]),
                part("more.boxes", "choices", choices=["alpha", "beta"]),
                part("more.weights", "arrays", arrays="more_weights.npz", W1=["k", "m"], B=["k"]),
            ),
        ),
    ),
)


def submission(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files under `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    folder.mkdir(exist_ok=True)
    return folder


def notebook(*cells: tuple[str, str | list[str]]) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": kind, "source": source} for kind, source in cells]})


def zipped(path: Path, files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def zip_bytes(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def brief(block: Block) -> tuple[object, ...]:
    """A block as the tables below write it: kind and text, then ticked or cells where there are any."""
    extra = (block.ticked,) if block.ticked is not None else (block.cells,) if block.cells else ()
    return (block.kind, block.text, *extra)
