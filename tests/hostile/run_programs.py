"""Runs the hostile programs in one sandbox, in a process of its own, and looks for what each has left or reached.

`python -c "…main()" '{"layers": {…}, "programs": […], "hidden": "…"}'` prints a line of JSON for each program: what
its calls came to, and `problems`: what must not be after any program, seen from outside the sandbox.
"""

import ctypes
import dataclasses
import json
import os
import platform
import random
import secrets
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
_SUBREAPER = 36
_OUTPUT = 4096
CALLS = {
    # numbers on x86-64 and arm64
    "process_vm_readv": (310, 270), "open_by_handle_at": (304, 265), "syslog": (103, 116), "ptrace": (101, 117),
    "shmget": (29, 194), "msgget": (68, 186), "unshare": (272, 97), "io_uring_setup": (425, 425), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217),
    "mount": (165, 40), "umount2": (166, 39), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "init_module": (175, 105), "personality": (135, 92), "kcmp": (312, 272), "memfd_create": (319, 279),
    "execveat": (322, 281), "fanotify_init": (300, 262), "inotify_init1": (294, 26), "timer_create": (222, 107),
    "mlock": (149, 228), "setuid": (105, 146), "setgid": (106, 144), "setgroups": (116, 159), "capset": (126, 91),
    "sethostname": (170, 161), "reboot": (169, 142), "swapon": (167, 224), "acct": (163, 89), "mknodat": (259, 33),
    "landlock_create_ruleset": (444, 444), "seccomp": (317, 277),
}  # fmt: skip
HONEST = b"""
import os, random, threading
import numpy as np
def f(X):
    return X @ X.T, random.random(), sorted(os.listdir('.')), threading.active_count(), bool(np.allclose(0, 1))
"""


class World:
    """What an attacker would want to know, and what is looked at afterwards.

    The hidden text lies where a grader has such things: in a file, in its memory, in its environment, among its
    arguments, in a file that it holds open.
    """

    def __init__(self, folder: Path, hidden: str):
        self.folder, self.hidden = folder, hidden
        self.mark, self.drawn = "left-" + secrets.token_hex(8), random.random()
        self.file = folder / "tests.txt"
        self.file.write_text(self.hidden)
        self.file.chmod(0o644)
        folder.chmod(0o777)
        os.environ["HIDDEN"] = self.hidden
        self.kept = self.file.open()
        os.set_inheritable(self.kept.fileno(), True)
        self.servers = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
        self.port = self.servers[0].getsockname()[1]
        self.servers[1].bind(("127.0.0.1", self.port))
        self.servers.append(socket.socket(socket.AF_UNIX))
        self.servers[2].bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        self.servers[2].listen()
        for server in self.servers:
            server.setblocking(False)
        self.before = self._listed()

    def told(self) -> dict[str, Any]:
        """The argument of the attack."""
        return {
            "file": str(self.file),
            "folder": str(self.folder),
            "root": str(ROOT),
            "mark": self.mark,
            "drawn": self.drawn,
            "port": self.port,
            "socket": str(self.folder / "socket"),
            "grader": os.getpid(),
            **numbers_of_calls(),
        }

    def problems(self) -> Iterator[str]:
        """What has changed outside."""
        if self._listed() != self.before:
            yield f"the hidden folder holds {sorted(self._listed())}"
        for place in ("/tmp", "/var/tmp", "/dev/shm", "/run", str(Path.home()), "."):
            if os.path.lexists(f"{place}/{self.mark}"):
                yield f"a file is left in {place}"
                Path(place, self.mark).unlink()
        for server in self.servers:
            try:
                server.accept() if server.type == socket.SOCK_STREAM else server.recv(99)
            except BlockingIOError:
                continue
            yield "the grader's socket was reached"

    def clear(self) -> None:
        """Undo what got through, so that it is not blamed on the next."""
        for path in set(self._listed()) - set(self.before):
            Path(path).rmdir() if Path(path).is_dir() else Path(path).unlink()
        if not self.file.exists():
            self.file.write_text(self.hidden)
        self.before = self._listed()

    def _listed(self) -> dict[str, tuple[int, int, str]]:
        return {str(path): _state(path) for path in self.folder.iterdir()}


def numbers_of_calls() -> dict[str, Any]:
    """The machine, and the numbers that it has for the kernel's calls."""
    column = platform.machine() == "aarch64"
    return {"machine": platform.machine(), "calls": {name: numbers[column] for name, numbers in CALLS.items()}}


def _state(path: Path) -> tuple[int, int, str]:
    found = path.lstat()
    return found.st_mode, found.st_size, path.read_text() if stat.S_ISREG(found.st_mode) else ""


