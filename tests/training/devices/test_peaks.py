"""What chips can do at most, and the fastest known runs."""

import pytest

from grader.training.devices.peaks import PEAKS, RECORDS, least_seconds, peak


def test_each_figure_has_its_source():
    for name, told in PEAKS.items():
        assert told.tflops > 0 and told.source.startswith("NVIDIA "), name
    for record in RECORDS:
        assert record.source.startswith("https://") and "not:" in record.clock


@pytest.mark.parametrize(
    ("product", "tflops"),
    [
        ("NVIDIA H200", 989.5),
        ("NVIDIA H200 NVL", 835.5),
        ("NVIDIA H100 80GB HBM3", 989.5),
        ("NVIDIA H100 PCIe", 756.5),
        ("NVIDIA H100 NVL", 835.5),
        ("NVIDIA A100-SXM4-40GB", 312),
        ("NVIDIA A100 80GB PCIe", 312),
        ("NVIDIA A10", 125),
        ("NVIDIA A10G", 70),
        ("NVIDIA L4", 121),
        ("NVIDIA L40", 181.05),
        ("NVIDIA L40S", 366.5),
        ("Tesla T4", 65),
        ("Tesla V100-SXM2-16GB", 125),
        ("Tesla V100-PCIE-32GB", 112),
        ("Tesla V100S-PCIE-32GB", 130),
        ("NVIDIA GeForce RTX 3090", 142),
        ("NVIDIA GeForce RTX 4090", 330.3),
        ("NVIDIA GeForce RTX 5090", 419),
        ("NVIDIA B200", 2250),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", None),
        ("NVIDIA GeForce RTX 3090 Ti", None),
        ("NVIDIA H200 MIG 1g.18gb", None),
        ("NVIDIA GeForce GTX 1080", None),
        ("cpu", None),
    ],
)
def test_peaks(product, tflops):
    found = peak(product)
    assert (None if found is None else found.tflops) == tflops


@pytest.mark.parametrize(
    ("gpu", "seconds"),
    [("NVIDIA H200", 0.576), ("NVIDIA A100-SXM4-80GB", 1.828), ("Tesla T4", 8.774), ("NVIDIA B200", 0.253)],
)
def test_least_seconds(gpu, seconds):
    found, words = least_seconds("cifar10", gpu)
    assert found == pytest.approx(seconds, abs=0.001)
    assert f"{seconds:.2f} s" in words and gpu in words and "1.828 s on an A100" in words


def test_the_larger_of_both_counts():
    arithmetic = 0.29e15 / 989.5e12
    assert least_seconds("CIFAR-10", "NVIDIA H200")[0] > arithmetic == pytest.approx(0.293, abs=0.001)


@pytest.mark.parametrize(("data", "gpu"), [("digits", "NVIDIA H200"), ("cifar100", "NVIDIA H200"), ("cifar10", "cpu")])
def test_nothing_is_known(data, gpu):
    assert least_seconds(data, gpu) is None
