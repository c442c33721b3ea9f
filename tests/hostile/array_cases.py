""".npz and .npy: headers that lie, objects, bombs, and numbers that are none."""

import io
import struct
import zipfile
import zlib

import numpy as np

from sample_class.classes import given
from sample_class.handin import npy, npy_header, npz, zipped
from tests.hostile.cases import PCA, PICKLE, Case, answers, beside, flagged, pca, sparse

DTYPES = {
    "objects": "|O",
    "booleans": "|b1",
    "complex": "<c16",
    "text": "<U4",
    "bytes": "|S8",
    "void": "|V8",
    "dates": "<M8[D]",
    "time-spans": "<m8[s]",
}
SHAPES: dict[str, tuple[int, ...]] = {
    "transposed": (8, 3),
    "flat": (24,),
    "number": (),
    "one-row": (1, 8),
    "one-column": (3, 1),
    "one-by-one": (1, 1),
    "extra-axis": (1, 3, 8),
    "empty": (0, 8),
    "twelve-gigabytes": (40_000, 40_000),
    "overflow": (2**62, 2**62),
    "beyond-64-bits": (2**70, 8),
    "negative": (-3, -8),
    "many-axes": (1,) * 64,
}
HEADERS = {
    "no-magic": b"W1 = [[1, 2], [3, 4]]\n",
    "magic-only": b"\x93NUMPY",
    "version-9": b"\x93NUMPY\x09\x00" + bytes(200),
    "version-3": b"\x93NUMPY\x03\x00\x3c\0\0\0" + npy_header((3, 8))[10:70],
    "header-cut": npy_header((3, 8))[:40],
    "header-of-4-gigabytes": b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(100),
    "header-no-dict": b"\x93NUMPY\x01\x00\x10\x00[1, 2, 3, 4, 5]\n",
    "header-code": b"\x93NUMPY\x01\x00\x40\x00" + b"open('grader-was-fooled', 'w')".ljust(63) + b"\n",
    "header-deep": b"\x93NUMPY\x01\x00\x20\x4e" + (b"(" * 19_999 + b"\n"),
    "header-missing-key": b"\x93NUMPY\x01\x00\x20\x00" + b"{'shape': (3, 8)}".ljust(31) + b"\n",
    "no-data": npy_header((3, 8)),
    "data-cut": npy_header((3, 8)) + bytes(100),
    "data-too-long": npy_header((3, 8)) + bytes(24 * 8 + 1),
    "structured": npy_header((3, 8), "<f8").replace(b"'<f8'", b"[('a', '<f8')]"),
    "subarray": npy_header((3, 8), "<f8").replace(b"'<f8'", b"('<f8', (9999, 9999))"),
    "csv": b"1,2,3,4,5,6,7,8\n" * 3,
    "pickle": PICKLE,
    "xlsx": b"PK\3\4\x14\0\6\0",
}


def _spoiled(value: float, dtype: str = "<f8", count: int = 1) -> bytes:
    pair = given()[0].pca()
    W1 = pair["W1"].astype(dtype)
    W1.flat[:count] = value
    stream = io.BytesIO()
    np.savez(stream, W1=W1, W2=pair["W2"])
    return stream.getvalue()


def _deflated(**members: bytes) -> bytes:
    return zipped({f"{name}.npy": data for name, data in members.items()}, method=zipfile.ZIP_DEFLATED)


def _lying(data: bytes, old: int, new: int) -> bytes:
    return data.replace(struct.pack("<L", old), struct.pack("<L", new))


