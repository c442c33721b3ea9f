"""One pass over a class: what is asked of the workers, and what becomes of what they say."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Set
from pathlib import Path
from typing import Self

from grader.answers import form_of
from grader.engine.output import files, reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.store import HandIn, Reported, Row, Store
from grader.engine.workers import pool, talk, worker
from grader.engine.workers.standing import Standing
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
        queue: the submissions to be looked at.
        graded: the seconds of each part that was graded, by submission.
        measuring: how far the program of a submission is that is being trained, in words.
        lost: the submissions that no worker survived, and how the last one ended.
    """

    def __init__(
        self,
        assignment: Assignment,
        entries: Mapping[str, Path],
        out: Out,
        store: Store,
        standing: Standing,
        wanted: Wanted,
    ):
        self.queue = Queue()
        self.graded: dict[str, dict[str, float]] = {}
        self.lost: dict[str, str] = {}
        self._assignment, self._entries, self._out = assignment, entries, out
        self._store, self._standing, self._wanted = store, standing, wanted
        self.measuring: dict[str, str] = {}
        self._trains = any(form_of(part).is_trained for part in assignment.parts)
        self._sure: dict[str, Set[str]] = {}
        """The parts of each submission whose rows were graded, or found to hold, in this round."""
        self._statuses: dict[str, dict[str, str]] = {}
        """Of the parts that were graded."""
        self._reported: set[str] = set()
        self._changed: set[str] = set()
        """The submissions that were handed in again: a worker needs all that is known of them."""
        self._again: set[str] = set()
        """Those of them that are to be asked about once more."""

    def ask(self, name: str) -> bytes:
        """The request to a worker about a submission. Parts that are finished, after a worker's death, are not stale.

        If nothing else has changed, it only asks whether something was handed in again.
        """
        sure = self._sure.get(name, frozenset())
        settled = None if sure or self._standing.wish.fresh else self._standing.settled(name)
        stale = tuple(part for part in self._standing.stale(name) if part not in sure)
        current = settled is not None and self._is_current(name, settled)
        path, only = str(self._entries[name]), self._standing.wish.only
        if settled is not None and current and not stale and name not in self._changed:
            digests = HandIn(settled.digest, settled.intake)
            return talk.encoded(Asked(name, path, digests, (), (), only, current, (), whole=False))
        rows = tuple(self._rows(name).values())
        hand_in = self._store.hand_in(name) if settled is not None else None
        units = self._store.units(name) if self._trains else ()
        pieces, again = self._store.pieces_of(name), self._standing.wish.again_of(name)
        return talk.encoded(Asked(name, path, hand_in, rows, stale, only, current, pieces, units=units, again=again))

    def hear(self, events: Iterator[pool.Event]) -> Iterator[pool.Event]:
        """Keep what is said, and pass it on. A submission that was handed in again is asked about once more."""
        for event in events:
            match event:
                case pool.Said(name, answer) if answer:
                    self._hear(name, talk.told(answer))
                case pool.Said(name, _, True) if name in self._again:
                    self._again.remove(name)
                    continue
                case pool.Lost(name, reason):
                    self.lost[name] = reason
                    self._keep(name, self._fault(name, reason))
            yield event

    def statuses(self) -> Mapping[str, Collection[str]]:
        """Those of the rubric's parts, of all submissions that have a report by now."""
        parts, found = {part.id for part in self._assignment.parts}, {}
        for name in self._entries:
            if name in self._reported or name in self._standing.reported:
                before = {part: row.status for part, row in self._standing.known.get(name, {}).items()}
                newest = {**before, **self._statuses.get(name, {})}
                found[name] = [status for part, status in newest.items() if part in parts]
        return found

    def _hear(self, name: str, told: Told) -> None:
        if told.changed:
            self._changed.add(name)
            self._again.add(name)
            self.queue.put(name)
            return
        self.measuring[name] = told.measuring
        if told.units or not told.measuring:
            self._keep(name, told)

    def _keep(self, name: str, told: Told) -> None:
        """A result that is there is of the rows that are kept: killed in between, the next batch writes it anew."""
        self._sure[name] = self._sure.get(name, frozenset()) | {*told.kept, *(row.part for row in told.rows)}
        if told.rows:
            self.graded.setdefault(name, {}).update({row.part: row.seconds for row in told.rows})
            self._statuses.setdefault(name, {}).update({row.part: row.status for row in told.rows})
        if told.report is not None:
            self._reported.add(name)
        if told.record or told.drafted:
            files.remove(self._out.result(name))
        self._store.add(name, told.rows, told.contexts, told.hand_in, told.report, told.pieces, told.units)
        if told.drafted and self._wanted.page:
            files.settle(self._out.page(name))
        elif told.page is not None:
            files.write(self._out.page(name), told.page)
        if told.drafted:
            files.settle(self._out.result(name))
        elif told.record:
            files.write(self._out.result(name), told.record)

    def _fault(self, name: str, reason: str) -> Told:
        """The result for a submission that no worker survived: the parts that were done, and an error for the rest."""
        message = f"The grader's process for this submission ended twice: {reason}. This costs no points."
        sure, rows = self._sure.get(name, frozenset()), self._rows(name)
        asked = self._standing.stale(name) if self._standing.wish.only else [p.id for p in self._assignment.parts]
        undone = [part for part in self._assignment.parts if part.id in asked and part.id not in sure]
        fresh = {part.id: worker.fault(part, message) for part in undone}
        hand_in = HandIn("", "")
        found = reporting.reported(self._assignment, name, {**rows, **fresh}, hand_in, self._wanted)
        pieces = reporting.unknown(found.pieces, set())
        return Told(tuple(fresh.values()), {}, tuple(sure), hand_in, found.report, found.record, found.page, pieces)

    def _rows(self, name: str) -> Mapping[str, Row]:
        """The newest rows of the parts that the rubric has."""
        parts = {part.id for part in self._assignment.parts}
        return {part: row for part, row in self._store.rows(name).items() if part in parts}

    def _is_current(self, name: str, report: Reported) -> bool:
        """Whether the files of a submission look as they should."""
        page = self._wanted.page
        return (
            report.look == self._wanted.look
            and files.is_there(self._out.result(name))
            and (not page or (report.page == page and files.is_there(self._out.page(name))))
        )