def below(pid: int) -> set[int]:
    """The processes that live below one. Orphans come to this process, which has asked for them."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX":
            parents[int(entry.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def outcome(result: Any) -> dict[str, Any]:
    """What a call came to, as text."""
    kind = getattr(result, "kind", "answer")
    value = getattr(result, "value", None)
    return {
        "kind": kind,
        "value": _shown(value),
        "message": getattr(result, "message", ""),
        "trace": getattr(result, "trace", ""),
        "output": result.output,
        "seconds": result.seconds,
    }


def _shown(value: Any) -> Any:
    if type(value).__name__ == "ndarray":
        return f"{value.dtype} {value.shape}"
    return value if value is None or isinstance(value, int | float | str | list | tuple) else type(value).__name__


def untidy(call: Mapping[str, Any], output: int) -> Iterator[str]:
    """What is wrong with the text that a reader will see."""
    for name in ("message", "trace", "output"):
        text = call[name]
        if any(ord(letter) < 32 and letter not in "\n\t" or 127 <= ord(letter) < 160 for letter in text):
            yield f"{name} holds control characters"
    for name, most in (("message", 500), ("trace", 4100), ("output", output + 100)):
        if len(call[name]) > most:
            yield f"{name} has {len(call[name]):,} characters"
    if "\n" in call["message"]:
        yield "the message has several lines"
    if any("/" in line for line in call["trace"].splitlines() if line.startswith("  File ")):
        yield "the trace names a file that is not the student's"


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def honest(sandbox: Any, *, torch: bool) -> Iterator[str]:
    """Whether the next submission gets what it should."""
    import numpy as np

    given = np.arange(6.0).reshape(2, 3)
    with sandbox.open({"solution.py": HONEST}, "solution.py", torch=torch) as session:
        answer = session.call("f", [given])
    if answer.__class__.__name__ != "Returned":
        yield f"the next submission failed: {answer.message}"
        return
    product, number, names, threads, close = answer.value
    if not np.array_equal(product, given @ given.T) or close:
        yield "the next submission got another answer"
    if number != 0.8444218515250481:
        yield "the next submission drew other numbers"
    if names != ["solution.py"] or threads != 1:
        yield f"the next submission found {names} and {threads} threads"


def attempt(sandbox: Any, world: World, program: Any, standing: set[int]) -> dict[str, Any]:
    """Run one program, and look at what it did."""
    from grader.sandbox import Limits
    from tests.hostile.programs.program import PRELUDE

    limits = Limits(wall=program.wall, cpu=program.cpu, memory=program.memory, output=_OUTPUT, frame=8 << 20)
    files = {"solution.py": (PRELUDE + program.source).encode(errors="surrogateescape"), **program.files}
    open_before = _descriptors()
    began = time.monotonic()
    with sandbox.open(files, "solution.py", limits, torch=program.torch) as session:
        calls = [outcome(session.call(function, [world.told()])) for function in program.calls]
    seconds = time.monotonic() - began
    problems = [
        *(problem for call in calls for problem in untidy(call, _OUTPUT)),
        *world.problems(),
        *honest(sandbox, torch=program.torch),
    ]
    if world.hidden in json.dumps(calls, default=str):
        problems.append("the hidden text was told")
    if left := below(os.getpid()) - standing:
        problems.append(f"{len(left)} processes are left")
    if _descriptors() != open_before:
        problems.append("descriptors are left open")
    if left_files := [path.name for path in Path(sandbox._folder()).iterdir()]:
        problems.append(f"files are left: {left_files}")
    if session.usage.peak_memory > 4 << 30:
        problems.append("more memory was taken than may be")
    world.clear()
    return {"calls": calls, "problems": problems, "seconds": seconds}


@contextmanager
def _place(hidden: str) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as name:
        yield World(Path(name), hidden)


def main() -> None:
    """Argument: JSON as in the head of this file."""
    sys.path.insert(0, str(ROOT))
    asked = json.loads(sys.argv[1])
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    from grader.sandbox import Sandbox
    from grader.sandbox.protocol.values import Layers
    from tests.hostile.code_cases import all_programs

    programs = {name: all_programs()[name] for name in asked["programs"]}
    layers = dataclasses.replace(Layers(), **asked["layers"])
    with _place(asked["hidden"]) as world, Sandbox(trust_students=True, layers=layers) as sandbox:
        print(json.dumps({"isolation": str(sandbox.isolation)}), flush=True)
        for torch in {program.torch for program in programs.values()}:
            list(honest(sandbox, torch=torch))
        standing = below(os.getpid())
        for name, program in programs.items():
            print(json.dumps({"program": name, **attempt(sandbox, world, program, standing)}, default=str), flush=True)


if __name__ == "__main__":
    main()
