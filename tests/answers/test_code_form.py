"""Code, in a file or in a notebook's cells: found and shown, never run here."""

import sys
from collections.abc import Mapping
from typing import Any

import pytest

from grader.answers.definitions import may_bind
from grader.errors import Unreadable
from grader.model import Cells, File, Place
from tests.answers.handing_in import hw7, read

ASKED = {
    "code": "solution.py",
    "function": "linear_autoencoder(X, k)",
    "returns": ["W1", "W2"],
    "shapes": {"X": ["m", "n"], "W1": ["k", "m"], "W2": ["m", "k"]},
}
DEF = "def linear_autoencoder(X, k):\n    return X, k\n"
STUB = 'def linear_autoencoder(X, k):\n    """What to do."""\n    {}\n'


def found(source: str | bytes) -> Mapping[str, Any] | None:
    """What the form makes of solution.py."""
    data = source if isinstance(source, bytes) else source.encode()
    values = read("code", File(data, Place("solution.py")), ASKED)
    return values and values["code"]


def found_in_cells(*cells: str) -> Mapping[str, Any] | None:
    """What the form makes of a notebook whose first cell is Markdown."""
    named = tuple((f"cell {number}", source) for number, source in enumerate(cells, 2))
    values = read("code", Cells(named, Place("hw7.ipynb")), ASKED)
    return values and values["code"]


INDENTED = "def linear_autoencoder(X, k): return X\n"

FOUND = {
    "a function": ("import numpy\n\n" + DEF, 3),
    "an async function": ("async " + DEF, 1),
    "with a byte order mark": ("\ufeff" + DEF, 1),
    "with a doubtful escape": ('def linear_autoencoder(X, k):\n    return "\\d"\n', 1),
    "another error raised": (STUB.format("raise ValueError"), 1),
    "a lambda": ("linear_autoencoder = lambda X, k: X\n", 1),
    "imported": ("from numpy import sin as linear_autoencoder\n", 1),
    "the last of two": (DEF + "\n" + DEF, 4),
    "in a tuple": ("linear_autoencoder, other = f, None\n", 1),
    "in a list, with a star": ("[a, (b, *linear_autoencoder)] = f()\n", 1),
    "inside a condition": ("if True:\n    def linear_autoencoder(X, k):\n        return X\n", 2),
    "inside the other branch": (f"if x:\n    y = 1\nelif z:\n    pass\nelse:\n    {INDENTED}", 6),
    "tried": (f"try:\n    {INDENTED}except ImportError:\n    pass\n", 2),
    "where a try fails": (f"try:\n    import fast\nexcept ImportError:\n    {INDENTED}", 4),
    "in the end": (f"try:\n    x = 1\nfinally:\n    {INDENTED}", 4),
    "within with": (f"with x:\n    {INDENTED}", 2),
    "in a case": (f"match x:\n    case _:\n        {INDENTED}", 3),
    "after a thousand conditions": ("if x: pass\n" + "elif x: pass\n" * 1000 + "else:\n    " + INDENTED, 1003),
    "by a star, from a module of one's own": ("from mine import *\n", 1),
    "a star after a stub": (STUB.format("pass") + "from .mine import *\n", 4),
    "a stub in a branch after it": (DEF + "if x:\n    def linear_autoencoder(X, k): ...\n", 1),
    "a stub in one of two branches": (f"if x:\n    {INDENTED}else:\n    def linear_autoencoder(X, k): ...\n", 2),
    "a function after a stub": (STUB.format("pass") + DEF, 4),
}

MISSING = {
    "a stub that raises": STUB.format("raise NotImplementedError"),
    "a stub that raises with words": STUB.format("raise NotImplementedError('later')"),
    "a stub that passes": STUB.format("pass"),
    "a stub of dots": STUB.format("..."),
    "a stub of words": STUB.format("'nothing'"),
    "a stub after a function": DEF + STUB.format("pass"),
    "an empty file": "",
    "code for other parts": "def decoder(X):\n    return X\n",
    "a stub in a branch": "if x:\n    def linear_autoencoder(X, k): ...\nelse:\n    linear = 1\n",
    "a star before a stub": "from mine import *\n" + STUB.format("pass"),
    "a star, from what everybody has": "from numpy import *\nfrom torch.nn import *\nfrom math import *\n",
    "a star, from the file itself": "from solution import *\n",
    "taken from the file itself": "from solution import linear_autoencoder\n",
}

UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "another function": ("def autoencoder(X, k):\n    return X\n", "did you mean 'autoencoder'?"),
    "nearly the name": ("def linear_autoencode(X, k):\n    return X\n", "did you mean 'linear_autoencode'?"),
    "a method": ("class A:\n    def linear_autoencoder(self, X, k):\n        return X\n", "at the top level"),
    "inside a function": ("def g():\n    def linear_autoencoder(X, k):\n        return X\n", "at the top level"),
    "nearly, in a branch": ("if True:\n    def linear_autoencode(X, k):\n        return X\n", "did you mean"),
    "no Python": ("x = 1\ny = (\n", "solution.py: not Python: '(' was never closed (line 2)"),
    "a null byte": ("def linear_autoencoder(X, k):\n    return 1\0\n", "not Python"),
    "nested beyond reason": ("x = " + "(" * 50_000, "not Python"),
    "many signs": ("x = " + "-" * 50_000 + "1", "not Python that can be read"),
    "too large": ("#" * 200_001, "larger than 200,000 bytes"),
    "Latin-1": ("# é\n".encode("latin-1"), "not UTF-8 text"),
}


@pytest.mark.parametrize(("source", "line"), FOUND.values(), ids=FOUND)
def test_a_function_is_found(source: str, line: int) -> None:
    code = found(source)
    assert code is not None
    assert (code["file"], code["line"]) == ("solution.py", line)


@pytest.mark.parametrize("source", MISSING.values(), ids=MISSING)
def test_what_is_no_answer_yet(source: str) -> None:
    assert found(source) is None
    assert found_in_cells(source) is None


