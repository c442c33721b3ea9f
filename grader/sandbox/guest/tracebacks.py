"""The place where a student's code failed: one sentence, and the frames of their own code. Runs in the child."""

import errno
import linecache
import os
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from grader.sandbox.protocol.origin import nearest
from grader.sandbox.protocol.untrusted_text import sentence, shortened

FRAMES = 200
_DENIED = (errno.EPERM, errno.EACCES, errno.EROFS)
_OUTSIDE = "; code that is graded has no network, no other process, and no files but the submission's own, read-only"


@dataclass(frozen=True, slots=True)
class Blame:
    """The facts about an exception.

    Attributes:
        message: one sentence.
        trace: the traceback of the student's own frames.
        raised: the type, by the name of the nearest class that is Python's or a library's; "" where there is none.
        file, line: where in the student's code; "" and 0 where that is not known.
    """

    message: str
    trace: str
    raised: str
    file: str
    line: int


UNKNOWN = Blame("", "", "", "", 0)


def explain(error: BaseException, own: Collection[str]) -> Blame:
    """The facts about an exception that came out of the student's code.

    Args:
        own: the names of the student's files and cells.
    """
    frames = _frames(error.__traceback__, own)
    said = _said(error)
    where, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    if isinstance(error, SyntaxError) and _own(error.filename or "", own):
        where, line = _own(error.filename or "", own), error.lineno or 0
        message = f"{where}:{line} cannot be read: {said}"
    elif isinstance(error, SystemExit):
        message = f"{_place(where, line)} ended the program (exit)"
    else:
        message = f"{_place(where, line)} raised {said}{_hint(error)}"
    lines = "".join(traceback.format_list(frames)) + "".join(_last(error, own))
    trace = shortened(f"Traceback (most recent call last):\n{lines}")
    return Blame(sentence(message), trace, nearest(type(error)), where, line)


def _frames(trace: TracebackType | None, own: Collection[str]) -> list[traceback.FrameSummary]:
    """The student's frames, named as they named their files; of very many, the first and the last."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        name = _own(code.co_filename, own)
        if name:
            found.append((name, trace.tb_lineno, code))
        trace = trace.tb_next
    if len(found) > FRAMES:
        found = found[: FRAMES // 2] + found[-FRAMES // 2 :]
    return [
        traceback.FrameSummary(name, line, code.co_name, line=linecache.getline(code.co_filename, line))
        for name, line, code in found
    ]


def _own(path: str, own: Collection[str]) -> str:
    """A code object's file as the student knows it; empty where it is not theirs."""
    relative = os.path.relpath(path) if path.startswith("/") else path
    return relative if relative in own else ""


def _place(where: str, line: int) -> str:
    return f"{where}:{line}" if where else "the code"


def _said(error: BaseException) -> str:
    """The type and what it says, in one line."""
    try:
        text = " ".join((error.msg if isinstance(error, SyntaxError) and error.msg else str(error)).split())
    except BaseException:  # noqa: BLE001 - a student's __str__ may do anything
        text = "(its text cannot be had)"
    text = text.replace(str(Path.cwd()), ".")
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def _hint(error: BaseException) -> str:
    if isinstance(error, OSError) and (error.errno in _DENIED or "temporary directory" in str(error)):
        return _OUTSIDE
    if isinstance(error, EOFError) and "reading a line" in str(error):
        return "; nobody answers input() here"
    if isinstance(error, ModuleNotFoundError):
        return "; code that is graded has Python, NumPy, torch and the submission's own files"
    return ""


def _last(error: BaseException, own: Collection[str]) -> list[str]:
    """The end of the traceback: for a syntax error with the line and the mark below it."""
    if isinstance(error, SyntaxError) and _own(error.filename or "", own):
        error.filename = _own(error.filename or "", own)
        return traceback.format_exception_only(type(error), error)
    return [_said(error) + "\n"]
