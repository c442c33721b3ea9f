"""The child's side of the conversation: load the student's code, call its functions, answer with data.

All of it runs in the student's process, where the student may change anything; the grader believes nothing of it.
"""

import contextlib
import inspect
import linecache
import os
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.sandbox.guest import loading, trainer
from grader.sandbox.guest.binding import bound, fits, parameters
from grader.sandbox.guest.convert import Kept, plain, type_name
from grader.sandbox.guest.failed import Failed, failed
from grader.sandbox.protocol import frames
from grader.sandbox.protocol.frames import Handle, Value, WireError
from grader.sandbox.protocol.untrusted_text import clean

_Answer = dict[str, Value]


@dataclass(slots=True)
class Child:
    """A student's code, as far as it is loaded."""

    kept: Kept
    namespace: dict[str, Any] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    """The names of the student's files and cells."""
    failures: list[tuple[loading.Piece, Failed]] = field(default_factory=list)
    """What failed when the code was loaded."""
    training: trainer.Trainer = field(default_factory=trainer.Trainer)


def serve(descriptor: int, frame_limit: int, first_handle: int) -> None:
    """Say that the cage is closed, then answer questions until there are no more."""
    child = Child(Kept(first_handle))
    _write(descriptor, frames.encode(frames.READY, frame_limit))
    while (question := _read(descriptor, frame_limit)) is not None:
        asked = frames.decode(question)
        assert isinstance(asked, dict)
        nonce = asked["nonce"]
        answer = _answer(child, asked)
        _flush()
        _write(descriptor, _encoded(nonce, answer, frame_limit))


def _answer(child: Child, asked: Mapping[str, Any]) -> _Answer:
    try:
        return _DO[asked["do"]](child, asked)
    except Failed as told:
        return told.answer
    except WireError as error:
        return Failed("reply", f"{_asked_for(asked)} returned something that cannot be read: {error}").answer


def _asked_for(asked: Mapping[str, Any]) -> str:
    function = asked.get("function")
    return f"{function}()" if isinstance(function, str) else "the function"


def _encoded(nonce: Value, answer: _Answer, limit: int) -> bytes:
    try:
        return frames.encode({"nonce": nonce, **answer}, limit)
    except WireError as error:
        told = Failed("reply", f"the answer cannot be read: {error}")
        return frames.encode({"nonce": nonce, **told.answer}, limit)


def _load(child: Child, asked: Mapping[str, Any]) -> _Answer:
    """Run the file's statements, or the cells, of which some may fail.

    What is not done within `seconds` is stopped, and told as `stopped`, by its number; the numbers in `skip` are left
    out. As a `whole` a file must run through, and has the time that the grader's clock gives it.
    """
    cells, files, entry = asked["cells"], asked["files"], asked["entry"]
    module = types.ModuleType("__main__" if cells is not None else _stem(entry))
    child.own = {*files, *(cell[0] for cell in cells or ())}
    child.namespace = module.__dict__
    sys.modules[module.__name__] = module
    sys.path.insert(0, "" if cells is not None else str(Path(entry).parent))
    if cells is not None:
        child.namespace["display"] = lambda *shown, **_: print(*shown)  # a notebook has it without an import
        linecache.cache |= {name: (len(text), None, text.splitlines(keepends=True), name) for name, text in cells}
        pieces = loading.cells(cells)
    else:
        module.__file__ = entry
        pieces = loading.file(entry, _source(entry), child.own, whole=asked["whole"])
    with contextlib.nullcontext() if asked["whole"] else loading.within(asked["seconds"], child.own):
        child.failures, stopped = loading.run_all(pieces, child.namespace, child.own, asked["skip"])
    if asked["whole"] and cells is None and child.failures:
        raise child.failures[0][1]
    failures: list[Value] = [
        [told.answer["file"] or piece.name, told.answer["line"] or piece.line, told.answer["message"]]
        for piece, told in child.failures
    ]
    return {
        "value": {"defined": _defined(child, module.__name__), "failures": failures, "stopped": list[Value](stopped)}
    }


def _stem(file: str) -> str:
    return Path(file).name.removesuffix(".py")


def _source(entry: str) -> bytes:
    try:
        return Path(entry).read_bytes()
    except OSError as error:
        raise Failed("import", f"{entry} cannot be opened: {error.strerror}") from None


