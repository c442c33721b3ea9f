"""One job a device: who has the lock, who waits, and what frees it."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.training.devices.lock import FOLDER, free, held, holder, try_hold

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no flock")
KEY = "GPU-02345678-aaaa"
HOLD = """
import os, subprocess, sys, time
from pathlib import Path
from grader.training.devices.lock import try_hold
print("no" if try_hold(sys.argv[1], Path(sys.argv[2])) is None else "yes", flush=True)
if sys.argv[3] == "exec":
    print(subprocess.Popen(["sleep", "60"], close_fds=False, stdout=subprocess.DEVNULL).pid, flush=True)
if sys.argv[3] == "fork":
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    print(child, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "locks"


@pytest.fixture
def holding(folder):
    """Another process that tries to hold a lock, and keeps it until it is ended."""
    started = []

    def hold(key=KEY, how=""):
        command = [sys.executable, "-c", HOLD, key, str(folder), how]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(other)
        return other, other.stdout.readline().strip() == "yes"

    yield hold
    for other in started:
        other.kill()
        other.wait()
        other.stdin.close()
        other.stdout.close()


def test_one_holds_it(folder, holding):
    other, held_there = holding()
    assert held_there
    assert try_hold(KEY, folder) is None
    assert not free(KEY, folder)
    assert holder(KEY, folder) == f"process {other.pid} uses it"


def test_another_device_has_another_lock(folder, holding):
    holding("cpu")
    assert free(KEY, folder)
    assert not free("cpu", folder)


def test_it_is_held_here_and_free_afterwards(folder, holding):
    with held(KEY, pytest.fail, folder):
        assert not holding()[1]
        assert holder(KEY, folder) == f"process {os.getpid()} uses it"
    assert holding()[1]


def test_whoever_has_it_gets_no_second(folder):
    handle = try_hold(KEY, folder)
    assert try_hold(KEY, folder) is None
    handle.release()
    handle.release()
    assert free(KEY, folder)


def test_an_error_frees_it(folder):
    with pytest.raises(ZeroDivisionError), held(KEY, pytest.fail, folder):
        _ = 1 / 0
    assert free(KEY, folder)


def test_a_holder_that_is_killed_frees_it(folder, holding):
    other, _ = holding()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert free(KEY, folder)


def test_whoever_waits_is_told_for_whom(folder, holding):
    other, _ = holding()
    said = []

    def wait(words):
        said.append(words)
        if len(said) == 3:
            other.kill()
            other.wait()

    with held(KEY, wait, folder, every=0.01):
        assert holder(KEY, folder) == f"process {os.getpid()} uses it"
    assert said[:3] == [f"process {other.pid} uses it"] * 3


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "another process uses it"),
        (b"1234\n", "process 1234 uses it"),
        (b"12 34\n", "another process uses it"),
        (b"\x1b[2J\n", "another process uses it"),
        (b"9" * 10_000, "another process uses it"),
        ("१२\n".encode(), "another process uses it"),
    ],
)
def test_what_is_written_there_is_not_believed(folder, written, said):
    handle = try_hold(KEY, folder)
    os.ftruncate(handle.descriptor, 0)
    os.pwrite(handle.descriptor, written, 0)
    assert holder(KEY, folder) == said
    handle.release()


@pytest.mark.parametrize("how", ["exec", "fork"])
def test_a_holder_that_is_killed_leaves_it_to_no_child(folder, holding, how):
    other, held_there = holding(how=how)
    child = int(other.stdout.readline())
    try:
        assert held_there and not free(KEY, folder)
        other.kill()
        other.wait()
        os.kill(child, 0)  # it lives
        until = time.monotonic() + 10
        while not free(KEY, folder) and time.monotonic() < until:  # its parent may die before it has closed the lock
            time.sleep(0.01)
        assert free(KEY, folder)
    finally:
        os.kill(child, signal.SIGKILL)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_cannot_give_it_back(folder):
    handle = try_hold(KEY, folder)
    child = os.fork()
    if child == 0:
        handle.release()
        os._exit(0)
    os.waitpid(child, 0)
    assert not free(KEY, folder)
    handle.release()


def test_many_at_once_and_never_two(folder):
    inside, most = [], []

    def work():
        for _ in range(20):
            with held(KEY, lambda words: None, folder, every=0.001):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 80


def test_all_users_may_hold_it(folder):
    old = os.umask(0o077)
    try:
        assert free(KEY, folder)
    finally:
        os.umask(old)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())]
    assert modes == [0o1777, 0o666]
    assert Path("/tmp/oracle-grader-locks") == FOLDER


def test_a_key_is_no_path(folder):
    assert free("../../GPU 1/x", folder)
    assert [path.name for path in folder.iterdir()] == ["______GPU_1_x.lock"]


def place(kind, path, elsewhere):
    if kind == "link":
        path.symlink_to(elsewhere)
    elif kind == "dangling link":
        path.symlink_to(elsewhere.with_name("not there"))
    elif kind == "second name":
        path.hardlink_to(elsewhere)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()


@pytest.mark.parametrize("kind", ["link", "dangling link", "second name", "pipe", "folder"])
def test_what_is_planted_in_its_place_is_refused(folder, tmp_path, kind):
    assert free(KEY, folder)
    (path,) = folder.iterdir()
    path.unlink()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    place(kind, path, victim)
    with pytest.raises(GraderError, match=r"GPU-02345678-aaaa\.lock .*: remove"):
        try_hold(KEY, folder)
    assert holder(KEY, folder) == "another process uses it"
    assert victim.read_text() == "precious"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["locks", "victim"]


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path, kind):
    target, path = tmp_path / "target", tmp_path / "locks"
    target.mkdir()
    if kind == "link":
        path.symlink_to(target)
    else:
        path.write_text("")
    with pytest.raises(GraderError, match="locks, for locks, cannot be used"):
        try_hold(KEY, path)
    assert list(target.iterdir()) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may give a folder away")
def test_another_users_folder_must_be_everybodys(folder):
    folder.mkdir(0o755)
    os.chown(folder, 12345, 12345)
    with pytest.raises(GraderError, match="let its owner `chmod 1777` it"):
        try_hold(KEY, folder)
    folder.chmod(0o1777)
    assert free(KEY, folder)


def test_a_lock_whose_file_was_removed_is_no_lock(folder):
    """Both would think they have it: the second makes a new file, so the first that is seen to be gone is not used."""
    first = try_hold(KEY, folder)
    (path,) = folder.iterdir()
    path.unlink()
    second = try_hold(KEY, folder)
    assert second is not None
    assert try_hold(KEY, folder) is None
    first.release()
    assert try_hold(KEY, folder) is None
    second.release()
