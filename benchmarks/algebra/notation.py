"""What an exercise declares: symbols with shapes and properties, definitions, the order of sizes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.algebra.shapes import fit
from benchmarks.algebra.terms import Dims, Term, read

KNOWN = (
    "positive definite", "upper triangular", "lower triangular", "symmetric", "skew", "orthogonal", "orthonormal",
    "diagonal", "invertible", "positive", "stochastic", "one-hot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """One symbol; `rank` is the least and the largest rank, `columns` the letter of its columns."""

    shape: Dims
    properties: frozenset[str] = frozenset()
    columns: str = ""
    rank: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Notation:
    """Symbols by name, meanings (sizes filled in) of those that are defined, pairs (smaller, larger) of dimensions."""

    symbols: Mapping[str, Spec]
    meanings: Mapping[str, Term]
    below: tuple[tuple[str, str], ...] = ()

    @property
    def shapes(self) -> Mapping[str, Dims]:
        return {name: spec.shape for name, spec in self.symbols.items()}

    @property
    def dims(self) -> frozenset[str]:
        return frozenset(dim for spec in self.symbols.values() for dim in spec.shape if not dim.isdecimal())

    def having(self, *properties: str) -> frozenset[str]:
        """The symbols with one of these properties."""
        return frozenset(name for name, spec in self.symbols.items() if spec.properties & set(properties))


def spec(text: str) -> Spec:
    """One symbol's line: `m × n orthogonal, columns u`, `positive scalar`, `m × n diagonal, rank k to m`.

    >>> spec("m × n diagonal, rank k to m").rank
    ('k', 'm')
    """
    size = re.search(r"(\w+) × (\w+)", text)
    columns = re.search(r"columns (\w+)", text)
    rank = re.search(r"rank (\w+) to (\w+)", text)
    left = text
    found = set()
    for name in KNOWN:
        if name in left:
            found.add(name)
            left = left.replace(name, "")
    shape = (size[1], size[2]) if size else ("1", "1")
    return Spec(shape, frozenset(found), columns[1] if columns else "", (rank[1], rank[2]) if rank else None)


def notation(symbols: Mapping[str, str], defines: Mapping[str, str], sizes: list[str]) -> Notation:
    """From an entry of `bases`; a definition may name a symbol that is not declared."""
    specs = {name: spec(text) for name, text in symbols.items()}
    meanings: dict[str, Term] = {}
    for name, source in defines.items():
        shapes = {known: found.shape for known, found in specs.items()}
        meanings[name], shape = fit(read(source), shapes, shapes.get(name))
        assert shape is not None, f"nothing tells the size of {name}"
        specs.setdefault(name, Spec(shape))
    below = tuple((low.strip(), high.strip()) for low, _, high in (text.partition("<") for text in sizes))
    return Notation(specs, meanings, below)
