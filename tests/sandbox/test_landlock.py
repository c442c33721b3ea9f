"""Which files stay readable: those that are named, and not those that are hidden among them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox.guest import landlock, libc

pytestmark = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")

TREE = (
    "lib/base.py",
    "lib/site/numpy/core.py",
    "lib/site/grader/oracles.py",
    "lib/site/one.py",
    "work/solution.py",
    "x.py",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "lib/link.py").symlink_to(tmp_path / "lib/site/grader/oracles.py")
    (tmp_path / "lib64").symlink_to(tmp_path / "lib")
    return tmp_path


def allowed(attempt: Callable[[], object], readable: list[Path], hidden: list[Path], folder: Path) -> bool:
    """Whether a process that has restricted itself so can still do something."""
    pid = os.fork()
    if pid == 0:
        try:
            held = landlock.hold(map(str, readable), ("/dev/null",), [str(path) for path in hidden])
            libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict(landlock.abi(), [*held, landlock.folder(str(folder))])
            attempt()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


READING = {
    # a path in the tree, whether it stays readable with lib readable and lib/site/grader hidden
    "the submission": ("work/solution.py", True),
    "the library": ("lib/base.py", True),
    "by another name": ("lib64/base.py", True),
    "beside what is hidden": ("lib/site/one.py", True),
    "in a package beside": ("lib/site/numpy/core.py", True),
    "hidden": ("lib/site/grader/oracles.py", False),
    "hidden, through a link": ("lib/link.py", False),
    "hidden, through the other name": ("lib64/site/grader/oracles.py", False),
    "out of the submission": ("work/../x.py", False),
    "outside": ("x.py", False),
}


@pytest.mark.parametrize(("name", "readable"), READING.values(), ids=READING)
def test_what_can_be_read(tree: Path, name: str, readable: bool) -> None:
    roots, hidden = [tree / "lib64"], [tree / "lib/site/grader"]
    assert allowed((tree / name).read_bytes, roots, hidden, tree / "work") is readable


def test_nothing_hidden_leaves_the_whole_library(tree: Path) -> None:
    assert allowed((tree / "lib/site/grader/oracles.py").read_bytes, [tree / "lib"], [], tree / "work")


def test_what_is_hidden_is_hidden_where_it_is_named_itself(tree: Path) -> None:
    hidden = tree / "lib/site/grader"
    assert not allowed((hidden / "oracles.py").read_bytes, [hidden, hidden / "oracles.py"], [hidden], tree / "work")


ACTS: dict[str, tuple[Callable[[Path], object], bool]] = {
    "list the library": (lambda tree: os.listdir(tree / "lib/site"), True),  # noqa: PTH208
    "list what lies outside": (lambda tree: os.listdir(tree), False),  # noqa: PTH208
    "write to a file of its own": (lambda tree: (tree / "work/solution.py").write_text("x"), False),
    "cut a file of its own": (lambda tree: os.truncate(tree / "work/solution.py", 0), False),
    "make a file": (lambda tree: (tree / "work/new").touch(), False),
    "make a folder": (lambda tree: (tree / "work/new").mkdir(), False),
    "remove a file": (lambda tree: (tree / "work/solution.py").unlink(), False),
    "rename a file": (lambda tree: (tree / "work/solution.py").rename(tree / "work/other.py"), False),
    "make a FIFO": (lambda tree: os.mkfifo(tree / "work/fifo"), False),
    "start a program": (lambda tree: os.execv("/bin/true", ["true"]), False),
    "write to nowhere": (lambda tree: Path("/dev/null").write_text("x"), True),
    "read the processes": (lambda tree: Path("/proc/self/status").read_text(), False),
}


@pytest.mark.parametrize(("act", "possible"), ACTS.values(), ids=ACTS)
def test_what_can_be_done(tree: Path, act: Callable[[Path], object], possible: bool) -> None:
    assert allowed(lambda: act(tree), [tree / "lib"], [tree / "lib/site/grader"], tree / "work") is possible
