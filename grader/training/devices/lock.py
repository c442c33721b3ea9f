"""One job a device, among all users of a machine: a lock that the kernel takes back when its holder ends, however.

The files lie where all users look, whatever their TMPDIR says, and stay there: a file that is removed would be another
lock. Containers that do not share the folder do not see each other; the device's state shows those.
"""

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError

FOLDER = Path("/tmp/oracle-grader-locks")
_EVERY = 1.0
"""Seconds between two looks at a lock that another holds."""
_TRIES = 10
"""How often a file is looked for that somebody makes, or takes away, at the same moment."""

_open: set[int] = set()
"""Descriptors of the locks that this process holds. A fork without exec would take them along, and keep them."""


def _leave() -> None:
    while _open:
        os.close(_open.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave)


@dataclass(frozen=True, slots=True)
class Handle:
    """A lock that is held."""

    descriptor: int

    def release(self) -> None:
        """Give it back; once more does nothing."""
        if self.descriptor in _open:
            import fcntl

            with contextlib.suppress(OSError):
                os.ftruncate(self.descriptor, 0)
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)  # also for a child that was forked this very moment
            _open.remove(self.descriptor)
            os.close(self.descriptor)


@contextlib.contextmanager
def held(key: str, wait: Callable[[str], None], folder: Path = FOLDER, every: float = _EVERY) -> Iterator[None]:
    """Hold a device's lock; until it is free, `wait` is told every second by whom it is held.

    Raises:
        GraderError: there can be no lock here.
    """
    while (handle := try_hold(key, folder)) is None:
        wait(holder(key, folder))
        time.sleep(every)
    try:
        yield
    finally:
        handle.release()


def try_hold(key: str, folder: Path = FOLDER) -> Handle | None:
    """A device's lock, or None where another holds it, even if it is this process.

    Raises:
        GraderError: there can be no lock here.
    """
    try:
        import fcntl
    except ImportError:
        raise GraderError("this system has no flock, by which a device is kept to one job: grade on Linux") from None
    for _ in range(_TRIES):
        descriptor = _opened(key, folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _stands(descriptor, folder / _name(key)):
                _sign(descriptor)
                _open.add(descriptor)
                return Handle(descriptor)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # somebody removed the file meanwhile, and this lock is no one's
    raise GraderError(f"{folder / _name(key)} is removed again and again: leave it alone")


def free(key: str, folder: Path = FOLDER) -> bool:
    """Whether nobody holds a device's lock; it may be held a moment later."""
    handle = try_hold(key, folder)
    if handle is not None:
        handle.release()
    return handle is not None


def holder(key: str, folder: Path = FOLDER) -> str:
    """The holder of a device's lock, by its process number; nothing else that the lock says is repeated."""
    written = b""
    with contextlib.suppress(OSError, GraderError):
        descriptor = _opened(key, folder)
        try:
            written = os.read(descriptor, 16)
        finally:
            os.close(descriptor)
    found = re.fullmatch(rb"(\d{1,10})\n", written)
    return f"process {int(found[1])} uses it" if found else "another process uses it"


def _name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "_", key) + ".lock"


def _opened(key: str, folder: Path) -> int:
    """The lock's file, open: a plain file of one name, which is made where there is none.

    A file that is there is opened without O_CREAT, which Linux refuses for another user's (fs.protected_regular).
    """
    home = _home(folder)
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        for _ in range(_TRIES):
            with contextlib.suppress(FileNotFoundError):
                return _plain(os.open(_name(key), flags, dir_fd=home), folder / _name(key))
            with contextlib.suppress(FileExistsError):
                made = os.open(_name(key), flags | os.O_CREAT | os.O_EXCL, 0o666, dir_fd=home)
                os.fchmod(made, 0o666)  # whatever the umask
                return made
    except OSError as error:
        raise GraderError(
            f"{folder / _name(key)} cannot be opened as a lock ({error.strerror}): remove what is there"
        ) from None
    finally:
        os.close(home)
    raise GraderError(f"{folder / _name(key)} comes and goes: leave it alone")


def _plain(descriptor: int, path: Path) -> int:
    told = os.fstat(descriptor)
    if stat.S_ISREG(told.st_mode) and told.st_nlink <= 1:
        return descriptor
    os.close(descriptor)
    raise GraderError(f"{path} is not a plain file of its own, and is not used as a lock: remove it")


def _home(folder: Path) -> int:
    """The folder, open, which every user may make files in and nobody but their owner remove them from."""
    try:
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
        home = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise GraderError(f"{folder}, for locks, cannot be used ({error.strerror}): remove what is there") from None
    told = os.fstat(home)
    if stat.S_IMODE(told.st_mode) != 0o1777:
        if told.st_uid != os.geteuid():
            os.close(home)
            raise GraderError(f"{folder}, for locks, is not everybody's: let its owner `chmod 1777` it, or remove it")
        os.fchmod(home, 0o1777)
    return home


def _stands(descriptor: int, path: Path) -> bool:
    """Whether the file that is open is the one that others find."""
    own = os.fstat(descriptor)
    with contextlib.suppress(OSError):
        found = path.lstat()
        return (own.st_dev, own.st_ino) == (found.st_dev, found.st_ino)
    return False


def _sign(descriptor: int) -> None:
    with contextlib.suppress(OSError):  # a full disk is no reason to wait
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
