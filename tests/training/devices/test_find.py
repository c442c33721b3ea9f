"""Which device a rubric gets, or why none."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from grader.training.devices import KINDS, Absent, Found, Process, State, candidates, cuda, find, rested
from grader.training.devices.cpu import Cpu, model
from grader.training.devices.lock import held
from tests.training.devices.simulated import LIBRARY_NOT_FOUND, Nvml, h200, process, rtx4090, sliced


def machine(*gpus, **changed):
    """A processor, and these GPUs."""
    module = Nvml(list(gpus), **changed)
    gpu = SimpleNamespace(find=lambda: cuda.find(module, {}), why_none=lambda: cuda.why_none(module, {}))
    return {"cpu": KINDS["cpu"], "cuda": gpu}


BUSY = {"processes": [process(1234, 3000)]}


@pytest.mark.parametrize(
    ("wanted", "gpus", "found"),
    [
        pytest.param("cpu", [h200()], "cpu", id="the processor"),
        pytest.param("cuda", [h200()], "GPU-0", id="any GPU"),
        pytest.param({"name": "H200"}, [rtx4090(0), h200(1)], "GPU-1", id="by name"),
        pytest.param({"name": "H200"}, [h200(0, **BUSY), h200(1)], "GPU-1", id="the one that is free"),
        pytest.param({"name": "H200"}, [h200(0, temperature=85, margin=2), h200(1)], "GPU-1", id="the cool one"),
        pytest.param({"name": "H200 MIG 1g.18gb"}, [sliced(0, "3g.71gb", "1g.18gb")], "MIG-1", id="a MIG device"),
    ],
)
def test_found(tmp_path, wanted, gpus, found):
    told = find(wanted, machine(*gpus), tmp_path / "locks")
    assert isinstance(told, Found)
    assert getattr(told.device, "uuid", told.device.key).startswith(found)


@pytest.mark.parametrize(
    ("wanted", "gpus", "said"),
    [
        ({"name": "H200"}, [], "no H200 here: the NVIDIA driver finds no GPU"),
        ({"name": "H200"}, [rtx4090()], "no H200 here, but NVIDIA GeForce RTX 4090: grade on the device asked for"),
        ({"name": "H200"}, [sliced(0, "1g.18gb")], "no H200 here, but NVIDIA H200 MIG 1g.18gb"),
        ({"name": "H200"}, [h200(**BUSY)], "NVIDIA H200 is in use: end process 1234 (name unknown, 3000 MiB) or wait"),
        ({"name": "H200"}, [h200(0, **BUSY), h200(1, reasons=0x20)], "or wait; NVIDIA H200 holds its clocks down"),
        ("mps", [], "'mps' is not a kind of device; there are cpu, cuda, and a GPU by its name"),
    ],
)
def test_absent(tmp_path, wanted, gpus, said):
    told = find(wanted, machine(*gpus), tmp_path / "locks")
    assert isinstance(told, Absent) and said in told.reason


def test_without_a_driver(tmp_path):
    told = find({"name": "H200"}, machine(initialised=LIBRARY_NOT_FOUND), tmp_path / "locks")
    assert told.reason.startswith("no H200 here: there is no NVIDIA driver here")


def test_one_that_another_grader_holds_comes_last(tmp_path):
    """What that grader runs is no reason to refuse the device: its turn is waited for."""
    kinds = machine(h200(0, **BUSY), h200(1))
    first, second = candidates({"name": "H200"}, kinds)
    with held(first.key, pytest.fail, tmp_path / "locks"):
        assert find({"name": "H200"}, kinds, tmp_path / "locks").device == second
        with held(second.key, pytest.fail, tmp_path / "locks"):
            assert find({"name": "H200"}, kinds, tmp_path / "locks").device == first


def test_a_new_kind_is_one_more_provider(tmp_path):
    mps = Cpu(name="Apple M4", torch="mps", key="mps")
    kinds = {**machine(), "mps": SimpleNamespace(find=lambda: (mps,), why_none=lambda: "")}
    assert find("mps", kinds, tmp_path / "locks").device == mps
    assert find({"name": "M4"}, kinds, tmp_path / "locks").device == mps


def test_the_kinds_that_there_are():
    assert list(KINDS) == ["cpu", "cuda"]
    with pytest.raises(KeyError):
        KINDS["os"]


def test_the_processor(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: AMD EPYC\nflags\t: fpu\n\nmodel name\t: other\n")
    (tmp_path / "loadavg").write_text("0.32 0.34 0.87 1/93 4522\n")
    cpu = Cpu(threads=2, proc=tmp_path)
    told = cpu.fingerprint()
    assert (told["cpu"], told["threads"]) == ("AMD EPYC", 2)
    assert set(told) == {"cpu", "cores", "python", "torch", "threads"}
    assert cpu.state() == State(load=0.32)
    assert (cpu.environment(), cpu.paths(), cpu.fresh) == ({"CUDA_VISIBLE_DEVICES": ""}, (), False)


def test_a_processor_that_tells_nothing(tmp_path):
    assert Cpu(proc=tmp_path).state() == State()
    assert model(tmp_path)


@dataclass
class Resting:
    """A device that has these states, one after the other."""

    states: list[State]
    idle: float = 1.0
    waited: list[float] = field(default_factory=list)

    def state(self) -> State:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]


BEFORE, AFTER = State(memory_used=4.0), State(processes=(Process(7, "python", 900.0),), memory_used=904.0)


@pytest.mark.parametrize(
    ("states", "before", "found", "waits"),
    [
        pytest.param([AFTER], None, AFTER, 1, id="as it is"),
        pytest.param([BEFORE], BEFORE, BEFORE, 1, id="at once"),
        pytest.param([AFTER, AFTER, BEFORE], BEFORE, BEFORE, 3, id="when all is given back"),
        pytest.param([AFTER], BEFORE, AFTER, 61, id="never given back"),
    ],
)
def test_rest(states, before, found, waits):
    device = Resting(list(states))
    assert rested(device, before, pause=device.waited.append) == found
    assert len(device.waited) == waits and device.waited[0] == 1.0
