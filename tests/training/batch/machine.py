"""A machine as a test wants it: its devices, and a log of what is trained on them, in the command and its workers.

Python imports `sitecustomize` when it starts, from the first folder in PYTHONPATH that has one. The sandbox's processes
do not see it: they are started without the user's environment.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader import sandbox
from grader.errors import OwnFault
from grader.training import once
from grader.training.devices import cpu, cuda
from tests.journeys.command import ROOT

VARIABLE = "TEST_MACHINE"


@dataclass(frozen=True)
class Machine:
    """A machine.

    Attributes:
        gpus: their names; in truth they are the processor.
        torch: what torch calls them. As "cuda:0" nothing runs on them, but a program is looked at before.
        trains: whether a run can be made; else each one fails.
        sandbox: whether programs can be kept in; else none can be started.
    """

    gpus: tuple[str, ...] = ()
    torch: str = "cpu"
    trains: bool = True
    sandbox: bool = True


def environment(folder: Path, machine: Machine, key: str, log: Path) -> dict[str, str]:
    """The variables of a command on such a machine.

    Args:
        folder: where `sitecustomize` is written.
        key: what the locks of its devices are named by.
        log: the file in which each run is written down.
    """
    folder.mkdir(exist_ok=True)
    lines = "from tests.training.batch.machine import become\n\nbecome()\n"
    (folder / "sitecustomize.py").write_text(lines, encoding="utf-8")
    told = json.dumps({"machine": asdict(machine), "key": key, "log": str(log)})
    return {**os.environ, VARIABLE: told, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


def become() -> None:
    """Make this process one of such a machine, before it imports what uses devices."""
    told = json.loads(os.environ[VARIABLE])
    machine, key = Machine(**told["machine"]), told["key"]
    processor = replace(cpu.Cpu(), key=key)
    graphics = tuple(replace(processor, name=name, torch=machine.torch, key=f"{key}-gpu") for name in machine.gpus)
    cpu.find = lambda: (processor,)
    cuda.find = lambda: graphics
    cuda.why_none = lambda: "there is none"
    once.made = _logging(once.made, Path(told["log"]), trains=machine.trains)
    if not machine.sandbox:
        sandbox.Sandbox._cage = _caged  # type: ignore[method-assign]


def _logging(made: Callable[..., Any], log: Path, *, trains: bool) -> Callable[..., Any]:
    """A run, written down when it begins and when it is done, by whatever end."""

    def logged(how: Any, program: Any, run: Any, **more: Any) -> Any:
        _write(log, does="begins", program=program.key, seed=run.seed)
        try:
            if not trains:
                raise RuntimeError("nothing can be trained here")
            return made(how, program, run, **more)
        finally:
            _write(log, does="ends", program=program.key, seed=run.seed)

    return logged


def _write(log: Path, **entry: Any) -> None:
    """One line in one write: several processes write there."""
    line = json.dumps({**entry, "pid": os.getpid(), "at": time.monotonic()}) + "\n"
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, line.encode())
    os.close(descriptor)


def _caged(self: Any, *kind: Any, **more: Any) -> Any:
    raise OwnFault("there is no sandbox here")
