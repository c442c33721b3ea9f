"""Programs: what makes one another one, which files belong to it, and how much it brings along."""

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.training.program import MOST, Program, of_cells, of_file

calm = settings(deadline=None)

SOURCE = b'''"""What it is."""
import helper

RATE = 0.1


def train(images, labels, *, seed, device):
    """Train."""
    return helper.network(images, RATE)


class Net:
    """A network."""

    async def run(self):
        """Run."""
        return None
'''
HELPER = b'"""Helps."""\ndef network(x, r):\n    return x * r\n'


def key(source: bytes = SOURCE, helper: bytes = HELPER, *, entry: str = "train.py", function: str = "train") -> str:
    return of_file(entry, source, {entry: source, "helper.py": helper}, function).key


def changed(before: bytes, after: bytes, source: bytes = SOURCE) -> bytes:
    assert source.count(before) == 1, before
    return source.replace(before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b"# by me\n" + SOURCE, id="a comment above"),
        pytest.param(changed(b"RATE = 0.1", b"RATE = 0.1  # small"), id="a comment beside"),
        pytest.param(b"# coding: utf-8\n" + SOURCE, id="the encoding that it has"),
        pytest.param(b"\xef\xbb\xbf" + SOURCE, id="a mark of the byte order"),
        pytest.param(changed(b'"""What it is."""\n', b""), id="no docstring"),
        pytest.param(changed(b'"""What it is."""', b"'What ' 'it was'"), id="another docstring"),
        pytest.param(changed(b'    """Train."""\n', b""), id="no docstring of a function"),
        pytest.param(changed(b'"""A network."""', b'"A net."'), id="another docstring of a class"),
        pytest.param(changed(b'"""Run."""', b'r"""\\d"""'), id="another docstring of a coroutine"),
        pytest.param(SOURCE.replace(b"\n", b"\r\n"), id="other ends of lines"),
        pytest.param(SOURCE.replace(b"    ", b"\t"), id="tabs"),
        pytest.param(changed(b"RATE = 0.1", b"RATE = (\n    0.10\n)"), id="in brackets"),
        pytest.param(changed(b"RATE = 0.1", b"RATE=.1;"), id="spaces and semicolons"),
        pytest.param(
            changed(b"network(images, RATE)", b"network(\n        images,\n        RATE,\n    )"), id="wrapped"
        ),
    ],
)
def test_the_same_program(source):
    assert key(source) == key()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"source": changed(b"RATE = 0.1", b"RATE = 0.2")}, id="a number"),
        pytest.param({"source": changed(b"RATE = 0.1", b"RATE = '0.1'")}, id="text for a number"),
        pytest.param({"source": changed(b"RATE = 0.1", b"RATE = 0.1\nMORE = 1")}, id="a line more"),
        pytest.param({"source": SOURCE.replace(b"RATE", b"rate")}, id="a name"),
        pytest.param({"source": changed(b"images, labels, *", b"labels, images, *")}, id="an order"),
        pytest.param({"source": changed(b"import helper", b"import helper as helper")}, id="an import"),
        pytest.param({"source": changed(b"return None", b"return 'None'")}, id="what is returned"),
        pytest.param({"source": changed(b"class Net:", b"class Net(object):")}, id="a class"),
        pytest.param({"source": changed(b"async def", b"def")}, id="no coroutine"),
        pytest.param({"source": changed(b"RATE = 0.1", b"RATE = 0.1\n'''no docstring'''")}, id="text that is code"),
        pytest.param({"source": changed(b'"""Train."""', b"1")}, id="a number for a docstring"),
        pytest.param({"source": changed(b'"""Train."""', b"b'Train.'")}, id="bytes for a docstring"),
        pytest.param({"entry": "main.py"}, id="the file's name"),
        pytest.param({"entry": "a/train.py"}, id="its folder"),
        pytest.param({"function": "learn"}, id="the function asked for"),
        pytest.param({"helper": HELPER.replace(b"*", b"+")}, id="a module of its own"),
        pytest.param({"source": SOURCE + b"}"}, id="it cannot be parsed"),
    ],
)
def test_another_program(other):
    assert key(**other) != key()


CONSTANTS = [b"1", b"1.0", b"True", b"None", b"'1'", b"b'1'", b"1j", b"-1", b"...", b"(1,)", b"[1]", b"{1}", b"f'{1}'"]


def test_no_two_constants_are_the_same():
    assert len({key(changed(b"0.1", constant)) for constant in CONSTANTS}) == len(CONSTANTS)


