"""Sizes of matrices: linear expressions in named dimensions, such as `m`, `k` and `m - k`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dim:
    """A size: `constant` plus whole multiples of named dimensions, sorted by name.

    A name that starts with `?` is not known yet.

    >>> m, k = Dim.of("m"), Dim.of("k")
    >>> str(m - k + Dim(1)), (m - k) + k == m
    ('m-k+1', True)
    """

    constant: int = 0
    terms: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, name: str) -> "Dim":
        return cls(0, ((name, 1),))

    def __add__(self, other: "Dim") -> "Dim":
        counts = dict(self.terms)
        for name, count in other.terms:
            counts[name] = counts.get(name, 0) + count
        kept = tuple(sorted((name, count) for name, count in counts.items() if count))
        return Dim(self.constant + other.constant, kept)

    def __neg__(self) -> "Dim":
        return Dim(-self.constant, tuple((name, -count) for name, count in self.terms))

    def __sub__(self, other: "Dim") -> "Dim":
        return self + -other

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number that it is. Raises KeyError for a dimension that has no size."""
        number = self.constant
        for name, count in self.terms:
            number += count * sizes[name]
        return number

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.terms)

    @property
    def open(self) -> bool:
        """Whether some part of it is not known yet."""
        return bool(self.terms) and any(name[0] == "?" for name, _ in self.terms)

    def replaced(self, known: Mapping[str, "Dim"]) -> "Dim":
        """With each name in `known` replaced by what it stands for."""
        for name, _ in self.terms:
            if name in known:
                break
        else:
            return self
        result = Dim(self.constant)
        for name, count in self.terms:
            part = known.get(name) or Dim.of(name)
            result = result + Dim(part.constant * count, tuple((inner, times * count) for inner, times in part.terms))
        return result

    def __str__(self) -> str:
        # the positive terms first: m-k rather than -k+m
        ordered = sorted(self.terms, key=lambda term: term[1] < 0)
        text = "".join(f"{'+' if c > 0 else '-'}{abs(c) if abs(c) != 1 else ''}{name}" for name, c in ordered)
        if self.constant or not text:
            text += f"{self.constant:+d}"
        return text.removeprefix("+")


ONE = Dim(1)


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows and columns; a scalar is 1×1, a vector has one column."""

    rows: Dim
    cols: Dim

    @property
    def scalar(self) -> bool:
        rows, cols = self.rows, self.cols
        return rows.constant == 1 == cols.constant and not rows.terms and not cols.terms

    @property
    def transposed(self) -> "Shape":
        return Shape(self.cols, self.rows)

    def replaced(self, known: Mapping[str, Dim]) -> "Shape":
        return Shape(self.rows.replaced(known), self.cols.replaced(known)) if known else self

    def __str__(self) -> str:
        """`a scalar`, or rows×columns as in `m×k`."""
        if self.scalar:
            return "a scalar"
        sides = (
            f"({side})" if len(side.terms) + bool(side.constant) > 1 else str(side) for side in (self.rows, self.cols)
        )
        return "×".join("?" if "?" in side else side for side in sides)


SCALAR = Shape(ONE, ONE)
