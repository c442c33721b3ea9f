"""GPUs as NVML tells them, and where it tells less."""

import pytest

from grader.training.devices import State, cuda, unfit
from tests.training.devices.simulated import (
    DRIVER_NOT_LOADED,
    FUNCTIONS,
    GPU_IS_LOST,
    LIBRARY_NOT_FOUND,
    NO_PERMISSION,
    VERSION_MISMATCH,
    Error,
    Nvml,
    h200,
    memory,
    process,
    rtx4090,
    sliced,
)


def one(gpu, **machine):
    """The only GPU of a machine; nobody waits."""
    (found,) = cuda.find(Nvml([gpu], **machine), {})
    object.__setattr__(found, "pause", lambda seconds: None)
    return found


def state(**changed):
    return one(h200(**changed)).state()


def test_an_idle_gpu():
    device = one(h200())
    assert (device.name, device.torch, device.fresh, device.idle) == ("NVIDIA H200", "cuda:0", True, 1.0)
    assert device.key == device.uuid == "GPU-02345678-aaaa-bbbb-cccc-dddddddddddd"
    assert device.environment() == {"CUDA_VISIBLE_DEVICES": device.uuid}
    assert device.state() == State(
        memory_used=4.0,
        sm_clock=345,
        max_sm_clock=1980,
        temperature=31,
        slowdown_temperature=87,
        power=76.543,
        reasons=("idle",),
        utilisation=0,
        heat=0.005,
    )
    assert unfit({"name": "H200"}, device, device.state()) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"name": "NVIDIA A100-SXM4-40GB"}, "asks for H200, and this is NVIDIA A100", id="another GPU"),
        pytest.param({"processes": [process(1234, 3000)]}, "end process 1234 (python, 3000 MiB) or wait", id="busy"),
        pytest.param({"processes": [process(5, None)]}, "process 5 (name unknown, 0 MiB)", id="memory not told"),
        pytest.param(memory(143771, 9000), "9000 MiB of NVIDIA H200's memory are taken", id="memory of unseen ones"),
        pytest.param({"utilisation": 97}, "is at work (97 %)", id="work of unseen ones"),
        pytest.param({"reasons": 0x20}, "(thermal)", id="software slows it down for heat"),
        pytest.param({"reasons": 0x48}, "(hw slowdown, thermal)", id="hardware slows it down for heat"),
        pytest.param({"reasons": 0x88}, "(hw slowdown, power brake)", id="the power supply brakes"),
        pytest.param({"reasons": 0x8}, "(hw slowdown)", id="hardware slows it down"),
        pytest.param({"reasons": [[0x8], [0x1]]}, None, id="clocks were changing"),
        pytest.param({"reasons": 0x4 | 0x2 | 0x1}, None, id="power limit and clocks as set"),
        pytest.param({"temperature": 84, "margin": 3}, "has 84 °C, and slows down at 87 °C", id="hot"),
    ],
)
def test_unfit(changed, said):
    device = one(h200(**changed), names={1234: "/opt/env/bin/python"})
    found = unfit({"name": "H200"}, device, device.state())
    assert found is None if said is None else said in found


@pytest.mark.parametrize("within", [False, True])
def test_memory_is_what_programs_have_whatever_the_driver_counts_as_used(within):
    assert state(**memory(143771, 1000, 700, within=within)).memory_used == 1000


def test_drivers_before_510_tell_memory_in_one_way():
    device = one(h200(**memory(143771, 3, 0)), lacks=("nvmlDeviceGetMemoryInfo_v2",))
    assert device.state().memory_used == 3


def test_older_drivers_have_other_names_for_some():
    new = ("nvmlDeviceGetTemperatureV", "nvmlDeviceGetCurrentClocksEventReasons")
    found = one(rtx4090(reasons=0x4), lacks=new).state()
    assert (found.temperature, found.slowdown_temperature, found.reasons) == (31, 90, ("sw power cap",))


def test_a_limit_of_zero_degrees_is_none():
    assert state(threshold=0).slowdown_temperature == 87
    assert one(rtx4090(threshold=0)).state().slowdown_temperature is None


def test_what_a_gpu_does_not_tell_is_absent():
    gpu = {"name": "NVIDIA H200", "uuid": "GPU-1"}
    device = one(gpu)
    assert device.state() == State()
    told = device.fingerprint()
    assert (told["gpu"], told["uuid"], told["driver"]) == ("NVIDIA H200", "GPU-1", "580.159.04")
    assert not {"power_limit_w", "ecc", "mig", "memory_mib", "temperature_c"} & set(told)
    assert None not in told.values()
    assert device.paths()[0] == ("/dev/nvidia0", True)


