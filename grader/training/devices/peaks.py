"""The peaks of chips, and the fastest known runs: a person looks at times below that. Pure.

A figure here accuses nobody: 8-bit arithmetic or sparse matrices are faster than the peaks, and records fall.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.training.devices.names import fits, words


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest dense 16-bit rate of a chip's tensor cores, in TFLOP/s, and the vendor's document that prints it."""

    tflops: float
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """A run that reaches 94 % on CIFAR-10's test images on one A100, in the mean.

    Attributes:
        pflop: what it computes, in PFLOP, where that is told.
        clock: what its seconds hold, and what not.
    """

    name: str
    seconds: float
    clock: str
    source: str
    pflop: float | None = None


_A100 = "NVIDIA A100 datasheet (nvidia-a100-datasheet-us-nvidia-1758950-r4-web.pdf): FP16 and BF16 312 | 624 sparse"
_H100 = "NVIDIA H100 product page and datasheet, all with sparsity, half without: BF16"
_H200 = "NVIDIA H200 product page and datasheet, with sparsity, half without: BF16"
_V100 = "NVIDIA V100 datasheet (volta-v100-datasheet-update-us-1165301-r5.pdf): deep learning"
_AMPERE = "NVIDIA Ampere GA102 GPU Architecture whitepaper v2.1, appendix A: FP16 with FP16 accumulate"
_ADA = "NVIDIA Ada GPU Architecture whitepaper v2.1, appendix A: FP16 with FP16 accumulate"

PEAKS: Mapping[str, Peak] = {
    "V100 PCIE": Peak(112, f"{_V100} 112"),
    "V100 SXM2": Peak(125, f"{_V100} 125"),
    "V100S PCIE": Peak(130, f"{_V100} 130"),
    "T4": Peak(65, "NVIDIA T4 product page and datasheet: FP16/FP32 mixed precision 65"),
    "A100": Peak(312, _A100),
    "A10": Peak(125, "NVIDIA A10 datasheet (a10-datasheet.pdf): FP16 and BF16 125 | 250 sparse"),
    "A10G": Peak(70, "NVIDIA A10G datasheet for AWS (NVIDIA_AWS_A10G_DataSheet_FINAL_02_17_2022.pdf): 70 | 140 sparse"),
    "A40": Peak(149.7, "NVIDIA A40 datasheet (nvidia-a40-datasheet.pdf): FP16 and BF16 149.7 | 299.4 sparse"),
    "RTX 3090": Peak(142, f"{_AMPERE} 142/284 sparse; with FP32 accumulate 71"),
    "RTX 4090": Peak(330.3, f"{_ADA} 330.3/660.6 sparse; with FP32 accumulate 165.2"),
    "L4": Peak(121, "NVIDIA L4 product page, with sparsity, half without: FP16 and BF16 242"),
    "L40": Peak(181.05, "NVIDIA L40 datasheet: FP16 and BF16 181.05 | 362.1 sparse"),
    "L40S": Peak(366.5, "NVIDIA L40S datasheet: FP16 and BF16 362.05 | 733 sparse, of which half is the larger"),
    "H100 PCIe": Peak(756.5, f"{_H100} 1,513 (PCIe)"),
    "H100 NVL": Peak(835.5, f"{_H100} 1,671 (NVL)"),
    "H100": Peak(989.5, f"{_H100} 1,979 (SXM)"),
    "H200 NVL": Peak(835.5, f"{_H200} 1,671 (NVL)"),
    "H200": Peak(989.5, f"{_H200} 1,979 (SXM)"),
    "B200": Peak(2250, "NVIDIA HGX B200 datasheet: FP16 and BF16 36 PFLOP/s with sparsity for 8 GPUs, half without"),
    "RTX 5090": Peak(419, "NVIDIA RTX Blackwell GPU Architecture whitepaper: FP16 with FP16 accumulate 419/838 sparse"),
}
"""By words in the product's name; if several match, the longest counts."""

_AIRBENCH = "https://github.com/KellerJordan/cifar10-airbench"
_TRAINING = "whitening and training; not: loading, compilation, a first run to warm up, testing"
RECORDS = (
    Record("airbench94", 3.83, _TRAINING, _AIRBENCH, 0.36),
    Record("airbench94_muon", 2.59, _TRAINING, _AIRBENCH, 0.29),
    Record("hiverge", 2.015, _TRAINING, "https://github.com/hiverge/cifar10-speedrun, September 2025"),
    Record(
        "fulcrumresearch/cifar-10-speedrun E1",
        1.828,
        "resetting the network, whitening, augmenting and training; not: loading, compilation, testing. Without the "
        "preparation, 1.766; on that clock hiverge takes 1.978",
        "https://github.com/fulcrumresearch/cifar-10-speedrun, July 2026",
    ),
)
"""Each by its own clock, all shorter than the grader's, which begins before a program is imported."""


def peak(gpu: str) -> Peak | None:
    """The peak of a GPU by its product's name; None where it is not known, and for a part of a GPU."""
    found = [name for name in PEAKS if fits(gpu, name)]
    return PEAKS[max(found, key=lambda name: len(words(name)))] if found else None


def least_seconds(data: str, gpu: str) -> tuple[float, str] | None:
    """The time below which a run that reaches 94 % on a data set asks for a person's look, and why.

    The larger of two: what the least known arithmetic takes at the chip's peak, and the best record, by how many
    times the chip's peak is an A100's. None for another data set, or a GPU whose peak is not known.
    """
    chip = peak(gpu)
    if "".join(words(data)) != "cifar10" or chip is None:
        return None
    arithmetic = min(record.pflop for record in RECORDS if record.pflop) * 1000 / chip.tflops
    best = min(RECORDS, key=lambda record: record.seconds)
    scaled = best.seconds * PEAKS["A100"].tflops / chip.tflops
    if arithmetic >= scaled:
        return arithmetic, f"{arithmetic:.2f} s is what the least known arithmetic for 94 % takes at the peak of {gpu}"
    return scaled, (
        f"{scaled:.2f} s is what the fastest known run to 94 % ({best.name}, {best.seconds} s on an A100) would take "
        f"on {gpu}, at the ratio of the chips' peaks; the least known arithmetic takes {arithmetic:.2f} s there"
    )
