"""All the hostile programs, by id."""

from functools import cache

from tests.hostile.programs import escaping, forging, hogging, reading, telling, values
from tests.hostile.programs.program import Program


@cache
def all_programs() -> dict[str, Program]:
    """The corpus.

    Raises:
        ValueError: two programs have one name.
    """
    found: dict[str, Program] = {}
    for table in (reading, forging, values, hogging, escaping, telling):
        for name, program in table.programs().items():
            theme = table.__name__.rpartition(".")[2]
            if f"{theme}: {name}" in found:
                raise ValueError(f"{theme}: {name} is there twice")
            found[f"{theme}: {name}"] = program
    return found
