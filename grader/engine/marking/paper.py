"""One submission while it is graded: its typed answers, each read once, its calls, and what was taken for each."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.answers import form_of
from grader.answers.form import Values
from grader.answers.training import images_of, trainer_of, variant
from grader.checks.code import swayed
from grader.checks.program_run import Run
from grader.checks.trained import Training
from grader.engine.marking.handed import Handed
from grader.engine.marking.jobs import Kept
from grader.engine.marking.notes import NotedGivens, Notes
from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.trainings import Going, Measured
from grader.engine.secrets.draws import Draws
from grader.errors import GraderError, OwnFault, Unreadable, UsageError
from grader.model import Answer, Cells, File, Part
from grader.oracles import Givens, module
from grader.provenance.libraries import is_library

_IMPORTS = re.compile(r"^[ \t]*(?:import|from)[ \t]+([\w., \t]+)", re.MULTILINE)
"""What a line of a program seems to import."""
_MOST_IMPORTS = 100
"""Libraries of one program whose versions are noted."""


class Running(Protocol):
    """An object that calls a student's functions, such as `grader.engine.marking.runs.Runner`."""

    def runs(
        self,
        part: Part,
        answer: Answer,
        files: Mapping[str, bytes],
        draws: Draws,
        swayed: Callable[[Sequence[Run]], bool] | None = None,
    ) -> tuple[Run, ...]: ...


class Measuring(Protocol):
    """An object that has programs trained, such as `grader.engine.marking.trainings.Trainings`."""

    @property
    def asked(self) -> Rehearsal: ...

    def measuring(
        self,
        part: Part,
        answer: Answer,
        files: Mapping[str, bytes],
        draws: Draws,
        known: Sequence[Kept] = (),
        *,
        again: bool = False,
    ) -> Going: ...


@dataclass(frozen=True, slots=True)
class _Reading:
    """A typed answer, or why there is none, and what was taken for it."""

    values: Values | None | Unreadable
    notes: Notes


class Paper:
    """A submission as far as it has been read and run."""

    def __init__(
        self,
        handed: Handed,
        parts: Mapping[str, Part],
        givens: Mapping[str, Givens],
        runner: Running,
        trainings: Measuring,
        draws: Draws,
    ):
        self.handed = handed
        self._parts, self._givens, self._runner, self._draws = parts, givens, runner, draws
        self._trainings = trainings
        self._trained: dict[str, Training | GraderError] = {}
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
        """The givens of a part, noted when they are used."""
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

    def train(self, part: Part, known: Sequence[Kept] = (), *, again: bool = False) -> Generator[Measured, None, None]:
        """Have the program that a part asks for measured, if there is one: each unit as it is there, all of it once.

        What kept it from being measured is remembered, and raised where the training is asked for.
        """
        if not form_of(part).is_trained or part.id in self._trained:
            return
        try:
            if self.typed(part.id, Notes()) is not None:
                answer, files = self.handed.answer(part.id), self.handed.files
                measuring = self._trainings.measuring(part, answer, files, self._draws, known, again=again)
                self._trained[part.id] = yield from measuring
        except Unreadable:
            return
        except GraderError as error:
            self._trained[part.id] = error.with_traceback(None)
        except ModuleNotFoundError as error:
            self._trained[part.id] = UsageError(f"to train it, {error.name} has to be installed")
        except Exception as error:  # noqa: BLE001 — a crash in one part must not lose the others
            self._trained[part.id] = OwnFault(f"this program could not be trained ({where(error)})")

    def training(self, part: Part, notes: Notes) -> Training:
        """The measurements of a part's program, made now if they have not been made yet.

        Raises:
            UsageError, OwnFault: as `Trainings.measuring`.
        """
        self._note_training(part, notes)
        for _ in self.train(part):
            pass
        done = self._trained[part.id]
        if isinstance(done, GraderError):
            raise done.with_traceback(None)
        if done.absent is not None:  # when it is there, it is asked for again
            notes.names.add(f"device {part.id}")
        return done

    def ran(self, part: str) -> bool:
        """Whether code of the student's was run for a part."""
        made, trained = self._runs.get(part, ()), self._trained.get(part)
        if isinstance(trained, Training):
            return bool(trained.device)
        return not isinstance(made, GraderError) and len(made) > 0

    def isolation(self, part: str) -> str | None:
        """The isolation in which a part's program was trained; None if that is not recorded, or nothing was trained."""
        trained = self._trained.get(part)
        told = trained.fingerprint.get("isolation") if isinstance(trained, Training) else None
        return None if told is None else str(told)

    def _note_training(self, part: Part, notes: Notes) -> None:
        """Note what a measurement depends on, but not device, tier and libraries: they are in its fingerprint, and
        another machine, which may have no such device, must not undo what was measured on one that has."""
        asked = self._trainings.asked
        settings = variant(part.answer.settings, small=asked.small)
        notes.names |= {f"{kind} {part.id}" for kind in ("program", "claim", "form", "hidden")}
        notes.names |= {"variant", "secret", "draws"}
        notes.modules |= {"grader.engine.marking.trainings", "grader.training.measure", "grader.training.devices.*"}
        notes.modules.add(module(trainer_of(settings["reference"])))
        images = module(images_of(settings["data"]))
        if asked.data is None:
            notes.modules.add(images)
        else:  # files of the machine's own, which the units name by their digest
            notes.names.add(f"source {images.replace('.', '/')}.py")

    def _note_runs(self, part: Part, notes: Notes) -> None:
        """Note what a program's calls depend on, before they are made, since they may fail."""
        notes.names |= {f"answer {part.id}", f"form {part.id}", "files", "secret", "draws", "isolation"}
        notes.names |= {f"library {name}" for name in ["numpy", *sorted(set(self._imported(part.id)))[:_MOST_IMPORTS]]}
        notes.modules |= {"grader.engine.marking.runs", "grader.sandbox.*"}
        cases = part.answer.settings.get("cases", {})
        notes.modules |= {module(cases[name]) for name in ("draw", "expected", "mistakes") if name in cases}

    def _imported(self, part: str) -> Iterator[str]:
        """The top-level names of the libraries that the program, or a file next to it, seems to import."""
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
            answer, files, swayed = self.handed.answer(part.id), self.handed.files, self._swayed(part)
            return self._runner.runs(part, answer, files, self._draws, swayed)
        except GraderError as error:
            return error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 — its frames would keep all that was returned: only where is kept
            return OwnFault(f"the calls of this code could not be made ({where(error)})")

    def _swayed(self, part: Part) -> Callable[[Sequence[Run]], bool] | None:
        """Whether a criterion's verdict on calls depends on a single draw, as a function; None if no criterion asks."""
        asking = [criterion.parameters for criterion in part.criteria if "sway" in criterion.parameters]
        value = self._givens[part.id].value
        if not asking:
            return None
        return lambda runs: any(swayed(runs, **{name: value(each) for name, each in asked.items()}) for asked in asking)

    def _read(self, part: str) -> _Reading:
        answer, spec, form = self.handed.answer(part), self._parts[part].answer, form_of(self._parts[part])
        raw = "program" if form.is_trained else "answer"
        notes = Notes({f"{raw} {part}", f"form {part}"})
        values: Values | None | Unreadable = None
        if answer.problem is not None:
            values = Unreadable(*answer.problem)
        elif answer.raw:
            read = form.reading.read
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
