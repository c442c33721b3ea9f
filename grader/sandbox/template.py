"""The template: a process with the libraries loaded and no secrets, which is forked once a submission.

It is started with a clean environment by `grader.sandbox.templates`, gets its orders as JSON over a socket and obeys
one at a time: `spawn` a child, with its descriptors; `reap` one, dead or alive, with all that it may have started.
It ends, and removes the submissions' folders, when the grader is gone.
"""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from grader.sandbox import child, landlock, layers, linux
from grader.sandbox.layers import Cage
from grader.sandbox.results import Layers

CHANNEL = 3
"""The child's end of its socket to the grader."""
ORDER = 1 << 16
_HELD = 1 << 14
"""Descriptors at most: each folder that children may read is held open."""
_PATIENCE = 5.0
"""Seconds to get rid of what a child may have started."""
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo")
_FILES = ("/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero")


class Template:
    """The state of the server: its children, and what they may read."""

    def __init__(self, order: Mapping[str, Any]):
        self._layers = Layers(**order["layers"])
        self.namespaces = self._layers.namespaces and _move_away()
        if linux.LINUX:
            linux.prctl(linux.PR_SET_DUMPABLE, 0)  # a process of the same user cannot read or trace it
        _warm(order["torch"])  # torch looks for a place to write when it is imported, and finds none later
        self.namespaces = self.namespaces and _mounted_read_only()
        _forget()
        held = landlock.abi() > 0
        self._readable = landlock.hold(_libraries(), ("/dev/null",), order["hidden"]) if held else []
        self._self = os.pidfd_open(os.getpid()) if hasattr(os, "pidfd_open") else None
        self._children: dict[int, int] = {}

    def spawn(self, order: Mapping[str, Any], *descriptors: int) -> Mapping[str, Any]:
        """Fork a child that serves on a channel and prints to another; a third descriptor holds data for it."""
        cage = Cage(
            Layers(**order["layers"]),
            order["folder"],
            order["user"],
            order["cpu"],
            order["memory"],
            self._readable,
            self._self,
            order["cores"],
            len(descriptors) - 2,
        )
        pid = os.fork()
        if pid == 0:
            _become_a_child(cage, descriptors, order)
        self._children[order["id"]] = pid
        return {"pid": pid}

    def reap(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """End a child, and say how it ended and what it used."""
        pid = self._children.pop(order["id"])
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
        self._sweep(order["user"])
        unit = 1024 if linux.LINUX else 1
        cpu = usage.ru_utime + usage.ru_stime
        return {"status": status, "cpu": cpu, "memory": usage.ru_maxrss * unit}

    def end(self) -> None:
        """Kill all the children that are left."""
        for number in list(self._children):
            self.reap({"id": number, "user": None})

    def _sweep(self, user: int | None) -> None:
        """Kill what a dead child has left behind: its orphans have become the template's children."""
        until = time.monotonic() + _PATIENCE
        while (left := self._strays()) and time.monotonic() < until:
            if user is not None:
                _kill_all_of(user)
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)

    def _strays(self) -> list[int]:
        """Processes that are children of this one and no submission's."""
        mine = set(self._children.values())
        listed = _read(f"/proc/self/task/{os.getpid()}/children").split()
        strays = [int(pid) for pid in listed if int(pid) not in mine]
        return [pid for pid in strays if os.waitpid(pid, os.WNOHANG) == (0, 0)]


def main(channel: int) -> None:
    """Obey what comes over `channel` until the grader is gone."""
    parent = os.getppid()
    if channel != CHANNEL:  # which from now on is taken, so that a child's channel overwrites nothing else
        os.dup2(channel, CHANNEL)
        os.close(channel)
    control = socket.socket(fileno=CHANNEL)
    _own_limits()
    if linux.LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    line, _ = _order(control, parent)
    first = json.loads(line)
    base = Path(first["base"])
    above = os.open(base.parent, os.O_RDONLY)  # as it is mounted now: later nothing here can be removed
    try:
        template = Template(first)
        gc.collect()
        gc.freeze()
        with contextlib.suppress(ConnectionError):  # the grader is gone before it was answered
            _say(control, {"namespaces": template.namespaces, "landlock": landlock.abi()})
            _obey(template, control, parent)
        template.end()
        shutil.rmtree(base.name, ignore_errors=True, dir_fd=above)
    except ImportError as error:
        _say(control, {"error": str(error)})
    os._exit(0)  # nothing is left to tidy up


