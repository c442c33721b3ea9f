"""Free text: carried to a reviewer, never judged."""

from pathlib import Path

import pytest

from grader.model import Status
from tests.answers.handing_in import result, valued

ESSAY = "resnet.learned"


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
    "a mapping": ({"a": 1}, "a mapping was given where"),
    "true": (True, "a true/false was given where"),
    "a list of lists": ([["a"]], "a list was given where"),
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
