"""Processes that begin as new interpreters, for tests, without torch: they start ten times as fast."""

from grader.sandbox import Fresh, Limits, Sandbox, Session
from grader.sandbox.host.process import Order
from grader.sandbox.protocol.values import Layers

FRESH = Fresh("none", {"CUDA_VISIBLE_DEVICES": "GPU-1"}, (("/dev/full", True), ("/proc/devices", False)))
"""Files that stand for a device's own."""
MOUNTED, ON_DISK = Layers(), Layers(namespaces=False)


def opened(sandbox: Sandbox, source: str, limits: Limits | None = None, data: int | None = None) -> Session:
    """A session in such a process; nothing has been started yet."""
    layers, _ = sandbox._cage("fresh", FRESH)
    order = Order(layers, "", None, limits or Limits(wall=20, cpu=20), data=data, fresh=FRESH)
    return sandbox._open({"solution.py": source.encode()}, "solution.py", order)
