"""From what was noted while a part was graded to the names and digests that its row keeps."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from grader.engine.marking.notes import Notes
from grader.engine.trace.inputs import OWN, Inputs, Names, Shared
from grader.provenance import Opened, digest
from grader.provenance.sources import loaded


@dataclass(frozen=True, slots=True)
class Trace:
    """The inputs of a row: its context, which other submissions share, by digest, and its own."""

    context: str
    own: Names


class Tracer:
    """Traces of one process. `contexts` are those met since they were last taken.

    Args:
        opened: sees which files the oracles open.
    """

    def __init__(self, shared: Shared, opened: Opened):
        self.contexts: dict[str, Names] = {}
        self._shared, self._opened = shared, opened
        self._known: dict[tuple[frozenset[str], frozenset[str], int, int], str] = {}
        self._met: set[str] = set()

    def trace(self, notes: Notes, inputs: Inputs) -> Trace:
        """The trace of what was noted."""
        own = {name: inputs.digest(name) for name in sorted(notes.names) if name.startswith(OWN)}
        return Trace(self._context(notes), own)

    def take(self) -> dict[str, Names]:
        """The contexts met since the last time."""
        taken, self.contexts = self.contexts, {}
        return taken

    def _context(self, notes: Notes) -> str:
        key = frozenset(notes.names), frozenset(notes.modules), len(sys.modules), self._opened.count
        if key not in self._known:
            shared = {name for name in notes.names if not name.startswith(OWN)}
            names = sorted(shared.union(self._behind(notes.modules)))
            inputs = {name: self._shared.digest(name) for name in names}
            self._known[key] = context = digest(inputs)
            if context not in self._met:
                self._met.add(context)
                self.contexts[context] = inputs
        return self._known[key]

    def _behind(self, modules: set[str]) -> Iterator[str]:
        """The sources, files, folders and libraries behind some modules: of all that they import, what is loaded."""
        sources = self._shared.sources
        packages = [module.removesuffix(".*") for module in modules if module.endswith(".*")]
        closure = sources.closure(module for module in modules if not module.endswith(".*"))
        for module in [*loaded(closure), *(each for package in packages for each in sources.package(package))]:
            yield f"source {sources.name(module)}"
            yield from (f"library {name}" for name in sources.libraries(module) if name in sys.modules)
            yield from (f"{kind} {sources.named(path)}" for kind, path in self._opened.by(module))
