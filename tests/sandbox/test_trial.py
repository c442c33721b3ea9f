"""A training run step by step, forked from the template: what a program may do, and how it may fail."""

import os
from collections.abc import Mapping

import numpy as np
import pytest

from grader.errors import OwnFault
from grader.sandbox import Failure, Limits, Sandbox
from grader.training import memory
from tests.sandbox.trials import HEAD, IMAGES, LABELS, LINEAR, SMALL, begun, trained

RETURNS = {
    # what train returns, the start of the message
    "nothing": ("return None", "it returned a value of type NoneType"),
    "a function": ("return lambda x: x", "it returned a value of type function"),
    "a closure": (f"net = {LINEAR}\n    return lambda x: net(x)", "it returned a value of type function"),
    "a generator": (f"yield {LINEAR}", "it returned a value of type generator"),
    "weights": (f"return {LINEAR}.state_dict()", "it returned a value of type collections.OrderedDict"),
    "a class": ("return nn.Linear", "it returned a value of type type"),
    "a pair": (f"return {LINEAR}, 0.9", "it returned a value of type tuple"),
}


@pytest.mark.parametrize(("body", "message"), RETURNS.values(), ids=RETURNS)
def test_what_is_no_network_is_said(sandbox: Sandbox, body: str, message: str) -> None:
    with begun(sandbox, SMALL + body) as trial:
        failure = trained(trial)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.message[: len(message)]) == ("reply", message)


SIGNATURES = {
    # parameters, the kind of failure
    "as asked": ("images, labels, seed, device", None),
    "other names for what comes in order": ("x, y, seed, device", None),
    "more with defaults": ("x, y, *, seed, device, epochs=1", None),
    "anything": ("*data, **settings", None),
    "the seed by another name": ("images, labels, random, device", "signature"),
    "no device": ("images, labels, seed", "signature"),
    "one more": ("images, labels, seed, device, epochs", "signature"),
    "data by name only": ("*, images, labels, seed, device", "signature"),
    "the seed in order only": ("images, labels, seed, device, /", "signature"),
    "none": ("", "signature"),
}


@pytest.mark.parametrize(("parameters", "kind"), SIGNATURES.values(), ids=SIGNATURES)
def test_how_it_can_be_called(sandbox: Sandbox, parameters: str, kind: str | None) -> None:
    with begun(sandbox, f"{HEAD}def train({parameters}):\n    return {LINEAR}") as trial:
        failure = trained(trial)
    assert (None if failure is None else failure.kind) == kind


MISSING = {
    # source, the kind of failure
    "no function": ("x = 1", "missing"),
    "another name": ("def Train(images, labels, seed, device): pass", "missing"),
    "not a function": ("train = 3", "missing"),
}


@pytest.mark.parametrize(("source", "kind"), MISSING.values(), ids=MISSING)
def test_a_function_that_is_not_there(sandbox: Sandbox, source: str, kind: str) -> None:
    with begun(sandbox, source) as trial:
        failure = trained(trial)
    assert isinstance(failure, Failure)
    assert failure.kind == kind


DIES = {
    "ends": "os._exit(1)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "runs out of time": "time.sleep(60)",
    "hangs up": "os.close(3); time.sleep(60)",
}


@pytest.mark.parametrize("body", DIES.values(), ids=DIES)
def test_after_a_death_every_step_is_a_failure(sandbox: Sandbox, body: str) -> None:
    with begun(sandbox, SMALL + body) as trial:
        first = trained(trial, 1)
        assert isinstance(first, Failure)
        for failure in (trained(trial), trial.load(1), trial.predict(IMAGES[:5], 3, 1)):
            assert isinstance(failure, Failure)
            assert (failure.kind, "had ended before" in failure.message) == ("killed", True)
        assert trial.weights(1) == ""
        assert not trial.working(0.01)
    assert trial.usage.wall > 0


def test_a_device_that_is_none_is_the_machines_fault(sandbox: Sandbox) -> None:
    with (
        sandbox.trial({"a.py": b""}, "a.py", Limits()) as trial,
        pytest.raises(OwnFault, match="cuda:0 could not be made"),
    ):
        trial.begin("cuda:0", 1)


