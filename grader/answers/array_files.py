"""Arrays from .npz, .npy, .safetensors and .pt files, without ever unpickling an object.

Sizes and types are read from the headers and refused there: a megabyte of zip can hold a gigabyte of
zeros, a stride of 0 makes one number look like a billion.
"""

import io
import math
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.answers.stored import MAX_HEADER, Raw, Shapes, check_directory, check_header, check_names, keywords
from grader.errors import Unreadable
from grader.model import File, Place

MAX_SAFE_HEADER = 100_000
"""Bytes of a .safetensors header that are parsed at most."""
_SAFE_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U8": "|u1",
    "U16": "<u2",
    "U32": "<u4",
    "U64": "<u8",
}
"""The types of .safetensors that numpy has, by its names for them."""


def load(files: Sequence[File], wanted: Shapes) -> dict[str, Raw]:
    """The wanted arrays that the files hold. Arrays of other names stay unread.

    Raises:
        Unreadable: no array file, damaged, objects or text inside, or a shape other than the one wanted.
    """
    found: dict[str, Raw] = {}
    for file in files:
        suffix = file.place.file.rpartition(".")[2].casefold()
        if not file.data:
            raise Unreadable("the file is empty", file.place)
        if suffix == "npy":
            name = _name_of(file.place.file, wanted)
            found[name] = _npy(io.BytesIO(file.data), len(file.data), name, wanted[name], file.place)
        elif suffix == "npz":
            found |= _npz(file, wanted)
        elif suffix == "safetensors":
            found |= _safetensors(file, wanted)
        else:
            from grader.answers.torch_files import torch_arrays

            found |= torch_arrays(file, wanted)
    return found


def _name_of(path: str, wanted: Shapes) -> str:
    """The array that `pca_weights_W1.npy`, `pca_weights.W1.npy` or `W1.npy` holds."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    fitting = [name for name in wanted if stem == name or stem.endswith(("_" + name, "." + name, "-" + name))]
    return max(fitting, key=len) if fitting else next(iter(wanted))


def _npz(file: File, wanted: Shapes) -> dict[str, Raw]:
    check_directory(file)
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = _members(archive, file.place)
            found = {}
            for name in wanted:
                if name in members:
                    with archive.open(members[name]) as stream:
                        found[name] = _npy(stream, members[name].file_size, name, wanted[name], file.place)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 — zipfile raises a dozen kinds on damaged input, none of them ours
        raise Unreadable(
            "not an .npz file, or a damaged one", file.place, f"Write it with numpy.savez(…, {keywords(wanted)})."
        ) from None
    check_names(members, wanted, file.place)
    return found


def _members(archive: zipfile.ZipFile, place: Place) -> dict[str, zipfile.ZipInfo]:
    """The members by the names of their arrays."""
    infos = archive.infolist()
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise Unreadable("a member of the archive is packed by a method that numpy does not write", place)
    members = {info.filename.removesuffix(".npy"): info for info in infos}
    if len(members) < len(infos):
        raise Unreadable("two members of the archive have the same name", place)
    return members


def _npy(stream: Any, size: int, name: str, shape: tuple[int, ...], place: Place) -> Raw:
    """One .npy: the header first, the data only if the header is what was asked for."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 wrote
            version = np.lib.format.read_magic(stream)
            read = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}.get(version[0])
            header = read(stream, max_header_size=MAX_HEADER) if read else None
    except Exception:  # noqa: BLE001 — numpy parses the header as Python, and raises whatever that raises
        raise Unreadable(
            f"{name} is not a .npy array, or a damaged one", place, "Write it with numpy.save or numpy.savez."
        ) from None
    if header is None:
        raise Unreadable(f"{name} is stored in .npy format {version[0]}.{version[1]}, which is not read", place)
    stored, column_major, dtype = header
    check_header(name, stored, str(dtype), dtype.kind, shape, place)
    need = math.prod(stored) * dtype.itemsize
    data = stream.read(need + 1) if need <= size else b""
    if len(data) != need:
        raise Unreadable(f"{name} holds {len(data)} bytes of data where its header promises {need}", place)
    array: Raw = np.frombuffer(data, dtype=dtype).reshape(stored, order="F" if column_major else "C")
    return array


def _safetensors(file: File, wanted: Shapes) -> dict[str, Raw]:
    from safetensors import SafetensorError, deserialize

    if int.from_bytes(file.data[:8], "little") > MAX_SAFE_HEADER:
        raise Unreadable(
            f"not a .safetensors file, or one with a header of more than {MAX_SAFE_HEADER:,} bytes", file.place
        )
    try:
        tensors = dict(deserialize(file.data))  # type: ignore[no-untyped-call]
    except (SafetensorError, ValueError, MemoryError, OverflowError) as error:
        raise Unreadable(f"not a .safetensors file, or a damaged one ({str(error)[:120]})", file.place) from None
    check_names(tensors, wanted, file.place)
    return {name: _safe_tensor(name, tensors[name], wanted[name], file.place) for name in wanted if name in tensors}


def _safe_tensor(name: str, tensor: Mapping[str, Any], shape: tuple[int, ...], place: Place) -> Raw:
    """One tensor of a .safetensors file: its bytes, with the type and shape that the header gives them."""
    stored = str(tensor["dtype"])
    kind = "b" if stored == "BOOL" else {"F": "f", "I": "i", "U": "u", "B": "f", "C": "c"}.get(stored[0], "O")
    check_header(name, tensor["shape"], stored, kind, shape, place)
    array: Raw
    if stored == "BF16":
        array = (np.frombuffer(tensor["data"], dtype="<u2").astype("<u4") << 16).view("<f4")
    elif stored in _SAFE_TYPES:
        array = np.frombuffer(tensor["data"], dtype=_SAFE_TYPES[stored])
    else:
        raise Unreadable(f"{name} is stored as {stored}, which is not read", place, "Save it as float32 or float64.")
    return array.reshape(tensor["shape"])
