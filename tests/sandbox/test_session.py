"""What a submission's code does, and what the grader then sees."""

import os
import resource
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from grader.errors import Unreadable
from grader.sandbox import Failure, Handle, Limits, Loaded, Returned, Sandbox
from grader.sandbox.session import RESTARTS

SOLUTION = """
import numpy as np

def scaled(X, factor=2.0):
    print("scaling", X.shape)
    return X * factor

def broken(X):
    def inner(): return X / 0 + undefined
    return inner()

class Net: pass
helper = np.mean
"""


def test_a_file_is_loaded_and_its_functions_are_called(sandbox: Sandbox) -> None:
    with sandbox.open({"solution.py": SOLUTION.encode()}, "solution.py") as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        assert loaded.defined == {"scaled": ("X", "factor"), "broken": ("X",)}
        returned = session.call("scaled", {"X": np.ones((2, 3))})
        assert isinstance(returned, Returned)
        assert np.array_equal(returned.value, np.full((2, 3), 2.0))
        assert returned.output == "scaling (2, 3)\n"
        assert 0 < returned.seconds < 20
    assert session.usage.cpu > 0
    assert session.usage.peak_memory > 1 << 20
    assert session.usage.wall >= returned.seconds


VALUES = {
    "nothing": ("None", None),
    "truth": ("True", True),
    "number": ("3", 3),
    "float": ("float('inf')", float("inf")),
    "text": ("'Grüße'", "Grüße"),
    "nested": ("[1, (2.5, {'a': [None]})]", [1, (2.5, {"a": [None]})]),
    "named tuple": ("__import__('collections').namedtuple('P', 'x y')(1, 2)", (1, 2)),
    "ordered dict": ("__import__('collections').OrderedDict(a=1)", {"a": 1}),
}


@pytest.mark.parametrize(("expression", "value"), VALUES.values(), ids=VALUES)
def test_plain_data_comes_back(run, expression: str, value: object) -> None:
    returned = run(f"def f(): return {expression}")
    assert isinstance(returned, Returned)
    assert returned.value == value
    assert type(returned.value) is type(value)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int64", "uint8", "bool"])
def test_arrays_keep_their_dtype_both_ways(run, dtype: str) -> None:
    given = np.array([[0, 1], [1, 0]], dtype)
    returned = run("def f(X): return X.T[::-1], X[0, 0]", arguments={"X": given})
    array, scalar = returned.value
    assert array.dtype == scalar.dtype == given.dtype
    assert np.array_equal(array, given.T[::-1])
    assert scalar.shape == ()


UNREADABLE = {
    "object": ("return object()", "f() returned something that cannot be read: a value of type object"),
    "set": ("return {1}", "type set"),
    "generator": ("return (x for x in [1])", "type generator"),
    "matrix": ("import numpy; return numpy.matrix([[1]])", "numpy.matrix"),
    "complex": ("import numpy; return numpy.zeros(2, complex)", "complex128"),
    "objects": ("import numpy; return numpy.array([None])", "dtype object"),
    "key": ("return {1: 2}", "key of type int"),
    "cyclic": ("a = []; a.append(a); return a", "nested more than 32 deep"),
    "huge": ("import numpy; return numpy.zeros(1 << 24)", "at most"),
    "long": ("return list(range(200_000))", "return an array"),
    "resists": ("import numpy\n  class L(dict):\n    def items(self): return 1 / 0\n  return L()", "division by zero"),
}


