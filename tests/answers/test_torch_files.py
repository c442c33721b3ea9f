""".pt files, which are pickles: scanned before anything is loaded, and never run."""

import io
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.errors import Unreadable
from tests.answers.array_cases import BOTH, W1, W2, refused, repacked, taken, zipped

torch = pytest.importorskip("torch")

DEEP = b"\x80\x02" + b"]" * 90_000 + b"a" * 89_999 + b"."


class Runs:
    """A pickle that touches a file, should anybody load it."""

    def __init__(self, marker: Path):
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.system, (f"touch {self.marker}",)


def saved(value: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    torch.save(value, stream, **options)
    return stream.getvalue()


def tensors(dtype: Any = None) -> dict[str, Any]:
    return {name: torch.tensor(array, dtype=dtype or torch.float64) for name, array in BOTH.items()}


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_types(dtype: str) -> None:
    values = taken(("w.pt", saved(tensors(getattr(torch, dtype)))))
    assert np.array_equal(values["W1"], W1)


def test_views_parameters_and_state_dicts() -> None:
    linear = torch.nn.Linear(3, 2, bias=False, dtype=torch.float64)
    state = linear.state_dict()
    state["W1"] = torch.nn.Parameter(torch.tensor(W1.T.copy()).T)
    state["W2"] = torch.arange(12.0, dtype=torch.float64).reshape(3, 4)[:, ::2]
    values = taken(("w.pt", saved(state)))
    assert np.array_equal(values["W1"], W1)
    assert np.array_equal(values["W2"], [[0, 2], [4, 6], [8, 10]])


def refused_cases(marker: Path) -> dict[str, tuple[bytes, str]]:
    good = saved(tensors())
    whole = tensors()
    return {
        "a pickle that runs": (repacked(good, {"data.pkl": pickle.dumps(Runs(marker), 2)}), "'posix.system'"),
        "a pickle that runs, protocol 4": (repacked(good, {"data.pkl": pickle.dumps(Runs(marker), 4)}), "STACK_GLOBAL"),
        "a model": (saved(torch.nn.Linear(3, 2)), "more than tensors"),
        "a tensor alone": (saved(whole["W1"]), "not a dict of tensors"),
        "a list": (saved([whole["W1"]]), "a list, not a dict"),
        "lists for tensors": (saved({"W1": W1.tolist(), "W2": W2.tolist()}), "W1 is a list, not a dense"),
        "a name missing": (saved({"W1": whole["W1"]}), "no array 'W2'"),
        "transposed": (saved({**whole, "W1": whole["W1"].T}), "W1 is 3×2"),
        "NaN": (saved({**whole, "W1": whole["W1"] * float("nan")}), "6 entries that are NaN"),
        "complex": (saved({**whole, "W1": whole["W1"] + 0j}), "more than tensors"),
        "true and false": (saved({**whole, "W1": whole["W1"] > 0}), "W1 holds true/false"),
        "sparse": (saved({**whole, "W1": whole["W1"].to_sparse()}), "more than tensors"),
        "one number that looks like many": (
            saved({**whole, "W1": torch.zeros(1, dtype=torch.float64).expand(2, 3)}),
            "its storage is smaller than its shape",
        ),
        "a storage that is not there": (repacked(good, {"data/0": bytes(8)}), "not a .pt file that torch can read"),
        "compressed": (zipped({"a/data.pkl": b""}), "compressed members"),
        "the old format": (saved(whole, _use_new_zipfile_serialization=False), "older formats"),
        "no pickle": (repacked(good, {"data.pkl": b"\xff\xff"}), "a damaged .pt file"),
        "a pickle of a million opcodes": (repacked(good, {"data.pkl": b"(" * 900_000}), "too many pickle opcodes"),
        "a pickle too long": (repacked(good, {"data.pkl": b"(" * 1_100_000}), "not a .pt file as torch.save"),
        "a deep pickle": (repacked(good, {"data.pkl": DEEP}), ".pt file"),
        "no zip": (b"hello", "not a .pt file"),
    }  # fmt: skip


def test_refused(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    for case, (data, said) in refused_cases(marker).items():
        assert said in refused("w.pt", data), case
    assert not marker.exists()


def test_the_marker_would_be_seen(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Runs(tmp_path / "ran")))  # noqa: S301 — our own, to show that the trap works
    assert (tmp_path / "ran").exists()


def test_damaged() -> None:
    good, draw = saved(tensors()), np.random.default_rng(1)
    for _ in range(200):
        bytes_ = bytearray(good)
        for at in draw.integers(0, len(bytes_), 3):
            bytes_[at] = draw.integers(256)
        try:
            taken(("w.pt", bytes(bytes_)))
        except Unreadable:
            continue
