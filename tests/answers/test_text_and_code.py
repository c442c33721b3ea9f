"""Free text and code: carried to a reviewer, never judged and never run."""

import sys
from pathlib import Path

import pytest

from grader.model import Status
from tests.answers.handing_in import graded, result, valued

ESSAY, CODE = "resnet.learned", "pca.solver"


def test_text_waits_for_a_person_with_what_may_help(tmp_path: Path) -> None:
    told = result(tmp_path, ESSAY, "Label smoothing and **ghost batch norm** cut it to 26 s, 94.1 %. " * 12).verdict
    assert (told.status, told.fraction) == (Status.NEEDS_REVIEW, None)
    assert told.evidence["words"] == 144
    assert told.hint is None
    ideas = {idea["idea"] for idea in told.answer_key["ideas"] if idea["sentence"]}
    assert ideas == {"label smoothing", "ghost batch norm and frozen scales"}
    assert {"quoted": "26 s", "known": True, "what": "the final recipe"} in told.answer_key["figures"]


LENGTHS = {69: False, 70: True, 100: True, 150: True, 151: False}


@pytest.mark.parametrize(("count", "fits"), LENGTHS.items())
def test_a_length_outside_is_a_warning_and_no_more(tmp_path: Path, count: int, fits: bool) -> None:
    told = result(tmp_path, ESSAY, "word " * count)
    assert told.verdict.evidence["words"] == count
    assert (told.verdict.hint is None) is fits
    assert told.score is None


@pytest.mark.parametrize("value", [[], "", "   "], ids=repr)
def test_no_text_is_missing(value: object) -> None:
    assert valued(ESSAY, value).verdict.status is Status.MISSING


VALUES = {
    "a mapping": ({"a": 1}, "a mapping stands where"),
    "true": (True, "a true/false stands where"),
    "a list of lists": ([["a"]], "a list stands where"),
    "too long": ("word " * 21_000, "at most 100,000"),
    "a hundred thousand digits": (10**100_000, "more than a thousand digits"),
}


@pytest.mark.parametrize(("value", "said"), VALUES.values(), ids=VALUES)
def test_what_is_no_text(value: object, said: str) -> None:
    told = valued(ESSAY, value)
    assert (told.verdict.status, told.score) == (Status.UNREADABLE, 0)
    assert said in told.verdict.message


def test_lines_in_a_list_are_a_text() -> None:
    assert valued(ESSAY, ["first line", "second line", 26]).verdict.evidence["text"] == "first line\nsecond line\n26"


@pytest.mark.parametrize("part", ["pca.conditions", "pca.derivation"])
def test_equations_and_derivations_are_shown_as_typed(tmp_path: Path, part: str) -> None:
    told = result(tmp_path, part, "$$\nW_2^\\top (W_2 W_1 - I) X X^\\top = 0\n$$").verdict
    assert [line["source"] for line in told.evidence["lines"]] == ["W_2^\\top (W_2 W_1 - I) X X^\\top = 0"]


# --- code

STUB = 'def linear_autoencoder(X, k):\n    """What to do."""\n    {}\n'
SOURCES = {
    "a function": ("import numpy\n\ndef linear_autoencoder(X, k):\n    return X, k\n", Status.NEEDS_REVIEW),
    "an async function": ("async def linear_autoencoder(X, k):\n    return X, k\n", Status.NEEDS_REVIEW),
    "with a byte order mark": ("\ufeffdef linear_autoencoder(X, k):\n    return X, k\n", Status.NEEDS_REVIEW),
    "with a doubtful escape": ('def linear_autoencoder(X, k):\n    return "\\d"\n', Status.NEEDS_REVIEW),
    "a stub that raises": (STUB.format("raise NotImplementedError"), Status.MISSING),
    "a stub that raises with words": (STUB.format("raise NotImplementedError('later')"), Status.MISSING),
    "a stub that passes": (STUB.format("pass"), Status.MISSING),
    "a stub of dots": (STUB.format("..."), Status.MISSING),
    "a stub of words": (STUB.format("'nothing'"), Status.MISSING),
    "a stub after a function": ("def linear_autoencoder(X, k):\n    return 1\n" + STUB.format("pass"), Status.MISSING),
    "another error raised": (STUB.format("raise ValueError"), Status.NEEDS_REVIEW),
    "another function": ("def autoencoder(X, k):\n    return X\n", Status.UNREADABLE),
    "a method": ("class A:\n    def linear_autoencoder(self, X, k):\n        return X\n", Status.UNREADABLE),
    "an empty file": ("", Status.MISSING),
    "code for other parts": ("def decoder(X):\n    return X\n", Status.MISSING),
    "nearly the name": ("def linear_autoencode(X, k):\n    return X\n", Status.UNREADABLE),
    "a lambda": ("linear_autoencoder = lambda X, k: X\n", Status.NEEDS_REVIEW),
    "imported": ("from numpy import sin as linear_autoencoder\n", Status.NEEDS_REVIEW),
    "inside a condition": ("if True:\n    def linear_autoencoder(X, k):\n        return X\n", Status.UNREADABLE),
    "no Python": ("def linear_autoencoder(X, k)\n    return X\n", Status.UNREADABLE),
    "a null byte": ("def linear_autoencoder(X, k):\n    return 1\0\n", Status.UNREADABLE),
    "nested beyond reason": ("x = " + "(" * 50_000, Status.UNREADABLE),
    "many signs": ("x = " + "-" * 50_000 + "1", Status.UNREADABLE),
    "too large": ("#" * 400_001, Status.UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize(("source", "status"), SOURCES.values(), ids=SOURCES)
def test_code_is_found_but_not_run(tmp_path: Path, source: str, status: Status) -> None:
    assert graded(tmp_path, {"solution.py": source}, CODE).parts[0].status is status


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    told = graded(tmp_path, {"solution.py": "x = 1\ny = (\n"}, CODE).parts[0].results[0].verdict
    assert "solution.py: not Python: '(' was never closed (line 2)" in told.message


def test_a_missing_function_is_told_by_its_arguments(tmp_path: Path) -> None:
    told = graded(tmp_path, {"solution.py": "def linear_autoencode(X): ...\n"}, CODE).parts[0].results[0].verdict
    assert "no function linear_autoencoder is defined; did you mean 'linear_autoencode'?" in told.message
    assert told.hint == "Define linear_autoencoder(X, k) at the top level."


def test_the_reviewer_sees_the_function_and_its_line(tmp_path: Path) -> None:
    source = "import sys\nsys.modules['ran'] = sys\n\ndef linear_autoencoder(X, k):\n    return X\n"
    told = graded(tmp_path, {"solution.py": source}, CODE).parts[0].results[0].verdict
    assert told.evidence["code"] == {
        "file": "solution.py",
        "line": 4,
        "source": "def linear_autoencoder(X, k):\n    return X",
    }
    assert "ran" not in sys.modules


def test_text_for_code_is_unreadable() -> None:
    told = valued(CODE, "def linear_autoencoder(X, k): return X").verdict
    assert told.status is Status.UNREADABLE
    assert "a text stands where the file solution.py is asked for" in told.message


def test_latin_1_is_told(tmp_path: Path) -> None:
    told = graded(tmp_path, {"solution.py": "# é\n".encode("latin-1")}, CODE).parts[0].results[0].verdict
    assert "not UTF-8" in told.message
