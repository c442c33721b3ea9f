"""The processor: always there, never unfit; what else runs on the machine is told as information."""

import contextlib
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.provenance.libraries import Libraries
from grader.training.devices.device import State


@dataclass(frozen=True, slots=True)
class Cpu:
    """The processor, of which each run gets `threads` threads; None: as many as this process may use."""

    threads: int | None = None
    proc: Path = Path("/proc")
    name: str = "cpu"
    torch: str = "cpu"
    key: str = "cpu"
    fresh: bool = False
    idle: float = 0.05

    def fingerprint(self) -> Mapping[str, str | float | int]:
        """The processor, its cores, Python, torch (by its metadata, not imported) and the threads of a run."""
        libraries = Libraries()
        return {
            "cpu": model(self.proc),
            "cores": cores(),
            "python": libraries.version("python"),
            "torch": libraries.version("torch"),
            "threads": cores() if self.threads is None else self.threads,
        }

    def state(self) -> State:
        """The machine's load over the last minute, where Linux tells it."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return State(load=float((self.proc / "loadavg").read_text().split()[0]))
        return State()

    def environment(self) -> Mapping[str, str]:
        """No GPU is shown to a program that is timed on the processor."""
        return {"CUDA_VISIBLE_DEVICES": ""}

    def paths(self) -> tuple[tuple[str, bool], ...]:
        return ()


def find() -> tuple[Cpu, ...]:
    """The one that there is."""
    return (Cpu(),)


def why_none() -> str:
    return ""


def model(proc: Path = Path("/proc")) -> str:
    """The processor by name, as Linux tells it, or the machine's architecture."""
    with contextlib.suppress(OSError):
        for line in (proc / "cpuinfo").read_text(errors="replace").splitlines():
            name, colon, value = line.partition(":")
            if colon and name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
