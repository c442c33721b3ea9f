"""Python sources: what each module imports, from the first to the last, and the digests of files."""

import ast
import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from grader.provenance.digest import of_bytes
from grader.provenance.libraries import is_library

NONE = "none"
"""The digest of a file that is not there."""
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class Sources:
    """The sources of some packages, read as files.

    Args:
        roots: where each package's folder lies, by the package's name.
        since: seconds since the epoch (`time.time`) at which this process began. A source that was written after it
            need not be what has been loaded: its digest is then one that is never found again.
    """

    def __init__(self, roots: Mapping[str, Path], since: float = float("inf")):
        self._roots = {name: root.absolute() for name, root in roots.items()}
        self._since = since
        self._imports: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._digests: dict[str, str] = {}
        self._closures: dict[frozenset[str], frozenset[str]] = {}

    @classmethod
    def of_the_grader(cls, since: float = float("inf")) -> "Sources":
        """The grader's own sources and the oracles', which are next to it."""
        root = Path(__file__).resolve().parent.parent.parent
        return cls({"grader": root, "reference": root}, since)

    def closure(self, modules: Iterable[str]) -> frozenset[str]:
        """These modules and all of the packages that they import, anywhere in their sources."""
        asked = frozenset(modules)
        if asked not in self._closures:
            found, waiting = set[str](), list(asked)
            while waiting:
                module = waiting.pop()
                if module not in found:
                    found.add(module)
                    waiting += self._imported(module)[0]
            self._closures[asked] = frozenset(found)
        return self._closures[asked]

    def libraries(self, module: str) -> frozenset[str]:
        """The top-level names of other packages that a module imports, Python's own left out."""
        return self._imported(module)[1]

    def name(self, module: str) -> str:
        """The file of a module, from the folder on in which its package lies: `grader/checks/numbers.py`."""
        return self.named(str(self._file(module)))

    def package(self, module: str) -> Iterator[str]:
        """All modules in the folder of a package, and in those below it."""
        folder = self._roots[module.partition(".")[0]].joinpath(*module.split("."))
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join((module, *(parts[:-1] if parts[-1] == "__init__" else parts)))

    def named(self, path: str) -> str:
        """The name of a file or folder: in a package, from that package on, and else its whole path."""
        for package, root in self._roots.items():
            folder = f"{root / package}"
            if path == folder or path.startswith(f"{folder}{os.sep}"):
                return f"{package}{path[len(folder) :]}".replace(os.sep, "/")
        return path

    def file(self, name: str) -> str:
        """The digest of the file that `named` called so; `NONE` where it cannot be read."""
        if name not in self._digests:
            self._digests[name] = self._digest(self._path(name))
        return self._digests[name]

    def folder(self, name: str) -> str:
        """The digest of the names in a folder."""
        try:
            return of_bytes(
                "\0".join(sorted(each.name for each in self._path(name).iterdir())).encode(errors="surrogateescape")
            )
        except OSError:
            return NONE

    def _digest(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                written = os.fstat(file.fileno()).st_mtime
                found = of_bytes(file.read())
        except OSError:
            return NONE
        return f"written at {written}, while it was in use" if self._since < written <= time.time() else found

    def _path(self, name: str) -> Path:
        """The path of a file or folder by the name that `named` gave it; an absolute name stands for itself."""
        return self._roots.get(name.partition("/")[0], Path()) / name

    def _file(self, module: str) -> Path:
        base = self._roots[module.partition(".")[0]].joinpath(*module.split("."))
        return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")

    def _is_module(self, name: str) -> bool:
        return name.partition(".")[0] in self._roots and self._file(name).is_file()

    def _imported(self, module: str) -> tuple[frozenset[str], frozenset[str]]:
        if module not in self._imports:
            file = self._file(module)
            try:
                tree = ast.parse(file.read_bytes())
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                tree = ast.Module([], [])
            package = module if file.name == "__init__.py" else module.rpartition(".")[0]
            self._imports[module] = self._sorted(_asked(tree.body, package))
        return self._imports[module]

    def _sorted(self, asked: Iterable[tuple[str, Collection[str]]]) -> tuple[frozenset[str], frozenset[str]]:
        """Our modules and the libraries among what is imported, each told as (module, names taken from it)."""
        ours, libraries = set[str](), set[str]()
        for module, names in asked:
            top = module.partition(".")[0]
            if top not in self._roots:
                libraries |= {top} if is_library(top) else set()
                continue
            below = {f"{module}.{name}" for name in names if self._is_module(f"{module}.{name}")}
            ours |= below
            if len(below) < len(names) or not names:
                ours.add(module)
        return frozenset(filter(self._is_module, ours)), frozenset(libraries)


def loaded(modules: Iterable[str]) -> frozenset[str]:
    """Those that this process has imported."""
    return frozenset(module for module in modules if module in sys.modules)


def _asked(body: Iterable[ast.AST], package: str) -> Iterator[tuple[str, Collection[str]]]:
    """Every import in some statements of a package, and below them: a module, and the names that are taken from it."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            yield ".".join([*above, *([node.module] if node.module else [])]), [alias.name for alias in node.names]
        for block in _BLOCKS:
            waiting += getattr(node, block, ())
