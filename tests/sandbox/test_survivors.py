"""After a session nothing is left: no process, no descriptor, no file; and the grader's own faults are its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import OwnFault
from grader.sandbox import Limits, Returned, Sandbox
from grader.sandbox.protocol.values import Layers
from tests.sandbox.processes import below, gone

ROOT = Path(__file__).resolve().parent.parent.parent
HONEST = b"def f(x): return x + 1"


def descriptors() -> int:
    """How many this process holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def own(sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox that a test may break; `sandbox` is asked for so that machines without one skip."""
    with Sandbox() as made:
        yield made


MIXED = {
    "honest": b"def f(x): return x + 1",
    "raises": b"def f(x): raise ValueError",
    "exits": b"import os\ndef f(x): os._exit(0)",
    "crashes": b"import ctypes\ndef f(x): ctypes.string_at(0)",
    "loops": b"def f(x):\n  while True: pass",
    "threads": b"import threading, time\ndef f(x): threading.Thread(target=time.sleep, args=(60,)).start()",
    "floods": b"def f(x):\n  for _ in range(2000): print('x' * 999)",
    "opens": b"kept = []\ndef f(x): kept.extend(open('solution.py') for _ in range(100))",
    "does not load": b"1 / 0",
}


def test_a_class_of_all_kinds_leaves_nothing(own: Sandbox) -> None:
    def one(source: bytes) -> None:
        with own.open({"solution.py": source, "data/x.txt": b"x"}, "solution.py", Limits(wall=0.2)) as session:
            session.call("f", [1])

    def left() -> tuple[int, int, list[str]]:
        base = own._base
        assert base is not None
        return len(below(os.getpid())), descriptors(), [path.name for path in Path(base).iterdir()]

    one(HONEST)
    before = left()
    assert before[2] == []
    for _ in range(3):
        for source in MIXED.values():
            one(source)
    assert left() == before


def test_closing_leaves_nothing(sandbox: Sandbox) -> None:
    before = below(os.getpid()), descriptors()
    with Sandbox() as own:
        session = own.open({"solution.py": HONEST}, "solution.py")
        assert session.call("f", [1]).value == 2
        base = own._base
        assert base is not None
        assert Path(base).is_dir()
    session.close()
    assert (below(os.getpid()), descriptors()) == before
    assert not Path(base).exists()


DAEMON = b"""
import os, time
def f(x):
    if os.fork() == 0:
        os.setsid()
        for _ in range(3):
            os.fork()
        time.sleep(600)
    time.sleep(0.2)
    return x + 1
"""


def test_processes_that_leave_their_session_are_found(sandbox: Sandbox) -> None:
    """Without seccomp, since with it there are none."""
    with Sandbox(layers=Layers(seccomp=False), trust_students=True) as own:
        session = own.open({"solution.py": DAEMON}, "solution.py")
        before = below(os.getpid())
        assert session.call("f", [1]).value == 2
        started = below(os.getpid()) - before
        assert len(started) >= 9
        session.close()
        assert gone(started, 2)


def test_a_template_that_dies_is_replaced_once_and_the_answer_comes(own: Sandbox) -> None:
    with own.open({"solution.py": HONEST}, "solution.py") as session:
        assert session.call("f", [1]).value == 2
        own._templates["numpy"]._process.kill()
        own._templates["numpy"]._process.wait()
        returned = session.call("f", [2])
        assert isinstance(returned, Returned)
        assert returned.value == 3
        own._templates["numpy"]._process.kill()
        own._templates["numpy"]._process.wait()
        with pytest.raises(OwnFault, match="died twice"):
            session.call("f", [3])


def test_a_template_that_dies_between_submissions_is_replaced(own: Sandbox) -> None:
    assert call(own) == 2
    own._templates["numpy"]._process.kill()
    assert call(own) == 2


def call(sandbox: Sandbox) -> object:
    with sandbox.open({"solution.py": HONEST}, "solution.py") as session:
        return session.call("f", [1]).value


GRADER = """
import sys; sys.path.insert(0, sys.argv[1])
from grader.sandbox import Sandbox
sandbox = Sandbox()
session = sandbox.open({"solution.py": b"import time\\ndef f():\\n  time.sleep(600)"}, "solution.py")
session.load()
print(sandbox._base, flush=True)
session.call("f", [])
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.journey)])
def test_when_the_grader_dies_all_go_with_it(sandbox: Sandbox, how: signal.Signals) -> None:
    command = [sys.executable, "-c", GRADER, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as grader:
        assert grader.stdout is not None
        base = Path(grader.stdout.readline().strip())
        started = below(grader.pid)
        assert len(started) == 2
        assert base.is_dir()
        grader.send_signal(how)
        grader.wait()
    assert gone(started)
    until = time.monotonic() + 5
    while base.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not base.exists()


READS = b"""
import os, time
def f():
    time.sleep(0.05)
    open("data.txt").read()
    kept = os.stat("data.txt")
    return kept.st_atime_ns > kept.st_mtime_ns
"""


def test_a_program_leaves_no_word_in_the_times_at_which_files_were_read(sandbox: Sandbox) -> None:
    """Its hidden inputs would fit in them many times over, and another part, or attempt, could read and tell them."""

    def noted(layers: Layers) -> bool:
        files = {"solution.py": READS, "data.txt": b"x"}
        with Sandbox(trust_students=True, layers=layers) as made, made.open(files, "solution.py") as session:
            returned = session.call("f", [])
        assert isinstance(returned, Returned)
        return returned.value is True

    if "namespace" not in sandbox.isolation.parts["net"]:
        pytest.skip("this machine makes no namespaces")
    if not noted(Layers(namespaces=False)):
        pytest.skip("this file system does not note when files are read")
    assert not noted(Layers())
