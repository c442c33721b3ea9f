"""A secret is read from one line in a file that nobody else has any right to; anything else is refused."""

import os
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from grader.engine.secrets import file
from grader.engine.secrets.draws import Secret
from grader.errors import UsageError

LINE = b"oracle-grader secret 1: " + b"0f" * 32
posix = pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "report.secret"


def written(path: Path, data: bytes = LINE + b"\n", mode: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


LINES = {
    "as it is written": (LINE + b"\n", True),
    "without its line end": (LINE, True),
    "empty": (b"", False),
    "blank": (b"\n", False),
    "no key": (b"oracle-grader secret 1: \n", False),
    "a short key": (LINE[:-1] + b"\n", False),
    "a long key": (LINE + b"0\n", False),
    "capitals": (LINE.upper() + b"\n", False),
    "digits that are none": (LINE[:-2] + "é".encode() + b"\n", False),
    "another version": (LINE.replace(b"secret 1", b"secret 2") + b"\n", False),
    "another word": (b"0f" * 32 + b"\n", False),
    "a space before": (b" " + LINE + b"\n", False),
    "a space behind": (LINE + b" \n", False),
    "two lines": (LINE + b"\n" + LINE + b"\n", False),
    "a blank line": (LINE + b"\n\n", False),
    "another line end": (LINE + b"\r\n", False),
    "too long": (LINE + b"\n" + b"x" * 5000, False),
    "too long, in blanks": (LINE + b"\n" * 5000, False),
    "no text": (bytes(range(256)), False),
    "text in two bytes a letter": (LINE.decode().encode("utf-16"), False),
}


@pytest.mark.parametrize(("data", "good"), LINES.values(), ids=LINES)
def test_one_line_is_a_secret_and_nothing_else(path: Path, data: bytes, good: bool) -> None:
    written(path, data)
    if good:
        assert file.read(path) == Secret(b"\x0f" * 32)
        return
    with pytest.raises(UsageError) as raised:
        file.read(path)
    assert str(raised.value).startswith(str(path)) and "\n" not in str(raised.value)
    assert "0f0f" not in str(raised.value), "what is in it is not said"


MODES = {
    0o600: True,
    0o400: True,
    0o700: True,
    0o640: False,
    0o620: False,
    0o610: False,
    0o604: False,
    0o602: False,
    0o601: False,
    0o644: False,
    0o666: False,
    0o777: False,
    0o060: False,
    0o006: False,
}


@posix
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("mode", "private"), MODES.items(), ids=[f"{mode:o}" for mode in MODES])
def test_it_is_refused_where_others_have_any_right(path: Path, mode: int, private: bool, named: bool) -> None:
    written(path, mode=mode)
    if private:
        assert file.read(path, named=named) == Secret(b"\x0f" * 32)
        return
    with pytest.raises(UsageError) as raised:
        file.read(path, named=named)
    said = str(raised.value)
    assert said.startswith(f"{path} can be read by others ({stat.filemode(stat.S_IFREG | mode)})")
    assert "chmod 600" in said and "--secret" in said and "\n" not in said
    assert list(path.parent.iterdir()) == [path], "nothing is left of the look at it"


@contextmanager
def within_a_minute() -> Iterator[None]:
    """Something that must not wait for anybody, given up where it does."""

    def give_up(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def a_world_readable_file_behind_a_link(path: Path) -> str:
    path.symlink_to(written(path.with_name("other"), mode=0o644))
    return "can be read by others"


def nothing(path: Path) -> str:
    return "cannot be read: No such file"


def a_loop(path: Path) -> str:
    path.symlink_to(path)
    return "cannot be read: Too many levels"


def below_a_file(path: Path) -> str:
    path.write_bytes(b"")
    return "cannot be read: Not a directory"


def folder(path: Path) -> str:
    path.mkdir(mode=0o700)
    return "directory|regular file"


def pipe(path: Path) -> str:
    os.mkfifo(path, 0o600)
    return "not a regular file"


def device(path: Path) -> str:
    path.symlink_to("/dev/null")
    return "not a regular file"


@posix
@pytest.mark.parametrize(
    "there", [nothing, folder, pipe, device, a_loop, a_world_readable_file_behind_a_link, below_a_file]
)
def test_what_is_no_private_file_is_refused(path: Path, there: Callable[[Path], str]) -> None:
    said = there(path)
    asked = path / "x" if there is below_a_file else path
    with within_a_minute(), pytest.raises(UsageError, match=f"{asked}.*({said})"):
        file.read(asked, named=True)


def test_a_private_file_may_be_reached_through_a_link(path: Path) -> None:
    path.symlink_to(written(path.with_name("other")))
    assert file.read(path) == Secret(b"\x0f" * 32)


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("owner", "good"), [(0, True), (65534, False)])
def test_another_users_file_is_used_only_where_it_is_named(path: Path, owner: int, good: bool, named: bool) -> None:
    """They can read it, and may have put it there."""
    written(path)
    os.chown(path, owner, -1)
    if good or named:
        assert file.read(path, named=named) == Secret(b"\x0f" * 32)
        return
    with pytest.raises(UsageError, match=r"belongs to another user \(65534\)"):
        file.read(path, named=named)
