"""What a program on a device may do and may not, with a namespace of mounts and without: tried without a device."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import Failure, Returned, Sandbox, Session
from grader.sandbox.guest import namespaces
from grader.sandbox.guest.layers import WRITTEN
from grader.sandbox.protocol.values import Layers
from tests.sandbox.fresh import FRESH, MOUNTED, ON_DISK, opened

ROOT = Path(__file__).resolve().parent.parent.parent

Open = Callable[..., Session]


@pytest.fixture(scope="module", params=[MOUNTED, ON_DISK], ids=["mounted", "on disk"])
def caged(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Open]:
    """With a namespace of mounts, where there are, and without."""
    with Sandbox(layers=request.param) as made:
        if request.param is MOUNTED and "namespace" not in made.fresh_isolation(FRESH).parts["net"]:
            pytest.skip("this machine makes no namespaces")
        yield lambda *arguments: opened(made, *arguments)


@pytest.fixture(scope="module")
def outside() -> Iterator[Path]:
    """A file that anybody may read, in a folder that anybody may write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        path = Path(name, "answers.txt")
        path.write_text("hidden")
        path.chmod(0o644)
        yield path


ATTACKS = """
import ctypes, errno, mmap, os, socket, struct, sys, tempfile, threading
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
def read(o, p): return open(o).read()
def list_(o, p): return os.listdir(os.path.dirname(o))
def write(o, p): open(o + ".new", "w").close()
def empty(o, p): return os.truncate(o, 0)
def remove(o, p): return os.unlink(o)
def replace(o, p): Path("x").rename(o)
def take(o, p): os.rename(o, os.environ["TMPDIR"] + "/x")
def own(o, p): open("solution.py", "a").close()
def beside(o, p): open("new", "w").close()
def mode(o, p): os.chmod(os.environ["TMPDIR"], 0o777)
def link(o, p): os.link(o, os.environ["TMPDIR"] + "/link")
def symlink(o, p): os.symlink(o, os.environ["TMPDIR"] + "/symlink")
def pipe(o, p): os.mkfifo(os.environ["TMPDIR"] + "/pipe")
def device(o, p): os.mknod(os.environ["TMPDIR"] + "/device", 0o20666, os.makedev(1, 1))
def named(o, p): socket.socket(socket.AF_UNIX).bind(os.environ["TMPDIR"] + "/socket")
def internet(o, p): socket.socket()
def internet6(o, p): socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
def netlink(o, p): socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
def letter(o, p): socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
def connect(o, p): socket.socket(socket.AF_UNIX).connect("\\0" + p)
def accept(o, p):
    with socket.socket(socket.AF_UNIX) as own:
        own.bind("\\0mine")
        own.listen()
        own.setblocking(False)
        try: own.accept()
        except BlockingIOError: return
def fork(o, p): return os.fork() or os._exit(0)
def execute(o, p):
    try: os.execv("/nonexistent", ["x"])
    except FileNotFoundError: return
def signal_(o, p): os.kill(os.getppid(), 0)
def group(o, p): os.killpg(os.getpgid(0), 0)
def trace(o, p): _call(libc.ptrace(0, 0, 0, 0))
def memory(o, p): return open(f"/proc/{os.getppid()}/mem", "rb")
def told(o, p): return open(f"/proc/{os.getppid()}/cmdline").read()
def variables(o, p): return open(f"/proc/{os.getppid()}/environ").read()
def type_(o, p): _call(libc.ioctl(0, 0x5412, b"x"))
def console(o, p): _call(libc.ioctl(0, 0x541C, bytes(64)))
def shared(o, p): _call(libc.shmget(7, 4096, 0o1666))
def away(o, p): _call(libc.unshare(0x10000000))
def ring(o, p): _call(libc.syscall(425, 1, 0))
def other_devices(o, p): return open("/dev/kmsg")
def disk(o, p):
    with tempfile.TemporaryFile() as file:
        os.posix_fallocate(file.fileno(), 0, (64 << 20) + 1)
def in_memory(o, p): os.ftruncate(os.memfd_create("x"), (64 << 20) + 1)

def _call(result):
    if result < 0 and ctypes.get_errno() == errno.EPERM:
        raise PermissionError

def through(name, outside, peer):
    try: globals()[name](outside, peer)
    except OSError: return False
    return True
"""
NAMES = [line.partition("(")[0][4:] for line in ATTACKS.splitlines() if line.startswith("def ") and "(o, p)" in line]


