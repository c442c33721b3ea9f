"""A hand-in that is remembered gives the answers that it gave when it was read, and is read again only for files."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader import intake
from grader.engine.marking.handed import Read, Remembered, remembered
from grader.engine.store import packed, unpacked
from grader.engine.workers import worker
from grader.model import Answer, Assignment, Block, Cells, File, Place, Section, Submission, Value
from grader.provenance import digest
from grader.rubric import load

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = intake.submissions(ROOT / "submissions")
ASSIGNMENT: Assignment = load.load(ROOT / "rubrics" / "hw7.yaml")[0]
PARTS = [part.id for part in ASSIGNMENT.parts]
FILES = {"helper.py": b"x = 1", "data.csv": b"\xff"}


class Reader:
    """Reads a submission, and counts how often."""

    def __init__(self, submission: Submission):
        self.submission, self.times = submission, 0

    def __call__(self) -> Submission:
        self.times += 1
        return self.submission


def again(submission: Submission, parts: list[str]) -> tuple[Remembered, Reader]:
    """A hand-in as the store gives it back."""
    reader = Reader(submission)
    kept = packed(json.dumps(remembered(Read(submission), parts), ensure_ascii=False))
    return Remembered(json.loads(unpacked(kept)), reader), reader


def in_files(answer: Answer) -> bool:
    return any(isinstance(raw, File | Cells) for raw in answer.raw)


@pytest.fixture(scope="module")
def sample() -> Mapping[str, Submission]:
    return {name: worker.read(path, name, ASSIGNMENT) for name, path in SAMPLE}


@pytest.mark.parametrize("name", [name for name, _ in SAMPLE])
def test_the_answers_of_the_sample_class_come_back(sample: Mapping[str, Submission], name: str) -> None:
    submission = sample[name]
    read = Read(submission)
    handed, reader = again(submission, PARTS)
    for part in PARTS:
        before = reader.times
        assert handed.answer(part) == read.answer(part)
        assert digest(handed.answer(part)) == digest(read.answer(part))
        assert reader.times == before or in_files(read.answer(part)), "only files are read again"
    assert handed.files == submission.files
    assert reader.times == 1


def test_the_sample_class_has_answers_of_every_kind(sample: Mapping[str, Submission]) -> None:
    kinds = {type(raw) for each in sample.values() for answer in each.answers.values() for raw in answer.raw}
    assert kinds == {Section, Value, File, Cells}
    assert any(answer.problem for each in sample.values() for answer in each.answers.values())


# --- made up ----------------------------------------------------------------------------------------

texts = st.text(st.characters(), max_size=12)
places = st.builds(Place, texts, st.none() | st.integers(0, 99), st.none() | st.integers(0, 99))
blocks = st.builds(
    Block,
    st.sampled_from(["text", "math", "code", "item", "row", "quote"]),
    texts,
    texts,
    places,
    st.lists(texts, max_size=3).map(tuple),
    st.none() | st.booleans(),
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
written = st.builds(Section, st.lists(blocks, max_size=3).map(tuple), texts, places) | st.builds(Value, plain, places)
problems = st.none() | st.tuples(texts, st.none() | places, st.none() | texts)
answers = st.builds(Answer, st.lists(written, max_size=2).map(tuple), problems)


@calm
@given(st.dictionaries(st.sampled_from("abc"), answers))
@example({"a": Answer((Value("\ud83d\ude00", Place("", 1)),))})
def test_any_written_answers_come_back_without_a_second_look(given: dict[str, Answer]) -> None:
    """Compared as they are shown, which tells 1 from 1.0, and takes NaN for itself."""
    submission = Submission("oak", given)
    handed, reader = again(submission, ["a", "b", "c"])
    for part in ("a", "b", "c", "a"):
        assert repr(handed.answer(part)) == repr(Read(submission).answer(part))
        assert digest(handed.answer(part)) == digest(Read(submission).answer(part))
    assert reader.times == 0


# --- when it is read again --------------------------------------------------------------------------

HERE = Place("answers.md", 3)
WRITTEN = Answer((Value(1, HERE),))
KEPT = {
    "written": (WRITTEN, True),
    "in Markdown": (Answer((Section((), "x", HERE),)), True),
    "none": (Answer(), True),
    "why there is none": (Answer(problem=("too large", HERE, None)), True),
    "a file": (Answer((File(b"", Place("w.npz")),)), False),
    "cells of code": (Answer((Cells((("cell 1", "x"),), Place("h.ipynb")),)), False),
    "text beside a file": (Answer((Value(1, HERE), File(b"", Place("w.npz")))), False),
    "a number too long for JSON": (Answer((Value(10**5000, HERE),)), False),
}


@pytest.mark.parametrize(("answer", "kept"), KEPT.values(), ids=KEPT)
def test_what_is_written_is_remembered_and_files_are_read_again(answer: Answer, kept: bool) -> None:
    submission = Submission("oak", {"p": answer}, files=FILES)
    assert ("p" in remembered(Read(submission), ["p"])) == kept
    handed, reader = again(submission, ["p"])
    assert reader.times == 0, "nobody has asked yet"
    assert handed.answer("p") == Read(submission).answer("p") == handed.answer("p")
    assert reader.times == (0 if kept else 1)


def test_it_is_read_once_however_often_files_are_asked_for() -> None:
    submission = Submission("oak", {"p": Answer((File(b"1", Place("w.npz")),)), "q": WRITTEN}, files=FILES)
    handed, reader = again(submission, ["p", "q"])

    def asked() -> Iterator[Any]:
        yield handed.answer("q")
        yield handed.files
        yield handed.answer("p")
        yield handed.files
        yield handed.answer("p")

    counts = [reader.times for _ in asked()]
    assert counts == [0, 1, 1, 1, 1]
    assert handed.files == FILES


def test_a_part_that_nobody_remembered_is_read_again() -> None:
    handed, reader = again(Submission("oak", {"p": WRITTEN, "new": WRITTEN}), ["p"])
    assert handed.answer("new") == Read(Submission("", {"new": WRITTEN})).answer("new")
    assert reader.times == 1
