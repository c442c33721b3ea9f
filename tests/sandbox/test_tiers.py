"""Which tier a machine offers, by what got through, and what is refused."""

import os
import platform
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.sandbox import Isolation, Limits, Sandbox
from grader.sandbox.guest import libc, seccomp
from grader.sandbox.host import tiers
from grader.sandbox.protocol.values import Layers

ROOT = Path(__file__).resolve().parent.parent.parent

FACTS = {"landlock": 7, "namespaces": False, "seccomp": True}
EVERYTHING = ("read", "private", "write", "connect", "fork", "exec", "signal", "trace", "memory", "allocate")

JUDGED = {
    # what got through, facts that differ, the tier and its parts
    "nothing": ((), {}, "B files=landlock7 net=seccomp procs=none mem=2G"),
    "nothing, in namespaces": ((), {"namespaces": True}, "A files=landlock7 net=seccomp+namespace procs=none mem=2G"),
    "public files": (("read",), {"landlock": 0}, "C files=user net=seccomp procs=none mem=2G"),
    "public files and writing": (("read", "write"), {"landlock": 0}, "C files=user net=seccomp procs=none mem=2G"),
    "private files": (("read", "private"), {"landlock": 0}, "D files=none net=seccomp procs=none mem=2G"),
    "network": (("connect",), {"seccomp": False}, "D files=landlock7 net=open procs=none mem=2G"),
    "processes": (("fork",), {}, "D files=landlock7 net=seccomp procs=open mem=2G"),
    "programs": (("exec",), {}, "D files=landlock7 net=seccomp procs=open mem=2G"),
    "signals": (("signal",), {}, "D files=landlock7 net=seccomp procs=none mem=2G"),
    "tracing": (("trace",), {}, "D files=landlock7 net=seccomp procs=none mem=2G"),
    "the grader's memory": (("memory",), {}, "D files=landlock7 net=seccomp procs=none mem=2G"),
    "much memory": (("allocate",), {}, "D files=landlock7 net=seccomp procs=none mem=open"),
    "everything": (EVERYTHING, {"landlock": 0, "seccomp": False}, "D files=none net=open procs=open mem=open"),
    "on a device": ((), {"device": "cuda"}, "B files=landlock7 net=seccomp procs=none mem=2G device=cuda"),
    "on a device, whose memory has no bound": (
        ("allocate",),
        {"device": "cuda", "namespaces": True},
        "A files=landlock7 net=seccomp+namespace procs=none mem=open device=cuda",
    ),
    "on a device, and the network": (
        ("allocate", "connect"),
        {"device": "cuda"},
        "D files=landlock7 net=open procs=none mem=open device=cuda",
    ),
    "a promise that is not kept": (
        ("read",),
        {"namespaces": True},
        "C files=user net=seccomp+namespace procs=none mem=2G",
    ),
}


@pytest.mark.parametrize(("through", "facts", "said"), JUDGED.values(), ids=JUDGED)
def test_a_tier_is_what_the_attacks_show(through: Sequence[str], facts: Mapping[str, object], said: str) -> None:
    found = {attack: attack in through for attack in EVERYTHING}
    assert str(tiers.judge(found, {**FACTS, **facts}, Limits())) == said


@pytest.mark.parametrize("wanted", "ABCD")
@pytest.mark.parametrize("offered", "ABCD")
def test_less_than_is_wanted_is_said(wanted, offered) -> None:
    problem = tiers.short_of(wanted, Isolation(offered, {"files": "x"}))
    assert (problem is None) == (offered <= wanted)
    if problem is not None:
        assert f"isolation {wanted} is required, and this machine offers {offered} files=x" in problem


def test_an_attack_that_is_not_answered_for_counts_as_got_through(sandbox: Sandbox, tmp_path: Path) -> None:
    with sandbox.open({"probe.py": b"def attacks(**_): return {'fork': False, 'exec': None}"}, "probe.py") as session:
        found = tiers.attempts(session, Limits(), str(tmp_path))
    assert found == {**dict.fromkeys(EVERYTHING, True), "fork": False}


def test_this_machine_is_b_or_better_or_says_what_it_lacks(sandbox: Sandbox) -> None:
    isolation = sandbox.isolation
    lacking = tiers.short_of("B", isolation)
    assert isolation.tier in "AB" or (lacking and "Landlock" in lacking)


def test_where_nothing_holds_students_must_be_trusted(sandbox: Sandbox) -> None:
    open_ = Layers(landlock=False, seccomp=False, namespaces=False)
    with Sandbox(layers=open_) as refusing, pytest.raises(UsageError, match=r"D files=.*; or trust the students"):
        refusing.open({"solution.py": b""}, "solution.py")
    with Sandbox(layers=open_, require="B") as refusing, pytest.raises(UsageError, match="isolation B is required"):
        _ = refusing.isolation
    with Sandbox(layers=open_, trust_students=True) as trusting:
        assert trusting.isolation.tier == "D"
        with trusting.open({"solution.py": b"def f(): return 1"}, "solution.py") as session:
            assert session.call("f", []).value == 1


def test_a_requirement_stands_above_trust() -> None:
    with Sandbox(layers=Layers(seccomp=False), require="B", trust_students=True) as sandbox, pytest.raises(UsageError):
        _ = sandbox.isolation


SHOW = """
import sys; sys.path.insert(0, sys.argv[1])
from grader.sandbox import Sandbox
with Sandbox(trust_students=True) as sandbox:
    print(sandbox.isolation)
    with sandbox.open({"solution.py": b"def f(x): return x + 1"}, "solution.py") as session:
        print(session.call("f", [1]).value)
"""
UNSHARE = {"x86_64": 272, "aarch64": 97}


def without_namespaces() -> None:
    """As in a container, where the kernel has namespaces and the container's filter refuses them."""
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, UNSHARE[platform.machine()]), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.restrict(b"".join(struct.pack("HBBI", *instruction) for instruction in code))


def as_nobody() -> None:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)


def shown(become: Callable[[], None] | None) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW, str(ROOT)], preexec_fn=become, cwd="/", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    isolation, answer = done.stdout.splitlines()
    return isolation, answer


def without_a_namespace(isolation: str) -> str:
    """What the same machine offers where it makes no namespaces."""
    return isolation.replace("A ", "B ").replace("+namespace", "")


def test_where_namespaces_are_refused_nothing_else_is_lost(sandbox: Sandbox) -> None:
    assert shown(without_namespaces) == (without_a_namespace(str(sandbox.isolation)), "2")


def reachable_by_nobody() -> bool:
    paths = [Path(sys.executable), Path(sys.executable).resolve(), ROOT]
    return all(parent.stat().st_mode & 0o005 == 0o005 for path in paths for parent in (path, *path.parents))


@pytest.mark.skipif(os.geteuid() != 0, reason="this is the plain user's own run already")
@pytest.mark.skipif(not reachable_by_nobody(), reason="another user cannot start this interpreter")
def test_a_plain_user_gets_the_same(sandbox: Sandbox) -> None:
    isolation, answer = shown(as_nobody)
    assert answer == "2"
    assert without_a_namespace(isolation) == without_a_namespace(str(sandbox.isolation))
