"""A training run in an interpreter of its own: what a run on a GPU gets, tried on the CPU, but for CUDA's own calls."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from grader.errors import UsageError
from grader.sandbox import Failure, Limits, Returned, Sandbox
from grader.sandbox.protocol.values import Layers
from grader.training import memory
from tests.sandbox.fresh import FRESH, ON_DISK, opened
from tests.sandbox.processes import below, gone

ROOT = Path(__file__).resolve().parent.parent.parent


HONEST = b"""
import random
import numpy, torch
from torch import nn
def train(images, labels, seed, device):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Flatten(), nn.Linear(16, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 3)).to(device)
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    images.div_(2, rounding_mode="floor")
    for _ in range(30):
        batch = torch.from_numpy(numpy.random.permutation(len(images))[:20])
        shifted = images[batch].roll(random.randrange(4), 3).to(device).float() / 255
        loss = nn.functional.cross_entropy(net(shifted), labels[batch].to(device))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return net
"""


def test_an_honest_program_does_the_same_as_in_a_forked_process(sandbox: Sandbox) -> None:
    draw = np.random.default_rng(1)
    images, labels = draw.integers(0, 256, (60, 1, 4, 4), dtype=np.uint8), draw.integers(0, 3, 60)
    found = []
    with memory.sealed(images, labels) as data:
        for fresh in (None, FRESH, FRESH):
            limits = Limits(wall=20, cpu=20)
            with sandbox.trial({"a.py": HONEST}, "a.py", limits, data=data, cores=[0], fresh=fresh) as trial:
                trial.begin("cpu", 1)
                assert trial.load(20) is None
                assert trial.train("train", images.shape, 3, 20) is None
                found.append(trial.predict(images, 3, 20))
                assert len(trial.weights(20)) == 64
                assert not trial.working(0.1)
            assert trial.usage.cpu > 0
            assert trial.usage.peak_memory > 0
        assert os.pread(data, images.nbytes, 0) == images.tobytes()
    assert np.allclose(found[0], found[1], atol=1e-5)
    assert np.array_equal(found[1], found[2])


SEALED = """
import fcntl, mmap, os
TRIED = [
    lambda: os.pwrite(4, b"x", 0),
    lambda: os.pwrite(os.open("/proc/self/fd/4", os.O_RDWR), b"x", 0),
    lambda: os.ftruncate(4, 1 << 20),
    lambda: os.ftruncate(4, 8),
    lambda: mmap.mmap(4, 64),
    lambda: fcntl.fcntl(4, 1033, 0),
]
def f():
    refused = 0
    for attempt in TRIED:
        try: attempt()
        except PermissionError: refused += 1
    own = mmap.mmap(4, 8, mmap.MAP_PRIVATE)
    own[:] = b"mine now"
    return refused, bytes(own).decode(), os.pread(4, 8, 0) != bytes(own)
"""


def test_its_data_can_be_changed_by_nobody(sandbox: Sandbox) -> None:
    with memory.sealed(np.ones((8, 1, 1, 1), np.uint8), np.zeros(8, np.int64)) as data:
        with opened(sandbox, SEALED, data=data) as session:
            assert session.call("f", []).value == (6, "mine now", True)
        assert os.pread(data, 8, 0) == b"\1" * 8


ENDS = {
    # source, kind, the start of the message
    "crash": ("import ctypes\ndef f(): ctypes.string_at(0)", "killed", "f() crashed (SIGSEGV)"),
    "exit": ("import os\ndef f(): os._exit(3)", "exit", "f() ended its own process (status 3)"),
    "loop": ("def f():\n  while True: pass", "timeout", "f() was not done within 0.5 seconds"),
    "hangs up": ("import os\ndef f():\n  os.close(3)\n  while True: pass", "killed", "f() was killed, or hung up"),
}


@pytest.mark.parametrize(("source", "kind", "message"), ENDS.values(), ids=ENDS)
def test_how_it_ends_is_told_apart(sandbox: Sandbox, source: str, kind: str, message: str) -> None:
    with opened(sandbox, source, Limits(wall=0.5)) as session:
        failure = session.call("f", [])
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.message[: len(message)]) == (kind, message)


def test_a_flood_of_output_is_cut(sandbox: Sandbox) -> None:
    source = "def f():\n  for _ in range(5000): print('x' * 999)\n  return 7"
    with opened(sandbox, source, Limits(output=1000)) as session:
        returned = session.call("f", [])
        assert isinstance(returned, Returned)
        assert returned.value == 7
        assert len(returned.output) < 1100


def test_time_to_load_libraries_is_not_the_programs(sandbox: Sandbox) -> None:
    source = "import resource\ndef f(): return resource.getrlimit(resource.RLIMIT_CPU)"
    with opened(sandbox, source, Limits(cpu=1)) as session:
        soft, hard = session.call("f", []).value
    assert 1 <= soft < 10
    assert hard == soft + 1


DAEMON = """
import os, time
def f():
    if os.fork() == 0:
        os.setsid()
        os.fork()
        time.sleep(600)
    time.sleep(0.2)
