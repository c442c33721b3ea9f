"""NVIDIA GPUs, whole ones and MIG devices, asked through NVML; torch is not imported.

What a GPU, its driver or its permissions do not let be read is left out. In a container the driver may tell processes
by the host's numbers, and none of other containers: memory and utilisation show those.
"""

import contextlib
import importlib.metadata
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from grader.training.devices import nvml
from grader.training.devices.cpu import Cpu
from grader.training.devices.device import Process, State
from grader.training.devices.nvml import Lost, Nvml
from grader.training.devices.visible import Listed, left

_MIB = 1 << 20
_PAUSE = 0.2
"""Seconds after which a slowdown without a cause is looked at again: it is also reported while clocks change."""
_NAME = 40
"""Characters of a process's name that are told."""
_READ = ("/proc/driver/nvidia", "/proc/devices", "/proc/modules", "/proc/sys/vm/mmap_min_addr")
_SIZE = "/sys/devices/system/memory/block_size_bytes"


@dataclass(frozen=True, slots=True)
class Cuda:
    """One GPU, or one MIG device.

    Attributes:
        handle, gpu: NVML's handles, of the device and of the GPU that it is on.
        key: the UUID of the whole GPU: MIG devices share its power and its clocks.
    """

    nvml: Nvml
    handle: Any
    gpu: Any
    name: str
    uuid: str
    key: str
    pause: Callable[[float], None] = time.sleep
    proc: Path = Path("/proc")
    torch: str = "cuda:0"
    fresh: bool = True
    idle: float = 1.0

    def fingerprint(self) -> Mapping[str, str | float | int]:
        """The GPU, its settings, driver and libraries, how warm it was and who else was on it, and the processor."""
        told: dict[str, str | float | int | None] = {"gpu": self.name, "uuid": self.uuid}
        try:
            told |= self._driver() | self._limits() | self._settings()
        except Lost as lost:
            told["fault"] = str(lost)
        told |= {**_libraries(), **Cpu(proc=self.proc).fingerprint()}
        told.pop("threads")
        return {name: value for name, value in told.items() if value is not None}

    def state(self) -> State:
        """Its state now; clocks, heat and power are the whole GPU's."""
        ask = self.nvml.ask
        try:
            rates = ask("nvmlDeviceGetUtilizationRates", self.handle)
            violated = ask("nvmlDeviceGetViolationStatus", self.gpu, nvml.POLICY_THERMAL)
            temperature = self._temperature()
            return State(
                processes=self._processes(),
                memory_used=self._memory()[0],
                sm_clock=ask("nvmlDeviceGetClockInfo", self.gpu, nvml.CLOCK_SM),
                max_sm_clock=ask("nvmlDeviceGetMaxClockInfo", self.gpu, nvml.CLOCK_SM),
                temperature=temperature,
                slowdown_temperature=self._slowdown(temperature),
                power=_scaled(ask("nvmlDeviceGetPowerUsage", self.gpu), 1000),
                reasons=self._reasons(),
                utilisation=None if rates is None else rates.gpu,
                heat=None if violated is None else _scaled(violated.violationTime, 1e9),
            )
        except Lost as lost:
            return State(fault=str(lost))

    def environment(self) -> Mapping[str, str]:
        return {"CUDA_VISIBLE_DEVICES": self.uuid}

    def paths(self) -> tuple[tuple[str, bool], ...]:
        """The paths that the CUDA driver opens, as listed by snapd's cuda-support and gVisor's nvproxy."""
        minor = None
        with contextlib.suppress(Lost):
            minor = self.nvml.ask("nvmlDeviceGetMinorNumber", self.gpu)
        own = f"/dev/nvidia{0 if minor is None else minor}"
        written = tuple((path, True) for path in (own, "/dev/nvidiactl", "/dev/nvidia-uvm"))
        return written + tuple((path, False) for path in (*_READ, _SIZE, *self._capabilities(minor)))

    def _capabilities(self, minor: int | None) -> list[str]:
        """The files whose reading lets a user onto a MIG device: of the GPU instance, and of the compute instance."""
        if self.uuid == self.key or minor is None:
            return []
        found = []
        with contextlib.suppress(Lost, OSError):
            instance = self.nvml.ask("nvmlDeviceGetGpuInstanceId", self.handle)
            compute = self.nvml.ask("nvmlDeviceGetComputeInstanceId", self.handle)
            folder = self.proc / f"driver/nvidia/capabilities/gpu{minor}/mig/gi{instance}"
            for file in (folder / "access", folder / f"ci{compute}" / "access"):
                number = re.search(r"^DeviceFileMinor: *(\d+)", file.read_text(), re.MULTILINE)
                found += [f"/dev/nvidia-caps/nvidia-cap{number[1]}"] if number else []
        return found

    def _processes(self) -> tuple[Process, ...]:
        found = self.nvml.ask("nvmlDeviceGetComputeRunningProcesses", self.handle) or ()
        return tuple(
            Process(
                process.pid,
                _printable(self.nvml.ask("nvmlSystemGetProcessName", process.pid) or ""),
                (process.usedGpuMemory or 0) / _MIB,
            )
            for process in found
        )

    def _memory(self) -> tuple[float | None, float | None]:
        """MiB in use and in all. Drivers before 510 do not tell apart what they keep for themselves, and keep little;
        newer ones differ in whether "used" holds it, so it is worked out from the rest."""
        version = getattr(self.nvml.module, "nvmlMemory_v2", None)
        told = None if version is None else self.nvml.ask("nvmlDeviceGetMemoryInfo", self.handle, version)
        if told is not None:
            return (told.total - told.reserved - told.free) / _MIB, told.total / _MIB
        told = self.nvml.ask("nvmlDeviceGetMemoryInfo", self.handle)
        return (None, None) if told is None else (told.used / _MIB, told.total / _MIB)

    def _temperature(self) -> float | None:
        found: float | None = self.nvml.first(
            "nvmlDeviceGetTemperatureV nvmlDeviceGetTemperature", self.gpu, nvml.TEMPERATURE_GPU
        )
        return found

    def _slowdown(self, temperature: float | None) -> float | None:
        """Since Ada, GPUs may tell how far off it is instead of where it lies."""
        limit: float = self.nvml.ask("nvmlDeviceGetTemperatureThreshold", self.gpu, nvml.THRESHOLD_SLOWDOWN) or 0
        margin = None if limit else self.nvml.ask("nvmlDeviceGetMarginTemperature", self.gpu)
        if margin is not None and temperature is not None:
            limit = temperature + margin
        return limit or None

    def _reasons(self) -> tuple[str, ...]:
        mask = self._mask()
        if nvml.unsure(mask):
            self.pause(_PAUSE)
            mask &= self._mask()
        return nvml.reasons(mask)

    def _mask(self) -> int:
        names = "nvmlDeviceGetCurrentClocksEventReasons nvmlDeviceGetCurrentClocksThrottleReasons"
        return int(self.nvml.first(names, self.gpu) or 0)

    def _driver(self) -> dict[str, str | float | int | None]:
        version = self.nvml.ask("nvmlSystemGetCudaDriverVersion")
        return {
            "driver": self.nvml.ask("nvmlSystemGetDriverVersion"),
            "cuda_driver": None if version is None else f"{version // 1000}.{version % 1000 // 10}",
        }

    def _limits(self) -> dict[str, str | float | int | None]:
        ask = self.nvml.ask
        return {
            "memory_mib": self._memory()[1],
            "power_limit_w": _scaled(ask("nvmlDeviceGetEnforcedPowerLimit", self.gpu), 1000),
            "max_sm_clock_mhz": ask("nvmlDeviceGetMaxClockInfo", self.gpu, nvml.CLOCK_SM),
            "max_memory_clock_mhz": ask("nvmlDeviceGetMaxClockInfo", self.gpu, nvml.CLOCK_MEMORY),
        }

    def _settings(self) -> dict[str, str | float | int | None]:
        ask = self.nvml.ask
        ecc, mig = ask("nvmlDeviceGetEccMode", self.gpu), ask("nvmlDeviceGetMigMode", self.gpu)
        mode = ask("nvmlDeviceGetComputeMode", self.gpu)
        return {
            "persistence": _switch(ask("nvmlDeviceGetPersistenceMode", self.gpu)),
            "compute_mode": None if mode is None else nvml.COMPUTE_MODES.get(mode, str(mode)),
            "ecc": _switch(ecc and ecc[0]),
            "mig": _switch(mig and mig[0]),
            "temperature_c": self._temperature(),
            "other_processes": len(self._processes()),
        }


