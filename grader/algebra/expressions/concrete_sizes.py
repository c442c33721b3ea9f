"""Numbers for dimensions: all distinct, and in the order that the notation asks for."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from grader.algebra.expressions.notation import Notation

MAX_SIZE = 30


def sizes(notation: Notation, least: int, wider: Mapping[str, int] | None = None) -> dict[str, int]:
    """A size for each dimension: all distinct, at least `least`, in the order that the notation asks for.

    `wider` makes the dimensions that it names, and all that are larger, so much larger.
    """
    return dict(_sizes(notation.dims, notation.below, least, tuple(sorted((wider or {}).items()))))


@lru_cache(maxsize=1024)
def _sizes(
    dims: frozenset[str], below: tuple[tuple[str, str], ...], least: int, wider: tuple[tuple[str, int], ...]
) -> dict[str, int]:
    more = dict(wider)
    height = dict.fromkeys(sorted(dims), 0)
    for _ in height:
        for small, large in below:
            height[large] = max(height.get(large, 0), height.get(small, 0) + 1)
    free = max(height.values(), default=0) + 1
    bounded = {name for pair in below for name in pair}
    ordered = sorted(height, key=lambda name: (height[name] if name in bounded else free, name))
    result: dict[str, int] = {}
    size = min(least, MAX_SIZE - 2 * len(ordered))
    for name in ordered:
        size += more.get(name, 0)
        result[name] = size
        # a gap, so that a rank fits between, and no size is the sum of two others by chance
        size += 2 if name == ordered[0] else 1
    return result


def chained(below: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`k < m < n` as pairs.

    >>> chained(["k", "m", "n"])
    (('k', 'm'), ('m', 'n'))
    """
    return tuple(pairwise(below))


def sizes_of(notation: Notation, sizes: Mapping[str, int], name: str) -> tuple[int, int]:
    """Rows and columns of a symbol in numbers."""
    shape = notation.symbols[name].shape
    return shape.rows.value(sizes), shape.cols.value(sizes)
