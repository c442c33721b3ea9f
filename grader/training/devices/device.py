"""The device that programs are trained and timed on, its state at one moment, and what makes it unfit. Pure.

The rules return a sentence that says what is wrong and ends in how to fix it, or None.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from grader.training.devices.names import fits

MEMORY = 64.0
"""MiB by which the memory in use may differ and count as the same."""
LITTLE = 512.0
"""MiB that others may hold on a device that counts as free: a screen, the driver's own."""
BUSY = 10.0
"""Percent of the time that a device may be at work and count as idle: a screen."""
NEAR = 5.0
"""Degrees below the temperature at which a device slows down, from which on it is too hot to start."""
HEAT = 0.01
"""Seconds that heat may hold the clocks down and count as none."""

HELD_DOWN = {
    "thermal": "let it cool, and see to its cooling",
    "power brake": "see to the machine's power supply",
    "hw slowdown": "see `nvidia-smi -q -d PERFORMANCE`",
}
"""Why clocks are held down where times mean nothing, and what to do. Others are how a device runs: it is idle, its
clocks were set by hand, or it is at the power limit that was set, where both programs of a pair are."""


class Process(NamedTuple):
    """A program on a device; its name is what it says itself, cut and printable."""

    pid: int
    name: str
    memory: float
    """MiB; 0 where that is not told."""

    def __str__(self) -> str:
        return f"{self.pid} ({self.name or 'name unknown'}, {self.memory:.0f} MiB)"


@dataclass(frozen=True, slots=True)
class State:
    """A device at one moment; what it does not tell is None.

    Attributes:
        memory_used: MiB, without what the driver keeps for itself.
        sm_clock, max_sm_clock: MHz.
        temperature: °C.
        slowdown_temperature: °C from which on it slows down.
        power: W.
        reasons: why its clocks are below the highest, in words: "thermal", "power brake", "sw power cap", …
        utilisation: percent of the last second, or of a part of it, that it was at work.
        heat: seconds since the driver was loaded for which heat has held the clocks down.
        load: of the machine over a minute, for a CPU; as information only.
        fault: why it does not answer any more; "" where it does.
    """

    processes: tuple[Process, ...] = ()
    memory_used: float | None = None
    sm_clock: float | None = None
    max_sm_clock: float | None = None
    temperature: float | None = None
    slowdown_temperature: float | None = None
    power: float | None = None
    reasons: tuple[str, ...] = ()
    utilisation: float | None = None
    heat: float | None = None
    load: float | None = None
    fault: str = ""


class Device(Protocol):
    """One device that programs can be trained on."""

    @property
    def name(self) -> str:
        """ "cpu", or the product's name."""

    @property
    def torch(self) -> str:
        """Torch's name for it in a process with this `environment`."""

    @property
    def key(self) -> str:
        """The name of its lock: the same for all devices that slow each other down."""

    @property
    def fresh(self) -> bool:
        """Whether each run needs an interpreter of its own, since a device's context cannot be forked."""

    @property
    def idle(self) -> float:
        """Seconds of rest before each run."""

    def fingerprint(self) -> Mapping[str, str | float | int]:
        """The facts that times on it depend on, as far as they are known."""

    def state(self) -> State:
        """Its state now."""

    def environment(self) -> Mapping[str, str]:
        """Variables for a process that is to use it, and no other device."""

    def paths(self) -> tuple[tuple[str, bool], ...]:
        """Files and folders, and whether to write too, that a process on it must be able to open, where there are."""


def wants(wanted: Mapping[str, str] | str, device: Device) -> bool:
    """Whether a device is what a rubric asks for: a kind ("cpu", "cuda"), or a product by its `name`."""
    if isinstance(wanted, str):
        return wanted == device.torch.partition(":")[0]
    return fits(device.name, wanted["name"])


def called(wanted: Mapping[str, str] | str) -> str:
    """A word for the device that a rubric asks for."""
    return wanted if isinstance(wanted, str) else wanted["name"]