@pytest.fixture(scope="module")
def attacker(caged: Open) -> Iterator[Session]:
    with caged(ATTACKS) as session:
        yield session


@pytest.mark.parametrize("name", NAMES)
def test_what_it_may_not_do(attacker: Session, outside: Path, name: str) -> None:
    peer = f"grader-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + peer)
        server.listen()
        returned = attacker.call("through", [name, str(outside), peer])
    assert isinstance(returned, Returned), returned
    assert returned.value is False
    assert outside.read_text() == "hidden"
    assert [path.name for path in outside.parent.iterdir()] == ["answers.txt"]


WITHOUT = {
    # the layers that are left out, and what gets through then
    "seccomp": (
        Layers(seccomp=False),
        {"fork", "execute", "internet", "letter", "accept", "mode", "shared", "ring"},
    ),
    "Landlock": (Layers(landlock=False, namespaces=False, user=False), {"read", "list_", "told"}),
    "both": (
        Layers(seccomp=False, landlock=False, namespaces=False, user=False),
        {"connect", "named", "empty", "link"},
    ),
    "limits": (Layers(limits=False), {"disk", "in_memory"}),
}


@pytest.mark.parametrize(("layers", "names"), WITHOUT.values(), ids=WITHOUT)
def test_without_a_layer_its_attacks_get_through(
    sandbox: Sandbox, tmp_path: Path, layers: Layers, names: set[str]
) -> None:
    peer = f"grader-{os.getpid()}"
    found = set()
    with socket.socket(socket.AF_UNIX) as server, Sandbox(trust_students=True, layers=layers) as own:
        server.bind("\0" + peer)
        server.listen()
        for name in names:
            (tmp_path / "x").write_text("hidden")
            with opened(own, ATTACKS) as session:
                returned = session.call("through", [name, str(tmp_path / "x"), peer])
            if isinstance(returned, Returned) and returned.value:
                found.add(name)
    assert found == names


NEEDED = """
import ctypes, errno, mmap, os, resource, socket, sys, tempfile, threading
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
def socket_of_its_own():
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        own.bind("\\0cuda-uvmfd-1-1")
        own.listen()
def memory_file():
    file = os.memfd_create("x", os.MFD_ALLOW_SEALING)
    os.ftruncate(file, 4096)
    mmap.mmap(file, 4096)[:] = bytes(4096)
def names_of_threads():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    for number in (thread.native_id, threading.main_thread().native_id):
        Path(f"/proc/self/task/{number}/comm").write_text("cuda")
        assert Path(f"/proc/{os.getpid()}/task/{number}/comm").read_text() == "cuda\\n"
    done.set()
def calls_of_the_drivers():
    for number in (0xC0C84600 + 0x2A, 0xC00846D6, 25, 75, 0x30000001):
        assert libc.ioctl(0, ctypes.c_ulong(number), 0) < 0 and ctypes.get_errno() == errno.ENOTTY
def files_of_the_device():
    os.close(os.open("/dev/full", os.O_RDWR))
    Path("/proc/devices").read_text()
def the_machine():
    for name in ("/proc/cpuinfo", "/proc/meminfo", "/proc/self/maps", "/proc/self/status"):
        Path(name).read_text()
    os.listdir("/sys/devices/system/cpu")
def first_to_go_where_memory_runs_out():
    assert Path("/proc/self/oom_score_adj").read_text() == "1000\\n"
def address_space():
    mmap.mmap(-1, 1 << 42, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, 0)
def threads_in_order():
    before = os.sched_getaffinity(0), os.nice(0)
    os.sched_setaffinity(0, [0])
    os.setpriority(os.PRIO_PROCESS, 0, 5)
    assert (os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)) == before
def folder():
    home = Path.home()
    assert {os.environ[name] for name in ("TMPDIR", "TRITON_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR")} == {str(home)}
    assert os.stat(home).st_mode & 0o777 == 0o700 and os.listdir(home) == []
    (home / ".nv/ComputeCache/0").mkdir(parents=True)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x")
    (home / "x").write_bytes(b"xy")
    (home / "x").rename(home / ".nv/ComputeCache/0/y")
    os.ftruncate(os.open(home / ".nv/ComputeCache/0/y", os.O_RDWR), 1)
    assert (home / ".nv/ComputeCache/0/y").read_bytes() == b"x"
    (home / ".nv/ComputeCache/0/y").unlink()
    os.rmdir(home / ".nv/ComputeCache/0")
"""


