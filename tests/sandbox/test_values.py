"""What travels between the grader and a submission, and what is no data."""

import numpy as np
import pytest

from grader.sandbox import Failure, Returned, Sandbox

VALUES = {
    "nothing": ("None", None),
    "truth": ("True", True),
    "number": ("3", 3),
    "float": ("float('inf')", float("inf")),
    "text": ("'Grüße'", "Grüße"),
    "nested": ("[1, (2.5, {'a': [None]})]", [1, (2.5, {"a": [None]})]),
    "named tuple": ("__import__('collections').namedtuple('P', 'x y')(1, 2)", (1, 2)),
    "ordered dict": ("__import__('collections').OrderedDict(a=1)", {"a": 1}),
}


@pytest.mark.parametrize(("expression", "value"), VALUES.values(), ids=VALUES)
def test_plain_data_comes_back(run, expression: str, value: object) -> None:
    returned = run(f"def f(): return {expression}")
    assert isinstance(returned, Returned)
    assert returned.value == value
    assert type(returned.value) is type(value)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "int64", "uint8", "bool"])
def test_arrays_keep_their_dtype_both_ways(run, dtype: str) -> None:
    given = np.array([[0, 1], [1, 0]], dtype)
    returned = run("def f(X): return X.T[::-1], X[0, 0]", arguments={"X": given})
    array, scalar = returned.value
    assert array.dtype == scalar.dtype == given.dtype
    assert np.array_equal(array, given.T[::-1])
    assert scalar.shape == ()


UNREADABLE = {
    "object": ("return object()", "f() returned something that cannot be read: a value of type object"),
    "set": ("return {1}", "type set"),
    "generator": ("return (x for x in [1])", "type generator"),
    "matrix": ("import numpy; return numpy.matrix([[1]])", "numpy.matrix"),
    "complex": ("import numpy; return numpy.zeros(2, complex)", "complex128"),
    "objects": ("import numpy; return numpy.array([None])", "dtype object"),
    "key": ("return {1: 2}", "key of type int"),
    "cyclic": ("a = []; a.append(a); return a", "nested more than 32 deep"),
    "huge": ("import numpy; return numpy.zeros(1 << 24)", "at most"),
    "long": ("return list(range(200_000))", "return an array"),
    "resists": ("import numpy\n  class L(dict):\n    def items(self): return 1 / 0\n  return L()", "division by zero"),
}


@pytest.mark.parametrize(("body", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_data_is_named(run, body: str, said: str) -> None:
    failure = run(f"def f():\n  {body}")
    assert isinstance(failure, Failure)
    assert failure.kind == "reply"
    assert said in failure.message


def test_an_argument_that_does_not_travel_is_the_callers_fault(sandbox: Sandbox) -> None:
    with (
        sandbox.open({"solution.py": b"def f(x): pass"}, "solution.py") as session,
        pytest.raises(ValueError, match="sent"),
    ):
        session.call("f", [{1, 2}])


def test_torch_tensors_come_back_as_arrays(sandbox: Sandbox) -> None:
    pytest.importorskip("torch")
    source = b"""
import torch
def f(X):
    W = torch.nn.Parameter(torch.ones(3, 2, dtype=torch.float64))
    optimiser = torch.optim.SGD([W], lr=0.5)
    loss = (torch.tensor(X) @ W).sum()
    loss.backward()
    optimiser.step()
    return {"W": W, "float32": W.float(), "loss": loss, "whole": torch.arange(3), "truth": torch.tensor(True)}
def half(): return torch.ones(2, dtype=torch.bfloat16)
def much(): return torch.zeros(1 << 31)
def threads():
    torch.set_num_threads(2)
    return torch.nn.functional.conv2d(torch.ones(1, 1, 8, 8), torch.ones(1, 1, 3, 3)).sum()
"""
    with sandbox.open({"solution.py": source}, "solution.py") as session:
        value = session.call("f", [np.ones((2, 3))]).value
        assert np.array_equal(value["W"], np.zeros((3, 2)))
        assert {name: array.dtype.str for name, array in value.items()} == {
            "W": "<f8", "float32": "<f4", "loss": "<f8", "whole": "<i8", "truth": "|b1",
        }  # fmt: skip
        assert session.call("half", []).message.endswith("bfloat16 does not travel; convert it with .float()")
        assert session.call("much", []).kind == "memory"
        assert session.call("threads", []).value == 324