def find(module: Any = None, environment: Mapping[str, str] | None = None) -> tuple[Cuda, ...]:
    """All GPUs and MIG devices that CUDA_VISIBLE_DEVICES leaves, in its order or in nvidia-smi's.

    Args:
        module: a replacement for `pynvml`.
        environment: the variables; this process's unless given.
    """
    return _look(module, environment)[0]


def why_none(module: Any = None, environment: Mapping[str, str] | None = None) -> str:
    """The reason why `find` gives none, and how to fix it; "" if it gives some."""
    return _look(module, environment)[1]


def _look(module: Any, environment: Mapping[str, str] | None) -> tuple[tuple[Cuda, ...], str]:
    environment = os.environ if environment is None else environment
    library = nvml.start(module)
    if isinstance(library, str):
        return (), library
    listed, refused = _all(library)
    setting, order = (environment.get(name) for name in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"))
    gpus = [gpu for gpu, _, _ in listed]
    picks = left(setting, order, gpus)
    if isinstance(picks, str):
        return (), picks
    found = tuple(listed[place][1] if number is None else listed[place][2][number] for place, number in picks)
    return found, "" if found else _hidden(setting, gpus, refused)


def _all(library: Nvml) -> tuple[list[tuple[Listed, Cuda, list[Cuda]]], str]:
    """Each GPU with its MIG devices, and why the others, or all, are not among them."""
    listed, refused = [], "the NVIDIA driver finds no GPU: `nvidia-smi` says more"
    for handle in library.handles():
        if isinstance(handle, str):
            refused = handle
            continue
        try:
            listed.append(_listed(library, handle))
        except Lost as lost:
            refused = f"a GPU does not answer ({lost}): reset it, or restart the machine"
    return listed, refused


def _hidden(setting: str | None, listed: list[Listed], refused: str) -> str:
    if not listed:
        return refused
    if setting is not None:
        return f"CUDA_VISIBLE_DEVICES ({setting!r}) shows none of this machine's GPUs: unset it, or name one"
    return "MIG is switched on, and there is no MIG device: make one (nvidia-smi mig -cgi … -C), or switch it off"


def _listed(library: Nvml, handle: Any) -> tuple[Listed, Cuda, list[Cuda]]:
    """A GPU, and the MIG devices on it."""
    name, uuid = (str(library.ask(f"nvmlDeviceGet{what}", handle) or "") for what in ("Name", "UUID"))
    whole = Cuda(library, handle, handle, name, uuid, uuid)
    mode = library.ask("nvmlDeviceGetMigMode", handle)
    if not mode or not mode[0]:
        return Listed(name, uuid), whole, []
    slices, names = [], []
    for number in range(library.ask("nvmlDeviceGetMaxMigDeviceCount", handle) or 0):
        part = library.ask("nvmlDeviceGetMigDeviceHandleByIndex", handle, number)
        if part is not None:
            own, called = (str(library.ask(f"nvmlDeviceGet{what}", part) or "") for what in ("UUID", "Name"))
            called = called if called.startswith(name) else f"{name} {called}"
            called = called if "MIG" in called.split() else f"{called} MIG"
            slices.append(Cuda(library, part, handle, called, own, uuid))
            places = (library.ask(f"nvmlDeviceGet{what}InstanceId", part) for what in ("Gpu", "Compute"))
            names.append((own, f"MIG-{uuid}/" + "/".join(map(str, places))))
    return Listed(name, uuid, tuple(names)), whole, slices


def _libraries() -> dict[str, str | float | int | None]:
    """cuDNN, and the CUDA that torch was built for, out of what is installed: torch is not imported."""
    told: dict[str, str | float | int | None] = {}
    for major in (11, 12, 13, 14):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            told["cudnn"] = importlib.metadata.version(f"nvidia-cudnn-cu{major}")
    with contextlib.suppress(importlib.metadata.PackageNotFoundError, OSError):
        file = importlib.metadata.distribution("torch").locate_file("torch/version.py")
        built = re.search(r"^cuda\b[^=\n]*= *'([\d.]+)'", Path(str(file)).read_text(), re.MULTILINE)
        told["torch_cuda"] = built[1] if built else None
    return told


def _printable(name: str) -> str:
    """The program's name without its folder, on one line and short: any user may choose it."""
    return "".join(letter if letter.isprintable() else "?" for letter in PurePosixPath(name).name)[:_NAME]


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def _switch(value: int | None) -> str | None:
    return None if value is None else "on" if value else "off"
