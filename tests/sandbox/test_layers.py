"""Each layer keeps out an attack of its own: without the layer the attack gets through, so each test can fail.

Where two layers keep the same attack out, the other one is off in both runs.
"""

import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.sandbox import Returned, Sandbox
from grader.sandbox.guest import landlock, layers, libc
from grader.sandbox.guest.layers import Cage
from grader.sandbox.protocol.values import Layers

Open = Callable[[Layers], Sandbox]


@pytest.fixture(scope="module")
def caged(sandbox: Sandbox) -> Iterator[Open]:
    """A sandbox with these layers, whatever its tier."""
    made: dict[Layers, Sandbox] = {}

    def open_(layers: Layers) -> Sandbox:
        if layers not in made:
            made[layers] = Sandbox(trust_students=True, layers=layers)
        return made[layers]

    yield open_
    for each in made.values():
        each.close()


@dataclass(frozen=True)
class Attack:
    """A function `f(outside, port)` that returns True where it got through.

    Attributes:
        off: the layers that are off in both runs.
        needs: whether this machine has the layer at all.
    """

    layer: str
    source: str
    off: tuple[str, ...] = ()
    needs: Callable[[], bool] = lambda: True


def has_landlock() -> bool:
    return landlock.abi() > 0


def has_namespaces() -> bool:
    """A process of its own tries, so that this one stays where it is."""
    pid = os.fork()
    if pid == 0:
        try:
            flags = libc.CLONE_NEWNET | libc.CLONE_NEWIPC
            libc.unshare(flags if os.geteuid() == 0 else flags | libc.CLONE_NEWUSER)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


CALL = "import ctypes, errno, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"

ATTACKS = {
    "read a file of the grader's": Attack(
        "landlock",
        """def f(o, p): return open(o).read() == 'hidden'""",
        needs=has_landlock,
    ),
    "list a folder of the grader's": Attack(
        "landlock",
        """
import os
def f(o, p): return os.listdir(os.path.dirname(o)) != []
""",
        needs=has_landlock,
    ),
    "write a file": Attack(
        "landlock",
        """
import os
def f(o, p):
    open(o + '.new', 'w').close()
    os.unlink(o + '.new')
    return True
""",
        off=("seccomp", "namespaces"),
        needs=has_landlock,
    ),
    "read about another process": Attack(
        "landlock",
        """
import os
def f(o, p): return open(f'/proc/{os.getppid()}/cmdline').read() != ''
""",
        needs=has_landlock,
    ),
    "fork": Attack(
        "seccomp",
        """
import os
def f(o, p):
    pid = os.fork()
    if not pid: os._exit(0)
    os.waitpid(pid, 0)
    return True
""",
    ),
    "start a program": Attack(
        "seccomp",
        """
import os
def f(o, p):
    try: os.execv('/nonexistent', ['x'])
    except FileNotFoundError: return True
""",
    ),
    "open a socket": Attack(
        "seccomp",
        """
import socket
def f(o, p): return socket.socket() is not None
""",
    ),
    "change the mode of its own file": Attack(
        "seccomp",
        """
import os
def f(o, p):
    os.chmod('.', 0o755)
    return True
""",
        off=("user", "namespaces"),
    ),
    "shared memory": Attack("seccomp", CALL + "def f(o, p): return libc.shmget(7, 4096, 0o1666) >= 0"),
    "a memory file": Attack("seccomp", CALL + "def f(o, p): return os.memfd_create('x') > 0"),
    "trace a process": Attack("seccomp", CALL + "def f(o, p): return libc.ptrace(0, 0, 0, 0) == 0"),
    "io_uring": Attack(
        "seccomp",
        CALL + "def f(o, p): return libc.syscall(425, 1, 0) < 0 and ctypes.get_errno() != errno.EPERM",
    ),
    "signal the template": Attack(
        "seccomp",
        CALL + "def f(o, p): return libc.kill(os.getppid(), 0) == 0",
        off=("landlock", "user"),
    ),
    "send a datagram to the grader": Attack(
        "namespaces",
        """
import socket
def f(o, p):
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', p)) == 1
""",
        off=("seccomp",),
        needs=has_namespaces,
    ),
    "find descriptors of the template's": Attack(
        "descriptors",
        CALL + "def f(o, p): return any(libc.fcntl(number, 1) >= 0 for number in range(4, 200))",
    ),
    "take much memory": Attack(
        "limits",
        """
import mmap
def f(o, p): return len(mmap.mmap(-1, 3 << 30)) > 0
""",
    ),
    "fill the disk": Attack(
        "limits",
        """
import os, tempfile
def f(o, p):
    with tempfile.TemporaryFile(dir=os.path.dirname(o)) as file:
        file.write(b'x')
        file.flush()
        return True
""",
        off=("landlock", "seccomp", "namespaces"),
    ),
    "draw other numbers each time": Attack(
        "seeds",
        """
import random
def f(o, p): return random.random() != 0.8444218515250481
""",
    ),
}


