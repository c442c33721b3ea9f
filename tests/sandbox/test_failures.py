"""Failures of a submission told apart, and the trace that its author is shown."""

from collections.abc import Mapping

import numpy as np
import pytest

from grader.sandbox import Failure, Limits, Sandbox

FAILURES: Mapping[str, tuple[str, str, str]] = {
    # source, kind, the start of the message
    "exception": ("def f():\n  return 1 / 0", "exception", "solution.py:2 raised ZeroDivisionError: division by zero"),
    "deep exception": ("import json\ndef f():\n  json.loads('{')", "exception", "solution.py:3 raised JSONDecodeError"),
    "exception on loading": ("x = 1\nx.y", "import", "solution.py:2 raised AttributeError: 'int' object has no"),
    "syntax": ("def f(:\n  pass", "import", "solution.py:1 cannot be read: SyntaxError: invalid syntax"),
    "tabs": ("def f():\n\treturn 1\n        return 2", "import", "solution.py:3 cannot be read: TabError"),
    "NUL": ("x = 1\0", "import", "the code raised"),
    "module": ("import nonexistent", "import", "solution.py:1 raised ModuleNotFoundError: No module named 'nonex"),
    "recursion": ("def f(): return f()", "exception", "solution.py:1 raised RecursionError"),
    "endless loop": ("def f():\n  while True: pass", "timeout", "f() was not done within 1 seconds"),
    "endless loop on loading": ("while True: pass", "import", "solution.py:1 was still running when the time"),
    "sleep": ("import time\ndef f(): time.sleep(60)", "timeout", "f() was not done within 1 seconds"),
    "stops itself": ("import os\ndef f(): os.kill(os.getpid(), 19)", "timeout", "f() was not done"),
    "memory": ("def f():\n  return bytearray(3 << 30)", "memory", "solution.py:2 raised MemoryError"),
    "array memory": (
        "import numpy\ndef f():\n  numpy.ones(1 << 30)",
        "memory",
        "solution.py:3 raised MemoryError: Unable to allocate",
    ),
    "sys.exit": ("import sys\ndef f():\n  sys.exit(1)", "exit", "solution.py:3 ended the program"),
    "os._exit": ("import os\ndef f(): os._exit(0)", "exit", "f() ended its own process (status 0)"),
    "os._exit on loading": ("import os\nos._exit(0)", "exit", "solution.py ended its own process (status 0)"),
    "crash": ("import ctypes\ndef f(): ctypes.string_at(0)", "killed", "f() crashed (SIGSEGV)"),
    "abort": ("import os\ndef f(): os.abort()", "killed", "f() crashed (SIGABRT)"),
    "hangs up": ("import os\ndef f():\n  os.close(3)\n  while True: pass", "killed", "f() was killed, or hung up"),
    "no function": ("def g(): pass\ndef h(): pass", "missing", "there is no function f; there is g, h"),
    "not a function": ("f = 3", "missing", "f is a value of type int, not a function"),
    "fork": ("import os\ndef f(): os.fork()", "exception", "solution.py:2 raised PermissionError"),
    "input": ("def f(): input('?')", "exception", "solution.py:1 raised EOFError"),
    "resisting exception": (
        "class E(Exception):\n  def __str__(self): raise E\ndef f(): raise E",
        "exception",
        "solution.py:3 raised E",
    ),
    "interrupt": ("def f(): raise KeyboardInterrupt", "exception", "solution.py:1 raised KeyboardInterrupt"),
}


@pytest.mark.parametrize(("source", "kind", "message"), FAILURES.values(), ids=FAILURES)
def test_failures_are_told_apart_and_the_next_call_lives(
    sandbox: Sandbox, source: str, kind: str, message: str
) -> None:
    with sandbox.open({"solution.py": source.encode()}, "solution.py", Limits(wall=1.0)) as session:
        failure = session.call("f", [])
        assert isinstance(failure, Failure)
        assert (failure.kind, failure.message[: len(message)]) == (kind, message)
        assert "/" not in failure.trace.replace("1 / 0", "")
    with sandbox.open({"solution.py": b"def f(): return 7"}, "solution.py") as session:
        assert session.call("f", []).value == 7


OUTSIDE = {
    "write a file": "open('x.txt', 'w')",
    "write over its own": "open('solution.py', 'a')",
    "write a file for a while": "__import__('tempfile').TemporaryFile()",
    "open a socket": "__import__('socket').socket()",
    "start a program": "__import__('subprocess').run(['true'])",
}


@pytest.mark.parametrize("attempt", OUTSIDE.values(), ids=OUTSIDE)
def test_what_a_program_may_not_do_is_explained(run, attempt: str) -> None:
    assert "no files but the submission's own, read-only" in run(f"def f(): {attempt}").message


def test_processor_time_is_counted_over_threads(run) -> None:
    source = "import hashlib, threading\ndef burn():\n  while True: hashlib.sha256(bytes(1 << 20))\ndef f():\n"
    source += "  for _ in range(2): threading.Thread(target=burn).start()\n  threading.Event().wait()"
    failure = run(source, limits=Limits(wall=30, cpu=1))
    assert (failure.kind, failure.message) == ("timeout", "f() used more than 1 seconds of processor time")


def test_an_ignored_warning_of_the_processor_limit_does_not_help(run) -> None:
    source = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f():\n  while True: pass"
    failure = run(source, limits=Limits(wall=30, cpu=1))
    assert (failure.kind, failure.message) == ("timeout", "f() used more than 1 seconds of processor time")


def test_the_trace_has_the_students_frames_and_no_others(run) -> None:
    source = "import numpy as np\n\ndef f(X):\n    return g(X)\n\ndef g(X):\n    return np.linalg.inv(X)\n"
    failure = run(source, arguments=[np.zeros((2, 3))])
    assert failure.trace.splitlines() == [
        "Traceback (most recent call last):",
        '  File "solution.py", line 4, in f',
        "    return g(X)",
        '  File "solution.py", line 7, in g',
        "    return np.linalg.inv(X)",
        "LinAlgError: Last 2 dimensions of the array must be square",
    ]


def test_a_helper_module_of_the_submission_is_imported_and_named(run) -> None:
    files = {"helper.py": b"def half(x):\n    return x / 0\n", "data/table.txt": b"5"}
    source = "from helper import half\ndef f(): return half(int(open('data/table.txt').read()))"
    failure = run(source, files=files)
    assert failure.message == "helper.py:2 raised ZeroDivisionError: division by zero"
    assert 'File "helper.py", line 2, in half\n    return x / 0' in failure.trace


def test_long_traces_are_cut(run) -> None:
    source = (
        "".join(f"def f{i}():\n  return f{i + 1}()\n" for i in range(100)) + "def f100(): raise ValueError('x' * 9999)"
    )
    failure = run(source, "f0")
    assert len(failure.trace) <= 4_100
    assert len(failure.trace.splitlines()) <= 41
    assert failure.trace.startswith('Traceback (most recent call last):\n  File "solution.py", line 2, in f0')
    assert len(failure.message) <= 500
