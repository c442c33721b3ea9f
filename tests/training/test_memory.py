"""The memory file of a run's data: what lies where, and that nobody changes it."""

import fcntl
import mmap
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.training import memory

SEALS = hasattr(os, "memfd_create")
only_linux = pytest.mark.skipif(not SEALS, reason="only Linux has sealed memory files")
IMAGES = np.arange(2 * 3 * 5 * 7, dtype=np.uint8).reshape(2, 3, 5, 7)
LABELS = np.array([7, -3], dtype=np.int64)
calm = settings(deadline=None)


def content(descriptor: int) -> bytes:
    with mmap.mmap(descriptor, 0, mmap.MAP_PRIVATE, mmap.PROT_READ) as mapped:
        return bytes(mapped)


def laid_out(images: np.ndarray, labels: np.ndarray) -> bytes:
    """The same, byte by byte."""
    pixels = bytes(int(value) for value in images.ravel())
    padding = b"\0" * (8 * ((len(pixels) + 7) // 8) - len(pixels))
    return pixels + padding + b"".join(struct.pack("<q", int(label)) for label in labels)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        pytest.param(IMAGES, LABELS, id="210 bytes, then 6 of nothing"),
        pytest.param(np.ones((1, 1, 1, 1), np.uint8), LABELS[:1], id="1 byte, then 7"),
        pytest.param(np.ones((2, 1, 2, 2), np.uint8), LABELS, id="8 bytes, then none"),
        pytest.param(np.ones((3, 1, 3, 1), np.uint8), np.array([1, 2, 3]), id="9 bytes, then 7"),
        pytest.param(IMAGES[:, :, :, ::-1], LABELS[::-1], id="views, backwards"),
        pytest.param(IMAGES, LABELS.astype(">i8"), id="labels of another byte order"),
        pytest.param(IMAGES, LABELS.astype(np.int16), id="labels of two bytes"),
    ],
)
@pytest.mark.parametrize("seals", [pytest.param(True, marks=only_linux), False])
def test_layout(images, labels, seals, monkeypatch):
    if not seals:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    with memory.sealed(images, labels) as descriptor:
        assert content(descriptor) == laid_out(images, labels)


@calm
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 9), st.integers(1, 9))
def test_labels_begin_at_the_next_multiple_of_eight(count, channels, height, width):
    images = np.full((count, channels, height, width), 255, np.uint8)
    with memory.sealed(images, np.full(count, -1)) as descriptor:
        found = content(descriptor)
    at = len(found) - 8 * count
    assert (at % 8, at - images.size in range(8), found[at:]) == (0, True, b"\xff" * 8 * count)


@only_linux
@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda fd: os.write(fd, b"x"), id="write"),
        pytest.param(lambda fd: os.pwrite(fd, b"x", 0), id="write at the beginning"),
        pytest.param(lambda fd: os.ftruncate(fd, 0), id="shrink"),
        pytest.param(lambda fd: os.ftruncate(fd, 10_000), id="grow"),
        pytest.param(lambda fd: os.pwrite(fd, b"x", 10_000), id="grow by writing"),
        pytest.param(lambda fd: os.posix_fallocate(fd, 0, 10_000), id="grow by allocating"),
        pytest.param(lambda fd: mmap.mmap(fd, 0), id="map shared and writable"),
        pytest.param(lambda fd: fcntl.fcntl(fd, 1033, 0), id="seal otherwise"),
        pytest.param(lambda fd: Path(f"/proc/self/fd/{fd}").write_bytes(b"x"), id="open it anew"),
    ],
)
def test_nobody_changes_it(attempt):
    with memory.sealed(IMAGES, LABELS) as descriptor:
        with pytest.raises(PermissionError):
            attempt(descriptor)
        assert content(descriptor) == laid_out(IMAGES, LABELS)


@pytest.mark.parametrize("seals", [pytest.param(True, marks=only_linux), False])
def test_a_private_mapping_may_be_written_and_is_seen_by_nobody_else(seals, monkeypatch):
    if not seals:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    with memory.sealed(IMAGES, LABELS) as descriptor:
        first, second = (mmap.mmap(descriptor, 0, mmap.MAP_PRIVATE) for _ in range(2))
        first[:4] = b"mine"
        assert (first[:4], second[:4]) == (b"mine", bytes([0, 1, 2, 3]))
        assert content(descriptor) == laid_out(IMAGES, LABELS)
        first.close(), second.close()


def descriptors() -> set[str]:
    return {str(path) for path in Path("/dev/fd").iterdir()}


def test_it_is_gone_afterwards():
    before = descriptors()
    with memory.sealed(IMAGES, LABELS) as descriptor:
        assert not os.get_inheritable(descriptor)
        assert len(descriptors()) == len(before) + 1
    assert descriptors() == before
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_it_is_gone_after_an_exception_too():
    before = descriptors()
    with pytest.raises(ZeroDivisionError), memory.sealed(IMAGES, LABELS):
        raise ZeroDivisionError
    assert descriptors() == before
