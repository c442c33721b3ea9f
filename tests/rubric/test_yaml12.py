# ruff: noqa: E501, each case on a line of its own
"""YAML as rubrics and answers write it: 1.2's scalars, a line for every node, bounds, and refusals in words."""

import math
import string
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import yaml12

SCALARS = {
    "1e-6": 1e-6,
    "1E5": 1e5,
    ".5": 0.5,
    "5.": 5.0,
    "012": 12,
    "-07": -7,
    "+3": 3,
    "0o14": 12,
    "0xC": 12,
    "on": "on",
    "off": "off",
    "yes": "yes",
    "no": "no",
    "y": "y",
    "True": True,
    "false": False,
    "~": None,
    "null": None,
    "": None,
    "nil": "nil",
    "1_000": "1_000",
    "1:30": "1:30",
    "0b11": "0b11",
    "2019-01-31": "2019-01-31",
    "<sos>": "<sos>",
    "1e": "1e",
    ".": ".",
    "+": "+",
    "٣": "٣",
    "'1e-6'": "1e-6",
    '"true"': "true",
    "9" * 400: int("9" * 400),
    "9" * 401: "9" * 401,
    "1e999": math.inf,
    ".inf": math.inf,
    "-.INF": -math.inf,
}


@pytest.mark.parametrize(("text", "value"), SCALARS.items())
def test_a_scalar_is_what_yaml_1_2_says(text: str, value: Any) -> None:
    found = yaml12.parse(f"a: {text}").value["a"]
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number_that_is_none() -> None:
    assert math.isnan(yaml12.parse("a: .nan").value["a"])


