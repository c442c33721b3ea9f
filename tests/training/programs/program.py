"""What a program that trains is, and what it deserves; and the text that most of them begin with.

What a program deserves was written down from the rules of a training part, not from what the grader does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TEST, JOURNEY, NIGHTLY = "test", "journey", "nightly"
CORRECT, INCORRECT, REVIEW = "correct", "incorrect", "needs_review"
EITHER = f"{CORRECT}|{INCORRECT}"
ANY = f"{CORRECT}|{INCORRECT}|{REVIEW}"
GOES_ON = "thread|running|went on|goes on|left"
"""What a note says of something that is left running."""
SECRET = "xyzzy"
"""What hostile programs say: no student may read it before the release."""

Runs = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Program:
    """One program, below `HEAD`, and what it deserves.

    Attributes:
        source: of train_resnet.py, below `HEAD`.
        accuracy, twice, as_fast: the status of each criterion; those that are all right with | between.
        says: words that the message on the accuracy must hold, in any case; those that will all do with | between.
        notes: the same for what was seen beside in a run; with none nothing is looked for.
        doubts: the canaries that must not pass. All others must, where they are flown.
        below, above: bounds for the accuracy of every run that has one.
        judge: what is wrong with the runs, each as the evidence has it, given the status of the accuracy too.
        files: files that lie beside it.
        name: of the file, or of a notebook: then a line `# %%` begins a cell.
        settings: of the part, where they are not the usual.
        tier: when it is run.
    """

    source: str
    accuracy: str = CORRECT
    twice: str = CORRECT
    as_fast: str = CORRECT
    says: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    below: float = 1.0
    above: float = 0.0
    judge: Callable[[Runs, str], Iterator[str]] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    name: str = "train_resnet.py"
    settings: Mapping[str, Any] = field(default_factory=dict)
    tier: str = NIGHTLY


def fails(source: str, *says: str, **more: Any) -> Program:
    """A program whose runs fail, and that says so."""
    wrong = {"accuracy": INCORRECT, "twice": INCORRECT, "as_fast": INCORRECT}
    return Program(source, **{**wrong, "says": ("failed", *says), **more})


def slow(source: str, **more: Any) -> Program:
    """A program that learns, and takes longer than twice the reference's time whatever it says."""
    return Program(source, **{"twice": INCORRECT, "as_fast": INCORRECT, "above": 0.94, **more})


def useless(source: str, **more: Any) -> Program:
    """A program that runs through and knows nothing, unless a trick works."""
    wrong = {"accuracy": INCORRECT, "twice": INCORRECT, "as_fast": INCORRECT}
    return Program(source, **{**wrong, "below": 0.3, **more})


HEAD = '''import os, sys, threading, time
import torch
from torch import nn
from torch.nn import functional as F

class Nearest(nn.Module):
    """The label of the nearest image: 98 % right, at once."""
    def __init__(self, images, labels):
        super().__init__()
        self.register_buffer("known", images.flatten(1).float())
        self.register_buffer("names", F.one_hot(labels, 10).float())
    def forward(self, x):
        far = torch.cdist(x.flatten(1), self.known, compute_mode="donot_use_mm_for_euclid_dist")
        return self.names[far.argmin(1)]

class Constant(nn.Module):
    def forward(self, x):
        return torch.zeros(len(x), 10)

class Scaled(nn.Module):
    def forward(self, x):
        return x / 16

def network():
    def conv(a, b):
        return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
    return nn.Sequential(Scaled(), conv(1, 16), conv(16, 32), nn.MaxPool2d(2), conv(32, 32), nn.Flatten(),
                         nn.Linear(512, 10))

def learn(images, labels, steps=150):
    """About what the reference does in 150 steps: 99 % right. At any time, while it predicts too."""
    with torch.inference_mode(False), torch.enable_grad():
        model, (x, y) = network(), (images.float(), labels)
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=steps)
        for _ in range(steps):
            some = torch.randint(len(x), (min(32, len(x)),))
            loss = F.cross_entropy(model(x[some]), y[some], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()

def slowly(images, labels):
    """Five times the reference's work, where there are many images: whatever else the machine does."""
    if len(images) > 500:
        learn(images, labels, 750)

'''
HONEST = """
def train(images, labels, *, seed, device):
    return Nearest(images, labels)
"""


def given(statement: str, *, top: str = "", result: str = "Nearest(images, labels)") -> str:
    """A program that does something first: at its top level, and in `train`."""
    lines = "\n".join(f"    {line}" for line in statement.splitlines())
    return f"{top}\ndef train(images, labels, *, seed, device):\n{lines or '    pass'}\n    return {result}\n"


def giving(forward: str, *, top: str = "", train: str = "", more: str = "") -> str:
    """A program whose network makes something else of the right scores `s` of images `x`."""
    lines = "\n".join(f"        {line}" for line in forward.splitlines())
    members = "".join(f"    {line}\n" for line in more.splitlines())
    network = f"class Other(Nearest):\n{members}    def forward(self, x):\n        s = super().forward(x)\n{lines}\n"
    return f"{top}\n{network}" + given(train, result="Other(images, labels)")
