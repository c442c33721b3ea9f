"""The libraries that a submission's process has: loaded before its cage is closed, and readable later."""

import importlib
import os
import sys
import sysconfig
from pathlib import PurePath

_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/zoneinfo")
_FILES = ("/etc/localtime", "/dev/urandom", "/dev/random", "/dev/zero")
_DRIVERS = ("/usr/local/nvidia", "/usr/local/cuda", "/usr/share/nvidia")


def warm(torch: bool) -> None:
    """Load what a submission needs, and have torch do everything once that is slow the first time."""
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


def forget() -> None:
    """Only installed packages can be imported from here on, and no further module of ours."""
    prefixes = tuple(f"{os.path.realpath(prefix)}/" for prefix in (sys.prefix, sys.base_prefix))
    sys.path[:] = [path for path in sys.path if os.path.realpath(path).startswith(prefixes)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in getattr(finder, "__module__", "")]
    for module_name, module in list(sys.modules.items()):
        if module_name.split(".")[0] == "grader" and hasattr(module, "__path__"):
            module.__path__ = []


def places() -> list[str]:
    """The folders of Python, its packages and the system's libraries."""
    own = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [*own, *(f"{prefix}/lib" for prefix in (sys.prefix, sys.base_prefix)), *sys.path, *_SYSTEM, *_FILES]


def drivers(path: str) -> list[str]:
    """Where a device's libraries lie besides, which are loaded late: the folders of LD_LIBRARY_PATH that are named as
    such folders are (`lib`, `lib64`), since a path could hold anything, and NVIDIA's own."""
    named = [each for each in path.split(":") if each.startswith("/") and PurePath(each).name.startswith("lib")]
    return [*named, *_DRIVERS]
