"""The frames between the grader and a child: what travels, and every way in which bytes are no frame."""

import contextlib
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.sandbox.protocol import frames
from grader.sandbox.protocol.frames import Handle, WireError

LIMIT = 1 << 20

DTYPES = ["<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"]

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text()
    | st.builds(Handle, st.integers(0, 10**9))
    | st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays.arrays(
            np.dtype(dtype), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
        )
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Equal with types, order of keys, dtypes, shapes and the very bits of every float."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return repr(one) == repr(other)
    return bool(one == other)


@given(VALUES)
def test_what_is_sent_arrives(value: Any) -> None:
    assert same(frames.decode(frames.encode(value, LIMIT)), value)


@given(VALUES, st.data())
def test_a_frame_with_a_byte_more_or_less_is_none(value: Any, data: st.DataObject) -> None:
    frame = frames.encode(value, LIMIT)
    cut = data.draw(st.integers(0, len(frame) - 1))
    for wrong in (frame[:cut], frame + b"x"):
        with pytest.raises(WireError):
            frames.decode(wrong)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_refused(data: bytes) -> None:
    with contextlib.suppress(WireError):
        frames.decode(data)


@given(VALUES, st.data())
def test_a_frame_with_a_byte_changed_is_a_value_or_refused(value: Any, data: st.DataObject) -> None:
    frame = bytearray(frames.encode(value, LIMIT))
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        frames.decode(frame)


def test_arrays_are_copies_that_can_be_written_to() -> None:
    frame = bytearray(frames.encode([np.zeros(3)], LIMIT))
    (array,) = frames.decode(frame)
    frame[-8:] = b"\xff" * 8
    array += 1
    assert array.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.arange(12).reshape(3, 4).T, id="transposed"),
        pytest.param(np.arange(12.0)[::-2], id="strided"),
        pytest.param(np.broadcast_to(np.float32(2), (3, 2)), id="broadcast"),
        pytest.param(np.arange(3, dtype=">i4"), id="big-endian"),
        pytest.param(np.array(3.0), id="no-dimension"),
        pytest.param(np.zeros((0, 5)), id="empty"),
    ],
)
def test_any_layout_arrives_with_its_shape_and_values(array: np.ndarray) -> None:
    arrived = frames.decode(frames.encode(array, LIMIT))
    assert arrived.shape == array.shape
    assert np.array_equal(arrived, array)