@pytest.mark.parametrize(("source", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read(source: str | bytes, said: str) -> None:
    with pytest.raises(Unreadable) as told:
        found(source)
    assert said in str(told.value)


def test_a_missing_function_is_told_by_its_arguments() -> None:
    with pytest.raises(Unreadable) as told:
        found("def linear_autoencode(X): ...\n")
    assert told.value.hint == "Define linear_autoencoder(X, k) at the top level."


def test_the_function_is_shown_and_not_run() -> None:
    source = f"import sys\nsys.modules['ran'] = sys\n\n{DEF}"
    assert found(source) == {"file": "solution.py", "line": 4, "source": DEF.rstrip(), "asked": "W1 (k×m), W2 (m×k)"}
    assert "ran" not in sys.modules


def test_text_for_code_is_unreadable() -> None:
    with pytest.raises(Unreadable, match=r"a text was given where the file solution\.py is asked for"):
        read("code", DEF, ASKED)


# --- a notebook's cells

IN_CELLS = {
    "the only cell": ([DEF], "hw7.ipynb, cell 2", 1),
    "lines count in the cell": (["x = 1\n" * 9, "\n\n" + DEF], "hw7.ipynb, cell 3", 3),
    "the last definition counts": ([DEF, "x = 1", DEF], "hw7.ipynb, cell 4", 1),
    "a cell that is no Python": (["oops(", DEF, "!"], "hw7.ipynb, cell 3", 1),
    "a broken cell with the same name": ([DEF, DEF + ")"], "hw7.ipynb, cell 2", 1),
    "a stub replaced": ([STUB.format("..."), DEF], "hw7.ipynb, cell 3", 1),
    "used below": ([DEF, "W1, W2 = linear_autoencoder(X, 3)"], "hw7.ipynb, cell 2", 1),
}

NOT_IN_CELLS: dict[str, tuple[list[str], str]] = {
    "its own cell is no Python": (["x", "x = (\n" + DEF], "cell 3: not Python: '(' was never closed (line 1)"),
    "a stub, and a broken cell": ([STUB.format("pass"), DEF + "  )"], "hw7.ipynb, cell 3: not Python"),
    "a null byte": ([DEF + "\0"], "hw7.ipynb, cell 2: not Python"),
    "nearly the name": (["1 +", DEF.replace("encoder", "encode")], "hw7.ipynb: no function linear_autoencoder"),
    "inside a class": (["class A:\n    def linear_autoencoder(self): return 1"], "it must be at the top level"),
    "too much": ([DEF, "#" * 100_000, "#" * 100_000], "hw7.ipynb: more than 200,000 bytes of code"),
}


@pytest.mark.parametrize(("cells", "file", "line"), IN_CELLS.values(), ids=IN_CELLS)
def test_a_function_is_found_in_a_cell(cells: list[str], file: str, line: int) -> None:
    assert found_in_cells(*cells) == {"file": file, "line": line, "source": DEF.rstrip(), "asked": "W1 (k×m), W2 (m×k)"}


@pytest.mark.parametrize(("cells", "said"), NOT_IN_CELLS.values(), ids=NOT_IN_CELLS)
def test_cells_that_cannot_be_read(cells: list[str], said: str) -> None:
    with pytest.raises(Unreadable) as told:
        found_in_cells(*cells)
    assert said in str(told.value)


@pytest.mark.parametrize("cells", [(), ("x = 1", "y ="), ("oops(",)], ids=str)
def test_cells_without_the_function(cells: tuple[str, ...]) -> None:
    assert found_in_cells(*cells) is None


BINDS = {
    "def f(x): pass": True,
    "  def f (x): pass": True,
    "async def f(): pass": True,
    "x = 1\nf = g": True,
    "f: T = g": True,
    "from a import g, f": True,
    "import a as f": True,
    "def f(": True,
    "def ff(): pass": False,
    "f, g = h": True,
    "g, (f, *h) = k": True,
    "[g, f] = h": True,
    "(f) = g": True,
    "g, f == h": False,
    "g = f, h": False,
    "f == g": False,
    "g = f": False,
    "f(1)": False,
    "f.a = 1": False,
    "# def f": False,
    "": False,
}


@pytest.mark.parametrize(("source", "expected"), BINDS.items(), ids=BINDS)
def test_a_line_that_looks_like_a_definition(source: str, expected: bool) -> None:
    assert may_bind(source, "f") is expected


# --- a function that was left out

ELSEWHERE = {**ASKED, "elsewhere": ["decoder_inputs", "encoder", "train_autoencoder"]}
LEFT_OUT = {
    "another part's function": "def train_autoencoder(X, k, lam, seed):\n    return X\n",
    "another part's, with the same arguments": "def train_autoencoder(X, k):\n    return X\n",
    "all the others": "def decoder_inputs(t): ...\ndef encoder(X): ...\ndef train_autoencoder(X): ...\n",
    "a class of nearly the name": "class LinearAutoencoder:\n    pass\n",
    "an import of nearly the name": "from torch.nn import Linear as linear_encoder\n",
    "a local variable of the name": "def g():\n    linear_autoencoder = 3\n    return linear_autoencoder\n",
    "a helper with half of the name": "def encode(X):\n    return X\n",
    "a helper with the same arguments": "def loss(X, k):\n    return X\n",
}
NEARLY = {
    "misspelt": ("def linear_autoencodr(X, k):\n    return X\n", "linear_autoencodr"),
    "misspelt, with other arguments": ("def linear_auto_encoder(data):\n    return data\n", "linear_auto_encoder"),
    "half of the name, with the same arguments": ("def linear_solver(X, k):\n    return X\n", "linear_solver"),
    "misspelt beside another part's": (
        "def train_autoencoder(X, k, lam, seed): ...\ndef lin_autoencoder(X, k):\n    return X\n",
        "lin_autoencoder",
    ),
    "a lambda": ("linear_autoencode = lambda X, k: X\n", "linear_autoencode"),
}


@pytest.mark.parametrize("source", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_function_that_was_left_out_is_missing(source: str) -> None:
    assert read("code", File(source.encode(), Place("solution.py")), ELSEWHERE) is None


@pytest.mark.parametrize(("source", "guess"), NEARLY.values(), ids=NEARLY)
def test_a_function_of_nearly_the_name_is_asked_about(source: str, guess: str) -> None:
    with pytest.raises(Unreadable, match=f"did you mean '{guess}'"):
        read("code", File(source.encode(), Place("solution.py")), ELSEWHERE)


HW7 = {
    "encoder alone": "def encoder(X_train, k, seed):\n    return lambda X: X[:, :k]\n",
    "train_autoencoder alone": "def train_autoencoder(X, k, lam, seed):\n    return X, X\n",
    "decoder_inputs alone": "def decoder_inputs(target, predicted, training):\n    return []\n",
    "linear_autoencoder alone": "def linear_autoencoder(X, k):\n    return X, X\n",
}


@pytest.mark.parametrize("source", HW7.values(), ids=HW7)
def test_of_hw7_each_function_that_was_left_out_is_missing(source: str) -> None:
    parts = [part for part in hw7().assignment.parts if part.answer.form == "code"]
    there = [
        part.id for part in parts if read("code", File(source.encode(), Place("solution.py")), part.answer.settings)
    ]
    assert len(parts) == 4 and len(there) == 1