def test_a_helper_with_other_comments_is_the_same():
    assert key(helper=b"# helps\n" + HELPER.replace(b'"""Helps."""\n', b"")) == key()


def test_a_file_with_nothing_but_a_docstring_is_an_empty_one():
    assert key(helper=b'"""Nothing yet."""\n') == key(helper=b"") == key(helper=b"# nothing\n")


def test_files_that_nobody_imports_do_not_count():
    files = {"helper.py": HELPER, "notes.py": b"x = 1", "train.py": SOURCE}
    assert of_file("train.py", SOURCE, files, "train").key == key()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(b"x = (", b"x = ( # y", id="not Python"),
        pytest.param(b"%pip install x\nx = 1\n", b"%pip install x\nx = 1 # y\n", id="a notebook's commands"),
        pytest.param(b"x = 1\0", b"x = 1\0 # y", id="with a zero byte"),
        pytest.param(b"x = '\xff'", b"x = '\xff' # y", id="not UTF-8"),
        pytest.param(b"(" * 500 + b")" * 500, b"(" * 500 + b")" * 500 + b"# y", id="too deep"),
        pytest.param(b"-" * 5000 + b"1", b"-" * 5000 + b"1  # y", id="far too deep"),
        pytest.param(b"+1" * 3000, b"+1" * 3000 + b"  # y", id="too long a sum"),
        pytest.param(b"x = 0x1" + 5000 * b"0", b"x = 0x1" + 5000 * b"0" + b" # y", id="a number of 6,000 digits"),
    ],
)
def test_what_has_no_syntax_tree_is_compared_byte_by_byte(one, other):
    assert key(one) == key(one)
    assert key(one) != key(other)


def test_nothing_is_taken_for_what_stands_in_another_place():
    programs = [
        Program({"a.py": b"x = (", "b.py": b""}, "a.py", "f"),
        Program({"a.py": b"", "b.py": b"x = ("}, "a.py", "f"),
        Program({"a.py": b"x = ("}, "a.py", "f"),
        Program({"a.py": b"x = (b.py"}, "a.py", "f"),
        Program({}, (("a.py", "x = ("),), "f"),
        Program({}, (("a.py", "x"), ("", "= (")), "f"),
        Program({}, (("a.py", ""),), "fx = ("),
        Program({}, (("a.pyx", " = ("),), "f"),
    ]
    assert len({program.key for program in programs}) == len(programs)
    assert programs[0].key == Program({"b.py": b"", "a.py": b"x = ("}, "a.py", "f").key, "files have no order"


LINES = SOURCE.splitlines(keepends=True)
COMMENTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])).filter(
    lambda text: "coding" not in text
)


@calm
@given(st.lists(st.tuples(st.integers(0, len(LINES)), st.integers(0, 8), COMMENTS), max_size=5))
def test_comments_and_empty_lines_anywhere_change_nothing(comments):
    lines = list(LINES)
    for at, indent, text in sorted(comments, reverse=True):
        lines[at:at] = [b" " * indent + f"#{text}\n".encode(), b"\n"]
    assert key(b"".join(lines)) == key()


@calm
@given(st.sampled_from([b"0.1", b"RATE = 0.1", b"None", b"images, RATE"]), st.integers(2, 10**6))
def test_another_number_anywhere_changes_it(place, number):
    assert key(changed(place, place.replace(place.split()[-1], str(number).encode()))) != key()


