"""What a grader is told of an exercise: its notation and its reference, in LaTeX."""

from collections.abc import Sequence
from typing import Any

from benchmarks.algebra.bases import Base
from benchmarks.algebra.layout import equation
from benchmarks.algebra.spelling import Speller
from benchmarks.algebra.styles import PLAIN_LATEX
from benchmarks.algebra.terms import Term


def exercise(base: Base) -> dict[str, Any]:
    """The parameters of a check of `base.kind`, as a rubric would have them."""
    speller = Speller(PLAIN_LATEX, base.notation)

    def said(sides: Sequence[Term]) -> str:
        return equation([speller.write(side) for side in sides])

    defines = [f"{speller.symbol(name)} = {speller.write(term)}" for name, term in base.notation.meanings.items()]
    notation = {"symbols": dict(base.source["symbols"]), "definitions": defines, "sizes": base.source.get("sizes", [])}
    if base.value is not None:
        return {"notation": notation, "value": speller.write(base.value)}
    conditions = {name: said(sides) for name, sides in base.conditions.items()}
    if base.kind == "equations":
        return {"notation": notation, "conditions": conditions, "unknowns": list(base.unknowns)}
    told: dict[str, Any] = {"notation": notation, "conclusions": conditions}
    if base.source.get("put_in"):
        told["put_in"] = [f"{speller.symbol(name)} = {speller.write(term)}" for name, term in base.put_in.items()]
    if base.source.get("given"):
        told["given"] = [said(base.sides(text)) for text in base.source["given"]]
        told["unknowns"] = list(base.unknowns)
    return told
