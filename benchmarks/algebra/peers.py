"""Other graders on the same items, each in a process of another interpreter: JSON lines in, JSON lines out."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.algebra.bases import Base, bases
from benchmarks.algebra.items import Item
from benchmarks.algebra.layout import equation
from benchmarks.algebra.ours import Outcome
from benchmarks.algebra.spelling import Speller
from benchmarks.algebra.styles import Style
from benchmarks.algebra.terms import Term, read, read_chain, substituted, write

ROOT = Path(__file__).resolve().parents[2]
PEERS = {
    "Math-Verify": ("math_verify", "benchmarks.peers.algebra_math_verify"),
    "sympy": ("sympy", "benchmarks.peers.algebra_sympy"),
    "MITx MatrixGrader": ("mitxgraders", "benchmarks.peers.algebra_mitx"),
}
SECONDS = 3600


def peer_outcomes(python: str, mitx: Path | None, items: Sequence[Item]) -> Iterator[tuple[str, Mapping[str, Outcome]]]:
    """Each peer that this interpreter has, with what it made of the items that it could take."""
    path = os.pathsep.join([str(ROOT), *([str(mitx)] if mitx else [])])
    environment = {**os.environ, "PYTHONPATH": path}
    lines = "\n".join(json.dumps(_told(item), ensure_ascii=False) for item in items if item.kind != "derivation")
    for name, (module, adapter) in PEERS.items():
        there = subprocess.run([python, "-c", f"import {module}"], env=environment, capture_output=True, check=False)
        if there.returncode != 0:
            print(f"{name} is not installed and is left out", file=sys.stderr)
            continue
        done = subprocess.run(
            [python, "-m", adapter],
            input=lines,
            env=environment,
            text=True,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode != 0:
            print(f"{name} ended with {done.returncode} and is left out: {done.stderr[-500:]}", file=sys.stderr)
            continue
        found = [Outcome(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
        yield name, {outcome.id: outcome for outcome in found}


def _told(item: Item) -> dict[str, Any]:
    """An item and its exercise: as typed, in plain source, and in one plain LaTeX with the student's names put in."""
    base = bases()[item.base]
    lets = {name: read(source) for name, _, source in (said.partition(" := ") for said in item.statements) if source}
    shown = [read_chain(said) for said in item.statements if " := " not in said]
    latex = [_latex([substituted(side, lets) for side in chain], base) for chain in shown]
    return {**dataclasses.asdict(item), "latex": latex, "exercise": _exercise_of(item.base)}


def _latex(sides: Sequence[Term], base: Base) -> str:
    speller = Speller(Style("latex", "^T"), base.notation)
    return equation([speller.write(side) for side in sides])


@cache
def _exercise_of(id: str) -> dict[str, Any]:
    base = bases()[id]
    sides = [*((answer,) for answer in base.answers), *base.conditions.values()]
    specs = {name: dataclasses.asdict(spec) for name, spec in base.notation.symbols.items()}
    return {
        "symbols": {name: {**spec, "properties": sorted(spec["properties"])} for name, spec in specs.items()},
        "defines": {name: write(term) for name, term in base.notation.meanings.items()},
        "below": base.notation.below,
        "unknowns": base.unknowns,
        "plain": [" == ".join(write(side) for side in pair) for pair in sides],
        "latex": [_latex(pair, base) for pair in sides],
    }
