"""A closure holds every module of the packages that the sources import, wherever the import stands."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.provenance.packages import AROUND, written

IMPORTS = {
    "nothing": ("x = 1", set()),
    "a module": ("import pkg.a", {"pkg.a"}),
    "under another name": ("import pkg.sub.c as c", {"pkg.sub.c"}),
    "several in a line": ("import os, pkg.a, other.o", {"pkg.a", "other.o"}),
    "a package": ("import pkg.sub", {"pkg.sub"}),
    "the package itself, and all that it imports": ("import pkg", {"pkg", "pkg.of_init"}),
    "a module from a package": ("from pkg import a", {"pkg.a"}),
    "modules from a package, over lines": ("from pkg import (\n    a,\n    b as bee,\n)", {"pkg.a", "pkg.b"}),
    "a name of a package": ("from pkg import VERSION", {"pkg", "pkg.of_init"}),
    "a module and a name of a package": ("from pkg import a, VERSION", {"pkg", "pkg.of_init", "pkg.a"}),
    "all names of a package": ("from pkg import *", {"pkg", "pkg.of_init"}),
    "a name of a module": ("from pkg.sub.c import f", {"pkg.sub.c"}),
    "a name of a package below": ("from pkg.sub import NAME", {"pkg.sub"}),
    "a package from a package": ("from pkg.sub import deep", {"pkg.sub.deep"}),
    "a folder without an __init__": ("from pkg.no_init import e", {"pkg.no_init.e"}),
    "a module beside it, relative": ("from . import a", {"pkg.a"}),
    "a name of a module beside it, relative": ("from .a import f", {"pkg.a"}),
    "a module below, relative": ("from .sub import c", {"pkg.sub.c"}),
    "a name of its own package, relative": ("from . import VERSION", {"pkg", "pkg.of_init"}),
    "above all packages": ("from .. import a", set()),
    "a module that is not there": ("import pkg.nothing, pkg.a", {"pkg.a"}),
    "a module of no package asked for": ("import foreign.f, os.path", set()),
    "a name that begins alike": ("import package.a, pkgs", set()),
    "itself": ("import pkg.main", set()),
    # not imports
    "a comment": ("# import pkg.a\nx = 1  # from pkg import b", set()),
    "a string": ("x = 'import pkg.a'", set()),
    "a docstring": ('"""Use it so:\n\nimport pkg.a\nfrom pkg import b\n"""', set()),
    "a doctest": ('def f():\n    """\n    >>> import pkg.a\n    """', set()),
    "an f-string": ("x = f'''\nimport pkg.a\n'''", set()),
    "a name that is like an import": ("imports = pkg.a", set()),
}


@pytest.mark.parametrize(("source", "expected"), IMPORTS.values(), ids=IMPORTS)
def test_closure_of_a_module(tmp_path: Path, source: str, expected: set[str]) -> None:
    sources = written(tmp_path, {**AROUND, "pkg/main.py": source})
    assert sources.closure(["pkg.main"]) == {"pkg.main"} | expected


PLACES = {
    "function": "def f():\n    {}",
    "coroutine": "async def f():\n    async with g() as x:\n        async for y in x:\n            {}",
    "method": "class A:\n    def f(self):\n        {}",
    "class": "class A:\n    {}",
    "function in a function": "def f():\n    def g():\n        {}",
    "under a decorator": "@cache\ndef f():\n    {}",
    "if": "if x:\n    {}",
    "elif": "if x:\n    pass\nelif y:\n    {}",
    "else": "if x:\n    pass\nelse:\n    {}",
    "for types only": "if TYPE_CHECKING:\n    {}",
    "for": "for x in y:\n    {}",
    "for, else": "for x in y:\n    pass\nelse:\n    {}",
    "while": "while x:\n    {}",
    "with": "with x:\n    {}",
    "try": "try:\n    {}\nexcept ImportError:\n    pass",
    "except": "try:\n    pass\nexcept ImportError:\n    {}",
    "except of a group": "try:\n    pass\nexcept* ValueError:\n    {}",
    "try, else": "try:\n    pass\nexcept ImportError:\n    pass\nelse:\n    {}",
    "finally": "try:\n    pass\nfinally:\n    {}",
    "match": "match x:\n    case 1:\n        pass\n    case _:\n        {}",
    "after a semicolon": "x = 1; {}",
    "after return": "def f():\n    return 1\n    {}",
    "the last of many statements": "x = 1\n" * 2000 + "{}",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_an_import_counts_wherever_it_stands(tmp_path: Path, place: str) -> None:
    sources = written(tmp_path, {**AROUND, "pkg/main.py": place.format("from pkg.sub import c")})
    assert sources.closure(["pkg.main"]) == {"pkg.main", "pkg.sub.c"}


WHOLE = {
    "over three modules": (
        {"pkg/main.py": "import pkg.a", "pkg/a.py": "import pkg.b", "pkg/b.py": "import other.o"},
        ["pkg.main"],
        {"pkg.main", "pkg.a", "pkg.b", "other.o"},
    ),
    "a circle": (
        {"pkg/a.py": "import pkg.b", "pkg/b.py": "import pkg.a"},
        ["pkg.a"],
        {"pkg.a", "pkg.b"},
    ),
    "a circle through a package": (
        {"pkg/__init__.py": "from pkg.a import f", "pkg/a.py": "from pkg import g"},
        ["pkg.a"],
        {"pkg", "pkg.a"},
    ),
    "two modules asked for": (
        {"pkg/a.py": "import pkg.sub.c", "pkg/b.py": "import other.o"},
        ["pkg.a", "pkg.b"],
        {"pkg.a", "pkg.b", "pkg.sub.c", "other.o"},
    ),
    "nothing asked for": ({}, [], set()),
    "a package, from its own folder on": (
        {"pkg/sub/__init__.py": "from . import c\nfrom .deep import d\nfrom .. import a"},
        ["pkg.sub"],
        {"pkg.sub", "pkg.sub.c", "pkg.sub.deep.d", "pkg.a"},
    ),
    "a package's own module, relative": (
        {"pkg/sub/__init__.py": "from .c import f"},
        ["pkg.sub"],
        {"pkg.sub", "pkg.sub.c"},
    ),
    "a module below, two levels up": (
        {"pkg/sub/deep/d.py": "from ... import a\nfrom ..c import f"},
        ["pkg.sub.deep.d"],
        {"pkg.sub.deep.d", "pkg.a", "pkg.sub.c"},
    ),
    "not the parents of what is imported": (
        {"pkg/a.py": "import pkg.sub.deep.d", "pkg/sub/__init__.py": "import other.o"},
        ["pkg.a"],
        {"pkg.a", "pkg.sub.deep.d"},
    ),
    "a module that is not there": ({}, ["pkg.nothing"], {"pkg.nothing"}),
}


@pytest.mark.parametrize(("files", "asked", "expected"), WHOLE.values(), ids=WHOLE)
def test_closures_reach_to_the_end(
    tmp_path: Path, files: Mapping[str, str], asked: list[str], expected: set[str]
) -> None:
    assert written(tmp_path, {**AROUND, **files}).closure(asked) == expected


BROKEN = {
    "a syntax error": b"import pkg.a\ndef f(:\n",
    "bytes that are no text": b"import pkg.a\n\xff\xfe\n",
    "a NUL": b"import pkg.a\0",
    "an encoding that nobody knows": b"# -*- coding: klingon -*-\nimport pkg.a\n",
    "another indentation": b"if x:\n\timport pkg.a\n        y\n",
    "too many brackets": b"x = " + b"(" * 5000 + b")" * 5000,
    "an expression without end": b"x = " + b"-" * 100_000 + b"1",
    "a chain without end": b"x = a" + b".b" * 100_000,
    "nothing": b"",
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_sources_that_cannot_be_read_import_nothing_and_raise_nothing(tmp_path: Path, source: bytes) -> None:
    sources = written(tmp_path, {**AROUND, "pkg/main.py": source, "pkg/a.py": b"import pkg.main"})
    assert sources.closure(["pkg.a"]) == {"pkg.a", "pkg.main"}
    assert sources.libraries("pkg.main") == frozenset()


def test_a_source_in_another_encoding_is_read(tmp_path: Path) -> None:
    text = "# -*- coding: latin-1 -*-\nä = 1\nimport pkg.a\n".encode("latin-1")
    assert written(tmp_path, {**AROUND, "pkg/main.py": text}).closure(["pkg.main"]) == {"pkg.main", "pkg.a"}
    marked = written(tmp_path / "marked", {**AROUND, "pkg/main.py": "\ufeffimport pkg.a\n"})
    assert marked.closure(["pkg.main"]) == {"pkg.main", "pkg.a"}


def test_a_folder_in_the_place_of_a_source_is_no_module(tmp_path: Path) -> None:
    sources = written(tmp_path, {**AROUND, "pkg/main.py": "import pkg.odd", "pkg/odd.py/x.txt": ""})
    assert sources.closure(["pkg.main"]) == {"pkg.main"}


LIBRARIES = {
    "none": ("import pkg.a, other.o", set()),
    "Python's own": ("import os.path, json, sys\nfrom collections import abc", set()),
    "one": ("import numpy", {"numpy"}),
    "its inner modules": ("import numpy.linalg\nfrom numpy.random import default_rng", {"numpy"}),
    "under another name": ("import numpy as np, yaml as y", {"numpy", "yaml"}),
    "in a function": ("def f():\n    import torch", {"torch"}),
    "names from it": ("from scipy import stats, linalg", {"scipy"}),
    "only in a string": ("x = 'import numpy'", set()),
    "relative": ("from . import numpy", set()),
}


@pytest.mark.parametrize(("source", "expected"), LIBRARIES.values(), ids=LIBRARIES)
def test_libraries_that_a_module_imports(tmp_path: Path, source: str, expected: set[str]) -> None:
    assert written(tmp_path, {**AROUND, "pkg/main.py": source}).libraries("pkg.main") == expected
