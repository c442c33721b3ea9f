"""A small rubric and ten who hand in: words, figures, code slow and quick, a zip, a notebook, broken and empty."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from sample_class.classes import given
from sample_class.handin import markdown, notebook, npz, zipped
from sample_class.students.code import DECODER_INPUTS, EIGEN_SOLVER, SHIFTED_INPUTS, SVD_SOLVER

RUBRIC = Path(__file__).with_name("small.yaml")
PARTS = (
    "words.layers",
    "words.why",
    "code.waits",
    "code.inputs",
    "code.solver",
    "figures.conditions",
    "figures.weights",
    "figures.seconds",
)

STUDENTS = 10

_BOTH = "$W_2^\\top (W_2 W_1 - I) C = 0$ and $(W_2 W_1 - I) C W_1^\\top = 0$"
_ONE = "$W_2^\\top (W_2 W_1 - I) C = 0$"
_RIGHT = {
    "words.layers": "- [ ] one\n- [x] two",
    "words.why": "Each factor has a penalty of its own, so there are two.",
    "figures.conditions": _BOTH,
    "figures.seconds": "26 s",
}
_WRONG = {
    "words.layers": "one",
    "words.why": "It is <b>obvious</b>.",
    "figures.conditions": _ONE,
    "figures.seconds": "2 min",
}


def waits(seconds: float, body: str = DECODER_INPUTS) -> bytes:
    """Code whose function takes its time: a call on each input, and one to load."""
    slow = body.replace("training):\n", f"training):\n    time.sleep({seconds})\n")
    return f"import time\n{slow}".encode()


def write(folder: Path, *names: str) -> Path:
    """The rubric and the class, or those of it who are named, in a folder; the rubric's path."""
    shutil.copy(RUBRIC, folder / "small.yaml")
    for name, files in hand_ins().items():
        if not names or name in names:
            lay(folder / "class" / name, files)
    if not names:
        (folder / "class" / "iris.zip").write_bytes(zipped(_iris()))
        (folder / "class" / "jasmine.zip").write_bytes(zipped(_iris())[:700])
    return folder / "small.yaml"


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def hand_ins() -> Mapping[str, Mapping[str, bytes]]:
    """The files of each who hands in a folder."""
    weights, _ = given()
    right, mixed = npz(**weights.pca()), npz(**weights.mixed())
    cells = [("markdown", f"## {part}\n\n{text}") for part, text in _RIGHT.items()]
    programs = [("code", SVD_SOLVER), ("code", waits(0.3).decode())]
    quick = (EIGEN_SOLVER + DECODER_INPUTS).encode()
    return {
        "acacia": {"answers.md": markdown(_RIGHT), "weights.npz": right, "waits.py": waits(0.3), "solution.py": quick},
        "bluebell": {"answers.yaml": _yaml(_WRONG), "weights.npz": mixed, "solution.py": SVD_SOLVER.encode()},
        "clover": {"hw.ipynb": notebook([*cells, *programs]), "weights.npz": right},
        "daisy": {"waits.py": waits(0.3, SHIFTED_INPUTS), "solution.py": SHIFTED_INPUTS.encode()},
        "edelweiss": {"answers.md": b"\xff\xfe\x00", "weights.npz": right[:300], "solution.py": b"def linear(:\n"},
        "fern": {},
        "gorse": {"answers.md": markdown(_WRONG), "solution.py": _FAILING},
        "heather": {"answers.md": markdown(_RIGHT), "waits.py": _FAILING},
    }


def _iris() -> Mapping[str, bytes]:
    weights, _ = given()
    code = {"iris/waits.py": waits(0.3), "iris/solution.py": (SVD_SOLVER + DECODER_INPUTS).encode()}
    return {"iris/answers.md": markdown(_RIGHT), "iris/weights.npz": npz(**weights.pca(order=(2, 0, 1))), **code}


def _yaml(answers: Mapping[str, str]) -> bytes:
    return "".join(f"{part}: {json.dumps(text)}\n" for part, text in answers.items()).encode()


_FAILING = b"""
def decoder_inputs(target, predicted, training):
    print("looking at", len(target))
    return ["<sos>", *target][: len(predicted) // 0]
"""
