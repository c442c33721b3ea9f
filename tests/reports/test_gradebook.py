"""The gradebooks as tables, and that a slim record says in them and in the statistics what the whole one says."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Status, Verdict
from grader.reports import gradebook
from grader.reports.statistics import Tally, slim
from tests.reports.classroom import HOMEWORK, assignment, graded, part, student
from tests.reports.invented import RECORDS, SMALL

TWO = assignment(part("first", ("look", 4)), part("second", ("shape", 2), ("value", 4)))
RIGHT, WAITS = Verdict.scored(1, "Right."), Verdict.pending(Status.NEEDS_REVIEW, "Later.")
SWAPPED = Verdict.scored(0.5, "Swapped.", mistake="swapped")


def rows(writer, of, *records):
    out = io.StringIO()
    write = writer(of, out)
    for record in records:
        write(record)
    return list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def test_a_row_a_student():
    assert rows(gradebook.writer, TWO, graded(TWO, "ada", (RIGHT,), (SWAPPED, WAITS))) == [
        ["submission", "score", "max_score", "status", "first", "second"],
        ["ada", "4", "10", "needs_review", "4", ""],
    ]


def test_a_row_a_criterion():
    records = [graded(TWO, "ada", (RIGHT,), (SWAPPED, WAITS)), graded(TWO, "bela", (RIGHT,), (RIGHT, RIGHT))]
    assert rows(gradebook.criteria_writer, TWO, *records) == [
        ["submission", "part", "criterion", "check", "score", "max_score", "status", "mistake"],
        ["ada", "first", "look", "look", "4", "4", "correct", ""],
        ["ada", "second", "shape", "shape", "1", "2", "partial", "swapped"],
        ["ada", "second", "value", "value", "", "4", "needs_review", ""],
        ["bela", "first", "look", "look", "4", "4", "correct", ""],
        ["bela", "second", "shape", "shape", "2", "2", "correct", ""],
        ["bela", "second", "value", "value", "4", "4", "correct", ""],
    ]


def test_a_criterion_goes_by_its_id_and_a_part_that_is_not_asked_is_left_out():
    record = graded(TWO, "ada", (RIGHT,), (RIGHT, RIGHT))
    record["parts"][0]["criteria"][0]["id"] = "first.seen"
    record["parts"][1]["id"] = "of another rubric"
    assert [row[1:4] for row in rows(gradebook.criteria_writer, TWO, record)[1:]] == [["first", "first.seen", "look"]]


@pytest.mark.parametrize("writer", [gradebook.writer, gradebook.criteria_writer])
def test_no_cell_is_a_formula(writer):
    of = assignment(part("=p", ("+check", 4)))
    record = graded(of, "@ada", (Verdict.scored(0, "No.", mistake="-m\n"),))
    found = rows(writer, of, record)
    assert found[1][0] == "'@ada"
    assert not [cell for row in found for cell in row if cell.startswith(tuple("=+-@"))]


def summed_up(of, records):
    tally = Tally(of)
    for record in records:
        tally.add(record)
    books = [rows(writer, of, *records) for writer in (gradebook.writer, gradebook.criteria_writer)]
    return tally.rows, tally.summary(most=1000), books


def test_slim_records_of_a_class_say_what_the_whole_ones_say():
    records = [student(f"s{at}", at) for at in range(60)]
    slimmed = [slim(record) for record in records]
    assert summed_up(HOMEWORK, slimmed) == summed_up(HOMEWORK, records)
    assert len(json.dumps(slimmed)) < len(json.dumps(records)) / 2


@given(st.lists(RECORDS, max_size=4))
def test_slim_records_say_what_the_whole_ones_say(records):
    slimmed = [slim(record) for record in records]
    assert summed_up(SMALL, slimmed) == summed_up(SMALL, records)
    assert [slim(record) for record in slimmed] == slimmed
    assert json.loads(json.dumps(slimmed)) == slimmed


def test_a_slim_record_keeps_ids_and_no_feedback():
    record = graded(TWO, "ada", (Verdict.scored(0, "x" * 500, hint="Look.", evidence={"m": 8}),), (RIGHT, SWAPPED))
    record["parts"][0]["criteria"][0]["id"] = "look.1"
    assert slim(record)["parts"][0] == {
        **{"id": "first", "score": 0, "max_score": 4, "status": "incorrect"},
        "criteria": [
            {
                **{"id": "look.1", "check": "look", "score": 0, "max_score": 4, "status": "incorrect"},
                **{"mistake": None, "message": "x" * 300},
            }
        ],
    }
    assert slim(record)["parts"][1]["criteria"][0]["message"] == ""
    assert set(slim(record)) == {"submission", "score", "max_score", "status", "parts"}
