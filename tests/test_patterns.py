"""Patterns that are compiled at their first use are right, all of them."""

import importlib
import pkgutil

import pytest

import grader.algebra
import grader.checks
from grader.patterns import pattern

NAMES = [
    module.name
    for package in (grader.algebra, grader.checks)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_compiles(name: str) -> None:
    kind = type(pattern(""))
    for value in vars(importlib.import_module(name)).values():
        if isinstance(value, kind):
            value.search("")  # raises where it does not


def test_a_pattern_is_as_if_compiled() -> None:
    word = pattern(r"(?P<first>[a-z])\w*", 2)
    assert word.fullmatch("Ab")["first"] == "A"
    assert word.sub("-", "ab, c") == "-, -"
    assert word.findall("ab c") == ["a", "c"]
    assert word.groupindex == {"first": 1}
