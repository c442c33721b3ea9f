"""The folders of a submission: its own files, which its code can read, and one that a process may write to."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from grader.errors import Unreadable
from grader.sandbox.guest import removal

_FILES, _DEPTH = 1000, 64
_SCRATCH = ".scratch"


def written(files: Mapping[str, bytes], most: int, base: str) -> str:
    """The submission's files in a folder of their own, below `base`.

    Raises:
        Unreadable: too many or too large files, or a name that is not a file's.
    """
    size = sum(map(len, files.values()))
    if len(files) > _FILES or size > most:
        raise Unreadable(f"{len(files):,} files of {size:,} bytes together; at most {_FILES:,} of {most:,} are read")
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\0" in name or not 0 < len(path.parts) <= _DEPTH:
            raise Unreadable(f"{name[:100]!r} is not the name of a file in the submission")
        if not name.isascii() and name != name.encode(errors="replace").decode():
            raise Unreadable(f"{name[:100]!r} is not the name of a file in UTF-8; rename the file")
    folder = Path(base, os.urandom(8).hex())
    try:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        why = f"{error.strerror}; rename them"
        raise Unreadable(f"the submission's files cannot be written for its code to read: {why}") from None
    folder.mkdir(exist_ok=True)
    for made in (folder, *folder.rglob("*")):  # whatever the umask, the submission's user reads its own files
        made.chmod(0o755)
    return str(folder)


def scratch(folder: str, user: int | None) -> str:
    """An empty folder next to a submission's own, for one process to write to, and for its user alone.

    Where there are namespaces of mounts it stays empty: the process has memory in its place.
    """
    path = Path(folder + _SCRATCH)
    removal.remove(str(path))
    path.mkdir(0o700)
    if user is not None:
        os.chown(path, user, user)
    return str(path)


def remove(folder: str) -> None:
    """Remove a submission's folder, and the one next to it."""
    shutil.rmtree(folder, ignore_errors=True)
    removal.remove(folder + _SCRATCH)