def _own_limits() -> None:
    """The grader's worker has limits of its own, which are not the students'."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (_HELD if most == resource.RLIM_INFINITY else min(_HELD, most), most))
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _obey(template: Template, control: socket.socket, parent: int) -> None:
    while True:
        line, descriptors = _order(control, parent)
        if not line:
            return
        order = json.loads(line)
        try:
            answer = template.spawn(order, *descriptors) if order["do"] == "spawn" else template.reap(order)
        except OSError as error:
            answer = {"error": f"{error.strerror or error}"}
        for descriptor in descriptors:
            os.close(descriptor)
        _say(control, answer)


def _say(control: socket.socket, answer: Mapping[str, Any]) -> None:
    control.sendall(json.dumps(answer).encode() + b"\n")


def _order(control: socket.socket, parent: int) -> tuple[bytes, list[int]]:
    """The next order and its descriptors; empty when the grader is gone, though another process hold its socket."""
    while not select.select([control], [], [], 1.0)[0]:
        if os.getppid() != parent:
            return b"", []
    line, descriptors, _, _ = socket.recv_fds(control, ORDER, 3)
    return line, descriptors


def _become_a_child(cage: Cage, descriptors: Sequence[int], order: Mapping[str, Any]) -> None:
    """Never returns."""
    try:
        channel, output, *data = (fcntl.fcntl(each, fcntl.F_DUPFD, 16) for each in descriptors)  # out of the way
        wanted = [os.open(os.devnull, os.O_RDONLY), output, output, channel, *data]
        for target, source in enumerate(wanted):
            os.dup2(source, target)
        sys.stdout, sys.stderr = _text(1), _text(2)
        sys.argv[:] = [""]
        layers.enclose(cage)
        child.serve(CHANNEL, order["frame"], order["first_handle"])
    except Exception as error:  # noqa: BLE001 - told as output; the grader sees that the child is gone
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(70)


def _text(descriptor: int) -> TextIO:
    return open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def _move_away() -> bool:
    """New namespaces for the network, System V IPC and mounts, made once for the template and so for all its children.

    One for processes would take a second fork a child, and forbids nothing that seccomp leaves.
    """
    if not linux.LINUX:
        return False
    user, group = os.geteuid(), os.getegid()
    wanted = linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWNS
    try:
        linux.unshare(wanted if user == 0 else wanted | linux.CLONE_NEWUSER)
    except OSError:
        return False
    if user != 0:
        for name, text in {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}.items():
            Path(f"/proc/self/{name}").write_text(text)
    return True


def _mounted_read_only() -> bool:
    """Nothing that the children see can be written. Nor does the kernel note there when a file was last read: in that
    a program could leave word to the next one, thousands of bits of what it was given."""
    try:
        linux.mount_read_only()
    except OSError:
        return False
    return True


def _warm(torch: bool) -> None:
    """Load what the children need, and have torch do everything once that is slow the first time."""
    importlib.import_module("numpy.random")
    if not torch:
        return
    library = importlib.import_module("torch")
    library.set_num_threads(1)
    layer = library.nn.Linear(2, 1)
    optimiser = library.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    loss = library.nn.functional.mse_loss(layer(library.ones(2, 2)), library.ones(2, 1))
    loss.backward()
    optimiser.step()


def _forget() -> None:
    """Only installed packages can be imported from here on, and no further module of ours."""
    prefixes = tuple(f"{os.path.realpath(prefix)}/" for prefix in (sys.prefix, sys.base_prefix))
    sys.path[:] = [path for path in sys.path if os.path.realpath(path).startswith(prefixes)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in getattr(finder, "__module__", "")]
    for module_name, module in list(sys.modules.items()):
        if module_name.split(".")[0] == "grader" and hasattr(module, "__path__"):
            module.__path__ = []


def _libraries() -> list[str]:
    """Where Python, its packages and the system's libraries lie."""
    own = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [*own, *(f"{prefix}/lib" for prefix in (sys.prefix, sys.base_prefix)), *sys.path, *_SYSTEM, *_FILES]


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _kill_all_of(user: int) -> None:
    """Every process of a user at once: as that user, one signal reaches them all, however fast they fork."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgid(user)
            os.setuid(user)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
