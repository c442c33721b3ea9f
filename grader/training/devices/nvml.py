"""NVIDIA's management library, through nvidia-ml-py, which is imported late; what it cannot say is None.

https://docs.nvidia.com/deploy/nvml-api/; the numbers below are those of nvml.h, which never change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

NOT_INSTALLED = "nvidia-ml-py, by which GPUs are asked, is not installed: pip install 'oracle-grader[gpu]'"
CLOCK_SM, CLOCK_MEMORY = 1, 2
TEMPERATURE_GPU, THRESHOLD_SLOWDOWN = 0, 1
POLICY_THERMAL = 1
COMPUTE_MODES = {0: "default", 1: "exclusive thread", 2: "prohibited", 3: "exclusive process"}

_IDLE, _HW_SLOWDOWN, _HW_THERMAL, _POWER_BRAKE = 0x1, 0x8, 0x40, 0x80
_REASONS = {
    _IDLE: "idle",
    0x2: "applications clocks",
    0x4: "sw power cap",
    _HW_SLOWDOWN: "hw slowdown",
    0x10: "sync boost",
    0x20: "thermal",
    _HW_THERMAL: "thermal",
    _POWER_BRAKE: "power brake",
    0x100: "display clocks",
    0x200: "board limit",
    0x400: "reliability",
}
_NO_PERMISSION, _DRIVER_NOT_LOADED, _LIBRARY_NOT_FOUND, _VERSION_MISMATCH = 4, 9, 12, 18
_LOST = (15, 16)
"""The GPU is lost, or has to be reset: nothing that it says counts any more."""
_WHY = {
    _NO_PERMISSION: "this user may not use the NVIDIA driver: give it read and write access to /dev/nvidiactl and "
    "/dev/nvidia0, 1, …",
    _DRIVER_NOT_LOADED: "the NVIDIA driver is not loaded: `nvidia-smi` says more",
    _LIBRARY_NOT_FOUND: "there is no NVIDIA driver here (libnvidia-ml.so.1 was not found): install it, or start the "
    "container with its GPUs (docker run --gpus all)",
    _VERSION_MISMATCH: "the NVIDIA driver was updated and the old one is still loaded: restart the machine",
}


class Lost(Exception):
    """The GPU does not answer any more."""


@dataclass(frozen=True, slots=True)
class Nvml:
    """The library, started; `module` is `pynvml`, or a replacement for it."""

    module: Any

    def ask(self, name: str, *arguments: Any) -> Any:
        """The result of a function; None if the binding, the driver or the GPU does not have it, or not for this user.

        Raises:
            Lost: the GPU does not answer any more.
        """
        function = getattr(self.module, name, None)
        if function is None:
            return None
        try:
            return function(*arguments)
        except self.module.NVMLError as error:
            if error.value in _LOST:
                raise Lost(str(error)) from None
        except UnicodeError:  # a process may be named by any bytes
            pass
        return None

    def first(self, names: str, *arguments: Any) -> Any:
        """The first result among these functions that is not None."""
        for name in names.split():
            found = self.ask(name, *arguments)
            if found is not None:
                return found
        return None

    def handles(self) -> Iterator[Any]:
        """Each GPU's handle, in `nvidia-smi`'s order, or why it has none, in words."""
        for index in range(self.ask("nvmlDeviceGetCount") or 0):
            try:
                yield self.module.nvmlDeviceGetHandleByIndex(index)
            except self.module.NVMLError as error:
                yield why(error)


def start(module: Any = None) -> Nvml | str:
    """The library, started; or why there is none, in words. It is not ended: then the driver stays loaded."""
    if module is None:
        try:
            module = import_module("pynvml")
        except ImportError:
            return NOT_INSTALLED
    try:
        module.nvmlInit()
    except module.NVMLError as error:
        return why(error)
    return Nvml(module)


def why(error: Any) -> str:
    """An error of the library, in words that say how to fix it if that is known."""
    return _WHY.get(error.value, f"the NVIDIA driver refuses ({error}): `nvidia-smi` says more")


def reasons(mask: int) -> tuple[str, ...]:
    """The reasons why clocks are below the highest, in words.

    >>> reasons(0x4 | 0x40 | 0x20 | 0x800)
    ('sw power cap', 'thermal', 'reason 0x800')
    """
    bits = [1 << place for place in range(mask.bit_length()) if mask >> place & 1]
    return tuple(dict.fromkeys(_REASONS.get(bit, f"reason {bit:#x}") for bit in bits))


def unsure(mask: int) -> bool:
    """Whether a slowdown may be the mere change of clocks, which is reported as one: no cause is given with it."""
    return bool(mask & _HW_SLOWDOWN) and not mask & (_HW_THERMAL | _POWER_BRAKE)
