"""The versions of Python and of the libraries that are installed."""

import importlib.metadata
import platform
import sys
from collections.abc import Mapping

ABSENT = "not installed"


class Libraries:
    """Versions by the name under which a library is imported, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._distributions: Mapping[str, list[str]] | None = None

    def version(self, name: str) -> str:
        """The version of what `import name` gives, `ABSENT` where it gives nothing; of "python", the interpreter's."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def _look(self, name: str) -> str:
        if name == "python":
            return f"{platform.python_implementation()} {platform.python_version()}"
        try:
            return importlib.metadata.version(name)
        except (importlib.metadata.PackageNotFoundError, ValueError):
            pass  # its distribution has another name: PyYAML gives `yaml`
        if self._distributions is None:
            self._distributions = importlib.metadata.packages_distributions()
        found = sorted({f"{each} {importlib.metadata.version(each)}" for each in self._distributions.get(name, ())})
        return ", ".join(found) or ABSENT


def is_library(name: str) -> bool:
    """Whether a top-level name is neither Python's own nor empty."""
    return bool(name) and name not in sys.stdlib_module_names
