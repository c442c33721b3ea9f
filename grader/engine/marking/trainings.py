"""Students' programs trained side by side with a reference, for the checks of training.

What was measured before is kept in units. Where they are enough no device is needed: a changed threshold, or another
machine, measures nothing again.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.answers import training as form
from grader.checks.trained import Training
from grader.engine.marking import benches, jobs
from grader.engine.marking.jobs import Job, Kept
from grader.engine.marking.programs import Rehearsal, claim, handed_in, hidden_file, reference
from grader.engine.marking.runs import Runner
from grader.engine.secrets.draws import Draws
from grader.errors import OwnFault, UsageError
from grader.model import Answer, Part

if TYPE_CHECKING:
    from grader.training.data import Dataset
    from grader.training.devices import Device
    from grader.training.devices.holding import Held
    from grader.training.measure import Measuring


@dataclass(frozen=True, slots=True)
class Measured:
    """A unit that was made now, and how many are left at most; `waits` says what is waited for."""

    kept: Kept | None
    left: int = 0
    waits: str = ""

    def __str__(self) -> str:
        if self.kept is None:
            return f"waits for {self.waits}"
        if self.kept.unit == jobs.FINGERPRINT:
            return f"{self.kept.part}: begins on {self.kept.on.partition(', data ')[0]}"
        return f"{self.kept.part}: {self.kept.unit} done, at most {self.left} more"


_LOOK, _SAY = 0.05, 1.0
"""Seconds between two looks whether a device is free, and between two words that it is not. Whoever has many programs
leaves it for a moment after each: others must be there by then."""

Going = Generator[Measured, None, Training]


class Trainings:
    """Measures programs. Data sets are loaded once."""

    def __init__(self, runner: Runner, rehearsal: Rehearsal | None = None):
        self._runner, self.asked = runner, rehearsal or Rehearsal()
        self._datasets: dict[tuple[str, Path | None], Dataset] = {}

    def measuring(
        self,
        part: Part,
        answer: Answer,
        files: Mapping[str, bytes],
        draws: Draws,
        known: Sequence[Kept] = (),
        *,
        again: bool = False,
    ) -> Going:
        """Measure the program that was handed in for a part, as far as that was not done before.

        Args:
            again: measure it once more, with other seeds: what is known stays as it is.

        Raises:
            UsageError: students' code cannot be kept in as tightly as is required.
            OwnFault: the reference, the machine or the grader failed.
        """
        settings = form.variant(part.answer.settings, small=self.asked.small)
        own = handed_in(part, answer, files)
        before = [kept for kept in known if kept.part == part.id]
        told = Training(
            (),
            planned=settings["runs"],
            small=self.asked.small,
            counts=settings["counts"],
            data=settings["data"],
            reference=settings["reference"],
            reaching=jobs.reaching(part, small=self.asked.small),
            attempt=jobs.attempt(before, own.key),
            claimed=_claimed(claim(answer, files), settings["data"]),
        )
        turn = max((kept.turn for kept in before if kept.program == own.key), default=0) + again
        job = Job(part, settings, own, reference(settings["reference"]), draws, turn)
        told = replace(told, earlier=tuple(jobs.earlier(before, own.key, turn)))
        return (yield from self._going(job, [kept for kept in before if kept.what == job.what], told))

    def _going(self, job: Job, known: Sequence[Kept], told: Training) -> Going:
        """From what is known, where that is enough; else on a device."""
        from grader.training import devices
        from grader.training.measure import Incomplete

        for on in dict.fromkeys(kept.on for kept in known if job.stands(kept.on)):
            try:
                return _finished(job.measuring(None, on, known, told))
            except Incomplete:
                continue
        there = devices.candidates(job.settings["device"])
        if (refused := (yield from self._looked(job, there, known))) is not None:
            return replace(told, refused=refused)
        held = there if isinstance(there, str) else (yield from _device(job.settings["device"], there))
        if isinstance(held, str):
            return replace(told, absent=f"This waits for its device. Here: {held}.")
        with held as device:
            try:
                dataset = self._dataset(job)
            except UsageError as error:
                return replace(told, absent=f"This waits for its data: {error}. Name their folder with --data.")
            return (yield from self._measured(job, device, dataset, known, told))

    def _measured(self, job: Job, device: "Device", dataset: "Dataset", known: Sequence[Kept], told: Training) -> Going:
        """Make the units that are not known yet on a device; a unit that says which device comes first."""
        fingerprint = self._fingerprint(job, device, dataset)
        on = f"{device.name}, torch {fingerprint.get('torch')}, data {dataset.digest}"
        if not any(kept.on == on and kept.unit == jobs.FINGERPRINT for kept in known):
            first = job.kept(on, jobs.FINGERPRINT, fingerprint)
            known = [*known, first]
            yield Measured(first)
        measuring = job.measuring(benches.bench(self._runner, job, device, dataset), on, known, told)
        while True:
            try:
                unit = next(measuring)
            except StopIteration as stopped:
                done: Training = stopped.value
                return done
            yield Measured(job.kept(on, unit.name, unit.value), unit.left)

    def _looked(
        self, job: Job, there: "Sequence[Device] | str", known: Sequence[Kept]
    ) -> Generator[Measured, None, str | None]:
        """One small run on the CPU, before a costlier device is used: why the program cannot be called, if so.

        What goes wrong later may be due to the other device, or to the images, and is left to that.
        """
        found = next((kept.value for kept in known if kept.unit == jobs.FIRST_LOOK), None)
        if found is None:
            if isinstance(there, str) or all(device.torch == "cpu" for device in there):
                return None
            found = benches.first_look(self._runner, job)
            yield Measured(job.kept("cpu", jobs.FIRST_LOOK, found))
        if found["step"] != "load":
            return None
        return f"The program cannot be run: {found['problem']}. That was seen in a first look, on the CPU."

    def _fingerprint(self, job: Job, device: "Device", dataset: "Dataset") -> dict[str, Any]:
        from grader.training.devices import holding

        return holding.fingerprint(
            device,
            threads=job.settings["threads"] if device.torch == "cpu" else None,
            isolation=benches.isolation(self._runner, job.settings, device),
            data=f"{dataset.name} {dataset.digest}",
            program=job.program.key,
            reference=f"{job.settings['reference']} {job.reference.key}",
        )

    def _dataset(self, job: Job) -> "Dataset":
        from grader.training import data

        name, hidden = job.settings["data"], hidden_file(job.part) if "hidden" in job.settings else None
        if (name, hidden) not in self._datasets:
            self._datasets[name, hidden] = data.load(name, self.asked.data, hidden)
        return self._datasets[name, hidden]


def _claimed(data: bytes | None, dataset: str) -> Mapping[str, Any]:
    from grader.training import claimed

    return {} if data is None else claimed.read(data, dataset)


def _device(wanted: Any, there: "tuple[Device, ...]") -> "Generator[Measured, None, Held | str]":
    """One of these devices held, or why none is fit. While other jobs are on all, that is said once a second."""
    from grader.training.devices import holding

    said = float("-inf")
    while isinstance(found := holding.hold(wanted, there), holding.Taken):
        if time.monotonic() - said >= _SAY:
            said = time.monotonic()
            yield Measured(None, waits=found.by)
        time.sleep(_LOOK)
    return found


def _finished(measuring: "Measuring") -> Training:
    """The result of a measurement for which all units are known."""
    try:
        next(measuring)
    except StopIteration as stopped:
        done: Training = stopped.value
        return done
    raise OwnFault("a unit was made that was known")
