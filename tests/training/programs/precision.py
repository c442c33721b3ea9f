"""Networks of half precision and of other devices: with the casting that they need, and without."""

from tests.training.programs.program import EITHER, JOURNEY, NIGHTLY, Program, fails, given

CASTING = """
class Linear(nn.Module):
    def __init__(self, images, labels, kind, cast):
        super().__init__()
        x = images.flatten(1).double() / 255
        squares = torch.cat([x, torch.cdist(x, x[:400]) / 4], 1)
        y = F.one_hot(labels, 10).double()
        near = squares.T @ squares + 0.1 * torch.eye(squares.shape[1], dtype=torch.double)
        self.register_buffer("first", x[:400].to(kind))
        self.register_buffer("weights", torch.linalg.solve(near, squares.T @ y).to(kind))
        self.cast = cast
    def forward(self, x):
        x = x.flatten(1) / 255
        if self.cast: x = x.to(self.weights.dtype)
        far = torch.cdist(x.float(), self.first.float()) / 4
        return torch.cat([x, far.to(x.dtype)], 1) @ self.weights
"""


def programs() -> dict[str, Program]:
    return {**_precision(), **_devices()}


def _precision() -> dict[str, Program]:
    def made(kind: str, cast: bool) -> str:
        return given("", top=CASTING, result=f"Linear(images, labels, torch.{kind}, {cast})")

    network = "learn(images, labels)"
    autocast = (
        "class Cast(nn.Module):\n    def __init__(self, model):\n        super().__init__()\n"
        "        self.model = model\n    def forward(self, x):\n"
        "        with torch.autocast('cpu', torch.bfloat16): return self.model(x)\n"
        + given("", result=f"Cast({network})")
    )
    problem = "RuntimeError|precision|float16|half|double|dtype"
    return {
        "half, cast": Program(made("float16", True), above=0.95),
        "bfloat16, cast": Program(made("bfloat16", True), above=0.9, accuracy=EITHER),
        "double, cast": Program(made("float64", True), above=0.95),
        "half, not cast": fails(made("float16", False), problem, tier=JOURNEY),
        "double, not cast": fails(made("float64", False), problem),
        "a network made half": fails(given("", result=f"{network}.half()"), problem),
        "autocast as it predicts": Program(autocast, twice=EITHER, as_fast=EITHER, tier=NIGHTLY),
    }


def _devices() -> dict[str, Program]:
    near = "Nearest(images, labels)"
    asked = "images, labels = images.to(device), labels.to(device)"
    return {
        "moved to a GPU": fails(given("", result=f"{near}.to('cuda')"), "Error|device", tier=JOURNEY),
        "images moved to a GPU": fails(given("images = images.cuda()"), "Error|device"),
        "a GPU where there is one": Program(
            given("device = 'cuda' if torch.cuda.is_available() else 'cpu'", result=f"{near}.to(device)")
        ),
        "the device that is asked for": Program(given(asked, result=f"{near}.to(device)")),
        "the device as text": Program(given("assert str(device).startswith('cpu')")),
        "a network without weights": fails(given("", result=f"{near}.to('meta')"), "meta|device|Error|gave|scores"),
        "moved by itself": fails(
            "class Moving(Nearest):\n    def forward(self, x):\n        return super().forward(x.to('cuda'))\n"
            + given("", result="Moving(images, labels)"),
            "Error|device",
        ),
        "a default device": Program(given("torch.set_default_device('meta')"), EITHER, EITHER, EITHER),
    }
