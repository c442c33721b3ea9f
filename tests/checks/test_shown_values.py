"""Values shown in few words: no more of them is looked at than is shown."""

from typing import Any

import numpy as np
import pytest

from grader.checks.program_run import MAX_CHARACTERS, shown
from grader.checks.values import one_of

PLAIN: dict[str, Any] = {
    "a list": [1, "dog", None, True, 0.5],
    "a tuple": ((), (1,), (1, 2)),
    "nested": {"a": [{"b": ()}], "c'": {}},
    "quotes": ["it's", '"'],
    "infinite": [float("inf"), float("nan")],
}


@pytest.mark.parametrize("value", PLAIN.values(), ids=PLAIN)
def test_plain_values_are_shown_as_python_writes_them(value: Any) -> None:
    assert shown(value) == repr(value)


def test_arrays_in_lists_are_told_as_arrays_are() -> None:
    assert shown([np.ones(2), np.zeros((9, 9), np.int8)]) == "[array([1., 1.], float64), an array of 9×9, int8]"


class Endless(list):  # type: ignore[type-arg]
    """A list that counts what is looked at."""

    def __init__(self, item: Any):
        super().__init__()
        self.item, self.looked = item, 0

    def __iter__(self) -> Any:
        while True:
            self.looked += 1
            yield self.item


@pytest.mark.parametrize(
    "item",
    [np.full(1000, 1.2345, np.float16), np.full(60, 1.2345, np.float16), "", [], {"a": 1}, "x" * 4_000_000, 10**399],
    ids=["large arrays", "arrays", "no text", "lists", "dictionaries", "long texts", "long numbers"],
)
def test_a_list_without_end_is_cut(item: Any) -> None:
    value = Endless(item)
    assert len(shown(value)) <= MAX_CHARACTERS + 2
    assert value.looked <= MAX_CHARACTERS


SAME: dict[str, tuple[Any, Any, bool]] = {
    "a number of NumPy's": (np.array(3), 3, True),
    "a tuple of them": ((np.array(3), np.array(True)), [3, True], True),
    "another kind of number": (np.array(3.0), 3, False),
    "an array": (np.array([3]), [3], False),
    "a dictionary": ({"a": [1], "b": 2}, {"b": 2, "a": (1,)}, True),
    "a dictionary with another value": ({"a": [2]}, {"a": [1]}, False),
    "a dictionary with an array": ({"a": np.ones(3)}, {"a": 1.0}, False),
}


@pytest.mark.parametrize(("value", "expected", "right"), SAME.values(), ids=SAME)
def test_values_that_are_the_same(value: Any, expected: Any, right: bool) -> None:
    assert (one_of(value, [expected]).fraction == 1) is right