@pytest.fixture(scope="module")
def needing(caged: Open) -> Iterator[Session]:
    with caged(NEEDED) as session:
        yield session


@pytest.mark.parametrize(
    "name", [line[4:].partition("(")[0] for line in NEEDED.splitlines() if line.startswith("def ")]
)
def test_what_a_driver_in_its_process_may_do(needing: Session, name: str) -> None:
    returned = needing.call(name, [])
    assert isinstance(returned, Returned), returned


SEES = """
import fcntl, os, sys
def holds(number):
    try: return fcntl.fcntl(number, fcntl.F_GETFD) >= 0
    except OSError: return False
def f():
    held = [number for number in range(300) if holds(number)]
    return dict(os.environ), sorted(sys.modules), sys.path, sys.argv, held, os.getcwd()
"""


def test_it_sees_nothing_of_the_grader(caged: Open) -> None:
    with caged(SEES) as session:
        environment, modules, path, argv, descriptors, folder = session.call("f", []).value
    threads = {name for name in environment if name.endswith("_NUM_THREADS")}
    known = {"PATH", "LANG", "HOME", "LD_LIBRARY_PATH", "TMPDIR", "TRITON_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR"}
    assert set(environment) <= known | threads | {"CUDA_VISIBLE_DEVICES"}
    assert (environment["CUDA_VISIBLE_DEVICES"], argv, descriptors) == ("GPU-1", [""], [0, 1, 2, 3])
    assert environment["HOME"] == f"{folder}.scratch"
    assert not [entry for entry in path if str(ROOT / "grader").startswith(entry) and entry]
    assert not {"grader.oracles", "grader.sandbox.host.session", "grader.sandbox.host.process"} & set(modules)


FULL = """
import os
def f(files, size):
    for number in range(files):
        with open(f"{os.environ['TMPDIR']}/{number}", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
def deep(levels):
    os.chdir(os.environ["TMPDIR"])
    for _ in range(levels):
        os.mkdir("d")
        os.chdir("d")
        open("x", "w").close()
    os.mkdir("closed", 0o300)
    open("closed/x", "w").close()
def end(): os._exit(0)
"""


def test_what_it_writes_is_bounded(caged: Open) -> None:
    with caged(FULL) as session:
        failure = session.call("f", [1, WRITTEN + 1])
        assert isinstance(failure, Failure)
        assert "File too large" in failure.message


def test_all_that_it_writes_is_bounded(sandbox: Sandbox) -> None:
    if "namespace" not in sandbox.fresh_isolation(FRESH).parts["net"]:
        pytest.skip("this machine makes no namespaces, and bounds the size of each file only")
    with opened(sandbox, FULL) as session:
        failure = session.call("f", [namespaces.SCRATCH // WRITTEN + 1, WRITTEN])
        assert isinstance(failure, Failure)
        assert "No space left on device" in failure.message


def test_its_folder_is_new_for_each_process_and_gone_afterwards(sandbox: Sandbox) -> None:
    with Sandbox(layers=ON_DISK) as own:
        with opened(own, FULL) as session:
            assert isinstance(session.call("deep", [50]), Returned)
            base = Path(str(own._base))
            assert sorted(path.name.partition(".")[2] for path in base.iterdir()) == ["", "scratch"]
            assert isinstance(session.call("end", []), Failure)
            assert isinstance(session.call("deep", [1]), Returned)
        assert list(base.iterdir()) == []
        session = opened(own, FULL)
        assert isinstance(session.call("deep", [50]), Returned)
    assert not base.exists()
    session.close()
