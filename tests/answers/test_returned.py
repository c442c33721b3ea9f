"""What a student's function returned, against what is said of it."""

import numpy as np
import pytest

from grader.answers.returned import named, typed

X = np.ones((4, 9))
SHAPES = {"X": ["m", "n"], "W1": ["k", "m"], "W2": ["m", "k"]}
PASSED = {"X": X, "k": 2}
W1, W2 = np.ones((2, 4)), np.ones((4, 2))

RIGHT = {
    "a tuple": (W1, W2),
    "a list": [W1, W2],
    "a mapping": {"W2": W2, "W1": W1, "loss": 0.5},
    "whole numbers": (W1.astype(int), W2),
    "single precision": (W1.astype(np.float32), W2.astype(np.float32)),
}
WRONG = {
    "one array": (W1, "2 values (W1, W2) are asked for; one NumPy array came back."),
    "nothing": (None, "2 values (W1, W2) are asked for; one None came back."),
    "three": ((W1, W2, W1), "2 values (W1, W2) are asked for; 3 came back."),
    "a name missing": ({"W1": W1}, "2 values (W1, W2) are asked for; there is no W2."),
    "swapped": ((W2, W1), "W1 has the shape 4×2; 2×4 is asked for. Is it transposed?"),
    "flat": ((W1.ravel(), W2), "W1 has the shape 8; 2×4 is asked for."),
    "empty": ((np.ones((0, 4)), W2), "W1 has the shape 0×4; 2×4 is asked for."),
    "a number": ((np.ones(()), W2), "W1 has the shape (); 2×4 is asked for."),
    "lists": (([[1, 2]], W2), "W1 is a list; a NumPy array is asked for."),
    "true and false": ((W1 > 0, W2), "W1 is an array of bool; numbers are asked for."),
}


@pytest.mark.parametrize("value", RIGHT.values(), ids=RIGHT)
def test_values_get_their_names(value: object) -> None:
    found = typed(named(value, ["W1", "W2"]), SHAPES, PASSED)
    assert found.misfit is None and found.infinite is None
    assert found.shaped == set(found.values) == {"W1", "W2"}


@pytest.mark.parametrize(("value", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_said(value: object, said: str) -> None:
    assert typed(named(value, ["W1", "W2"]), SHAPES, PASSED).misfit == said


TYPES = {  # what was given, what came back, what is said
    "the same": ("f8", "f8", None),
    "the same, single": ("f4", "f4", None),
    "finer than given": ("f4", "f8", None),
    "finer than any": ("f8", "g", None),
    "coarser": ("f8", "f4", "W2 is float32, and what was given is float64."),
    "coarser by far": ("f4", "f2", "W2 is float16, and what was given is float32."),
    "whole numbers": ("f4", "i8", "W2 is int64, and what was given is float32."),
}


@pytest.mark.parametrize(("given", "returned", "said"), TYPES.values(), ids=TYPES)
def test_precision_lost_is_odd_and_no_misfit(given: str, returned: str, said: str | None) -> None:
    passed = {"X": X.astype(given), "k": 2}
    found = typed(named((W1.astype("g"), W2.astype(returned)), ["W1", "W2"]), SHAPES, passed)
    assert (found.odd, found.misfit) == (said, None)
    assert found.values["W2"].dtype == np.dtype(returned), "as it came back, to be shown"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_no_number_is_said_apart_from_the_shape(bad: float) -> None:
    spoiled = W1.copy()
    spoiled[1, 2] = bad
    found = typed(named((spoiled, W2), ["W1", "W2"]), SHAPES, PASSED)
    assert (found.misfit, found.infinite) == (None, "W1 has 1 entry that is NaN or infinite.")


def test_one_value_needs_no_shape() -> None:
    assert typed(named(["<sos>"], ["result"]), {}, {}).values == {"result": ["<sos>"]}
