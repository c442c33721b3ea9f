"""Answers without where they stand: moved, they are equal; put back, everything is where it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import intake
from grader.engine.marking import places
from grader.engine.marking.places import HERE, absolute, begins, relative
from grader.model import Answer, Block, Cells, File, Place, Section, Value
from tests.intake.intake_cases import ASSIGNMENT, notebook, submission

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

PART = "more.tokens"

# --- made up ----------------------------------------------------------------------------------------

lines = st.integers(1, 10_000)
files = st.sampled_from(["answers.md", "a/b.md", "hw.ipynb", "ä.yaml"])


def block(place: Place) -> Block:
    return Block("text", "x", "x", place)


@st.composite
def sections(draw: st.DrawFn) -> Section:
    """A section of a Markdown file, or of a notebook, where it may go on in later cells."""
    file, line, cell = draw(files), draw(lines), draw(st.none() | lines)
    found = [Place(file, line + draw(st.integers(0, 500)), cell) for _ in range(draw(st.integers(0, 4)))]
    if cell is not None:
        later = draw(st.lists(st.tuples(st.integers(1, 50), lines), max_size=4))
        found += [Place(file, other, cell + cells) for cells, other in later]
    return Section(tuple(map(block, found)), "as it was typed", Place(file, line, cell))


values = st.builds(Value, st.integers(), st.builds(Place, files, lines))


@calm
@given(sections())
def test_places_in_a_section_come_back(section: Section) -> None:
    answer = Answer((section,))
    (bare,) = relative(answer).raw
    begin = begins(answer)
    assert isinstance(bare, Section) and begin == section.place
    assert [absolute(each.place, begin) for each in bare.blocks] == [each.place for each in section.blocks]
    assert absolute(bare.place, begin) == section.place
    assert bare.place == HERE and all(each.place.file == "" for each in bare.blocks)


@calm
@given(values)
def test_the_place_of_a_value_comes_back(value: Value) -> None:
    answer = Answer((value,))
    (bare,) = relative(answer).raw
    assert bare == replace(value, place=HERE)
    assert absolute(bare.place, begins(answer)) == value.place


@calm
@given(sections(), st.integers(0, 99), st.integers(0, 99))
def test_a_section_that_moved_is_the_same(section: Section, down: int, cells: int) -> None:
    """Down in its file, or in a notebook by some cells."""

    def moved(place: Place) -> Place:
        if place.cell is not None:
            return Place("elsewhere.ipynb", place.line, place.cell + cells)
        return Place("elsewhere.md", (place.line or 0) + down)

    blocks = tuple(replace(each, place=moved(each.place)) for each in section.blocks)
    other = replace(section, place=moved(section.place), blocks=blocks)
    assert relative(Answer((other,))) == relative(Answer((section,)))


@calm
@given(sections(), st.data())
def test_a_block_that_moved_in_its_section_is_another(section: Section, data: st.DataObject) -> None:
    if not section.blocks:
        return
    at = data.draw(st.integers(0, len(section.blocks) - 1))
    moved = replace(section.blocks[at], place=replace(section.blocks[at].place, line=99_999))
    other = replace(section, blocks=(*section.blocks[:at], moved, *section.blocks[at + 1 :]))
    assert relative(Answer((other,))) != relative(Answer((section,)))


KEPT = [
    File(b"data", Place("w.npz")),
    Cells((("cell 1", "x = 1"),), Place("hw.ipynb")),
]


@pytest.mark.parametrize("raw", KEPT, ids=["file", "cells"])
def test_files_are_as_they_are(raw: File | Cells) -> None:
    assert relative(Answer((raw,))) == Answer((raw,))
    assert begins(Answer((raw,))) is None


def test_why_an_answer_cannot_be_taken_says_its_place_in_full() -> None:
    answer = Answer(problem=("answered twice", Place("answers.md", 7), "keep one"))
    assert relative(answer) == answer and begins(answer) is None
    assert begins(Answer()) is None and relative(Answer()) == Answer()


ABSOLUTE = {
    # a place in an answer, where the answer begins, and where that is
    "a line": (Place("", 2), Place("a.md", 10), "a.md:12"),
    "the heading": (HERE, Place("a.md", 10), "a.md:10"),
    "the same cell": (Place("", 5, 0), Place("h.ipynb", 3, 4), "h.ipynb, cell 4, line 5"),
    "the heading in a cell": (HERE, Place("h.ipynb", 3, 4), "h.ipynb, cell 4, line 3"),
    "the next cell": (Place("", 1, 1), Place("h.ipynb", 3, 4), "h.ipynb, cell 5, line 1"),
    "a file": (Place("w.npz"), None, "w.npz"),
    "a line of another file": (Place("b.md", 3), Place("a.md", 10), "b.md:3"),
    "a file beside a written answer": (Place("w.npz"), Place("a.md", 10), "w.npz"),
}


@pytest.mark.parametrize(("place", "begin", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_where_a_place_of_an_answer_is(place: Place, begin: Place | None, expected: str) -> None:
    assert str(absolute(place, begin)) == expected


# --- read from files --------------------------------------------------------------------------------

ABOVE = "# My answers\n\nSome words.\n\n## more.boxes\n\n- [x] alpha\n\n"
ANSWER = (
    f"## {PART}\n\nfirst\n\n- second\n- third\n\n| a | b |\n|---|---|\n| $x$ | `y` |\n\n```\ncode\n```\n\n> quoted\n"
)


def markdown(above: str) -> dict[str, str]:
    return {"answers.md": above + ANSWER}


def yaml(above: str) -> dict[str, str]:
    return {"answers.yaml": "".join(f"# {line}\n" for line in above.split("\n")) + f"{PART}: [a, b, c]\n"}


def cells(above: str) -> dict[str, str]:
    """The answer begins in its cell, below others, and goes on in the next ones."""
    lower = [("code", "x = 1")] * above.count("\n") + [("markdown", above)] * bool(above)
    lower.append(("markdown", f"## {PART}\n\nfirst\n"))
    return {"hw.ipynb": notebook(*lower, ("code", "y = 2"), ("markdown", "second\n\nthird"), ("markdown", "fourth"))}


@pytest.mark.parametrize("written", [markdown, yaml, cells])
def test_an_answer_that_was_read_is_the_same_wherever_it_stands(tmp_path: Path, written: object) -> None:
    found = []
    for name, above in (("plain", ""), ("below", ABOVE)):
        files = written(above)  # type: ignore[operator]
        answer = intake.read(submission(tmp_path / name, files), ASSIGNMENT).answers[PART]
        (raw,), (bare,) = answer.raw, relative(answer).raw
        assert isinstance(raw, Section | Value) and isinstance(bare, Section | Value)
        begin = places.begins(answer)
        assert begin == raw.place
        if isinstance(raw, Section) and isinstance(bare, Section):
            assert len(raw.blocks) > 2
            assert [absolute(each.place, begin) for each in bare.blocks] == [each.place for each in raw.blocks]
        found.append(answer)
    one, other = found
    assert one != other and relative(one) == relative(other)
