"""Files of grades with something in them, and all that they hold."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from grader.engine.store import HandIn, Report, Row, Store, Unit, packed, seal
from grader.engine.store.rows import dumped
from grader.engine.store.schema import COLUMNS
from grader.model import Verdict

PARTS = ("colour", "weights", "why", "code")
TABLES = tuple(COLUMNS)


def row(part: str = "colour", message: str = "Right.", context: str = "c1", **rest: Any) -> Row:
    """The row of a part with one right criterion."""
    told: dict[str, Any] = {"own": {f"answer {part}": "d" * 32}, "seconds": 0.25, "isolation": None, **rest}
    return Row(part, "correct", dumped(["only"], [Verdict.scored(1, message)]), context, **told)


def hand_in(digest: str = "sha256:1", **rest: Any) -> HandIn:
    told: dict[str, Any] = {
        "notes": ("a note",),
        "begins": {"colour": ("answers.md", 3, None)},
        "answers": packed("{}"),
        **rest,
    }
    return HandIn(digest, "i" * 32, **told)


def unit(name: str = "pair 1", **rest: Any) -> Unit:
    """A unit of a program's measuring, with a value that is JSON."""
    told = {"what": "w" * 32, "program": "p" * 32, "turn": 0, "made_on": "cpu, torch 2, data d", "value": "{}", **rest}
    return Unit("code", unit=name, **told)


def report(*pieces: str, look: str = "look") -> Report:
    return Report(look, "before", packed('{"parts": []}'), pieces)


def filled(path: Path, students: int = 60, seed: int = 1, again: int = 2) -> None:
    """A class of students with texts of very different lengths, some of whom were graded `again`, with pages."""
    draw = Random(seed)

    def text(most: int) -> str:
        return "".join(draw.choices("abcdefgh äöü\U0001f600\0", k=draw.choice([10, 100, most])))

    with Store(path) as store:
        for number in range(students):
            name = f"student-{number:03}"
            for attempt in range(1 + (number % 3 == 0) * again):
                context = f"{draw.randrange(8):032x}"
                rows = [
                    row(part, text(6000), context, own={f"answer {part}": f"{draw.getrandbits(128):032x}"})
                    for part in PARTS[: 1 + draw.randrange(len(PARTS))]
                ]
                contexts = {context: {f"source {n}": f"{draw.getrandbits(128):032x}" for n in range(20)}}
                keys = [f"{draw.randrange(200):032x}" for _ in range(4)]
                pieces = {key: packed(f"<p>{text(2000)}</p>") for key in keys}
                seen = hand_in(f"sha256:{attempt}", answers=packed(text(8000)))
                store.add(name, rows, contexts, seen, report(*keys), pieces, measured(name, attempt))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for number in range(10):
            page = packed(text(3000))
            seal.put(
                connection, "history", (number + 1, f"student-{number:03}", number / 2, 10.0, "graded", page, "2020")
            )


def measured(name: str, attempt: int) -> list[Unit]:
    """What was measured of a student's program: of another one each time that it was graded."""
    draw = Random(f"{name} {attempt}")
    values = [json.dumps({"seconds": draw.random(), "told": "ä\0" * draw.randrange(100)}) for _ in range(2)]
    return [unit(f"pair {number}", program=f"{attempt:032x}", value=value) for number, value in enumerate(values, 1)]


def everything(path: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """All entries of all tables."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def read_through(store: Store) -> dict[str, Any]:
    """All that a batch reads of a store."""
    names = sorted(store.known())
    return {
        "known": store.known(),
        "contexts": store.contexts,
        "rows": {name: store.rows(name) for name in names},
        "hand_ins": {name: store.hand_in(name) for name in names},
        "reports": {name: store.report(name) for name in names},
        "units": {name: store.units(name) for name in names},
    }
