"""A table of names whose modules are imported when a name is first asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any


class Lazy(Mapping[str, Any]):
    """Names to things, each told as `module.attribute` of a package: start-up pays only for what is used."""

    def __init__(self, package: str, where: Mapping[str, str]):
        self._package, self._where = package, where

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = self._where[name].rpartition(".")
        return getattr(import_module(f"{self._package}.{module}"), attribute)

    def __contains__(self, name: object) -> bool:
        return name in self._where

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)

    def attribute(self, name: str) -> Any:
        """What a package's `__getattr__` gives of these names. Raises AttributeError for another one."""
        if name not in self:
            raise AttributeError(f"module {self._package!r} has no attribute {name!r}")
        return self[name]
