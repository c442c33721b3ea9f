"""A submission's functions called, and the children that run them."""

import os
import resource
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from grader.errors import Unreadable
from grader.sandbox import Handle, Limits, Loaded, Returned, Sandbox
from grader.sandbox.host.session import RESTARTS

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


FOUND = {
    # def, what the find says: nothing, or the kind and the start of the message
    "as asked": ("def f(X, k): raise ValueError", None),
    "other names, in order": ("def f(data, n): raise ValueError", None),
    "a builtin": ("f = max", None),
    "too few": ("def f(X): return 1", ("signature", "f(X) cannot be called as f(X=…, k=…)")),
    "nothing of that name": ("def g(): pass", ("missing", "there is no function f; there is g")),
    "no function": ("f = 3", ("missing", "f is a value of type int, not a function")),
}


@pytest.mark.parametrize(("source", "said"), FOUND.values(), ids=FOUND)
def test_whether_a_function_can_be_called_is_found_without_calling_it(
    sandbox: Sandbox, source: str, said: tuple[str, str] | None
) -> None:
    with sandbox.open({"solution.py": source.encode()}, "solution.py") as session:
        assert isinstance(session.load(), Loaded)
        failure = session.find("f", ["X", "k"])
    assert (failure and (failure.kind, failure.message[: len(said[1])] if said else "")) == said


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
    stops_itself = b"import os\nos.kill(os.getpid(), 19)"
    with sandbox.open({"solution.py": stops_itself}, "solution.py", Limits(wall=0.3)) as session:
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


def test_the_grader_is_not_seen_by_the_code_that_it_runs(run) -> None:
    seen = run("import os, sys\ndef f(): return dict(os.environ), sorted(sys.modules), sys.path, sys.argv").value
    environment, modules, path, argv = seen
    threads = {name for name in environment if name.endswith("_NUM_THREADS")}
    assert set(environment) <= {"PATH", "LANG", "HOME", "LD_LIBRARY_PATH"} | threads
    ours = {name for name in modules if name.split(".")[0] in ("grader", "reference")}
    rooms = ("grader.sandbox.guest", "grader.sandbox.protocol")
    assert {name for name in ours if not name.startswith(rooms)} <= {"grader", "grader.lazy", "grader.sandbox"}
    assert argv == [""]
    for package in ("grader.oracles", "grader.sandbox.host.session", "reference"):
        assert run(f"def f(): import {package}").kind == "exception"
