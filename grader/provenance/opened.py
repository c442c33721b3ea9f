"""The files and folders that oracles look into, seen as Python opens them."""

import os
import sys
from collections.abc import Collection
from typing import Any

_FILES = ("open",)
_FOLDERS = ("os.listdir", "os.scandir", "glob.glob")
_MACHINERY = (
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "_frozen_importlib",
    "_frozen_importlib_external",
)
_ACCESS = os.O_WRONLY | os.O_RDWR
_EMPTY = os.O_TRUNC | os.O_EXCL
"""A file opened so holds nothing yet that could be read."""


class Opened:
    """Files opened for reading, and folders listed, by the modules of some packages.

    An audit hook sees what `open`, `os.open`, `os.listdir`, `os.scandir` and `glob` are asked for, and the stack says
    which module asked: the nearest one of the packages, however deep in a library the call is made. What Python opens
    to import a module is the import's and not seen. What a library's C code opens by itself is not seen either.

    A hook cannot be taken away again: one of these a process.
    """

    def __init__(self, packages: Collection[str]):
        self._packages = frozenset(packages)
        self._prefixes = tuple(f"{package}." for package in packages)
        self._found: dict[str, set[tuple[str, str]]] = {}
        self.count = 0
        """How many have been found: it grows when there are more."""

    def watch(self) -> None:
        """From now on, see what is opened in this process."""
        sys.addaudithook(self._hook)

    def by(self, module: str) -> frozenset[tuple[str, str]]:
        """The files and folders that a module has opened so far: ("file" or "folder", absolute path)."""
        return frozenset(self._found.get(module, ()))

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FILES:
            path, _, flags = arguments
            if not (isinstance(flags, int) and (flags & _ACCESS == os.O_WRONLY or flags & _EMPTY)):
                self._note("file", path)
        elif event in _FOLDERS:
            self._note("folder", "." if arguments[0] is None else arguments[0])

    def _note(self, kind: str, path: Any) -> None:
        if not isinstance(path, str | bytes | os.PathLike) or (module := self._asking()) is None:
            return
        whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 — links are kept as they are named
        known = self._found.setdefault(module, set())
        if (kind, whole) not in known and not whole.startswith(("/proc/", "/sys/", "/dev/")):
            known.add((kind, whole))
            self.count += 1

    def _asking(self) -> str | None:
        frame = sys._getframe(3)
        while frame is not None:
            name = frame.f_globals.get("__name__", "")
            if name in _MACHINERY:
                return None
            if isinstance(name, str) and (name in self._packages or name.startswith(self._prefixes)):
                return name
            frame = frame.f_back  # type: ignore[assignment]
        return None
