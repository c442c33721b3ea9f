"""The bench on which programs are measured: a rubric's settings become processes with a budget, on a given device."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.answers import training as form
from grader.engine.marking.jobs import Job
from grader.engine.marking.programs import reference
from grader.engine.marking.runs import Runner
from grader.errors import OwnFault

if TYPE_CHECKING:
    from grader.checks.trained import Trained
    from grader.sandbox import Fresh
    from grader.training.data import Dataset
    from grader.training.devices import Device
    from grader.training.once import Once
    from grader.training.plan import Bench
    from grader.training.program import Program

MEMORY = 4 << 30
"""Bytes of memory that a run may use on a CPU, unless the rubric says otherwise."""
_AFTER = 60
"""Seconds of processor time beyond the budget: for predictions after the clock has stopped."""


def bench(runner: Runner, job: Job, device: "Device", dataset: "Dataset") -> "Bench":
    """The bench on which a job's program is measured."""
    from grader.training.plan import Bench

    return Bench(once(runner, job.settings, device, dataset), device, dataset, job.reference, job.seed)


def once(runner: Runner, settings: Mapping[str, Any], device: "Device", dataset: "Dataset") -> "Once":
    """The way a run is made with a rubric's settings."""
    from grader.sandbox import Limits
    from grader.training.once import Once

    budget, threads = float(settings["budget"]), int(settings["threads"])
    fresh = _fresh(device)
    cores = _cores(threads) if fresh is None else ()  # a device's driver has threads of its own, which wait busily
    cpu = (budget + _AFTER) * (threads if fresh is None else os.cpu_count() or 1)
    limits = Limits(wall=budget, cpu=cpu, memory=_memory(settings))

    def start(program: "Program", descriptor: int) -> Any:
        run = program.as_run
        trial = runner.sandbox.trial
        return trial(run.files, run.entry, limits, data=descriptor, cores=cores, fresh=fresh)

    return Once(start, device.torch, threads, budget, dataset.classes)


def _memory(settings: Mapping[str, Any]) -> int:
    return int(settings["memory_mb"] * 2**20) if "memory_mb" in settings else MEMORY


def isolation(runner: Runner, settings: Mapping[str, Any], device: "Device") -> str:
    """The isolation of programs on a device."""
    fresh = _fresh(device)
    if fresh is not None:
        return str(runner.sandbox.fresh_isolation(fresh))
    found = runner.sandbox.isolation
    return str(replace(found, parts={**found.parts, "mem": f"{_memory(settings) / 2**30:g}G"}))


def first_look(runner: Runner, job: Job) -> Mapping[str, Any]:
    """One run of a job's program in the usual small variant, on the CPU: how it ended, and at which step."""
    run = _small_run(runner, {**job.settings, **form.USUAL_SMALL}, job.program, job.seed("first look", 1))
    return {"step": run.step, "problem": run.problem, "accuracy": run.accuracy, "seconds": run.seconds}


def tried(settings: Mapping[str, Any]) -> float:
    """The accuracy that a rubric's reference reaches in one run of this setting on the CPU.

    Raises:
        UsageError: students' code cannot be run here, or the data is not there.
        OwnFault: the reference failed.
    """
    with Runner() as runner:
        run = _small_run(runner, settings, reference(settings["reference"]), 0)
    if run.accuracy is None:
        raise OwnFault(f"the reference {settings['reference']} failed: {run.problem} ({run.told[:200]})")
    return run.accuracy


def _small_run(runner: Runner, settings: Mapping[str, Any], program: "Program", seed: int) -> "Trained":
    from grader.training import data, draw
    from grader.training.devices.cpu import Cpu
    from grader.training.once import made

    dataset = data.load(settings["data"])
    device = Cpu(threads=int(settings["threads"]))
    return made(once(runner, settings, device, dataset), program, draw.drawn(dataset, seed)).trained


def _fresh(device: "Device") -> "Fresh | None":
    """The needs of a run's process on a device where it cannot be forked; None where it can."""
    from grader.sandbox import Fresh

    kind = device.torch.partition(":")[0]
    return Fresh(kind, device.environment(), device.paths()) if device.fresh else None


def _cores(threads: int) -> Sequence[int]:
    """The cores for a run on the CPU: the last ones, since systems do their own work on the first."""
    if not hasattr(os, "sched_getaffinity"):
        return ()
    return sorted(os.sched_getaffinity(0))[-threads:]
