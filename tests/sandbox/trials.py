"""Training runs, for tests: a few small images, and a program whose code is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.sandbox import Failure, Limits, Sandbox
from grader.sandbox.host.trial import Trial
from grader.training import memory

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (60, 1, 4, 4), dtype=np.uint8)
LABELS = RANDOM.integers(0, 3, 60)

HEAD = "import os, threading, time\nimport torch\nfrom torch import nn\n"
SMALL = HEAD + "def train(images, labels, seed, device):\n    "
LINEAR = "nn.Sequential(nn.Flatten(), nn.Linear(16, 3))"


@contextmanager
def begun(sandbox: Sandbox, source: str, **more: Any) -> Iterator[Trial]:
    """A trial whose code is loaded."""
    files, limits = {"solution.py": source.encode()}, Limits(wall=20, cpu=20)
    with (
        memory.sealed(IMAGES, LABELS) as data,
        sandbox.trial(files, "solution.py", limits, data=data, **more) as trial,
    ):
        trial.begin("cpu", 1)
        assert trial.load(20) is None
        yield trial


def trained(trial: Trial, seconds: float = 20) -> Failure | None:
    return trial.train("train", IMAGES.shape, 7, seconds)