def test_a_gpu_that_is_lost():
    device = one(h200(temperature=Error(GPU_IS_LOST), power_limit=Error(GPU_IS_LOST)))
    assert device.state() == State(fault="GPU is lost")
    assert device.fingerprint()["fault"] == "GPU is lost"
    assert "reset it, or restart the machine" in unfit("cuda", device, device.state())


def test_the_fingerprint():
    told = one(h200(processes=[process(1, 10)])).fingerprint()
    expected = {
        "gpu": "NVIDIA H200",
        "driver": "580.159.04",
        "cuda_driver": "13.0",
        "memory_mib": 143771,
        "power_limit_w": 700,
        "max_sm_clock_mhz": 1980,
        "max_memory_clock_mhz": 3201,
        "persistence": "on",
        "compute_mode": "default",
        "ecc": "on",
        "mig": "off",
        "temperature_c": 31,
        "other_processes": 1,
    }
    assert {name: told[name] for name in expected} == expected
    assert {"cpu", "cores", "python", "torch"} <= set(told)
    assert "ecc" not in one(rtx4090()).fingerprint()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("/usr/bin/python3.12", "python3.12"),
        ("evil\x1b[31m\nname", "evil?[31m?name"),
        ("x" * 500, "x" * 40),
        ("\xff\xfe", ""),
    ],
)
def test_names_of_processes_are_what_anybody_chose(name, told):
    found = one(h200(processes=[process(7, 1)]), names={7: name}).state()
    assert found.processes[0].name == told


def test_paths():
    paths = dict(one(h200(3)).paths())
    assert {path for path, written in paths.items() if written} == {"/dev/nvidia3", "/dev/nvidiactl", "/dev/nvidia-uvm"}
    assert "/proc/driver/nvidia" in paths


def test_mig_devices_stand_for_their_gpu(tmp_path):
    machine = Nvml([sliced(0, "1g.18gb", "3g.71gb")])
    first, second = cuda.find(machine, {})
    assert [device.name for device in (first, second)] == ["NVIDIA H200 MIG 1g.18gb", "NVIDIA H200 MIG 3g.71gb"]
    assert first.environment() == {"CUDA_VISIBLE_DEVICES": "MIG-00000000-1111-2222-3333-444444444444"}
    assert first.key == second.key == h200()["uuid"]
    assert unfit({"name": "H200"}, first, first.state()) is not None
    assert unfit({"name": "H200 MIG 1g.18gb"}, first, first.state()) is None
    assert (first.state().memory_used, first.state().temperature, first.state().utilisation) == (16, 31, None)
    assert first.fingerprint()["mig"] == "on"


def test_a_mig_device_is_opened_by_its_capabilities(tmp_path):
    device = cuda.find(Nvml([sliced(2, "1g.18gb")]), {})[0]
    object.__setattr__(device, "proc", tmp_path)
    folder = tmp_path / "driver/nvidia/capabilities/gpu2/mig/gi7"
    (folder / "ci0").mkdir(parents=True)
    (folder / "access").write_text("DeviceFileMinor: 66\nDeviceFileMode: 444\nDeviceFileModify: 1\n")
    (folder / "ci0/access").write_text("DeviceFileMinor: 67\nDeviceFileMode: 444\nDeviceFileModify: 1\n")
    paths = dict(device.paths())
    assert paths["/dev/nvidia-caps/nvidia-cap66"] is paths["/dev/nvidia-caps/nvidia-cap67"] is False
    assert paths["/dev/nvidia2"] is True


def test_a_mig_device_by_its_profile_alone():
    gpu = sliced(0, "1g.18gb")
    gpu["slices"][0]["name"] = "MIG 1g.18gb"
    assert cuda.find(Nvml([gpu]), {})[0].name == "NVIDIA H200 MIG 1g.18gb"


