"""A machine's NVML, as `pynvml` gives it: the functions, units, errors and values of NVIDIA's documentation.

Each GPU is a dictionary of what its functions give; what is missing raises NotSupported, and an `Error` is raised.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

MIB = 1 << 20
NOT_SUPPORTED, NO_PERMISSION, NOT_FOUND, DRIVER_NOT_LOADED, LIBRARY_NOT_FOUND = 3, 4, 6, 9, 12
FUNCTION_NOT_FOUND, GPU_IS_LOST, RESET_REQUIRED, VERSION_MISMATCH = 13, 15, 16, 18
TEXTS = {3: "Not Supported", 4: "Insufficient Permissions", 6: "Not Found", 13: "Function Not Found", 15: "GPU is lost"}


class NVMLError(Exception):
    def __init__(self, value: int):
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return TEXTS.get(self.value, f"NVML Error with code {self.value}")


@dataclass
class Error:
    """What a function raises instead of giving something."""

    value: int


def memory(total: float, used: float, reserved: float = 600, *, within: bool = False) -> dict[str, SimpleNamespace]:
    """Both versions of a GPU's memory, in MiB; `within`: the second counts what is reserved as used, as R525 says."""
    free = total - used - reserved
    first = {"total": total, "free": free, "used": used + reserved}
    second = {"total": total, "free": free, "used": used + reserved * within, "reserved": reserved}
    return {name: _bytes(each) for name, each in (("memory", first), ("memory_v2", second))}


def _bytes(values: dict[str, float]) -> SimpleNamespace:
    return SimpleNamespace(**{name: int(value * MIB) for name, value in values.items()})


def process(pid: int, mib: float | None) -> SimpleNamespace:
    return SimpleNamespace(pid=pid, usedGpuMemory=None if mib is None else int(mib * MIB))


def h200(number: int = 0, **changed: Any) -> dict[str, Any]:
    """An idle NVIDIA H200, which tells how far off its slowdown is, not where."""
    return {
        "name": "NVIDIA H200",
        "uuid": f"GPU-{number}2345678-aaaa-bbbb-cccc-dddddddddddd",
        "minor": number,
        "processes": [],
        **memory(143771, 4),
        "clocks": {1: 345, 2: 3201},
        "max_clocks": {1: 1980, 2: 3201},
        "temperature": 31,
        "margin": 56,
        "power": 76_543,
        "power_limit": 700_000,
        "reasons": 0x1,
        "utilisation": 0,
        "violation": 5_000_000,
        "ecc": [1, 1],
        "mig": [0, 0],
        "persistence": 1,
        "compute_mode": 0,
        **changed,
    }


def rtx4090(number: int = 0, **changed: Any) -> dict[str, Any]:
    """An idle card in a desktop: no MIG, no ECC, no violation times, and a slowdown temperature."""
    told = h200(number, name="NVIDIA GeForce RTX 4090", **memory(24564, 310, 300), threshold=90)
    for name in ("mig", "ecc", "violation", "margin"):
        del told[name]
    return {**told, **changed}


@dataclass
class Nvml:
    """What stands in for the module `pynvml`."""

    gpus: list[dict[str, Any] | Error] = field(default_factory=list)
    initialised: int | None = None
    """The error that `nvmlInit` raises."""
    names: dict[int, str] = field(default_factory=dict)
    """Of processes; others are not found."""
    lacks: tuple[str, ...] = ()
    """Functions that an older driver does not have."""
    NVMLError = NVMLError
    nvmlMemory_v2 = 0x02000028

    def __getattr__(self, name: str) -> Any:
        if name not in _GIVES:
            raise AttributeError(name)
        if name in self.lacks:
            return _raises
        return lambda gpu, *arguments: self._given(gpu, *_GIVES[name], arguments)

    def _given(self, gpu: dict[str, Any], key: str, shape: Any, arguments: tuple[Any, ...]) -> Any:
        found = gpu.get(key, Error(NOT_SUPPORTED))
        if isinstance(found, list) and found and isinstance(found[0], list):
            found = found.pop(0)[0] if len(found) > 1 else found[0][0]  # another answer each time
        if isinstance(found, Error):
            raise NVMLError(found.value)
        return found if shape is None else shape(found, *arguments)

    def nvmlInit(self) -> None:
        if self.initialised is not None:
            raise NVMLError(self.initialised)

    def nvmlDeviceGetCount(self) -> int:
        return len(self.gpus)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> dict[str, Any]:
        found = self.gpus[index]
        if isinstance(found, Error):
            raise NVMLError(found.value)
        return found

    def nvmlDeviceGetMemoryInfo(self, gpu: dict[str, Any], version: int | None = None) -> Any:
        if version is not None and "nvmlDeviceGetMemoryInfo_v2" in self.lacks:
            raise NVMLError(FUNCTION_NOT_FOUND)
        return self._given(gpu, "memory" if version is None else "memory_v2", None, ())

    def nvmlDeviceGetMigDeviceHandleByIndex(self, gpu: dict[str, Any], index: int) -> dict[str, Any]:
        slices = gpu.get("slices", [])
        if index >= len(slices):
            raise NVMLError(NOT_FOUND)
        return slices[index]

    def nvmlSystemGetProcessName(self, pid: int) -> str:
        if pid not in self.names:
            raise NVMLError(NOT_FOUND)
        return self.names[pid].encode("latin-1").decode()  # as the binding decodes what the driver gives

    def nvmlSystemGetDriverVersion(self) -> str:
        return "580.159.04"

    def nvmlSystemGetCudaDriverVersion(self) -> int:
        return 13000