def unfit(
    wanted: Mapping[str, str] | str, device: Device, state: State, ours: Collection[int] = frozenset()
) -> str | None:
    """The reason why this device cannot be used for a rubric now; None if it can.

    Args:
        ours: numbers of processes that are our own.
    """
    if not wants(wanted, device):
        return (
            f"the rubric asks for {called(wanted)}, and this is {device.name}: grade on the device asked for, or name "
            "this one in the rubric"
        )
    if state.fault:
        return f"{device.name} does not answer ({state.fault}): reset it, or restart the machine"
    return _busy(device.name, state, ours) or _held_down(device.name, state) or _hot(device.name, state)


def disturbed(before: State, after: State) -> str | None:
    """The disturbance from before a pair of runs until after it that makes their times doubtful; else None."""
    if after.fault:
        return f"the device does not answer any more ({after.fault})"
    seen = []
    came = _new(before, after)
    if came:
        seen.append(f"another program started on the device: process {_listed(came)}")
    grown = _grown(before, after)
    if grown > MEMORY:
        seen.append(f"{grown:.0f} MiB of its memory were not given back")
    reasons = [reason for reason in after.reasons if reason in HELD_DOWN]
    if reasons:
        seen.append(f"its clocks were held down ({', '.join(reasons)})")
    elif _rise(before.heat, after.heat) > HEAT:
        seen.append(f"heat held its clocks down for {_rise(before.heat, after.heat):.2f} s")
    if _margin(after) <= 0:
        seen.append(f"it has {after.temperature:.0f} °C, and slows down at {after.slowdown_temperature:.0f} °C")
    return "; ".join(seen) or None


def settled(state: State, before: State) -> bool:
    """Whether all that a run took has been given back: then the next may start."""
    return not state.fault and not _new(before, state) and _grown(before, state) <= MEMORY


def _busy(name: str, state: State, ours: Collection[int]) -> str | None:
    others = [process for process in state.processes if process.pid not in ours]
    if others:
        return f"{name} is in use: end process {_listed(others)} or wait"
    taken = (state.memory_used or 0.0) - sum(process.memory for process in state.processes)
    if taken > LITTLE:
        return (
            f"{taken:.0f} MiB of {name}'s memory are taken by programs that cannot be seen here (a screen, "
            "another container): end them or wait"
        )
    if not state.processes and (state.utilisation or 0.0) > BUSY:
        return f"{name} is at work ({state.utilisation:.0f} %) for programs that cannot be seen here: end them or wait"
    return None


def _held_down(name: str, state: State) -> str | None:
    reasons = [reason for reason in state.reasons if reason in HELD_DOWN]
    if not reasons:
        return None
    mended = "; ".join(HELD_DOWN[reason] for reason in reasons)
    return f"{name} holds its clocks down ({', '.join(reasons)}): {mended}"


def _hot(name: str, state: State) -> str | None:
    if _margin(state) > NEAR:
        return None
    return (
        f"{name} has {state.temperature:.0f} °C, and slows down at {state.slowdown_temperature:.0f} °C: let it cool, "
        "and see to its cooling"
    )


def _margin(state: State) -> float:
    """Degrees until it slows down; infinite where that is not told."""
    if state.temperature is None or state.slowdown_temperature is None:
        return float("inf")
    return state.slowdown_temperature - state.temperature


def _new(before: State, after: State) -> list[Process]:
    known = {process.pid for process in before.processes}
    return [process for process in after.processes if process.pid not in known]


def _grown(before: State, after: State) -> float:
    return _rise(before.memory_used, after.memory_used)


def _rise(before: float | None, after: float | None) -> float:
    return 0.0 if before is None or after is None else after - before


def _listed(processes: Iterable[Process]) -> str:
    first, *rest = sorted(processes, key=lambda process: -process.memory)
    return f"{first}, and {len(rest)} more," if rest else str(first)
