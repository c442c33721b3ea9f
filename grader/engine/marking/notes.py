"""Notes made while a verdict is worked out: the names of its inputs, and the modules involved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.checks.interface import Check
from grader.oracles import Givens, called, module


@dataclass(slots=True)
class Notes:
    """Names of inputs (see `engine.trace.inputs`), and modules; `package.*` means all modules of a package."""

    names: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)

    def add(self, other: "Notes") -> None:
        self.names |= other.names
        self.modules |= other.modules


class NotedGivens(Mapping[str, Any]):
    """The givens as a part sees them. Names asked for are noted, also where there is none, and the oracles behind."""

    def __init__(self, part: str, givens: Givens, notes: Notes):
        self._part, self._givens, self._notes = part, givens, notes

    def __getitem__(self, name: str) -> Any:
        self._notes.names.add(f"given {self._part} {name}")
        found = self._givens[name]
        self._notes.modules |= {module(oracle) for oracle in called(self._givens.definition(name))}
        return found

    def __contains__(self, name: object) -> bool:
        self._notes.names.add(f"given {self._part} {name}")
        return name in self._givens

    def __iter__(self) -> Iterator[str]:
        self._notes.names.add(f"givens {self._part}")
        return iter(self._givens)

    def __len__(self) -> int:
        self._notes.names.add(f"givens {self._part}")
        return len(self._givens)


class NotedChecks(Mapping[str, Check]):
    """The checks; the modules of those that were asked for are noted."""

    def __init__(self, checks: Mapping[str, Check], notes: Notes):
        self._checks, self._notes = checks, notes

    def __getitem__(self, name: str) -> Check:
        check = self._checks[name]
        self._notes.modules.add(check.__module__)
        return check

    def __iter__(self) -> Iterator[str]:
        return iter(self._checks)

    def __len__(self) -> int:
        return len(self._checks)
