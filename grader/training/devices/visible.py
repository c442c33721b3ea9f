"""The GPUs that CUDA_VISIBLE_DEVICES leaves. Pure.

The rules are NVIDIA's: https://docs.nvidia.com/cuda/cuda-programming-guide/05-appendices/environment-variables.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A GPU of the machine.

    Attributes:
        slices: the names of each MIG device on it, the UUID and the older form; None where MIG is off. Where it is on,
            programs can use those devices only.
    """

    name: str
    uuid: str
    slices: tuple[tuple[str, ...], ...] | None = None


def left(setting: str | None, order: str | None, listed: Sequence[Listed]) -> tuple[tuple[int, int | None], ...] | str:
    """The places of the GPUs that are left, each with the place of a MIG device on it, or None for the whole GPU.

    Args:
        setting: CUDA_VISIBLE_DEVICES; None where it is not set.
        order: CUDA_DEVICE_ORDER.

    Returns:
        In the order of the setting; or why it cannot be told, in words.
    """
    if setting is None:
        return tuple(pick for place in range(len(listed)) for pick in _all(place, listed[place]))
    found: list[tuple[int, int | None]] = []
    for item in (each.strip() for each in setting.split(",")):
        if item.isdecimal() and order != "PCI_BUS_ID" and len({gpu.name for gpu in listed}) > 1:
            return (
                f"CUDA_VISIBLE_DEVICES names a GPU by number ({item}), and CUDA may count different GPUs otherwise "
                "than nvidia-smi: name it by UUID, or set CUDA_DEVICE_ORDER=PCI_BUS_ID"
            )
        picks = list(_meant(item, listed))
        if not picks:
            break  # what stands behind an invalid one is invisible
        found += [pick for pick in picks if pick not in found]
    return tuple(found)


def _meant(item: str, listed: Sequence[Listed]) -> Iterator[tuple[int, int | None]]:
    if item.isdecimal():
        if int(item) < len(listed):
            yield from _all(int(item), listed[int(item)])
        return
    wholes = [place for place, gpu in enumerate(listed) if item.startswith("GPU-") and gpu.uuid.startswith(item)]
    if len(wholes) == 1:
        yield from _all(wholes[0], listed[wholes[0]])
    for place, gpu in enumerate(listed):
        for number, names in enumerate(gpu.slices or ()):
            if item in names:
                yield place, number


def _all(place: int, gpu: Listed) -> list[tuple[int, int | None]]:
    return [(place, None)] if gpu.slices is None else [(place, number) for number in range(len(gpu.slices))]
