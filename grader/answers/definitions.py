"""Where Python sources bind a name: by a definition, an assignment or an import. They are read, and never run."""

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grader.errors import Unreadable
from grader.model import Place

EVERY = "*"
"""The name that a star import binds."""
PROVIDED = sys.stdlib_module_names | {"numpy", "torch"}
"""Modules that are not a student's: a star import of one binds none of the functions asked for."""
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_ASSIGNMENT = ast.Assign | ast.AnnAssign
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a cell of a notebook: its text and its syntax tree."""

    place: Place
    text: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement that binds the name looked for, or may bind it when it is run."""

    source: Source
    node: ast.stmt

    @property
    def place(self) -> Place:
        return self.source.place

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def text(self) -> str:
        return ast.get_source_segment(self.source.text, self.node) or ""

    @property
    def is_stub(self) -> bool:
        """Whether it is a function with nothing in it but a docstring, `...`, `pass` or `raise NotImplementedError`."""
        return isinstance(self.node, _FUNCTION) and all(map(_is_empty, self.node.body))


def parsed(text: str, place: Place) -> Source:
    """A text as Python reads it.

    Raises:
        Unreadable: it is not Python.
    """
    try:
        return Source(place, text, _tree(text))
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else "the file"
        hint = "Run it once, from top to bottom, before handing it in."
        raise Unreadable(f"not Python: {error.msg} ({where})", place, hint) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("not Python that can be read: null bytes, or nested too deeply", place) from None


def definitions(sources: Sequence[Source], name: str, *, but_from: str) -> list[Definition]:
    """The statements at the top level that bind `name`, in order, from the last one on that surely does.

    One in a branch, or a star import, may bind the name when it is run: it is taken for a definition, and hides none
    before it. An import from the module `but_from` does not count.
    """
    found: list[Definition] = []
    for source in sources:
        for top in source.tree.body:
            if name in _names(top, but_from):
                found.clear()
            found += [Definition(source, node) for node in _run(top) if _names(node, but_from) & {name, EVERY}]
    return found


def functions(sources: Sequence[Source]) -> dict[str, set[tuple[str, ...]]]:
    """The names of all functions, at any depth, each with the parameters of those that have it."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, _FUNCTION):
                given = node.args
                heads = found.setdefault(node.name, set())
                heads.add(tuple(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)))
    return found


def assigned(sources: Sequence[Source]) -> set[str]:
    """The names that assignments at the top level bind."""
    nodes = (node for source in sources for node in source.tree.body if isinstance(node, _ASSIGNMENT))
    return {name for node in nodes for name in _names(node, "")}


def may_bind(source: str, name: str) -> bool:
    """Whether a line of text looks as if it defined `name`. Quick, and it reads what is not Python."""
    wanted = re.escape(name)
    target = rf"(?=[^=\n]*=(?!=))[(\[]*(?:[*\w]+[ \t]*,[ \t]*[(\[]*)*\*?{wanted}[ \t]*[=:,)\]]"
    line = rf"(?:async[ \t]+)?def[ \t]+{wanted}\b|{target}|(?:from|import)\b.*\b{wanted}\b"
    return re.search(rf"^[ \t]*(?![ \t])(?:{line})", source, re.MULTILINE) is not None


@lru_cache(maxsize=8)
def _tree(source: str) -> ast.Module:
    """The syntax tree, kept for a moment: every part of an assignment looks into the same file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _names(node: ast.stmt, but_from: str) -> set[str]:
    """The names that a statement binds: a definition's, an assignment's, an import's, but for one from `but_from`.

    That is the file asked for: a notebook that takes the function from there only uses it.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        whole = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        bound = {alias.asname or alias.name for alias in node.names}
        return set() if whole == but_from or (bound == {EVERY} and whole.partition(".")[0] in PROVIDED) else bound
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {each.id for target in targets for each in _flat(target) if isinstance(each, ast.Name)}


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    """The targets in one: a, (b, *c) = …"""
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _flat(each)
    else:
        yield target.value if isinstance(target, ast.Starred) else target


def _run(node: ast.stmt) -> Iterator[ast.stmt]:
    """A statement, and those below it that are run at its level: in its branches, and not in functions or classes."""
    waiting = [node]
    while waiting:  # not by recursion: a student's `elif` may follow a thousand others
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            blocks = [inner for name in _BLOCKS for inner in getattr(node, name, ())]
            waiting += [below for inner in reversed(blocks) for below in reversed(_statements(inner))]


def _statements(inner: ast.stmt | ast.ExceptHandler | ast.match_case) -> list[ast.stmt]:
    return inner.body if isinstance(inner, ast.ExceptHandler | ast.match_case) else [inner]


def _is_empty(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        raised: Any = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
