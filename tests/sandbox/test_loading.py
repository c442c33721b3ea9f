"""A file as it is loaded: a statement that fails loses only itself, and all else is as in a module of Python's."""

import pytest

from grader.sandbox import Failure, Limits, Loaded, Returned, Sandbox

RIGHT = "def f(): return 7\n"

FAILING: dict[str, tuple[str, list[tuple[int, str]]]] = {
    # source in which f() returns 7, and what is told: line, part of the message
    "nothing fails": (RIGHT, []),
    "a division at the end": (RIGHT + "x = 1 / 0\n", [(2, "solution.py:2 raised ZeroDivisionError: division by zero")]),
    "a file that cannot be written": (
        RIGHT + "import numpy as np\nnp.savez('w.npz', W=np.eye(2))\n",
        [(3, "no files but the submission's own, read-only")],
    ),
    "a library that is not there, at the top": (
        "import no_plots_here as plt\n" + RIGHT + "plt.show()\n",
        [(1, "No module named 'no_plots_here'; code that is graded has Python, NumPy"), (3, "NameError: name 'plt'")],
    ),
    "a failing line before it": ("x = [][1]\n" + RIGHT, [(1, "IndexError")]),
    "two on one line": ("x = 1 / 0; f = lambda: 7\n", [(1, "ZeroDivisionError")]),
    "a block that fails halfway": (
        RIGHT + "for i in range(3):\n    print(i)\n    1 / (i - 1)\n",
        [(4, "ZeroDivision")],
    ),
    "an assertion": (RIGHT + "assert f() == 8, 'not eight'\n", [(2, "AssertionError: not eight")]),
    "a question": (RIGHT + "n = int(input('n? '))\n", [(2, "nobody answers input() here")]),
    "an exit at the end": (RIGHT + "import sys\nsys.exit()\n", [(3, "ended the program")]),
    "an exit before it": ("exit_code = 0\nraise SystemExit(exit_code)\n" + RIGHT, [(2, "ended the program")]),
    "interrupted": (RIGHT + "raise KeyboardInterrupt\n", [(2, "KeyboardInterrupt")]),
    "a second definition that fails": (RIGHT + "f = nothing(f)\n", [(2, "NameError")]),
    "a decorator of a second definition": (RIGHT + "@nothing\ndef f(): return 8\n", [(2, "NameError")]),
    "a class that fails": (RIGHT + "class A:\n    x = 1\n    y = 1 / 0\n", [(4, "ZeroDivisionError")]),
    "a return outside": (RIGHT + "return 3\n", [(2, "solution.py:2 cannot be read: SyntaxError: 'return' outside")]),
    "three of them": (RIGHT + "1/0\nx\n[][0]\n", [(2, "Zero"), (3, "NameError"), (4, "IndexError")]),
    "in a module of one's own": (RIGHT + "import broken\n", [(3, "broken.py:3 raised ValueError: no")]),
}


@pytest.mark.parametrize(("source", "told"), FAILING.values(), ids=FAILING)
def test_a_statement_that_fails_loses_only_itself(sandbox: Sandbox, source: str, told: list[tuple[int, str]]) -> None:
    files = {"solution.py": source.encode(), "broken.py": b"x = 1\n\nraise ValueError('no')\n"}
    with sandbox.open(files, "solution.py", Limits(wall=20, cpu=20)) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        assert [line for _, line, _ in loaded.failures] == [line for line, _ in told]
        for (name, _, message), (_, said) in zip(loaded.failures, told, strict=True):
            assert name == ("broken.py" if "broken" in source else "solution.py")
            assert said in message
        returned = session.call("f", [])
    assert isinstance(returned, Returned) and returned.value == 7


SLOW = {
    "an endless loop at the end": RIGHT + "\nwhile True: pass\n",
    "a sleep at the end": RIGHT + "import time\ntime.sleep(60)\n",
    "a training that is too long": RIGHT + "import numpy as np\nX = np.eye(50)\nfor _ in range(10**9): X = X @ X / 9\n",
    "which is caught as an exception": RIGHT + "while True:\n  try: f()\n  except Exception: pass\n",
    "an endless loop before it": "while True: pass\n" + RIGHT,
    "two of them": RIGHT + "while True: pass\nwhile 1: pass\n",
}


@pytest.mark.parametrize("source", SLOW.values(), ids=SLOW)
def test_what_takes_too_long_in_loading_is_left_out(sandbox: Sandbox, source: str) -> None:
    line = 1 + next(
        at for at, text in enumerate(source.split("\n")) if "while" in text or "sleep(" in text or "for " in text
    )
    with sandbox.open({"solution.py": source.encode()}, "solution.py", Limits(wall=1.5, cpu=5)) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        name, where, message = loaded.failures[0]
        assert (name, where) == ("solution.py", line)
        assert f"solution.py:{line} was still running when the time for loading was over" in message
        assert [session.call("f", []).value for _ in range(2)] == [7, 7]  # type: ignore[union-attr]
    assert session.usage.wall < 4


def test_a_cell_that_takes_too_long_is_left_out(sandbox: Sandbox) -> None:
    cells = [("cell 1", RIGHT), ("cell 2", "x = 1\nwhile True: pass"), ("cell 3", "def g(): return f() + 1")]
    with sandbox.open({}, cells, Limits(wall=1, cpu=5)) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        assert [name for name, _, _ in loaded.failures] == ["cell 2"]
        assert session.call("g", []).value == 8  # type: ignore[union-attr]


