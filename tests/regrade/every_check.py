"""One assignment with every form of answer and every check in it, a hand-in that answers all of it, and who needs what.

The tables at the end say by hand what verdicts are made from: they are written from the documentation of forms
and checks, and the engine has no part in them.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from reference import linear_autoencoder, regularized_autoencoder

M, N, K = 4, 12, 2
QUADRATIC = {"symbols": {"A": "n × n", "x": "n × 1"}, "definitions": ["f = x^T A x"]}
LEAST_SQUARES = {
    "symbols": {"X": "n × d, rows x", "y": "n × 1", "w": "d × 1"},
    "definitions": [r"f = \frac{1}{2} \|X w - y\|^2"],
    "sizes": ["d < n"],
}
PROJECTION = {
    "symbols": {"A": "m × n"},
    "definitions": ["P = A (A^T A)^{-1} A^T"],
    "sizes": ["n < m"],
}
DECODER = {
    "draw": "decoder_cases.draw",
    "expected": "decoder_cases.readings",
    "sizes": [1, 3],
    "kinds": {"training": "training", "evaluation": "evaluation"},
    "visible": ["training"],
}
SOLVER = {"draw": "solver_cases.draw", "sizes": [4], "kinds": {"generic": "generic data", "tiny": "tiny data"}}
SHAPES = {"X": ["m", "n"], "W1": ["k", "m"], "W2": ["m", "k"]}
TRAINER = {"draw": "regularized_training.draw", "sizes": [64], "kinds": {"small penalty": "a small penalty"}}
TRAINING = {
    "training": "network.py",
    "function": "learn(images, labels, *, seed, device)",
    "data": "digits",
    "reference": "small",
    "runs": 2,
    "budget": 60,
}


def part(name: str, answer: Any, *criteria: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": f"About {name}", "question": f"What of {name}?", "answer": answer,
            "criteria": [{"points": 2, **criterion} for criterion in criteria], **more}  # fmt: skip


def rubric() -> dict[str, Any]:
    """The rubric as the mapping that its YAML says."""
    W = {"arrays": "w.npz", "W1": ["k", "m"], "W2": ["m", "k"]}
    R = {"arrays": "r.npz", "W1": ["k", "m"], "W2": ["m", "k"]}
    singular = {"oracle": "regularized_autoencoder.singular_values", "X": "X", "k": "k", "lam": "lam"}
    solve = {
        "code": "solution.py",
        "function": "solve(X, k)",
        "returns": ["W1", "W2"],
        "shapes": SHAPES,
        "cases": SOLVER,
    }
    inputs = {"code": "solution.py", "function": "inputs(target, predicted, training)", "cases": DECODER}
    train = {"code": "solution.py", "function": "train(X, k, lam, seed)", "returns": ["W1", "W2"], "shapes": SHAPES,
             "cases": TRAINER}  # fmt: skip
    arrays = [
        part("weights", W, {"check": "orthonormal"}, {"check": "stationary"}, {"check": "least_loss"},
             {"check": "principal_directions"}),
        part("regularized", R, {"check": "tied", "limit": 1e-4}, {"check": "singular_values", "expected": singular},
             {"check": "principal_subspace", "lam": "lam"}, {"check": "penalty", "lam": 0.05}, given={"lam": 0.05}),
        part("vector", {"arrays": "s.npy", "s": ["k"]}, {"check": "close", "of": "s", "expected": singular},
             given={"lam": 0.05}),
    ]  # fmt: skip
    arrays[1]["criteria"][2]["lam"] = 0.05
    written = [
        part("first", {"tokens": ["w1", "w2"]}, {"check": "token_sequence", "expected": ["<sos>", "I"],
             "other_expected": ["<sos>", "you"], "other": {"answer": "second"}}),
        part("second", {"tokens": ["w1", "w2"]}, {"check": "token_sequence", "expected": ["<sos>", "you"]}),
        part("one", {"choice": ["yes", "no"]}, {"check": "choice", "right": "yes", "feedback": {"chose no": "Think."}}),
        part("many", {"choices": ["red", "green", "blue"]}, {"check": "choices", "right": ["red", "blue"]}),
        part("seconds", {"number": "seconds"}, {"check": "number", "accept": [{"from": 20, "to": 30}]}),
        part("why", "text", {"check": "review_text", "words": [3, 30]}, {"check": "review"}),
        part("normal", "equations", {"check": "equations", "notation": LEAST_SQUARES, "unknowns": ["w"],
             "conditions": {"normal": "X^T (X w - y) = 0"}}),
        part("gradient", "equations", {"check": "expression", "notation": QUADRATIC, "value": r"\nabla_x f",
             "scale": "exact", "layout": "either"}),
        part("projection", "derivation", {"check": "derivation", "notation": PROJECTION,
             "conclusions": {"symmetric": "P^T = P"}}),
    ]  # fmt: skip
    code = [
        part("solver", solve, {"id": "form", "check": "code"},
             {"id": "orthonormal", "check": "code", "each": {"check": "orthonormal"}}),
        part("inputs", inputs, {"check": "code", "each": {"check": "one_of"}}),
        part("trainer", train, {"check": "findings", "judge": {"oracle": "regularized_training.judge"},
             "credit": {"right": 1}}),
        part("program", {"code": "program.py", "function": "run()"}, {"check": "review"}),
        part("network", TRAINING, {"check": "training_accuracy", "at_least": 0.999}, {"check": "training_time",
             "at_most": 9}),
    ]  # fmt: skip
    given = {"X": {"oracle": "linear_autoencoder.sample", "m": M, "n": N, "k": K, "seed": 7}}
    return {
        "assignment": "every",
        "title": "Every check",
        "given": given,
        "problems": [
            {"id": "arrays", "title": "Arrays", "parts": arrays},
            {"id": "written", "title": "Written", "parts": written},
            {"id": "code", "title": "Code", "parts": code},
        ],
    }


ANSWERS = {
    "first": "<sos> I",
    "second": "<sos> you",
    "one": "yes",
    "many": "- [x] red\n- [ ] green\n- [x] blue",
    "seconds": "26 s",
    "why": "Because it is so.",
    "normal": "$X^T X w = X^T y$",
    "gradient": "$(A + A^T) x$",
    "projection": "$P^T = (A (A^T A)^{-1} A^T)^T = A (A^T A)^{-1} A^T = P$",
}
SOLUTION = """
import numpy as np

