"""A class of one, graded by the engine's own pieces in this process, and graded again after things have changed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.engine.output import reporting
from grader.engine.output.files import Out
from grader.engine.output.reporting import Wanted
from grader.engine.secrets.draws import Secret
from grader.engine.store import Store
from grader.engine.trace.inputs import Shared
from grader.engine.trace.tracer import Tracer
from grader.engine.workers import pool
from grader.engine.workers.plan import Wish
from grader.engine.workers.round import Round
from grader.engine.workers.standing import Standing
from grader.engine.workers.worker import Worker
from grader.provenance import Libraries, Opened, Sources
from grader.rubric import load
from tests.regrade import every_check

NAME = "ada"
OPENED = Opened(["reference"])
OPENED.watch()


class ChangedSources(Sources):
    """Sources of which some files are said to have changed."""

    changed: frozenset[str] = frozenset()

    def file(self, name: str) -> str:
        return f"changed {name}" if name in self.changed else super().file(name)


class OtherLibraries(Libraries):
    """Libraries of which some are said to have another version."""

    other: frozenset[str] = frozenset()

    def version(self, name: str) -> str:
        return "another version" if name in self.other else super().version(name)


@dataclass(frozen=True)
class World:
    """All that verdicts may be made from."""

    rubric: Mapping[str, Any] = field(default_factory=every_check.rubric)
    files: Mapping[str, bytes] = field(default_factory=every_check.hand_in)
    sources: frozenset[str] = frozenset()
    """Files of the grader and the oracles that have changed."""
    libraries: frozenset[str] = frozenset()
    tier: str = ""
    """Another tier than the machine's."""
    secret: bytes = b"the first secret"


class School:
    """Where the class, the rubric and the grades lie."""

    def __init__(self, folder: Path, runner: Runner):
        self._folder, self._runner = folder, runner

    def grade(self, world: World) -> frozenset[str]:
        """Grade in this world with what was kept from others; the parts that were graded."""
        rubric = self._folder / "rubric.yaml"
        rubric.write_text(json.dumps(world.rubric), encoding="utf-8")  # JSON is YAML
        every_check.lay(self._folder / "class" / NAME, world.files)
        out = Out(self._folder / "out")
        out.make()
        assignment, digest = load.load(rubric, known=self._folder / "known")
        sources = ChangedSources.of_the_grader()
        sources.changed = world.sources
        libraries = OtherLibraries()
        libraries.other = world.libraries
        secret = Secret(world.secret)
        tier = world.tier or self._runner.isolation().partition(" ")[0]
        shared = Shared(assignment, secret, sources, libraries, lambda: tier)
        wanted = Wanted(reporting.look(digest, sources), reporting.provenance(digest), "")
        worker = Worker(Grader(assignment, {}, self._runner, secret), shared, Tracer(shared, OPENED), wanted)
        with Store(out.grades) as store:
            entries = {NAME: self._folder / "class" / NAME}
            standing = Standing(store, store.known(), shared, [part.id for part in assignment.parts], Wish())
            round_ = Round(assignment, entries, out, store, standing, wanted)
            list(round_.hear(_said(worker, round_)))
            return frozenset(round_.graded.get(NAME, {}))

    def record(self) -> str:
        return (self._folder / "out" / "results" / f"{NAME}.json").read_text(encoding="utf-8")


def _said(worker: Worker, round_: Round) -> Iterator[pool.Event]:
    round_.queue.put(NAME)
    for name in round_.queue:
        for answer in worker.work(round_.ask(name)):
            yield pool.Said(name, answer, last=False)
        yield pool.Said(name, b"", last=True)
