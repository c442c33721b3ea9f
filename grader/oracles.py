"""Reference implementations, called by the names that a rubric may use.

The package `reference` is separate and lists those names in `reference.ORACLES`; nothing else of it can
be reached from a rubric.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.errors import OwnFault
from grader.model import Call


def names() -> frozenset[str]:
    """The oracles that a rubric may call, each as `module.function`."""
    # by name, as an oracle itself: no verdict rests on which other oracles are on the list
    return frozenset(importlib.import_module("reference").ORACLES)


def load(name: str) -> Callable[..., Any]:
    """The oracle of that name.

    Raises:
        OwnFault: not on the list, or its module cannot be imported.
    """
    if name not in names():
        raise OwnFault(f"'{name}' is not on the list of oracles")
    try:
        oracle: Callable[..., Any] = getattr(importlib.import_module(module(name)), name.partition(".")[2])
    except (ImportError, AttributeError) as error:
        raise OwnFault(f"the oracle '{name}' cannot be loaded: {error}") from error
    return oracle


def arguments(name: str) -> Mapping[str, inspect.Parameter]:
    """An oracle's arguments, as its signature has them.

    Raises:
        OwnFault: as `load`.
    """
    return inspect.signature(load(name), eval_str=True).parameters


class Givens(Mapping[str, Any]):
    """The givens by name, each worked out when it is first asked for.

    The integer arguments of an oracle call, but for `seed`, are givens too: of
    `X: {oracle: linear_autoencoder.sample, m: 8, n: 64, k: 3, seed: 1}` so are m, n and k.
    """

    def __init__(self, given: Mapping[str, Any], outer: Mapping[str, Any] | None = None):
        self._given = {**implied(given), **given}
        self._outer = outer or {}
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._given:
            return self._outer[name]
        if name not in self._known:
            self._known[name] = self.value(self._given[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._given, **self._outer})

    def __len__(self) -> int:
        return len({**self._given, **self._outer})

    def definition(self, name: str) -> Any:
        """The definition of a given, which is not evaluated; raises KeyError if there is none of that name."""
        if name in self._given:
            return self.defined(self._given[name])
        return self._outer.definition(name) if isinstance(self._outer, Givens) else self._outer[name]

    def defined(self, given: Any) -> Any:
        """A literal as it is, a call as its oracle's name and the definitions of its arguments."""
        if not isinstance(given, Call):
            return given
        return {
            "oracle": given.oracle,
            "arguments": {
                key: self.definition(item) if isinstance(item, str) and item in self else item
                for key, item in given.arguments.items()
            },
        }

    def value(self, given: Any) -> Any:
        """A literal as it is, a call's result.

        Raises:
            OwnFault: the oracle raised.
        """
        if not isinstance(given, Call):
            return given
        oracle = load(given.oracle)
        filled = {
            key: self[item] if isinstance(item, str) and item in self else item for key, item in given.arguments.items()
        }
        try:
            return oracle(**filled)
        except Exception as error:
            raise OwnFault(f"the oracle '{given.oracle}' failed: {type(error).__name__}: {error}") from error


def called(definition: Any) -> frozenset[str]:
    """The oracles that a definition rests on.

    >>> sorted(called({"oracle": "a.f", "arguments": {"X": {"oracle": "b.g", "arguments": {}}, "k": 3}}))
    ['a.f', 'b.g']
    """
    if not isinstance(definition, Mapping) or "oracle" not in definition:
        return frozenset()
    return frozenset({definition["oracle"]}).union(*map(called, definition["arguments"].values()))


def module(name: str) -> str:
    """The module that contains an oracle."""
    return f"reference.{name.partition('.')[0]}"


def implied(given: Mapping[str, Any]) -> dict[str, int]:
    """The integers that the calls among the givens name."""
    return {
        key: item
        for call in given.values()
        if isinstance(call, Call)
        for key, item in call.arguments.items()
        if isinstance(item, int) and not isinstance(item, bool) and key != "seed"
    }
