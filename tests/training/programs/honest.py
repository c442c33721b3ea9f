"""Programs as honest students hand them in: good, slow, just above and just below, and in other ways of writing."""

from collections.abc import Iterator

from tests.training.programs.program import (
    ANY,
    CORRECT,
    EITHER,
    HEAD,
    HONEST,
    INCORRECT,
    JOURNEY,
    REVIEW,
    TEST,
    Program,
    Runs,
    fails,
    given,
    giving,
    slow,
)


def programs() -> dict[str, Program]:
    return {**_good(), **_near(), **_written(), **_beside()}


def _good() -> dict[str, Program]:
    return {
        "nearest image": Program(HONEST, tier=TEST, above=0.95),
        "network": Program(given("", result="learn(images, labels)"), as_fast=EITHER, tier=JOURNEY, above=0.97),
        "network of five times the work": slow(given("", result="learn(images, labels, 750)")),
        "sleeps": slow(given("if len(images) > 500: time.sleep(9)")),
        "asserts the contract": Program(_CONTRACT),
        "shows its progress": Program(given("for step in range(5000): print(step, 'loss', 1 / (1 + step))")),
        "many threads": Program(given("torch.set_num_threads(16)")),
        "float64 by default": Program(given("torch.set_default_dtype(torch.float64)")),
        "no gradients from now on": Program(given("torch.set_grad_enabled(False)")),
        "deterministic": Program(given("torch.use_deterministic_algorithms(True)\ntorch.manual_seed(seed)")),
        "loader without processes": Program(
            given("", top=_LOADER.format(workers=0), result="looped(images, labels)"), as_fast=EITHER
        ),
        "loader with processes": Program(
            given("", top=_LOADER.format(workers=2), result="looped(images, labels)"),
            accuracy=INCORRECT, twice=INCORRECT, as_fast=INCORRECT, says=("failed",),
        ),
        "at the bottom, a try of its own": Program(HONEST + "if __name__ == '__main__':\n    raise SystemExit(3)\n"),
    }  # fmt: skip


_CONTRACT = """
class Asserting(Nearest):
    def forward(self, x):
        assert not self.training and not torch.is_grad_enabled() and len(x) <= 500
        assert type(x) is torch.Tensor and x.dtype == torch.float32 and x.shape[1:] == (1, 8, 8) and len(x) > 0
        assert x.device.type == "cpu" and 0 <= x.min() and 200 < x.max() <= 255 and torch.equal(x, x.round())
        return super().forward(x)

def train(images, labels, *, seed, device):
    assert type(images) is torch.Tensor and images.dtype == torch.uint8 and images.shape[1:] == (1, 8, 8)
    assert type(labels) is torch.Tensor and labels.dtype == torch.int64 and labels.shape == (len(images),)
    assert len(images) == 1000 or len(images) == 10, len(images)
    assert sorted(set(labels.tolist())) == list(range(10)) and images.max() > 200
    assert images.device.type == labels.device.type == torch.device(device).type == "cpu"
    assert type(seed) is int and seed >= 0 and images.is_contiguous() and images.untyped_storage().nbytes() > 0
    torch.manual_seed(seed)
    return Asserting(images, labels)
"""
_LOADER = """
from torch.utils.data import DataLoader, TensorDataset
def looped(images, labels):
    loader = DataLoader(TensorDataset(images, labels), batch_size=100, num_workers={workers})
    parts = list(loader)
    return Nearest(torch.cat([x for x, y in parts]), torch.cat([y for x, y in parts]))
"""


def _wrong_in(share: float) -> str:
    """Another class for a share of all images, always the same ones; the others are the nearest image's."""
    return giving(
        "mark = (x.flatten(1) * torch.arange(1, 65)).sum(1).long() * 7919 % 9973\n"
        f"return torch.where((mark < {share} * 9973)[:, None], s.roll(1, 1), s)"
    )


def _near() -> dict[str, Program]:
    return {
        "just above the threshold": Program(_wrong_in(0.0305), tier=JOURNEY, judge=rule),
        "just below, and time counts": Program(_wrong_in(0.0605), INCORRECT, says=("94.00 %",), judge=rule),
        "far below, and no time counts": Program(
            _wrong_in(0.25), INCORRECT, INCORRECT, INCORRECT, says=("94.00 %",), below=0.85
        ),
        "unlucky in some runs": Program(_UNLUCKY, EITHER, judge=rule, above=0.85),
    }


_UNLUCKY = given("if seed % 2: images, labels = images[:150], labels[:150]  # 93 %")


def rule(runs: Runs, status: str) -> Iterator[str]:
    """The mean over all runs decides: never the best, never the first."""
    mean = sum(run["accuracy"] for run in runs) / len(runs)
    wanted = CORRECT if mean >= 0.94 else INCORRECT
    if status not in (wanted, *[REVIEW] * (wanted == CORRECT)):
        yield f"{status} with a mean of {mean:.4f}"
    if len(runs) not in (2, 4):
        yield f"{len(runs)} runs"


def _written() -> dict[str, Program]:
    body = ":\n    return Nearest(images, labels)\n"
    cells = f"# %%\n{HEAD}\n# %%\n%matplotlib inline\nimages = 3\n# %%\n{HONEST}# %%\ntrain(images, None)\n"
    return {
        "notebook": Program(cells, name="work.ipynb", tier=JOURNEY),
        "all by position": Program("def train(images, labels, seed, device)" + body),
        "more that has defaults": Program("def train(images, labels, *, seed, device='cpu', epochs=5)" + body),
        "anything": Program("def train(*a, **k):\n    return Nearest(*a)\n"),
        "decorated": Program("@torch.no_grad()\ndef train(images, labels, *, seed, device)" + body),
        "partial": Program(
            "import functools\ndef made(images, labels, kind, *, seed, device):\n    return kind(images, labels)\n"
            "train = functools.partial(made, kind=Nearest)\n"
        ),
        "object": Program(
            "class Trainer:\n    def __call__(self, images, labels, *, seed, device):\n"
            "        return Nearest(images, labels)\ntrain = Trainer()\n"
        ),
        "lambda": Program("train = lambda images, labels, *, seed, device: Nearest(images, labels)\n"),
        "defined twice": Program("def train(images, labels, *, seed, device):\n    return Constant()\n" + HONEST),
        "windows lines": Program(HONEST.replace("\n", "\r\n")),
    }


def _beside() -> dict[str, Program]:
    model = HEAD + "def made(images, labels):\n    return Nearest(images, labels)\n"
    made = given("", top="from mine import made", result="made(images, labels)")
    read = "WIDTH = int(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'width.txt')).read())\n"
    return {
        "module beside": Program(made, files={"mine.py": model.encode()}),
        "package beside": Program(
            given("", top="from mine.model import made", result="made(images, labels)"),
            files={"mine/__init__.py": b"", "mine/model.py": model.encode()},
        ),
        "imported late": Program(given("from mine import made", result="made(images, labels)"),
                                 files={"mine.py": model.encode()}),
        "text read": fails(read + given("assert WIDTH == 64"), "FileNotFoundError", files={"width.txt": b"64\n"}),
        "text read in its folder": fails(
            given("assert open('width.txt').read() == '64'"), "FileNotFoundError", files={"width.txt": b"64"}
        ),
        "module that is not there": Program(
            made, INCORRECT, INCORRECT, INCORRECT, says=("failed|cannot be loaded|could not be loaded",)
        ),
        "module of another's name": Program(
            made, ANY, ANY, ANY, files={"mine.py": b"raise ValueError('xyzzy')\n"}, says=("failed|load",)
        ),
    }  # fmt: skip
