# ruff: noqa: E501, each case on a line of its own
"""`include: FILE` puts a fragment's keys in a mapping; what is wrong is told where it stands."""

from pathlib import Path

import pytest

from grader.errors import RubricError
from grader.model import Place
from grader.rubric import load, source
from tests.rubric.small_rubric import complaints, write

MAIN = """\
assignment: hw8
problems:
  - id: one
    parts:
      - id: one.essay
        answer: text
        criteria:
          - {check: review_text, points: 3, include: parts/essay.yaml, words: [70, 150]}
"""
ESSAY = """\
# what the reviewer is shown
words: [1, 2]
ideas:
  - {idea: mixed precision, any: [fp16]}
"""


def test_a_fragments_keys_go_in_and_the_mappings_own_win(tmp_path: Path) -> None:
    path = write(tmp_path, {"r.yaml": MAIN, "parts/essay.yaml": ESSAY})
    assignment, _ = load.load(path)
    criterion = assignment.parts[0].criteria[0]
    assert criterion.parameters == {"words": [70, 150], "ideas": [{"idea": "mixed precision", "any": ["fp16"]}]}
    assert criterion.place == Place(str(path), 8)


def test_a_whole_problem_may_stand_in_a_fragment_and_include_another_beside_it(tmp_path: Path) -> None:
    problem = MAIN.split("problems:\n")[1].replace("  - id", "id", 1).replace("\n    ", "\n").replace("parts/", "")
    files = {"r.yaml": "assignment: hw8\nproblems: [include: parts/one.yaml]\n", "parts/one.yaml": problem}
    path = write(tmp_path, {**files, "parts/essay.yaml": ESSAY})
    assert complaints(path) == []
    (part,) = load.load(path)[0].parts
    assert (part.id, part.criteria[0].parameters["words"]) == ("one.essay", [70, 150])
    assert part.place == Place(str(tmp_path / "parts/one.yaml"), 3)


CASES: dict[str, tuple[dict[str, str | bytes], str]] = {
    "an error inside the fragment": ({"parts/essay.yaml": ESSAY.replace("[fp16]", "[16]")}, "parts/essay.yaml:4: entry 1 of 'any' must be a text, but is the number 16; put it in quotes"),
    "an unknown key of the fragment": ({"parts/essay.yaml": ESSAY + "figure: []\n"}, "parts/essay.yaml:5: unknown key 'figure'; did you mean 'figures'?"),
    "an own key is told in its own file": ({"r.yaml": MAIN.replace("[70, 150]", "[150, 70]"), "parts/essay.yaml": ESSAY}, "r.yaml:8: the least number of words comes first"),
    "not YAML": ({"parts/essay.yaml": "words: [1, 2]\nideas: [\n"}, "parts/essay.yaml:3: did not find expected node content"),
    "no such file": ({}, "r.yaml:8: 'parts/essay.yaml' cannot be read: No such file or directory"),
    "a folder": ({"parts/essay.yaml/x": ""}, "r.yaml:8: 'parts/essay.yaml' cannot be read: Is a directory"),
    "not a mapping": ({"parts/essay.yaml": "- words\n"}, "r.yaml:8: 'parts/essay.yaml' must contain a mapping"),
    "empty": ({"parts/essay.yaml": ""}, "r.yaml:8: 'parts/essay.yaml' must contain a mapping"),
    "itself": ({"parts/essay.yaml": "include: ../parts/essay.yaml\n"}, "parts/essay.yaml:1: 'parts/../parts/essay.yaml' includes itself"),
    "the rubric": ({"parts/essay.yaml": "words: [1, 2]\nideas:\n  include: ../r.yaml\n"}, "parts/essay.yaml:3: 'parts/../r.yaml' includes itself"),
    "another kind of file": ({"r.yaml": MAIN.replace("essay.yaml", "essay.txt")}, "r.yaml:8: include: takes the name of a .yaml file next to this one"),
    "a list of files": ({"r.yaml": MAIN.replace("parts/essay.yaml", "[parts/essay.yaml]")}, "r.yaml:8: include: takes the name of a .yaml file next to this one"),
    "a name too long": ({"r.yaml": MAIN.replace("parts/essay", "x" * 300)}, f"r.yaml:8: '{'x' * 300}.yaml' cannot be read: File name too long"),
    "a null byte in a name": ({"r.yaml": MAIN.replace("parts/essay.yaml", r'"\0.yaml"')}, "r.yaml:8: '\0.yaml' cannot be read: embedded null byte"),
    "too many": ({"parts/essay.yaml": "ideas:\n" + "  - include: idea.yaml\n" * 20, "parts/idea.yaml": "{idea: a, any: [b]}"}, "parts/essay.yaml:21: more than 20 files are included, or they nest too deeply"),
    "too large": ({"parts/essay.yaml": "#" * 1_000_001}, "parts/essay.yaml:1: larger than 1,000,000 bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES.keys())
def test_a_fragment_that_cannot_be_used(tmp_path: Path, files: dict[str, str | bytes], expected: str) -> None:
    assert complaints(write(tmp_path, {"r.yaml": MAIN, **files})) == [expected]


def test_problems_of_the_rubric_come_before_those_of_its_fragments(tmp_path: Path) -> None:
    files = {"z.yaml": MAIN.replace("answer: text", "answer: txt"), "parts/essay.yaml": ESSAY.replace("any:", "some:")}
    assert complaints(write(tmp_path, files)) == [
        "z.yaml:6: unknown form of answer 'txt'; did you mean 'text'?",
        "parts/essay.yaml:4: unknown key 'some'",
        "parts/essay.yaml:4: 'any' is missing here",
    ]


def test_files_that_nest_as_deep_as_they_can_are_read_or_refused(tmp_path: Path) -> None:
    files = {f"f{n}.yaml": "".join(f"{' ' * d}a:\n" for d in range(30)) + f"{' ' * 30}include: f{n + 1}.yaml" for n in range(25)}  # fmt: skip
    with pytest.raises(RubricError, match="nest too deeply"):
        source.read(write(tmp_path, {**files}))
