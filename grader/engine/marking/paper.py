"""One submission while it is graded: its typed answers, each read once, its calls, and what was taken for each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from grader.answers import FORMS
from grader.answers.form import Values
from grader.checks.runs import Run
from grader.engine.marking.handed import Handed
from grader.engine.marking.notes import NotedGivens, Notes
from grader.engine.secrets.draws import Draws
from grader.errors import GraderError, OwnFault, Unreadable
from grader.model import Answer, Cells, File, Part
from grader.oracles import Givens, module
from grader.provenance.libraries import is_library

_IMPORTS = re.compile(r"^[ \t]*(?:import|from)[ \t]+([\w., \t]+)", re.MULTILINE)
"""What a line of a program seems to import."""
_MOST_IMPORTS = 100
"""Libraries of one program whose versions are noted."""


class Running(Protocol):
    """What calls a student's functions: `grader.engine.marking.runs.Runner`."""

    def runs(self, part: Part, answer: Answer, files: Mapping[str, bytes], draws: Draws) -> tuple[Run, ...]: ...


@dataclass(frozen=True, slots=True)
class _Reading:
    """A typed answer, or why there is none, and what was taken for it."""

    values: Values | None | Unreadable
    notes: Notes


class Paper:
    """What a student handed in, as far as it has been read and run."""

    def __init__(
        self,
        handed: Handed,
        parts: Mapping[str, Part],
        givens: Mapping[str, Givens],
        runner: Running,
        draws: Draws,
    ):
        self.handed = handed
        self._parts, self._givens, self._runner, self._draws = parts, givens, runner, draws
        self._readings: dict[str, _Reading] = {}
        self._runs: dict[str, tuple[Run, ...] | GraderError] = {}

    def typed(self, part: str, notes: Notes) -> Values | None:
        """The typed answer to a part, None where there is none.

        Raises:
            Unreadable: what the student gave cannot be read.
        """
        if part not in self._readings:
            self._readings[part] = self._read(part)
        reading = self._readings[part]
        notes.add(reading.notes)
        if isinstance(reading.values, Unreadable):
            raise reading.values.with_traceback(None)
        return reading.values

    def givens(self, part: str, notes: Notes) -> Mapping[str, Any]:
        """What is given, as a part sees it."""
        return NotedGivens(part, self._givens[part], notes)

    def runs(self, part: Part, notes: Notes) -> tuple[Run, ...]:
        """The calls of the function that a part asks for, made once; what kept them from being made is remembered too.

        Raises:
            UsageError, Unreadable, OwnFault: as `Runner.runs`.
        """
        self._note_runs(part, notes)
        if part.id not in self._runs:
            self._runs[part.id] = self._called(part)
        made = self._runs[part.id]
        if isinstance(made, GraderError):
            raise made.with_traceback(None)
        return made

    def ran(self, part: str) -> bool:
        """Whether code of the student's was run for a part."""
        made = self._runs.get(part, ())
        return not isinstance(made, GraderError) and len(made) > 0

    def _note_runs(self, part: Part, notes: Notes) -> None:
        """What a program's calls depend on. Noted before they are made, for they may come to nothing."""
        notes.names |= {f"answer {part.id}", f"form {part.id}", "files", "secret", "draws", "isolation"}
        notes.names |= {f"library {name}" for name in ["numpy", *sorted(set(self._imported(part.id)))[:_MOST_IMPORTS]]}
        notes.modules |= {"grader.engine.marking.runs", "grader.sandbox.*"}
        cases = part.answer.settings.get("cases", {})
        notes.modules |= {module(cases[name]) for name in ("draw", "expected") if name in cases}

    def _imported(self, part: str) -> Iterator[str]:
        """The top-level names of the libraries that the program, or a file beside it, seems to import."""
        files = self.handed.files
        texts = [data.decode("utf-8", "replace") for name, data in files.items() if name.endswith(".py")]
        for raw in self.handed.answer(part).raw:
            texts += [source for _, source in raw.cells] if isinstance(raw, Cells) else []
            texts += [raw.data.decode("utf-8", "replace")] if isinstance(raw, File) else []
        own = {name.removesuffix(".py").partition("/")[0] for name in files}
        for line in (line for text in texts for line in _IMPORTS.findall(text)):
            for each in line.split(" import ")[0].split(","):
                name = each.strip().partition(" ")[0].partition(".")[0]
                if is_library(name) and name not in own:
                    yield name

    def _called(self, part: Part) -> tuple[Run, ...] | GraderError:
        try:
            return self._runner.runs(part, self.handed.answer(part.id), self.handed.files, self._draws)
        except GraderError as error:
            return error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 — its frames would keep all that was returned: only where is kept
            return OwnFault(f"the calls of this code could not be made ({where(error)})")

    def _read(self, part: str) -> _Reading:
        answer, spec = self.handed.answer(part), self._parts[part].answer
        notes = Notes({f"answer {part}", f"form {part}"})
        values: Values | None | Unreadable = None
        if answer.problem is not None:
            values = Unreadable(*answer.problem)
        elif answer.raw:
            read = FORMS[spec.form].read
            notes.modules.add(read.__module__)
            try:
                values = read(answer, spec.settings, self.givens(part, notes))
            except Unreadable as error:
                values = error.with_traceback(None)
        return _Reading(values, notes)


def where(error: Exception) -> str:
    """An exception in few words: its kind and the line it came from."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    last = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{last}"