IN_PLACE = f"""
    images += 1
    images.zero_()
    labels.fill_(2)
    assert int(images.sum()) == 0 and int(labels.min()) == 2
    return {LINEAR}
"""
AS_GIVEN = f"""
    net = {LINEAR}
    for parameter in net.parameters(): parameter.data.zero_()
    net[1].bias.data[:] = torch.tensor([float(images.sum()), float(labels.sum()), float(labels.min())])
    return net
"""


def test_work_in_place_reaches_no_other_run(sandbox: Sandbox) -> None:
    limits = Limits(wall=20, cpu=20)
    with memory.sealed(IMAGES, LABELS) as data:
        for body in (IN_PLACE, AS_GIVEN):
            files = {"solution.py": (SMALL + body.strip()).encode()}
            with sandbox.trial(files, "solution.py", limits, data=data) as trial:
                trial.begin("cpu", 1)
                assert trial.load(20) is None
                assert trained(trial) is None
                scores = trial.predict(IMAGES[:1], 3, 20)
        assert os.pread(data, IMAGES.nbytes, 0) == IMAGES.tobytes()
    assert isinstance(scores, np.ndarray)
    assert scores[0].tolist() == [IMAGES.sum(), LABELS.sum(), LABELS.min()]


REFUSED = {
    "written": "os.pwrite(4, b'x', 0)",
    "written by a new descriptor": "os.pwrite(os.open('/proc/self/fd/4', os.O_RDWR), b'x', 0)",
    "grown": "os.ftruncate(4, 1 << 20)",
    "shrunk": "os.ftruncate(4, 8)",
    "mapped to be shared and written": "__import__('mmap').mmap(4, 64)",
    "unsealed": "__import__('fcntl').fcntl(4, 1033, 0)",
    "other cores": "os.sched_setaffinity(0, range(os.cpu_count()))",
    "a descriptor of the template's": "[os.fstat(number) for number in range(6, 64)]",
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_what_a_program_may_not_do(sandbox: Sandbox, attempt: str) -> None:
    with begun(sandbox, SMALL + attempt) as trial:
        failure = trained(trial)
    assert isinstance(failure, Failure)
    assert failure.kind == "exception"
    assert failure.raised in ("PermissionError", "OSError", "ValueError")


def test_it_runs_on_the_cores_that_it_is_given(sandbox: Sandbox) -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system does not bind programs to cores")
    core = max(os.sched_getaffinity(0))
    body = f"assert os.sched_getaffinity(0) == {{{core}}}\n    return {LINEAR}"
    with begun(sandbox, SMALL + body, cores=[core]) as trial:
        assert trained(trial) is None


BUSY = f"threading.Thread(target=spin, daemon=True).start()\n    return {LINEAR}\ndef spin():\n  while True: pass"
WAITING = f"threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n    return {LINEAR}"


@pytest.mark.parametrize(("body", "working"), [(BUSY, True), (WAITING, False)], ids=["busy", "waiting"])
def test_a_thread_that_goes_on_is_seen(sandbox: Sandbox, body: str, working: bool) -> None:
    with begun(sandbox, SMALL + body) as trial:
        assert trained(trial) is None
        assert any(trial.working(0.1) for _ in range(30 if working else 3)) is working


def test_the_weights_tell_whether_they_changed(sandbox: Sandbox) -> None:
    body = "return Learns()\nclass Learns(nn.Module):\n  def __init__(self):\n    super().__init__()\n"
    body += "    self.seen = nn.Parameter(torch.zeros(3), requires_grad=False)\n"
    body += "  def forward(self, x):\n    self.seen += x[0, 0, 0, 0] + 1\n    return x.flatten(1)[:, :3]"
    with begun(sandbox, SMALL + body) as trial:
        assert trained(trial) is None
        before = trial.weights(20)
        assert trial.weights(20) == before
        trial.predict(IMAGES[:5], 3, 20)
        assert trial.weights(20) not in ("", before)


CELLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "cells": (("cell 1", HEAD), ("cell 2", f"def train(images, labels, seed, device): return {LINEAR}")),
    "a cell that fails": (("cell 1", "1 / 0"), ("cell 2", f"{SMALL}return {LINEAR}")),
}


@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
def test_a_notebook_is_trained_too(sandbox: Sandbox, cells: tuple[tuple[str, str], ...]) -> None:
    limits = Limits(wall=20, cpu=20)
    with memory.sealed(IMAGES, LABELS) as data, sandbox.trial({}, cells, limits, data=data) as trial:
        trial.begin("cpu", 1)
        assert trial.load(20) is None
        assert trained(trial) is None