ABOVE = ["p/__init__.py", "p/q/__init__.py", "p/q/a.py"]
MODULES = {
    # the entry's folder and source, the files that there are, those that belong to it
    "none": ("", "import os, numpy", ["a.py", "os.txt"], []),
    "by name": ("", "import a", ["a.py", "b.py"], ["a.py"]),
    "several, renamed": ("", "import a as x, b", ["a.py", "b.py", "x.py"], ["a.py", "b.py"]),
    "a name of it": ("", "from a import b", ["a.py", "b.py"], ["a.py"]),
    "all of it": ("", "from a import *", ["a.py", "b.py"], ["a.py"]),
    "one that is another's file": ("", "import numpy", ["numpy.py", "a.py"], ["numpy.py"]),
    "in a function": ("", "def f():\n  if f:\n    import a", ["a.py"], ["a.py"]),
    "in a comment": ("", "# import a\n'import b'", ["a.py", "b.py"], []),
    "in the middle of a name": ("", "import ab", ["a.py", "b.py"], []),
    "itself": ("", "import train", ["a.py"], []),
    "no Python file": ("", "import a", ["a.txt", "a", "a.pyc", "a.so"], []),
    "a package": ("", "import p", ["p/__init__.py", "p/a.py"], ["p/__init__.py"]),
    "a module of a package": ("", "import p.a", ["p/__init__.py", "p/a.py", "p/b.py"], ["p/__init__.py", "p/a.py"]),
    "the same, from it": ("", "from p import a", ["p/__init__.py", "p/a.py", "p/b.py"], ["p/__init__.py", "p/a.py"]),
    "a name of a module of a package": ("", "from p.a import b", ["p/a.py", "p/b.py"], ["p/a.py"]),
    "without __init__": ("", "import p.q.a", ["p/q/a.py", "a.py", "q/a.py"], ["p/q/a.py"]),
    "all packages above": ("", "import p.q.a", [*ABOVE, "__init__.py", "p/b.py"], ABOVE),
    "a package before a module": ("", "import a", ["a.py", "a/__init__.py"], ["a/__init__.py"]),
    "beside it, in a folder": ("hw/", "import a", ["hw/a.py", "b.py"], ["hw/a.py"]),
    "beside it before the top": ("hw/", "import z", ["hw/z.py", "z.py"], ["hw/z.py"]),
    "from the top": ("hw/", "import b", ["hw/a.py", "b.py"], ["b.py"]),
    "from the top, in full": ("hw/", "from hw import a", ["hw/a.py", "a.py"], ["hw/a.py"]),
    "a folder further down": ("hw/", "from lib.b import c", ["hw/lib/b.py", "hw/b.py", "lib/c.py"], ["hw/lib/b.py"]),
    "a folder in a folder": ("x/hw/", "import a", ["x/hw/a.py", "x/a.py", "a.py"], ["x/hw/a.py"]),
}


@pytest.mark.parametrize(("folder", "source", "files", "found"), MODULES.values(), ids=MODULES)
def test_modules_that_belong_to_a_program(folder, source, files, found):
    entry = f"{folder}train.py"
    program = of_file(entry, source.encode(), {entry: b"another", **dict.fromkeys(files, b"x = 1")}, "train")
    assert program.files == {entry: source.encode(), **dict.fromkeys(found, b"x = 1")}


CHAINS = {
    # the files' sources, and which belong to a program that imports p.a
    "one imports another": ({"p/a.py": "import b", "b.py": "import c", "c.py": "", "d.py": ""}, "p/a.py b.py c.py"),
    "in a circle": ({"p/a.py": "import b", "b.py": "import p.a, train"}, "p/a.py b.py"),
    "of itself": ({"p/a.py": "import p.a"}, "p/a.py"),
    "the package's own": ({"p/__init__.py": "import b", "p/a.py": "", "b.py": ""}, "p/__init__.py p/a.py b.py"),
    "beside it": ({"p/a.py": "from . import b", "p/b.py": "", "b.py": ""}, "p/a.py p/b.py"),
    "a name of what is beside it": ({"p/a.py": "from .b import c", "p/b.py": "", "p/c.py": ""}, "p/a.py p/b.py"),
    "from __init__": ({"p/__init__.py": "from .b import x", "p/a.py": "", "p/b.py": ""}, "p/__init__.py p/a.py p/b.py"),
    "one up": (
        {"p/a.py": "from .q.c import x", "p/q/c.py": "from ..b import x", "p/b.py": "", "p/q/b.py": ""},
        "p/a.py p/q/c.py p/b.py",
    ),
    "two up": (
        {"p/a.py": "from .q.c import x", "p/q/c.py": "from ... import b", "b.py": "", "p/b.py": ""},
        "p/a.py p/q/c.py b.py",
    ),
    "further up than there is": ({"p/a.py": "from ..... import b", "p/b.py": ""}, "p/a.py"),
    "one that cannot be parsed": ({"p/a.py": "import b\n)", "b.py": ""}, "p/a.py"),
}


@pytest.mark.parametrize(("files", "found"), CHAINS.values(), ids=CHAINS)
def test_modules_of_modules(files, found):
    sources = {name: source.encode() for name, source in files.items()}
    program = of_file("train.py", b"import p.a", sources, "train")
    assert program.files == {"train.py": b"import p.a", **{name: sources[name] for name in found.split()}}