@pytest.mark.parametrize(("body", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_data_is_named(run, body: str, said: str) -> None:
    failure = run(f"def f():\n  {body}")
    assert isinstance(failure, Failure)
    assert failure.kind == "reply"
    assert said in failure.message


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
    "endless loop on loading": ("while True: pass", "timeout", "solution.py was not done within 1 seconds"),
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


CALLS = {
    # def, arguments, what comes back
    "by name": ("f(k, X)", {"X": 1, "k": 2}, {"X": 1, "k": 2}),
    "other names, in order": ("f(data, k)", {"X": 1, "k": 2}, {"data": 1, "k": 2}),
    "in order": ("f(a, b)", [1, 2], {"a": 1, "b": 2}),
    "a default more": ("f(X, k, seed=3)", {"X": 1, "k": 2}, {"X": 1, "k": 2, "seed": 3}),
    "keywords only": ("f(*, X, k)", {"X": 1, "k": 2}, {"X": 1, "k": 2}),
}


@pytest.mark.parametrize(("definition", "arguments", "value"), CALLS.values(), ids=CALLS)
def test_arguments_are_bound(run, definition: str, arguments, value: Mapping[str, int]) -> None:
    assert run(f"def {definition}: return dict(locals())", arguments=arguments).value == value


MISFITS = {
    "too few": ("f(X)", {"X": 1, "k": 2}, "f(X) cannot be called as f(X=…, k=…)"),
    "too many": ("f(X, k, seed)", {"X": 1, "k": 2}, "missing a required argument: 'seed'"),
    "other names that would be confused": (
        "f(k, data)",
        {"X": 1, "k": 2},
        "f(k, data) cannot be called as f(X=…, k=…)",
    ),
    "too few in order": ("f(a)", [1, 2], "f(a) cannot be called as f(…, …)"),
}


@pytest.mark.parametrize(("definition", "arguments", "said"), MISFITS.values(), ids=MISFITS)
def test_a_signature_that_does_not_fit_is_shown(run, definition: str, arguments, said: str) -> None:
    failure = run(f"def {definition}: return 1", arguments=arguments)
    assert failure.kind == "signature"
    assert said in failure.message


def test_a_type_error_inside_the_function_is_no_signature(run) -> None:
    assert run("def f(X): return X + None", arguments=[1]).kind == "exception"


def test_returned_functions_are_called_by_handle(sandbox: Sandbox) -> None:
    source = b"def f(a): return lambda b: [a, b]"
    with sandbox.open({"solution.py": source}, "solution.py") as session:
        one, two = (session.call("f", [a]).value for a in (1, 2))
        assert isinstance(one, Handle)
        assert session.call(one, [5]).value == [1, 5]
        assert session.call(two, [5]).value == [2, 5]
        assert session.call(Handle(two.id + 1), [5]).kind == "missing"


def test_a_child_that_died_is_replaced_and_its_handles_are_gone(sandbox: Sandbox) -> None:
    source = b"""
import os
count = 0
def f(x):
    global count
    count += 1
    if x < 0: os._exit(1)
    return [x, count, f]
"""
    with sandbox.open({"solution.py": source}, "solution.py") as session:
        handle = session.call("f", [1]).value[2]
        assert session.call("f", [-1]).kind == "exit"
        assert session.call("f", [3]).value[:2] == [3, 1]
        assert session.call(handle, [4]).kind == "missing"


def test_replacing_has_an_end(sandbox: Sandbox) -> None:
    with sandbox.open({"solution.py": b"import os\ndef f(): os._exit(1)"}, "solution.py") as session:
        kinds = [session.call("f", []).kind for _ in range(RESTARTS + 3)]
    assert kinds == ["exit"] * (RESTARTS + 1) + ["killed"] * 2


def test_what_cannot_be_loaded_is_not_loaded_again(sandbox: Sandbox) -> None:
    with sandbox.open({"solution.py": b"while True: pass"}, "solution.py", Limits(wall=0.3)) as session:
        assert session.load().kind == "timeout"
        assert [session.call("f", []).kind for _ in range(20)] == ["timeout"] * 20
    assert session.usage.wall < 3


def test_cells_run_on_after_one_that_fails(sandbox: Sandbox) -> None:
    cells = [("cell 1", "x = 2"), ("cell 2", "y = x\n1 / 0"), ("cell 3", "def f(): return x * y"), ("cell 4", "def :")]
    with sandbox.open({"data.txt": b"d"}, cells) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        assert loaded.failures == (
            ("cell 2", 2, "cell 2:2 raised ZeroDivisionError: division by zero"),
            ("cell 4", 1, "cell 4:1 cannot be read: SyntaxError: invalid syntax"),
        )
        assert loaded.defined == {"f": ()}
        assert session.call("f", []).value == 4


def test_a_main_guard_runs_in_cells_only(sandbox: Sandbox) -> None:
    source = "x = 1\nif __name__ == '__main__': x = 2\ndef f(): return x"
    for entry, x in (("solution.py", 1), ([("cell 1", source)], 2)):
        with sandbox.open({"solution.py": source.encode()}, entry) as session:
            assert session.call("f", []).value == x


OUTPUTS = {
    "both streams": ("import sys\n  print('a')\n  print('b', file=sys.stderr)", "a\nb\n"),
    "unfinished line": ("print('a', end='')", "a"),
    "past Python": ("import os\n  os.write(1, b'raw')", "raw"),
    "bytes that are no text": ("import os\n  os.write(1, b'\\xff')", "\N{REPLACEMENT CHARACTER}"),
    "half a surrogate pair": ("print('\\ud800')", "\\ud800\n"),
    "terminal commands": ("print('\\x1b[31m')", "\N{REPLACEMENT CHARACTER}[31m\n"),
    "replaced stream": ("import sys, io\n  sys.stdout = io.StringIO()\n  print('a')", ""),
    "closed stream": ("import sys\n  sys.stdout.close()", ""),
}


@pytest.mark.parametrize(("body", "output"), OUTPUTS.values(), ids=OUTPUTS)
def test_what_is_printed_is_kept_as_text(run, body: str, output: str) -> None:
    returned = run(f"def f():\n  {body}\n  return 1")
    assert isinstance(returned, Returned)
    assert returned.output == output


def test_a_flood_is_cut_in_its_middle(run) -> None:
    returned = run(
        "def f():\n  print('first')\n  for _ in range(3000): print('x' * 1000)\n  print('last')",
        limits=Limits(output=1000),
    )
    assert returned.output.startswith("first\nxxx")
    assert returned.output.endswith("x\nlast\n")
    assert "bytes left out" in returned.output
    assert len(returned.output) < 1100


def test_what_was_printed_before_the_end_is_kept(run) -> None:
    failure = run("def f():\n  print('epoch 1')\n  while True: pass", limits=Limits(wall=0.5))
    assert (failure.kind, failure.output) == ("timeout", "epoch 1\n")


FORGERIES = {
    "junk": "os.write(3, b'x' * 100)",
    "end of a frame": "os.write(3, b'\\0' * 12)",
    "announces more than may be": "os.write(3, b'\\xff' * 12)",
    "a frame without the nonce": "os.write(3, wire.encode({'value': 1}, 99999))",
    "a frame with a nonce of its own": "os.write(3, wire.encode({'nonce': '0' * 32, 'value': 1}, 99999))",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_bytes_that_nobody_asked_for_are_no_answer_now_or_later(sandbox: Sandbox, forgery: str) -> None:
    source = f"""
import os, sys
wire = sys.modules['grader.sandbox.wire']
def f():
    {forgery}
    return 2
def g(): return 3
"""
    with sandbox.open({"solution.py": source.encode()}, "solution.py") as session:
        assert session.call("f", []).kind == "reply"
        assert session.call("g", []).value == 3


def test_a_second_answer_is_not_that_of_the_next_question(sandbox: Sandbox) -> None:
    """The nonce of a question can be found in the child, but not that of the next."""
    source = """
import gc, os, sys
wire = sys.modules['grader.sandbox.wire']
def nonce():
    frame = sys._getframe()
    while 'nonce' not in frame.f_locals: frame = frame.f_back
    return frame.f_locals['nonce']
def f():
    os.write(3, wire.encode({'nonce': nonce(), 'value': 'forged'}, 99999) * 2)
    return 1
def g(): return 3
"""
    with sandbox.open({"solution.py": source.encode()}, "solution.py") as session:
        assert session.call("f", []).value == "forged"  # what a student answers is the student's
        assert session.call("g", []).kind == "reply"
        assert session.call("g", []).value == 3


def test_threads_and_exit_handlers_do_not_answer(sandbox: Sandbox) -> None:
    source = b"import atexit, os, threading, time\ndef late():\n  while True: os.write(1, b'.'); time.sleep(0.001)\n"
    source += b"atexit.register(os.write, 3, b'x')\ndef f(): threading.Thread(target=late).start(); return 1"
    with sandbox.open({"solution.py": source}, "solution.py") as session:
        assert [session.call("f", []).value for _ in range(3)] == [1, 1, 1]


def test_sessions_live_side_by_side(sandbox: Sandbox) -> None:
    sources = [f"x = {number}\ndef f(): return x".encode() for number in range(3)]
    sessions = [sandbox.open({"solution.py": source}, "solution.py") for source in sources]
    assert [session.call("f", []).value for session in sessions for _ in range(2)] == [0, 0, 1, 1, 2, 2]
    sessions[1].close()
    assert sessions[2].call("f", []).value == 2
    sessions[0].close()
    sessions[2].close()


def test_every_child_draws_the_same(run) -> None:
    source = "import random, numpy as np\ndef f(): return random.random(), float(np.random.rand())"
    assert run(source).value == run(source).value == (0.8444218515250481, 0.5488135039273248)


@pytest.mark.parametrize("name", ["../x.py", "/tmp/x.py", "a/../../x.py", "", "a\0b", "a/x.py/y.py", "x" * 300])
def test_names_that_are_no_files_are_refused_and_leave_nothing(sandbox: Sandbox, name: str) -> None:
    _ = sandbox.isolation
    with pytest.raises(Unreadable):
        sandbox.open({"a/x.py": b"", name: b""}, "solution.py")
    assert sandbox._base is not None
    assert list(Path(sandbox._base).iterdir()) == []


def test_a_submission_reads_its_own_files_whatever_the_umask(sandbox: Sandbox) -> None:
    before = os.umask(0o077)
    try:
        with sandbox.open({"solution.py": b"def f(): pass", "data/x.txt": b"x"}, "solution.py"):
            assert sandbox._base is not None
            modes = {path.name: path.stat().st_mode & 0o005 for path in Path(sandbox._base).rglob("*")}
    finally:
        os.umask(before)
    assert len(modes) == 4
    assert set(modes.values()) == {0o005}


def test_too_large_files_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(Unreadable, match="at most"):
        sandbox.open({"solution.py": bytes(100)}, "solution.py", Limits(files=99))


def test_the_graders_own_limit_is_not_the_students(sandbox: Sandbox) -> None:
    """The limit of a worker, which a template is started by."""
    _ = sandbox.isolation
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, before[1]))
    try:
        source = b"import mmap\ndef f(): return len(mmap.mmap(-1, 3 << 29))"
        with Sandbox() as limited, limited.open({"solution.py": source}, "solution.py") as session:
            returned = session.call("f", [])
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert returned.value == 3 << 29


def test_a_missing_file_is_said(sandbox: Sandbox) -> None:
    with sandbox.open({}, "solution.py") as session:
        assert session.load().message == "solution.py cannot be opened: No such file or directory"


def test_an_argument_that_does_not_travel_is_the_callers_fault(sandbox: Sandbox) -> None:
    with (
        sandbox.open({"solution.py": b"def f(x): pass"}, "solution.py") as session,
        pytest.raises(ValueError, match="sent"),
    ):
        session.call("f", [{1, 2}])


def test_torch_tensors_come_back_as_arrays(sandbox: Sandbox) -> None:
    pytest.importorskip("torch")
    source = b"""
import torch
def f(X):
    W = torch.nn.Parameter(torch.ones(3, 2, dtype=torch.float64))
    optimiser = torch.optim.SGD([W], lr=0.5)
    loss = (torch.tensor(X) @ W).sum()
    loss.backward()
    optimiser.step()
    return {"W": W, "float32": W.float(), "loss": loss, "whole": torch.arange(3), "truth": torch.tensor(True)}
def half(): return torch.ones(2, dtype=torch.bfloat16)
def much(): return torch.zeros(1 << 31)
def threads():
    torch.set_num_threads(2)
    return torch.nn.functional.conv2d(torch.ones(1, 1, 8, 8), torch.ones(1, 1, 3, 3)).sum()
"""
    with sandbox.open({"solution.py": source}, "solution.py") as session:
        value = session.call("f", [np.ones((2, 3))]).value
        assert np.array_equal(value["W"], np.zeros((3, 2)))
        assert {name: array.dtype.str for name, array in value.items()} == {
            "W": "<f8", "float32": "<f4", "loss": "<f8", "whole": "<i8", "truth": "|b1",
        }  # fmt: skip
        assert session.call("half", []).message.endswith("bfloat16 does not travel; convert it with .float()")
        assert session.call("much", []).kind == "memory"
        assert session.call("threads", []).value == 324


def test_the_grader_is_not_seen_by_the_code_that_it_runs(run) -> None:
    seen = run("import os, sys\ndef f(): return dict(os.environ), sorted(sys.modules), sys.path, sys.argv").value
    environment, modules, path, argv = seen
    threads = {name for name in environment if name.endswith("_NUM_THREADS")}
    assert set(environment) <= {"PATH", "LANG", "HOME", "LD_LIBRARY_PATH"} | threads
    ours = {name for name in modules if name.split(".")[0] in ("grader", "reference")}
    assert ours <= {"grader", "grader.lazy", "grader.sandbox"} | {
        f"grader.sandbox.{name}"
        for name in (
            "blame child convert cutting landlock layers linux results seccomp strict syscalls template wire".split()
        )
    }
    assert argv == [""]
    for package in ("grader.oracles", "grader.sandbox.session", "reference"):
        assert run(f"def f(): import {package}").kind == "exception"