def test_a_process_that_takes_the_place_of_another_loads_the_same(sandbox: Sandbox) -> None:
    source = RIGHT + "import os\nwhile True: pass\nx = 1 / 0\ndef g(): os._exit(1)\n"
    with sandbox.open({"solution.py": source.encode()}, "solution.py", Limits(wall=1, cpu=5)) as session:
        assert isinstance(session.load(), Loaded)
        assert session.call("g", []).kind == "exit"  # type: ignore[union-attr]
        assert session.call("f", []).value == 7  # type: ignore[union-attr]


GONE = {
    # why there is no f: the start of the message
    "its own definition failed": (
        "import no_such\n@no_such.fast\ndef f(): return 7\n",
        "solution.py:2 raised NameError",
    ),
    "an import took it": ("x = 1\nfrom no_such import f\n", "solution.py:2 raised ModuleNotFoundError"),
    "an assignment failed": ("1/0\nf = nothing\ny\n", "solution.py:2 raised NameError: name 'nothing'"),
    "something else failed": ("1/0\ny\n", "solution.py:1 raised ZeroDivisionError"),
    "it took too long": ("def g():\n  while True: pass\nf = g()\n", "solution.py:3 was still running"),
    "an exit": ("f = exit()\n", "solution.py:1 "),
}


@pytest.mark.parametrize(("source", "said"), GONE.values(), ids=GONE)
def test_a_function_that_is_not_there_is_explained_by_what_failed(sandbox: Sandbox, source: str, said: str) -> None:
    with sandbox.open({"solution.py": source.encode()}, "solution.py", Limits(wall=1, cpu=5)) as session:
        assert isinstance(session.load(), Loaded)
        for failure in (session.find("f", []), session.call("f", []), session.call("f", [])):
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.message[: len(said)]) == ("import", said)


AS_A_MODULE = {
    # a source and what its f() gives: as in a file that Python imports
    "its name": ("x = 1\nif __name__ == '__main__': x = 2\ndef f(): return [x, __name__]", [1, "solution"]),
    "its file": ("def f(): return __file__.rpartition('/')[2]", "solution.py"),
    "its docstring": ('"""Of mine."""\nx = 1\ndef f(): return __doc__', "Of mine."),
    "no docstring further down": ('x = 1\n"""Not one."""\ndef f(): return __doc__', None),
    "annotations are texts": (
        '"""Doc."""\nfrom __future__ import annotations\nx = 1\ndef f(a: Later = 1): return f.__annotations__["a"]\n',
        "Later",
    ),
    "without the future they are values": ("def f(a: int = 1): return f.__annotations__['a'].__name__", "int"),
    "annotations of names": ("x: int\ny: 'float' = 2\ndef f(): return list(__annotations__)", ["x", "y"]),
    "an encoding that nobody reads it in": (
        "# coding: utf-7\ndef f():\n    # +AAo-    return 'hidden'\n    return 'seen'",
        "seen",
    ),
    "an encoding": ("# -*- coding: latin-1 -*-\ns = '\xe9'\ndef f(): return s", "é"),
    "a global": ("n = 0\ndef g():\n    global n\n    n += 1\ng()\ng()\ndef f(): return n", 2),
    "methods that use what is defined later": (
        "class A:\n    def go(self): return helper()\ndef f(): return A().go()\ndef helper(): return 5",
        5,
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 3\ndef f(): return repr(P())",
        "P(x=3)",
    ),
    "a source": (
        "import inspect\ndef g():\n    return 1\n\ndef f(): return inspect.getsource(g)",
        "def g():\n    return 1\n",
    ),
    "the source of a class": (
        "import inspect\nclass A:\n    x = 1\ndef f(): return inspect.getsource(A)",
        "class A:\n    x = 1\n",
    ),
    "pickled by its name": (
        "import pickle\nclass A: pass\ndef f(): return type(pickle.loads(pickle.dumps(A()))) is A",
        True,
    ),
    "found among the modules": ("import sys\ndef f(): return sys.modules['solution'].f is f", True),
    "a decorator's line": (
        "import inspect\ndef d(g): return g\n\n@d\n@d\ndef g(): pass\ndef f(): return g.__code__.co_firstlineno",
        4,
    ),
    "Windows' line ends": ("x = 1\r\ndef f():\r\n    return x\r\n", 1),
    "a byte order mark": ("\ufeffdef f(): return 1", 1),
    "a thousand branches": (
        "x = 7\nif x == 0: y = 0\n" + "".join(f"elif x == {n}: y = {n}\n" for n in range(1, 300)) + "def f(): return y",
        7,
    ),
    "a long sum": ("y = " + " + ".join(["1"] * 800) + "\ndef f(): return y", 800),
}


@pytest.mark.parametrize(("source", "value"), AS_A_MODULE.values(), ids=AS_A_MODULE)
def test_a_file_that_runs_through_is_a_module_as_ever(run, source: str, value: object) -> None:
    data = source.encode("latin-1") if "latin-1" in source else source.encode()
    assert run("", files={"solution.py": data}).value == value


def test_line_numbers_and_traces_are_those_of_the_file(run) -> None:
    source = (
        '"""Doc."""\nimport no_such\n\n\ndef g(x):\n    return (x +\n            missing)\n\n\ndef f(): return g(1)\n'
    )
    failure = run(source)
    assert failure.message == "solution.py:7 raised NameError: name 'missing' is not defined"
    assert 'File "solution.py", line 10, in f\n    def f(): return g(1)' in failure.trace


def test_a_file_that_is_no_python_is_refused_as_a_whole(sandbox: Sandbox) -> None:
    with sandbox.open({"solution.py": (RIGHT + "def :").encode()}, "solution.py") as session:
        failure = session.load()
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.line) == ("import", 2)
