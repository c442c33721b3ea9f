"""What a hostile program is, and what must come of it.

A program defines `f(w)`, where `w` tells it all that an attacker would have to find out: where the hidden file is,
which process the grader is, where a server listens. It does not judge itself. It hands over what it found, or leaves
the refusal to be seen; `tests/hostile/run_programs.py` looks for the hidden text in all that comes back, and outside
the sandbox for what a program may have left or reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PRELUDE = """import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return "got through"
def through(*attempts):
    found = []
    for attempt in attempts:
        try: found.append(attempt())
        except OSError: pass
    return found
"""
DENIED = "PermissionError"
ANY = object()


@dataclass(frozen=True, slots=True)
class Program:
    """One submission.

    Attributes:
        attack: what it is after.
        source: of solution.py, below `PRELUDE`.
        expect: a word for each of the calls: "answer" or a failure's kind; kinds that are both right with | between.
        says: a part of the last failure's message, so that a slip in the program is no success of the sandbox.
        value: what the last call must return, where that matters.
        calls: the functions that are called, in order.
        gaps: the tiers whose documented gap it uses: there it must get through.
        harmless: whether it may be tried where nothing but another user holds it.
        wall, cpu, memory: its limits, in seconds and bytes.
        slow: seconds that the last call takes by the grader's clock at least, whatever the program says.
        torch: whether it needs torch.
    """

    attack: str
    source: str
    expect: str
    says: str = ""
    value: object = ANY
    calls: tuple[str, ...] = ("f",)
    gaps: str = ""
    harmless: bool = True
    wall: float = 5.0
    cpu: float = 5.0
    memory: int = 1 << 30
    slow: float = 0.0
    torch: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
