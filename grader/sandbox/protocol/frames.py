"""The one codec of both sides: a frame is a JSON header and the raw bytes of its arrays. Pure.

    4 bytes   length of the header, big-endian        8 bytes   length of the arrays together
    header    {"body": node, "arrays": [[dtype, shape], …]}, UTF-8
    arrays    little-endian, in C order, one after the other, nothing between or behind

A node is a JSON scalar, a list, or an object with one key that names what it holds: `{"dict": {…}}`,
`{"tuple": […]}`, `{"float": "nan"}`, `{"array": 0}`, `{"handle": 3}`. What a student's process sends is
read by `decode`, which believes nothing: every size is checked before memory is spent on it.
"""

import json
import math
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from grader.sandbox.protocol import strict_json
from grader.sandbox.protocol.strict_json import WireError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Handle", "Value", "WireError", "decode", "encode", "length"]

PREFIX = struct.Struct(">IQ")
HEADER = 4 << 20
"""Bytes of a header at most: what JSON makes of 4 MiB stays under a few hundred MB."""
READY = "ready"
"""A child's first frame, before any of the student's code has run."""
DEPTH = 32
NODES = 100_000
DIMENSIONS = 8
DTYPE = re.compile(r"<f[248]|\|[iu]1|<[iu][248]|\|b1")


@dataclass(frozen=True, slots=True)
class Handle:
    """A function that the student's process keeps, and that can be called there."""

    id: int


Value: TypeAlias = Union[
    None, bool, int, float, str, list["Value"], tuple["Value", ...], dict[str, "Value"], "np.ndarray[Any, Any]", Handle
]


def encode(value: Value, limit: int) -> bytes:
    """The frame of a value.

    Raises:
        WireError: a type that does not travel, too deep, too many values, or more bytes than `limit`.
    """
    writer = _Writer()
    body = writer.node(value, 0)
    described = [[array.dtype.str, list(array.shape)] for array in writer.arrays]
    header = json.dumps({"body": body, "arrays": described}, ensure_ascii=True, separators=(",", ":")).encode()
    size = sum(array.nbytes for array in writer.arrays)
    if len(header) > HEADER:
        raise WireError(f"it is {len(header):,} bytes of text, numbers and lists; at most {HEADER:,} are read")
    total = PREFIX.size + len(header) + size
    if total > limit:
        raise WireError(f"it is {total:,} bytes; at most {limit:,} are read")
    return b"".join([PREFIX.pack(len(header), size), header, *(array.tobytes() for array in writer.arrays)])


def length(prefix: bytes, limit: int) -> int:
    """The number of bytes that follow a frame's prefix.

    Raises:
        WireError: more than `limit` with the prefix, or a header beyond `HEADER`.
    """
    header, size = PREFIX.unpack(prefix)
    if header > HEADER or PREFIX.size + header + size > limit:
        raise WireError(f"a frame of {PREFIX.size + header + size:,} bytes is announced; at most {limit:,} are read")
    return int(header + size)


def decode(frame: bytes | bytearray) -> Value:
    """The value of a whole frame; its arrays are copies.

    Raises:
        WireError: anything that `encode` would not have written.
    """
    if len(frame) < PREFIX.size:
        raise WireError("the frame is cut short")
    header, size = PREFIX.unpack_from(frame)
    if header > HEADER or len(frame) != PREFIX.size + header + size:
        raise WireError("the frame does not have the length that it announces")
    parsed = strict_json.parse(bytes(frame[PREFIX.size : PREFIX.size + header]))
    if not isinstance(parsed, dict) or list(parsed) != ["body", "arrays"]:
        raise WireError("the header is not a body and its arrays")
    reader = _Reader(_arrays(parsed["arrays"], memoryview(frame)[PREFIX.size + header :]))
    value = reader.node(parsed["body"], 0)
    if reader.used != len(reader.arrays):
        raise WireError("an array belongs to no value")
    return value


