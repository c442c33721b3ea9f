"""The one connection to a batch's grades."""

import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.engine.store import opening, seal
from grader.engine.store.rows import HandIn, Packed, Report, Row, Unit, unpacked
from grader.errors import UsageError

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reported:
    """The state that a submission's report was made from: the last row in it, its look, whose page, and the hand-in."""

    upto: int
    look: str
    page: str
    digest: str
    intake: str


@dataclass(frozen=True, slots=True)
class Known:
    """The facts about a part's newest row that are loaded first: whether it is stale, and how long it took."""

    number: int
    status: str
    context: str
    seconds: float


class Store:
    """The grades of a batch. While it is open nobody else writes there.

    The rollback journal is used, not WAL: WAL fails on network file systems, and one writer needs none.

    Attributes:
        moved: where the grades of an older version were copied to, before they became history; None if there were none.
    """

    def __init__(self, path: Path):
        self._path = path
        self._connection, self.moved = opening.opened(path)
        found = self._all("SELECT digest, inputs FROM contexts")
        self.contexts: dict[str, Names] = {digest: json.loads(inputs) for digest, inputs in found}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def known(self) -> Mapping[str, Mapping[str, Known]]:
        """The newest rows of all submissions, by submission and part."""
        found: dict[str, dict[str, Known]] = {}
        for submission, part, *rest in self._all(
            "SELECT submission, part, max(number), status, context, seconds FROM rows GROUP BY submission, part"
        ):
            found.setdefault(submission, {})[part] = Known(*rest)
        return found

    def rows(self, submission: str) -> Mapping[str, Row]:
        """The newest row of each part of a submission."""
        found = self._all(
            "SELECT part, status, verdicts, context, own, seconds, isolation, max(number) FROM rows"
            " WHERE submission = ? GROUP BY part",
            submission,
        )
        return {
            part: Row(part, status, verdicts, context, json.loads(own), seconds, isolation)
            for part, status, verdicts, context, own, seconds, isolation, _ in found
        }

    def hand_in(self, submission: str) -> HandIn | None:
        """The state of a submission when it was last read."""
        for digest, intake, notes, begins, answers in self._all(
            "SELECT digest, intake, notes, begins, answers FROM hand_ins WHERE submission = ?"
            " ORDER BY number DESC LIMIT 1",
            submission,
        ):
            places = {part: tuple(place) for part, place in json.loads(begins).items()}
            return HandIn(digest, intake, tuple(json.loads(notes)), places, _packed(answers))
        return None

    def reported(self) -> Mapping[str, Reported]:
        """The state that each submission's report was made from."""
        asked = (
            "SELECT submission, upto, look, page, digest, intake, max(hand_ins.number) FROM reports"
            " JOIN hand_ins USING (submission) GROUP BY submission"
        )
        return {submission: Reported(*rest) for submission, *rest, _ in self._all(asked)}

    def submissions(self) -> set[str]:
        """All for whom a result may have been written, by an older version too."""
        return {name for (name,) in self._all("SELECT submission FROM reports UNION SELECT submission FROM history")}

    def report(self, submission: str) -> Report | None:
        """The part of a submission that reports need; None if there is none."""
        for look, page, slim, pieces in self._all(
            "SELECT look, page, slim, pieces FROM reports WHERE submission = ?", submission
        ):
            return Report(look, page, _packed(slim), tuple(json.loads(pieces)))
        return None

    def pieces_of(self, submission: str) -> tuple[str, ...]:
        """The keys of the pieces of a submission's page that are there."""
        found = self._all(
            "SELECT DISTINCT pieces.key FROM reports, json_each(reports.pieces) AS each"
            " JOIN pieces ON pieces.key = each.value WHERE submission = ?",
            submission,
        )
        return tuple(key for (key,) in found)

    def torn(self) -> set[str]:
        """The submissions with a report of which a piece is missing: it has to be made anew."""
        found = self._all(
            "SELECT DISTINCT submission FROM reports, json_each(reports.pieces) AS each"
            " WHERE NOT EXISTS (SELECT 1 FROM pieces WHERE pieces.key = each.value)"
        )
        return {submission for (submission,) in found}

    @property
    def state(self) -> str:
        """A digest of all reports: while it is the same, so is all that is made from them."""
        total = blake2b(digest_size=16)
        for row in self._all("SELECT submission, look, pieces, slim FROM reports ORDER BY submission"):
            total.update(repr(row).encode("utf-8", "surrogatepass"))
        return total.hexdigest()

    def written(self) -> str:
        """For which state, and how, the files of the whole class were last written; "" if they never were."""
        return self._class_files()[0]

    def pages(self) -> str:
        """As which students' pages were last asked for: "" if they never were."""
        return self._class_files()[1]

    def write(self, state: str) -> None:
        """Note for which state the files of the whole class are written."""
        self._note(state, self.pages())

    def asked(self) -> Mapping[str, Any] | None:
        """The options of the last batch; None if they were not noted."""
        for (setting,) in self._all("SELECT setting FROM asked"):
            found: Mapping[str, Any] = json.loads(setting)
            return found
        return None

    def note_asked(self, setting: Mapping[str, Any]) -> None:
        """Note what this batch is asked."""
        with self._transaction() as put:
            self._connection.execute("DELETE FROM asked")
            put("asked", (json.dumps(setting),))

    def ask_for(self, pages: str) -> None:
        """Note as which students' pages are asked for: what later batches keep up."""
        self._note(self.written(), pages)

    def _class_files(self) -> tuple[str, str]:
        return next(((state, pages) for state, pages in self._all("SELECT state, pages FROM class_files")), ("", ""))

    def _note(self, state: str, pages: str) -> None:
        with self._transaction() as put:
            self._connection.execute("DELETE FROM class_files")
            put("class_files", (state, pages))

    def piece(self, key: str) -> str:
        """A piece of a page. Raises KeyError where there is none."""
        for (html,) in self._all("SELECT html FROM pieces WHERE key = ?", key):
            return unpacked(_packed(html))
        raise KeyError(key)

    def units(self, submission: str) -> tuple[Unit, ...]:
        """The measurements of a submission's programs, in the order in which they were made."""
        found = self._all(
            "SELECT part, what, program, turn, made_on, unit, value FROM units WHERE submission = ? ORDER BY number",
            submission,
        )
        return tuple(Unit(*each) for each in found)

    def add(
        self,
        submission: str,
        rows: Iterable[Row],
        contexts: Mapping[str, Names],
        hand_in: HandIn | None = None,
        report: Report | None = None,
        pieces: Mapping[str, Packed] | None = None,
        units: Iterable[Unit] = (),
    ) -> None:
        """Append what was found of a submission, all of it or nothing; it is on disk when this returns, as far as a
        killed process can tell."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as put:
            for digest, inputs in contexts.items():
                put("contexts", (digest, json.dumps(inputs)), "INSERT OR IGNORE")
            for number, row in enumerate(rows, self._next("rows")):
                made_from = (row.context, json.dumps(row.own))
                told = (row.part, row.status, row.verdicts, *made_from, float(row.seconds), row.isolation)
                put("rows", (number, submission, *told, now))
            for number, unit in enumerate(units, self._next("units")):
                put("units", (number, submission, *astuple(unit), now))
            if hand_in is not None:
                said = (hand_in.digest, hand_in.intake, *map(json.dumps, (hand_in.notes, hand_in.begins)))
                put("hand_ins", (self._next("hand_ins"), submission, *said, b64decode(hand_in.answers), now))
            for key, html in (pieces or {}).items():
                put("pieces", (key, b64decode(html)), "INSERT OR IGNORE")
            if report is not None:
                upto = self._one("SELECT max(number) FROM rows WHERE submission = ?", submission) or 0
                seen = (upto, report.look, report.page, b64decode(report.slim), json.dumps(report.pieces))
                put("reports", (submission, *seen), "INSERT OR REPLACE")
        self.contexts.update(contexts)

    def drop_pieces(self) -> None:
        """Forget the pieces that no report has any more, once they are many. Who left has a report, and may be back."""
        keys = {key for (pieces,) in self._all("SELECT pieces FROM reports") for key in json.loads(pieces)}
        if self._one("SELECT count(*) FROM pieces") > 2 * len(keys) + 100:
            gone = [key for (key,) in self._all("SELECT key FROM pieces") if key not in keys]
            with self._transaction():
                for key in gone:
                    self._connection.execute("DELETE FROM pieces WHERE key = ?", (key,))

    def _next(self, table: str) -> int:
        """The number of a table's next entry."""
        return int(self._one(f"SELECT max(number) FROM {table}") or 0) + 1

    def _one(self, question: str, *values: object) -> Any:
        ((value,),) = self._all(question, *values)
        return value

    def _all(self, question: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with self._refusing():
            yield from self._connection.execute(question, values)

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., int]]:
        """All of it or nothing; what is given puts entries into tables, see `seal.put`."""
        with self._refusing():
            self._connection.execute("BEGIN")
            try:
                yield partial(seal.put, self._connection)
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise UsageError(f"{self._path} cannot be written: {error}") from None
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise  # what was to be stored is at fault, and not the file
            raise opening.damaged(self._path, str(error), self._connection) from None


def _packed(data: bytes) -> Packed:
    return b64encode(data).decode()
