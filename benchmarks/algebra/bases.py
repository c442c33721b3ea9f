"""The base exercises, read from `bases/*.yaml`: what is declared, what is asked, and a right answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from benchmarks.algebra.notation import Notation, Spec, notation, spec
from benchmarks.algebra.shapes import fit_sides
from benchmarks.algebra.terms import Term, read, read_chain

FOLDER = Path(__file__).parent / "bases"
Kind = Literal["expression", "equations", "derivation"]
Sides = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """One exercise. Sources are in the language of `terms`; equations are pairs of sides, sizes filled in.

    `put_in` is what the lines of a derivation are checked with: what the exercise puts in for a symbol, or the solution
    that the lines lead to.
    """

    id: str
    kind: Kind
    notation: Notation
    source: Mapping[str, Any]
    value: Term | None = None
    answers: tuple[Term, ...] = ()
    conditions: Mapping[str, Sides] = field(default_factory=dict)
    unknowns: tuple[str, ...] = ()
    put_in: Mapping[str, Term] = field(default_factory=dict)
    lines: tuple[Sides, ...] = ()

    @property
    def systems(self) -> tuple[tuple[Sides, ...], ...]:
        """The conditions, and other right systems."""
        also = [tuple(self.sides(line) for line in system) for system in self.source.get("also", [])]
        return (tuple(self.conditions.values()), *also)

    def sides(self, source: str) -> Sides:
        """An equation or expression in this notation, its sizes filled in."""
        return fit_sides(read_chain(source), self.notation.shapes)[0]


@cache
def bases() -> Mapping[str, Base]:
    """All of them by id, in order."""
    found = {}
    for kind, file in (("expression", "expressions"), ("equations", "equations"), ("derivation", "derivations")):
        for entry in yaml.safe_load((FOLDER / f"{file}.yaml").read_text(encoding="utf-8")):
            found[entry["id"]] = _base(kind, entry)
    return found


def _base(kind: Any, entry: Mapping[str, Any]) -> Base:
    declared = notation(entry["symbols"], entry.get("defines", {}), entry.get("sizes", []))
    bare = Base(entry["id"], kind, declared, entry)
    if kind == "expression":
        value = bare.sides(entry["value"])[0]
        return replace(bare, value=value, answers=tuple(bare.sides(text)[0] for text in entry["answers"]))
    conditions = {name: bare.sides(text) for name, text in entry["conditions"].items()}
    unknowns = tuple(entry.get("unknowns", ()))
    if kind == "equations":
        return replace(bare, conditions=conditions, unknowns=unknowns)
    put_in = {}
    for name, text in {**entry.get("put_in", {}), **entry.get("solution", {})}.items():
        put_in[name] = fit_sides((Term("sym", label=name), read(text)), declared.shapes)[0][1]
    lines = tuple(bare.sides(text) for text in entry["lines"])
    return replace(bare, conditions=conditions, unknowns=unknowns, put_in=put_in, lines=lines)


def families(base: Base) -> list[tuple[dict[str, Spec], dict[str, Term]]]:
    """The known zeros: the free symbols' specs, and the unknowns' values."""
    free = {name: spec(text) for name, text in base.source.get("free", {}).items()}
    shapes = {**base.notation.shapes, **{name: found.shape for name, found in free.items()}}
    made = []
    for family in base.source.get("zeros", []):
        wanted = {name: (Term("sym", label=name), read(text)) for name, text in family.items()}
        made.append((free, {name: fit_sides(pair, shapes)[0][1] for name, pair in wanted.items()}))
    return made