@pytest.mark.parametrize(
    ("machine", "environment", "said"),
    [
        pytest.param(Nvml(initialised=LIBRARY_NOT_FOUND), {}, "there is no NVIDIA driver here", id="no driver"),
        pytest.param(Nvml(initialised=DRIVER_NOT_LOADED), {}, "is not loaded: `nvidia-smi` says more", id="not loaded"),
        pytest.param(Nvml(initialised=NO_PERMISSION), {}, "may not use the NVIDIA driver: give it read", id="may not"),
        pytest.param(Nvml(initialised=VERSION_MISMATCH), {}, "restart the machine", id="updated driver"),
        pytest.param(Nvml(initialised=999), {}, "refuses (NVML Error with code 999)", id="unknown"),
        pytest.param(Nvml(), {}, "finds no GPU", id="no GPU"),
        pytest.param(Nvml([Error(NO_PERMISSION)]), {}, "this user may not use", id="this GPU not"),
        pytest.param(Nvml([h200(mig=Error(GPU_IS_LOST))]), {}, "a GPU does not answer (GPU is lost): reset", id="lost"),
        pytest.param(Nvml([sliced()]), {}, "MIG is switched on, and there is no MIG device: make one", id="MIG, empty"),
        pytest.param(Nvml([h200()]), {"CUDA_VISIBLE_DEVICES": ""}, "('') shows none of this machine's", id="hidden"),
        pytest.param(Nvml([h200(), rtx4090(1)]), {"CUDA_VISIBLE_DEVICES": "1"}, "name it by UUID", id="which is 1?"),
    ],
)
def test_why_there_is_none(machine, environment, said):
    assert cuda.find(machine, environment) == ()
    assert said in cuda.why_none(machine, environment)


def test_without_the_binding(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pynvml", None)
    assert cuda.find(environment={}) == ()
    assert cuda.why_none(environment={}).endswith("pip install 'oracle-grader[gpu]'")


@pytest.mark.parametrize(
    ("setting", "order", "found"),
    [
        (None, None, [0, 1, 2]),
        ("0", None, [0]),
        ("2,0", None, [2, 0]),
        ("0,0", None, [0]),
        ("0,2,-1,1", None, [0, 2]),
        ("7", None, []),
        ("1,seven,0", None, [1]),
        ("GPU-1", None, [1]),
        ("GPU-", None, []),
        ("GPU-22345678-aaaa-bbbb-cccc-dddddddddddd,GPU-0", None, [2, 0]),
        ("2", "PCI_BUS_ID", [2]),
        ("2", "FASTEST_FIRST", [2]),
    ],
)
def test_cuda_visible_devices(setting, order, found):
    environment = {"CUDA_VISIBLE_DEVICES": setting, "CUDA_DEVICE_ORDER": order}
    machine = Nvml([h200(0), h200(1), h200(2)])
    devices = cuda.find(machine, {name: value for name, value in environment.items() if value is not None})
    assert [int(device.uuid[4]) for device in devices] == found


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("0", ["MIG-00", "MIG-10"]),
        ("GPU-0", ["MIG-00", "MIG-10"]),
        ("MIG-10000000-1111-2222-3333-444444444444", ["MIG-10"]),
        ("MIG-GPU-02345678-aaaa-bbbb-cccc-dddddddddddd/8/0", ["MIG-10"]),
        ("MIG-1", []),
    ],
)
def test_cuda_visible_devices_with_mig(setting, found):
    devices = cuda.find(Nvml([sliced(0, "1g.18gb", "1g.18gb"), h200(1)]), {"CUDA_VISIBLE_DEVICES": setting})
    assert [device.uuid[:6] for device in devices] == found


def test_gpus_of_different_kinds_by_number_where_the_order_is_set():
    environment = {"CUDA_VISIBLE_DEVICES": "1", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
    assert [device.name for device in cuda.find(Nvml([h200(), rtx4090(1)]), environment)] == ["NVIDIA GeForce RTX 4090"]


def test_the_binding_has_all_that_is_simulated():
    """Where nvidia-ml-py is installed, with or without a driver."""
    binding = pytest.importorskip("pynvml")
    assert [name for name in FUNCTIONS if not hasattr(binding, name)] == []
    assert binding.nvmlMemory_v2 == Nvml.nvmlMemory_v2
    names = "NVML_CLOCK_SM NVML_CLOCK_MEM NVML_TEMPERATURE_GPU NVML_TEMPERATURE_THRESHOLD_SLOWDOWN".split()
    assert [getattr(binding, name) for name in names] == [1, 2, 0, 1]
    assert binding.NVML_PERF_POLICY_THERMAL == 1
    error = binding.NVMLError(GPU_IS_LOST)
    assert (type(error).__name__, error.value, str(error)) == ("NVMLError_GpuIsLost", 15, "GPU is lost")
