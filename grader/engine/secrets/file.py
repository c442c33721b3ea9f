"""The file that holds a course's secret: found, made at the first batch, and refused where others can read it."""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from grader.engine.secrets.draws import Secret
from grader.errors import UsageError

_HEAD = "oracle-grader secret 1: "
_LINE = re.compile(rf"{re.escape(_HEAD)}([0-9a-f]{{64}})\n?")
_MOST = 1000
"""Bytes that are read of a file that may be one."""
_FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
"""Nobody is waited for, should it be a pipe."""


def beside(out: Path) -> Path:
    """The secret's path unless it is named: `OUT.secret`, next to OUT and never in it."""
    whole = out.resolve() if out.name == ".." else out.absolute()
    if not whole.name:
        raise UsageError(f"{out} is not a folder for reports: no file can be made next to it")
    return whole.with_name(f"{whole.name}.secret")


def read(path: Path, *, named: bool = False) -> Secret:
    """The secret in a file.

    Args:
        named: whether the user named the file: then it may lie where modes mean nothing.

    Raises:
        UsageError: there is none, it does not hold a secret, or others can read it.
    """
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            found = os.fstat(descriptor)
            text = os.read(descriptor, _MOST) if stat.S_ISREG(found.st_mode) else b""
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UsageError(f"the secret {path} cannot be read: {error.strerror or error}") from None
    _see_it_private(path, found, named)
    line = _LINE.fullmatch(text.decode("ascii", "replace"))
    if line is None:
        raise UsageError(
            f"{path} does not hold a secret, which is one line as a batch writes it: bring the right one back, or name "
            "another file with --secret"
        )
    return Secret(bytes.fromhex(line[1]))


def make(path: Path, *, named: bool = False) -> Secret:
    """A new secret in a new file that only its owner can read.

    Raises:
        UsageError: there is a file already, it cannot be written, or modes mean nothing there and it was not named.
    """
    key, draft = secrets.token_bytes(32), path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
            if not named and _open_to_others(os.fstat(descriptor).st_mode):
                raise UsageError(f"files beside {path} cannot be kept from others; name a file for it with --secret")
            file.write(f"{_HEAD}{key.hex()}\n")
        _take_place(draft, path)
    except OSError as error:
        raise UsageError(f"the secret {path} cannot be written: {error.strerror or error}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Secret(key)


def outside(path: Path, folder: Path, out: Path | None = None) -> Path:
    """The path, if it lies neither among students' work nor among reports, which are written anew or handed out.

    Raises:
        UsageError: it does.
    """
    for place, name in ((folder, "class"), (out, "output")):
        if place is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(place)):
            raise UsageError(f"the secret must not lie in the {name} folder: {path}; name another place with --secret")
    return path


def _take_place(draft: Path, path: Path) -> None:
    """Give the draft its name, if nothing has it: whole or not at all, should the batch be killed."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(17, "there is a file already") from None
        draft.replace(path)


def _see_it_private(path: Path, found: os.stat_result, named: bool) -> None:
    mode = found.st_mode
    if not stat.S_ISREG(mode):
        raise UsageError(f"{path} is not a regular file; name the file that holds the secret")
    if not named and os.name == "posix" and found.st_uid not in (0, os.geteuid()):
        raise UsageError(
            f"{path} belongs to another user ({found.st_uid}), who can read it and may have put it there; if you know "
            f"it to be yours, `chown` it or name it (--secret {path})"
        )
    if not _open_to_others(mode):
        return
    if named and not _modes_mean_something(path.parent):
        return
    shown = stat.filemode(mode)
    raise UsageError(
        f"{path} can be read by others ({shown}), so it is not secret any more: make a new one (name a new file with "
        "--secret), or, if nobody has read it, `chmod 600` it"
    )


def _open_to_others(mode: int) -> bool:
    return os.name != "posix" or bool(stat.S_IMODE(mode) & 0o077)


def _modes_mean_something(folder: Path) -> bool:
    """Whether a file made private in a folder is private there: on some file systems every file has the same mode."""
    probe = folder / f".{secrets.token_hex(8)}.probe"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return not _open_to_others(probe.stat().st_mode)
    except OSError:
        return True
    finally:
        probe.unlink(missing_ok=True)