class _Writer:
    """Turns a value into JSON, and puts its arrays aside."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray[Any, Any]] = []
        self.count = 0

    def node(self, value: object, depth: int) -> object:
        self.count = _counted(self.count, depth)
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return _short(value)
        if kind is str:
            return _text(value)
        if isinstance(value, float) and kind is float:
            return value if math.isfinite(value) else {"float": repr(value)}
        if isinstance(value, list) and kind is list:
            return [self.node(item, depth + 1) for item in value]
        if isinstance(value, tuple) and kind is tuple:
            return {"tuple": [self.node(item, depth + 1) for item in value]}
        if isinstance(value, dict) and kind is dict:
            return {"dict": {_key(key): self.node(item, depth + 1) for key, item in value.items()}}
        if isinstance(value, Handle):
            return {"handle": _short(value.id)}
        return {"array": self._array(value)}

    def _array(self, value: Any) -> int:
        import numpy as np

        if type(value) is not np.ndarray:
            raise WireError(f"a value of type {type(value).__module__}.{type(value).__qualname__} does not travel")
        # ascontiguousarray would make a scalar array one-dimensional
        plain = value.astype(value.dtype.newbyteorder("<"), order="C", copy=False)
        if not DTYPE.fullmatch(plain.dtype.str):
            raise WireError(f"an array of dtype {value.dtype} does not travel; float, int, unsigned and bool do")
        if plain.ndim > DIMENSIONS:
            raise WireError(f"an array has {plain.ndim} dimensions; at most {DIMENSIONS} are read")
        self.arrays.append(plain)
        return len(self.arrays) - 1


class _Reader:
    """Turns checked JSON back into a value; each array is used once, in order."""

    def __init__(self, arrays: "list[np.ndarray[Any, Any]]"):
        self.arrays, self.used, self.count = arrays, 0, 0

    def node(self, node: Any, depth: int) -> Value:
        self.count = _counted(self.count, depth)
        if isinstance(node, list):
            return [self.node(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return _text(node) if isinstance(node, str) else node
        if len(node) != 1:
            raise WireError("an object does not name one kind of value")
        ((kind, held),) = node.items()
        return self._tagged(kind, held, depth)

    def _tagged(self, kind: str, held: Any, depth: int) -> Value:
        if kind == "tuple" and isinstance(held, list):
            return tuple(self.node(item, depth + 1) for item in held)
        if kind == "dict" and isinstance(held, dict):
            return {_text(key): self.node(item, depth + 1) for key, item in held.items()}
        if kind == "float" and held in ("nan", "inf", "-inf"):
            return float(held)
        if kind == "handle" and type(held) is int and 0 <= held < 1 << 62:
            return Handle(held)
        if kind == "array" and type(held) is int and held == self.used < len(self.arrays):
            self.used += 1
            return self.arrays[held]
        raise WireError(f"{kind[:20]!r} is not a kind of value, or does not hold what it should")


def _counted(count: int, depth: int) -> int:
    if depth > DEPTH:
        raise WireError(f"it is nested more than {DEPTH} deep")
    if count >= NODES:
        raise WireError(f"it has more than {NODES:,} values; return an array")
    return count + 1


def _short(number: Any) -> int:
    if abs(number) >= 10**strict_json.DIGITS:
        raise WireError(f"an integer has more than {strict_json.DIGITS} digits")
    return int(number)


def _text(text: Any) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError("a text holds half a surrogate pair, which is not a character") from None
    return str(text)


def _key(key: Any) -> str:
    if type(key) is not str:
        raise WireError(f"a dictionary has a key of type {type(key).__qualname__}; only text travels")
    return _text(key)


def _arrays(described: Any, data: memoryview) -> "list[np.ndarray[Any, Any]]":
    """The arrays that the header describes, which together are all of `data`."""
    if not isinstance(described, list) or len(described) > NODES:
        raise WireError("the arrays are not described by a list")
    made: list[np.ndarray[Any, Any]] = []
    start = 0
    for item in described:
        array, start = _array(item, data, start)
        made.append(array)
    if start != len(data):
        raise WireError("bytes are left over after the arrays")
    return made


def _array(item: Any, data: memoryview, start: int) -> "tuple[np.ndarray[Any, Any], int]":
    import numpy as np

    if not isinstance(item, list) or len(item) != 2 or not isinstance(item[0], str) or not isinstance(item[1], list):
        raise WireError("an array is not described by its dtype and shape")
    name, shape = item
    if not DTYPE.fullmatch(name):
        raise WireError(f"{name[:20]!r} is not the dtype of an array that travels")
    if len(shape) > DIMENSIONS or not all(type(side) is int and side >= 0 for side in shape):
        raise WireError("an array's shape is not a few sizes")
    if math.prod(side or 1 for side in shape) > 1 << 48:  # an empty array may name sides that NumPy cannot hold
        raise WireError("an array's sides are too large")
    dtype = np.dtype(name)
    end = start + dtype.itemsize * math.prod(shape)
    if end > len(data):
        raise WireError("an array claims more bytes than there are")
    if name == "|b1" and np.frombuffer(data[start:end], np.uint8).max(initial=0) > 1:
        raise WireError("a truth value is neither 0 nor 1")
    return np.frombuffer(data[start:end], dtype).reshape(shape).copy(), end
