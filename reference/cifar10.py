"""CIFAR-10: 60,000 colour photographs, 32 × 32, of ten kinds of things, read from the official binary version.

A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; https://www.cs.toronto.edu/~kriz/cifar.html,
where the binary version is described: six files of 10,000 records, a record being 1 byte for the label, 0 airplane …
9 truck, and 3,072 for the pixels: the red plane row by row, then green, then blue. That page gives the archive's MD5.
The six SHA-256 were worked out from all 60,000 images; data sets' loaders in other languages list the same ones.

The files are read where they lie, or out of the archive; nothing is unpacked onto the disk, and no more is read than a
right file holds. A file that is not the official one, byte for byte, is refused.
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

SOURCE = "https://www.cs.toronto.edu/~kriz/cifar.html"
ARCHIVE, FOLDER = "cifar-10-binary.tar.gz", "cifar-10-batches-bin"
SHAPE, CLASSES = (3, 32, 32), 10
RECORD = 1 + 3 * 32 * 32  # bytes
ROOM = 2**20  # bytes that an archive may hold beside the six files: a list of the classes' names, a page, headers


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition's files: the size of a file in records, the archive's in bytes and its MD5, and each file's SHA-256.

    The files are in the order in which their images are wanted.
    """

    records: int
    archive_size: int
    archive_md5: str
    files: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes of a file."""
        return self.records * RECORD


OFFICIAL = Edition(
    records=10_000,
    archive_size=170_052_171,
    archive_md5="c32a1d4ab5d03f1284b67883e8d87530",
    files=MappingProxyType(
        {
            "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
            "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
            "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
            "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
            "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
            "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
        }
    ),
)


def images(folder: str | Path | None = None) -> dict[str, Any]:
    """All 60,000 images, the 50,000 of the training batches first: {"images": uint8 (60000, 3, 32, 32), "labels": int64
    (60000,), "classes": 10, "mirror": True, "shift": 2, "test": 10_000}.

    "mirror" says that an image's mirror image is of the same class, "shift" by how many pixels it may be moved,
    "test" how many images a split hides. `folder` holds the six .bin files, or a folder cifar-10-batches-bin with them,
    or cifar-10-binary.tar.gz, or is that file.

    Raises FileNotFoundError where they are missing, ValueError where they are not the official ones.
    """
    if folder is None:
        raise FileNotFoundError(f"CIFAR-10 is not shipped, and no folder is named; {_advice()}")
    return read(Path(folder), OFFICIAL)


def read(folder: Path, edition: Edition) -> dict[str, Any]:
    """`images` of any edition."""
    files = _files(folder, edition)
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != edition.files[name]:
            raise ValueError(f"{name} is not the official one: its SHA-256 differs; {_advice()}")
    records = np.frombuffer(b"".join(files.values()), np.uint8).reshape(-1, RECORD)
    labels = records[:, 0].astype(np.int64)
    if (wrong := np.flatnonzero(labels >= CLASSES)).size:
        name = list(files)[wrong[0] // edition.records]
        raise ValueError(f"{name} holds the label {labels[wrong[0]]}; labels are 0 to {CLASSES - 1}; {_advice()}")
    pixels = records[:, 1:].reshape(-1, *SHAPE).copy()
    return {"images": pixels, "labels": labels, "classes": CLASSES, "mirror": True, "shift": 2, "test": 10_000}


def _files(folder: Path, edition: Edition) -> dict[str, bytes]:
    """The bytes of each file, of the right size, from wherever in `folder` they lie."""
    for place in (folder, folder / FOLDER):
        there = [name for name in edition.files if (place / name).is_file()]
        if missing := [name for name in edition.files if name not in there]:
            if there:
                raise FileNotFoundError(f"{place} lacks {', '.join(missing)} of CIFAR-10; {_advice()}")
            continue
        return {name: _bounded(place / name, edition.size) for name in edition.files}
    for archive in (folder, folder / ARCHIVE):
        if archive.is_file():
            return _unpacked(_bounded(archive, edition.archive_size), edition)
    raise FileNotFoundError(
        f"CIFAR-10 is not in {folder}: neither {', '.join(edition.files)}, nor a folder {FOLDER} with them, "
        f"nor {ARCHIVE}; {_advice()}"
    )


def _bounded(path: Path, size: int) -> bytes:
    """The bytes of the file, which must be `size` of them."""
    with path.open("rb") as file:
        data = file.read(size + 1)
    if len(data) != size:
        found = f"{len(data):,}" if len(data) < size else f"more than {size:,}"
        raise ValueError(f"{path} has {found} bytes, not {size:,}: cut off, or another version; {_advice()}")
    return data


def _unpacked(archive: bytes, edition: Edition) -> dict[str, bytes]:
    """The bytes of each file in the archive: ordinary files under their full names, and nothing else of it."""
    if hashlib.md5(archive, usedforsecurity=False).hexdigest() != edition.archive_md5:
        raise ValueError(f"{ARCHIVE} is not the official one: its MD5 is not {edition.archive_md5}; {_advice()}")
    limit = len(edition.files) * edition.size + ROOM
    try:
        with gzip.open(io.BytesIO(archive)) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise ValueError(f"{ARCHIVE} holds more than {limit:,} bytes; {_advice()}")
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            return {name: _member(tar, f"{FOLDER}/{name}", edition.size) for name in edition.files}
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{ARCHIVE} cannot be read: {error}; {_advice()}") from error


def _member(tar: tarfile.TarFile, name: str, size: int) -> bytes:
    """The bytes of an ordinary file of the archive, which must be `size` of them."""
    found = [member for member in tar.getmembers() if member.name == name]
    if not found:
        raise FileNotFoundError(f"{ARCHIVE} lacks {name}; {_advice()}")
    file = tar.extractfile(found[0]) if found[0].isreg() else None
    if file is None or found[0].size != size:
        raise ValueError(f"{name} in {ARCHIVE} is not a file of {size:,} bytes; {_advice()}")
    return file.read(size)


def _advice() -> str:
    return f"get the binary version, {ARCHIVE}, from {SOURCE}"
