"""What is stored of verdicts comes back as it was, whatever students wrote."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.store import packed, unpacked
from grader.engine.store.rows import dumped, loaded
from grader.model import Place, Status, Verdict
from grader.reports.record import plain

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

FULL = Verdict(
    Status.PARTIAL,
    0.5,
    "Half of it.",
    hint="Look again.",
    evidence={"residual": 0.1, "lists": [[1, 2], []], "nested": {"a": None, "b": True, "c": ""}},
    answer_key={"right": [1.5, "x"]},
    mistake="swapped",
    place=Place("answers.md", 3, 2),
    before_release="Not all of it.",
)


def again(*verdicts: Verdict) -> tuple[Verdict, ...]:
    """Verdicts stored and read."""
    ids = [f"c{number}" for number in range(len(verdicts))]
    return loaded(ids, dumped(ids, verdicts))


VERDICTS = {
    "with every field": FULL,
    "with no more than it must have": Verdict.scored(1, "Right."),
    "incorrect": Verdict.scored(0, "Wrong."),
    "a third": Verdict.scored(1 / 3, "A third."),
    "nearly nothing": Verdict.scored(5e-324, "Nearly nothing."),
    "missing": Verdict.missing(),
    "unreadable": Verdict.unreadable("No.", "Mend it.", Place("", 0)),
    "waiting for a person": Verdict.pending(Status.NEEDS_REVIEW, "A person will look."),
    "waiting for a device": Verdict.pending(Status.NEEDS_GPU, "Later."),
    "our fault": Verdict.pending(Status.GRADER_ERROR, "Sorry."),
    "an empty message": Verdict.scored(1, ""),
    "an empty hint": Verdict.scored(0, "No.", hint=""),
    "nothing to be told before the release": Verdict.scored(0, "It was 3.", before_release=""),
    "a file and no line": Verdict.unreadable("No.", place=Place("w.npz")),
    "a notebook": Verdict.unreadable("No.", place=Place("hw.ipynb", 0, 0)),
    "odd letters": Verdict.scored(0, "ä \u2028 \N{PILE OF POO} \0 \x1b[31m \x7f </script> \"'\\", mistake="größe"),
}


@pytest.mark.parametrize("verdict", VERDICTS.values(), ids=VERDICTS)
def test_a_verdict_comes_back_equal(verdict: Verdict) -> None:
    assert again(verdict) == (verdict,)


def test_no_field_of_a_verdict_is_forgotten() -> None:
    (found,) = again(FULL)
    assert all(getattr(FULL, each.name) not in (None, {}) for each in fields(Verdict)), "the example has them all"
    for each in fields(Verdict):
        assert getattr(found, each.name) == getattr(FULL, each.name)
    assert isinstance(found.status, Status) and isinstance(found.place, Place)


WORDS = {
    # what a check may put into evidence, and what is kept of it: plain JSON values
    "not a number": (float("nan"), "nan"),
    "infinity": (math.inf, "inf"),
    "minus infinity": (-math.inf, "-inf"),
    "in a list": ([1.5, math.inf], [1.5, "inf"]),
    "in an array": (np.array([[1.0, np.nan]]), [[1.0, "nan"]]),
    "numpy's numbers": ([np.float64(0.5), np.int64(3), np.bool_(True)], [0.5, 3, True]),
    "a tuple": ((1, (2,)), [1, [2]]),
    "half a character": ("a\ud800b", "a\\ud800b"),
    "half a character in a list": (["\udcff"], ["\\udcff"]),
    "half a character as a key": ({"\ud800": "\ud800"}, {"\\ud800": "\\ud800"}),
    "a key that is a number": ({1: 2}, {"1": 2}),
    "NUL": ("a\0b", "a\0b"),
    "a large number": (10**400, 10**400),
}


@pytest.mark.parametrize(("value", "word"), WORDS.values(), ids=WORDS)
def test_of_evidence_a_plain_value_is_kept(value: Any, word: Any) -> None:
    (found,) = again(Verdict.scored(0, "No.", evidence={"x": value}, answer_key={"x": value}))
    assert found.evidence == found.answer_key == {"x": word}


@pytest.mark.parametrize("field", ["message", "hint", "mistake", "before_release"])
def test_half_characters_become_words_in_every_text(field: str) -> None:
    (found,) = again(replace(FULL, **{field: "a\ud800"}))
    assert getattr(found, field) == "a\\ud800"


def test_criteria_are_found_by_their_ids_in_any_order() -> None:
    right, wrong = Verdict.scored(1, "Right."), Verdict.scored(0, "Wrong.")
    text = dumped(["form", "result"], [right, wrong])
    assert loaded(["result", "form"], text) == (wrong, right)
    assert loaded(["form"], text) == (right,)
    assert loaded([], text) == ()
    with pytest.raises(KeyError):
        loaded(["form", "another"], text)
    with pytest.raises(ValueError, match="zip"):
        dumped(["form"], [right, wrong])


anything = st.characters()  # halves of characters too
texts = st.text(anything, max_size=20)
evidence = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=3,
)
places = st.builds(Place, st.text(max_size=20), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    rest = {
        "evidence": draw(evidence),
        "answer_key": draw(evidence),
        "hint": draw(st.none() | texts),
        "mistake": draw(st.none() | texts),
        "place": draw(st.none() | places),
        "before_release": draw(st.none() | texts),
    }
    pending = draw(st.sampled_from([None, *(status for status in Status if status.pending)]))
    if pending is not None:
        return Verdict.pending(pending, draw(texts), **rest)
    return Verdict.scored(draw(st.floats(0, 1)), draw(texts), **rest)


def in_plain_words(verdict: Verdict) -> Verdict:
    """The verdict with every text and value as reports say it."""
    said = {each.name: plain(getattr(verdict, each.name)) for each in fields(Verdict) if each.name not in UNCHANGED}
    return replace(verdict, **said)


UNCHANGED = ("status", "fraction", "place")


@calm
@given(st.lists(verdicts(), max_size=3))
def test_verdicts_come_back_as_reports_would_say_them(given: list[Verdict]) -> None:
    found = again(*given)
    assert found == tuple(map(in_plain_words, given))
    assert again(*found) == found


@calm
@given(verdicts())
def test_what_is_stored_is_strict_json_and_text_that_a_database_takes(verdict: Verdict) -> None:
    text = dumped(["c"], [verdict])
    text.encode("utf-8")

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    json.loads(text, parse_constant=refuse)


@calm
@given(st.text(st.characters()))
def test_a_packed_text_comes_back_as_it_was(text: str) -> None:
    assert unpacked(packed(text)) == text
    assert packed(text).isascii() and packed(text) == packed("".join(text))


def test_packing_makes_long_texts_short() -> None:
    assert len(packed("all the same " * 1000)) < 300


def test_mappings_of_any_kind_are_taken() -> None:
    class View(Mapping[str, int]):
        def __getitem__(self, name: str) -> int:
            return {"a": 1}[name]

        def __iter__(self) -> Any:
            return iter(["a"])

        def __len__(self) -> int:
            return 1

    assert again(Verdict.scored(1, "", evidence=View())) == (Verdict.scored(1, "", evidence={"a": 1}),)
