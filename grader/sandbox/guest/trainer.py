"""The child's side of a training run: warm the device, call `train` on mapped images, predict batch by batch.

All of it but `begin` runs next to the student's code, which may change anything; the grader believes nothing of it.
The grader's clock starts when `begin` has been answered.
"""

import hashlib
import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.sandbox.guest.convert import type_name

DATA = 4
"""The descriptor under which the child finds the training data: images, then labels, in a sealed memory file."""
PRODUCT = 256
"""Rows and columns of the grader's own matrix product."""


class Unfit(Exception):
    """The returned value is not what was asked for; the message says what it is."""


@dataclass(slots=True)
class Trainer:
    """The setup of one training run, and the network that it gave."""

    torch: Any = None
    device: Any = None
    network: Any = None


def begin(trainer: Trainer, asked: Mapping[str, Any]) -> None:
    """Make the device ready: its context, the number of threads, and one matrix product, waited for."""
    import torch

    trainer.torch, trainer.device = torch, torch.device(asked["device"])
    torch.set_num_threads(asked["threads"])
    square = torch.ones(PRODUCT, PRODUCT, device=trainer.device)
    float((square @ square).sum())


def train(trainer: Trainer, function: Callable[..., Any], asked: Mapping[str, Any]) -> None:
    """Call `train` on the images and labels that lie in the memory file, and keep the network that it returns.

    Raises:
        Unfit: what it returned is not a network.
    """
    torch = trainer.torch
    shape, count = tuple(asked["shape"]), asked["shape"][0]
    pixels = count * shape[1] * shape[2] * shape[3]
    at = -(-pixels // 8) * 8
    whole = mmap.mmap(DATA, at + 8 * count, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
    images = torch.frombuffer(whole, dtype=torch.uint8, count=pixels).view(shape)
    labels = torch.frombuffer(whole, dtype=torch.int64, count=count, offset=at)
    network = function(images, labels, seed=asked["seed"], device=trainer.device)
    if not isinstance(network, torch.nn.Module):
        raise Unfit(f"it returned a value of type {type_name(network)}; a torch.nn.Module is asked for")
    network.eval()
    trainer.network = network


def predict(trainer: Trainer, asked: Mapping[str, Any]) -> Any:
    """The network's scores for a batch: float32, one image per row.

    Raises:
        Unfit: the network gave something else than one plain tensor.
    """
    torch = trainer.torch
    images = torch.from_numpy(asked["images"]).to(trainer.device).to(torch.float32)
    with torch.inference_mode():
        scores = trainer.network(images)
        if type(scores) is not torch.Tensor:
            raise Unfit(f"the network gave a value of type {type_name(scores)}; a plain torch.Tensor is asked for")
        if scores.is_meta:
            raise Unfit("the network gave a tensor that holds no numbers (its device is meta)")
        if scores.is_complex():  # of which a conversion would keep the half
            raise Unfit("the network gave complex numbers; real scores are asked for")
        return scores.to(torch.float32).cpu().contiguous().numpy()


def weights(trainer: Trainer) -> str:
    """A digest of the network's parameters and buffers."""
    seen = hashlib.sha256()
    for name, value in trainer.network.state_dict().items():
        seen.update(name.encode(errors="replace"))
        if isinstance(value, trainer.torch.Tensor):
            seen.update(value.detach().cpu().contiguous().flatten().view(trainer.torch.uint8).numpy())
    return seen.hexdigest()
