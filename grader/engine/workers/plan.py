"""The work of a batch: the rows that no longer hold, and what is asked for besides. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grader.engine.store import Known
from grader.model import Status

Holds = Callable[[str], bool]
"""Whether a context is as it was, by its digest."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The parts that a batch is asked to grade.

    Attributes:
        fresh: everything is graded again.
        parts: these are graded again; all others where their rows do not hold.
        waiting: only what waits for a device is graded; all other rows stay as they are.
        again: a submission, and the part of it whose program is measured once more; all other rows stay as they are.
    """

    fresh: bool = False
    parts: Collection[str] = field(default_factory=frozenset)
    waiting: bool = False
    again: tuple[str, str] | None = None

    @property
    def only(self) -> bool:
        """Whether rows stay as they are that are not asked for."""
        return self.waiting or self.again is not None

    def again_of(self, name: str) -> tuple[str, ...]:
        """The parts of a submission whose program is measured once more."""
        return self.again[1:] if self.again is not None and self.again[0] == name else ()


def stale(
    parts: Sequence[str], known: Mapping[str, Known], holds: Holds, wish: Wish, name: str = ""
) -> tuple[str, ...]:
    """The parts of a submission that have to be graded whatever was handed in."""
    if wish.again is not None:
        return wish.again_of(name)
    if wish.waiting:
        return tuple(part for part in parts if part in known and known[part].status == Status.NEEDS_GPU)
    return tuple(part for part in parts if wish.fresh or part in wish.parts or not _stands(known.get(part), holds))


def outdated(parts: Sequence[str], known: Mapping[str, Known], holds: Holds) -> tuple[str, ...]:
    """The parts whose rows are of other code, another rubric or another machine."""
    return tuple(part for part in parts if part in known and not holds(known[part].context))


def _stands(row: Known | None, holds: Holds) -> bool:
    """Whether a row holds as far as it does not depend on the submission. A grader's error is not a verdict."""
    return row is not None and row.status != Status.GRADER_ERROR and holds(row.context)
