"""What makes a device unfit, and what disturbs a pair of runs."""

from dataclasses import dataclass, replace

import pytest

from grader.training.devices import Process, State, disturbed, settled, unfit
from grader.training.devices.names import fits


@dataclass(frozen=True)
class Gpu:
    """What the rules see of a device."""

    name: str = "NVIDIA H200"
    torch: str = "cuda:0"


IDLE = State(memory_used=4.0, temperature=31, slowdown_temperature=87, reasons=("idle",), utilisation=0, heat=0.005)
PYTHON = Process(1234, "python", 3000.0)


@pytest.mark.parametrize(
    ("product", "wanted", "fit"),
    [
        ("NVIDIA H200", "NVIDIA H200", True),
        ("NVIDIA H200", "nvidia  h200 ", True),
        ("NVIDIA H200", "H200", True),
        ("NVIDIA H200", "NVIDIA H100", False),
        ("NVIDIA H1000", "H100", False),
        ("NVIDIA GH200 480GB", "H200", False),
        ("NVIDIA H100 80GB HBM3", "H100", True),
        ("NVIDIA H100 PCIe", "H100", True),
        ("NVIDIA H100 PCIe", "H100 SXM", False),
        ("NVIDIA A100-SXM4-40GB", "A100", True),
        ("NVIDIA A100-SXM4-40GB", "NVIDIA A100 SXM4 40GB", True),
        ("NVIDIA A10G", "A10", False),
        ("NVIDIA GeForce RTX 4090", "RTX 4090", True),
        ("NVIDIA GeForce RTX 4090", "rtx4090", True),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", "RTX 4090", False),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", "RTX 4090 Laptop GPU", True),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", "RTX 4090 laptop", True),
        ("NVIDIA GeForce RTX 4090 D", "RTX 4090", False),
        ("NVIDIA GeForce RTX 3090 Ti", "RTX 3090", False),
        ("NVIDIA GeForce RTX 4080 SUPER", "RTX 4080", False),
        ("NVIDIA GeForce RTX 2080 with Max-Q Design", "RTX 2080", False),
        ("NVIDIA GeForce RTX 2080 with Max-Q Design", "RTX 2080 Max-Q", False),
        ("NVIDIA GeForce RTX 2080 with Max-Q Design", "RTX 2080 with Max-Q", True),
        ("NVIDIA RTX 6000 Ada Generation", "RTX 6000", False),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX 6000", False),
        ("NVIDIA H200 MIG 1g.18gb", "H200", False),
        ("NVIDIA H200 MIG 1g.18gb", "H200 MIG 1g.18gb", True),
        ("NVIDIA H200 MIG 1g.18gb", "H200 MIG 2g.35gb", False),
        ("NVIDIA H200", "", False),
        ("", "H200", False),
    ],
)
def test_names(product, wanted, fit):
    assert fits(product, wanted) is fit


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param({}, None, id="idle"),
        pytest.param({"processes": (PYTHON,)}, "in use: end process 1234 (python, 3000 MiB) or wait", id="busy"),
        pytest.param(
            {"processes": (Process(7, "", 0.0), PYTHON)}, "1234 (python, 3000 MiB), and 1 more, or wait", id="two"
        ),
        pytest.param({"processes": (Process(7, "", 0.0),)}, "7 (name unknown, 0 MiB)", id="of another container"),
        pytest.param({"processes": (Process(99, "python", 3000.0),), "memory_used": 3004.0}, None, id="ours"),
        pytest.param({"memory_used": 512.0}, None, id="a screen's memory"),
        pytest.param({"memory_used": 9000.0}, "9000 MiB of NVIDIA H200's memory are taken by programs", id="unseen"),
        pytest.param({"utilisation": 10}, None, id="a screen's work"),
        pytest.param({"utilisation": 60}, "is at work (60 %) for programs that cannot be seen here", id="unseen work"),
        pytest.param({"reasons": ("sw power cap", "applications clocks", "sync boost")}, None, id="limits set"),
        pytest.param({"reasons": ("thermal",)}, "clocks down (thermal): let it cool, and see to", id="heat"),
        pytest.param({"reasons": ("sw power cap", "power brake")}, "(power brake): see to the machine's", id="brake"),
        pytest.param({"reasons": ("hw slowdown",)}, "(hw slowdown): see `nvidia-smi -q", id="hardware"),
        pytest.param({"temperature": 81}, None, id="warm"),
        pytest.param({"temperature": 82}, "has 82 °C, and slows down at 87 °C: let it cool", id="hot"),
        pytest.param({"temperature": 90, "slowdown_temperature": None}, None, id="no limit told"),
        pytest.param({"fault": "GPU is lost"}, "does not answer (GPU is lost): reset it", id="lost"),
    ],
)
def test_unfit(state, said):
    found = unfit({"name": "H200"}, Gpu(), changed(IDLE, state), ours={99})
    assert found is None if said is None else said in found


@pytest.mark.parametrize(
    ("wanted", "device", "said"),
    [
        ("cuda", Gpu(), None),
        ("cpu", Gpu("cpu", "cpu"), None),
        ("cpu", Gpu(), "the rubric asks for cpu, and this is NVIDIA H200: grade on the device asked for"),
        ({"name": "NVIDIA H200"}, Gpu("cpu", "cpu"), "asks for NVIDIA H200, and this is cpu"),
        ({"name": "NVIDIA H200"}, Gpu("NVIDIA A100-SXM4-40GB"), "asks for NVIDIA H200, and this is NVIDIA A100-SXM4"),
    ],
)
def test_another_device(wanted, device, said):
    found = unfit(wanted, device, State())
    assert found is None if said is None else said in found


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"memory_used": 68.0, "temperature": 60, "reasons": ("sw power cap",)}, None, id="a run"),
        pytest.param({"memory_used": 69.0}, "65 MiB of its memory were not given back", id="memory"),
        pytest.param({"processes": (PYTHON,)}, "another program started on the device: process 1234", id="a process"),
        pytest.param({"reasons": ("thermal", "idle")}, "its clocks were held down (thermal)", id="heat now"),
        pytest.param({"heat": 0.505}, "heat held its clocks down for 0.50 s", id="heat meanwhile"),
        pytest.param({"heat": None}, None, id="heat not told"),
        pytest.param({"temperature": 87}, "it has 87 °C, and slows down at 87 °C", id="too hot"),
        pytest.param({"temperature": 86}, None, id="not yet too hot"),
        pytest.param({"fault": "GPU is lost"}, "does not answer any more (GPU is lost)", id="lost"),
        pytest.param({"memory_used": 500.0, "temperature": 87}, "given back; it has", id="both"),
    ],
)
def test_disturbed(after, said):
    found = disturbed(IDLE, changed(IDLE, after))
    assert found is None if said is None else said in found


def test_what_was_there_before_disturbs_nothing():
    before = changed(IDLE, {"processes": (PYTHON,), "memory_used": 3000.0})
    assert disturbed(before, before) is None
    assert settled(before, before)


@pytest.mark.parametrize(
    ("state", "is_settled"),
    [
        ({}, True),
        ({"memory_used": 0.0}, True),
        ({"memory_used": 68.0}, True),
        ({"memory_used": 69.0}, False),
        ({"memory_used": None}, True),
        ({"processes": (PYTHON,)}, False),
        ({"fault": "GPU is lost"}, False),
    ],
)
def test_settled(state, is_settled):
    assert settled(changed(IDLE, state), IDLE) is is_settled


def changed(state, changes):
    return replace(state, **changes)
