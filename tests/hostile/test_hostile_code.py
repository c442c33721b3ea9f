"""Hostile programs in the sandbox, in each tier that this machine offers: none gets what it is after.

After each: the outcome that it deserves, no hidden text in anything that came back, no process, file or descriptor
left, nothing reached outside, and the right answer for the next submission. Where layers are missing, the programs
that get through are exactly those whose gaps are documented (docs/security.md): so each of these checks can fail.
"""

import functools
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from grader.errors import Unreadable
from grader.sandbox import Returned, Sandbox
from grader.sandbox.guest import libc
from grader.sandbox.guest.fork_server import Template
from grader.sandbox.protocol.values import Layers
from tests.hostile.code_cases import all_programs
from tests.hostile.code_tiers import GAPS, TIERS, Tier
from tests.hostile.programs.program import ANY, Program

pytestmark = pytest.mark.journey

EVERY = {**TIERS, **GAPS}
ROOT = Path(__file__).resolve().parent.parent.parent
START = "import sys; sys.path.insert(0, sys.argv.pop()); from tests.hostile.run_programs import main; main()"
WITH_TORCH = "as it is"
"""One tier is enough to see what tensors are: loading torch takes seconds."""
UNLAYERED, LAYERED = ("forging", "values", "telling"), "root, a user for each"
"""Programs that no layer is concerned with are left out here, and where layers are missing."""


def chosen(name: str) -> list[str]:
    """The programs that are run in a tier."""
    layered = name in GAPS or name == LAYERED
    with_torch = name == WITH_TORCH and find_spec("torch") is not None
    return [
        id
        for id, program in all_programs().items()
        if (program.harmless or name in TIERS)
        and (with_torch or not program.torch)
        and not (layered and id.partition(":")[0] in UNLAYERED)
    ]


Results = Mapping[str, Mapping[str, Any]]


@functools.cache
def started() -> Mapping[str, Future[Results]]:
    """All tiers that this machine offers, three at a time: much of it is waiting."""
    pool = ThreadPoolExecutor(3)
    futures = {name: pool.submit(run, name, tier) for name, tier in EVERY.items() if not tier.lacking()}
    pool.shutdown(wait=False)
    return futures


def ran(name: str) -> Results:
    """What became of each program in a tier."""
    if why := EVERY[name].lacking():
        pytest.skip(why)
    return started()[name].result()


def run(name: str, tier: Tier) -> Results:
    """The programs of a tier, in one sandbox in one process."""
    programs = chosen(name)
    hidden = "hidden-answer-" + secrets.token_hex(16)
    asked = json.dumps({"layers": dict(tier.layers), "programs": programs, "hidden": hidden})
    command = [sys.executable, "-c", START, asked, str(ROOT)]
    done = subprocess.run(command, preexec_fn=tier.become, cwd="/", capture_output=True, text=True, timeout=300)
    first, *lines = map(json.loads, done.stdout.splitlines() or ['{"isolation": "none"}'])
    assert first["isolation"][0] in tier.offers, f"{first['isolation']}\n{done.stderr}"
    return {line["program"]: line for line in lines} | {"": {"stderr": done.stderr}}


def wrong(program: Program, result: Mapping[str, Any]) -> list[str]:
    """What is not as it must be."""
    calls: Sequence[Mapping[str, Any]] = result["calls"]
    last, kinds, wanted = calls[-1], [call["kind"] for call in calls], program.expect.split()
    found = list(result["problems"])
    if len(kinds) != len(wanted) or not all(kind in word.split("|") for kind, word in zip(kinds, wanted, strict=True)):
        found.append(f"{kinds} instead of {wanted}: {last['message'] or last['value']}")
    if program.says not in last["message"]:
        found.append(f"the message does not say {program.says!r}: {last['message']}")
    if program.value is not ANY and last["value"] != json.loads(json.dumps(program.value)):
        found.append(f"it returned {last['value']} instead of {program.value}")
    if last["seconds"] < program.slow:
        found.append("the program's own clock was believed")
    return found


def table(names: Sequence[str]) -> list[Any]:
    return [pytest.param(name, id, id=f"{name}: {id}") for name in names for id in chosen(name)]


@pytest.mark.parametrize(("name", "id"), table(list(TIERS)))
def test_no_attack_succeeds(name: str, id: str) -> None:
    results = ran(name)
    assert id in results, results[""]["stderr"]
    assert wrong(all_programs()[id], results[id]) == []


@pytest.mark.parametrize("name", GAPS)
def test_without_layers_the_documented_attacks_succeed_and_no_others(name: str) -> None:
    results = ran(name)
    through = {id: found for id in chosen(name) if (found := wrong(all_programs()[id], results[id]))}
    documented = {id for id in chosen(name) if name in all_programs()[id].gaps}
    assert {id: through[id] for id in through.keys() - documented} == {}
    assert documented - through.keys() == set()


def test_the_corpus_is_large_and_says_what_each_program_is_after() -> None:
    programs = all_programs()
    assert len(programs) >= 200
    assert all(program.attack and program.expect for program in programs.values())
    assert all(len(program.calls) == len(program.expect.split()) for program in programs.values())


NAMES = {
    "half a character": "\ud800.py",
    "a name that is not UTF-8": "\udcfcbung.py",
    "a thousand folders": "a/" * 1000 + "x",
    "a long name": "x" * 5000,
    "a way out": "../x.py",
    "a way out, inside": "a/../../x",
    "an absolute name": "/tmp/x.py",
    "an end of text": "a\0b",
    "a folder and a file": "solution.py/x",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_that_cannot_be_files_are_told_to_the_student_and_leave_nothing(name: str) -> None:
    with Sandbox(trust_students=True) as sandbox:
        with pytest.raises(Unreadable, match="name") as told:
            sandbox.open({"solution.py": b"def f(): return 1", name: b""}, "solution.py")
        assert sandbox._folder() not in str(told.value)
        assert list(Path(sandbox._folder()).iterdir()) == []


THREADS = """
import _thread, threading, time
def f(count):
    threading.stack_size(32768)
    for _ in range(count): _thread.start_new_thread(time.sleep, (60,))
    return count
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are limited on Linux only")
def test_the_limits_keep_a_program_from_starting_thousands_of_threads() -> None:
    everybodys = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])

    def got_through(layers: Layers) -> bool:
        files = {"solution.py": THREADS.encode()}
        with Sandbox(trust_students=True, layers=layers) as sandbox, sandbox.open(files, "solution.py") as session:
            return isinstance(session.call("f", [everybodys + 400]), Returned)

    assert not got_through(Layers())
    assert got_through(Layers(limits=False))


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are looked for on Linux only")
def test_the_sweep_finds_what_has_left_its_session() -> None:
    def outlives(swept: bool) -> bool:
        """Whether a daemon lives on when the process that started it is reaped."""
        pid = os.fork()
        if pid == 0:
            os._exit(_reaped(swept))
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1

    assert not outlives(swept=True)
    assert outlives(swept=False)


def _reaped(swept: bool) -> int:
    """As a template: reap a child that has left a daemon; 1 where the daemon lives on."""
    libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        if (daemon := os.fork()) == 0:
            os.setsid()
            time.sleep(60)
        os.write(writing, str(daemon).encode())
        time.sleep(60)
    time.sleep(0.1)
    daemon = int(os.read(reading, 20))
    template = object.__new__(Template)
    template._children = {1: child}
    if not swept:
        template._sweep = lambda user: None  # type: ignore[method-assign]
    template.reap({"id": 1, "user": None})
    try:
        os.kill(daemon, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1
