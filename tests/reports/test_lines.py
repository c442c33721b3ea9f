"""The lines of an answer: what is taken for them, how they are grouped, and what a student gets to see."""

import json

import pytest

from grader.reports import formula_lines
from grader.reports.html import evidence
from grader.reports.record import dumps, for_student
from tests.reports.mathematics import CASES, DERIVATION, FREE, MIXED, PAPER, handed_in, line, value

LINE = {"source": "a = b", "mark": "right", "label": "follows"}
HALF = {"name": "a", "reached": True, "credit": 0.5, "says": ""}


def with_numbers(**rest):
    return [{**LINE, "counterexample": {"values": [], "sides": [], **rest}}]


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        pytest.param([LINE], True, id="the-least"),
        pytest.param([{**LINE, "latex": None, "span": None, "counterexample": None, "line": None}], True, id="nulls"),
        pytest.param([{**LINE, "span": [-3, 900]}], True, id="span-outside"),
        pytest.param(with_numbers(values=[value("X", "X", [[1, "nan"], [10**400, 2.5]])]), True, id="odd-numbers"),
        pytest.param(MIXED, True, id="mixed"),
        pytest.param("a = b", False, id="text"),
        pytest.param(["a = b"], False, id="texts"),
        pytest.param([{"source": "a = b", "mark": "right"}], False, id="no-label"),
        pytest.param([{**LINE, "source": None}], False, id="no-source"),
        pytest.param([{**LINE, "mark": "fine"}], False, id="unknown-mark"),
        pytest.param([{**LINE, "latex": 3}], False, id="latex-no-text"),
        pytest.param([{**LINE, "span": [1]}], False, id="half-a-span"),
        pytest.param([{**LINE, "span": "ab"}], False, id="span-of-letters"),
        pytest.param([{**LINE, "counterexample": {"values": []}}], False, id="no-sides"),
        pytest.param(with_numbers(values=[value("X", "X", [[1], [1, 2]])]), False, id="ragged"),
        pytest.param(with_numbers(values=[value("X", "X", [])]), False, id="empty"),
        pytest.param(with_numbers(sides=[{"latex": "X", "value": "X"}]), False, id="no-number"),
        pytest.param(with_numbers(sides=[{"latex": "X", "value": [[True]]}]), False, id="a-truth"),
    ],
)
def test_only_lines_of_the_convention_are_taken_and_nothing_is_lost(values, taken):
    found = evidence.read({"lines": values}, {})
    assert [panel.kind for panel in found.panels] == (["lines"] if taken else [])
    assert dict(found.rest) == ({} if taken else {"lines": values})


def test_no_lines_are_no_evidence():
    assert not evidence.read({"lines": [], "conclusions": []}, {})


def test_conclusions_and_conditions_have_their_panels():
    found = evidence.read({"conclusions": [HALF]}, {"conditions": [{"name": "a", "latex": "x"}], "explanation": "So."})
    assert [(panel.kind, len(panel.data)) for panel in found.panels] == [("conclusions", 1)]
    assert [panel.data for panel in found.released] == [(("a", "x"),), "So."]
    assert evidence.read({"conclusions": [{"name": "a"}]}, {}).rest
    assert evidence.read({}, {"conditions": ["x = 0"]}).released_rest == {"conditions": ["x = 0"]}


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        ({}, "half"),
        ({"credit": 1}, "right"),
        ({"credit": 0}, "half"),
        ({"reached": False}, "half"),
        ({"reached": False, "credit": 0}, "wrong"),
    ],
)
def test_a_conclusion_is_right_only_when_reached_with_all_credit(change, mark):
    (found,) = formula_lines.conclusions([{**HALF, **change}])
    assert found.mark == mark


def test_prose_that_stands_together_is_one_group():
    sizes = [(group[0].number, len(group)) for group in formula_lines.groups(formula_lines.lines(MIXED))]
    assert sizes == [(1, 1), (2, 1), (3, 1), (4, 3), (7, 1), (8, 1), (9, 1)]


def test_prose_passed_over_for_other_reasons_and_formulas_stand_apart():
    found = formula_lines.lines(
        [
            line("a", None, "skipped", "not checked: prose"),
            line("b", None, "skipped", "not checked: said before"),
            line("c", "c", "skipped", "definition"),
            line("d", "d", "skipped", "definition"),
        ]
    )
    assert [len(group) for group in formula_lines.groups(found)] == [1, 1, 1, 1]


def test_of_very_many_lines_the_last_says_how_many_are_not_shown():
    found = formula_lines.lines([LINE] * 207)
    assert len(found) == formula_lines.MOST_LINES + 1
    assert (found[-1].source, found[-1].label) == ("… and 7 more lines", "not shown")


def sides(first, second):
    found = {"values": [], "sides": [{"latex": "", "value": side} for side in (first, second)]}
    (read,) = formula_lines.lines([{**LINE, "counterexample": found}])
    return read.counterexample


@pytest.mark.parametrize(
    ("first", "second", "differing"),
    [
        ([[1, 0], [0, 2]], [[1, 0], [0, 3]], {(1, 1)}),
        ([[1, 0]], [[1 + 1e-12, 1e-15]], set()),
        ([["nan", "inf"]], [["nan", "inf"]], {(0, 0)}),
        ([["inf", 1]], [[1, "-inf"]], {(0, 0), (0, 1)}),
        ([[1, 2]], [[1], [2]], set()),
        (3, 4, {(0, 0)}),
        (10**400, 10**400, set()),
    ],
)
def test_entries_differ_only_between_sides_of_one_shape(first, second, differing):
    found = sides(first, second)
    rows = found.sides[0].rows
    places = {(row, column) for row in range(len(rows)) for column in range(len(rows[0]))}
    assert {place for place in places if found.differs(*place)} == differing


def test_a_large_matrix_is_named_and_not_written_out():
    first, second = sides([[1, 0], [0, -2.5]], [[0] * 40] * 3).sides
    assert (first.text, second.text) == ("[[1, 0], [0, -2.5]]", "a 3 × 40 matrix")


@pytest.mark.parametrize(
    ("source", "span", "pieces"),
    [
        ("W_2 W_1 = X", None, ("W_2 W_1 = X", "", "")),
        ("W_2 W_1 = X", [4, 7], ("W_2 ", "W_1", " = X")),
        ("W_1", [3, 3], ("W_1", "‸", "")),
        ("W_1 X", [3, 3], ("W_1", " ", "X")),
        ("a" * 900 + "bc", [900, 901], ("…" + "a" * 400, "b", "c")),
        ("b" + "a" * 900, [0, 1], ("", "b", "a" * 400 + "…")),
        ("a" * 900, None, ("a" * 400 + "…", "", "")),
    ],
)
def test_a_source_in_pieces(source, span, pieces):
    (found,) = formula_lines.lines([{**LINE, "source": source, "span": span}])
    assert found.pieces == pieces


def test_json_has_the_lines_as_they_are_and_the_conditions_after_the_release():
    full = handed_in()
    assert json.loads(dumps(full)) == full
    hidden = for_student(full, released=False)
    by_name = dict(zip(CASES, (part["criteria"][0] for part in hidden["parts"]), strict=True))
    assert by_name["mixed"]["evidence"]["lines"] == MIXED
    assert by_name["mixed"]["evidence"]["lines"][6]["counterexample"] == FREE
    assert by_name["derivation"]["evidence"]["lines"] == DERIVATION
    assert not [criterion for criterion in by_name.values() if "answer_key" in criterion]
    assert "conditions" in for_student(full, released=True)["parts"][0]["criteria"][0]["answer_key"]
    assert len(PAPER.parts) == len(CASES)
