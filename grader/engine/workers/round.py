"""One pass over a class: what is asked of the workers, and what becomes of what they say."""

from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from grader.engine.output import files, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.store import HandIn, Known, Report, Store
from grader.engine.trace.inputs import Shared
from grader.engine.workers import plan, pool, talk, worker
from grader.engine.workers.plan import Wish
from grader.engine.workers.talk import Asked, Told
from grader.model import Assignment


class Round:
    """The submissions of a class on their way through the workers into the store.

    Attributes:
        graded: the seconds of each part that was graded, by submission.
        lost: the submissions that no worker survived, and how the last one ended.
    """

    def __init__(
        self,
        assignment: Assignment,
        entries: Mapping[str, Path],
        out: Out,
        store: Store,
        shared: Shared,
        wish: Wish,
        wanted: Wanted,
    ):
        self.graded: dict[str, dict[str, float]] = {}
        self.lost: dict[str, str] = {}
        self.known: Mapping[str, Mapping[str, Known]] = store.known()
        self._assignment, self._entries, self._out = assignment, entries, out
        self._store, self._shared, self._wish, self._wanted = store, shared, wish, wanted
        self._parts = [part.id for part in assignment.parts]
        self._holding: dict[str, bool] = {}
        self._sure: dict[str, Set[str]] = {}
        """The parts of each submission whose rows were graded, or found to hold, in this round."""

    def stale(self, name: str) -> tuple[str, ...]:
        """The parts of a submission that have to be graded whatever was handed in."""
        return plan.stale(self._parts, self.known.get(name, {}), self._holds, self._wish)

    def outdated(self) -> int:
        """How many rows do not hold any more, of those that were here before."""
        return sum(len(plan.outdated(self._parts, self.known.get(name, {}), self._holds)) for name in self._entries)

    def ask(self, name: str) -> bytes:
        """What a worker is asked about a submission. What is sure by now, after a worker's death, is not stale."""
        found, sure = self._store.report(name), self._sure.get(name, frozenset())
        settled = found is not None and self._is_settled(name, found[1])
        asked = Asked(
            name=name,
            path=str(self._entries[name]),
            hand_in=self._store.hand_in(name) if settled else None,
            rows=tuple(row for part, row in self._store.rows(name).items() if part in self._parts),
            stale=tuple(part for part in self.stale(name) if part not in sure),
            only=self._wish.waiting,
            current=found is not None and settled and self._is_current(name, found[0]),
            pieces=() if found is None else found[0].pieces,
        )
        return talk.encoded(asked)

    def hear(self, events: Iterator[pool.Event]) -> Iterator[pool.Event]:
        """Keep what is said, and pass it on."""
        for event in events:
            match event:
                case pool.Said(name, answer) if answer:
                    self._keep(name, talk.told(answer))
                case pool.Lost(name, reason):
                    self.lost[name] = reason
                    self._keep(name, self._fault(name, reason))
            yield event

    def _keep(self, name: str, told: Told) -> None:
        """Files first, then the rows: a kill between the two does the same again, to the byte."""
        self._sure[name] = self._sure.get(name, frozenset()) | {*told.kept, *(row.part for row in told.rows)}
        if told.rows:
            self.graded.setdefault(name, {}).update({row.part: row.seconds for row in told.rows})
        if told.record:
            files.write(self._out.result(name), told.record)
        if told.page is not None:
            files.write(self._out.page(name), told.page)
        self._store.add(name, told.rows, told.contexts, told.hand_in, told.report, told.pieces)

    def _fault(self, name: str, reason: str) -> Told:
        """What is kept of a submission that no worker survived: the parts that were done, our fault for the rest."""
        message = f"The grader's process for this submission ended twice: {reason}. This costs no points."
        sure = self._sure.get(name, frozenset())
        rows = {part: row for part, row in self._store.rows(name).items() if part in sure}
        fresh = {part.id: worker.fault(part, message) for part in self._assignment.parts if part.id not in sure}
        hand_in = HandIn("", "")
        found = reporting.reported(self._assignment, name, {**rows, **fresh}, hand_in, self._wanted)
        pieces = reporting.unknown(found.pieces, set())
        return Told(tuple(fresh.values()), {}, tuple(sure), hand_in, found.report, found.record, found.page, pieces)

    def _is_settled(self, name: str, upto: int) -> bool:
        """Whether no row is newer than the last report: then all are of the hand-in that was kept with it."""
        newest = max((row.number for row in self.known.get(name, {}).values()), default=0)
        return upto >= newest and name not in self._sure

    def _is_current(self, name: str, report: Report) -> bool:
        """Whether the files of a submission look as they should."""
        page = self._wanted.page
        return (
            report.look == self._wanted.look
            and self._out.result(name).is_file()
            and (not page or (report.page == page and self._out.page(name).is_file()))
        )

    def _holds(self, context: str) -> bool:
        if context not in self._holding:
            inputs = self._store.contexts.get(context)
            self._holding[context] = inputs is not None and self._shared.hold(inputs)
        return self._holding[context]
