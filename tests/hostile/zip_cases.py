"""Submissions that are zips: refused as a whole in one line, or read but for the member that attacks."""

import io
import struct
import zipfile
from collections.abc import Callable

from sample_class.handin import npz, zipped
from tests.hostile.cases import LAYERS, PCA, SECONDS, Case, answers, flagged, pca, zipped_as

GOOD = {"answers.md": answers(), "solution.py": b"x = 1\n"}
DEFLATED = zipfile.ZIP_DEFLATED


def _end(entries: int, length: int, offset: int, comment: bytes = b"") -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, length, offset, len(comment)) + comment


def _many_entries() -> bytes:
    header = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    directory = b"".join(header + b"%05d" % number for number in range(60_000))
    return directory + _end(60_000, len(directory), 0)


def _zip64() -> bytes:
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 60, 0)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + _end(1, 46, 0)


def _same_name() -> bytes:
    return zipped({"answers.md": answers(), "answerz.md": b"x"}).replace(b"answerz.md", b"answers.md")


def _bytes(files: dict[str, bytes], method: int = DEFLATED) -> Callable[[], bytes]:
    return lambda: zipped(files, method=method)


def _good() -> bytes:
    return zipped(GOOD)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no-bytes": (lambda: b"", "not a whole zip file"),
    "one-byte": (lambda: b"P", "not a whole zip file"),
    "text": (lambda: b"## regularized.layers\n\n2\n", "not a whole zip file"),
    "html": (lambda: b"<!DOCTYPE html><title>Sign in</title>", "not a whole zip file"),
    "gzip": (lambda: b"\x1f\x8b\x08\x00" + bytes(100), "not a whole zip file"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), "not a whole zip file"),
    "seven-zip": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), "not a whole zip file"),
    "tar": (lambda: b"answers.md".ljust(100, b"\0") + bytes(10_000), "not a whole zip file"),
    "magic-only": (lambda: b"PK\3\4", "not a whole zip file"),
    "cut-at-a-half": (lambda: _good()[: len(_good()) // 2], "not a whole zip file"),
    "cut-by-one": (lambda: _good()[:-1], "not a whole zip file"),
    "zeros": (lambda: bytes(1_000_000), "not a whole zip file"),
    "end-record-cut": (lambda: b"PK\5\6" + bytes(10), "not a whole zip file"),
    "directory-beyond": (lambda: _end(1, 46, 1 << 31), "damaged zip"),
    "directory-overwritten": (lambda: _good().replace(b"PK\1\2", b"XXXX"), "damaged zip"),
    "directory-cut": (lambda: _good().replace(b"PK\1\2", b"PK\1\3", 1), "damaged zip"),
    "directory-huge": (lambda: _end(1, 1 << 31, 0), "more than 1,000 files"),
    "encrypted": (lambda: flagged(_good(), 0x1), "is encrypted"),
    "strongly-encrypted": (lambda: flagged(_good(), 0x41), "is encrypted"),
    "bzip2": (_bytes(GOOD, zipfile.ZIP_BZIP2), "by a method other than 'deflate'"),
    "lzma": (_bytes(GOOD, zipfile.ZIP_LZMA), "by a method other than 'deflate'"),
    "bomb": (_bytes({**GOOD, "X.npy": bytes(60_000_000)}), "unpacks to 60,000,000 bytes"),
    "bomb-in-a-hidden-corner": (_bytes({**GOOD, "a/b/c/X.npy": bytes(9_000_000)}), "unpacks to 9,000,000 bytes"),
    "sixty-thousand-entries": (_many_entries, "more than 1,000 files"),
    "1001-files": (_bytes({f"{n}.txt": b"" for n in range(1_001)}), "more than 1,000 files"),
    "zip64-lies": (_zip64, "zip64"),
    "in-pieces": (lambda: _good()[:-18] + b"\1\0" + _good()[-16:], "in several pieces"),
    "same-name-twice": (_same_name, "two files named answers.md"),
    "same-name-with-a-dot": (_bytes({"x/a.md": b"1", "x/./a.md": b"2"}), "two files named x/a.md"),
    "name-not-utf8": (lambda: flagged(zipped({"xx.md": b"a"}), 0x800).replace(b"xx.md", b"\xff\xfe.md"), "damaged zip"),
}

SKIPPED = {
    "parent": "../answers.yaml",
    "parent-within": "a/../../answers.yaml",
    "absolute": "/answers.yaml",
    "backslashes": "..\\answers.yaml",
    "drive": "C:answers.yaml",
    "deep": "d/" * 30 + "answers.yaml",
    "resource-fork": "__MACOSX/answers.yaml",
    "hidden": ".git/answers.yaml",
    "html": "<img src=x onerror=alert(1)>.yaml",
    "escape": "\x1b[2Janswers.yaml",
    "newline": "answers.yaml\nx",
    "long": "x" * 60_000 + ".yaml",
    "right-to-left": "\u202elmay.srewsna",
}


def _linked(target: str) -> Callable[[], bytes]:
    return lambda: zipped({"answers.md": answers()}, links={"pca_weights.npz": target})


def _member(files: dict[str, bytes], change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: change(zipped(files, method=DEFLATED))


def _overwritten(data: bytes) -> bytes:
    start = data.index(b"pca_weights.npz") + len("pca_weights.npz")
    return data[:start] + b"\xff" * 40 + data[start + 40 :]


def _device() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("answers.md", answers())
        info = zipfile.ZipInfo("pca_weights.npz")
        info.create_system, info.external_attr = 3, 0o020666 << 16
        archive.writestr(info, pca())
    return stream.getvalue()


def cases() -> list[Case]:
    made = [zipped_as(f"zip-{id}", make, says) for id, (make, says) in REFUSED.items()]
    for id, name in SKIPPED.items():
        files = {"answers.md": answers(), name: f"{SECONDS}: 26\n".encode()}
        made.append(Case(f"zip-name-{id}", (SECONDS,), status=("missing",), archive=_bytes(files)))
    for id, target in {"secret": "/etc/passwd", "root": "/", "itself": "pca_weights.npz"}.items():
        made.append(Case(f"zip-link-to-{id}", (PCA,), status=("missing",), archive=_linked(target)))
    made.append(Case("zip-device", (PCA,), status=("missing",), archive=_device))
    files = {"answers.md": answers(), "pca_weights.npz": pca()}
    made.append(Case("zip-member-damaged", (PCA,), says="damaged in the zip", archive=_member(files, _overwritten)))
    lying = {"answers.md": answers(), "pca_weights.npz": npz() + bytes(900_000)}
    size = struct.pack("<L", len(lying["pca_weights.npz"]))
    lies = _member(lying, lambda data: data.replace(size, struct.pack("<L", 10)))
    made.append(Case("zip-member-size-lies", (PCA,), archive=lies))
    nested = {"answers.md": answers(), "in.zip": zipped(files)}
    made.append(Case("zip-in-zip", (PCA,), status=("missing",), archive=_bytes(nested)))
    empty = Case("zip-without-files", (LAYERS,), status=("missing",), witness=None, archive=_bytes({}))
    comment = _good()[:-2] + b"\4\0PK\5\6"
    return [*made, empty, Case("zip-comment-is-an-end", (), witness=None, says="whole zip", archive=lambda: comment)]
