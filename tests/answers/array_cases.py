"""Array files as students and attackers write them."""

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from grader.answers import FORMS
from grader.answers.form import Values
from grader.errors import Unreadable
from grader.model import Answer, File, Place

Arrays = Mapping[str, Any]

SETTINGS = {"arrays": "w.npz", "W1": ["k", "m"], "W2": ["m", "k"]}
GIVENS = {"k": 2, "m": 3}
W1 = np.array([[1.0, 0.5, -2.0], [0.25, 8.0, 0.0]])
W2 = np.array([[1.0, -0.5], [3.0, 0.125], [2.0, 4.0]])
BOTH = {"W1": W1, "W2": W2}


def taken(*files: tuple[str, bytes]) -> Values:
    answer = Answer(tuple(File(data, Place(name)) for name, data in files))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = FORMS["arrays"].reading.read(answer, SETTINGS, GIVENS)
    assert values is not None
    return values


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        taken((name, data))
    assert len(str(caught.value)) < 400
    return str(caught.value)


def npz(arrays: Arrays, *, compressed: bool = False) -> bytes:
    stream = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(stream, **arrays)
    return stream.getvalue()


def npy(array: Any, *, fortran: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.asfortranarray(array) if fortran else array)
    return stream.getvalue()


def header(text: str, data: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    """A .npy with this header, word for word."""
    length = struct.pack("<H" if version == (1, 0) else "<I", len(text) + 1)
    return b"\x93NUMPY" + bytes(version) + length + text.encode("latin1") + b"\n" + data


def shaped(shape: object, dtype: str = "<f8", data: bytes = bytes(192)) -> bytes:
    return header(f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}", data)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A .pt with some members' bytes exchanged, found by how their names end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for end, new in changed.items():
        members[next(name for name in members if name.endswith(end))] = new
    return zipped(members, zipfile.ZIP_STORED)


def safetensors(arrays: Mapping[str, tuple[str, list[int], bytes]]) -> bytes:
    """A .safetensors file: {name: (dtype, shape, data)}."""
    entries, body = {}, b""
    for name, (dtype, shape, data) in arrays.items():
        entries[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    head = json.dumps(entries).encode()
    return struct.pack("<Q", len(head)) + head + body