"""


def test_what_it_left_behind_is_ended(sandbox: Sandbox) -> None:
    """Without seccomp and Landlock, since with them there is nothing."""
    with Sandbox(trust_students=True, layers=Layers(seccomp=False, landlock=False)) as own:
        with opened(own, DAEMON) as session:
            before = below(os.getpid())
            assert isinstance(session.call("f", []), Returned)
            started = below(os.getpid()) - before
            assert len(started) >= 3
        assert gone(started, 2)


GRADER = """
import sys; sys.path.insert(0, sys.argv[1])
from grader.sandbox import Fresh, Limits, Sandbox
sandbox = Sandbox(trust_students=True)
fresh = Fresh("none")
sandbox.fresh_isolation(fresh)
source = b"import os\\nwhile True: open(os.environ['TMPDIR'] + '/x', 'w')"
trial = sandbox.trial({"a.py": source}, "a.py", Limits(), fresh=fresh)
print(sandbox._base, flush=True)
"""
WHEN = {
    "while it starts": "trial.begin('cpu', 1)",
    "while it runs": "trial.begin('cpu', 1); print('begun', flush=True); trial.load(60)",
}


@pytest.mark.parametrize("does", WHEN.values(), ids=WHEN)
def test_when_the_grader_dies_all_go_with_it(sandbox: Sandbox, does: str) -> None:
    command = [sys.executable, "-c", GRADER + does, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as grader:
        assert grader.stdout is not None
        base = Path(grader.stdout.readline().strip())
        assert base.is_dir()
        if "begun" in does:
            grader.stdout.readline()
        until = time.monotonic() + 10
        while len(started := below(grader.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(started) == 2
        grader.kill()
        grader.wait()
    assert gone(started, 10)
    until = time.monotonic() + 5
    while base.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not base.exists()


def test_it_dies_with_the_starter(sandbox: Sandbox) -> None:
    with Sandbox() as own, opened(own, "import os\ndef f(): return os.getpid()") as session:
        child = session.call("f", []).value
        starter = own._templates["fresh"]._process.pid
        os.kill(starter, signal.SIGSTOP)  # so that it closes nothing itself
        os.kill(starter, signal.SIGKILL)
        assert gone({child}, 5)


def test_its_isolation_is_told_and_asked_for(sandbox: Sandbox) -> None:
    found = sandbox.fresh_isolation(FRESH)
    assert found.tier == sandbox.isolation.tier
    assert dict(found.parts) == {**sandbox.isolation.parts, "mem": "open", "device": "none"}
    with Sandbox(layers=ON_DISK, require="A") as own, pytest.raises(UsageError, match="isolation A is required"):
        own.trial({"a.py": b""}, "a.py", Limits(), fresh=FRESH)
    with Sandbox(layers=Layers(seccomp=False)) as own, pytest.raises(UsageError, match="offers D .* device=none"):
        own.fresh_isolation(FRESH)


USERS = "import os\ndef f(): return os.getuid(), os.geteuid(), os.getgid(), os.stat(os.environ['HOME']).st_uid"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make it another user")
def test_each_is_another_user(sandbox: Sandbox) -> None:
    layers, _ = sandbox._cage("fresh", FRESH)
    if not layers.user:
        pytest.skip("another user cannot reach this interpreter")
    found = []
    for _ in range(2):
        with opened(sandbox, USERS) as session:
            found.append(set(session.call("f", []).value))
    assert [len(users) for users in found] == [1, 1]
    assert not found[0] & found[1]
    assert 0 not in found[0] | found[1]