def test_cells():
    files = {"a.py": b"import b", "b.py": b"", "c.py": b""}
    cells = (("cell 1", "x = 1\n"), ("cell 2", "import a  # and more\n"))
    program = of_cells(cells, files, "train")
    assert (program.files, program.entry, program.function) == ({"a.py": b"import b", "b.py": b""}, cells, "train")
    keys = {
        of_cells(each, files, "train").key
        for each in (
            cells,
            (("cell 1", "x=1"), ("cell 2", "import a")),  # the same
            (cells[1], cells[0]),
            (cells[0],),
            (("cell 1", "x = 2\n"), cells[1]),
            (("cell 1", "x = '\ud800'\n"), cells[1]),
            (("cell 3", "x = 1\n"), cells[1]),
        )
    }
    assert len(keys) == 6


def test_what_is_run_says_nothing_of_what_does_not_count():
    files = {"helper.py": HELPER, "notes.txt": b"# as it is"}
    run = Program({"train.py": SOURCE, **files}, "train.py", "train").as_run
    assert run.files["notes.txt"] == b"# as it is"
    assert b"docstring" not in run.files["train.py"] and b"What it is" not in run.files["train.py"]
    assert run.files["helper.py"] == b"def network(x, r):\n    return x * r"
    cells = (("cell 1", "# one\nx = 1\n"), ("cell 2", "%pip install x  # two\n"))
    assert of_cells(cells, {}, "train").as_run.entry == (("cell 1", "x = 1"), ("cell 2", "%pip install x  # two\n"))


def test_lines_of_what_is_run_are_told_as_they_were_written():
    program = of_file("train.py", SOURCE, {"helper.py": HELPER}, "train")
    assert [program.line("train.py", line) for line in (1, 2, 4, 5)] == [2, 4, 7, 9]
    assert (program.line("helper.py", 2), program.line("other.py", 2)) == (3, 2)
    cells = of_cells((("cell 1", "# one\n\nx = 1\n"),), {}, "train")
    assert cells.line("cell 1", 1) == 3
    assert cells.trace('File "cell 1", line 1, in f') == 'File "cell 1", line 3, in f'


READS = [
    b"print(__doc__)",
    b"text = open(__file__).read()",
    b"from torch.jit import script",
    b"import torch\ntorch.jit.script(print)",
    b"import inspect as i",
    b"getattr(train, '__doc__')",
]


@pytest.mark.parametrize("reads", READS, ids=bytes.decode)
def test_a_program_that_may_look_at_its_text_is_run_and_compared_as_it_is(reads):
    program = Program({"train.py": SOURCE, "helper.py": HELPER + reads}, "train.py", "train")
    other = Program({"train.py": b"# a comment\n" + SOURCE, "helper.py": HELPER + reads}, "train.py", "train")
    assert program.as_run == program
    assert program.key != other.key
    assert program.line("train.py", 2) == 2


def test_other_names_that_look_alike_do_not_count():
    source = SOURCE.replace(b"RATE", b"opened").replace(b"Net", b"Inspector")
    assert Program({"train.py": source}, "train.py", "train").as_run.files["train.py"] != source


def sized(source: bytes, **files: bytes) -> int:
    return Program({"train.py": source, **files}, "train.py", "train").size


def test_size_is_what_cannot_be_said_shorter():
    noise = random.Random(1).randbytes(40_000)
    weights = b"W = '" + base64.b64encode(noise) + b"'"
    assert 40_000 <= sized(weights) < 41_500, "base64 hides nothing"
    assert sized(weights) > MOST
    assert sized(b"W = '" + noise.hex().encode() + b"'") < 50_000, "nor do hexadecimal digits"
    assert sized(b"x = x + 1\n" * 10_000) < 1_000, "what is repeated counts once"
    assert sized(SOURCE) < len(SOURCE)


def test_size_is_of_all_that_belongs_to_it():
    noise = [base64.b64encode(random.Random(seed).randbytes(3000)) for seed in range(3)]
    one = sized(noise[0])
    assert 2.9 * one < sized(noise[0], **{"a.py": noise[1], "b.py": noise[2]}) < 3.1 * one
    assert sized(noise[0], **{"a.py": noise[0]}) < 1.1 * one
    cells = Program({"a.py": noise[0]}, (("1", noise[1].decode()), ("2", noise[2].decode())), "train").size
    assert 2.9 * one < cells < 3.1 * one
    assert sized(b"x = 1\n# " + noise[1] + b"\n") == sized(b"x = 1"), "comments are not run"
    assert sized(b"x = (\n# " + noise[1]) > 2.9 * one / 3, "but where no syntax tree is, they may be"


def test_size_of_nothing():
    assert 0 < sized(b"") < 50
