"""answers.yaml, notebooks and files, and what happens where they meet."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.intake import fingerprint, read
from grader.model import Answer, File, Section, Submission, Value
from tests.intake.intake_cases import ASSIGNMENT, brief, notebook, submission, zip_bytes

CODE = "import numpy as np\n\ndef linear_autoencoder(X, k):\n    ...\n"


def handed_in(tmp_path: Path, files: Mapping[str, str | bytes]) -> Submission:
    return read(submission(tmp_path / "ada", files), ASSIGNMENT)


def problem(answer: Answer) -> str:
    assert answer.problem is not None and not answer.raw
    return answer.problem[0]


# --- answers.yaml ---------------------------------------------------------------------------------


def test_yaml_values(tmp_path: Path) -> None:
    text = "more.tokens: [<sos>, I]\nmore.boxes: null\npca.weights: {W1: [[1, 2]], W2: [[1e-3], [.5]]}\n"
    answers = handed_in(tmp_path, {"answers.yaml": text}).answers
    values = {
        id: (raw.value, str(raw.place))
        for id, answer in answers.items()
        for raw in answer.raw
        if isinstance(raw, Value)
    }
    assert values == {
        "more.tokens": (["<sos>", "I"], "answers.yaml:1"),
        "pca.weights": ({"W1": [[1, 2]], "W2": [[1e-3], [0.5]]}, "answers.yaml:3"),
    }


def test_unknown_keys_are_noted(tmp_path: Path) -> None:
    notes = handed_in(tmp_path, {"answers.yml": "more.token: a\nname: Ada\n"}).notes
    assert notes == (
        "answers.yml:1: 'more.token' is not part of this assignment; it is not graded; did you mean 'more.tokens'?",
        "answers.yml:2: 'name' is not part of this assignment; it is not graded",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"a: 1\nb: [1\n", "cannot be read: line 3:", id="unclosed"),
        pytest.param(b"a: 1\na: 2\n", "the key 'a' is here a second time; it is already on line 1", id="twice"),
        pytest.param(b"- 1\n", "it must give a value to each part id", id="a list"),
        pytest.param(b"a: &x 1\nb: *x\n", "anchors and aliases", id="aliases"),
        pytest.param(b"[" * 100_000, "nested deeper", id="deep"),
        pytest.param(b"\xff", "not UTF-8 text at byte 0", id="bytes"),
    ],
)
def test_yaml_that_cannot_be_read(tmp_path: Path, data: bytes, message: str) -> None:
    found = handed_in(tmp_path, {"answers.yaml": data, "answers.md": "## more.tokens\nI\n", "solution.py": CODE})
    assert message in problem(found.answers["more.boxes"]) and message in found.notes[0]
    assert found.answers["more.tokens"].raw and found.answers["pca.solver"].raw


# --- notebooks ------------------------------------------------------------------------------------


def test_a_section_spans_cells(tmp_path: Path) -> None:
    text = notebook(
        ("markdown", "# HW"),
        ("markdown", ["## pca.conditions\n", "\n", "a\n", "```\nopen"]),
        ("code", "1 + 1"),
        ("markdown", "b\n\n## more.tokens\nI"),
    )
    answers = handed_in(tmp_path, {"hw.ipynb": text}).answers
    (section,), (tokens,) = answers["pca.conditions"].raw, answers["more.tokens"].raw
    assert isinstance(section, Section) and isinstance(tokens, Section)
    assert [(*brief(block), str(block.place)) for block in section.blocks] == [
        ("text", "a", "hw.ipynb, cell 2, line 3"),
        ("code", "open", "hw.ipynb, cell 2, line 4"),
        ("text", "b", "hw.ipynb, cell 4, line 1"),
    ]
    assert section.source == "a\n```\nopen\n\nb"
    assert str(tokens.place) == "hw.ipynb, cell 4, line 3"


def test_a_notebook_of_something_else_is_noted(tmp_path: Path) -> None:
    found = handed_in(tmp_path, {"x.ipynb": notebook(("markdown", "# Notes\na"), ("code", "linear_autoencoder(1, 2)")),
                                 ".ipynb_checkpoints/hw.ipynb": notebook(("code", CODE))})  # fmt: skip
    assert not found.answers and found.notes == ("not part of this assignment: x.ipynb",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param('{"cells": [],}', "not JSON at line 1, column 14", id="no JSON"),
        pytest.param('{"cells": [NaN]}', "it holds NaN", id="NaN"),
        pytest.param('{"cells": [-Infinity]}', "it holds -Infinity", id="Infinity"),
        pytest.param('{"cells": [], "cells": []}', "the key 'cells' occurs twice", id="twice"),
        pytest.param("[" * 100_000 + "]" * 100_000, "nested too deep", id="deep"),
        pytest.param("[" + "[]," * 600_000 + "[]]", "more than 500,000 values", id="many values"),
        pytest.param('{"cells": ' + "1" * 5_000 + "}", "too many digits", id="digits"),
        pytest.param('{"worksheets": []}', "not a notebook of format 4", id="format 3"),
        pytest.param('{"cells": 1}', "not a notebook of format 4", id="no cells"),
        pytest.param('{"cells": [{"cell_type": "markdown", "source": 1}]}', "source of cell 1 is no text", id="source"),
        pytest.param(b"\xff{}", "not UTF-8 text at byte 0", id="bytes"),
    ],
)
def test_a_notebook_that_cannot_be_read(tmp_path: Path, data: str | bytes, message: str) -> None:
    found = handed_in(tmp_path, {"hw.ipynb": data, "answers.md": "## more.tokens\nI\n"})
    assert message in problem(found.answers["more.boxes"]) and message in problem(found.answers["pca.solver"])
    assert found.answers["more.tokens"].raw


# --- files ----------------------------------------------------------------------------------------

FOUND = {
    "as the rubric names it": (["pca_weights.npz"], ["pca_weights.npz"]),
    "letter case": (["PCA_Weights.NPZ"], ["PCA_Weights.NPZ"]),
    "another format": (["pca_weights.safetensors"], ["pca_weights.safetensors"]),
    "torch": (["pca_weights.pt"], ["pca_weights.pt"]),
    "in a folder": (["x/pca_weights.pth", "answers.md"], ["x/pca_weights.pth"]),
    "the top wins": (["pca_weights.npz", "old/pca_weights.npz"], ["pca_weights.npz"]),
    "one a name": (["pca_weights_W1.npy", "pca_weights_W2.npy"], ["pca_weights_W1.npy", "pca_weights_W2.npy"]),
    "with points": (["pca_weights.W2.npy"], ["pca_weights.W2.npy"]),
    "in a folder of their own": (["pca_weights/W2.npy", "a.md"], ["pca_weights/W2.npy"]),
    "plain, where only this part has one": (["W1.npy", "W2.npy"], ["W2.npy"]),
    "the starter's givens": (["data/X.npy"], []),
}  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), FOUND.values(), ids=FOUND)
def test_arrays(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    answer = handed_in(tmp_path, {name: name for name in names}).answers.get("pca.weights", Answer())
    assert answer.problem is None
    assert [(raw.place.file, raw.data.decode()) for raw in answer.raw if isinstance(raw, File)] == [
        (n, n) for n in expected
    ]


HOLD, NAMED = "2 files hold the arrays of pca_weights", "2 files are named pca_weights.npz"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("pca_weights.npz", "pca_weights.pt", HOLD),
        ("pca_weights.npz", "pca_weights_W1.npy", HOLD),
        ("a/pca_weights.npz", "b/pca_weights.npz", NAMED),
    ],
)
def test_arrays_twice(tmp_path: Path, one: str, other: str, message: str) -> None:
    answer = handed_in(tmp_path, {one: "", other: ""}).answers["pca.weights"]
    assert problem(answer) == f"{message}: {one} and {other}; keep one"


def test_files_win_over_text(tmp_path: Path) -> None:
    text = "## pca.weights\nsee the file\n\n## pca.solver\nas in class\n\n## more.weights\nW1 = [[1]]\n"
    answers = handed_in(tmp_path, {"answers.md": text, "pca_weights.npz": b"1", "solution.py": CODE}).answers
    kinds = {id: [type(raw) for raw in answer.raw] for id, answer in answers.items()}
    assert kinds == {"pca.weights": [File], "pca.solver": [File], "more.weights": [Section]}


def test_unknown_files_are_noted(tmp_path: Path) -> None:
    files = {
        "foo.txt": "",
        "pca_weight.npz": "",
        "bar/b.png": "",
        "README.md": "",
        "data/extra.npy": "",
        "__pycache__/a.pyc": "",
    }
    assert handed_in(tmp_path, files).notes == (
        "not part of this assignment: bar/b.png, foo.txt, pca_weight.npz (did you mean pca_weights.npz?)",
    )


def test_many_unknown_files_are_counted(tmp_path: Path) -> None:
    (note,) = handed_in(tmp_path, {f"{number:02}.txt": "" for number in range(27)}).notes
    assert note.endswith(", 19.txt and 7 more")


# --- the same part twice --------------------------------------------------------------------------

MD = "## more.tokens\nI\n"
YAML = "more.tokens: I"
TWICE: dict[str, tuple[dict[str, Any], str | None]] = {
    "Markdown and YAML": ({"answers.md": "\n" + MD, "answers.yaml": YAML}, "answers.md:2 and answers.yaml:1"),
    "twice in Markdown": ({"answers.md": MD + MD}, "answers.md:1 and answers.md:3"),
    "Markdown and a notebook": (
        {"answers.md": MD, "a.ipynb": notebook(("markdown", MD))},
        "answers.md:1 and a.ipynb, cell 1, line 1",
    ),
    "two YAML files": ({"answers.yaml": YAML, "answers.yml": YAML}, "answers.yaml:1 and answers.yml:1"),
    "a section without content": ({"answers.md": "## more.tokens\n\n" + MD, "answers.yaml": "more.boxes: a"}, None),
    "null": ({"answers.md": MD, "answers.yaml": "more.tokens: ~"}, None),
}


@pytest.mark.parametrize(("files", "places"), TWICE.values(), ids=TWICE)
def test_answered_twice(tmp_path: Path, files: dict[str, Any], places: str | None) -> None:
    answer = handed_in(tmp_path, files).answers["more.tokens"]
    if places is None:
        assert len(answer.raw) == 1 and answer.problem is None
    else:
        assert problem(answer) == f"answered twice: {places}; keep one"


# --- anything at all ------------------------------------------------------------------------------

MARKS = ["## more.tokens", "\n", "> ", "- [x] ", "$$", "```", "<!--", "-->", "|a|", "|-|", "*", "\\[", "a", "2.", "\t"]
MARKDOWN = st.lists(st.sampled_from(MARKS)).map("".join)
CELLS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.sampled_from(["markdown", "code"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["answers.md", "answers.yaml", "hw.ipynb"]),
    content=st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
    | MARKDOWN.map(str.encode) | CELLS.map(lambda c: json.dumps({"cells": [c]}).encode()),
)  # fmt: skip
@example(name="hw.ipynb", content=b'{"cells": [{"cell_type": "markdown", "source": "\\ud800"}]}')
@example(name="answers.yaml", content="more.tokens: '\ufffe'".encode())
def test_no_content_breaks_intake(tmp_path: Path, name: str, content: bytes) -> None:
    found = handed_in(tmp_path, dict.fromkeys(["answers.md", "answers.yaml", "hw.ipynb"], "") | {name: content})
    for answer in found.answers.values():
        assert bool(answer.raw) != bool(answer.problem)
    json.dumps([found.notes, str(found.answers)]).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_zip_breaks_intake(tmp_path: Path, data: st.DataObject) -> None:
    """Random bytes, and a good zip with some bytes changed or lost."""
    good = zip_bytes({"answers.md": MD, "solution.py": CODE * 9})
    content = bytearray(data.draw(st.just(good) | st.binary(max_size=200)))
    for position in data.draw(st.lists(st.integers(0, max(len(content) - 1, 0)), max_size=4)):
        if content:
            content[position % len(content)] = data.draw(st.integers(0, 255))
    path = tmp_path / "eve.zip"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    try:
        read(path, ASSIGNMENT)
    except SubmissionError as error:
        assert "\n" not in str(error)
    assert fingerprint(path) == fingerprint(path)
