"""The canonical spelling of a source: it means the same, says nothing of what was left out, and knows its lines."""

import ast
import dis
import types
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.training.canonical import LONGEST, canonical, origins, placed, written

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("reference/**/*.py"), *ROOT.glob("tests/training/**/*.py"), *ROOT.glob("grader/**/*.py")])
"""Programs of many hands and kinds: those that train, and those that do not."""


def compiled(source: bytes) -> types.CodeType:
    """As the interpreter compiles it without docstrings and assertions."""
    code = compile(source, "x.py", "exec", optimize=2, dont_inherit=True)
    assert isinstance(code, types.CodeType)
    return code


def meaning(code: types.CodeType) -> list[object]:
    """What the interpreter does, one step after the other, but for where it stands."""
    steps: list[object] = [code.co_name, code.co_varnames, code.co_freevars, code.co_flags]
    for step in dis.get_instructions(code):
        if step.opname == "NOP":  # in place of a docstring
            continue
        told = step.argval if step.opcode not in dis.hasjrel else "a jump"
        steps.append((step.opname, meaning(told) if isinstance(told, types.CodeType) else repr(told)))
    return steps


@pytest.mark.parametrize("folder", ["reference", "tests/training", "grader/training", "grader/sandbox"])
def test_it_compiles_to_the_same(folder: str) -> None:
    sources = [path for path in SOURCES if path.is_relative_to(ROOT / folder)]
    assert len(sources) > 5
    for path in sources:
        source = path.read_bytes()
        assert meaning(compiled(canonical(source))) == meaning(compiled(source)), path
        assert canonical(canonical(source)) == canonical(source), path


def test_each_function_is_known_by_its_line() -> None:
    for path in SOURCES[::5]:
        source = path.read_bytes()
        lines, lined = source.decode().split("\n"), origins(source)
        for node in ast.walk(ast.parse(canonical(source))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                line = lines[lined[node.lineno - 1] - 1]
                assert f"def {node.name}" in line or f"class {node.name}" in line, f"{path}: {line}"
            elif isinstance(node, ast.Return | ast.Raise | ast.Assert | ast.Continue):
                assert type(node).__name__.lower() in lines[lined[node.lineno - 1] - 1], path


TEXT = b'''# by me
"""What it is."""

def f(x):  # a function
    """What it does."""


    # a comment, and an empty line

    return (x +
            1)
'''


def test_what_is_left_out_and_where_lines_come_from() -> None:
    assert canonical(TEXT) == b"def f(x):\n    return x + 1"
    assert origins(TEXT) == (4, 10)
    assert [written(TEXT, line) for line in (0, 1, 2, 3, -1)] == [0, 4, 10, 3, -1]
    assert written(None, 7) == 7


def test_a_traceback_with_lines_as_they_were_written() -> None:
    trace = (
        'Traceback:\n  File "a.py", line 2, in f\n    return x + 1\n  File "b.py", line 2, in g\nTypeError: line 2\n'
    )
    assert placed(trace, {"a.py": TEXT}) == trace.replace('"a.py", line 2', '"a.py", line 10')
    assert placed('File "a.py", line 9999999999999', {"a.py": TEXT}) == 'File "a.py", line 9999999999999'


STAYS = {
    "not Python": b"x = (",
    "a notebook's commands": b"%pip install x\nx = 1\n",
    "with a zero byte": b"x = 1\0",
    "not UTF-8": b"x = '\xff'",
    "half a character": "x = '\ud800'".encode(errors="surrogatepass"),
    "far too deep": b"-" * 5000 + b"1",
    "too long a sum": b"x = 1" + b"+1" * 3000,
    "a number of 6,000 digits": b"x = 0x1" + 5000 * b"0",
    "longer than is worked on": b"#" * LONGEST + b"\nx = 1",
}


@pytest.mark.parametrize("source", STAYS.values(), ids=STAYS)
def test_what_cannot_be_spelt_otherwise_stays_as_it_is(source: bytes) -> None:
    assert canonical(source) == source
    assert [written(source, line) for line in (1, 2)] == [1, 2]


ODD = {
    "an encoding": "# coding: latin-1\nx = 'é'\n".encode("latin-1"),
    "quotes in quotes": b'x = f\'{a["b"]!r:>{c}}\' "d" f"{1}\'"\n',
    "a docstring of pieces": b"('a'\n 'b'); x = 1\n",
    "nothing but docstrings": b"def f():\n  'a'\nclass A:\n  'b'\nasync def g():\n  'c'\n",
    "a decorator": b"@a\n@b(1)\ndef f(): return 1\n",
    "match, walrus, star": b"match x:\n  case [1, *_] if (y := 2): pass\nprint(*a, **b)\n",
    "half a character, escaped": b"x = '\\ud800'\n",
    "numbers": b"x = 1e400, 0x10, 1_0, 1j, -1.0, 1e-400\n",
    "from the future": b'"""a"""\nfrom __future__ import annotations\nx: int = 1\n',
    "other ends of lines": b"x = '''a\r\nb'''\r\n",
}


@pytest.mark.parametrize("source", ODD.values(), ids=ODD)
def test_what_is_seldom_written_means_the_same(source: bytes) -> None:
    assert meaning(compiled(canonical(source))) == meaning(compiled(source))


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])), min_size=2))
def test_no_word_of_a_comment_is_left(words: list[str]) -> None:
    source = TEXT + "".join(f"# {word.replace('coding', '')}\n" for word in words).encode()
    assert canonical(source) == canonical(TEXT)
