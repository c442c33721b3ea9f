"""The outcome of a request, in plain words. Pure. A child's words are untrusted: read strictly, cut and cleaned."""

import os
import signal
from collections.abc import Mapping
from typing import cast

from grader.sandbox.host.fork_server_handle import Status
from grader.sandbox.protocol import origin
from grader.sandbox.protocol.frames import Value, WireError
from grader.sandbox.protocol.untrusted_text import sentence, shortened
from grader.sandbox.protocol.values import Failure, FailureKind, Limits, Loaded, Returned

_TOLD = ("import", "exception", "memory", "exit", "signature", "missing", "reply")
"""The failures that a child can tell of; the others are the grader's to see."""
_NAMES = 1000

Why = tuple[FailureKind, str]


def returned(answer: Mapping[str, Value], seconds: float, output: str) -> Returned | Failure:
    """A call's answer."""
    if list(answer) != ["value"]:
        return _forged(seconds, output)
    return Returned(answer["value"], seconds, output)


def loaded(answer: Mapping[str, Value], seconds: float, output: str, known: Mapping[str, int]) -> Loaded | Failure:
    """The names defined, and the cells or statements that failed; of these only those that exist, by `known`."""
    match answer:
        case {"value": {"defined": dict(defined), "failures": list(failures), "stopped": list(stopped), **more}} if (
            not more
        ):
            functions = {sentence(name, 100): _texts(names) for name, names in list(defined.items())[:_NAMES]}
            pieces = (_piece(failure, known) for failure in failures[:_NAMES])
            failed = tuple(piece for piece in pieces if piece is not None)
            numbers = tuple(number for number in stopped[:_NAMES] if type(number) is int)
            return Loaded(functions, seconds, output, failed, numbers)
    return _forged(seconds, output)


def told(answer: Mapping[str, Value], seconds: float, output: str, known: Mapping[str, int]) -> Failure:
    """A failure that the child tells of. `known` are the lines of each file and cell: see `origin.lengths`."""
    match answer:
        case {"kind": str(kind), "message": str(message), "trace": str(trace)} if kind in _TOLD:
            place = origin.checked(answer.get("raised"), answer.get("file"), answer.get("line"), known)
            return Failure(cast(FailureKind, kind), sentence(message), shortened(trace), seconds, output, *place)
    return _forged(seconds, output)


def late(subject: str, seconds: float) -> Why:
    return "timeout", f"{subject} was not done within {seconds:g} seconds and was stopped"


def unreadable(subject: str, error: WireError) -> Why:
    return "reply", f"the answer of {subject} cannot be read: {error}"


def ended(subject: str, status: Status, printed: str, limits: Limits) -> Why:
    """The reason why a child is gone, from how it ended and what it used."""
    code = os.waitstatus_to_exitcode(status.status)
    if status.cpu >= limits.cpu or code == -signal.SIGXCPU:
        return "timeout", f"{subject} used more than {limits.cpu:g} seconds of processor time"
    if code >= 0:
        return "exit", f"{subject} ended its own process (status {code})"
    if code == -signal.SIGABRT and "bad_alloc" in printed:
        return "memory", f"{subject} needed more memory than the {limits.memory / 2**30:g} GB it may have"
    names = {each.value: each.name for each in signal.Signals}  # the real-time signals have none
    name = names.get(-code, f"signal {-code}")
    if code == -signal.SIGKILL:
        return "killed", f"{subject} was killed, or hung up on the grader"
    return "killed", f"{subject} crashed ({name})"


def worn_out(restarts: int) -> Failure:
    return Failure(
        "killed", f"its process had to be started again {restarts} times; what is left was not run", "", 0.0, ""
    )


def _forged(seconds: float, output: str) -> Failure:
    return Failure("reply", "the answer is not one that the grader can read", "", seconds, output)


def _texts(names: Value) -> tuple[str, ...]:
    return tuple(sentence(name, 100) for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _piece(failure: Value, known: Mapping[str, int]) -> tuple[str, int, str] | None:
    """A cell or statement that failed; None for one that was not handed in. With nothing known its name is believed."""
    match failure:
        case [str(name), int(line), str(message)] if not known or 1 <= line <= known.get(name, 0):
            return sentence(name, 100), min(max(line, 0), origin.LINES), sentence(message)
    return None
