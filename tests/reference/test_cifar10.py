"""CIFAR-10 from files or the archive: what is read, and what is refused. On an invented edition of 20 images a file."""

import gzip
import hashlib
import io
import re
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reference import cifar10
from reference.cifar10 import ARCHIVE, FOLDER, OFFICIAL, RECORD, Edition

RECORDS = 20
NAMES = list(OFFICIAL.files)
LABELS = [place % 10 for place in range(6 * RECORDS)]
PIXELS = np.random.default_rng(0).integers(0, 256, (6 * RECORDS, 3, 32, 32), dtype=np.uint8)
SIZE = RECORDS * RECORD


def record(label: int, pixels: np.ndarray) -> bytes:
    red, green, blue = (plane.tobytes() for plane in pixels)
    return bytes([label]) + red + green + blue


FILES = {
    name: b"".join(record(LABELS[i], PIXELS[i]) for i in range(place * RECORDS, (place + 1) * RECORDS))
    for place, name in enumerate(NAMES)
}


def edition(files: dict[str, bytes] = FILES, archive: bytes = b"") -> Edition:
    """The edition of which these are the right files."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return Edition(RECORDS, len(archive), hashlib.md5(archive).hexdigest(), sums)


def written(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def packed(files: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    """An archive with these members, by their full names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(data), "elsewhere"
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def inside(files: dict[str, bytes] = FILES, folder: str = FOLDER) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


# What is read

OTHERS = {f"{FOLDER}/batches.meta.txt": b"airplane\n", f"{FOLDER}/readme.html": b"<html>"}


def unpacked(folder: Path) -> Edition:
    written(folder)
    return edition()


def in_its_folder(folder: Path) -> Edition:
    written(folder / FOLDER)
    return edition()


def in_the_archive(folder: Path) -> Edition:
    archive = packed({"../evil": b"x", **OTHERS, **inside()})
    written(folder, {ARCHIVE: archive})
    return edition(archive=archive)


@pytest.mark.parametrize("laid", [unpacked, in_its_folder, in_the_archive])
def test_images_are_read_from_wherever_they_lie(tmp_path: Path, laid) -> None:
    official = laid(tmp_path / "data")
    before = sorted(tmp_path.rglob("*"))
    told = cifar10.read(tmp_path / "data", official)
    assert sorted(tmp_path.rglob("*")) == before, "nothing is unpacked onto the disk"
    others = {name: value for name, value in told.items() if name not in ("images", "labels")}
    assert others == {"classes": 10, "mirror": True, "shift": 2, "test": 10_000}
    assert (told["images"].dtype, told["labels"].dtype) == (np.uint8, np.int64)
    assert np.array_equal(told["images"], PIXELS)
    assert told["labels"].tolist() == LABELS
    assert told["images"].flags.c_contiguous and told["images"].flags.writeable


def test_the_official_edition() -> None:
    assert (len(OFFICIAL.files), OFFICIAL.records, OFFICIAL.size) == (6, 10_000, 30_730_000)
    assert [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"] == NAMES
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in OFFICIAL.files.values())
    assert OFFICIAL.archive_md5 == "c32a1d4ab5d03f1284b67883e8d87530"  # as the data's own page has it


# What is refused

LAST = NAMES[-1]
WRONG_LABEL = {**FILES, LAST: record(17, PIXELS[0]) + FILES[LAST][RECORD:]}


