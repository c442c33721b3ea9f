"""A failure of a student's code as the child tells of it."""

from collections.abc import Collection

from grader.sandbox.guest import tracebacks
from grader.sandbox.protocol.frames import Value
from grader.sandbox.protocol.untrusted_text import sentence


class Failed(Exception):
    """An answer that tells of a failure."""

    def __init__(self, kind: str, message: str, found: tracebacks.Blame = tracebacks.UNKNOWN):
        self.answer: dict[str, Value] = {
            "kind": kind,
            "message": sentence(message),
            "trace": found.trace,
            "raised": found.raised,
            "file": found.file,
            "line": found.line,
        }


def failed(error: BaseException, own: Collection[str], kind: str) -> Failed:
    """The failure behind an exception from a student's code with the files and cells `own`; else `kind`."""
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error)):
        kind = "memory"  # the latter is torch's
    elif isinstance(error, SystemExit):
        kind = "exit"
    try:
        found = tracebacks.explain(error, own)
    except Exception:  # noqa: BLE001 - out of memory, or an exception that resists
        return Failed(kind, f"the code raised {type(error).__name__}")
    return Failed(kind, found.message, found)
