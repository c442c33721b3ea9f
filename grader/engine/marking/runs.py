"""Students' functions called in the sandbox, on inputs that oracles draw: what the checks of code judge."""

import contextlib
import os
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.answers.code import MAX_SOURCE, function_name
from grader.checks.program_run import Run
from grader.engine.marking.inputs import drawn, hidden_last, passed, seeds, times
from grader.engine.secrets.draws import Draws
from grader.errors import Unreadable
from grader.intake.regular import glance
from grader.model import Answer, Cells, File, Part

TOTAL = 60.0
"""Seconds that one part's calls may take together, unless the rubric says otherwise."""
SLOW = 2
"""Calls of one part that may run out of time; what comes after them is not run."""
KEPT = 128 << 20
"""Bytes of memory that what one part's calls return may take together, until they are judged."""
_OBJECT = 160
"""Bytes that an object takes in addition to its contents, for the largest that comes back: an array."""

Settings = Mapping[str, Any]


class Runner:
    """Runs the code of submissions. The sandbox starts with the first that has any, and ends with the runner."""

    def __init__(self, *, require: str | None = None, trust_students: bool = False):
        self._asked: dict[str, Any] = {"require": require, "trust_students": trust_students}
        self._sandbox: Any = None
        self.ran = False

    @property
    def sandbox(self) -> Any:
        if self._sandbox is None:
            from grader.sandbox import Sandbox

            self._sandbox = Sandbox(**self._asked)
            self._ended = weakref.finalize(self, self._sandbox.close)
        return self._sandbox

    @property
    def required(self) -> bool:
        """Whether a least isolation is asked for: then nothing is graded without it."""
        return self._asked["require"] is not None

    def isolation(self) -> str:
        """The isolation of students' code. Raises UsageError if that is less than is required or safe."""
        return str(self.sandbox.isolation)

    def prepare(self, names: Collection[str], folder: Path) -> None:
        """Start what code will need while the submission is still being read, if it is a folder with these files."""
        starts = [start for name in names if (start := glance(folder / name, MAX_SOURCE)) is not None]
        if starts and hasattr(os, "fork"):
            with contextlib.suppress(OSError):
                self.sandbox.prepare(torch=any(b"torch" in start for start in starts))

    def runs(
        self,
        part: Part,
        answer: Answer,
        files: Mapping[str, bytes],
        draws: Draws,
        swayed: Callable[[Sequence[Run]], bool] | None = None,
    ) -> tuple[Run, ...]:
        """The calls of a part's function, on inputs drawn for a student; none where the rubric has no cases for it.

        Args:
            swayed: whether what these calls show depends on a single draw: then as many draws again are made. None: the
                rubric's draws are all.

        Raises:
            UsageError: the machine offers less isolation than is required or safe.
            Unreadable: files that cannot be given to the code, or there is no such function when it has run.
            OwnFault: an oracle or the sandbox failed.
        """
        settings = part.answer.settings
        code = next((raw for raw in answer.raw if isinstance(raw, File | Cells)), None)
        if "cases" not in settings or code is None:
            return ()
        entry = code.place.file if isinstance(code, File) else code.cells
        own = {**files, code.place.file: code.data} if isinstance(code, File) else dict(files)
        self.ran = True
        waiting = hidden_last(_drawn(part, draws))  # while the sandbox is still starting
        with self.sandbox.open(own, entry, limits(settings, 1 if swayed is None else 2)) as session:
            failed, unfit = _loaded(settings, session)
            if unfit is not None and unfit.kind == "missing" and not failed:  # else what failed explains it
                hint = f"Define {settings['function']} at the top level."
                raise Unreadable(f"when the code has run, {unfit.message}", code.place, hint)
            waiting = [replace(run, failed_cells=failed) for run in waiting]
            if unfit is not None:
                return tuple(replace(_failed(run, unfit), unaware=True) for run in waiting)
            made = tuple(_within(settings, session, waiting))
            if swayed is None or not swayed(made):
                return made
            more = [replace(run, visible=False, failed_cells=failed) for run in _drawn(part, draws, again=True)]
            return made + tuple(_within(settings, session, more))

    def close(self) -> None:
        if self._sandbox is not None:
            self._ended()
            self._sandbox = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _drawn(part: Part, draws: Draws, *, again: bool = False) -> Iterable[Run]:
    """The runs of a part that are to be made, or as many again; hidden inputs are known by then."""
    settings = part.answer.settings
    cases = settings["cases"]
    numbers = range(times(cases), 2 * times(cases)) if again else ()
    return drawn(cases, passed(settings), seeds(draws, part.id), numbers)


