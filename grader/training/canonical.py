"""A source without comments, docstrings and layout: what is run, and what makes it another program. Pure.

A program could read its own text, and do something else for another comment. So what is compared is what is run: the
canonical spelling, or, of a program that openly reads text, the source as it is.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

READS_TEXT = frozenset(
    "__doc__ __file__ inspect linecache tokenize dis doctest pydoc help jit getsource open read_text read_bytes "
    "_getframe f_lineno co_firstlineno tb_lineno".split()
)
"""Names in programs that may look at their own text, as TorchScript does at `# type:`. Who hides them gets no text."""
LONGEST = 512 << 10
"""Bytes of a source whose syntax is looked at, since a tree takes thousands of times as many; a longer one stays as it
is, and what it imports is not found."""
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What a source raises that has no syntax tree, or one that cannot be written down: a number of thousands of digits."""
_FRAME = re.compile(r'File "([^"\n]{1,200})", line (\d{1,7})')


@lru_cache(maxsize=32)
def canonical(source: bytes) -> bytes:
    """The same program in one spelling; the source itself where there is none that surely means the same."""
    text = _spelt(source)
    return source if text is None else text.encode(errors="surrogatepass")


@lru_cache(maxsize=32)
def reads_text(source: bytes) -> bool:
    """Whether a source names anything with which it could look at its own text, or at that of a module next to it."""
    tree = parsed(source)
    return tree is not None and not READS_TEXT.isdisjoint(_names(tree))


def _names(tree: ast.Module) -> Iterator[str]:
    """All names in a tree, and all short texts: attributes are asked for by text, too."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                yield name
            case ast.Import() | ast.ImportFrom():
                for name in (getattr(node, "module", None) or "", *(alias.name for alias in node.names)):
                    yield from name.split(".")


@lru_cache(maxsize=32)
def origins(source: bytes) -> tuple[int, ...]:
    """For each line of the canonical spelling, from the first, the line in the source; 0 where there is none."""
    text = _spelt(source)
    if text is None:
        return tuple(range(1, source.count(b"\n") + 2))
    found = [0] * (text.count("\n") + 1)
    tree, again = _stripped(source), parsed(text.encode(errors="surrogatepass"))
    if tree is not None and again is not None:
        for before, after in zip(ast.walk(tree), ast.walk(again), strict=True):
            line = getattr(after, "lineno", 0)
            if line and not found[line - 1]:
                found[line - 1] = getattr(before, "lineno", 0)
    return tuple(found)


def parsed(source: bytes) -> ast.Module | None:
    """The syntax tree of a source; None where there is none, or the source is too long."""
    if len(source) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except _UNREADABLE:
        return None


def placed(trace: str, sources: dict[str, bytes]) -> str:
    """A traceback with the lines of the sources, by their names, in place of those of the canonical spelling."""

    def told(match: re.Match[str]) -> str:
        name, line = match[1], int(match[2])
        return f'File "{name}", line {written(sources.get(name), line)}'

    return _FRAME.sub(told, trace)


def written(source: bytes | None, line: int) -> int:
    """The line in a source of one in its canonical spelling; the same where that is not known."""
    lines = () if source is None else origins(source)
    return lines[line - 1] or line if 0 < line <= len(lines) else line


def _spelt(source: bytes) -> str | None:
    tree = _stripped(source)
    if tree is None:
        return None
    try:
        text = ast.unparse(tree)
        again = parsed(text.encode(errors="surrogatepass"))
        return text if again is not None and ast.dump(again) == ast.dump(tree) else None
    except _UNREADABLE:
        return None


def _stripped(source: bytes) -> ast.Module | None:
    """The syntax tree without docstrings."""
    tree = parsed(source)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _documented(node):
            node.body = node.body[1:] or ([] if isinstance(node, ast.Module) else [ast.Pass()])
    return tree


def _documented(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    first = node.body[0] if node.body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
