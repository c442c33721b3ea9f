"""All the programs that train, by family and name."""

from functools import cache

from tests.training.programs import (
    asked,
    batches,
    clocks,
    dying,
    honest,
    keeping,
    leftovers,
    memory,
    moments,
    outputs,
    paces,
    precision,
)
from tests.training.programs.program import Program

FAMILIES = (
    honest, asked, clocks, moments, keeping, batches, outputs, precision, paces, leftovers, dying, memory,
)  # fmt: skip


@cache
def all_programs() -> dict[str, Program]:
    """The corpus.

    Raises:
        ValueError: two programs have one name.
    """
    found: dict[str, Program] = {}
    for family in FAMILIES:
        for name, program in family.programs().items():
            full = f"{family.__name__.rpartition('.')[2]}: {name}"
            if full in found:
                raise ValueError(f"{full} is there twice")
            found[full] = program
    return found
