"""Equations and derivations: what is handed to the matrix language is what was typed."""

from pathlib import Path
from typing import Any

import pytest

from grader import intake
from grader.answers import FORMS
from grader.answers.formulas import Piece
from grader.errors import Unreadable
from grader.model import Answer, Place, Value
from tests.answers.handing_in import graded, hw7, read
from tests.intake.intake_cases import notebook

FORM, SETTINGS = "equations", {"equations": None}


def values(folder: Path, text: str) -> Any:
    """What the form makes of this text under its heading (the second line) in answers.md."""
    (folder / "answers.md").write_text(f"\n## pca.conditions\n\n{text}\n", encoding="utf-8")
    answers = intake.read(folder, hw7().assignment).answers
    return FORMS[FORM].reading.read(answers["pca.conditions"], SETTINGS, {}) if "pca.conditions" in answers else None


MARKDOWN: dict[str, tuple[str, list[Piece]]] = {
    "maths in text, as typed": (r"So $W_2^\top \{C\} = 0$ \_ *x*", [("text", r"So $W_2^\top \{C\} = 0$ \_ *x*", 4)]),
    "TeX without dollars": (r"W_2^\top \|C\|\, = 0", [("text", r"W_2^\top \|C\|\, = 0", 4)]),
    "a display": ("$$\nA = 0\n$$", [("math", "A = 0", 5)]),
    "a display in one line": ("$$ A = 0 $$", [("math", "A = 0", 4)]),
    "a display in brackets": ("\\[\nA = 0\n\\]", [("math", "A = 0", 5)]),
    "an environment": (
        "\\begin{align}\nA &= 0 \\\\\nB &= 0\n\\end{align}",
        [("math", "\\begin{align}\nA &= 0 \\\\\nB &= 0\n\\end{align}", 4)],
    ),
    "fences": (
        "```latex\nA = 0\n```\n\n```python\nB = 0\nC = 0\n```",
        [("math", "A = 0", 5), ("code", "B = 0\nC = 0", 9)],
    ),
    "paragraphs": ("A = 0\n= 1\n\nB = 0", [("text", "A = 0\n= 1", 4), ("text", "B = 0", 7)]),
    "a list": ("1. $A = 0$\n2. $B = 0$", [("text", "1. $A = 0$\n2. $B = 0$", 4)]),
    "a minus that is no list": ("A B\n- C\n= 0", [("text", "A B\n- C\n= 0", 4)]),
    "a table": ("| (a) | $A = 0$ |\n|---|---|\n| (b) | $B = 0$ |",
                [("text", "| (a) | $A = 0$ |", 4), ("text", "| (b) | $B = 0$ |", 6)]),
    "the question quoted": ("> What is A?\n\n$A = 0$", [("text", "$A = 0$", 6)]),
    "a comment": ("$A = 0$ <!-- $B = 0$ --> and so", [("text", "$A = 0$  and so", 4)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "pieces"), MARKDOWN.values(), ids=MARKDOWN)
def test_the_pieces_of_markdown(tmp_path: Path, text: str, pieces: list[Piece]) -> None:
    assert values(tmp_path, text)["pieces"] == tuple(pieces)


def test_text_and_source_are_there_for_a_reviewer(tmp_path: Path) -> None:
    found = values(tmp_path, "**So**\n\n> as you said\n\n$$A = 0$$")
    assert found["text"] == "So\n\nA = 0"
    assert found["source"].startswith("**So**")
    assert FORMS[FORM].reading.offers(SETTINGS) == found.keys()


@pytest.mark.parametrize("text", ["", "> only the question", "<!-- later -->"])
def test_nothing_is_missing(tmp_path: Path, text: str) -> None:
    assert values(tmp_path, text) is None


YAML: dict[str, tuple[Any, list[Piece]]] = {
    "a string": ("A = 0", [("text", "A = 0", 7)]),
    "a block of lines": ("A = 0\n= 1\n", [("text", "A = 0\n= 1\n", 8)]),
    "a list": (["A = 0", r"\begin{x}"], [("text", "A = 0", 7), ("text", r"\begin{x}", 7)]),
    "a number": (0, [("text", "0", 7)]),
}


@pytest.mark.parametrize(("value", "pieces"), YAML.values(), ids=YAML)
def test_the_pieces_of_yaml(value: Any, pieces: list[Piece]) -> None:
    raw = Value(value, Place("answers.yaml", 7))
    for form in ("equations", "derivation"):
        found = FORMS[form].reading.read(Answer((raw,)), {form: None}, {})
        assert found is not None
        assert found["pieces"] == tuple(pieces)


@pytest.mark.parametrize("value", ["", "  \n", []])
def test_an_empty_value_is_missing(value: Any) -> None:
    assert read(FORM, value, SETTINGS) is None


REFUSED = {
    "a mapping": ({"a": "A = 0"}, "a mapping was given where"),
    "true": (True, "a true/false was given where"),
    "a list of lists": ([["A"]], "a list was given where"),
    "too long": ("A = 0\n" * 20_000, "at most 100,000"),
}


@pytest.mark.parametrize(("value", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_text(value: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(FORM, value, SETTINGS)


ONE, TWO = r"$W_2^\top(W_2W_1-I)C=0$", r"$(W_2W_1-I)CW_1^\top=0$"
ABOVE = "# Mine\n\n## translation.stacking\n\n- [x] yes\n\n"
SHOWN = {
    # the file, and the lines of it in which the two conditions stand
    "a section": ({"answers.md": f"## pca.conditions\n\n{ONE}\n\n{TWO}\n"}, [3, 5]),
    "a section below another": ({"answers.md": f"{ABOVE}## pca.conditions\n\n{ONE}\n\n{TWO}\n"}, [9, 11]),
    "in one line of YAML": ({"answers.yaml": f"# mine\n\npca.conditions: '{ONE}, {TWO}'\n"}, [3, 3]),
    "a block of YAML": ({"answers.yaml": f"# mine\n\npca.conditions: |\n  {ONE}\n\n  {TWO}\n"}, [4, 6]),
    "cells, of which each has its own lines": (
        {"hw.ipynb": notebook(("markdown", f"{ABOVE}## pca.conditions\n\n{ONE}"), ("markdown", f"So\n\n{TWO}"))},
        [9, 3],
    ),
}


@pytest.mark.parametrize(("files", "lines"), SHOWN.values(), ids=SHOWN)
def test_a_grade_shows_the_lines_of_the_file(tmp_path: Path, files: dict[str, str], lines: list[int]) -> None:
    verdict = graded(tmp_path, files, "pca.conditions").parts[0].results[0].verdict
    assert [line["line"] for line in verdict.evidence["lines"] if line["mark"] == "right"] == lines
