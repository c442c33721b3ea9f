""".safetensors and .pt: headers that lie, pickles that would run, storages that do not cover their tensors."""

import json
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from sample_class.classes import given
from sample_class.handin import safetensors, torch_archive, torch_file, zipped
from tests.hostile.cases import PCA, PICKLE, Case, beside, sparse


def _safe(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def _tensor(dtype: str = "F64", shape: tuple[int, ...] = (3, 8), start: int = 0, end: int = 192) -> dict[str, Any]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


def _both(tensor: dict[str, Any]) -> dict[str, Any]:
    return {"W1": tensor, "W2": tensor}


def _safetensors() -> dict[str, bytes]:
    good = safetensors(**given()[0].pca())
    deep = b'{"W1": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    return {
        "no-bytes": b"",
        "seven-bytes": good[:7],
        "eight-bytes": good[:8],
        "cut-in-the-header": good[:40],
        "cut-in-the-data": good[:-1],
        "data-too-long": good + b"\0",
        "header-of-exabytes": _safe({}, length=2**63),
        "header-longer-than-the-file": _safe({}, length=90_000),
        "header-too-long": _safe(b" " * 200_000),
        "header-no-json": _safe(b"W1 = 1"),
        "header-a-list": _safe([1, 2]),
        "header-deep": _safe(deep),
        "header-not-utf8": _safe(b'{"\xff": 1}'),
        "header-nan": _safe(b'{"W1": NaN}'),
        "header-key-twice": _safe(b'{"W1": {}, "W1": {}}'),
        "no-tensors": _safe({}),
        "only-metadata": _safe({"__metadata__": {"W1": "x"}}),
        "metadata-html": _safe({"__metadata__": {"x": "<img src=x onerror=alert(1)>"}}),
        "overlapping": _safe(_both(_tensor()), bytes(192)),
        "with-a-hole": _safe({"W1": _tensor(start=8, end=200)}, bytes(200)),
        "backwards": _safe({"W1": _tensor(start=192, end=0)}, bytes(192)),
        "beyond-the-file": _safe({"W1": _tensor(end=2**40)}, bytes(192)),
        "negative-shape": _safe({"W1": _tensor(shape=(-3, -8))}, bytes(192)),
        "overflowing-shape": _safe({"W1": _tensor(shape=(2**62, 2**62))}, bytes(192)),
        "zero-shape": _safe({"W1": _tensor(shape=(0, 8), end=0)}),
        "transposed": _safe({"W1": _tensor(shape=(8, 3))}, bytes(192)),
        "unknown-type": _safe({"W1": _tensor("F63")}, bytes(192)),
        "booleans": _safe({"W1": _tensor("BOOL", end=24)}, bytes(24)),
        "eight-bit-floats": _safe({"W1": _tensor("F8_E4M3", end=24)}, bytes(24)),
        "one-tensor": safetensors(W1=given()[0].pca()["W1"]),
        "all-nan": safetensors(W1=np.full((3, 8), np.nan), W2=np.full((8, 3), np.nan)),
        "all-infinite": safetensors(W1=np.full((3, 8), np.inf), W2=np.full((8, 3), np.inf)),
        "pickle": PICKLE,
        "zip": zipped({"W1.npy": b""}),
    }


class _Runs:
    def __reduce__(self) -> Any:
        return eval, ("open('grader-was-fooled', 'w')",)