def _containers() -> dict[str, tuple[bytes, str]]:
    good, W1 = pca(), npy(given()[0].pca()["W1"])
    many = zipped({f"a{n}.npy": b"" for n in range(1_500)})
    zeros = npy_header((3, 8)) + bytes(60_000_000)
    crc = good[:14] + b"\0\0\0\0" + good[18:]
    return {
        "no-bytes": (b"", "is empty"),
        "one-byte": (b"P", ""),
        "magic-only": (b"PK\3\4", ""),
        "end-record-only": (b"PK\5\6" + bytes(18), ""),
        "cut-at-a-half": (good[: len(good) // 2], "not an .npz file"),
        "cut-by-one": (good[:-1], "not an .npz file"),
        "cut-in-front": (good[20:], ""),
        "no-zip": (W1, "not an .npz file"),
        "text": (b"W1: [[1, 2]]\n", "not an .npz file"),
        "gzip": (zlib.compress(good), "not an .npz file"),
        "html": (b"<img src=x onerror=alert(1)>", "not an .npz file"),
        "wrong-checksum": (crc.replace(good[14:18], b"\1\2\3\4"), ""),
        "directory-overwritten": (good.replace(b"PK\1\2", b"XXXX"), "not an .npz file"),
        "no-members": (zipped({}), ""),
        "only-one-array": (npz(W1=given()[0].pca()["W1"]), "no array 'W2'"),
        "other-names": (npz(a=np.eye(3), b=np.eye(3)), "no array 'W1' and 'W2'"),
        "names-in-lower-case": (npz(w1=np.eye(3), w2=np.eye(3)), "no array"),
        "html-names": (npz(**{"<img src=x onerror=alert(1)>": np.eye(2)}), "no array"),
        "1500-members": (many, "members"),
        "bomb": (_deflated(W1=zeros, W2=zeros), "header promises"),
        "bomb-of-another-name": (_deflated(X=bytes(200_000_000)), "no array"),
        "nested-zip": (zipped({"pca_weights.npz": good}), "no array"),
        "bzip2": (zipped({"W1.npy": W1, "W2.npy": W1}, method=zipfile.ZIP_BZIP2), "packed by a method"),
        "lzma": (zipped({"W1.npy": W1, "W2.npy": W1}, method=zipfile.ZIP_LZMA), "packed by a method"),
        "size-lies": (_lying(good, len(W1), 2**31 - 1), ""),
        "small-size-lies": (_lying(_deflated(W1=zeros, W2=zeros), len(zeros), 320), ""),
        "encrypted": (flagged(good, 1), "not an .npz file"),
        "member-is-text": (zipped({"W1.npy": b"1 2 3", "W2.npy": b"1 2 3"}), "not a .npy array"),
        "member-is-a-pickle": (zipped({"W1.npy": npy_header((3, 8), "|O") + PICKLE, "W2.npy": W1}), "Python objects"),
        "nan": (_spoiled(np.nan), "NaN or infinite"),
        "all-nan": (_spoiled(np.nan, count=24), "NaN or infinite"),
        "infinite": (_spoiled(np.inf), "NaN or infinite"),
        "minus-infinite": (_spoiled(-np.inf), "NaN or infinite"),
        "half-infinite": (_spoiled(np.inf, "<f2"), "NaN or infinite"),
    }


def cases() -> list[Case]:
    made = [beside(f"npz-{id}", PCA, "pca_weights.npz", *row) for id, row in _containers().items()]
    for id, dtype in DTYPES.items():
        data = npy_header((3, 8), dtype) + PICKLE + bytes(400)
        made.append(beside(f"npz-of-{id}", PCA, "pca_weights.npz", zipped({"W1.npy": data, "W2.npy": data}), "W1"))
        made.append(_pair(f"npy-of-{id}", data, "W1 holds"))
    for id, shape in SHAPES.items():
        data = npy_header(shape) + bytes(24 * 8)
        packed = _deflated(W1=data, W2=data)
        made.append(beside(f"npz-shape-{id}", PCA, "pca_weights.npz", packed, "W1"))
    made += [_pair(f"npy-{id}", data) for id, data in HEADERS.items()]
    for id, value in (("huge", 1e308), ("enormous", 1e160), ("tiny", 1e-160)):
        data = _spoiled(value, count=24)
        made.append(beside(f"npz-numbers-{id}", PCA, "pca_weights.npz", data, "", "incorrect"))
    made.append(beside("npz-of-a-gigabyte", PCA, "pca_weights.npz", sparse(1_000_000_000), "at most 64,000,000 bytes"))
    made.append(beside("npz-of-zeros", PCA, "pca_weights.npz", sparse(64_000_000), "not an .npz file"))
    made.append(_files("npz-and-npy", {"pca_weights.npz": pca(), "pca_weights_W1.npy": b""}))
    made.append(_files("npz-twice", {"a/pca_weights.npz": pca(), "b/pca_weights.npz": pca()}))
    made.append(_files("npz-in-two-cases", {"PCA_weights.npz": pca(), "pca_weights.NPZ": pca()}))
    made.append(_files("npz-and-safetensors", {"pca_weights.npz": pca(), "pca_weights.safetensors": b"x"}))
    made.append(_files("npy-only-one", {"pca_weights_W1.npy": npy(given()[0].pca()["W1"])}))
    return made


def _pair(id: str, data: bytes, says: str = "") -> Case:
    return _files(id, {"pca_weights_W1.npy": data, "pca_weights_W2.npy": data}, says)


def _files(id: str, files: dict[str, bytes], says: str = "") -> Case:
    return Case(id, (PCA,), {"answers.md": answers(), **files}, says)