def solve(X, k):
    U = np.linalg.svd(X)[0][:, :k].astype(X.dtype)
    return U.T, U

def inputs(target, predicted, training):
    return ["<sos>", *(target if training else predicted)]

def train(X, k, lam, seed):
    U, s, _ = np.linalg.svd(X)
    ell = s[:k] ** 2 / X.shape[1]
    W2 = U[:, :k] * np.sqrt(1 - lam / ell)
    return W2.T, W2
"""
PROGRAM = "def run():\n    return 1\n"
NETWORK = """
import torch

def learn(images, labels, *, seed, device):
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(images.float()), labels).backward()
        optimizer.step()
    return model
"""
"""It learns, and too little for canaries to be flown: so it is measured in two pairs of runs."""


def markdown(answers: Mapping[str, str]) -> str:
    return "\n".join(f"## {name}\n\n{answer}\n" for name, answer in answers.items())


def hand_in() -> dict[str, bytes]:
    """The files of a hand-in that answers every part rightly."""
    X = linear_autoencoder.sample(M, N, K, 7)
    pca = dict(zip(("W1", "W2"), linear_autoencoder.weights(X, K), strict=True))
    regularized = dict(zip(("W1", "W2"), regularized_autoencoder.weights(X, K, 0.05), strict=True))
    singular = regularized_autoencoder.singular_values(X, K, 0.05)
    return {
        "answers.md": markdown(ANSWERS).encode(),
        "w.npz": archive(**pca),
        "r.npz": archive(**regularized),
        "s.npy": array(np.asarray(singular)),
        "solution.py": SOLUTION.encode(),
        "program.py": PROGRAM.encode(),
        "network.py": NETWORK.encode(),
    }


def archive(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def array(value: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, value)
    return stream.getvalue()


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


# --- who needs what, written down by hand ---------------------------------------------------------

PARTS = frozenset(part["id"] for problem in rubric()["problems"] for part in problem["parts"])
RUN = frozenset({"solver", "inputs", "trainer"})
"""The parts whose code is run: it can read every .py, .npz and .npy of the hand-in."""
TRAINED = frozenset({"network"})
"""The parts whose program is trained: it sees the modules that it imports."""
ASKERS = {"second": frozenset({"first"})}
"""Who asks for another part's answer."""
OF_X = frozenset({"weights", "regularized", "vector"})
"""Who takes X, or what it is made of, from the givens: k and m are the sizes of their arrays."""
READERS = {
    "arrays": {"weights", "regularized", "vector"},
    "tokens": {"first", "second"},
    "choice": {"one", "many"},
    "number": {"seconds"},
    "text": {"why"},
    "formulas": {"normal", "gradient", "projection"},
    "code": {"solver", "inputs", "trainer", "program", "network"},
}
"""Modules of grader.answers, and the parts that they read."""
CHECKS = {
    "optimality": {"weights", "solver"},
    "directions": {"weights", "regularized"},
    "closeness": {"vector"},
    "penalty": {"regularized"},
    "values": {"inputs"},
    "sequence": {"first", "second"},
    "selection": {"one", "many"},
    "numbers": {"seconds"},
    "review": {"why", "program"},
    "equations": {"normal"},
    "expression": {"gradient"},
    "derivation": {"projection"},
    "code": {"solver", "inputs", "trainer"},
    "training": {"network"},
}
"""Modules of grader.checks, and the parts that they judge; more may use them in passing."""
ORACLES = {
    "solver_cases": {"solver"},
    "decoder_cases": {"inputs"},
    "regularized_training": {"trainer"},
    "regularized_autoencoder": {"regularized", "vector", "trainer"},
    "spanish_english": {"inputs"},
    "resnet": {"network"},
    "digits": {"network"},
}
"""Modules of reference, and the parts that they are behind."""
FILES = {"reference/data/spanish_english.tsv": {"inputs"}, "reference/data/digits.npz": {"network"}}
"""Files that oracles open. The decoder's words come from the corpus."""
