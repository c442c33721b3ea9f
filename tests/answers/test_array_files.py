"""Array files: every format and type that is read, and every lie, bomb and slip that is refused."""

import pickle
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import Unreadable
from tests.answers.array_cases import (
    BOTH,
    GIVENS,
    SETTINGS,
    W1,
    W2,
    header,
    npy,
    npz,
    refused,
    safetensors,
    shaped,
    taken,
    zipped,
)
from tests.answers.handing_in import read


def as_type(dtype: Any) -> dict[str, np.ndarray]:
    return {name: array.astype(dtype) for name, array in BOTH.items()}


FILES = {
    "npz": ("w.npz", npz(BOTH)),
    "npz, compressed": ("w.npz", npz(BOTH, compressed=True)),
    "npz, float32": ("w.npz", npz(as_type("f4"))),
    "npz, float16": ("w.npz", npz(as_type("f2"))),
    "npz, long double": ("w.npz", npz(as_type("g"))),
    "npz, big-endian": ("w.npz", npz(as_type(">f8"))),
    "npz, one of each": ("w.npz", npz({"W1": W1.astype("f4"), "W2": W2})),
    "npz, other arrays beside": ("w.npz", npz({**BOTH, "loss": np.zeros(9), "note": np.array("hello")})),
    "npz, column-major": ("w.npz", zipped({"W1.npy": npy(W1, fortran=True), "W2.npy": npy(W2)})),
    "npz, members without suffix": ("w.npz", zipped({"W1": npy(W1), "W2": npy(W2)})),
    "safetensors, float64": (
        "w.safetensors",
        safetensors({n: ("F64", list(a.shape), a.tobytes()) for n, a in BOTH.items()}),
    ),
    "safetensors, float32": (
        "w.safetensors",
        safetensors({n: ("F32", list(a.shape), a.astype("<f4").tobytes()) for n, a in BOTH.items()}),
    ),
    "safetensors, bfloat16": (
            "w.safetensors",
            safetensors({n: ("BF16", list(a.shape), a.astype("<f4").tobytes()) for n, a in BOTH.items()}
                        | {n: ("BF16", list(a.shape), (a.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes())
                           for n, a in BOTH.items()}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_formats_and_types(file: tuple[str, bytes]) -> None:
    values = taken(file)
    for name, array in BOTH.items():  # the numbers are exact in all of these types
        assert values[name].dtype == np.float64
        assert np.array_equal(values[name], array)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_whole_numbers_are_numbers(dtype: str) -> None:
    whole = {"W1": np.ones((2, 3), dtype), "W2": np.arange(6).reshape(3, 2).astype(dtype)}
    values = taken(("w.npz", npz(whole)))
    assert np.array_equal(values["W2"], [[0, 1], [2, 3], [4, 5]])
    kind = {"i": "I", "u": "U"}[dtype[0]] + str(8 * int(dtype[1]))
    stored = {name: (kind, list(array.shape), array.tobytes()) for name, array in whole.items()}
    assert np.array_equal(taken(("w.safetensors", safetensors(stored)))["W2"], values["W2"])


@pytest.mark.parametrize("names", [("W1.npy", "W2.npy"), ("w_W1.npy", "w_W2.npy"), ("w.W1.npy", "w.W2.npy")])
def test_one_npy_for_each_array(names: tuple[str, str]) -> None:
    values = taken((names[0], npy(W1)), (names[1], npy(W2)))
    assert np.array_equal(values["W1"], W1)
    assert np.array_equal(values["W2"], W2)


def test_lists_of_rows_in_answers_yaml() -> None:
    values = read("arrays", {"W1": W1.tolist(), "W2": [[1, 2], [3, 4], [5, 6]]}, SETTINGS, GIVENS)
    assert values is not None
    assert np.array_equal(values["W1"], W1)


def with_w1(array: Any) -> bytes:
    return npz({"W1": array, "W2": W2})


def member(data: bytes) -> bytes:
    return zipped({"W1.npy": data, "W2.npy": npy(W2)})


def with_entry(entry: float) -> bytes:
    array = W1.copy()
    array[0, 0] = entry
    return with_w1(array)


REFUSED = {
    "NaN": (with_entry(np.nan), "1 entry that are NaN or infinite"),
    "infinity": (with_entry(np.inf), "NaN or infinite"),
    "NaN in float16": (with_w1(np.full((2, 3), np.nan, "f2")), "6 entries that are NaN"),
    "beyond float64": (with_w1(np.full((2, 3), np.longdouble("1e4000"))), "NaN or infinite"),
    "a name missing": (npz({"W1": W1}), "no array 'W2'; it has 'W1'"),
    "other names": (npz({"w1": W1, "w2": W2}), "no array 'W1' and 'W2'; it has 'w1' and 'w2'"),
    "no names": (zipped({}), "no array 'W1' and 'W2'"),
    "positional": (zipped({"arr_0.npy": npy(W1), "arr_1.npy": npy(W2)}), "it has 'arr_0' and 'arr_1'"),
    "transposed": (with_w1(W1.T), "W1 is 3×2; 2×3 is asked for; is it transposed?"),
    "flat": (with_w1(W1.ravel()), "W1 is 6; 2×3 is asked for"),
    "a number": (with_w1(np.float64(1)), "W1 is a single number; 2×3 is asked for"),
    "one axis more": (with_w1(W1[None]), "W1 is 1×2×3"),
    "empty": (with_w1(np.zeros((0, 3))), "W1 is 0×3"),
    "text": (with_w1(np.full((2, 3), "1.0")), "W1 holds text"),
    "bytes": (with_w1(np.full((2, 3), b"1.0")), "W1 holds text"),
    "complex": (with_w1(W1 + 0j), "W1 holds complex numbers"),
    "true and false": (with_w1(W1 > 0), "W1 holds true/false"),
    "records": (with_w1(np.zeros((2, 3), [("a", "f8")])), "W1 holds records"),
    "dates": (with_w1(np.zeros((2, 3), "M8[s]")), "W1 holds datetime64[s]"),
    "objects": (with_w1(np.full((2, 3), None)), "W1 holds Python objects"),
    "objects that would run": (member(shaped((2, 3), "|O", pickle.dumps(print))), "W1 holds Python objects"),
    "fewer bytes than promised": (member(shaped((2, 3), data=bytes(40))), "40 bytes of data where"),
    "more bytes than promised": (member(shaped((2, 3), data=bytes(64))), "49 bytes of data"),
    "a shape beyond memory": (member(shaped((10**9, 10**9))), "W1 is 1000000000×1000000000"),
    "a shape of many digits": (member(shaped(f"({'9' * 4000},)")), "W1 is 9999"),
    "a negative shape": (member(shaped((-2, -3))), "W1 is -2×-3"),
    "a shape of text": (member(shaped("('2', '3')")), "not a .npy array"),
    "a very wide item": (member(shaped((2, 3), "<f99999999999")), "not a .npy array"),
    "an unknown type": (member(shaped((2, 3), "<q9")), "not a .npy array"),
    "a type of one tuple": (
        member(header("{'descr': ('<f8',), 'fortran_order': False, 'shape': (2, 3), }")),
        "not a .npy array",
    ),
    "a call in the header": (member(header("__import__('os').system('true')")), "not a .npy array"),
    "an unfinished header": (member(header("{'descr': '<f8', (")), "not a .npy array"),
    "an unfinished string in the header": (member(header("{'descr': '''")), "not a .npy array"),
    "a header of brackets": (member(header("(" * 9000)), "not a .npy array"),
    "a header of minus signs": (member(header("-" * 9000 + "1")), "not a .npy array"),
    "a long header": (member(header(" " * 20_000)), "not a .npy array"),
    "a header that never comes": (member(b"\x93NUMPY\x01\x00\xff\xff"), "not a .npy array"),
    "a version to come": (member(header("{}", version=(9, 0))), "format 9.0, which is not read"),
    "version 3": (member(header("{}", version=(3, 0))), "format 3.0, which is not read"),
    "an empty member": (member(b""), "not a .npy array"),
    "a pickle for a member": (member(pickle.dumps([1])), "not a .npy array"),
    "a member twice": (zipped({"W1.npy": npy(W1), "W1": npy(W1)}), "two members of the archive have the same name"),
    "a member packed by lzma": (zipped({"W1.npy": npy(W1)}, zipfile.ZIP_LZMA), "a method that numpy does not write"),
    "too many members": (zipped({f"a{i}": b"" for i in range(1001)}), "more than 1000 members"),
    "a bomb": (member(npy(np.zeros(4_000_000))), "W1 is 4000000"),
    "a bomb behind a right header": (member(shaped((2, 3), data=bytes(30_000_000))), "49 bytes of data"),
    "no zip": (b"W1 = 3", "not an .npz file"),
    "an npy named npz": (npy(W1), "not an .npz file"),
    "half a zip": (npz(BOTH)[:-30], "not an .npz file"),
    "nothing": (b"", "the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_npz_refused(data: bytes, said: str) -> None:
    assert said in refused("w.npz", data)


def test_a_directory_of_a_million_entries_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), 0, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "more than 1000 members" in refused("w.npz", directory + end)
    assert "more than 1000 members" in refused("w.pt", directory + end)


SAFE = {name: ("F64", list(array.shape), array.tobytes()) for name, array in BOTH.items()}
SAFETENSORS_REFUSED = {
    "transposed": (safetensors({**SAFE, "W1": ("F64", [3, 2], bytes(48))}), "W1 is 3×2"),
    "true and false": (safetensors({**SAFE, "W1": ("BOOL", [2, 3], bytes(6))}), "W1 holds true/false"),
    "eight bits": (safetensors({**SAFE, "W1": ("F8_E4M3", [2, 3], bytes(6))}), "stored as F8_E4M3, which is not read"),
    "NaN": (safetensors({**SAFE, "W1": ("F64", [2, 3], b"\xff" * 48)}), "6 entries that are NaN"),
    "a name missing": (safetensors({"W1": SAFE["W1"]}), "no array 'W2'; it has 'W1'"),
    "fewer bytes than promised": (safetensors({**SAFE, "W1": ("F64", [2, 3], bytes(40))}), "not a .safetensors file"),
    "a header that lies": (struct.pack("<Q", 2**63) + b"{}", "not a .safetensors file"),
    "a long header": (struct.pack("<Q", 200_000) + b" " * 200_000, "header of more than 100,000 bytes"),
    "no JSON": (struct.pack("<Q", 4) + b"{{{{", "not a .safetensors file"),
    "deep JSON": (struct.pack("<Q", 90_000) + b"[" * 90_000, "not a .safetensors file"),
    "three bytes": (b"abc", "not a .safetensors file"),
    "nothing": (b"", "the file is empty"),
}


@pytest.mark.parametrize(("data", "said"), SAFETENSORS_REFUSED.values(), ids=SAFETENSORS_REFUSED)
def test_safetensors_refused(data: bytes, said: str) -> None:
    assert said in refused("w.safetensors", data)


VALUES_REFUSED: Mapping[str, tuple[Any, str]] = {
    "a text": ("see the file", "a text was given where named arrays are asked for"),
    "a list": ([[1, 2]], "a list was given where"),
    "rows of different lengths": ({"W1": [[1, 2, 3], [4, 5]], "W2": W2.tolist()}, "different lengths"),
    "text for a number": ({"W1": [["1", 2, 3], [4, 5, 6]], "W2": W2.tolist()}, "a text where a number"),
    "true for a number": ({"W1": [[True, 2, 3], [4, 5, 6]], "W2": W2.tolist()}, "a true/false where a number"),
    "NaN": ({"W1": [[float("nan"), 2, 3], [4, 5, 6]], "W2": W2.tolist()}, "NaN or infinite"),
    "a number too large": ({"W1": [[10**400, 2, 3], [4, 5, 6]], "W2": W2.tolist()}, "too large"),
    "transposed": ({"W1": W1.T.tolist(), "W2": W2.tolist()}, "Is it transposed?"),
    "deeper": ({"W1": [[[1, 2, 3], [4, 5, 6]]], "W2": W2.tolist()}, "a list where a number"),
    "a number": ({"W1": 3, "W2": W2.tolist()}, "of a single number"),
    "a mapping": ({"W1": {}, "W2": W2.tolist()}, "a mapping where a number"),
    "null": ({"W1": None, "W2": W2.tolist()}, "a null where a number"),
    "nothing": ({}, "no array 'W1' and 'W2'; it has none"),
}


@pytest.mark.parametrize(("value", "said"), VALUES_REFUSED.values(), ids=VALUES_REFUSED)
def test_values_refused(value: Any, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read("arrays", value, SETTINGS, GIVENS)
    assert said in str(caught.value)


@settings(max_examples=300)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """A few bytes changed anywhere: never another exception, never a number that is not finite."""
    name = data.draw(st.sampled_from(["w.npz", "w.safetensors"]))
    whole = bytearray(npz(BOTH) if name == "w.npz" else safetensors(SAFE))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        values = taken((name, bytes(whole[: data.draw(st.integers(1, len(whole)))])))
    except Unreadable:
        return
    assert all(np.isfinite(values[name]).all() for name in BOTH)


@given(data=st.binary(max_size=300), suffix=st.sampled_from(["npz", "npy", "safetensors"]))
def test_any_bytes_are_refused(data: bytes, suffix: str) -> None:
    refused(f"w.{suffix}", data)
