"""A student's code as it is loaded: a file statement by statement, a notebook cell by cell. Runs in the child.

What fails loses only itself: what was defined before still counts, and what comes after it is run. Line numbers,
tracebacks and what `inspect` finds are those of the whole file.
"""

import __future__

import ast
import contextlib
import re
import signal
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from grader.sandbox.guest.failed import Failed, failed

TICKS = 20
"""What still runs when the time for loading is over is stopped, and again after each such part of it."""


class Late(BaseException):
    """The time for loading is over. No `Exception`, so that a program that catches those goes on no longer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement at top level, a cell, or a whole file: its place, its text, and what is compiled, and how."""

    name: str
    line: int
    text: str
    code: ast.Module | str | bytes
    flags: int = 0

    @property
    def late(self) -> Failed:
        told = f"{self.name}:{self.line} was still running when the time for loading was over, and was left out"
        return Failed("import", told)

    def mentions(self, word: str) -> bool:
        """Whether it contains a name: whether it may have been meant to define it."""
        return re.search(rf"\b{re.escape(word)}\b", self.text) is not None


def cells(named: Sequence[tuple[str, str]]) -> list[Piece]:
    """A notebook's cells."""
    return [Piece(name, 1, source, source) for name, source in named]


def file(name: str, source: bytes, own: Collection[str], *, whole: bool) -> list[Piece]:
    """A file as a whole, or its statements, of which what it takes from `__future__` holds for all.

    It is UTF-8 if it can be, whatever a comment in its first line says: people and checks read it so.

    Raises:
        Failed: Python refuses the file.
    """
    text: str | bytes = source
    with contextlib.suppress(UnicodeDecodeError):
        text = source.decode("utf-8-sig")
    if whole:
        return [Piece(name, 1, "", text)]
    try:
        body: list[ast.stmt] = ast.parse(text, name).body
    except BaseException as error:  # noqa: BLE001 - no Python, null bytes, nested too deep
        raise failed(error, own, "import") from None
    flags, lines = _future(body), source.splitlines()
    return [_statement(name, node, lines, flags) for place, node in enumerate(body) if place == 0 or not _idle(node)]


def _statement(name: str, node: ast.stmt, lines: Sequence[bytes], flags: int) -> Piece:
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    text = b"\n".join(lines[first - 1 : node.end_lineno]).decode("utf-8", "replace")
    return Piece(name, first, text, ast.Module([node], []), flags)


def _idle(node: ast.stmt) -> bool:
    """Whether it is a constant on its own: it does nothing, and as a text would become the docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _future(body: Sequence[ast.stmt]) -> int:
    """The compiler's flags that a file sets by `from __future__ import …`."""
    flags = 0
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
    return flags


def run(piece: Piece, namespace: dict[str, Any], own: Collection[str]) -> None:
    """Run a piece.

    Raises:
        Failed: it failed.
        Late: it took too long.
    """
    try:
        code = compile(piece.code, piece.name, "exec", piece.flags, dont_inherit=True)
        exec(code, namespace)  # noqa: S102 - what this is for
    except Late:
        raise
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        raise failed(error, own, "import") from None


def run_all(
    pieces: Sequence[Piece], namespace: dict[str, Any], own: Collection[str], skip: Collection[int]
) -> tuple[list[tuple[Piece, Failed]], list[int]]:
    """Run the pieces, but for the numbers in `skip`; what failed, and the numbers of those that took too long."""
    failures, stopped = [], []
    for number, piece in enumerate(pieces):
        try:
            if number in skip:
                raise piece.late
            run(piece, namespace, own)
        except Late:
            stopped.append(number)
            failures.append((piece, piece.late))
        except Failed as told:
            failures.append((piece, told))
    return failures, stopped


def cause(failures: Sequence[tuple[Piece, Failed]], name: str) -> Failed:
    """The reason why there is no such name: the last failure of a piece that contains it, else the first failure."""
    about = [told for piece, told in failures if piece.mentions(name)]
    told = (about or [failures[0][1]])[-1]
    told.answer["kind"] = "import"  # whatever it was, the process goes on
    return told


@contextlib.contextmanager
def within(seconds: float, own: Collection[str]) -> Iterator[None]:
    """Raise `Late` in the student's code that still runs after this time, and in what runs a moment later.

    It is raised below a frame of theirs, never in ours. What cannot be stopped so is killed, by the grader's clock.
    """

    def late(_: int, frame: FrameType | None) -> None:
        while frame is not None:
            if frame.f_code.co_filename in own:
                raise Late
            frame = frame.f_back

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds / TICKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if signal.getsignal(signal.SIGALRM) is late:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
