"""Students' code: in which file or notebook it is found, what of a notebook is Python, which files it may read."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.intake import fingerprint, limits, read
from grader.intake.notebook import plain_python
from grader.model import Answer, Cells, File, Submission
from tests.intake.intake_cases import ASSIGNMENT, notebook, submission

Content = Mapping[str, str | bytes]
SOLVER = "def linear_autoencoder(X, k):\n    return X, X\n"
STUB = "def linear_autoencoder(X, k):\n    raise NotImplementedError\n"
OTHER = "def other(x):\n    return x\n"
CUT = "def linear_autoencoder(X, k):\n    return (\n"
USES = "from solution import linear_autoencoder\nlinear_autoencoder([[1]], 1)\n"
CALLS = "linear_autoencoder([[1]], 1)\n"


def handed_in(tmp_path: Path, files: Content) -> Submission:
    return read(submission(tmp_path / "ada", files), ASSIGNMENT)


def code(*cells: str) -> str:
    return notebook(*(("code", cell) for cell in cells))


# --- where the function is ------------------------------------------------------------------------

WHERE: dict[str, tuple[Content, str | None]] = {
    "a file alone": ({"solution.py": SOLVER}, "solution.py"),
    "a notebook alone": ({"hw7.ipynb": code("import numpy", SOLVER)}, "hw7.ipynb"),
    "any name for a notebook": ({"Untitled (1).ipynb": code(SOLVER)}, "Untitled (1).ipynb"),
    "a lambda": ({"hw7.ipynb": code("linear_autoencoder = lambda X, k: (X, X)")}, "hw7.ipynb"),
    "an async function": ({"hw7.ipynb": code("async " + SOLVER)}, "hw7.ipynb"),
    "imported from a helper": ({"hw7.ipynb": code("from mine import linear_autoencoder")}, "hw7.ipynb"),
    "the file has it, the notebook not": ({"solution.py": SOLVER, "a.ipynb": code(OTHER)}, "solution.py"),
    "the notebook has it, the file not": ({"solution.py": OTHER, "a.ipynb": code(SOLVER)}, "a.ipynb"),
    "the file is the starter's": ({"solution.py": STUB, "a.ipynb": code(SOLVER)}, "a.ipynb"),
    "the notebook is the starter's": ({"solution.py": SOLVER, "a.ipynb": code(STUB)}, "solution.py"),
    "both are the starter's": ({"solution.py": STUB, "a.ipynb": code(STUB)}, "solution.py"),
    "the notebook uses the file": ({"solution.py": SOLVER, "a.ipynb": code(USES)}, "solution.py"),
    "the notebook calls the file's": ({"solution.py": SOLVER, "a.ipynb": code(CALLS)}, "solution.py"),
    "the notebook stores its result": (
        {"solution.py": SOLVER, "a.ipynb": code("W = linear_autoencoder(X, 1)")},
        "solution.py",
    ),
    "the file is no Python": ({"solution.py": CUT, "a.ipynb": code(SOLVER)}, "a.ipynb"),
    "the cell is no Python": ({"solution.py": SOLVER, "a.ipynb": code(CUT)}, "solution.py"),
    "a starter's file, a cell that is no Python": ({"solution.py": STUB, "a.ipynb": code(CUT)}, "a.ipynb"),
    "two notebooks, one has it": ({"a.ipynb": code(STUB), "b.ipynb": code(SOLVER)}, "b.ipynb"),
    "another notebook only calls it": ({"a.ipynb": code(SOLVER), "b.ipynb": code(CALLS)}, "a.ipynb"),
    "no code cells": ({"a.ipynb": notebook(("markdown", f"```\n{SOLVER}```"), ("raw", SOLVER))}, None),
    "only a call": ({"a.ipynb": code(CALLS)}, None),
    "only a use of a file that is not there": ({"a.ipynb": code(USES), "b.ipynb": code(OTHER)}, "a.ipynb"),
    "a saved copy": ({".ipynb_checkpoints/a.ipynb": code(SOLVER)}, None),
    "a copy of the outputs": ({"a.ipynb": code("1").replace('"source"', f'"outputs": ["{SOLVER!a}"], "source"')}, None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place"), WHERE.values(), ids=WHERE)
def test_where_the_code_is(tmp_path: Path, files: Content, place: str | None) -> None:
    answer = handed_in(tmp_path, files).answers.get("pca.solver", Answer())
    assert answer.problem is None
    assert [str(raw.place) for raw in answer.raw] == ([place] if place else [])
    assert all(isinstance(raw, Cells if str(raw.place).endswith(".ipynb") else File) for raw in answer.raw)


REFUSED: dict[str, tuple[Content, str]] = {
    "in the file and a notebook": (
        {"solution.py": SOLVER, "a.ipynb": code(SOLVER)},
        "2 files hold the code of pca.solver: solution.py and a.ipynb; keep one",
    ),
    "in two notebooks": (
        {"a.ipynb": code(SOLVER), "b.ipynb": code(OTHER, SOLVER)},
        "2 notebooks hold the code of pca.solver: a.ipynb and b.ipynb; keep one",
    ),
    "in two notebooks, not in the file": (
        {"solution.py": STUB, "a.ipynb": code(SOLVER), "b.ipynb": code(SOLVER)},
        "2 notebooks hold the code of pca.solver: a.ipynb and b.ipynb; keep one",
    ),
    "with nearly that name": (
        {"a.ipynb": notebook(("markdown", "## more.tokens\nI"), ("code", SOLVER.replace("encoder", "encode")))},
        "no function linear_autoencoder is defined; did you mean 'linear_autoencode'?",
    ),
    "in too much code": (
        {"a.ipynb": code(SOLVER, "# x\n" * 50_000)},
        "a.ipynb cannot be read: notebooks with more than 200,000 bytes of code",
    ),
    "in too many cells": (
        {"a.ipynb": code(SOLVER, *["1"] * 2_000)},
        "a.ipynb cannot be read: it has more than 2,000 code cells",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "message"), REFUSED.values(), ids=REFUSED)
def test_code_that_is_refused(tmp_path: Path, files: Content, message: str) -> None:
    found = handed_in(tmp_path, {**files, "answers.yaml": "more.boxes: [alpha]"})
    answer = found.answers["pca.solver"]
    assert answer.problem is not None and not answer.raw
    assert answer.problem[0] == message
    assert found.answers["more.boxes"].raw


def test_notebooks_are_bounded_together(tmp_path: Path) -> None:
    files = {f"{letter}.ipynb": code(SOLVER, "# x\n" * 30_000) for letter in "abc"}
    notes = handed_in(tmp_path, files).notes
    assert [note.partition(" cannot")[0] for note in notes] == ["b.ipynb", "c.ipynb"]


def test_a_file_that_uses_another_part_of_the_notebook(tmp_path: Path) -> None:
    """Answers and code in one notebook: text goes to its part, code to its own."""
    text = notebook(("markdown", "## more.tokens\nI see"), ("code", SOLVER), ("markdown", "## pca.solver\nas above"))
    found = handed_in(tmp_path, {"hw7.ipynb": text})
    (cells,) = found.answers["pca.solver"].raw
    assert isinstance(cells, Cells) and cells.cells == (("cell 2", SOLVER),)
    assert found.answers["more.tokens"].raw and found.notes == ()


# --- what of a notebook is Python -----------------------------------------------------------------

PYTHON = {
    "plain": ("x = 7 % 2\ny = x != 1", "x = 7 % 2\ny = x != 1", ()),
    "a line magic": ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1", (1,)),
    "a shell command": ("import a\n!pip install b\nimport b", "import a\npass  # !pip install b\nimport b", (2,)),
    "a command over two lines": ("!pip install \\\n  b\nx = 1", "pass  # !pip install \\\n  pass  # b\nx = 1", (1, 2)),
    "without its sign": ("pip install b\nimport b", "pass  # pip install b\nimport b", (1,)),
    "a question": ("?dict\ndict??\nx = 1", "pass  # ?dict\npass  # dict??\nx = 1", (1, 2)),
    "a result kept": ("files = !ls\nt = %time f()", "pass  # files = !ls\npass  # t = %time f()", (1, 2)),
    "all that a block holds": ("for x in y:\n    %timeit f(x)", "for x in y:\n    pass  # %timeit f(x)", (2,)),
    "timed": ("%%time\nx = 1", "pass  # %%time\nx = 1", (1,)),
    "captured": ("\n%%capture out\nx = 1", "\npass  # %%capture out\nx = 1", (2,)),
    "a remainder on a line of its own": ("x = (7\n% 2)", "x = (7\n% 2)", ()),
    "in a text": ('x = """\n%d\n!\n"""', 'x = """\n%d\n!\n"""', ()),
    "no Python, no command": ("x = (\ny != 1", "x = (\ny != 1", ()),
    "a stray sign": ("x = 1 ! 2", "x = 1 ! 2", ()),
}


@pytest.mark.parametrize(("source", "python", "lines"), PYTHON.values(), ids=PYTHON)
def test_the_python_of_a_cell(source: str, python: str, lines: tuple[int, ...]) -> None:
    assert plain_python([("cell 3", source)]) == ([("cell 3", python)], [f"cell 3, line {n}" for n in lines])


@pytest.mark.parametrize("magic", ["%%bash", "%%writefile solution.py", "%%html", "%%timeit", "%%times", "\n%%!"])
def test_a_cell_for_something_else_is_no_python(magic: str) -> None:
    python, left_out = plain_python([("cell 1", f"{magic}\n{SOLVER}"), ("cell 2", "x = 1")])
    assert python == [("cell 2", "x = 1")]
    assert left_out == [f"cell 1 ({magic.split()[0]})"]


@given(st.text(st.sampled_from(' \t\n%!?\\x=()"#:'), max_size=40))
def test_lines_stay_where_they_are(source: str) -> None:
    python, left_out = plain_python([("cell 1", source)])
    for _, text in python:
        assert text.count("\n") == source.count("\n")
        kept = zip(text.split("\n"), source.split("\n"), strict=True)
        assert sum(new != old for new, old in kept) == len(left_out)


def test_what_is_left_out_is_noted(tmp_path: Path) -> None:
    text = notebook(("markdown", "# HW"), ("code", "%matplotlib inline\n!ls"), ("code", "%%bash\nls"), ("code", SOLVER))
    found = handed_in(tmp_path, {"hw7.ipynb": text})
    said = "hw7.ipynb: IPython's own commands are not Python and are not run"
    assert found.notes == (f"{said}: cell 2, line 1; cell 2, line 2; cell 3 (%%bash)",)
    many = handed_in(tmp_path / "many", {"hw7.ipynb": code("%x\n" * 30, SOLVER)}).notes
    assert len(many) == 1 and many[0].endswith("; cell 1, line 20 and 10 more")


def test_a_notebook_of_answers_alone_has_no_such_note(tmp_path: Path) -> None:
    text = notebook(("markdown", "## more.tokens\nI"), ("code", "%matplotlib inline"))
    assert handed_in(tmp_path, {"hw7.ipynb": text}).notes == ()


# --- the files beside it --------------------------------------------------------------------------


def test_the_files_beside_the_code(tmp_path: Path) -> None:
    files = {
        "solution.py": SOLVER,
        "helpers.py": "a = 1\n",
        "lib/more.py": "b = 2\n",
        "setup.JSON": "{}",
        "table.csv": "1,2\n",
        "words.txt": "dog\n",
        "data/X.npy": b"x",
        "pca_weights.npz": b"y",
    }
    others = {
        "answers.md": "## more.tokens\nI\n",
        "hw7.ipynb": code("1"),
        "weights.pt": "",
        "plot.png": "",
        ".secret.py": "",
        ".git/a.py": "",
        "__pycache__/a.py": "",
    }
    found = handed_in(tmp_path, {**files, **others})
    assert found.files == {name: data.encode() if isinstance(data, str) else data for name, data in files.items()}
    assert found.notes == ("not part of this assignment: hw7.ipynb, plot.png, weights.pt",)


@pytest.mark.parametrize("files", [{}, {"answers.md": "## pca.conditions\na"}, {"a.ipynb": code(OTHER)}], ids=str)
def test_without_code_nothing_is_read_beside_it(tmp_path: Path, files: Content) -> None:
    found = handed_in(tmp_path, {**files, "words.txt": "dog"})
    assert found.files == {}
    assert any("words.txt" in note for note in found.notes)


def test_a_misspelt_file_is_still_noted(tmp_path: Path) -> None:
    found = handed_in(tmp_path, {"solution.py": SOLVER, "pca_weight.npz": "", "other.npz": ""})
    assert found.notes == ("not part of this assignment: pca_weight.npz (did you mean pca_weights.npz?)",)
    assert set(found.files) == {"solution.py", "pca_weight.npz", "other.npz"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no links and pipes here")
def test_links_and_pipes_beside_the_code_are_no_files(tmp_path: Path) -> None:
    folder = submission(tmp_path / "eve", {"solution.py": SOLVER})
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.py")
    assert set(read(folder, ASSIGNMENT).files) == {"solution.py"}


ROOM = limits.OWN_BYTES - len(SOLVER)
BOUNDS: dict[str, tuple[dict[str, int], list[str]]] = {
    "just all of it": ({"a.txt": ROOM - 10, "b.npy": 10}, []),
    "a byte more": ({"a.txt": ROOM - 10, "b.npy": 11}, ["a.txt"]),
    "too large alone": ({"a.csv": ROOM + 1, "b.npy": 10}, ["a.csv"]),
    "code comes first": ({"a.py": ROOM - 10, "b.npy": 11, "c.txt": 9}, ["b.npy"]),
    "then what is asked for": ({"pca_weights.npz": ROOM - 10, "z.npy": 11}, ["z.npy"]),
    "a hundred files": ({f"{n:02}.txt": 1 for n in range(99)}, []),
    "a hundred and two": ({f"{n:03}.txt": 1 for n in range(101)}, ["099.txt", "100.txt"]),
}


@pytest.mark.parametrize(("sizes", "left_out"), BOUNDS.values(), ids=BOUNDS)
def test_the_files_beside_the_code_are_bounded(tmp_path: Path, sizes: dict[str, int], left_out: list[str]) -> None:
    files: Content = {"solution.py": SOLVER, **{name: b"x" * size for name, size in sizes.items()}}
    found = handed_in(tmp_path, files)
    assert set(found.files) == set(files) - set(left_out)
    said = "code that is run cannot read these files (at most 100 files of 2,097,152 bytes together): "
    assert [note for note in found.notes if note.startswith("code that")] == (
        [said + ", ".join(left_out)] if left_out else []
    )


@pytest.mark.parametrize("changed", ["solution.py", "helpers.py", "lib/words.txt", "hw7.ipynb"])
def test_the_fingerprint_covers_what_the_code_reads(tmp_path: Path, changed: str) -> None:
    files = {"solution.py": SOLVER, "helpers.py": "a = 1\n", "lib/words.txt": "dog", "hw7.ipynb": code("1")}
    one = submission(tmp_path / "one", files)
    other = submission(tmp_path / "other", {**files, changed: files[changed] + " "})
    assert fingerprint(one) != fingerprint(other)


# --- and it runs ----------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="students' code is kept in on Linux only")
def test_a_notebook_runs_with_the_files_beside_it(tmp_path: Path) -> None:
    from grader.sandbox import Returned, Sandbox

    cells = ("%matplotlib inline\nimport numpy as np\nfrom helpers import twice", "oops(", "%%bash\nrm x", "1 / 0")
    solver = "%%time\ndef linear_autoencoder(X, k):\n    return twice(k) + len(open('lib/words.txt').read())"
    files = {"helpers.py": "def twice(x): return 2 * x\n", "lib/words.txt": "dog", "hw7.ipynb": code(*cells, solver)}
    found = handed_in(tmp_path, files)
    (raw,) = found.answers["pca.solver"].raw
    assert isinstance(raw, Cells)
    with Sandbox() as sandbox:
        try:
            _ = sandbox.isolation
        except GraderError as error:
            pytest.skip(f"this machine does not keep students' code in: {error}")
        with sandbox.open(found.files, raw.cells) as session:
            told = session.call("linear_autoencoder", [[[1.0]], 4])
    assert isinstance(told, Returned), told
    assert told.value == 11
