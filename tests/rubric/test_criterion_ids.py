"""Every criterion has an id: the rubric's own, else its check's name and its place among equals."""

from pathlib import Path

import pytest

from grader.rubric import lint, load, source
from tests.rubric.small_rubric import complaints, edited, write

ONE = "{check: review, points: 4}"
ESSAY = "criteria:\n          - {check: review_text, points: 3, words: [70, 150]}"


def rubric(tmp_path: Path, *criteria: str) -> Path:
    """The small rubric with these criteria of its essay, on line 37."""
    return write(tmp_path, {"r.yaml": edited((ESSAY, f"criteria: [{', '.join(criteria)}]"))})


def advised(path: Path) -> list[str]:
    return [text for _, text in lint.advice(source.read(path))]


@pytest.mark.parametrize(
    ("criteria", "ids"),
    [
        pytest.param([ONE], ["review"], id="the check's name"),
        pytest.param(["{id: style, check: review, points: 4}"], ["style"], id="its own"),
        pytest.param([ONE, ONE, ONE], ["review", "review-2", "review-3"], id="its place among equals"),
        pytest.param([ONE, "{id: style, check: review, points: 1}", ONE], ["review", "style", "review-3"],
                     id="one that has its own counts among them"),
        pytest.param(["{id: review-2, check: review_text, points: 1}", ONE], ["review-2", "review"], id="a place"),
    ],
)  # fmt: skip
def test_ids(tmp_path: Path, criteria: list[str], ids: list[str]) -> None:
    path = rubric(tmp_path, *criteria)
    assert complaints(path) == []
    assert list(load.load(path)[0].parts[-2].ids) == ids


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        pytest.param(["{id: a, check: review, points: 1}", "{id: A, check: review_text, points: 1}"],
                     ["37: another criterion of this part is 'a' too; give it another id",
                      "37: another criterion of this part is 'A' too; give it another id"], id="the same but for case"),
        pytest.param([ONE, "{id: review, check: review_text, points: 1}"],
                     ["37: another criterion of this part is 'review' too; give it another id"], id="a check's name"),
        pytest.param([ONE, ONE, "{id: review-2, check: review_text, points: 1}"],
                     ["37: another criterion of this part is 'review-2' too; give it another id"], id="a place"),
        pytest.param(["{id: 2nd, check: review, points: 1}"],
                     ["37: '2nd' is not an id: letters, digits, - and _, with dots between, a letter first"],
                     id="no id"),
        pytest.param(["{id: 3, check: review, points: 1}"],
                     ["37: 'id' must be a text, but is the number 3; put it in quotes"], id="a number"),
    ],
)  # fmt: skip
def test_what_is_no_id_of_its_own_is_refused(tmp_path: Path, criteria: list[str], said: list[str]) -> None:
    assert complaints(rubric(tmp_path, *criteria)) == [f"r.yaml:{line}" for line in said]


def test_two_of_a_kind_are_asked_for_ids(tmp_path: Path) -> None:
    asked = advised(rubric(tmp_path, ONE, "{id: style, check: review, points: 1}", ONE))
    assert asked == [
        "this part has 'review' 3 times: give each an `id:` that stays when they are moved; this one is 'review' by "
        "its place",
        "this part has 'review' 3 times: give each an `id:` that stays when they are moved; this one is 'review-3' by "
        "its place",
    ]
    assert advised(rubric(tmp_path, ONE, "{check: review_text, points: 1}")) == []


@pytest.mark.parametrize("name", ["hw7", "matrix_calculus"])
def test_the_rubrics_that_are_shipped_need_no_advice(name: str) -> None:
    assert advised(Path(__file__).parents[2] / "rubrics" / f"{name}.yaml") == []
