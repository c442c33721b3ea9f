"""The file of a secret is made whole and for its owner alone, or not at all; it never lies in the class folder."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.engine.secrets import file
from grader.errors import UsageError
from tests.store.processes import die, forking, killed

posix = pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "report.secret"


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_it_is_made_for_its_owner_alone_in_one_line_and_found_again(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        made = file.make(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().count(b"\n") == 1 and path.read_bytes().endswith(b"\n")
    assert made.key.hex().encode() in path.read_bytes() and len(made.key) == 32
    assert file.read(path) == file.read(path, named=True) == made
    assert list(path.parent.iterdir()) == [path]


def test_no_two_are_the_same(tmp_path: Path) -> None:
    assert len({file.make(tmp_path / str(number)).key for number in range(20)}) == 20


def test_the_folder_for_it_is_made(tmp_path: Path) -> None:
    file.make(tmp_path / "a" / "b" / "c.secret")
    assert file.read(tmp_path / "a" / "b" / "c.secret")


def a_secret(path: Path) -> None:
    file.make(path)


def other_bytes(path: Path) -> None:
    path.write_bytes(b"mine")


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("there", [a_secret, other_bytes, a_link_to_nothing, a_folder])
def test_what_is_there_already_is_not_overwritten(path: Path, there: Callable[[Path], None]) -> None:
    there(path)
    before = path.lstat().st_ino, path.read_bytes() if path.is_file() else None
    with pytest.raises(UsageError, match="report.secret cannot be written: File exists"):
        file.make(path)
    assert before == (path.lstat().st_ino, path.read_bytes() if path.is_file() else None)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing is left beside it"


def test_where_it_cannot_be_made_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "a.secret", tmp_path / ("x" * 250)):
        with pytest.raises(UsageError, match="the secret .* cannot be written: "):
            file.make(path)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


STEPS = ["mkdir", "open", "fdopen", "link", "unlink"]


def failing_at(step: str, fail: Callable[..., Any]) -> Callable[[pytest.MonkeyPatch], None]:
    def patch(patched: pytest.MonkeyPatch) -> None:
        place: Any = Path if step in ("mkdir", "unlink") else os
        patched.setattr(place, step, fail)

    return patch


def stop(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", STEPS[:-1])
def test_stopped_at_any_step_there_is_none(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as patched:
        failing_at(step, stop)(patched)
        with pytest.raises(KeyboardInterrupt):
            file.make(path)
    assert list(path.parent.iterdir()) == []
    made = file.make(path)
    assert file.read(path) == made


@pytest.mark.parametrize("step", ["mkdir", "open"])
def test_a_full_disk_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as patched:
        failing_at(step, full)(patched)
        with pytest.raises(UsageError, match="report.secret cannot be written: No space left on device"):
            file.make(path)
    assert list(path.parent.iterdir()) == []


def test_on_a_disk_without_links_it_is_made_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", no_links)
        made = file.make(path)
        assert file.read(path) == made
        with pytest.raises(UsageError, match="report.secret cannot be written: there is a file already"):
            file.make(path)
    assert file.read(path) == made and list(path.parent.iterdir()) == [path]


@forking
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_is_whole_or_not_there(path: Path, step: str) -> None:
    def work() -> None:
        with pytest.MonkeyPatch.context() as patched:
            failing_at(step, lambda *_, **__: die())(patched)
            file.make(path)

    assert killed(work)
    assert not path.exists()
    for left in path.parent.iterdir():
        assert stat.S_IMODE(left.stat().st_mode) == 0o600, "what is left is nobody else's either"
    made = file.make(path)
    assert file.read(path) == made and list(path.parent.iterdir()) == [path]


@forking
def test_killed_once_it_has_its_name_it_is_whole(path: Path) -> None:
    def work() -> None:
        link = os.link
        os.link = lambda one, other: (link(one, other), die())  # type: ignore[assignment]
        file.make(path)

    assert killed(work)
    assert file.read(path)


# --- where it lies ----------------------------------------------------------------------------------

BESIDE = {
    "report": "{here}/report.secret",
    "report/": "{here}/report.secret",
    "./report": "{here}/report.secret",
    "a/b": "{here}/a/b.secret",
    "a.b": "{here}/a.b.secret",
    "link": "{here}/link.secret",
    ".": "{here}.secret",
    "a/..": "{here}.secret",
    "..": "{above}.secret",
    "/elsewhere/report": "/elsewhere/report.secret",
}


@pytest.mark.parametrize(("out", "expected"), BESIDE.items(), ids=BESIDE)
def test_it_lies_beside_the_output_folder_and_never_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, expected: str
) -> None:
    here = tmp_path / "here"
    for folder in (here / "a" / "b", here / "real"):
        folder.mkdir(parents=True)
    (here / "link").symlink_to("real")
    monkeypatch.chdir(here)
    found = file.beside(Path(out))
    assert str(found) == expected.format(here=here, above=tmp_path)
    assert not found.is_relative_to(Path(out).absolute().resolve())


INSIDE = [
    "class/a.secret",
    "class/oak/a.secret",
    "class/../class/a.secret",
    "link/a.secret",
    "to_oak/x",
    "class",
    "out/a",
]
OUTSIDE = ["a.secret", "classes/a.secret", "class.secret", "class/../a.secret", "outward/a.secret", "loop"]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A class folder, links into it and out of it."""
    for name in ("class/oak", "classes", "away"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").symlink_to("class")
    (tmp_path / "to_oak").symlink_to(tmp_path / "class" / "oak")
    (tmp_path / "out").symlink_to("link")
    (tmp_path / "outward").symlink_to("away")
    (tmp_path / "loop").symlink_to("loop")
    return tmp_path


@pytest.mark.parametrize("folder", ["class", "link", "class/../class", "class/."])
@pytest.mark.parametrize("path", INSIDE)
def test_in_the_class_folder_it_is_refused(school: Path, folder: str, path: str) -> None:
    with pytest.raises(UsageError, match="must not lie in the class folder: .*--secret"):
        file.outside(school / path, school / folder)


@pytest.mark.parametrize("path", OUTSIDE)
def test_elsewhere_it_may_lie(school: Path, path: str) -> None:
    assert file.outside(school / path, school / "class") == school / path
