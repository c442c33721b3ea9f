"""A device taken for one job: the first that fits, that nobody holds, and that is fit to be measured on."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import GraderError
from grader.training.devices import lock
from grader.training.devices.device import Device, unfit

Wanted = Mapping[str, str] | str


@dataclass(frozen=True, slots=True)
class Held:
    """A device, and its lock, which is given back at the end of the context."""

    device: Device
    handle: lock.Handle

    def __enter__(self) -> Device:
        return self.device

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.handle.release()


@dataclass(frozen=True, slots=True)
class Taken:
    """Other jobs are on all that fit; `by` says whose."""

    by: str


def hold(wanted: Wanted, devices: tuple[Device, ...], folder: Path = lock.FOLDER) -> Held | Taken | str:
    """Take one of these devices, each of which is what the rubric wants; or why that cannot be.

    Raises:
        GraderError: there can be no locks here.
    """
    reasons, taken = [], ""
    for device in devices:
        handle = lock.try_hold(device.key, folder)
        if handle is None:
            taken = taken or f"{device.name}: {lock.holder(device.key, folder)}"
            continue
        reason = _unfit(wanted, device)
        if reason is None:
            return Held(device, handle)
        handle.release()
        reasons.append(reason)
    return Taken(taken) if taken else "; ".join(reasons)


def fingerprint(device: Device, **more: Any) -> dict[str, Any]:
    """The facts that times on a device depend on, and others worth reporting; unknown ones are left out."""
    found: dict[str, Any] = {"device": device.name}
    with suppress(GraderError):
        found |= device.fingerprint()
    return {name: value for name, value in {**found, **more}.items() if value is not None}


def _unfit(wanted: Wanted, device: Device) -> str | None:
    return unfit(wanted, device, device.state())
