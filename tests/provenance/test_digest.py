"""Equal values have equal digests, in every process; different values have different ones."""

import json
import os
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.model import Block, Place, Value
from grader.provenance import digest
from grader.provenance.digest import SIZE, of_bytes

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Point:
    x: Any
    y: Any


@dataclass
class Pair:
    x: Any
    y: Any


EQUAL = {
    "a tuple and a list": ((1, "a", (2,)), [1, "a", [2]]),
    "a view of a mapping and a mapping": (MappingProxyType({"a": 1}), {"a": 1}),
    "sets, whose order means nothing": ({"c", "a", "b"}, frozenset(["b", "c", "a"])),
    "dataclasses with equal fields": (Place("a.md", 1), Place("a.md", 1, None)),
    "a string and a string of its own": ("ab", "".join(["a", "b"])),
}


@pytest.mark.parametrize(("one", "other"), EQUAL.values(), ids=EQUAL)
def test_equal_values_have_equal_digests(one: Any, other: Any) -> None:
    assert digest(one) == digest(other)


DIFFERENT = {
    "kinds of one": [1, 1.0, True, "1", "1.0", "True", "true", [1], {"1": 1}],
    "kinds of nothing": [None, 0, 0.0, False, "", [], {}, "None", "null", set(), b""],
    "numbers that are no numbers": [float("nan"), float("inf"), -float("inf"), "NaN", "nan", "Infinity"],
    "bytes and texts": [b"a", "a", "b'a'", b"b", of_bytes(b"a")],
    "bytes of the same start": [b"a", b"a\0", b"a\0\0"],
    "the order of a mapping": [{"a": 1, "b": 2}, {"b": 2, "a": 1}],
    "the order of a list": [[1, 2], [2, 1], [[1], 2], [[1, 2]], [1, [2]]],
    "where a text ends": [["ab", "c"], ["a", "bc"], ["abc"], ['a","b', "c"], ["a", 'b","c']],
    "the name of a dataclass": [Point(1, 2), Pair(1, 2), [1, 2]],
    "the fields of a dataclass": [Point(1, 2), Point(2, 1), Point(1, None), Point(1, "None")],
    "dataclasses in dataclasses": [Value(1, Place("a", 1)), Value(1, Place("a", 2)), Value("1", Place("a", 1))],
    "ticked or not": [Block("item", "a", "a", Place(""), (), ticked) for ticked in (None, False, True)],
    "two halves of a character, and the character": ["\ud83d\ude00", "\U0001f600", "\ude00\ud83d", "\ud83d"],
    "escaped or not": ["\n", "\\n", "\\\\n", "\0", "\\u0000"],
}


@pytest.mark.parametrize("values", DIFFERENT.values(), ids=DIFFERENT)
def test_different_values_have_different_digests(values: list[Any]) -> None:
    alike = [(one, other) for one, other in combinations(values, 2) if digest(one) == digest(other)]
    assert alike == []


def test_all_small_values_differ() -> None:
    leaves = [None, True, False, 0, 1, -1, 0.0, 1.0, "", "0", "1", "a", "true", "null", "[]", "{}"]
    values = [*leaves, *({"a": leaf} for leaf in leaves), *([leaf] for leaf in leaves)]
    values += [list(pair) for pair in product([*leaves, [], {}, [0], {"a": 0}], repeat=2)]
    values += [dict(zip("ab", pair, strict=True)) for pair in product([*leaves, [], {}], repeat=2)]
    assert len({digest(value) for value in values}) == len({repr(value) for value in values})


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters())
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4)
)


@calm
@given(st.lists(json_values, max_size=8))
def test_digests_differ_as_values_do(values: list[Any]) -> None:
    """`repr` tells any two of these values apart, by type and by the order of mappings too."""
    assert len({digest(value) for value in values}) == len({repr(value) for value in values})


@calm
@given(json_values)
def test_a_copy_has_the_same_digest_and_it_is_short(value: Any) -> None:
    assert digest(deepcopy(value)) == digest(value) == digest(_with_tuples(value))
    assert len(digest(value)) == 2 * SIZE and set(digest(value)) <= set("0123456789abcdef")


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


class Unknown:
    """A class of which nothing is known."""


UNKNOWN = {
    "an object": Unknown(),
    "a class": Point,
    "a function": digest,
    "a complex number": 1j,
    "a module": json,
    "a key that is no text": {(1, 2): 3},
    "deep inside": [{"a": (1, Unknown())}],
    "in a dataclass": Point(1, Unknown()),
    "a set of things without an order": {1, "a"},
}


@pytest.mark.parametrize("value", UNKNOWN.values(), ids=UNKNOWN)
def test_values_of_unknown_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        digest(value)


SEEDED = """
import sys
from grader.model import Place
from grader.provenance import digest
print(digest([{"b": 1, "a": {"x", "y", "z", "w"}}, ("ä", b"\\0", 1.5, None, True), Place("a.md", 3)]))
"""


def test_another_process_finds_the_same_digests() -> None:
    found = set()
    for seed in ("0", "1", "4321"):
        done = subprocess.run(
            [sys.executable, "-c", SEEDED],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout.strip())
    here = digest([{"b": 1, "a": {"x", "y", "z", "w"}}, ("ä", b"\0", 1.5, None, True), Place("a.md", 3)])
    assert found == {here}


def test_the_digest_of_a_file_is_of_its_bytes() -> None:
    assert of_bytes(b"") != of_bytes(b"\0") and of_bytes(b"a\n") != of_bytes(b"a\r\n")
