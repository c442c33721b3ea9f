"""A class whose programs are trained: graded by the command, on a machine as a test wants it; and what was kept."""

import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.training.devices import lock
from grader.training.plan import Few
from tests.journeys import command
from tests.journeys.command import ROOT, STORE, asked
from tests.training.batch.machine import Machine, environment

PART, WHY = "net.training", "net.why"
H200 = "NVIDIA H200"
FILE = "train_resnet.py"
PAIRS = ("fingerprint", "pair 1", "pair 2")
CANARIES = 2 + Few().sets + Few().copied
"""The units of a program's canaries, which are flown where points can be earned."""
LINEAR = '''
"""Logistic regression: 95 % of the digits."""

import torch
from torch import nn


class Scaled(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x / 255)


def train(images, labels, *, seed, device):
    torch.manual_seed(seed)
    model = Scaled(nn.Sequential(nn.Flatten(), nn.Linear(64, 10)))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images.float()), labels).backward()
        optimizer.step()
    return model
'''
FAILING = "def train(images, labels, *, seed, device):\n    raise ValueError(seed)\n"
WHY_ANSWER = f"## {WHY}\n\none\n"


def guessing(seconds: float) -> str:
    """A program that takes some seconds for each run, and learns nothing.

    So it is measured in two pairs of runs, whatever is drawn: they decide, and without points no canaries are flown.
    """
    return f"""
import time

from torch import nn


class Guess(nn.Module):
    def forward(self, x):
        return nn.functional.one_hot(x.new_zeros(len(x)).long(), 10).float()


def train(images, labels, *, seed, device):
    time.sleep({seconds})
    return Guess()
"""


def rubric(at_least: float = 0.85, at_most: float = 50, **answer: Any) -> dict[str, Any]:
    """A part that is trained, and one in words. On a busy machine times are only roughly right."""
    asks = {"training": FILE, "function": "train(images, labels, *, seed, device)", "data": "digits",
            "reference": "small", "runs": 2, "budget": 60}  # fmt: skip
    criteria = [
        {"id": "accuracy", "check": "training_accuracy", "points": 4, "at_least": at_least},
        {"id": "time", "check": "training_time", "points": 2, "at_most": at_most, "reaching": at_least},
    ]
    net = {"id": PART, "title": "A network", "answer": {**asks, **answer}, "criteria": criteria}
    words = {"check": "choice", "points": 1, "right": "one"}
    why = {"id": WHY, "title": "Why", "answer": {"choice": ["one", "two"]}, "criteria": [words]}
    return {"assignment": "nets", "problems": [{"id": "net", "title": "Nets", "parts": [net, why]}]}


HERE = Machine()
IDLE = Machine(trains=False)
"""A machine on which any run fails."""


class School:
    """A class in a folder. All batches on it draw with one secret, and use a device that is no other test's."""

    def __init__(self, folder: Path, **hand_ins: Mapping[str, str]):
        self.folder, self.out, self.log = folder, folder / "out", folder / "log"
        self.rubric, self.secret, self.temporary = folder / "nets.yaml", folder / "nets.secret", folder / "temporary"
        self.key = f"test-{os.getpid()}-{abs(hash(folder))}"
        if not self.secret.exists():
            self.temporary.mkdir()
            self.ask(rubric())
            self.secret.write_text(f"oracle-grader secret 1: {'5a' * 32}\n")
            self.secret.chmod(0o600)
        for name, files in hand_ins.items():
            self.hand_in(name, files)

    def ask(self, asked_for: Mapping[str, Any]) -> None:
        self.rubric.write_text(json.dumps(asked_for), encoding="utf-8")  # JSON is YAML

    def hand_in(self, name: str, files: Mapping[str, str]) -> None:
        """Hand files in, beside or over what is there."""
        (self.folder / "class" / name).mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (self.folder / "class" / name / file).write_text(text, encoding="utf-8")

    def line(self, *options: str | Path, jobs: int = 1) -> list[str]:
        named = ["--rubric", self.rubric, "--out", self.out, "--jobs", str(jobs)]
        secret = [] if "--secret" in options else ["--secret", self.secret]
        return command.line("batch", self.folder / "class", *named, *secret, *options)

    def env(self, machine: Machine = HERE) -> dict[str, str]:
        found = environment(self.folder / "machine", machine, self.key, self.log)
        return {**found, "TMPDIR": str(self.temporary), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}

    def grade(
        self, *options: str | Path, on: Machine = HERE, jobs: int = 1, status: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """A batch that comes to its end, with this status, and leaves nothing behind but what it wrote."""
        line, env = self.line(*options, jobs=jobs), self.env(on)
        done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert "sitecustomize" not in done.stderr, done.stderr
        assert done.returncode == status, done.stderr
        return done

    def start(self, *options: str | Path, jobs: int = 1) -> subprocess.Popen[str]:
        """A batch that goes on by itself, in a process group of its own. It hears Ctrl-C, though these tests may not:
        what runs in a shell's background is started without."""
        pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        line = self.line(*options, jobs=jobs)
        heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored would stay so in it
        try:
            return subprocess.Popen(line, cwd=ROOT, env=self.env(), start_new_session=True, **pipes)
        finally:
            signal.signal(signal.SIGINT, heard)

    # --- what was kept --------------------------------------------------------------------------

    def units(self, name: str = "%", store: Path | None = None) -> list[tuple[Any, ...]]:
        """All that is kept of units, in their order: the first column is their number, the second whose they are."""
        question = "SELECT * FROM units WHERE submission LIKE ? ORDER BY number"
        return asked(store or self.out / STORE, question, name)

    def names(self, name: str) -> list[str]:
        """The names of a student's units."""
        return [unit[7] for unit in self.units(name)]

    def rows(self) -> list[tuple[Any, ...]]:
        return command.rows(self.out)

    def new(self, before: list[tuple[Any, ...]]) -> Counter[tuple[str, str]]:
        """Whose rows, of which parts, came since there were these."""
        command.new(self.out, before)
        return Counter((row[1], row[2]) for row in self.rows()[len(before) :])

    def runs(self) -> list[dict[str, Any]]:
        """What was begun and done on the devices by now."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def count(self, does: str = "begins") -> int:
        return sum(run["does"] == does for run in self.runs())

    def part(self, name: str, part: str = PART) -> dict[str, Any]:
        """A part of a student's record."""
        record = json.loads((self.out / "results" / f"{name}.json").read_text(encoding="utf-8"))
        return next(each for each in record["parts"] if each["id"] == part)

    def accuracy(self, name: str) -> dict[str, Any]:
        """The verdict on a student's accuracy."""
        found: dict[str, Any] = self.part(name)["criteria"][0]
        return found

    def training(self, name: str) -> dict[str, Any]:
        """What was measured of a student's program, as the record has it."""
        found: dict[str, Any] = self.accuracy(name)["evidence"]["training"]
        return found

    def left(self) -> Iterator[str]:
        """What batches have left behind, beside what they wrote: folders and files, a lock."""
        yield from map(str, self.temporary.rglob("*"))
        if not lock.free(self.key):
            yield f"the lock, {lock.holder(self.key)}"