@pytest.fixture(scope="module")
def outside() -> Iterator[Path]:
    """A file that anybody may read, in a folder that anybody may write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        path = Path(name, "answers.txt")
        path.write_text("hidden")
        path.chmod(0o644)
        yield path


def got_through(sandbox: Sandbox, attack: Attack, outside: Path) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        with sandbox.open({"solution.py": attack.source.encode()}, "solution.py") as session:
            returned = session.call("f", [str(outside), port])
    return isinstance(returned, Returned) and returned.value is True


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_layer_keeps_its_attack_out(caged: Open, outside: Path, attack: Attack) -> None:
    if not attack.needs():
        pytest.skip(f"this machine has no {attack.layer}")
    others = replace(Layers(), **dict.fromkeys(attack.off, False))
    assert not got_through(caged(others), attack, outside)
    assert got_through(caged(replace(others, **{attack.layer: False})), attack, outside)


def enclosed(wanted: Layers, user: int | None, attack: Callable[[], object]) -> bool:
    """Whether an attack gets through in a process of its own within these layers, without a template."""
    with tempfile.TemporaryDirectory() as folder:
        pid = os.fork()
        if pid == 0:
            try:
                layers.enclose(Cage(wanted, folder, user, 10, 1 << 30, [], None))
                attack()
            except OSError:
                os._exit(1)
            os._exit(0)
        return os.waitpid(pid, 0)[1] == 0


NONE = Layers(**dict.fromkeys(Layers.__dataclass_fields__, False))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_keeps_the_graders_private_files_closed(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.write_text("hidden")
    private.chmod(0o600)
    assert not enclosed(replace(NONE, user=True), 1_234_567, private.read_bytes)
    assert enclosed(NONE, 1_234_567, private.read_bytes)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to lose")
def test_without_privileges_root_is_a_user_like_others(tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.write_text("hidden")
    os.chown(others, 1_234_567, 1_234_567)
    others.chmod(0o600)
    assert not enclosed(replace(NONE, privileges=True), None, others.read_bytes)
    assert enclosed(NONE, None, others.read_bytes)


def test_a_session_of_its_own_keeps_a_groups_signal_from_the_template() -> None:
    def die() -> None:
        os.killpg(os.getpgid(0), signal.SIGKILL)

    def survives(wanted: Layers) -> bool:
        """Whether a process lives whose child signals its own group."""
        pid = os.fork()
        if pid == 0:
            os.setsid()
            enclosed(wanted, None, die)
            os._exit(0)
        return os.waitpid(pid, 0)[1] == 0

    assert survives(replace(NONE, session=True))
    assert not survives(NONE)


def test_a_child_dies_with_the_template(caged: Open) -> None:
    def outlives(wanted: Layers) -> bool:
        with Sandbox(trust_students=True, layers=wanted) as sandbox:
            source = b"import os, time\ndef pids(): return os.getpid(), os.getppid()\n"
            with sandbox.open({"solution.py": source}, "solution.py") as session:
                child, template = session.call("pids", []).value
                os.kill(template, signal.SIGSTOP)  # so that it closes nothing itself
                os.kill(template, signal.SIGKILL)
                until = time.monotonic() + 5
                while (alive := running(child)) and wanted.death and time.monotonic() < until:
                    time.sleep(0.01)
                time.sleep(0 if wanted.death else 0.3)
                alive = running(child)
                if alive:
                    os.kill(child, signal.SIGKILL)
                return alive

    assert not outlives(Layers())
    assert outlives(replace(Layers(), death=False))


def running(pid: int) -> bool:
    """Whether a process lives, and is not only waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
