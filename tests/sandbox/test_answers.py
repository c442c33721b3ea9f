"""What is printed or forged is no answer, now or later."""

import pytest

from grader.sandbox import Limits, Returned, Sandbox

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
wire = sys.modules['grader.sandbox.protocol.frames']
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
wire = sys.modules['grader.sandbox.protocol.frames']
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
