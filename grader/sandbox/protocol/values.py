"""Requests to the sandbox and its answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from grader.sandbox.protocol.frames import Value

Tier = Literal["A", "B", "C", "D"]
"""A: B and namespaces. B: Landlock, seccomp and limits. C: another user and seccomp, no Landlock. D: limits only."""

FailureKind = Literal[
    "import", "exception", "timeout", "memory", "exit", "killed", "signature", "missing", "reply", "shape", "infinite"
]

_DISCREET: Mapping[FailureKind, str] = MappingProxyType(
    {
        "import": "its code did not run to the end.",
        "exception": "it raised an exception.",
        "timeout": "it was not done in time.",
        "memory": "it needed more memory than it may have.",
        "exit": "it ended its own process.",
        "killed": "its process crashed, or was stopped.",
        "signature": "it cannot be called with these arguments.",
        "missing": "there was no such function when its file had run.",
        "reply": "what it returned cannot be read.",
        "shape": "its network's scores are not numbers of the shape (images, classes).",
        "infinite": "some of its network's scores are NaN or infinite.",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a submission. Loading and each call get `wall` seconds; `cpu` and `memory` are for a whole child.

    Attributes:
        wall: seconds by the grader's clock.
        cpu: seconds of processor time, over all threads.
        memory: bytes of address space beyond what the child starts with.
        output: bytes kept of what one call prints; the middle of more is left out.
        frame: bytes of one question or one answer.
        files: bytes of the submission's files together.
    """

    wall: float = 10.0
    cpu: float = 10.0
    memory: int = 2 << 30
    output: int = 64 << 10
    frame: int = 16 << 20
    files: int = 16 << 20


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers that are wanted. `namespaces` are the template's, made once for all its children."""

    namespaces: bool = True
    session: bool = True
    descriptors: bool = True
    limits: bool = True
    user: bool = True
    death: bool = True
    seeds: bool = True
    privileges: bool = True
    landlock: bool = True
    seccomp: bool = True


@dataclass(frozen=True, slots=True)
class Isolation:
    """The isolation of students' code, determined by trying to get out."""

    tier: Tier
    parts: Mapping[str, str]

    def __str__(self) -> str:
        return " ".join([self.tier, *(f"{name}={value}" for name, value in self.parts.items())])


@dataclass(frozen=True, slots=True)
class Loaded:
    """The student's file, or cells, ran, but for what failed in them.

    Attributes:
        defined: the functions at top level and the names of their parameters.
        seconds: by the grader's clock.
        output: what was printed, cut.
        failures: what failed: the name of the file or cell, the line (0: not known), a message.
        stopped: the numbers of the statements, or cells, that took too long.
    """

    defined: Mapping[str, tuple[str, ...]]
    seconds: float
    output: str
    failures: tuple[tuple[str, int, str], ...] = ()
    stopped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A call came back with plain data."""

    value: Value
    seconds: float
    output: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The student's code did not do what was asked.

    Attributes:
        kind: "import" the file, or what defines the function, failed; "exception"; "timeout" of wall or processor
            time; "memory"; "exit" it ended its own process; "killed" a signal ended it; "signature" the function does
            not take these arguments; "missing" there is no such function; "reply" the answer is not data that can be
            read;
            "shape" and "infinite" what is wrong with a network's scores, which a process cannot say of itself.
        message: one plain sentence, with the student's line where it is known.
        trace: the student's own frames, cut; untrusted text.
        seconds: by the grader's clock.
        output: what was printed, cut; untrusted text.
        raised: the type of the exception, by a name in `origin.TYPES`; "" where there was none, or none that is told.
        file, line: where in the code that was handed in it was raised; "" and 0 where that is not known. These three
            are what the process says, too; but it can say nothing else with them than what there is.
    """

    kind: FailureKind
    message: str
    trace: str
    seconds: float
    output: str
    raised: str = ""
    file: str = ""
    line: int = 0

    @property
    def discreet(self) -> str:
        """A sentence for somebody who must not learn what the code was given: without any of the code's own words."""
        place = f"{self.file}:{self.line}" if self.line else self.file or "the code"
        return f"{place} raised {self.raised}." if self.raised else _DISCREET[self.kind]


@dataclass(frozen=True, slots=True)
class Usage:
    """The resources that a session used, measured from outside.

    Attributes:
        cpu: seconds of processor time, user and system, of all its processes.
        peak_memory: bytes resident at most, the template's shared pages included.
        wall: seconds spent in loading and in calls.
    """

    cpu: float
    peak_memory: int
    wall: float
