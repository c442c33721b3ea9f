"""Only regular files are opened, and never more than their beginning is read."""

import os
from pathlib import Path

import pytest

from grader.intake.regular import beginning, glance

READ = {
    "a file": (b"abc", 10, b"abc"),
    "as long as may be": (b"abc", 3, b"abc"),
    "a longer one": (b"abcdef", 3, b"abc"),
    "an empty one": (b"", 3, b""),
    "line ends as they are": (b"a\r\nb\x1a\n", 10, b"a\r\nb\x1a\n"),
}


@pytest.mark.parametrize(("data", "most", "expected"), READ.values(), ids=READ)
def test_the_beginning_is_read(tmp_path: Path, data: bytes, most: int, expected: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    assert beginning(tmp_path / "f", most) == glance(tmp_path / "f", most) == expected


def link(path: Path) -> None:
    (path.parent / "other").write_bytes(b"secret")
    path.symlink_to(path.parent / "other")


OTHERS = {
    "nothing": lambda path: None,
    "a folder": Path.mkdir,
    "a link to a file": link,
    "a link to nothing": lambda path: path.symlink_to(path.parent / "gone"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe that nobody writes": os.mkfifo,
}


@pytest.mark.parametrize("made", OTHERS.values(), ids=OTHERS)
def test_nothing_else_is_read(tmp_path: Path, made) -> None:
    made(tmp_path / "f")
    with pytest.raises(OSError):
        beginning(tmp_path / "f", 10)
    assert glance(tmp_path / "f", 10) is None


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert glance(tmp_path / "a\0b", 10) is None