def _defined(child: Child, module: str) -> dict[str, Value]:
    """The functions at top level that are the student's own, and their parameters."""
    homes = {module, *map(_stem, child.own)}
    found: dict[str, Value] = {}
    for function_name, value in list(child.namespace.items()):
        is_own = callable(value) and not isinstance(value, type) and getattr(value, "__module__", None) in homes
        if is_own and type(function_name) is str and hasattr(value, "__name__"):
            found[clean(function_name)] = [clean(name) for name in parameters(value)]
    return found


def _find(child: Child, asked: Mapping[str, Any]) -> _Answer:
    """See that there is such a function, and that it takes arguments of these names."""
    bound(_function(child, asked["function"]), dict.fromkeys(asked["arguments"]), _asked_for(asked))
    return {"value": None}


def _function(child: Child, wanted: str | Handle) -> Callable[..., Any]:
    function = child.kept.get(wanted) if isinstance(wanted, Handle) else child.namespace.get(wanted)
    if function is None and isinstance(wanted, Handle):
        raise Failed("missing", "the function that was returned is gone: its process had to be started again")
    if function is None and child.failures:
        raise loading.cause(child.failures, str(wanted))
    if not callable(function):
        raise Failed("missing", _missing(child, str(wanted), function))
    return function


def _call(child: Child, asked: Mapping[str, Any]) -> _Answer:
    function = _function(child, asked["function"])
    positional, named = bound(function, asked["arguments"], _asked_for(asked))
    try:
        returned = function(*positional, **named)
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        raise failed(error, child.own, "exception") from None
    try:
        return {"value": plain(returned, child.kept)}
    except WireError:
        raise
    except BaseException as error:  # noqa: BLE001 - a lazy sequence, a tensor on a lost device
        raise Failed(
            "reply", f"{_asked_for(asked)} returned a value of type {type_name(returned)} that cannot be read: {error}"
        ) from None


def _begin(child: Child, asked: Mapping[str, Any]) -> _Answer:
    """Make the device ready; nothing of the student's has run. What fails here is the machine's."""
    trainer.begin(child.training, asked)
    return {"value": None}


def _train(child: Child, asked: Mapping[str, Any]) -> _Answer:
    function = _function(child, asked["function"])
    with contextlib.suppress(TypeError, ValueError):  # of a builtin there is no signature: the call itself will tell
        fits(inspect.signature(function), [None, None], {"seed": None, "device": None}, _asked_for(asked))
    return _guarded(child, lambda: trainer.train(child.training, function, asked))


def _predict(child: Child, asked: Mapping[str, Any]) -> _Answer:
    return _guarded(child, lambda: trainer.predict(child.training, asked))


def _weights(child: Child, asked: Mapping[str, Any]) -> _Answer:
    return _guarded(child, lambda: trainer.weights(child.training))


def _guarded(child: Child, do: Callable[[], Any]) -> _Answer:
    """The answer from a step in which the student's code runs."""
    try:
        return {"value": do()}
    except trainer.Unfit as error:
        raise Failed("reply", str(error)) from None
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
        raise failed(error, child.own, "exception") from None


_DO: Mapping[str, Callable[[Child, Mapping[str, Any]], _Answer]] = {
    "load": _load,
    "find": _find,
    "call": _call,
    "begin": _begin,
    "train": _train,
    "predict": _predict,
    "weights": _weights,
}


def _missing(child: Child, wanted: str, found: object) -> str:
    if found is not None:
        return f"{wanted} is a value of type {type_name(found)}, not a function"
    others = ", ".join(list(_defined(child, child.namespace["__name__"]))[:10])
    return f"there is no function {wanted}" + (f"; there is {others}" if others else "")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the student may have closed or replaced it
            stream.flush()


def _read(descriptor: int, limit: int) -> bytes | None:
    prefix = _exactly(descriptor, frames.PREFIX.size)
    if prefix is None:
        return None
    rest = _exactly(descriptor, frames.length(prefix, limit))
    return None if rest is None else prefix + rest


def _exactly(descriptor: int, count: int) -> bytes | None:
    pieces, left = [], count
    while left:
        piece = os.read(descriptor, min(left, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