def limits(settings: Settings, sets: int = 1) -> Any:
    """The limits of one submission's code, the sandbox's own where the rubric has none; of so many sets of draws."""
    from grader.sandbox import Limits

    asked, usual = settings.get("limits", {}), Limits()
    seconds = float(asked.get("seconds", usual.wall))
    return replace(
        usual,
        wall=seconds,
        cpu=sets * float(asked.get("cpu_seconds", max(seconds, usual.cpu))),
        memory=int(asked["memory_mb"] * 2**20) if "memory_mb" in asked else usual.memory,
    )


def _loaded(settings: Settings, session: Any) -> tuple[tuple[str, ...], Any]:
    """The failures when the code was loaded, and why its function cannot be called, or None if it can.

    No input has been handed over yet, so both may be told in full. That holds for the first process alone. One that
    takes its place when it has died is fresh too, and has no file in which it could find word of a hidden input; but
    the machine's caches are one, and below tier A so are the times at which files were last read.
    """
    from grader.sandbox import Failure

    loaded = session.load()
    if isinstance(loaded, Failure):
        return (), loaded
    failed = tuple(
        f"{name}, line {line}: {said.removeprefix(f'{name}:{line} ')}" for name, line, said in loaded.failures
    )
    unfit = session.find(function_name(settings), passed(settings))
    return failed, unfit and replace(unfit, output=loaded.output + unfit.output)


def _within(settings: Settings, session: Any, waiting: Iterable[Run]) -> Iterator[Run]:
    """The runs made, until they have taken too long, or have returned too much, together."""
    most = settings.get("limits", {}).get("total_seconds", TOTAL)
    spent, slow, kept = 0.0, 0, 0
    for run in waiting:
        if said := _over(slow, spent, most, kept):
            said = f"it was not run, for {said}."
            yield replace(run, problem=said, discreet=said)
            continue
        done, late = _made(settings, session, run)
        spent, slow, kept = spent + done.seconds, slow + late, kept + footprint(done.returned)
        if kept > KEPT:
            said = f"too much was returned: what all calls return may take {KEPT >> 20} MB of memory together."
            done = replace(done, returned=None, problem=said, discreet=said)
        yield done


def _over(slow: int, spent: float, most: float, kept: int) -> str:
    """The reason why no more calls are made; "" if they are."""
    if slow >= SLOW:
        return f"{slow} calls before took too long"
    if spent >= most:
        return f"all calls together may take {most:g} s"
    return f"the calls before returned more than {KEPT >> 20} MB together" if kept > KEPT else ""


def footprint(value: Any) -> int:
    """Bytes of memory that a value takes, about."""
    if isinstance(value, Mapping):
        return _OBJECT + sum(footprint(key) + footprint(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return _OBJECT + sum(map(footprint, value))
    return _OBJECT + (4 * len(value) if isinstance(value, str) else int(getattr(value, "nbytes", 0)))


def _made(settings: Settings, session: Any, run: Run) -> tuple[Run, bool]:
    """One run, and whether it ran out of time."""
    from grader.answers import returned
    from grader.sandbox import Failure, Handle

    function = function_name(settings)
    given = {name: run.drawn[name] for name in run.passed}
    told = session.call(function, given)
    if isinstance(told, Failure):
        return _failed(run, told), told.kind == "timeout"
    value, seconds, output = told.value, told.seconds, told.output
    known, each = dict(given), dict[str, Any]()
    if then := settings.get("then"):
        if not isinstance(value, Handle):
            said = f"{function}() must return a function; it returned {returned.kind(value)}."
            discreet = "it did not return a function."
            return replace(run, problem=said, discreet=discreet, seconds=seconds, output=output), False
        known |= {source: run.drawn[source] for source in then.values()}
        for name, source in then.items():
            told = session.call(value, [run.drawn[source]])
            if isinstance(told, Failure):
                return _failed(run, told), told.kind == "timeout"
            each[name] = told.value
            seconds, output = seconds + told.seconds, output + told.output
    values = each or returned.named(value, settings.get("returns", ["result"]))
    found = returned.typed(values, settings.get("shapes", {}), known)
    done = replace(
        run,
        returned=found.values,
        misfit=found.misfit,
        odd=found.odd,
        infinite=found.infinite,
        shaped=found.shaped,
        seconds=seconds,
        output=output,
    )
    return done, False


def _failed(run: Run, failure: Any) -> Run:
    return replace(
        run,
        problem=failure.message,
        discreet=failure.discreet,
        raised=failure.raised,
        file=failure.file,
        line=failure.line,
        trace=failure.trace,
        output=failure.output,
        seconds=failure.seconds,
    )
