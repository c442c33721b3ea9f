"""Math-Verify on the matrix benchmark, formula by formula.

It gets one plain LaTeX (transposes as ^T, which it reads best), the student's names put in. A system is accepted where
each condition is matched by a formula and each formula by a condition, which is more than the library itself offers.
A formula that it only keeps as a string is not taken.
"""

from functools import cache
from typing import Any

from math_verify import LatexExtractionConfig, parse, verify

from benchmarks.peers.algebra_lines import NotTaken, serve


def judge(item: dict[str, Any]) -> bool:
    found = [_read(formula) for formula in item["latex"]]
    wanted = [_known(formula) for formula in item["exercise"]["latex"]]
    if item["kind"] == "expression":
        return any(verify(one, found[0]) for one in wanted)
    every = all(any(verify(one, other) for other in found) for one in wanted)
    return every and all(any(verify(one, other) for one in wanted) for other in found)


def _read(formula: str) -> list[Any]:
    read = [
        one for one in parse(f"${formula}$", extraction_config=[LatexExtractionConfig()]) if not isinstance(one, str)
    ]
    if not read:
        raise NotTaken("not read")
    return read


_known = cache(_read)


if __name__ == "__main__":
    serve(judge)