def _torch() -> dict[str, bytes]:
    good = torch_file(given()[0].pca())
    half = {"W1": np.full((3, 8), 0.5), "W2": np.full((8, 3), 0.5)}
    plain = pickle.dumps({"W1": [[1.0]], "W2": [[1.0]]}, 2)
    deep = b"\x80\x02" + b"(" * 100_000 + b"]" + b"t" * 100_000 + b"."
    memo = b"\x80\x02]q\x00" + b"(h\x00h\x00h\x00h\x00h\x00h\x00e" * 20 + b"."
    names = {f"archive/x{n}": b"" for n in range(1_500)}
    rebuilt = b"\x80\x02}X\x02\x00\x00\x00W1ctorch._utils\n_rebuild_tensor_v2\n(tRs."
    return {
        "no-bytes": b"",
        "cut-at-a-half": good[: len(good) // 2],
        "cut-by-one": good[:-1],
        "magic-only": b"PK\3\4",
        "legacy-pickle": pickle.dumps(0x1950A86A20F9469CFC6C, 2) + plain,
        "bare-pickle": plain,
        "bare-command": PICKLE,
        "command": torch_archive(PICKLE),
        "reduce": torch_archive(pickle.dumps({"W1": _Runs()}, 2)),
        "reduce-protocol-4": torch_archive(pickle.dumps({"W1": _Runs()}, 4)),
        "stack-global": torch_archive(b"\x80\x04\x8c\x02os\x8c\x06system\x93."),
        "getattr": torch_archive(b"cbuiltins\ngetattr\n."),
        "numpy-array": torch_archive(pickle.dumps({"W1": np.eye(3)}, 2)),
        "extension": torch_archive(b"\x80\x02\x82\x01."),
        "persistent-id": torch_archive(b"\x80\x02X\x01\x00\x00\x00xQ."),
        "no-stop": torch_archive(b"\x80\x02}"),
        "no-pickle": torch_archive(b""),
        "protocol-255": torch_archive(b"\x80\xff}."),
        "random-pickle": torch_archive(bytes(range(256))),
        "lists-for-tensors": torch_archive(plain),
        "a-list": torch_archive(pickle.dumps([1, 2], 2)),
        "a-number": torch_archive(pickle.dumps(1, 2)),
        "a-long-number": torch_archive(b"\x80\x02\x8b\xff\xff\xff\x7f."),
        "a-long-text": torch_archive(b"\x80\x02X\xff\xff\xff\xffx."),
        "many-opcodes": torch_archive(b"\x80\x02" + b"N0" * 200_000 + b"N."),
        "a-huge-pickle": torch_archive(b"\x80\x02" + b"N0" * 600_000 + b"N."),
        "deep": torch_archive(deep),
        "of-itself": torch_archive(memo),
        "memo-index": torch_archive(b"\x80\x02}r\xff\xff\xff\x7f."),
        "tensor-of-nothing": torch_archive(rebuilt),
        "no-storage": torch_archive(_pickle_of(good)),
        "stride-0": torch_file(half, strides=(0, 0)),
        "stride-huge": torch_file(half, strides=(2**30, 2**30)),
        "stride-negative": torch_file(half, strides=(-1, -1)),
        "transposed": torch_file({"W1": half["W2"], "W2": half["W1"]}),
        "all-nan": torch_file({"W1": np.full((3, 8), np.nan), "W2": half["W2"]}),
        "only-one": torch_file({"W1": half["W1"]}),
        "two-pickles": zipped({"a/data.pkl": PICKLE, "b/data.pkl": PICKLE}),
        "deflated": zipped({"archive/data.pkl": bytes(900_000)}, method=zipfile.ZIP_DEFLATED),
        "1500-members": zipped({"archive/data.pkl": PICKLE, **names}),
        "script": zipped({"archive/data.pkl": b"N.", "archive/constants.pkl": PICKLE, "archive/code/x.py": b"1"}),
        "npz-inside": zipped({"W1.npy": b"", "W2.npy": b""}),
    }


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _pickle_of(archive: bytes) -> bytes:
    start = archive.index(b"\x80\x02}(")
    return archive[start : archive.index(b"u.", start) + 2]


def cases() -> list[Case]:
    made = [beside(f"safe-{id}", PCA, "pca_weights.safetensors", data) for id, data in _safetensors().items()]
    made += [beside(f"pt-{id}", PCA, "pca_weights.pt", data) for id, data in _torch().items()]
    heavy = {"W1": np.ones((8, 3)), "W2": np.ones((3, 8)), "more": np.zeros((7_000_000, 1))}
    made.append(beside("safe-heavy", PCA, "pca_weights.safetensors", lambda path: _write(path, safetensors(**heavy))))
    made.append(beside("pt-heavy", PCA, "pca_weights.pt", lambda path: _write(path, torch_file(heavy))))
    made.append(beside("pth-command", PCA, "pca_weights.pth", torch_archive(PICKLE), "it was not loaded"))
    made.append(beside("safe-of-zeros", PCA, "pca_weights.safetensors", sparse(64_000_000)))
    made.append(beside("safe-too-large", PCA, "pca_weights.safetensors", sparse(64_000_001), "at most 64,000,000"))
    made.append(beside("pt-of-zeros", PCA, "pca_weights.pt", sparse(64_000_000), "not a .pt file"))
    made.append(beside("pt-too-large", PCA, "pca_weights.pt", sparse(5_000_000_000), "at most 64,000,000 bytes"))
    return made
