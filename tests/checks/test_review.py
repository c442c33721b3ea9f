"""What is laid out for a reviewer: ideas, figures and counts, each a hint and none a verdict."""

from typing import Any

import pytest

from grader.answers.words import count_words, invisible, sentences, strangers
from grader.checks.review import review, review_text
from grader.model import Status

IDEAS: list[dict[str, Any]] = [
    {"idea": "lengths", "any": ["different length", "longer than"]},
    {"idea": "order", "any": ["word order", "reorder"]},
]
FIGURES: list[dict[str, Any]] = [
    {"value": 26, "unit": "seconds", "what": "the final recipe"},
    {"value": 40, "unit": "seconds", "what": "the time at 100 % compute efficiency; not reached"},
    {"value": 33.5, "unit": "seconds", "what": "moving average"},
    {"value": 94.1, "unit": "percent", "what": "the final recipe"},
]


def test_a_text_is_always_for_a_person() -> None:
    for text in ("", "x", "Perfect. " * 100):
        told = review_text(text, text, ideas=IDEAS, figures=FIGURES, words=[1, 5])
        assert (told.status, told.fraction) == (Status.NEEDS_REVIEW, None)


SENTENCES = {
    "the phrase": ("The lengths are different.", ("The lengths are different.", None)),
    "in another order": ("Of different lengths, they are.", ("Of different lengths, they are.", None)),
    "a word's beginning": ("It reordered.", (None, "It reordered.")),
    "with a hyphen": ("The word-order differs.", (None, "The word-order differs.")),
    "in capitals": ("WORD ORDER!", (None, "WORD ORDER!")),
    "full-width": ("Ｗｏｒｄ order.", (None, "Ｗｏｒｄ order.")),
    "in two sentences": ("A word. The order.", (None, None)),
    "the first that holds it": ("A word. The word order. Word order again.", (None, "The word order.")),
    "inside another word": ("Keyword disorder.", (None, None)),
    "both": ("One is longer than the other; word order too.", ("One is longer than the other; word order too.",) * 2),
    "nothing": ("", (None, None)),
}


@pytest.mark.parametrize(("text", "found"), SENTENCES.values(), ids=SENTENCES)
def test_ideas_are_looked_for_in_sentences(text: str, found: tuple[str | None, str | None]) -> None:
    told = review_text(text, text, ideas=IDEAS)
    assert tuple(idea["sentence"] for idea in told.answer_key["ideas"]) == found
    assert "ideas" not in told.evidence


QUOTED = {
    "26 s": [(True, "the final recipe")],
    "26 seconds": [(True, "the final recipe")],
    "26": [(True, "the final recipe")],
    "26.0 s": [(True, "the final recipe")],
    "26 %": [(False, None)],
    "32.9 s": [(False, None)],
    "34 s": [(True, "moving average")],
    "33.5 s": [(True, "moving average")],
    "94.1 %": [(True, "the final recipe")],
    "94 %": [(True, "the final recipe")],
    "40 seconds": [(True, "the time at 100 % compute efficiency; not reached")],
    "17 s": [(False, None)],
    "17 layers on 3 GPUs": [],
    "1e99 s": [(False, None)],
    "0.0000000001 s": [(False, None)],
}


@pytest.mark.parametrize(("text", "found"), QUOTED.items(), ids=QUOTED)
def test_figures_are_known_to_the_digits_written(text: str, found: list[tuple[bool, str | None]]) -> None:
    told = review_text(f"It took {text}.", "", figures=FIGURES)
    assert [(figure["known"], figure["what"]) for figure in told.answer_key["figures"]] == found


def test_at_most_forty_figures_are_listed() -> None:
    told = review_text("26 s. " * 1000, "", figures=FIGURES)
    assert len(told.answer_key["figures"]) == 40


def test_code_and_other_forms_are_shown_as_typed() -> None:
    code = {"file": "solution.py", "line": 3, "source": "def f(): ..."}
    assert review(code=code).evidence == {"code": code}
    assert review("$a = b$").evidence == {"text": "$a = b$"}


COUNTS = {"": 0, "one": 1, "a  b\nc": 3, "- a — b …": 2, "it's 94.1 %": 2, "é 犬": 2, "*** !!!": 0}


@pytest.mark.parametrize(("text", "count"), COUNTS.items(), ids=repr)
def test_words_are_counted_as_a_reader_counts(text: str, count: int) -> None:
    assert count_words(text) == count


def test_sentences_end_at_points_blank_lines_and_list_items() -> None:
    text = "One. Two!\nstill two? Three at 94.1 %\n\nfour\n- five\n- six"
    found = ["One.", "Two!", "still two?", "Three at 94.1 %", "four", "- five", "- six"]
    assert sentences(text) == found


def test_strangers_and_invisible_characters_are_named() -> None:
    assert strangers("dоg") == ["'о' is U+043E CYRILLIC SMALL LETTER O"]
    assert strangers("ｄog") == []
    assert strangers("a\x1b")[0].endswith("is U+001B without a name")
    assert invisible("a\u200bb\u200b\u202e") == ["U+200B", "U+202E"]
