"""One pass over a class: what is asked of the workers, and what becomes of what they say."""

from collections import deque
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Self

from grader.engine.output import files, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.store import HandIn, Known, Reported, Store
from grader.engine.trace.inputs import Shared
from grader.engine.workers import plan, pool, talk, worker
from grader.engine.workers.plan import Wish
from grader.engine.workers.talk import Asked, Told
from grader.model import Assignment


class Queue:
    """Names to be worked on. More may be put in while they are taken out."""

    def __init__(self) -> None:
        self._names: deque[str] = deque()

    def put(self, *names: str) -> None:
        self._names.extend(names)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if not self._names:
            raise StopIteration
        return self._names.popleft()


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
        self._reported = store.reported()
        self._whole: set[str] = set()
        """The submissions that have changed since they were reported: a worker needs all that is known of them."""
        self._again: set[str] = set()
        """Those of them that are to be asked about once more."""
        self.queue = Queue()

    def stale(self, name: str) -> tuple[str, ...]:
        """The parts of a submission that have to be graded whatever was handed in."""
        return plan.stale(self._parts, self.known.get(name, {}), self._holds, self._wish)

    def outdated(self) -> int:
        """How many rows do not hold any more, and stay since only what waits was asked for."""
        if not self._wish.waiting:
            return 0
        return sum(len(plan.outdated(self._parts, self.known.get(name, {}), self._holds)) for name in self._entries)

    def ask(self, name: str) -> bytes:
        """What a worker is asked about a submission. What is sure by now, after a worker's death, is not stale.

        Where nothing is known to have changed, only whether the hand-in has.
        """
        reported, sure = self._reported.get(name), self._sure.get(name, frozenset())
        settled = reported is not None and self._is_settled(name, reported)
        stale = tuple(part for part in self.stale(name) if part not in sure)
        current = settled and reported is not None and self._is_current(name, reported)
        path, only = str(self._entries[name]), self._wish.waiting
        if current and not stale and name not in self._whole:
            digests = HandIn(reported.digest, reported.intake) if reported else None
            return talk.encoded(Asked(name, path, digests, (), (), only, current, (), whole=False))
        rows = tuple(row for part, row in self._store.rows(name).items() if part in self._parts)
        hand_in = self._store.hand_in(name) if settled else None
        pieces = self._store.pieces_of(name)
        return talk.encoded(Asked(name, path, hand_in, rows, stale, only, current, pieces, whole=True))

    def hear(self, events: Iterator[pool.Event]) -> Iterator[pool.Event]:
        """Keep what is said, and pass it on. A submission that has changed is asked about again."""
        for event in events:
            match event:
                case pool.Said(name, answer) if answer:
                    told = talk.told(answer)
                    if told.changed:
                        self._whole.add(name)
                        self._again.add(name)
                        self.queue.put(name)
                    else:
                        self._keep(name, told)
                case pool.Said(name, _, True) if name in self._again:
                    self._again.remove(name)
                    continue
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
        asked = self.stale(name) if self._wish.waiting else self._parts
        undone = [part for part in self._assignment.parts if part.id in asked and part.id not in sure]
        fresh = {part.id: worker.fault(part, message) for part in undone}
        rows = {part: row for part, row in self._store.rows(name).items() if part in self._parts}
        hand_in = HandIn("", "")
        found = reporting.reported(self._assignment, name, {**rows, **fresh}, hand_in, self._wanted)
        pieces = reporting.unknown(found.pieces, set())
        return Told(tuple(fresh.values()), {}, tuple(sure), hand_in, found.report, found.record, found.page, pieces)

    def _is_settled(self, name: str, reported: Reported) -> bool:
        """Whether no row is newer than the last report: then all are of the hand-in that was kept with it."""
        newest = max((row.number for row in self.known.get(name, {}).values()), default=0)
        return reported.upto >= newest and name not in self._sure

    def _is_current(self, name: str, report: Reported) -> bool:
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
