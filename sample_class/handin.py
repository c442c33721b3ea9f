"""The files that invented students hand in, in every format: the same bytes on every machine and day.

The formats are written out here where the usual writer would put in a date, a version or its own name.
Arrays are rounded to 12 decimals, so that the last bits of a linear-algebra library do not show.
"""

import io
import json
import shutil
import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[Any]
Expected = tuple[str, float | None] | tuple[str, float | None, tuple[str, ...]]
"""A part's status, its score (None while somebody must still look at it), the mistakes that should be named."""


@dataclass(frozen=True, slots=True)
class Student:
    """A student's folder, or instead of it the bytes of a zip, and what it should get, part by part."""

    id: str
    about: str
    expected: Mapping[str, Expected]
    files: Mapping[str, bytes]
    archive: bytes | None = None


def write(student: Student, folder: Path) -> None:
    """Write the student's folder or zip, and `<id>.expected.yaml` next to it; what was there goes."""
    path = folder / student.id
    if path.is_dir():
        shutil.rmtree(path)
    if student.archive is not None:
        (folder / f"{student.id}.zip").write_bytes(student.archive)
    else:
        path.mkdir()
        for name, data in student.files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
    (folder / f"{student.id}.expected.yaml").write_text(expected_yaml(student), encoding="utf-8", newline="\n")


def expected_yaml(student: Student) -> str:
    """`about: …` and a line `part: {status: …, score: …}` for every part."""
    lines = [f"about: {json.dumps(student.about, ensure_ascii=False)}"]
    for part, (status, score, *mistakes) in student.expected.items():
        points = "null" if score is None else f"{score:g}"
        named = f", mistakes: {json.dumps(list(*mistakes), ensure_ascii=False)}" if mistakes else ""
        lines.append(f"{part}: {{status: {status}, score: {points}{named}}}")
    return "\n".join(lines) + "\n"


# --- texts ----------------------------------------------------------------------------------------


def markdown(answers: Mapping[str, str], title: str = "Homework 7") -> bytes:
    """answers.md with a heading for every part."""
    sections = [f"# {title}", *(f"## {part}\n\n{text.strip()}" for part, text in answers.items())]
    return ("\n\n".join(sections) + "\n").encode()


def filled(starter: bytes, answers: Mapping[str, str]) -> bytes:
    """The starter's answers.md, an answer below each question where there is one, as a student fills it in."""
    head, *sections = starter.decode().split("\n## ")
    return "\n## ".join([head, *(_filled(section, answers) for section in sections)]).encode()


def _filled(section: str, answers: Mapping[str, str]) -> str:
    text = answers.get(section.split()[0])
    if text is None:
        return section
    lines = section.split("\n")
    question = max(number for number, line in enumerate(lines) if number == 0 or line.startswith(">"))
    following = [line for line in lines[question:] if line.startswith("# ")]
    return "\n".join([*lines[: question + 1], "", text.strip(), "", *(f"{line}\n" for line in following)])


def notebook(cells: Iterable[tuple[str, str]]) -> bytes:
    """A Jupyter notebook of (kind, source) cells; code cells have run and printed something."""
    made: list[dict[str, Any]] = []
    for number, (kind, source) in enumerate(cells, 1):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
        if kind == "code":
            output = {"name": "stdout", "output_type": "stream", "text": ["ok\n"]}
            cell |= {"execution_count": number, "outputs": [output]}
        made.append(cell)
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


# --- arrays ---------------------------------------------------------------------------------------


def npy(array: Matrix) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, rounded(array), version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def npy_header(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    """The start of a .npy file that promises an array of this shape and type."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": descr, "fortran_order": False, "shape": shape})
    return stream.getvalue()


def npz(**arrays: Matrix) -> bytes:
    return zipped({f"{name}.npy": npy(array) for name, array in arrays.items()})


def safetensors(**arrays: Matrix) -> bytes:
    """Eight bytes of length, a JSON header, the raw data."""
    header: dict[str, Any] = {}
    data = b""
    for name, array in arrays.items():
        raw = np.ascontiguousarray(rounded(array)).tobytes()
        kind = {"float64": "F64", "float32": "F32", "float16": "F16"}[array.dtype.name]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def torch_file(arrays: Mapping[str, Matrix], *, strides: tuple[int, int] | None = None) -> bytes:
    """A .pt file as `torch.save({"W1": W1, …}, path)` writes it: a zip of a pickle and the raw storages.

    With `strides` every tensor claims these, whatever its storage holds: (0, 0) repeats one number.
    """
    pickled, storages = b"\x80\x02}(", {}
    for key, (name, array) in enumerate(arrays.items()):
        kind = {"float64": b"DoubleStorage", "float32": b"FloatStorage"}[array.dtype.name]
        raw = np.ascontiguousarray(rounded(array)).tobytes()
        storages[f"archive/data/{key}"] = raw if strides is None else raw[: array.itemsize]
        count = len(storages[f"archive/data/{key}"]) // array.itemsize
        pickled += _text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n("
        pickled += b"(" + _text("storage") + b"ctorch\n" + kind + b"\n" + _text(str(key)) + _text("cpu")
        pickled += _number(count) + b"tQ" + _number(0)
        pickled += _pair(*array.shape) + _pair(*(strides or (array.shape[1], 1)))
        pickled += b"\x89ccollections\nOrderedDict\n)RtR"
    return torch_archive(pickled + b"u.", storages)


def torch_archive(pickled: bytes, storages: Mapping[str, bytes] | None = None) -> bytes:
    """The zip that torch.save puts around a pickle and its storages."""
    files = {"archive/data.pkl": pickled, "archive/byteorder": b"little", "archive/version": b"3\n"}
    return zipped({**files, **(storages or {})})


def _text(word: str) -> bytes:
    return b"X" + struct.pack("<I", len(word)) + word.encode()


def _number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def _pair(first: int, second: int) -> bytes:
    return _number(first) + _number(second) + b"\x86"


def rounded(array: Matrix) -> Matrix:
    """The array to 12 decimals, no negative zeros, in its own type."""
    return (np.round(array.astype(np.float64), 12) + 0.0).astype(array.dtype)


# --- zips -----------------------------------------------------------------------------------------


def zipped(
    files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None, method: int = zipfile.ZIP_STORED
) -> bytes:
    """A zip with a fixed date, whatever the names; `links` are symbolic links by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(_member(name, 0o100644, method), data)
        for name, target in (links or {}).items():
            archive.writestr(_member(name, 0o120777, zipfile.ZIP_STORED), target)
    return stream.getvalue()


def _member(name: str, mode: int, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr, info.compress_type = 3, mode << 16, method
    return info