def test_keys_are_words_whatever_they_look_like() -> None:
    assert list(yaml12.parse("on: 1\n1e3: 2\nnull: 3\n012: 4\ntrue: 5").value) == ["on", "1e3", "null", "012", "true"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff", b"\xef\xbb\xbf"])
def test_nothing_is_none(text: str | bytes) -> None:
    assert yaml12.parse(text).value is None


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' is here a second time; it is already on line 1"),
    "duplicate key in a flow mapping": ("x:\n  {a: 1,\n   'a': 3}", 3, "the key 'a' is here a second time; it is already on line 2"),
    "alias": ("a: 1\nb: *a\n", 2, "anchors and aliases (& and *) are not read; write it out, or quote it"),
    "anchor": ("a: 1\nb: &b 2\n", 2, "anchors and aliases (& and *) are not read; write it out, or quote it"),
    "anchor on a mapping": ("a: &b\n  c: 1\n", 1, "anchors and aliases (& and *) are not read; write it out, or quote it"),
    "tag": ("a: !!str 5\n", 1, "the tag tag:yaml.org,2002:str is not read; leave it out"),
    "Python tag": ("\na: !!python/object:os.system x", 2, "the tag tag:yaml.org,2002:python/object:os.system is not read; leave it out"),
    "second document": ("a: 1\n---\nb: 2\n", 3, "a second document starts here; keep one"),
    "complex key": ("? [1, 2]\n: 3\n", 1, "a key must be a plain word"),
    "Latin-1": ("a: 1\nb: é\n".encode("latin-1"), 2, "not UTF-8 text; save the file as UTF-8"),
    "UTF-16": ("a: 1\n".encode("utf-16"), 1, "not UTF-8 text; save the file as UTF-8"),
    "half a surrogate pair": ("é: 1\nb: \ud800", 2, "not UTF-8 text; save the file as UTF-8"),
    "control character": ("é" * 50 + "\nb: \x01" + "\n" * 99, 2, "a character that YAML does not allow: control characters are not allowed"),
    "tab": ("a:\n\tb: 1", 2, "found character that cannot start any token; indent with spaces, no tabs; quote what starts with @, ` or %"),
    "colon in a text": ("a: Why: because", 1, "mapping values are not allowed in this context; quote a text that holds ': '"),
    "bracket left open": ("a: [1, 2\nb: 3\n", 2, "did not find expected ',' or ']'; a [ is not closed, or a text in it needs quotes"),
    "brace left open": ("a: {b: 1\nc: 3\n", 2, "did not find expected ',' or '}'; a { is not closed, or a text in it needs quotes"),
    "quote left open": ("a: 'b\nc: d\n", 3, "found unexpected end of stream; a quote is not closed"),
    "indentation": ("a:\n  b: 1\n c: 2", 3, "did not find expected key; the entries of a mapping begin in one column"),
    "list's indentation": ("a:\n  - 1\n  b: 2", 3, "did not find expected '-' indicator; the entries of a list begin in one column"),
    "word without a colon": ("a: 1\nb\nc: 2\n", 3, "could not find expected ':'; the line above is neither `key: value` nor `- item`"),
    "backslash in double quotes": (r'a: "\d"', 1, r"found unknown escape character; in double quotes write \\ for a backslash, or use single quotes"),
    "too large": ("#" * 1_000_001, 1, "larger than 1,000,000 bytes"),
    "too large in bytes": ("é" * 500_001, 1, "larger than 1,000,000 bytes"),
    "too deep": ("[" * 42 + "]" * 42, 1, "nested deeper than 40 levels"),
    "too many": ("-\n" * 100_001, 100_000, "more than 100,000 nodes"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_says_where_and_how_to_mend_it(text: str | bytes, line: int, message: str) -> None:
    with pytest.raises(yaml12.YamlProblem) as caught:
        yaml12.parse(text)
    assert (caught.value.line, caught.value.message) == (line, message)


def test_forty_levels_are_read() -> None:
    assert yaml12.parse("[" * 40 + "]" * 40).value


PIECES = [*string.punctuation, *" \t\n\r\0\x7f\x85\u2028", "- ", "? ", "{a: ", "[a, ", "!a ", "&a ", "*a ", "a: ", "a:\n",
          "|\n", ">\n", '"a": ', "'\n", "--- \n", "...\n", "%A\n", "# a\n", ": ", "\\x", "-\n", "<<: {", "\ud800", "7"]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_megabyte_of_anything_ends_as_a_value_or_a_problem(piece: str) -> None:
    _value_or_short_problem(piece * (1_000_000 // len(piece.encode("utf-8", "surrogatepass"))))


@pytest.mark.parametrize("piece", ["a:\n", "-\n", "? a\n: \n"])
def test_a_staircase_of_blocks_ends_as_a_problem(piece: str) -> None:
    _value_or_short_problem("".join(" " * depth + piece for depth in range(1000)))


@given(st.binary(max_size=60) | st.text(alphabet="{}[]-?:,&*!|>'\"%@`# \n\tab01.~", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_ends_as_a_value_or_a_problem(text: str | bytes) -> None:
    _value_or_short_problem(text)


def _value_or_short_problem(text: str | bytes) -> None:
    try:
        yaml12.parse(text)
    except yaml12.YamlProblem as problem:
        assert problem.line >= 1
        assert 0 < len(problem.message) < 200
        assert "\n" not in problem.message


leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@given(values, st.booleans())
@settings(max_examples=300, deadline=None)
def test_what_was_dumped_is_read_back_with_a_line_for_every_node(value: Any, flow: bool) -> None:
    text = yaml.safe_dump(_quoted(value), default_flow_style=flow, allow_unicode=True)
    document = yaml12.parse(text)
    assert document.value == value
    assert set(document.lines) == set(_paths(value, ()))
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in document.lines.values())


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(), max_size=5), min_size=1))
def test_a_line_is_that_of_the_key_or_item(value: dict[str, list[int]]) -> None:
    """A second witness: the lines counted while the text is written, one node a line."""
    lines: list[str] = []
    expected: dict[yaml12.Path, int] = {}
    for key, items in value.items():
        lines.append(f"{key}:" if items else f"{key}: []")
        expected[(key,)] = len(lines)
        for index, item in enumerate(items):
            lines.append(f"  - {item}")
            expected[(key, index)] = len(lines)
    document = yaml12.parse("\n".join(lines))
    assert document.value == value
    assert {path: line for path, line in document.lines.items() if path} == expected


def test_a_node_without_a_line_has_its_ancestors() -> None:
    document = yaml12.parse("a:\n  b: 1\n")
    assert [document.line(path) for path in (("a", "b"), ("a", "z", 3), ("z",))] == [2, 1, 1]


class _Word(str):
    """A text that is dumped in double quotes, so that no reader can take it for anything else."""


yaml.SafeDumper.add_representer(
    _Word, lambda dumper, word: dumper.represent_scalar("tag:yaml.org,2002:str", str(word), style='"')
)


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {_Word(key): _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return _Word(value) if isinstance(value, str) else value


def _paths(value: Any, path: yaml12.Path) -> list[yaml12.Path]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(below for key, item in inside for below in _paths(item, (*path, key)))]
