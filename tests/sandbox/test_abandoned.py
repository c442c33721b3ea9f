"""A grader that is killed while a template is busy with its word leaves nothing either."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent.parent
DIES = """
import os, signal, sys; sys.path.insert(0, sys.argv[1])
from grader.sandbox import Limits, Sandbox
sandbox = Sandbox()
"""
STARTING = """
sandbox.prepare(torch=False)
sandbox._written({"solution.py": b"x = 1"}, Limits())
"""
ANSWERING = """
session = sandbox.open({"solution.py": b"x = 1"}, "solution.py")
session.load()
sandbox._templates['numpy']._send({"do": "reap", "id": session._process._number, "user": None})
"""
KILLED = "print(sandbox._base, flush=True); os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.parametrize("does", [pytest.param(STARTING, id="starts"), pytest.param(ANSWERING, id="answers")])
def test_its_folder_is_removed(sandbox: Sandbox, does: str) -> None:
    command = [sys.executable, "-c", f"{DIES}{does}{KILLED}", str(ROOT)]
    grader = subprocess.run(command, capture_output=True, text=True, check=False)
    assert grader.returncode < 0, grader.stderr
    base = Path(grader.stdout.strip())
    until = time.monotonic() + 10
    while base.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not base.exists()
