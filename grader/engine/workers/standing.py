"""The rows that were there when a batch began: which of them hold, and what they were reported with."""

from collections.abc import Iterable, Mapping

from grader.engine.store import Known, Reported, Store
from grader.engine.trace.inputs import Shared
from grader.engine.workers import plan
from grader.engine.workers.plan import Wish


class Standing:
    """The rows of a class before anything is graded.

    Attributes:
        known: the newest rows, by submission and part.
        reported: what each submission was reported with, of those whose reports are whole.
        wish: what is graded although its rows hold, or not.
    """

    def __init__(
        self,
        store: Store,
        known: Mapping[str, Mapping[str, Known]],
        shared: Shared,
        parts: Iterable[str],
        wish: Wish,
    ):
        self.known = known
        self.wish = wish
        self._contexts, self._shared, self._parts = dict(store.contexts), shared, tuple(parts)
        torn = store.torn()
        self.reported = {name: report for name, report in store.reported().items() if name not in torn}
        self._holding: dict[str, bool] = {}
        self._stale: dict[str, tuple[str, ...]] = {}

    def stale(self, name: str) -> tuple[str, ...]:
        """The parts of a submission that have to be graded whatever was handed in."""
        if name not in self._stale:
            self._stale[name] = plan.stale(self._parts, self.known.get(name, {}), self._holds, self.wish, name)
        return self._stale[name]

    def outdated(self, names: Iterable[str]) -> int:
        """The number of rows that no longer hold but stay, because only what waits was asked for."""
        if not self.wish.only:
            return 0
        return sum(len(plan.outdated(self._parts, self.known.get(name, {}), self._holds)) for name in names)

    def settled(self, name: str) -> Reported | None:
        """The state that a submission was reported with, if no row is newer: all rows are of its hand-in."""
        reported = self.reported.get(name)
        newest = max((row.number for row in self.known.get(name, {}).values()), default=0)
        return reported if reported is not None and reported.upto >= newest else None

    def _holds(self, context: str) -> bool:
        if context not in self._holding:
            inputs = self._contexts.get(context)
            self._holding[context] = inputs is not None and self._shared.hold(inputs)
        return self._holding[context]
