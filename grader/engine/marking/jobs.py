"""One program to be measured for one part: what its measurements rest on, and how they are kept. Pure but for seeds.

A unit is kept under the digest of what it rests on (the programs, the rubric's setting, what is drawn), and under what
it was made on: the device, torch and the data, by which units of several machines are told apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from grader.answers import training as form
from grader.checks.trained import Training, loaded
from grader.engine.marking.programs import hidden_digest
from grader.engine.secrets.draws import Draws
from grader.model import Part
from grader.provenance import digest

if TYPE_CHECKING:
    from grader.training.measure import Bench, Measuring, Plan
    from grader.training.program import Program

HARNESS = 1
"""Of what is measured and how: another one measures everything anew."""
FIRST_LOOK = "first look"
"""The unit of a small run on the CPU, before another device is used."""
FINGERPRINT = "fingerprint"
"""The unit that says what the others were made on."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One unit of measuring as it is kept.

    Attributes:
        what: the digest of what it rests on.
        program: the key of the student's program.
        turn: 0, and one more each time a person had the program run again.
        on: what it was made on: "NVIDIA H200, torch 2.13.0, data 0f3a…".
        unit: its name: "pair 1", "random labels".
    """

    part: str
    what: str
    program: str
    turn: int
    on: str
    unit: str
    value: Any


@dataclass(frozen=True, slots=True)
class Job:
    """A student's program for a part, with the rubric's setting (see `answers.training.variant`)."""

    part: Part
    settings: Mapping[str, Any]
    program: "Program"
    reference: "Program"
    draws: Draws
    turn: int

    @property
    def what(self) -> str:
        """The digest of all that its units rest on, but for what they are made on."""
        setting = [self.settings.get(name) for name in ("threads", "budget", "memory_mb")]
        setting += [form.images_of(self.settings["data"]), form.trainer_of(self.settings["reference"])]
        hidden = hidden_digest(self.part) if "hidden" in self.settings else "none"
        drawn = [self.draws.secret.id, self.draws.assignment, self.draws.student, self.part.id, self.turn]
        return digest([HARNESS, self.program.key, self.reference.key, setting, hidden, drawn])

    def seed(self, purpose: str, number: int) -> int:
        """The seed of a run: another one for each turn."""
        again = f"/turn {self.turn}" if self.turn else ""
        return self.draws.seed(self.part.id, f"training/{purpose}{again}", number)

    def kept(self, on: str, unit: str, value: Any) -> Kept:
        """A unit as it is kept."""
        return Kept(self.part.id, self.what, self.program.key, self.turn, on, unit, value)

    def device_of(self, on: str) -> str:
        """The name of the device that units were made on."""
        return on.partition(", torch ")[0]

    def stands(self, on: str) -> bool:
        """Whether units that were made on this were made on what the rubric asks for."""
        from grader.training.devices.names import fits

        wanted, name = self.settings["device"], self.device_of(on)
        return name == wanted if isinstance(wanted, str) else fits(name, wanted["name"])

    def measuring(self, bench: "Bench | None", on: str, known: Sequence[Kept], told: Training) -> "Measuring":
        """The program measured; without a bench from the units alone that are known of it, made on the same."""
        from grader.training.measure import measure

        units = {kept.unit: kept.value for kept in known if kept.on == on}
        fingerprint = units.get(FINGERPRINT, {})
        device = str(fingerprint.get("device", ""))
        plan = self._plan(device, small=told.small, reaching=told.reaching)
        return measure(self.program, plan, bench, units, replace(told, device=device, fingerprint=fingerprint))

    def _plan(self, device: str, *, small: bool, reaching: float | None) -> "Plan":
        from grader.training.devices import peaks
        from grader.training.measure import Plan

        return Plan(
            self.settings["runs"],
            thresholds(self.part, small=small),
            min([reaching or 0.0, *_reachings(self.part, small=small)]),
            canaries=self.settings["counts"],
            least=peaks.least_seconds(self.settings["data"], device),
        )


def thresholds(part: Part, *, small: bool) -> tuple[float, ...]:
    """The accuracies that the part's criteria ask for."""
    asked = [criterion.parameters for criterion in part.criteria if criterion.check == "training_accuracy"]
    return tuple(each.get("small", each["at_least"]) if small else each["at_least"] for each in asked)


def reaching(part: Part, *, small: bool) -> float | None:
    """The accuracy from which time counts, where a criterion does not say; None where no accuracy is asked for."""
    from grader.checks.decision import reaching_by_default  # late: it needs NumPy

    asked = thresholds(part, small=small)
    return reaching_by_default(min(asked)) if asked else None


def attempt(before: Sequence[Kept], program: str) -> int:
    """The number of different programs of this student that were measured for a part, this one included."""
    seen = list(dict.fromkeys(kept.program for kept in before))
    return seen.index(program) + 1 if program in seen else len(seen) + 1


def earlier(before: Sequence[Kept], program: str, turn: int) -> Iterator[Mapping[str, Any]]:
    """The results of earlier turns of the same program: their pairs, mean accuracy and median ratio."""
    for each in sorted({kept.turn for kept in before if kept.program == program and kept.turn < turn}):
        units = [kept.value for kept in before if (kept.program, kept.turn) == (program, each) and "pair" in kept.unit]
        pairs = [loaded(unit) for unit in units]
        reached = [pair.student.accuracy for pair in pairs if pair.student.accuracy is not None]
        yield {
            "turn": each + 1,
            "runs": len(pairs),
            "mean accuracy": mean(reached) if reached else None,
            "median ratio": median(pair.ratio for pair in pairs) if pairs else None,
        }


def _reachings(part: Part, *, small: bool) -> Sequence[float]:
    """The accuracies from which the part's criteria let time count, where they say so."""
    asked = [criterion.parameters for criterion in part.criteria if criterion.check == "training_time"]
    names = ("small_reaching", "reaching") if small else ("reaching",)
    return [next(each[name] for name in names if name in each) for each in asked if any(name in each for name in names)]
