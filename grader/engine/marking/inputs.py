"""The inputs on which a part's code is called: drawn by oracles, in the order in which they are given."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from grader import oracles
from grader.answers.code import parameters
from grader.checks.program_run import Run
from grader.engine.secrets.draws import Draws
from grader.errors import OwnFault

Settings = Mapping[str, Any]
Seeds = Callable[[str, int | None, int], int]
"""From an input's kind, size and number among its like, its seed."""
passed = parameters
"""The names of the arguments of the function asked for."""


def seeds(draws: Draws, part: str) -> Seeds:
    """A seed for each input, none of which can be worked out from another: the visible ones are seen."""
    return lambda kind, size, number: draws.seed(part, f"cases/{size}/{kind}", number)


def drawn(cases: Settings, passed: tuple[str, ...], seed: Seeds, numbers: Iterable[int] = ()) -> Iterator[Run]:
    """The inputs, the smallest first, each as a run that is still to be made.

    Args:
        numbers: of the draws; those that the rubric's `times` asks for, unless others are named.

    Raises:
        OwnFault: an oracle that draws them failed.
    """
    draw = oracles.load(cases["draw"])
    told = {name: oracles.load(cases[name]) for name in ("expected", "mistakes") if name in cases}
    for size in cases.get("sizes", [None]):
        for kind, words in cases["kinds"].items():
            for number in numbers or range(times(cases)):
                try:
                    values = dict(draw(kind, seed(kind, size, number), *([] if size is None else [size])))
                    given = {name: values[name] for name in passed}
                    values |= {name: oracle(**given) for name, oracle in told.items()}
                except Exception as error:
                    raise OwnFault(f"the oracle '{cases['draw']}' failed for '{kind}': {error}") from error
                yield Run(kind, words, values, passed, kind in cases.get("visible", ()), number=number)


def times(cases: Settings) -> int:
    """The number of inputs of each kind and size."""
    return int(cases.get("times", 1))


def hidden_last(runs: Iterable[Run]) -> list[Run]:
    """The runs in the order in which they are made: those with visible inputs first.

    A visible call is shown in full, and could show what an earlier one was given, so nothing hidden may be known yet.
    """
    return sorted(runs, key=lambda run: not run.visible)