def _raises(*arguments: Any) -> Any:
    raise NVMLError(FUNCTION_NOT_FOUND)


_GIVES: dict[str, tuple[str, Any]] = {
    "nvmlDeviceGetName": ("name", None),
    "nvmlDeviceGetUUID": ("uuid", None),
    "nvmlDeviceGetMinorNumber": ("minor", None),
    "nvmlDeviceGetComputeRunningProcesses": ("processes", None),
    "nvmlDeviceGetClockInfo": ("clocks", lambda clocks, kind: clocks[kind]),
    "nvmlDeviceGetMaxClockInfo": ("max_clocks", lambda clocks, kind: clocks[kind]),
    "nvmlDeviceGetTemperature": ("temperature", lambda value, sensor: value),
    "nvmlDeviceGetTemperatureV": ("temperature", lambda value, sensor: value),
    "nvmlDeviceGetTemperatureThreshold": ("threshold", lambda value, which: value),
    "nvmlDeviceGetMarginTemperature": ("margin", None),
    "nvmlDeviceGetPowerUsage": ("power", None),
    "nvmlDeviceGetEnforcedPowerLimit": ("power_limit", None),
    "nvmlDeviceGetCurrentClocksEventReasons": ("reasons", None),
    "nvmlDeviceGetCurrentClocksThrottleReasons": ("reasons", None),
    "nvmlDeviceGetUtilizationRates": ("utilisation", lambda value: SimpleNamespace(gpu=value, memory=0)),
    "nvmlDeviceGetViolationStatus": ("violation", lambda value, policy: SimpleNamespace(violationTime=value)),
    "nvmlDeviceGetEccMode": ("ecc", None),
    "nvmlDeviceGetMigMode": ("mig", None),
    "nvmlDeviceGetPersistenceMode": ("persistence", None),
    "nvmlDeviceGetComputeMode": ("compute_mode", None),
    "nvmlDeviceGetMaxMigDeviceCount": ("max_slices", None),
    "nvmlDeviceGetGpuInstanceId": ("instance", None),
    "nvmlDeviceGetComputeInstanceId": ("compute", None),
}
FUNCTIONS = (
    *_GIVES,
    *(name for name in vars(Nvml) if name.startswith("nvml") and callable(getattr(Nvml, name))),
)
"""All that is simulated; the real binding has to have each."""


def sliced(number: int = 0, *profiles: str) -> dict[str, Any]:
    """An H200 in MIG mode, with a MIG device of each profile, as a driver tells them to a user who is not root."""
    slices = [
        {
            "name": f"NVIDIA H200 MIG {profile}",
            "uuid": f"MIG-{place}{number}000000-1111-2222-3333-444444444444",
            "processes": [],
            **memory(17920, 16, 30),
            "instance": place + 7,
            "compute": 0,
        }
        for place, profile in enumerate(profiles)
    ]
    hidden = {"processes": Error(NO_PERMISSION), "utilisation": Error(NOT_SUPPORTED)}
    return h200(number, mig=[1, 1], max_slices=7, slices=slices, **hidden)
