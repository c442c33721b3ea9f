"""A program that trains: its file, the modules of its own that it imports, and what makes it another program. Pure."""

import ast
import bz2
import lzma
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath

from grader.training.canonical import canonical, parsed, placed, reads_text, written

MOST = 32_000
"""Bytes that a program may have, compressed, before a person looks at what it brings along."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program: its Python files by name, the one that is loaded, and the function asked for.

    Of a notebook `entry` are the cells, as name and source, in their order.
    """

    files: Mapping[str, bytes]
    entry: str | tuple[tuple[str, str], ...]
    function: str

    @property
    def key(self) -> str:
        """The same for two programs of which the same is run: that differ in comments, docstrings and layout alone."""
        seen = blake2b(digest_size=16)
        told = [each for name, data in self._sources() for each in (name.encode(errors="surrogateescape"), data)]
        entry = self.entry if isinstance(self.entry, str) else ""
        for data in (entry.encode(), self.function.encode(), *told):
            seen.update(len(data).to_bytes(8, "big") + data)
        return seen.hexdigest()

    @property
    def size(self) -> int:
        """Bytes of what is run of it, compressed as well as the standard library can."""
        whole = b"".join(data for _, data in self._sources())
        return min(len(zlib.compress(whole, 9)), len(bz2.compress(whole)), len(lzma.compress(whole)))

    @property
    def as_run(self) -> "Program":
        """The program to run: each file and cell in its canonical spelling, or as it is if one may look at its text."""
        if any(map(reads_text, self._written().values())):
            return self
        files = {name: canonical(data) if name.endswith(".py") else data for name, data in self.files.items()}
        if isinstance(self.entry, str):
            return Program(files, self.entry, self.function)
        cells = ((name, _text(canonical(_bytes(source)))) for name, source in self.entry)
        return Program(files, tuple(cells), self.function)

    def line(self, name: str, line: int) -> int:
        """The line as it was written, of one in what is run."""
        return line if self.as_run == self else written(self._written().get(name), line)

    def trace(self, trace: str) -> str:
        """A traceback of what is run, with lines as they were written."""
        return trace if self.as_run == self else placed(trace, self._written())

    def _written(self) -> dict[str, bytes]:
        cells = () if isinstance(self.entry, str) else self.entry
        return {**self.files, **{name: _bytes(source) for name, source in cells}}

    def _sources(self) -> list[tuple[str, bytes]]:
        run = self.as_run
        cells = () if isinstance(run.entry, str) else run.entry
        return [*sorted(run.files.items()), *((name, _bytes(source)) for name, source in cells)]


def _bytes(source: str) -> bytes:
    return source.encode(errors="surrogatepass")


def _text(source: bytes) -> str:
    return source.decode(errors="surrogatepass")


def of_file(entry: str, source: bytes, files: Mapping[str, bytes], function: str) -> Program:
    """The program of a file: it, and of the other files those modules that it, or one of them, imports by name."""
    return Program({entry: source, **_imports([source], files, entry)}, entry, function)


def of_cells(cells: tuple[tuple[str, str], ...], files: Mapping[str, bytes], function: str) -> Program:
    """The program of a notebook: its cells, and the modules that they import."""
    sources = [source.encode(errors="surrogatepass") for _, source in cells]
    return Program(_imports(sources, files, ""), cells, function)


def _imports(sources: list[bytes], files: Mapping[str, bytes], entry: str) -> dict[str, bytes]:
    known = _modules(files, PurePosixPath(entry).parent)
    found = dict[str, bytes]()
    waiting = [(source, "") for source in sources]  # a source, and the package that it is in
    while waiting:
        for module in _imported(*waiting.pop()):
            name = known.get(module)
            if name is not None and name not in found and name != entry:
                found[name] = files[name]
                package = module if _is_package(name) else module.rpartition(".")[0]
                waiting.append((files[name], package))
    return found


def _modules(files: Mapping[str, bytes], home: PurePosixPath) -> dict[str, str]:
    """Files by the names under which they are imported, where several have the same: the one that Python finds.

    That is one below the entry's folder before one from the top, and a package before a module.
    """
    paths = {name: PurePosixPath(name) for name in sorted(files, key=_is_package) if name.endswith(".py")}
    above = {_module(path): name for name, path in paths.items()}
    beside = {_module(path.relative_to(home)): name for name, path in paths.items() if path.is_relative_to(home)}
    return above | beside


def _is_package(name: str) -> bool:
    return PurePosixPath(name).name == "__init__.py"


def _module(path: PurePosixPath) -> str:
    return ".".join(path.parent.parts if _is_package(str(path)) else path.with_suffix("").parts)


def _imported(source: bytes, package: str) -> Iterator[str]:
    """Every module that a file in this package may import: the names in its imports, and the packages above them."""
    tree = parsed(source)
    for node in ast.walk(tree) if tree is not None else ():
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            names = [base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names)]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _base(node: ast.ImportFrom, package: str) -> str:
    """The module after `from`, in full: each dot but the first is one package up."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: max(0, len(parts) + 1 - node.level)], *filter(None, [node.module])]).lstrip(".")
