"""The pages for authors say what is so: docs/checks.md is made from the code, docs/rubrics.md shows what works."""

import re
from pathlib import Path
from textwrap import indent

import pytest
from markdown_it import MarkdownIt

from grader.answers import FORMS
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.rubric import load, reference, schema
from tests.rubric.small_rubric import complaints, write

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "rubrics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_reference_page_is_made_from_the_code() -> None:
    written = (DOCS / "checks.md").read_text(encoding="utf-8")
    assert written == reference.markdown(), "write it anew: python -m grader.rubric.reference > docs/checks.md"


@pytest.mark.parametrize("name", [*CHECKS, *FORMS])
def test_everything_that_a_rubric_may_name_has_a_section(name: str) -> None:
    assert f"\n### `{name}`\n" in reference.markdown()


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_explained_with_every_parameter_and_mistake(name: str) -> None:
    section = re.split(r"\n##+ ", reference.markdown().partition("\n## Checks\n")[2].partition(f"### `{name}`\n")[2])[0]
    assert re.search(r"[A-Z].{20,}\.\n", section), "a check needs a docstring"
    interface = signature(CHECKS[name])
    for said in (*interface.takes, *interface.parameters, *interface.mistakes):
        assert f"`{said}`" in section


def test_every_table_of_the_reference_page_is_a_table() -> None:
    html = MarkdownIt().enable("table").render(reference.markdown())
    assert html.count("<table>") == reference.markdown().count("|---|---|---|---|")
    for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL):
        assert len(re.findall("<t[dh]", row)) == 4


def test_the_guides_example_is_a_rubric_without_problems(tmp_path: Path) -> None:
    path = write(tmp_path, {"r.yaml": EXAMPLES[0]})
    assert complaints(path) == []
    assert [part.max_score for part in load.load(path)[0].parts] == [3, 1, 3]


PARTS = [example for example in EXAMPLES[1:] if example.lstrip().startswith("- id:")]
CRITERIA = [example for example in EXAMPLES[1:] if example not in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=["training"])
def test_the_guides_parts_are_right_in_a_problem(tmp_path: Path, part: str) -> None:
    rubric = f"assignment: a\nproblems:\n  - id: resnet\n    parts:\n{part}"
    assert complaints(write(tmp_path, {"r.yaml": rubric})) == []


@pytest.mark.parametrize("criterion", CRITERIA, ids=["a limit", "trivial answers", "oracle call", "include"])
def test_the_guides_criteria_are_right_where_they_fit(tmp_path: Path, criterion: str) -> None:
    form = "text" if "review_text" in criterion else "{arrays: w.npz, W1: [k, m], W2: [m, k]}"
    given = EXAMPLES[0].split("problems:")[0]
    rubric = f"{given}problems:\n- id: a\n  parts:\n  - id: a.a\n    answer: {form}\n    criteria:\n"
    fragment = (DOCS.parent / "rubrics/fragments/resnet_review.yaml").read_bytes()
    files: dict[str, str | bytes] = {
        "r.yaml": rubric + indent(criterion, "    "),
        "fragments/resnet_review.yaml": fragment,
    }
    assert complaints(write(tmp_path, files)) == []


def test_the_guide_has_every_key() -> None:
    frame = schema.frame(schema.part({}, {}))
    problem = frame["properties"]["problems"]["items"]
    part = problem["properties"]["parts"]["items"]
    for key in (*frame["properties"], *problem["properties"], *part["properties"], *schema.STANDING):
        assert re.search(rf"^\| `{key}` \| ", GUIDE, re.MULTILINE)
