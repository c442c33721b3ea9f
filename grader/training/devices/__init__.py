"""The devices that programs are trained on, each kind a file here and a line in `KINDS`.

How a run comes to a device: `find` says which, or why none; `lock.held(device.key, …)` waits for it; then `unfit`
looks once more, since whoever held it may have left something; `disturbed` compares before a pair of runs and after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from grader.training.devices import lock
from grader.training.devices.device import Device, Process, State, called, disturbed, settled, unfit, wants
from grader.training.devices.rest import rested

__all__ = [
    "KINDS",
    "Absent",
    "Device",
    "Found",
    "Process",
    "Provider",
    "State",
    "candidates",
    "disturbed",
    "find",
    "rested",
    "settled",
    "unfit",
]


class Provider(Protocol):
    """A kind of device: a module of this package, or a replacement for it."""

    def find(self) -> tuple[Device, ...]:
        """All that there are."""

    def why_none(self) -> str:
        """The reason why there are none, and how to fix it."""


class _Kinds(Mapping[str, Provider]):
    """Modules of this package, imported when they are first asked for."""

    def __init__(self, *names: str):
        self._names = names

    def __getitem__(self, name: str) -> Provider:
        if name not in self._names:
            raise KeyError(name)
        found: Provider = import_module(f"{__name__}.{name}")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


KINDS: Mapping[str, Provider] = _Kinds(
    "cpu",
    "cuda",
)
"""The kinds by what torch calls them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The device to use, and how it is. Where another holds its lock, that is its state under the other's work."""

    device: Device
    state: State


@dataclass(frozen=True, slots=True)
class Absent:
    """The reason why there is no device to use, and how to fix it."""

    reason: str


def candidates(wanted: Mapping[str, str] | str, kinds: Mapping[str, Provider] = KINDS) -> tuple[Device, ...] | str:
    """All devices that are what a rubric asks for; or why there are none, in words.

    Args:
        wanted: a kind ("cpu", "cuda"), or a product: {"name": "NVIDIA H200"}.
        kinds: where devices are looked for.
    """
    if isinstance(wanted, str) and wanted not in kinds:
        return f"{wanted!r} is not a kind of device; there are {', '.join(kinds)}, and a GPU by its name"
    asked = [kinds[wanted]] if isinstance(wanted, str) else [kinds[name] for name in kinds if name != "cpu"]
    there = [device for provider in asked for device in provider.find()]
    found = tuple(device for device in there if wants(wanted, device))
    if found:
        return found
    if not there:
        return f"no {called(wanted)} here: " + "; ".join(provider.why_none() for provider in asked)
    names = ", ".join(dict.fromkeys(device.name for device in there))
    return f"no {called(wanted)} here, but {names}: grade on the device asked for, or name this one in the rubric"


def find(
    wanted: Mapping[str, str] | str, kinds: Mapping[str, Provider] = KINDS, folder: Path = lock.FOLDER
) -> Found | Absent:
    """The device to use for a rubric: the first that is free and fit, or else the first that another grader holds.

    Args:
        folder: of the locks.

    Raises:
        GraderError: there can be no locks here.
    """
    devices = candidates(wanted, kinds)
    if isinstance(devices, str):
        return Absent(devices)
    reasons, waiting = [], []
    for device in devices:
        if not lock.free(device.key, folder):
            waiting.append(device)
            continue
        state = device.state()
        reason = unfit(wanted, device, state)
        if reason is None:
            return Found(device, state)
        reasons.append(reason)
    if waiting:
        return Found(waiting[0], waiting[0].state())
    return Absent("; ".join(reasons))
