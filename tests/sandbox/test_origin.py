"""With what and where a student's code failed: told where it is known, and forged by no program."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from grader.sandbox import Failure, Limits, Sandbox
from grader.sandbox.protocol import origin

KNOWN = {"solution.py": 12, "cell 3": 4}

SAID: dict[str, tuple[tuple[Any, Any, Any], tuple[str, str, int]]] = {
    # type, file and line as a process says them; what is believed
    "all that there is": (("ValueError", "solution.py", 12), ("ValueError", "solution.py", 12)),
    "a cell": (("KeyError", "cell 3", 1), ("KeyError", "cell 3", 1)),
    "a library's": (("LinAlgError", "solution.py", 1), ("LinAlgError", "solution.py", 1)),
    "a line too many": (("ValueError", "solution.py", 13), ("ValueError", "solution.py", 0)),
    "line 0": (("ValueError", "solution.py", 0), ("ValueError", "solution.py", 0)),
    "a line before the first": (("ValueError", "solution.py", -1), ("ValueError", "solution.py", 0)),
    "a huge line": (("ValueError", "solution.py", 10**300), ("ValueError", "solution.py", 0)),
    "a line that is a number with a point": (("ValueError", "solution.py", 3.0), ("ValueError", "solution.py", 0)),
    "a line that is true": (("ValueError", "solution.py", True), ("ValueError", "solution.py", 0)),
    "a line without a file": (("ValueError", "", 3), ("ValueError", "", 0)),
    "a file of its own making": (("ValueError", "3.1415", 3), ("ValueError", "", 0)),
    "a path to its file": (("ValueError", "./solution.py", 3), ("ValueError", "", 0)),
    "a file that is a list": (("ValueError", ["solution.py"], 3), ("ValueError", "", 0)),
    "a type of its own making": (("E31415", "solution.py", 3), ("", "solution.py", 3)),
    "a type in another letter case": (("VALUEERROR", "solution.py", 3), ("", "solution.py", 3)),
    "a type that is no exception": (("print", "solution.py", 3), ("", "solution.py", 3)),
    "a type that is a list": ((["ValueError"], "solution.py", 3), ("", "solution.py", 3)),
    "nothing": ((None, None, None), ("", "", 0)),
}


@pytest.mark.parametrize(("said", "believed"), SAID.values(), ids=SAID)
def test_only_what_there_is_is_believed(said: tuple[Any, Any, Any], believed: tuple[str, str, int]) -> None:
    assert origin.checked(*said, KNOWN) == believed


LENGTHS: dict[str, tuple[Mapping[str, bytes], str | Sequence[tuple[str, str]], dict[str, int]]] = {
    "a file": ({"solution.py": b"a\nb\nc"}, "solution.py", {"solution.py": 3}),
    "other ends of lines": ({"dos.py": b"a\r\nb", "mac.py": b"a\rb"}, "dos.py", {"dos.py": 2, "mac.py": 2}),
    "what is no code": ({"solution.py": b"", "table.csv": b"1\n2"}, "solution.py", {"solution.py": 1}),
    "cells": ({"util.py": b"a"}, [("cell 1", "a\nb"), ("cell 2", "")], {"util.py": 1, "cell 1": 2, "cell 2": 1}),
    "as many as are told": ({"solution.py": b"\n" * (origin.LINES - 1)}, "solution.py", {"solution.py": origin.LINES}),
    "a file made to count with": ({"solution.py": b"\n" * origin.LINES}, "solution.py", {}),
    "files made to count with": ({"solution.py": b"a", "b.py": b"\n" * origin.LINES}, "solution.py", {}),
}


@pytest.mark.parametrize(("files", "entry", "lengths"), LENGTHS.values(), ids=LENGTHS)
def test_lines_are_counted_where_they_are_code(
    files: Mapping[str, bytes], entry: str | Sequence[tuple[str, str]], lengths: dict[str, int]
) -> None:
    assert origin.lengths(files, entry) == lengths


FAILURES = {
    # source; type, file and line; what may be said of it
    "an exception": ("def f():\n  return 1 / 0", ("ZeroDivisionError", "solution.py", 2)),
    "one of a library": (
        "import numpy as np\ndef f():\n  np.linalg.inv(np.ones(3))",
        ("LinAlgError", "solution.py", 3),
    ),
    "one that only Python's library has": (
        "import json\ndef f(): json.loads('{')",
        ("ValueError", "solution.py", 2),
    ),
    "one of the student's own": (
        "class Oh(KeyError): pass\ndef f(): raise Oh",
        ("KeyError", "solution.py", 2),
    ),
    "one with a name of the student's own": (
        "def f():\n  raise type('31415', (ValueError,), {})",
        ("ValueError", "solution.py", 2),
    ),
    "one that passes for Python's": (
        "def f(): raise type('31415', (Exception,), {'__module__': 'builtins'})",
        ("Exception", "solution.py", 1),
    ),
    "the end of the program": ("import sys\ndef f(): sys.exit('31415')", ("SystemExit", "solution.py", 2)),
    "no memory": ("def f():\n  return bytearray(3 << 30)", ("MemoryError", "solution.py", 2)),
    "code in a text": ("def f():\n  exec('1 / 0')", ("ZeroDivisionError", "solution.py", 2)),
    "code in a text, read wrongly": ("def f():\n  exec('1 /')", ("SyntaxError", "solution.py", 2)),
    "code under another name": (
        "def f():\n  exec(compile('1 / 0', '31415', 'exec'))",
        ("ZeroDivisionError", "solution.py", 2),
    ),
    "code under its file's name, on a line that is not there": (
        "def f():\n  exec(compile('\\n' * 31414 + '1 / 0', 'solution.py', 'exec'))",
        ("ZeroDivisionError", "solution.py", 0),
    ),
    "on loading": ("x = 1\nx.y", ("AttributeError", "solution.py", 2)),
    "a file that is no Python": ("def f(:\n  pass", ("SyntaxError", "solution.py", 1)),
    "no exception": ("import os\ndef f(): os._exit(3)", ("", "", 0)),
    "no function": ("def g(): pass", ("", "", 0)),
}


@pytest.mark.parametrize(("source", "told"), FAILURES.values(), ids=FAILURES)
def test_a_failure_has_a_type_and_a_place(sandbox: Sandbox, source: str, told: tuple[str, str, int]) -> None:
    with sandbox.open({"solution.py": source.encode()}, "solution.py", Limits(wall=20)) as session:
        failure = session.call("f", [])
    assert isinstance(failure, Failure)
    assert (failure.raised, failure.file, failure.line) == told


def test_a_cell_and_a_helper_are_places_too(sandbox: Sandbox) -> None:
    cells = [("cell 1", "from helper import half"), ("cell 2", "x = 0\ndef f(): return 1 / x\ndef g(): return half(1)")]
    with sandbox.open({"helper.py": b"def half(x):\n  return x / 0"}, cells) as session:
        places = [(failure.file, failure.line) for failure in (session.call("f", []), session.call("g", []))]
    assert places == [("cell 2", 2), ("helper.py", 2)]


DISCREET: dict[str, tuple[Failure, str]] = {
    "an exception": (
        Failure("exception", "solution.py:3 raised Oh: 31415", "31415", 0.1, "31415", "ValueError", "solution.py", 3),
        "solution.py:3 raised ValueError.",
    ),
    "an exception somewhere": (
        Failure("exception", "the code raised Oh: 31415", "", 0.1, "31415", "ValueError"),
        "the code raised ValueError.",
    ),
    "on a line that is not known": (
        Failure("exception", "31415", "", 0.1, "31415", "ValueError", "solution.py"),
        "solution.py raised ValueError.",
    ),
    "one that is not known": (Failure("exception", "31415", "", 0.1, ""), "it raised an exception."),
    "its own end": (
        Failure("exit", "f() ended its own process (status 141)", "", 0.1, ""),
        "it ended its own process.",
    ),
    "a crash": (Failure("killed", "f() crashed (SIGSEGV)", "", 0.1, ""), "its process crashed, or was stopped."),
    "no time": (Failure("timeout", "…", "", 5.0, ""), "it was not done in time."),
    "no memory": (Failure("memory", "…", "", 5.0, ""), "it needed more memory than it may have."),
    "no data": (
        Failure("reply", "'31415' is not a kind of value", "", 0.1, ""),
        "what it returned cannot be read.",
    ),
}


@pytest.mark.parametrize(("failure", "said"), DISCREET.values(), ids=DISCREET)
def test_what_may_be_said_of_a_failure_has_no_words_of_the_programs(failure: Failure, said: str) -> None:
    assert failure.discreet == said
