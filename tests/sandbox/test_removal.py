"""What a program may have made in its folder is removed, however it is made."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox.guest.removal import remove


def nothing(folder: Path) -> None:
    folder.rmdir()


def deep(folder: Path) -> None:
    """Deeper than a path may be long, and than Python's stack."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def wide(folder: Path) -> None:
    for number in range(100):
        (folder / f"{number}").mkdir()
        (folder / f"{number}" / "x").touch()


def closed(folder: Path) -> None:
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "a" / "b" / "x").touch()
    for path in (folder / "a" / "b" / "c", folder / "a" / "b", folder / "a"):
        path.chmod(0)


def links(folder: Path) -> None:
    (folder.parent / "kept" / "x").parent.mkdir()
    (folder.parent / "kept" / "x").touch()
    (folder / "link").symlink_to(folder.parent / "kept")
    (folder / "a").mkdir()
    (folder / "a" / "link").symlink_to(folder.parent / "kept")


@pytest.mark.parametrize("make", [nothing, deep, wide, closed, links])
def test_nothing_is_left(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    make(folder)
    remove(str(folder))
    assert [path.name for path in tmp_path.rglob("*")] in ([], ["kept", "x"])


def test_two_may_remove_it_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    wide(folder)
    both = [threading.Thread(target=remove, args=(str(folder),)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert not folder.exists()
