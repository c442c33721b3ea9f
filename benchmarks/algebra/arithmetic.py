"""Exact matrix arithmetic modulo 33554393, two ways: `python -m benchmarks.algebra.arithmetic [--rounds N]`.

Residues in float64 that BLAS multiplies (`grader.algebra.evaluation.prime_field`), in batches of 3 samples, against
python-flint's `nmod_mat` (`pip install -e '.[algebra-peers]'`) on the same numbers, with and without the conversion
there and back. The ratios are to the first, measured in turn in one run; both ways must give the same residues.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SIZES = (9, 16, 30)
SAMPLES = 3

Work = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Ways:
    """One work: on float64 residues, on flint's matrices, and on flint's with the conversion there and back."""

    name: str
    ours: Work
    flint: Work
    converted: Work
    shown: Callable[[Any], Any]
    """Our result as flint's conversion shows it."""


def main() -> int:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is imported
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    try:
        import flint
    except ImportError:
        print("python-flint is not installed: pip install -e '.[algebra-peers]'", file=sys.stderr)
        return 2
    print("| work | size | float64, µs | flint, ratio | flint with conversion, ratio |\n|---|---|---|---|---|")
    for size in SIZES:
        for ways in _works(flint, size):
            assert ways.shown(ways.ours()) == ways.converted(), f"{ways.name} of size {size} differs"
            base, *others = _timed([ways.ours, ways.flint, ways.converted], rounds)
            ratios = [statistics.median(o / b for o, b in zip(other, base, strict=True)) for other in others]
            shown = [f"{ratio:.2f}" for ratio in ratios]
            print(f"| {ways.name} | {size} | {1e6 * statistics.median(base):.0f} | {' | '.join(shown)} |")
    return 0


def _works(flint: Any, size: int) -> list[Ways]:
    import numpy as np

    from grader.algebra.evaluation import prime_field

    rng = np.random.default_rng(size)
    a, b = (prime_field.random(rng, (SAMPLES, size, size)) for _ in range(2))
    low = prime_field.reduce(a[:, :, : size // 2] @ b[:, : size // 2])

    def whole(matrices: Any) -> Any:
        return np.mod(matrices, prime_field.P).astype(np.int64).tolist()

    def there(matrices: Any) -> list[Any]:
        return [flint.nmod_mat(rows, prime_field.P) for rows in whole(matrices)]

    def back(matrices: list[Any]) -> list[Any]:
        return [[[int(entry) for entry in row] for row in matrix.tolist()] for matrix in matrices]

    fa, fb, fl = there(a), there(b), there(low)
    return [
        Ways(
            "multiply",
            lambda: prime_field.reduce(a @ b),
            lambda: [x * y for x, y in zip(fa, fb, strict=True)],
            lambda: back([x * y for x, y in zip(there(a), there(b), strict=True)]),
            whole,
        ),
        Ways(
            "invert",
            lambda: prime_field.inverse(a),
            lambda: [x.inv() for x in fa],
            lambda: back([x.inv() for x in there(a)]),
            whole,
        ),
        Ways(
            "rank",
            lambda: [prime_field.rank(x) for x in low],
            lambda: [x.rank() for x in fl],
            lambda: [x.rank() for x in there(low)],
            list,
        ),
    ]


def _timed(works: list[Work], rounds: int) -> list[list[float]]:
    """The seconds of each work, in turn, round after round, after a tenth of them to warm up."""
    spent: list[list[float]] = [[] for _ in works]
    for number in range(rounds + rounds // 10):
        for work, times in zip(works, spent, strict=True):
            start = time.perf_counter()
            work()
            if number >= rounds // 10:
                times.append(time.perf_counter() - start)
    return spent


if __name__ == "__main__":
    sys.exit(main())