class Liar(np.ndarray):
    """An array that calls itself equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True


NESTED: list[Any] = []
for _ in range(frames.DEPTH + 1):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param(object(), "builtins.object", id="object"),
        pytest.param({1, 2}, "builtins.set", id="set"),
        pytest.param(b"bytes", "builtins.bytes", id="bytes"),
        pytest.param(1j, "builtins.complex", id="complex"),
        pytest.param(np.float64(1), "numpy.float64", id="numpy-scalar"),
        pytest.param(np.zeros(2).view(Liar), "Liar", id="subclass-of-array"),
        pytest.param(np.zeros(2, complex), "complex128", id="complex-array"),
        pytest.param(np.array([object()]), "dtype object", id="object-array"),
        pytest.param(np.array(["a"]), "dtype <U1", id="text-array"),
        pytest.param(np.zeros(2, np.longdouble), "dtype", id="long-double"),
        pytest.param(np.zeros((1,) * 9), "9 dimensions", id="nine-dimensions"),
        pytest.param({1: 2}, "key of type int", id="key-that-is-no-text"),
        pytest.param("\ud800", "surrogate", id="half-a-surrogate-pair"),
        pytest.param(10**400, "400 digits", id="long-integer"),
        pytest.param(NESTED, "nested", id="deep"),
        pytest.param([0] * frames.NODES, "values", id="many"),
        pytest.param(np.zeros(LIMIT), "at most", id="large"),
    ],
)
def test_what_does_not_travel_is_named(value: Any, said: str) -> None:
    with pytest.raises(WireError, match=said):
        frames.encode(value, LIMIT)


def frame(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return frames.PREFIX.pack(len(text), len(data)) + text + data


def described(dtype: Any, shape: Any, data: bytes, body: Any = None) -> bytes:
    return frame({"body": body or {"array": 0}, "arrays": [[dtype, shape]]}, data)


MALFORMED = {
    "nothing": b"",
    "prefix cut": b"\0\0\0",
    "announces more": frames.PREFIX.pack(50, 0) + b"{}",
    "announces the largest sizes": struct.pack(">IQ", 2**32 - 1, 2**64 - 1),
    "header beyond its bound": frames.PREFIX.pack(frames.HEADER + 1, 0) + b" " * (frames.HEADER + 1),
    "not text": frame(b"\xff\xfe"),
    "not JSON": frame(b"hello"),
    "two documents": frame(b'{"body":1,"arrays":[]}{"body":1,"arrays":[]}'),
    "NaN as JSON has it not": frame(b'{"body":NaN,"arrays":[]}'),
    "Infinity": frame(b'{"body":-Infinity,"arrays":[]}'),
    "a float out of range": frame(b'{"body":1e999,"arrays":[]}'),
    "a long integer": frame(b'{"body":' + b"1" * 500 + b',"arrays":[]}'),
    "a key twice": frame(b'{"body":{"dict":{"a":1,"a":2}},"arrays":[]}'),
    "body twice": frame(b'{"body":1,"body":2,"arrays":[]}'),
    "runaway nesting": frame(b"[" * 200_000),
    "nesting beyond the bound": frame(b'{"body":' + b"[" * 40 + b"]" * 40 + b',"arrays":[]}'),
    "too many values": frame({"body": [0] * frames.NODES, "arrays": []}),
    "half a surrogate pair": frame(b'{"body":"\\ud800","arrays":[]}'),
    "no body": frame({"arrays": []}),
    "more than body and arrays": frame({"body": 1, "arrays": [], "more": 1}),
    "a list as header": frame([1, 2]),
    "arrays that are no list": frame({"body": 1, "arrays": {}}),
    "an object with two kinds": frame({"body": {"tuple": [], "dict": {}}, "arrays": []}),
    "an unknown kind": frame({"body": {"pickle": "gASV"}, "arrays": []}),
    "a dict that is a list": frame({"body": {"dict": []}, "arrays": []}),
    "a tuple that is a text": frame({"body": {"tuple": "ab"}, "arrays": []}),
    "a float that is finite": frame({"body": {"float": "1.0"}, "arrays": []}),
    "a handle that is negative": frame({"body": {"handle": -1}, "arrays": []}),
    "a handle that is true": frame({"body": {"handle": True}, "arrays": []}),
    "an array that is not there": frame({"body": {"array": 0}, "arrays": []}),
    "an array with a negative number": described("<f8", [1], b"\0" * 8, {"array": -1}),
    "an array used twice": described("<f8", [1], b"\0" * 8, [{"array": 0}, {"array": 0}]),
    "an array not used": frame({"body": 1, "arrays": [["<f8", [1]]]}, b"\0" * 8),
    "objects": described("|O", [1], b"\0" * 8),
    "a record": described("<f8,<f8", [1], b"\0" * 16),
    "text": described("<U2", [1], b"\0" * 8),
    "big-endian": described(">f8", [1], b"\0" * 8),
    "a dtype that is no text": described(8, [1], b"\0" * 8),
    "a dtype with a newline": described("<f8\n", [1], b"\0" * 8),
    "bytes that are no truth": described("|b1", [2], b"\x01\x07"),
    "a shape that is a number": described("<f8", 1, b"\0" * 8),
    "a negative side": described("<f8", [-1], b"\0" * 8),
    "two negative sides": described("<f8", [-1, -1], b"\0" * 8),
    "a side that is true": described("<f8", [True], b"\0" * 8),
    "a side that is a float": described("<f8", [1.0], b"\0" * 8),
    "nine sides": described("<f8", [1] * 9, b"\0" * 8),
    "more than there is": described("<f8", [2], b"\0" * 8),
    "sides whose product overflows": described("<f8", [2**32, 2**32, 2**32], b"\0" * 8),
    "no bytes, sides whose product overflows": described("<f8", [0, 2**39, 2**39], b""),
    "bytes left over": described("<f8", [1], b"\0" * 16),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_malformed_frames_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        frames.decode(data)


def test_a_frame_is_refused_by_its_prefix_before_its_bytes_are_read() -> None:
    assert frames.length(frames.PREFIX.pack(10, 20), 42) == 30
    for header, size in ((10, 21), (frames.HEADER + 1, 0), (2**32 - 1, 2**64 - 1)):
        with pytest.raises(WireError, match="at most"):
            frames.length(frames.PREFIX.pack(header, size), 42)