@pytest.mark.parametrize(
    ("files", "official", "error", "said"),
    [
        pytest.param({}, edition(), FileNotFoundError, f"neither data_batch_1.bin, .* nor {ARCHIVE}", id="nothing"),
        pytest.param(
            {name: FILES[name] for name in NAMES[:4]},
            edition(),
            FileNotFoundError,
            "lacks data_batch_5.bin, test_batch.bin",
            id="two files missing",
        ),
        pytest.param(
            {**FILES, LAST: FILES[LAST][:-1]}, edition(), ValueError, f"{LAST} has {SIZE - 1:,} bytes", id="cut off"
        ),
        pytest.param(
            {**FILES, LAST: FILES[LAST] + b"x"}, edition(), ValueError, f"{LAST} has more than {SIZE:,}", id="too long"
        ),
        pytest.param({**FILES, LAST: FILES[NAMES[0]]}, edition(), ValueError, f"{LAST} .* SHA-256", id="another file"),
        pytest.param(WRONG_LABEL, edition(WRONG_LABEL), ValueError, f"{LAST} holds the label 17", id="a label above 9"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, files, official, error, said) -> None:
    with pytest.raises(error, match=said) as raised:
        cifar10.read(written(tmp_path, files), official)
    assert "https://www.cs.toronto.edu/~kriz/cifar.html" in str(raised.value), "it says where to get the right one"


RIGHT = packed(inside())
BOMB = gzip.compress(bytes(6 * SIZE + cifar10.ROOM + 1))


@pytest.mark.parametrize(
    ("archive", "error", "said"),
    [
        pytest.param(packed(OTHERS), FileNotFoundError, f"lacks {FOLDER}/data_batch_1.bin", id="without the files"),
        pytest.param(packed(inside(folder="..")), FileNotFoundError, "lacks", id="names that lead out of it"),
        pytest.param(packed(inside(folder=f"/{FOLDER}")), FileNotFoundError, "lacks", id="absolute names"),
        pytest.param(packed(inside(folder=f"../{FOLDER}")), FileNotFoundError, "lacks", id="beside it"),
        pytest.param(packed(inside(dict.fromkeys(NAMES, b"")), tarfile.SYMTYPE), ValueError, "not a file", id="links"),
        pytest.param(
            packed(inside({**FILES, LAST: b"x"})), ValueError, f"{LAST} in .* not a file of", id="a short one"
        ),
        pytest.param(packed(inside({**FILES, LAST: FILES[NAMES[0]]})), ValueError, "SHA-256", id="another file"),
        pytest.param(RIGHT[: len(RIGHT) // 2], ValueError, "cannot be read", id="cut off"),
        pytest.param(b"not an archive", ValueError, "cannot be read", id="no archive"),
        pytest.param(gzip.compress(b"no tar" * 1000), ValueError, "cannot be read", id="something else, compressed"),
        pytest.param(BOMB, ValueError, "holds more than", id="far more than it should"),
    ],
)
def test_archives_that_are_refused_though_their_own_sum_is_right(tmp_path: Path, archive, error, said) -> None:
    with pytest.raises(error, match=said) as raised:
        cifar10.read(written(tmp_path / "data", {ARCHIVE: archive}), edition(archive=archive))
    assert "https://www.cs.toronto.edu/~kriz/cifar.html" in str(raised.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["data", ARCHIVE]


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        pytest.param(RIGHT[:-1], f"has {len(RIGHT) - 1:,} bytes, not {len(RIGHT):,}", id="truncated"),
        pytest.param(RIGHT[:-1] + b"x", "its MD5 is not", id="another"),
    ],
)
def test_an_archive_that_is_not_the_official_one(tmp_path: Path, archive, said) -> None:
    with pytest.raises(ValueError, match=said):
        cifar10.read(written(tmp_path, {ARCHIVE: archive}), edition(archive=RIGHT))


def test_images_asks_for_the_official_edition(tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(ValueError, match="has 61,460 bytes, not 30,730,000"):
        cifar10.images(str(written(tmp_path)))
    monkeypatch.setattr(cifar10, "OFFICIAL", replace(OFFICIAL, records=RECORDS))
    with pytest.raises(ValueError, match=r"data_batch_1.bin .* SHA-256"):
        cifar10.images(str(tmp_path))
    monkeypatch.setattr(cifar10, "OFFICIAL", edition())
    assert cifar10.images(str(tmp_path))["labels"].tolist() == LABELS
